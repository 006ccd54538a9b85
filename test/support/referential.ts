import draft from "../../content/drafts/label@0.10.0.json" with { type: "json" };
import file from "../../content/referentials/label@0.9.0.json" with { type: "json" };

/* The version of the referential that the tests play with: here, and nowhere else. */

export const REFERENTIAL_FILE = file;
/** `label@x.y.z`, as applications and answers say it. */
export const REFERENTIAL = `${file.id}@${file.version}`;
export const REFERENTIAL_PATH = `content/referentials/${REFERENTIAL}.json`;
/** Where the site reads it from. */
export const REFERENTIAL_ADDRESS = `/label/referentiel/label-${file.version}.json`;
/** The draft that is discussed, and where its file is. */
export const DRAFT_FILE = draft;
export const DRAFT_ADDRESS = `/label/referentiel/label-${draft.version}.json`;
