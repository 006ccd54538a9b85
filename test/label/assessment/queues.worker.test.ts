import { beforeEach, expect, test } from "vitest";

import { play } from "../../../scripts/local/play-label.ts";
import { QUEUES } from "../../../src/label/assessment/queue.ts";
import { FILED } from "../../../src/label/application/application.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

test("each file that was filed stands in one queue; a decided one waits for nothing, an ungraded one says so", async () => {
  expect(
    Object.values(QUEUES)
      .flatMap<string>(({ states }) => states)
      .toSorted(),
  ).toEqual(FILED.toSorted());
  const [first, second] = [await cast(), await cast()];
  const decided = await play(playOf(first.place, first.people), "decided");
  const begun = await play(playOf(second.place, second.people), "begun");
  const operator = as((await signedIn(first.addresses["operator"] ?? "", "operator")).cookie);
  const seen = async (queue: string): Promise<[boolean, boolean, string]> => {
    const { html } = await operator.get(`/console/label?onglet=${queue}`);
    return [html.includes(`/console/label/${begun}`), html.includes(`/console/label/${decided}`), html];
  };
  const [toGrade, done] = [await seen("a-noter"), await seen("decides")];
  expect([toGrade.slice(0, 2), done.slice(0, 2)]).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(toGrade[2]).toMatch(/>\s*pas encore noté\s*</);
  expect(done[2]).toMatch(/>\s*décidé\s*</);
});
