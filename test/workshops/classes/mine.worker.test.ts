import { beforeEach, expect, test } from "vitest";

import { DAY } from "../../../src/kernel/time.ts";
import { proveRequest } from "../../../src/workshops/classes/answer-request.ts";
import { requestsAskedBy } from "../../../src/workshops/classes/requests.store.ts";
import { SLOT, askClass, association, authorised, school, teacher } from "../../support/worker/classes.ts";
import { byHand } from "../../support/worker/led.ts";
import { confirmed } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, db, depsAt, idIn, openSession, run } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));
const recall = async (email: string) =>
  send("/inscription/retrouver", { ...(await solved("/inscription/retrouver")), email });

test("two registrations, a request that was not sent, one that waits, a fixed one of four classes: one mail, five lines, and a page for a day", async () => {
  await school();
  const aso = await association("org_1");
  const email = teacher();
  for (const startsAt of [NOW + 20 * DAY, NOW + 30 * DAY]) {
    await confirmed(await openSession({ startsAt }), NOW, { email });
  }
  const four = { niveau3: "4e_3e", eleves3: "20", niveau4: "4e_3e", eleves4: "20" };
  const fixed = await authorised(email, {
    ...four,
    creneau1: "2027-01-14T10:00",
    creneau1_4: "2027-01-15T10:00",
    creneau2: "",
  });
  await aso.answer(fixed.id, "accepter", { creneau: String(SLOT) });
  await run("DELETE FROM rate_counters");
  await askClass(email);
  await proveRequest(depsAt(NOW), await idIn("wrq", "SELECT id FROM workshop_requests WHERE state = 'unproven'"));
  await run("DELETE FROM rate_counters");
  await askClass(email);
  await pump(NOW);
  const answer = await recall(email);
  await pump(NOW);
  const mail = (await mailsTo(email)).findLast((one) => one.subject === "Vos inscriptions");
  const lines = mail?.text.split("\n").filter((line) => /^- .*\((?:https?:)/.test(line)) ?? [];
  expect(lines.filter((line) => line.includes("/i/"))).toHaveLength(2);
  const requests = lines.filter((line) => line.includes("/demandes/"));
  expect(requests.map((line) => /: (.*?)[,(]/.exec(line)?.[1]?.trim()).toSorted()).toEqual([
    "accord en cours",
    "adresse à confirmer",
    "séance fixée",
  ]);
  const all = /https?:\/\/[^/]+(\/mes-demandes\/[^\s)]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  const page = (await ask(all)).html;
  expect(page.match(/Collège des Deux-Rives/g)?.length).toBeGreaterThanOrEqual(3);
  await setClock(NOW + DAY + 60);
  expect((await ask(all)).status).toBe(410);
  await setClock(NOW);
  const unknown = await recall(teacher());
  expect([unknown.status, byHand(unknown.location)]).toEqual([answer.status, byHand(answer.location)]);
});

test("what ended a year ago is no longer listed; what goes on is, however old", async () => {
  await school();
  const [ended, live] = [await authorised(teacher()), await authorised(teacher())];
  const contactId = await idIn("ctc", "SELECT contact_id FROM workshop_requests WHERE id = ?1", live.id);
  await run("UPDATE workshop_requests SET contact_id = ?1, updated_at = ?2", contactId, NOW);
  await run("UPDATE workshop_requests SET state = 'lapsed' WHERE id = ?1", ended.id);
  const listedAt = async (now: number): Promise<string[]> =>
    (await requestsAskedBy(db, { contactId, now })).map(({ id }) => id as string).toSorted();
  expect(await listedAt(NOW + 365 * DAY - 1)).toEqual([ended.id, live.id].map(String).toSorted());
  expect(await listedAt(NOW + 365 * DAY)).toEqual([live.id]);
});

test("the same is asked once more without typing it again: classes, numbers and roles are there, dates are not; another's link gives nothing", async () => {
  await school();
  const aso = await association("org_1");
  const { id, page } = await authorised(teacher());
  expect((await ask(page)).html).not.toContain("Redemander la même chose");
  await aso.answer(id, "accepter", { creneau: String(SLOT) });
  const again = /href="(\/etablissements\/demande\/[^"]*comme=[^"]*)"/.exec((await ask(page)).html)?.[1] ?? "";
  const form = (await ask(again)).html;
  expect(form).toMatch(/id="eleves1"[^>]*value="26"/);
  expect(form).toMatch(/id="eleves2"[^>]*value="24"/);
  expect(form).toMatch(/<option value="cpe" selected/);
  expect(form).toMatch(/id="creneau1"[^>]*value=""/);
  const other = (await ask(`${again}x`)).html;
  expect(other).not.toMatch(/id="eleves1"[^>]*value="26"/);
});
