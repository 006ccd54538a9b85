import { beforeEach, describe, expect, test } from "vitest";

import { play } from "../../../scripts/local/play-label.ts";
import { draft, idOf, newMutuelle } from "../../support/worker/applicant.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, run } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

/** A file under review that was filed a second time: PSY-1 from a lower grade, other words for PSY-2. */
async function filedTwice() {
  const { place, people, addresses } = await cast();
  const id = await play(playOf(place, people, { start: NOW - 5 * 86_400 }), "begun");
  await run(
    `INSERT INTO submissions (application_id, number, referential, document, hash, is_current, filed_by, filed_at)
     SELECT application_id, 2, referential, json_set(document, '$.number', 2, '$.answers.PSY-1.declared', 1, '$.answers.PSY-2.justification', 'Les mots du second dépôt'),
       'second', 1, filed_by, filed_at + 60 FROM submissions WHERE application_id = ?1`,
    id,
  );
  await run("UPDATE applications SET submission = 2, reviewed = 2 WHERE id = ?1", id);
  return { id, place, addresses };
}

describe("what changed since the last filing", () => {
  test("an assessor reads words and pieces at once, and the grade of the mutuelle once theirs is saved", async () => {
    const { id, addresses } = await filedTwice();
    const assessor = as((await signedIn(addresses["first"] ?? "", "assessor")).cookie);
    const path = `/espace/evaluation/${id}`;
    const before = await assessor.get(`${path}/changements`);
    expect(before.html).toContain("Entre le dépôt n°");
    expect(before.html).toContain("Les mots du second dépôt");
    expect(before.html).not.toContain("→ 1");
    const grade = { note: "1", motif: "Trois séances, au contrat de la page 4.", revision: "0" };
    expect((await assessor.post(`${path}/criteres/PSY-1`, grade)).status).toBe(303);
    expect((await assessor.get(`${path}/changements`)).html).toMatch(/PSY-1\s·\s[^<]*<\/th><td[^>]*>\d → 1</);
  });

  test("a mutuelle reads what it would file beside what it filed; a first draft has nothing before it", async () => {
    const me = await newMutuelle();
    const base = await draft(me.cookie);
    expect((await as(me.cookie).get(`${base}/changements`)).html).toContain("Aucun dépôt d’avant");
    const said = { note: "2", justification: "Garanties 2026.", revision: "0" };
    await as(me.cookie).post(`${base}/criteres/PSY-1`, said);
    expect((await as(me.cookie).post(`${base}/deposer`, { convention: "on" })).location).toContain("fait=depot");
    expect((await as(me.cookie).get(`${base}/changements`)).html).toContain("Rien n’a changé");
    await as(me.cookie).post(`${base}/criteres/PSY-1`, { ...said, note: "3", revision: "1" });
    const { html } = await as(me.cookie).get(`${base}/changements`);
    expect(html).toContain("2 → 3");
    // A renewal: the next file of the same offer is compared with the last one that was filed.
    await run("UPDATE applications SET state = 'decided' WHERE id = ?1", idOf(base));
    const next = await as(me.cookie).post(`${base}/repartir`, {});
    expect((await as(me.cookie).get(`${next.location}/changements`)).html).toContain("Entre le dépôt n°");
  });
});
