import v090 from "../content/referentials/label@0.9.0.json";
import type { ReferentialFile } from "../src/label/scoring/formats.ts";
import { modelOf } from "../src/label/scoring/model.ts";

/** Every published version of the label's referential, the oldest first. A new one is added here; none ever changes. */
export const referentials = [v090] as unknown as readonly ReferentialFile[];

/** The same, ready to score. They were checked before they were published. */
export const models = referentials.map(modelOf);
