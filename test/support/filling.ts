/* When a database of 10 GB that cannot grow is full. */
const FULL = 10e9;
const YEAR = 12;

/** Months that the rows of a table stay; what is not named stays for ever. */
const STAYS: Readonly<Record<string, number>> = {
  messages: 13,
  send_batches: 13,
  enrolments: 13,
  webhook_receipts: 2,
};
/** Trails leave ninety days after their last event; a registration is open for two months. */
const TRAIL_STAYS = 5;

type Bytes = Readonly<Record<string, number>>;
/** `bytes` of one registration by table, `most` a year; `isArchived`: trails leave for files, and one row says where each is. */
export type Filling = { bytes: Bytes; most: number; isArchived: boolean };

/** Bytes after so many years. */
function bytesAfter(years: number, { bytes, most, isArchived }: Filling): number {
  const months = years * YEAR;
  const lives = (table: string): number => {
    const stays = table === "events" && isArchived ? TRAIL_STAYS : (STAYS[table] ?? Infinity);
    return table === "archived_subjects" && !isArchived ? 0 : (Math.min(months, stays) * most) / YEAR;
  };
  return Object.entries(bytes).reduce((sum, [table, each]) => sum + each * lives(table), 0);
}

/** Years until it is full, a century at most. */
export function yearsUntilFull(filling: Filling): number {
  let years = 0;
  while (years < 100 && bytesAfter(years, filling) < FULL) {
    years += 1 / YEAR;
  }
  return years;
}
