import * as z from "zod/mini";

import listed from "../../../content/label/temoins.json";

const Listed = z.array(z.strictObject({ who: z.string(), vkey: z.string(), url: z.url() }));
/** Who is asked to vouch for the log: an association or a university, its key, where it is asked. */
export const WITNESSES = Listed.parse(listed);
export type Witness = (typeof WITNESSES)[number];
