import type { SessionId } from "../../../src/kernel/ids.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { type Edit, editSessions } from "../../../src/workshops/planning/edit-session.ts";
import { type Session, readConsentAge } from "../../../src/workshops/sessions/session.ts";
import { findAnySession } from "../../../src/workshops/sessions/session.store.ts";

/** A session as it stands, for an edit that changes some of it. */
export const asItStands = ({
  mode,
  venueId,
  joinUrl,
  tz,
  startsAt,
  endsAt,
  closesAt,
  notes,
  language,
  consentUnderAge,
  slug,
}: Session): Edit => ({
  mode: mode === "online" ? "online" : "onsite",
  venueId,
  venue: null,
  joinUrl,
  tz,
  startsAt,
  endsAt,
  closesAt,
  notes,
  language,
  consentUnderAge: readConsentAge(String(consentUnderAge)),
  programme: slug,
});

/** A session, which must be there. */
export async function sessionOf(deps: Pick<Deps, "db">, id: SessionId): Promise<Session> {
  const session = await findAnySession(deps.db, id);
  if (session === null) {
    throw new Error(`no ${id}`);
  }
  return session;
}

/** The edit that moves a session to another start, with everything that follows it. */
export const editTo = (session: Session, startsAt: number): Edit => {
  const shift = startsAt - session.startsAt;
  return { ...asItStands(session), startsAt, endsAt: session.endsAt + shift, closesAt: session.closesAt + shift };
};

/** Moves a session in time, as its coordinator does. */
export async function moveTo(deps: Deps, id: SessionId, startsAt: number): ReturnType<typeof editSessions> {
  const first = await sessionOf(deps, id);
  return editSessions(deps, { first, edit: editTo(first, startsAt), person: "per_1" });
}
