import type { OrganisationId, SessionId } from "../../kernel/ids.ts";
import { fold } from "../../kernel/text.ts";
import { momentIn } from "../../kernel/time.ts";

/** A place as people write it. */
export type Written = { name: string; address: string; commune: string };
const plain = (text: string): string =>
  fold(text)
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();
/** The same room, however its name is written. */
export const isSameRoom = (a: Written, b: Written): boolean =>
  plain(a.name) === plain(b.name) && plain(a.address) === plain(b.address) && plain(a.commune) === plain(b.commune);

/** People leave, others come in: so long between two bookings of one room. Seconds. */
export const BETWEEN = 15 * 60;
/** Somebody else's booking of a room at the hours of a session that is planned. */
export type Clash = { id: SessionId; associationId: OrganisationId; startsAt: number; tz: string };
/** What is said of one: ours with where to see it, another association's without its name. */
export const clashInWords = (
  clash: Clash,
  { own, base }: { own: OrganisationId; base: string },
): { words: string; href: string | null } => {
  const when = momentIn(clash.startsAt, clash.tz);
  return clash.associationId === own
    ? { words: `Votre séance du ${when}`, href: `${base}/${clash.id}` }
    : { words: `Une autre association, le ${when}`, href: null };
};
