import { Temporal } from "temporal-polyfill";

import { instantOf } from "./time.ts";

/**
 * A date and hour as a browser sends it (`2027-01-14T10:00`) or as people type it (`14/01/2027 10:00`, `14/01/2027 à 10h`),
 * on the clock of a zone: unix seconds; null when it is none.
 * @example readMoment("02/01/1970 à 1h", "Europe/Paris") => 86400
 * @example readMoment("31/02/2027 10:00", "Europe/Paris") => null
 */
export function readMoment(text: string, tz: string): number | null {
  const typed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})[ ,à]+(\d{1,2})(?:\s*[:h]\s*(\d{2})?)?$/.exec(text.trim());
  const pad = (part: string | undefined): string => (part ?? "0").padStart(2, "0");
  const iso =
    typed === null ? text.trim() : `${typed[3]}-${pad(typed[2])}-${pad(typed[1])}T${pad(typed[4])}:${pad(typed[5])}`;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(iso)) {
    return null;
  }
  try {
    return instantOf(Temporal.PlainDateTime.from(iso, { overflow: "reject" }).toString(), tz);
  } catch {
    return null;
  }
}

/**
 * A day as a browser sends it (`2027-01-14`) or as people type it (`14/01/2027`): `YYYY-MM-DD`; null when it is none.
 * @example readDay("14/01/2027") => "2027-01-14"
 */
export function readDay(text: string): string | null {
  const typed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const iso =
    typed === null
      ? text.trim()
      : `${typed[3]}-${(typed[2] ?? "").padStart(2, "0")}-${(typed[1] ?? "").padStart(2, "0")}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) {
    return null;
  }
  try {
    return Temporal.PlainDate.from(iso, { overflow: "reject" }).toString();
  } catch {
    return null;
  }
}
