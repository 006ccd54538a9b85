import { env } from "cloudflare:workers";

import { run } from "./world.ts";
import { REFERENTIAL } from "../referential.ts";

/** An application of an organisation, in a state; its id. */
export async function application(
  id: string,
  organisationId: string,
  state = "draft",
  referential = REFERENTIAL,
): Promise<string> {
  await run(
    `INSERT INTO applications (id, organisation_id, offer_name, contracts, members, covered, referential, state, submission, revision,
       created_at, updated_at) VALUES (?1, ?2, 'Offre d’essai', '["Socle"]', 1000, 800, ?4, ?3, 0, 1, 1, 1)`,
    id,
    organisationId,
    state,
    referential,
  );
  return id;
}

/** A piece of an application with its file. */
export async function pieceWithFile(id: string, applicationId: string, criterionId: string): Promise<void> {
  await env.EVIDENCE.put(`${applicationId}/${id}`, "%PDF-1.7 essai");
  await run(
    `INSERT INTO evidence_files (id, application_id, criterion_id, kind, r2_key, sha256, bytes, mime, issued_on, visibility, state,
       added_by, created_at) VALUES (?1, ?2, ?3, 'document', ?4, 'aa', 14, 'application/pdf', '2026-10-01', 'private', 'received', 'per_x', 1)`,
    id,
    applicationId,
    criterionId,
    `${applicationId}/${id}`,
  );
}

/** A filing of an application. */
export const filed = (applicationId: string, number: number): Promise<unknown> =>
  run(
    `INSERT INTO submissions (application_id, number, referential, document, hash, is_current, filed_by, filed_at)
     VALUES (?1, ?2, '${REFERENTIAL}', '{}', 'aa', 1, 'per_x', 1)`,
    applicationId,
    number,
  );

/** A file under review: filed, with one piece and a finding. */
export async function underReview(id: string, organisationId: string): Promise<void> {
  await application(id, organisationId, "in_review");
  await pieceWithFile("evi_desk", id, "PSY-1");
  const piece = {
    id: "evi_desk",
    criterion: "PSY-1",
    kind: "document",
    url: null,
    mime: "application/pdf",
    issuedOn: "2026-10-01",
    expiresOn: null,
    visibility: "private",
  };
  const document = JSON.stringify({ number: 1, answers: { "PSY-1": { declared: 3 } }, evidence: [piece] });
  await run(`INSERT INTO submissions VALUES (?1, 1, '${REFERENTIAL}', ?2, 'aa', 1, 'per_x', 1)`, id, document);
  await run("UPDATE applications SET submission = 1, reviewed = 1, due_on = '2030-01-01' WHERE id = ?1", id);
  await run(
    "INSERT INTO findings VALUES ('fnd_desk', ?1, 'PSY-1', 'per_x', 'minor', 'À revoir', '2026-11-01', '2027-05-01', NULL, '[]', NULL)",
    id,
  );
}

/** Gives somebody a task on a file, as it stands in the table. Findings of the file become theirs. */
export async function hasTask(applicationId: string, task: string, personId: string, slot = 1): Promise<void> {
  await run("INSERT INTO assignments VALUES (?1, ?2, ?3, ?4, 1, NULL, 1, 1, 1)", applicationId, task, slot, personId);
  await run(
    "UPDATE findings SET person_id = ?2 WHERE application_id = ?1 AND ?3 = 'assessor'",
    applicationId,
    personId,
    task,
  );
}

/** A label in the registry, with a site to prove. */
export async function labelled(
  applicationId: string,
  organisationId: string,
  domain: string,
  id = "lbl_walk",
): Promise<string> {
  await run(
    `INSERT INTO labels (id, application_id, organisation_id, organisation, siren, offer_name, sort_name, is_demo, contracts, state, level,
       level_name, verified_bp, declared_bp, referential, decided_on, valid_until_on, result_hash, robustness, journal_seq, published_seq,
       sessions, delay, contracts_open, costs, no_complaint, minors, number_costs)
     VALUES (?1, ?2, ?3, 'Mutuelle d’essai', '000000018', 'Offre d’essai', ?4, 0, '["Socle"]', 'active', 'N2', 'Renforcé', 7000, 7500,
       '${REFERENTIAL}', '2026-11-01', '2029-11-01', 'aa', ?5, 1, 1, 3, 2, 3, 2, 3, 2, 2)`,
    id,
    applicationId,
    organisationId,
    `mutuelle d essai ${id}`,
    JSON.stringify({ seed: "aa", runs: 1000, median: 7000, low: 6900, high: 7100, unchanged: 97 }),
  );
  await run("INSERT INTO domain_bindings VALUES (?1, ?2, 'nonce', 'bound', 0, NULL, 1, 1)", domain, id);
  return id;
}
