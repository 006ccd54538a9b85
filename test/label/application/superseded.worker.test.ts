import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { buildSite } from "../../../workers/site/site.tsx";
import { SPACE, answer, draft, idOf, newMutuelle } from "../../support/worker/applicant.ts";
import { as } from "../../support/worker/staff.ts";
import { ORIGIN, assets } from "../../support/worker/web.ts";
import { rows, value } from "../../support/worker/world.ts";
import { REFERENTIAL_ADDRESS, REFERENTIAL_FILE } from "../../support/referential.ts";

/** The same referential a version later: PSY-7 admits no « sans objet » any more, VIS-2 has lost a grade. */
const next = {
  ...REFERENTIAL_FILE,
  version: "1.0.0",
  criteria: REFERENTIAL_FILE.criteria.map((one) =>
    one.id === "PSY-7"
      ? { ...one, na: { allowed: false } }
      : one.id === "VIS-2"
        ? {
            ...one,
            normalise: { ...one.normalise, allowed: [0, 4] },
            anchors: one.anchors.filter(({ grade }) => grade !== 2),
          }
        : one,
  ),
};
const LATER = "/label/referentiel/label-1.0.0.json";
const site = buildSite([REFERENTIAL_ADDRESS, LATER]);

let me: Awaited<ReturnType<typeof newMutuelle>>;
beforeEach(async () => {
  me = await newMutuelle();
});

/** The site of the day after: it knows both versions. */
async function later(path: string, fields?: Record<string, string>): Promise<{ status: number; html: string }> {
  const request = new Request(new URL(path, ORIGIN), {
    ...(fields === undefined ? {} : { method: "POST", body: new URLSearchParams(fields) }),
    headers: { cookie: me.cookie, origin: ORIGIN, accept: "text/html", "cf-connecting-ip": "192.0.2.9" },
    redirect: "manual",
  });
  const queue = { sendBatch: () => Promise.resolve() };
  const bindings = { ...env, EVENTS: queue, ASSETS: assets({ [LATER]: next }) };
  const response = await site.fetch(request, bindings, createExecutionContext());
  return { status: response.status, html: await response.text() };
}

test("a draft under a version that was replaced cannot be filed; it moves on, and what asks for more is listed", async () => {
  const base = await draft(me.cookie);
  for (const [id, note] of [
    ["PSY-1", "3"],
    ["PSY-7", "na"],
    ["VIS-2", "2"],
  ] as const) {
    await as(me.cookie).post(`${base}/criteres/${id}`, answer({ note }));
  }
  expect((await later(base)).html).toContain("suit une version remplacée");
  const refused = await later(`${base}/deposer`, { convention: "on" });
  expect(refused.status).toBe(409);
  expect(refused.html).toContain("Le référentiel a changé");
  const moved = await later(`${base}/changer-de-version`, {});
  expect(moved.status).toBe(200);
  expect(moved.html).toMatch(/PSY-7<\/strong>\s*:\s*« sans objet » n’est plus admis|PSY-7/);
  expect(moved.html).toContain("la note donnée n’existe plus");
  expect(await value("SELECT referential FROM applications WHERE id = ?1", idOf(base))).toBe("label@1.0.0");
  expect(
    await rows(
      "SELECT criterion_id, declared, is_na, justification FROM answers WHERE application_id = ?1 ORDER BY 1",
      idOf(base),
    ),
  ).toEqual([
    { criterion_id: "PSY-1", declared: 3, is_na: 0, justification: "Garanties 2026." },
    { criterion_id: "PSY-7", declared: null, is_na: 0, justification: "Garanties 2026." },
    { criterion_id: "VIS-2", declared: null, is_na: 0, justification: "Garanties 2026." },
  ]);
  expect((await later(base)).html).not.toContain("suit une version remplacée");
  expect((await later(`${base}/deposer`, { convention: "on" })).status).toBe(303);
  expect((await later(SPACE)).html).toContain("version 1.0.0");
});
