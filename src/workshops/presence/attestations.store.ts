import * as z from "zod";

import type { RegistrationId, SessionId, RequestId } from "../../kernel/ids.ts";
import { type Database, type Statement, statement } from "../../platform/d1.ts";
import { after, deleting } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { SESSION_COLUMNS, SESSION_FROM } from "../sessions/session.store.ts";
import { Session } from "../sessions/session.ts";
import { ATTESTATION_KINDS } from "./attestation.ts";

const Own = z.object({
  kind: z.enum(ATTESTATION_KINDS),
  head_count: z.int().nullable(),
  name_hmac: z.string().nullable(),
  revoked_at: z.int().nullable(),
  issued_at: z.int(),
});
/** What a paper says, as the platform knows it. */
export type Attested = z.infer<typeof Own> & { session: Session };

type New = {
  code: string;
  kind: "person" | "class";
  sessionId: SessionId;
  registrationId: RegistrationId | null;
  requestId: RequestId | null;
  nameHmac: string | null;
  headCount: number | null;
};

/** A paper that is printed. */
export const insertAttestation = (a: New, now: number): Statement =>
  statement(
    `INSERT INTO attestations (code, kind, session_id, registration_id, workshop_request_id, name_hmac, head_count, created_at)
     VALUES (:code, :kind, :sessionId, :registrationId, :requestId, :nameHmac, :headCount, :now)`,
    {
      code: a.code,
      kind: a.kind,
      sessionId: a.sessionId,
      registrationId: a.registrationId,
      requestId: a.requestId,
      nameHmac: a.nameHmac,
      headCount: a.headCount,
      now,
    },
  );

/** The papers before a new one no longer count: somebody corrects a name, and one paper stays true. */
export const revokeBefore = (
  a: { registrationId: RegistrationId | null; requestId: RequestId | null },
  now: number,
): Statement =>
  a.registrationId === null
    ? statement(
        "UPDATE attestations SET revoked_at = :now WHERE workshop_request_id = :requestId AND revoked_at IS NULL",
        { requestId: a.requestId, now },
      )
    : statement(
        "UPDATE attestations SET revoked_at = :now WHERE registration_id = :registrationId AND revoked_at IS NULL",
        { registrationId: a.registrationId, now },
      );

/** Somebody is erased: their papers can no longer be compared with a name. */
export const forgetPrintedNames = (registrationIds: readonly RegistrationId[]): Statement =>
  statement(
    "UPDATE attestations SET name_hmac = NULL WHERE registration_id IN (SELECT value FROM json_each(:registrationIds))",
    { registrationIds },
  );

/** The paper of a code; null when there is none. */
export async function findAttestation(db: Database, code: string): Promise<Attested | null> {
  const [rows] = await db.readAll([
    statement(
      `SELECT x.kind, x.head_count, x.name_hmac, x.revoked_at, x.created_at AS issued_at, ${SESSION_COLUMNS}
       FROM attestations x JOIN ${SESSION_FROM.replace("sessions s JOIN", "sessions s ON s.id = x.session_id JOIN")} WHERE x.code = :code`,
      { code },
    ),
  ]);
  const row = rows?.[0];
  return row === undefined ? null : { ...Own.parse(row), session: Session.parse(row) };
}

/** Codes are forgotten after three years. */
export const attestationsDue = deleting(
  "attestations",
  "Codes d’attestations de présence",
  { table: "attestations", id: "code" },
  after("created_at", RETENTION.attestations),
);
