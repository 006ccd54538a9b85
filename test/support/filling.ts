/* When a database of 10 GB that cannot grow is full. */
const FULL = 10e9;
const YEAR = 12;

/** Months that the rows of a table stay as they are measured: of what is not named, until the person is forgotten. After them, what is left of them (`bare`). */
const STAYS: Readonly<Record<string, number>> = {
  messages: 5,
  enrolments: 13,
  webhook_receipts: 2,
  archived_subjects: Infinity,
};
/** A registration is open for two months, and its person forgotten a month after; an address a little later. */
const KNOWN = 4;
/** Trails leave ninety days after their last event. */
const TRAIL_STAYS = 7;

type Bytes = Readonly<Record<string, number>>;
/** `bytes` of one registration by table, and what is left of it; `most` a year; `isArchived`: trails leave for files, and one row says where each is. */
export type Filling = { bytes: Bytes; bare: Bytes; most: number; isArchived: boolean };

/** Bytes after so many years. */
function bytesAfter(years: number, { bytes, bare, most, isArchived }: Filling): number {
  const months = years * YEAR;
  const weight = (table: string): number => {
    const stays = Math.min(months, table === "events" && isArchived ? TRAIL_STAYS : (STAYS[table] ?? KNOWN));
    const left = table === "events" && isArchived ? 0 : (bare[table] ?? 0);
    return table === "archived_subjects" && !isArchived ? 0 : stays * (bytes[table] ?? 0) + (months - stays) * left;
  };
  return Object.keys(bytes).reduce((sum, table) => sum + (weight(table) * most) / YEAR, 0);
}

/** Years until it is full, a century at most. */
export function yearsUntilFull(filling: Filling): number {
  let years = 0;
  while (years < 100 && bytesAfter(years, filling) < FULL) {
    years += 1 / YEAR;
  }
  return years;
}
