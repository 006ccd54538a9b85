import { beforeEach, describe, expect, test } from "vitest";

import { DAY } from "../../src/kernel/time.ts";
import { countMails } from "../../src/mail/messages.store.ts";
import { unique } from "../support/worker/people.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { ask, send, setClock } from "../support/worker/web.ts";
import { NOW, depsAt, rows, value } from "../support/worker/world.ts";

const PRESS = "/parents/reperes-2/1/utile";
const press = (avis: string, ip: string, path = PRESS) => send(path, { avis }, { ip });
const counted = () => rows("SELECT sequence, step, metric, n FROM stats_daily ORDER BY day, metric");

beforeEach(() => setClock(NOW));

describe("did this step help?", () => {
  test("a press counts once for a connection and a day, without a token, a cookie or a row about anybody", async () => {
    for (const avis of ["oui", "oui", "non"]) {
      const answer = await press(avis, "198.51.100.7");
      expect([answer.status, answer.html.includes("Merci, c’est compté")]).toEqual([200, true]);
    }
    expect((await press("non", "198.51.100.8")).html).toContain("Que faire maintenant");
    const [sequence, step] = ["messages-malveillants", "1"];
    expect(await counted()).toEqual([
      { sequence, step, metric: "not_useful", n: 1 },
      { sequence, step, metric: "useful", n: 1 },
    ]);
    expect(await value("SELECT count(*) FROM events")).toBe(0);
    await setClock(NOW + DAY);
    await press("oui", "198.51.100.7");
    expect(await value("SELECT sum(n) FROM stats_daily WHERE metric = 'useful'")).toBe(2);
  });

  test("what opens links counts nothing; a step or an answer that does not exist is told", async () => {
    expect((await ask(PRESS)).status).toBe(404);
    expect((await press("oui", "198.51.100.7", "/parents/reperes-2/99/utile")).status).toBe(404);
    expect((await press("oui", "198.51.100.7", "/parents/nope/1/utile")).status).toBe(404);
    expect((await press("constructor", "198.51.100.7")).status).toBe(400);
    expect(await counted()).toEqual([]);
  });

  test("the console shows it from eleven answers on", async () => {
    const deps = depsAt(NOW);
    const staff = as((await signedIn(`delivered+${unique()}@resend.dev`)).cookie);
    const add = (metric: string, n: number) =>
      deps.db.batch([countMails({ dayOn: "2026-11-20", sequence: "messages-malveillants", step: "1", metric, n })]);
    await add("useful", 7);
    await add("not_useful", 3);
    expect((await staff.get("/console/parcours")).html).not.toMatch(/utile\s»/);
    await add("useful", 1);
    const { html } = await staff.get("/console/parcours");
    expect(html).toMatch(/«\sutile\s»<\/span><b>8<\/b>/);
    expect(html).toMatch(/«\spas utile\s»<\/span><b>3<\/b>/);
  });
});
