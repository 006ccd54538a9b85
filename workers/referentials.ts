import v090 from "../content/referentials/label@0.9.0.json";
import type { ReferentialFile } from "../src/label/scoring/formats.ts";

/** Every published version of the label's referential, the oldest first. A new one is added here; none ever changes. */
export const referentials = [v090] as unknown as readonly ReferentialFile[];
