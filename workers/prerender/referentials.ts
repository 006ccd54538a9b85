import type { ReferentialFile } from "../../src/label/scoring/formats.ts";
import { draftFiles, referentialFiles } from "./content.built.ts";

/** Every published version of the label's referential, the oldest first. None ever changes. */
export const referentials = referentialFiles as readonly ReferentialFile[];
/** Versions that are being discussed: nothing is graded under them. */
export const drafts = draftFiles as readonly ReferentialFile[];
