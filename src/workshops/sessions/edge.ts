import { HOUR } from "../../kernel/time.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import type { Programme, Programmes } from "./programme.ts";
import type { Session } from "./session.ts";
import { findSession } from "./session.store.ts";

/** What every route of the workshops is given. */
export type Site = {
  programmes: Programmes;
  show: ShowProblem;
};
export type SessionFound = { session: Session; programme: Programme };

/** The page of one of the usual refusals. */
export const problem = (c: SiteContext, { show }: Site, status: Problem["status"]): Promise<Response> =>
  answerProblem(c, PROBLEMS[status], show);

/** The public session that an address names, with its programme; null when there is none to see. */
export async function sessionOf(c: SiteContext, { programmes }: Site): Promise<SessionFound | null> {
  const session = await findSession(c.get("deps").db, idParam(c, "ses", "id"));
  const programme = session === null ? undefined : programmes.bySlug.get(session.slug);
  return session === null || programme === undefined ? null : { session, programme };
}

/** Says what sessions a page shows: it is another one when a door of theirs opens or closes. */
export function shows(c: SiteContext, sessions: readonly Session[]): void {
  const { now } = c.get("deps");
  const coming = sessions
    .flatMap((s) => [s.opensAt, s.opensAt + HOUR, s.queueClosesAt, s.closesAt, s.startsAt])
    .filter((at) => at > now);
  c.set(
    "changesAt",
    coming.reduce((first, at) => Math.min(first, at), c.get("changesAt") ?? Infinity),
  );
}
