import * as z from "zod";

/** Where a record was read and who checked it since on the official page: no record, no sentence. */
export const PROVENANCE = {
  status: z.enum(["V", "V!"]),
  read_on: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
  read_at: z.string().min(1),
  read_at_url: z.url(),
  checked_on: z.iso.date().nullable(),
  checked_by: z.string().min(1).nullable(),
};
export type Provenance = z.infer<z.ZodObject<typeof PROVENANCE>>;

/**
 * Reads the records of a content file. Throws on the first bad one, with the file, the record and the reason:
 * a record without its source is never shown.
 */
export function parseRecords<T extends { id: string }>(file: string, schema: z.ZodType<T>, data: unknown): T[] {
  const seen = new Set<string>();
  return z
    .array(z.looseObject({ id: z.string() }))
    .parse(data)
    .map((raw) => {
      const record = schema.safeParse(raw);
      if (!record.success) {
        const [issue] = record.error.issues;
        throw new Error(`content/${file}: "${raw.id}", ${issue?.path.join(".")}: ${issue?.message}`);
      }
      if (seen.has(raw.id)) {
        throw new Error(`content/${file}: "${raw.id}" twice`);
      }
      seen.add(raw.id);
      return record.data;
    });
}

/**
 * What is wrong with the dates of records on a day (`YYYY-MM-DD`): read or checked in the future, checked by nobody,
 * in force later than today.
 */
export function wrongDates(
  records: Iterable<Provenance & { id: string; in_force_from?: string | null }>,
  todayOn: string,
): string[] {
  const wrong: string[] = [];
  for (const { id, read_on, checked_on, checked_by, in_force_from: inForceFrom = null } of records) {
    if ([read_on, checked_on, inForceFrom].some((date) => date !== null && date > todayOn)) {
      wrong.push(`"${id}": a date in the future`);
    }
    if ((checked_on === null) !== (checked_by === null)) {
      wrong.push(`"${id}": checked by nobody`);
    }
  }
  return wrong;
}

/** « lu en février 2026 sur … ; pas encore vérifié sur la page officielle », or when it was checked. */
export function readWhere(record: Pick<Provenance, "checked_on" | "read_on" | "read_at">): string {
  if (record.checked_on !== null) {
    return `vérifié sur la page officielle le ${inWords(record.checked_on)}`;
  }
  return `${readWhen(record)} sur ${record.read_at}\u202f; pas encore vérifié sur la page officielle`;
}

/** « lu en février 2026 ». */
const readWhen = ({ read_on }: Pick<Provenance, "read_on">): string =>
  `lu ${read_on.length === 7 ? "en" : "le"} ${inWords(read_on)}`;

/** How sure several numbers are, in one sentence: all checked, or since when they were read. */
export function howSure(records: readonly Pick<Provenance, "checked_on" | "read_on">[]): string {
  const unchecked = records.filter((record) => record.checked_on === null);
  if (unchecked.length === 0) {
    return "Numéros vérifiés sur leurs pages officielles";
  }
  const [oldest] = unchecked.map((record) => record.read_on).toSorted();
  const when = readWhen({ read_on: oldest ?? "" }).replace("lu ", "lus ");
  return unchecked.length === records.length
    ? `Numéros ${when}, pas encore vérifiés sur leurs pages officielles`
    : `Certains de ces numéros, ${when}, ne sont pas encore vérifiés sur leurs pages officielles`;
}

function inWords(dayOn: string): string {
  const hasDay = dayOn.length > 7;
  const date = new Date(`${hasDay ? dayOn : `${dayOn}-01`}T12:00:00Z`);
  const day = hasDay ? ({ day: "numeric" } as const) : {};
  return new Intl.DateTimeFormat("fr-FR", { ...day, month: "long", year: "numeric", timeZone: "UTC" }).format(date);
}
