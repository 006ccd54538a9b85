import ICAL from "ical.js";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY, instantOf } from "../../../src/kernel/time.ts";
import { programmes } from "../../../workers/content.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, openSession, run } from "../../support/worker/world.ts";

beforeEach(async () => {
  setClock(NOW);
  await openSession({ id: "ses_soon", startsAt: NOW + 5 * DAY });
});

const slugOf = async (): Promise<string> => {
  const page = (await ask("/ateliers/seances/ses_soon")).html;
  return /href="\/associations\/([^"]+)"/.exec(page)?.[1] ?? "";
};
/** A feed as a calendar program reads it: by another parser, in UTC. */
async function follow(path: string) {
  const answer = await ask(path);
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(answer.html));
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const events = calendar.getAllSubcomponents("vevent").map((one) => {
    const event = new ICAL.Event(one);
    const start = event.startDate.toJSDate().toISOString();
    return {
      uid: event.uid,
      title: event.summary,
      start,
      status: one.getFirstPropertyValue("status"),
      text: one.toString(),
    };
  });
  return { answer, method: calendar.getFirstPropertyValue("method"), events };
}

describe("the public page of an association", () => {
  test("shows its coming sessions, and the address of its calendar; each session leads to it", async () => {
    const slug = await slugOf();
    const page = await ask(`/associations/${slug}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain("/ateliers/seances/ses_soon");
    expect(page.html).toContain(`webcal://site.test/agenda/association/${slug}.ics`);
    expect(page.html).not.toContain("Agrément");
    await run("UPDATE associations SET agreement_kind = 'academic'");
    expect((await ask(`/associations/${slug}`)).html).toContain("Agrément académique");
    expect((await ask("/sitemap.xml?partie=associations")).html).toContain(`/associations/${slug}<`);
  });

  test("says what an operator has read of it, where it comes, for whom and in which language; what nobody has read is not shown", async () => {
    const slug = await slugOf();
    await run(
      "INSERT INTO association_areas (association_id, departement_code, levels, created_at) VALUES ('org_1', '93', '[]', 1)",
    );
    await run(
      "INSERT INTO association_offers (association_id, programmes, publics, months, words, words_asked, updated_at) VALUES ('org_1', '[]', '[]', '[]', 'Nous venons à deux.', 'Les meilleurs.', 1)",
    );
    await run("UPDATE sessions SET language = 'lsf'");
    const { html } = await ask(`/associations/${slug}`);
    for (const words of [
      "Nous venons à deux.",
      "Seine-Saint-Denis, Val-de-Marne",
      "Parents",
      "En langue des signes française",
    ]) {
      expect(html).toContain(words);
    }
    expect(html).not.toContain("Les meilleurs");
  });

  test("shows nothing private, no draft, nothing cancelled or past", async () => {
    const slug = await slugOf();
    await openSession({ id: "ses_draft", state: "draft" });
    await openSession({ id: "ses_past", startsAt: NOW - DAY });
    await openSession({ id: "ses_cancelled", state: "cancelled" });
    await openSession({ id: "ses_private" });
    await run("UPDATE sessions SET visibility = 'private' WHERE id = 'ses_private'");
    const { html } = await ask(`/associations/${slug}`);
    expect([...html.matchAll(/seances\/(ses_\w+)/g)].map(([, id]) => id)).toEqual(["ses_soon"]);
    await run("UPDATE sessions SET visibility = 'private'");
    expect((await ask(`/associations/${slug}`)).html).toContain("Aucune séance publique");
  });

  test("is not there when the association does not exist or was closed, nor is its calendar", async () => {
    const slug = await slugOf();
    await run("UPDATE organisations SET state = 'closed'");
    for (const path of ["/associations/nope", `/associations/${slug}`, `/agenda/association/${slug}.ics`]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});

describe("a calendar to follow", () => {
  test("holds each public session at its hour across changes of clocks, cancelled ones marked, titles neutral", async () => {
    const slug = await slugOf();
    const summer = instantOf("2027-05-10T18:30", "Europe/Paris");
    await openSession({ id: "ses_summer", slug: "quand-les-messages-font-mal", startsAt: summer });
    await openSession({ id: "ses_gone", startsAt: NOW + 9 * DAY, state: "cancelled" });
    await openSession({ id: "ses_private", startsAt: NOW + 9 * DAY });
    await run("UPDATE sessions SET visibility = 'private' WHERE id = 'ses_private'");
    for (const path of [`/agenda/association/${slug}.ics`, "/agenda/departement/94.ics"]) {
      const { answer, method, events } = await follow(path);
      expect([answer.status, method], path).toEqual([200, "PUBLISH"]);
      expect(events.map((one) => [one.uid, one.status])).toEqual([
        ["ses_soon@site.test", "CONFIRMED"],
        ["ses_gone@site.test", "CANCELLED"],
        ["ses_summer@site.test", "CONFIRMED"],
      ]);
      expect(events[0]?.start).toBe(new Date((NOW + 5 * DAY) * 1000).toISOString());
      expect(events[2]?.start).toBe("2027-05-10T16:30:00.000Z");
      const programme = programmes.bySlug.get("quand-les-messages-font-mal");
      expect(events[2]?.title).toBe(programme?.neutralTitle);
      expect(programme?.neutralTitle).not.toBe(programme?.title);
      for (const { text } of events) {
        expect(text).not.toMatch(/ATTENDEE|ORGANIZER|@(?!site\.test)/);
      }
    }
  });

  test("what took place ends in the calendar, and stays in it for 30 days", async () => {
    await openSession({ id: "ses_lately", startsAt: NOW - 29 * DAY, state: "done" });
    await openSession({ id: "ses_long_ago", startsAt: NOW - 31 * DAY, state: "done" });
    for (const path of [`/agenda/association/${await slugOf()}.ics`, "/agenda/departement/94.ics"]) {
      const { events } = await follow(path);
      expect(events.map(({ uid, status }) => [uid, status])).toEqual([
        ["ses_lately@site.test", "CONFIRMED"],
        ["ses_soon@site.test", "CONFIRMED"],
      ]);
      expect(events[0]?.text).toContain("Séance passée");
    }
  });

  test("an empty one is a calendar too; a wrong address is not one", async () => {
    expect((await follow("/agenda/departement/75.ics")).events).toEqual([]);
    for (const path of ["/agenda/departement/96.ics", "/agenda/departement/94", "/agenda/association/nope.ics"]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });

  test("the catalogue of a département says how to follow it", async () => {
    expect((await ask("/ateliers?departement=94")).html).toContain("webcal://site.test/agenda/departement/94.ics");
    expect((await ask("/ateliers")).html).not.toContain("webcal:");
  });
});
