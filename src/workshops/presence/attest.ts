import type { SessionId, RequestId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { type Limit, isWithin } from "../../platform/counters.ts";
import type { Deps } from "../../platform/deps.ts";
import { newCode } from "../../platform/ids.ts";
import { recordEvent } from "../../platform/outbox.ts";
import type { RegistrationWithSession } from "../seats/registration.store.ts";
import { presenceEvent } from "./presence.events.ts";
import { namePlace } from "./attestation.ts";
import * as store from "./attestations.store.ts";
import { type ClassSheet, sheetsOf } from "./presence.store.ts";

/** Codes tried from one connection in ten minutes. */
const TRIES: Limit = { what: "attestation-check", most: 30, seconds: 600 };

/** A paper for somebody who came: its code. The name is hashed with the code and forgotten; papers before it no longer count. */
export async function attestPerson(
  deps: Deps,
  { found: { registration, session }, name }: { found: RegistrationWithSession; name: string },
): Promise<Result<{ code: string; eventId: EventId }, "not_attended">> {
  if (registration.state !== "attended" || registration.erasedAt !== null) {
    return refuse("not_attended");
  }
  const code = newCode(deps.random);
  const paper = { registrationId: registration.id, requestId: null };
  const nameHmac = await deps.vault.fingerprint(namePlace(code, name));
  return issue(deps, { ...paper, code, kind: "person", sessionId: session.id, nameHmac, headCount: null });
}

/** A paper for a visit whose counts were all confirmed: its code and what was counted. */
export async function attestClass(
  deps: Deps,
  request: { id: RequestId; groups: readonly { session: SessionId | null }[] },
): Promise<Result<{ code: string; eventId: EventId; sheets: ClassSheet[] }, "not_attended">> {
  const sheets = await sheetsOf(deps.db, request.id);
  const sessionId = request.groups[0]?.session ?? null;
  if (sessionId === null || sheets.length === 0 || sheets.some((sheet) => sheet.signed_at === null)) {
    return refuse("not_attended");
  }
  const headCount = sheets.reduce((sum, sheet) => sum + (sheet.pupils_present ?? 0), 0);
  const paper = { registrationId: null, requestId: request.id, nameHmac: null, headCount };
  const issued = await issue(deps, { ...paper, code: newCode(deps.random), kind: "class", sessionId });
  return ok({ ...issued.value, sheets });
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
