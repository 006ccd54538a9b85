import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { FormFields } from "../../platform/form.ts";
import { type ShowProblem, type SiteContext, answerProblem } from "../../platform/http.ts";
import type { FormState } from "../../ui/form.tsx";
import type { QuestionSet } from "../impact/survey.ts";
import type { Programme, Programmes } from "./programme.ts";
import { type Party, shapeOf } from "../seats/party.ts";
import { RefusalPage } from "../seats/registration.pages.tsx";
import { type PersonForm, readParty } from "../seats/registration.schema.ts";
import type { Reserved } from "../seats/reserve.ts";
import { type Session, mayQueue } from "./session.ts";
import { findSession } from "./session.store.ts";

/** What every route of the workshops is given. */
export type Site = {
  programmes: Programmes;
  surveys: readonly QuestionSet[];
  show: ShowProblem;
};
export type SessionFound = { session: Session; programme: Programme };

/** The page of one of the usual refusals. */
export const problem = (c: SiteContext, { show }: Site, status: Problem["status"]): Promise<Response> =>
  answerProblem(c, PROBLEMS[status], show);

/** The public session that an address names, with its programme; null when there is none to see. */
export async function sessionOf(c: SiteContext, { programmes }: Site): Promise<SessionFound | null> {
  const session = await findSession(c.get("deps").db, c.req.param("id") ?? "");
  const programme = session === null ? undefined : programmes.bySlug.get(session.slug);
  return session === null || programme === undefined ? null : { session, programme };
}

/** Says why no seat or rank was given, with the next best thing to do; what was typed stays on the page. */
export async function refuseSeat(
  c: SiteContext,
  site: Site,
  refused: Reserved & { ok: false },
  { sessionId, seats, typed }: { sessionId: string; seats: number; typed: FormState | null },
): Promise<Response> {
  const { db, now } = c.get("deps");
  const why = refused.refusal;
  const session = refused.session ?? (await findSession(db, sessionId));
  if (why === "not_found" || session === null) {
    return problem(c, site, 404);
  }
  c.status(why === "too_often" ? 429 : 409);
  const canQueue = why !== "too_often" && mayQueue(session, seats, now);
  const page = <RefusalPage refusal={why} session={session} canQueue={canQueue} seats={seats} typed={typed} />;
  return c.render(page, { title: "Inscription" });
}

type PartyRead = { ok: true; person: PersonForm } | { ok: false; state: FormState };

/** Reads the fields of a party; which ones there are depends on who comes, and to what. */
export function readPeople(form: FormFields, { session, programme }: SessionFound, party: Party): PartyRead {
  const read = readParty(form, shapeOf(programme.audience, party, session.consentUnderAge), party);
  return read.ok ? read : { ok: false, state: { values: form.shown, errors: read.errors } };
}
