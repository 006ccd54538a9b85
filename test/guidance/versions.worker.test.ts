import { beforeEach, describe, expect, test } from "vitest";

import { materialise, readSequences } from "../../src/guidance/materialise.ts";
import { type Sequence, catalogueOf, sequenceSha } from "../../src/guidance/sequence.ts";
import { instantOf } from "../../src/kernel/time.ts";
import { catalogue } from "../../workers/content.ts";
import { registry } from "../../workers/reactor/deps.ts";
import { knock, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { unique } from "../support/worker/people.ts";
import { pump } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, depsAt, rows, value } from "../support/worker/world.ts";

const PARIS = "Europe/Paris";
const ID = "premier-telephone";
const now = catalogue.newest(ID) as Sequence;
/** The version that runs, and the one that comes; files keep the ones before. */
const [RUNS, COMES] = [now.version, now.version + 1];
/** The same steps, the second one a day later; and one whose steps bear other names. */
const later: Sequence = {
  ...now,
  version: COMES,
  steps: now.steps.map((s) => (s.key === "2" ? { ...s, offset: "P8D" } : s)),
};
const other: Sequence = { ...now, version: COMES, steps: now.steps.map((s) => ({ ...s, key: `x${s.key}` })) };

let email: string;
beforeEach(async () => {
  await setClock(NOW);
  email = `delivered+${unique()}@resend.dev`;
  await subscribed(NOW, { email });
  await knock(NOW + 60);
});

/** One tick under a catalogue that has a second version. */
async function look(local: string, second: Sequence): Promise<void> {
  const deps = depsAt(instantOf(local, PARIS));
  const both = catalogueOf([...catalogue.all, second]);
  const shas = new Map(await Promise.all(both.all.map(async (s) => [s, await sequenceSha(s)] as const)));
  const running = await readSequences(deps, { catalogue: both, shas });
  await materialise(deps, { registry, running: await readSequences(deps, { catalogue: both, shas }), most: 500 });
  expect(running.ids).toContain(ID);
  await pump(deps.now);
}

describe("editing a sequence", () => {
  test("a new version closes the old one to newcomers; who follows it finishes it", async () => {
    await look("2026-12-08T18:30", later);
    expect(await stepsTo(email)).toHaveLength(2);
    expect(
      await rows("SELECT version, status FROM sequences WHERE id = ?1 AND version >= ?2 ORDER BY version", ID, RUNS),
    ).toEqual([
      { version: RUNS, status: 3 },
      { version: COMES, status: 1 },
    ]);
    expect(await value("SELECT version FROM enrolments")).toBe(RUNS);
  });

  test("moved on purpose: each goes on from their own step, at the new hours, nothing twice and nothing lost", async () => {
    await look("2026-12-05T10:00", later);
    const staff = as((await signedIn(`delivered+${unique()}@resend.dev`)).cookie);
    expect((await staff.get("/console/parcours")).html).toContain(
      `Passer les inscrits de la version ${RUNS} à la version ${COMES}`,
    );
    await staff.post("/console/courrier/deplacer", {
      parcours: ID,
      de: String(RUNS),
      vers: String(COMES),
      confirme: "oui",
    });
    await pump(NOW + 120);
    await look("2026-12-08T18:30", later);
    expect(await stepsTo(email)).toHaveLength(1);
    await look("2026-12-09T18:30", later);
    expect(await stepsTo(email)).toHaveLength(2);
    expect(await rows("SELECT version, step FROM enrolments")).toEqual([{ version: COMES, step: 2 }]);
  });

  test("a version whose steps bear other names takes nobody over, whatever was asked", async () => {
    await look("2026-12-05T10:00", other);
    const staff = as((await signedIn(`delivered+${unique()}@resend.dev`)).cookie);
    await staff.post("/console/courrier/deplacer", {
      parcours: ID,
      de: String(RUNS),
      vers: String(COMES),
      confirme: "oui",
    });
    await pump(NOW + 120);
    await look("2026-12-08T18:30", other);
    expect(await stepsTo(email)).toHaveLength(2);
    expect(await value("SELECT version FROM enrolments")).toBe(RUNS);
  });
});
