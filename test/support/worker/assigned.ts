import type { PersonId } from "../../../src/kernel/ids.ts";
import { run } from "./world.ts";

/** Somebody of a team animates a session of it. */
export async function assigned(person: PersonId, sessionId: string, association = "org_1"): Promise<void> {
  await run(
    `INSERT INTO facilitators (id, person_id, association_id, honour_until_on, trained_on, feed_ref, created_at, updated_at)
     VALUES ('fac_' || ?1, ?1, ?2, '2030-01-01', '2026-01-01', ?1, 1, 1) ON CONFLICT DO NOTHING`,
    person,
    association,
  );
  await run(
    "INSERT INTO session_facilitators (session_id, facilitator_id, state, is_covered, is_free, created_at, updated_at) VALUES (?1, 'fac_' || ?2, 'assigned', 1, 1, 1, 1) ON CONFLICT DO NOTHING",
    sessionId,
    person,
  );
}
