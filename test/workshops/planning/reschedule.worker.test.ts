import ICAL from "ical.js";
import { beforeEach, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { moveTo } from "../../support/worker/editing.ts";
import { confirmed, must, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ORIGIN, ask, findPath, send, setClock } from "../../support/worker/web.ts";
import { NOW, counters, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

let sessionId: SessionId;
beforeEach(async () => {
  await setClock(NOW);
  sessionId = await openSession({ capacity: 1 });
});
const calendar = async (link: string) => {
  const root = new ICAL.Component(ICAL.parse((await ask(`${link}/agenda.ics`)).html));
  return {
    method: root.getFirstPropertyValue("method"),
    event: new ICAL.Event(root.getFirstSubcomponent("vevent") ?? undefined),
  };
};

test("a session that moves keeps every seat and rank, tells everyone, and calendars follow: same UID, rising SEQUENCE", async () => {
  const [a, b] = [`delivered+${unique()}@resend.dev`, `delivered+${unique()}@resend.dev`];
  await confirmed(sessionId, NOW, { email: a });
  await waitlisted(sessionId, NOW, { email: b });
  await pump(NOW);
  const link = findPath((await mailsTo(a))[0]?.text ?? "", `${ORIGIN}/i/`).slice(ORIGIN.length);
  const seen = [await calendar(link)];
  const startsAt = NOW + 25 * DAY;
  must(await moveTo(depsAt(NOW), sessionId, startsAt));
  await pump(NOW);
  seen.push(await calendar(link));
  expect(await counters(sessionId)).toEqual({ taken: 1, waiting: 1, held: 1, listed: 1 });
  for (const address of [a, b]) {
    const mail = (await mailsTo(address)).at(-1);
    expect(mail?.subject).toContain("Changement de date");
    expect(mail?.text).toContain("samedi 26 décembre 2026");
  }
  must(await moveTo(depsAt(NOW), sessionId, startsAt + DAY));
  seen.push(await calendar(link));
  await send(`${link}/annuler`, { confirme: "oui" });
  seen.push(await calendar(link));
  expect(new Set(seen.map((c) => c.event.uid)).size).toBe(1);
  expect(seen.map((c) => c.event.sequence)).toEqual([0, 1, 2, 3]);
  expect(seen.map((c) => c.method)).toEqual(["PUBLISH", "PUBLISH", "PUBLISH", "CANCEL"]);
  expect(seen[2]?.event.startDate.toJSDate().getTime()).toBe((startsAt + DAY) * 1000);
});

test("closing times move along; a session moved to the past, or past itself, is refused", async () => {
  must(await moveTo(depsAt(NOW), sessionId, NOW + 30 * DAY));
  expect(
    await rows(
      "SELECT starts_at - closes_at AS closes, starts_at - queue_closes_at AS list, ends_at - starts_at AS lasts FROM sessions",
    ),
  ).toEqual([{ closes: HOUR, list: 12 * HOUR, lasts: 2 * HOUR }]);
  expect(await moveTo(depsAt(NOW), sessionId, NOW)).toMatchObject({ refusal: "wrong_hour" });
  expect(await moveTo(depsAt(NOW + 31 * DAY), sessionId, NOW + 40 * DAY)).toMatchObject({ refusal: "not_possible" });
});

test("moved by two people at once: one wins", async () => {
  const results = await Promise.all([1, 2].map((d) => moveTo(depsAt(NOW), sessionId, NOW + (30 + d) * DAY)));
  expect(results.filter((r) => r.ok)).toHaveLength(1);
  expect(await value("SELECT ics_sequence FROM sessions")).toBe(1);
});

test("after a move search engines read that it moved, and from when; an unlisted session tells them nothing", async () => {
  const data = async (): Promise<Record<string, unknown>> =>
    JSON.parse(
      /ld\+json">(.*?)<\/script>/.exec((await ask(`/ateliers/seances/${sessionId}`)).html)?.[1] ?? "{}",
    ) as Record<string, unknown>;
  const before = await data();
  const said = "https://schema.org/Event";
  expect([before["eventStatus"], before["previousStartDate"]]).toEqual([`${said}Scheduled`, undefined]);
  const startsAt = Number(await value("SELECT starts_at FROM sessions"));
  must(await moveTo(depsAt(NOW), sessionId, startsAt + DAY));
  const after = await data();
  expect([after["eventStatus"], after["previousStartDate"]]).toEqual([`${said}Rescheduled`, before["startDate"]]);
  await run("UPDATE sessions SET visibility = 'private'");
  expect(await data()).toEqual({});
});
