import * as z from "zod";

import type { Database } from "../../platform/d1.ts";
import type { Session } from "./session.ts";
import { TAKING_PLACE } from "./session.ts";
import { findAnySession, seriesAhead } from "./session.store.ts";

/** Which dates of a series an act is for, beside this one: none, its other half, those that follow, all, or those that were ticked. */
const Which = z.enum(["une", "date", "suivantes", "toutes", "choisies"]).catch("une");
export type Which = z.infer<typeof Which>;
export type Scope = { which: Which; starts: readonly string[] };
type Typed = { get: (name: string) => string; all: (name: string) => string[] };
/** What a form says that it is for. */
export const readScope = (form: Typed): Scope => ({
  which: Which.parse(form.get("portee")),
  starts: form.all("dates"),
});

/** The other dates of a session's series that have not begun, and its other half; none when it stands alone. */
export async function othersAhead(
  db: Database,
  { session, now }: { session: Session; now: number },
): Promise<Session[]> {
  if (session.seriesId === null && session.other !== null) {
    const half = await findAnySession(db, session.other.id);
    const isAhead = half !== null && half.startsAt > now && TAKING_PLACE.some((state) => state === half.state);
    return isAhead ? [half] : [];
  }
  const ahead = await seriesAhead(db, { seriesId: session.seriesId, now });
  return ahead.filter(({ id }) => id !== session.id);
}

/** Whether two sessions are one date, in a room and online. */
export const isSameDate = (a: Pick<Session, "pairId">, b: Pick<Session, "pairId">): boolean =>
  a.pairId !== null && a.pairId === b.pairId;
/** Those that are held in the same way: seats, places and links are each half's own. */
export const inSameWay = (session: Session, others: readonly Session[]): Session[] =>
  session.pairId === null ? [...others] : others.filter(({ mode }) => mode === session.mode);

/** Those of the other dates that an act is for, beside this one; but for this half alone, with its other half. */
export const inScope = ({ which, starts }: Scope, session: Session, others: readonly Session[]): Session[] => {
  const isMeant: Record<Which, (other: Session) => boolean> = {
    une: () => false,
    date: () => false,
    suivantes: ({ startsAt }) => startsAt > session.startsAt,
    toutes: () => true,
    choisies: ({ startsAt }) => starts.includes(String(startsAt)),
  };
  return others.filter((other) => isMeant[which](other) || (which !== "une" && isSameDate(session, other)));
};

/** What the form was opened on: each session and its revision. */
export const versionOf = (sessions: readonly Pick<Session, "id" | "revision">[]): string =>
  sessions.map(({ id, revision }) => `${id}:${revision}`).join(" ");
/** True when all of these sessions still are as the form knew them. */
export const isAsOpened = (version: string, sessions: readonly Pick<Session, "id" | "revision">[]): boolean => {
  const known = new Set(version.split(" "));
  return sessions.every(({ id, revision }) => known.has(`${id}:${revision}`));
};
