import type { SessionId } from "../../kernel/ids.ts";
import type { FormFields } from "../../platform/form.ts";
import type { SiteContext } from "../../platform/http.ts";
import type { FormState } from "../../ui/form.tsx";
import { type SessionFound, type Site, problem } from "../sessions/edge.ts";
import { findSession } from "../sessions/session.store.ts";
import { mayQueue } from "../sessions/session.ts";
import { type Party, shapeOf } from "./party.ts";
import { RefusalPage } from "./registration.pages.tsx";
import { type PersonForm, readParty } from "./registration.schema.ts";
import type { ReserveRefusal, Reserved } from "./reserve.ts";

const STATUS: Partial<Record<ReserveRefusal, 422 | 429>> = {
  too_often: 429,
  too_large: 422,
};

/** Says why no seat or rank was given, with the next best thing to do; what was typed stays on the page. */
export async function refuseSeat(
  c: SiteContext,
  site: Site,
  refused: Reserved & { ok: false },
  { sessionId, seats, typed }: { sessionId: SessionId; seats: number; typed: FormState | null },
): Promise<Response> {
  const { db, now } = c.get("deps");
  const why = refused.refusal;
  const session = refused.session ?? (await findSession(db, sessionId));
  if (why === "not_found" || session === null) {
    return problem(c, site, 404);
  }
  c.status(STATUS[why] ?? 409);
  const canQueue = why !== "too_often" && why !== "other_before" && mayQueue(session, seats, now);
  const page = <RefusalPage refusal={why} session={session} canQueue={canQueue} seats={seats} typed={typed} />;
  return c.render(page, { title: "Inscription" });
}

type PartyRead = { ok: true; person: PersonForm } | { ok: false; state: FormState };

/** Reads the fields of a party; which ones there are depends on who comes, and to what. */
export function readPeople(form: FormFields, { session, programme }: SessionFound, party: Party): PartyRead {
  const read = readParty(form, shapeOf(programme.audience, party, session.consentUnderAge), party);
  return read.ok ? read : { ok: false, state: { values: form.shown, errors: read.errors } };
}
