import * as z from "zod";

import { PROVENANCE, parseRecords } from "./provenance.ts";

const HelpLineRecord = z
  .object({
    id: z.string(),
    label: z.string(),
    href: z.string().nullable(),
    /** Where to write instead of calling. */
    site: z.url().nullable(),
    what: z.string(),
    for_whom: z.string(),
    hours: z.string(),
    at_night: z.enum(["answers", "closed", "not_a_listener"]),
    band: z.string().nullable(),
    /** Old numbers that people may still look for. */
    replaces: z.array(z.string()),
    ...PROVENANCE,
  })
  .strict();
/** A help line, as published: number or site, for whom, when; `band` is its short word in the help band. */
export type HelpLine = z.infer<typeof HelpLineRecord>;

/** Reads the one list of help lines, in the order of display. */
export const parseHelpLines = (data: unknown): HelpLine[] => parseRecords("help-lines.json", HelpLineRecord, data);

/** The lines of the band: on every page and at the foot of every mail. */
export const bandLines = (lines: readonly HelpLine[]): HelpLine[] => lines.filter((line) => line.band !== null);
