import type { SessionId, RequestId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { type Limit, isWithin } from "../../platform/counters.ts";
import type { Deps } from "../../platform/deps.ts";
import { newCode } from "../../platform/ids.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { RegistrationWithSession } from "../seats/registration.store.ts";
import { presenceEvent } from "./presence.events.ts";
import { mayPrint, namePlace } from "./attestation.ts";
import * as store from "./attestations.store.ts";
import { type ClassSheet, isAttestable, sheetsOf } from "./presence.store.ts";

/** Codes tried from one connection in ten minutes. */
const TRIES: Limit = { what: "attestation-check", most: 30, seconds: 600 };

/** A paper for somebody who came: its code. The name is hashed with the code and forgotten; papers before it no longer count. */
export async function attestPerson(
  deps: Deps,
  { found: { registration, session }, name }: { found: RegistrationWithSession; name: string },
): Promise<Result<{ code: string; eventId: EventId }, "not_attended">> {
  if (!mayPrint(registration, session, deps.now)) {
    return refuse("not_attended");
  }
  const code = newCode(deps.random);
  const paper = { registrationId: registration.id, requestId: null };
  const nameHmac = await deps.vault.fingerprint(namePlace(code, name));
  return issue(deps, { ...paper, code, kind: "person", sessionId: session.id, nameHmac, headCount: null });
}

export type ClassAttested = { code: string; eventId: EventId; sheets: ClassSheet[]; of: number };
/**
 * A paper for one class of a visit (`sessionId`), or for the visit (null): what was counted and confirmed, whatever the other classes did.
 * `of`: how many classes the visit had.
 */
export async function attestClass(
  deps: Deps,
  { requestId, sessionId }: { requestId: RequestId; sessionId: SessionId | null },
): Promise<Result<ClassAttested, "not_attended">> {
  const all = await sheetsOf(deps.db, requestId);
  const sheets = all.filter((sheet) => isAttestable(sheet) && (sessionId === null || sheet.session_id === sessionId));
  const [first] = sheets;
  if (first === undefined) {
    return refuse("not_attended");
  }
  const whose =
    sessionId === null
      ? { registrationId: null, requestId }
      : { registrationId: first.registration_id, requestId: null };
  const headCount = sheets.reduce((sum, sheet) => sum + (sheet.pupils_present ?? 0), 0);
  const paper = { ...whose, code: newCode(deps.random), sessionId: first.session_id, nameHmac: null, headCount };
  const issued = await issue(deps, { ...paper, kind: "class" });
  return ok({ code: issued.value.code, eventId: issued.value.eventId, sheets, of: all.length });
}

async function issue(
  deps: Deps,
  paper: Parameters<typeof store.insertAttestation>[0],
): Promise<{ ok: true; value: { code: string; eventId: EventId } }> {
  const subject = paper.registrationId ?? paper.requestId ?? "";
  const eventId = deps.newId("evt");
  const about = { id: eventId, subject, at: deps.now, actor: "participant" };
  await deps.db.batch([
    recordEvent(presenceEvent("attestation.issued", about, { kind: paper.kind })),
    store.revokeBefore(paper, deps.now),
    store.insertAttestation(paper, deps.now),
  ]);
  return ok({ code: paper.code, eventId });
}

/** What a check answers: what the paper is; and of the name given: nothing (none was), yes, no, or that it can no longer be told. */
export type Checked = { attested: store.Attested; name: "not_asked" | "same" | "other" | "forgotten" };

/** Checks a code, and a name when one is given; never tells a name. */
export async function checkAttestation(
  deps: Deps,
  { code, name, client }: { code: string; name: string | null; client: string },
): Promise<Result<Checked, "not_found" | "too_often">> {
  if (!(await isWithin(deps, { limit: TRIES, who: client }))) {
    return refuse("too_often");
  }
  const attested = await store.findAttestation(deps.db, code);
  if (attested === null) {
    return refuse("not_found");
  }
  if (name === null || attested.name_hmac === null) {
    return ok({ attested, name: name === null ? "not_asked" : "forgotten" });
  }
  const isSame = (await deps.vault.fingerprint(namePlace(code, name))) === attested.name_hmac;
  return ok({ attested, name: isSame ? "same" : "other" });
}
