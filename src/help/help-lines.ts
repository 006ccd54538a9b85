import * as z from "zod";

/** Where a fact was read and who checked it since on the official page: no record, no sentence. */
export const PROVENANCE = {
  status: z.enum(["V", "V!"]),
  read_on: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
  read_at: z.string(),
  read_at_url: z.url(),
  checked_on: z.string().nullable(),
  checked_by: z.string().nullable(),
};

const HelpLineRecord = z
  .object({
    id: z.string(),
    label: z.string(),
    href: z.string().nullable(),
    what: z.string(),
    for_whom: z.string(),
    hours: z.string(),
    at_night: z.enum(["answers", "closed", "not_a_listener"]),
    band: z.string().nullable(),
    ...PROVENANCE,
  })
  .strict();
/** A help line, as published: number or site, for whom, when; `band` is its short word in the help band. */
export type HelpLine = z.infer<typeof HelpLineRecord>;

/** Reads the one list of help lines, in the order of display. */
export const parseHelpLines = (data: unknown): HelpLine[] => z.array(HelpLineRecord).parse(data);

/** The lines of the band: on every page and at the foot of every mail. */
export const bandLines = (lines: readonly HelpLine[]): HelpLine[] => lines.filter((line) => line.band !== null);

/** « lu en février 2026 sur … ; pas encore vérifié sur la page officielle », or when it was checked. */
export function readWhere(record: Pick<HelpLine, "checked_on" | "read_on" | "read_at">): string {
  if (record.checked_on !== null) {
    return `vérifié sur la page officielle le ${inWords(record.checked_on)}`;
  }
  return `lu ${record.read_on.length === 7 ? "en" : "le"} ${inWords(record.read_on)} sur ${record.read_at}\u202f; pas encore vérifié sur la page officielle`;
}

function inWords(dayOn: string): string {
  const hasDay = dayOn.length > 7;
  const date = new Date(`${hasDay ? dayOn : `${dayOn}-01`}T12:00:00Z`);
  const day = hasDay ? ({ day: "numeric" } as const) : {};
  return new Intl.DateTimeFormat("fr-FR", { ...day, month: "long", year: "numeric", timeZone: "UTC" }).format(date);
}
