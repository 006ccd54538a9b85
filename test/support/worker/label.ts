import { env } from "cloudflare:workers";

import { run } from "./world.ts";

/** An application of an organisation, in a state; its id. */
export async function application(
  id: string,
  organisationId: string,
  state = "draft",
  referential = "label@0.9.0",
): Promise<string> {
  await run(
    `INSERT INTO applications (id, organisation_id, offer_name, contracts, members, covered, referential, state, submission, revision,
       created_at, updated_at) VALUES (?1, ?2, 'Offre d’essai', '["Socle"]', 1000, 800, ?4, ?3, 0, 1, 1, 1)`,
    ...[id, organisationId, state, referential],
  );
  return id;
}

/** A piece of an application with its file. */
export async function pieceWithFile(id: string, applicationId: string, criterionId: string): Promise<void> {
  await env.EVIDENCE.put(`${applicationId}/${id}`, "%PDF-1.7 essai");
  await run(
    `INSERT INTO evidence_files (id, application_id, criterion_id, kind, r2_key, sha256, bytes, mime, issued_on, visibility, state,
       added_by, created_at) VALUES (?1, ?2, ?3, 'document', ?4, 'aa', 14, 'application/pdf', '2026-10-01', 'private', 'received', 'per_x', 1)`,
    ...[id, applicationId, criterionId, `${applicationId}/${id}`],
  );
}

/** A filing of an application. */
export const filed = (applicationId: string, number: number): Promise<unknown> =>
  run(
    `INSERT INTO submissions (application_id, number, referential, document, hash, is_current, filed_by, filed_at)
     VALUES (?1, ?2, 'label@0.9.0', '{}', 'aa', 1, 'per_x', 1)`,
    ...[applicationId, number],
  );
