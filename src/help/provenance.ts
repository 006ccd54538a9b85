import * as z from "zod";

const DATE = String.raw`\d{4}(?:-\d{2}(?:-\d{2})?)?`;
/** The date of the copy that was read: a day, a month, a year, or an ISO interval of two of them (`2024/2025`, `2021/..`). */
const ReadOn = z.string().regex(new RegExp(`^(?:${DATE}|${DATE}/(?:${DATE}|\\.\\.)|\\.\\./${DATE})$`));

/** Where a record was read and who checked it since on the official page: no record, no sentence. */
export const PROVENANCE = {
  status: z.enum(["V", "V!"]),
  read_on: ReadOn,
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

/** The latest day that a date of reading may mean; of an interval, its end when it has one. */
export function latest(readOn: string): string {
  const [from = "", to] = readOn.split("/");
  return to === undefined || to === ".." ? from : to;
}

type Dated = Provenance & {
  id: string;
  law_date?: string | null;
  version_date?: string | null;
  effect_date?: string | null;
};
/**
 * What is wrong with the dates of records on a day (`YYYY-MM-DD`): read or checked in the future, checked by nobody,
 * a law or a version later than today.
 */
export function wrongDates(records: Iterable<Dated>, todayOn: string): string[] {
  const wrong: string[] = [];
  for (const record of records) {
    const { id, checked_on, checked_by, law_date = null, version_date = null, effect_date = null } = record;
    const dates = [latest(record.read_on), checked_on, law_date, version_date, effect_date];
    if (dates.some((date) => date !== null && date.slice(0, 10) > todayOn.slice(0, date.length))) {
      wrong.push(`"${id}": a date in the future`);
    }
    if ((checked_on === null) !== (checked_by === null)) {
      wrong.push(`"${id}": checked by nobody`);
    }
  }
  return wrong;
}

/** Whether a person opened the official page within the last twelve months before a day (`YYYY-MM-DD`). */
export const isChecked = ({ checked_on }: Pick<Provenance, "checked_on">, todayOn: string): boolean =>
  checked_on !== null && checked_on >= `${Number(todayOn.slice(0, 4)) - 1}${todayOn.slice(4)}`;

type Read = Pick<Provenance, "checked_on" | "read_on">;
/** « Information lue en février 2026 ; pas encore vérifiée sur la page officielle », or when it was checked. `where`: the copy that was read. */
export function readWhere(record: Read, todayOn: string, where?: string): string {
  const { checked_on } = record;
  if (checked_on !== null && isChecked(record, todayOn)) {
    return `Information vérifiée sur la page officielle le ${dayInWords(checked_on)}`;
  }
  const since =
    checked_on === null ? "pas encore vérifiée" : `à vérifier de nouveau (vérifiée le ${dayInWords(checked_on)})`;
  const copy = where === undefined ? "" : ` sur ${where}`;
  return `Information lue ${readWhen(record.read_on)}${copy}\u202f; ${since} sur la page officielle`;
}

/** « 3 informations sur 14 restent à vérifier »; null when none does. `unsure`: the same in another language, with `{left}` and `{all}`. */
export function howSure(
  records: readonly Pick<Provenance, "checked_on">[],
  todayOn: string,
  unsure = "",
): string | null {
  const left = records.filter((record) => !isChecked(record, todayOn)).length;
  if (unsure !== "" && left > 0) {
    return unsure.replace("{left}", String(left)).replace("{all}", String(records.length));
  }
  const verb = left > 1 ? "restent" : "reste";
  const words = left > 1 ? "informations" : "information";
  return left === 0 ? null : `${left} ${words} sur ${records.length} ${verb} à vérifier`;
}

/** « en février 2026 », « le 22 septembre 2025 », « entre 2024 et 2025 », « en 2021 ou après ». */
function readWhen(readOn: string): string {
  const [from = "", to] = readOn.split("/");
  if (to === undefined) {
    return `${from.length === 10 ? "le" : "en"} ${dayInWords(from)}`;
  }
  if (from === ".." || to === "..") {
    return from === ".." ? `au plus tard en ${dayInWords(to)}` : `en ${dayInWords(from)} ou après`;
  }
  return `entre ${dayInWords(from)} et ${dayInWords(to)}`;
}

const MONTH = { month: "long", year: "numeric", timeZone: "UTC" } as const;
/** A day, a month or a year as people say it. */
export function dayInWords(date: string): string {
  if (date.length === 4) {
    return date;
  }
  const format = date.length === 7 ? MONTH : ({ ...MONTH, day: "numeric" } as const);
  return new Intl.DateTimeFormat("fr-FR", format)
    .format(new Date(`${date.slice(0, 7)}-${date.slice(8) || "01"}T12:00:00Z`))
    .replace(/^1 /, "1er ");
}
