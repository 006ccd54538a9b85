import { MINUTE } from "../kernel/time.ts";

/** A record of content whose truth is checked by a person on an official page. */
export type Checked = { id: string; what: string; where: string; readOn: string; checkedOn: string | null };
export type Due = Checked & { why: "never" | "old" };

/** Six months, as days: after this a check counts as old. */
const SIX_MONTHS = 183;

/** The records that a person should open the official page for: never checked first, then the oldest checks. */
export function dueForCheck(records: readonly Checked[], now: number): Due[] {
  const limit = new Date((now - SIX_MONTHS * 24 * 60 * MINUTE) * 1000).toISOString().slice(0, 10);
  return records
    .flatMap((record): Due[] => {
      if (record.checkedOn === null) {
        return [{ ...record, why: "never" }];
      }
      return record.checkedOn < limit ? [{ ...record, why: "old" }] : [];
    })
    .toSorted((a, b) => (a.checkedOn ?? "").localeCompare(b.checkedOn ?? "") || a.readOn.localeCompare(b.readOn));
}
