import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import { evidenceStore } from "../../../src/platform/evidence-r2.ts";
import { draftsDue } from "../../../src/label/application/forget-drafts.ts";
import { DAY } from "../../../src/kernel/time.ts";
import { application, filed, pieceWithFile } from "../../support/worker/label.ts";
import { depsAt, rows, run } from "../../support/worker/world.ts";

test("a draft nobody touched for a year goes with its files; one that was answered since, or filed, stays", async () => {
  const at = 400 * DAY;
  for (const [id, state] of [
    ["app_old", "draft"],
    ["app_gone", "withdrawn"],
    ["app_filed", "submitted"],
    ["app_live", "draft"],
  ] as const) {
    await application(id, "org_x", state);
    await pieceWithFile(`evi_${id}`, id, "PSY-1");
  }
  await filed("app_gone", 1);
  await run(
    "INSERT INTO answers (application_id, criterion_id, declared, is_na, justification, is_publishable, revision, saved_by, saved_at) VALUES ('app_live', 'PSY-1', 3, 0, '', 0, 1, 'per_x', ?1)",
    at - 30 * DAY,
  );
  const { drop } = evidenceStore(env.EVIDENCE);
  const forget = (now: number) => draftsDue.run({ ...depsAt(now), drop, clock: () => now });
  expect(await forget(300 * DAY)).toBe(0);
  expect(await forget(at)).toBe(2);
  expect(await rows("SELECT id FROM applications ORDER BY id")).toEqual([{ id: "app_filed" }, { id: "app_live" }]);
  expect(await rows("SELECT application_id FROM submissions")).toEqual([]);
  expect((await env.EVIDENCE.list()).objects.map((one) => one.key)).toEqual([
    "app_filed/evi_app_filed",
    "app_live/evi_app_live",
  ]);
});
