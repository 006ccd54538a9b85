import * as z from "zod";

import type { Database } from "../../platform/d1.ts";
import type { Session } from "./session.ts";
import { TAKING_PLACE } from "./session.ts";
import { findAnySession, seriesAhead } from "./session.store.ts";

/** Which dates of a series an act is for. */
export const Scope = z.enum(["une", "suivantes", "toutes"]).catch("une");
export type Scope = z.infer<typeof Scope>;

/** The other dates of a session's series that have not begun, or its other half; none when it stands alone. */
export async function othersAhead(
  db: Database,
  { session, now }: { session: Session; now: number },
): Promise<Session[]> {
  if (session.other !== null) {
    const half = await findAnySession(db, session.other.id);
    const isAhead = half !== null && half.startsAt > now && TAKING_PLACE.some((state) => state === half.state);
    return isAhead ? [half] : [];
  }
  const ahead = await seriesAhead(db, { seriesId: session.seriesId, now });
  return ahead.filter(({ id }) => id !== session.id);
}

/** Those of the other dates that an act is for, beside this one. */
export const inScope = (scope: Scope, session: Session, others: readonly Session[]): Session[] =>
  scope === "une" ? [] : others.filter(({ startsAt }) => scope === "toutes" || startsAt > session.startsAt);

/** What the form was opened on: each session and its revision. */
export const versionOf = (sessions: readonly Pick<Session, "id" | "revision">[]): string =>
  sessions.map(({ id, revision }) => `${id}:${revision}`).join(" ");
/** True when all of these sessions still are as the form knew them. */
export const isAsOpened = (version: string, sessions: readonly Pick<Session, "id" | "revision">[]): boolean => {
  const known = new Set(version.split(" "));
  return sessions.every(({ id, revision }) => known.has(`${id}:${revision}`));
};
