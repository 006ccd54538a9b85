import { beforeEach, expect, test } from "vitest";

import { DAY, HOUR, PARIS, hourIn } from "../../../src/kernel/time.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { confirmed } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ask, setClock } from "../../support/worker/web.ts";
import { NOW, openSession, run } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

test("an online session says whose hour it is everywhere: its page, what one holds, its mails, its embedded list", async () => {
  const id = await openSession();
  await run(
    "UPDATE sessions SET mode = 'online', venue_id = NULL, join_url = 'https://visio.example/x' WHERE id = ?1",
    id,
  );
  const email = address();
  const registration = await confirmed(id, NOW, { email });
  await pump(NOW);
  const mails = await mailsTo(email);
  expect(mails.length).toBeGreaterThan(0);
  const pages = [`/ateliers/seances/${id}`, "/ateliers", "/integrer/ateliers", await managePath(registration)];
  const texts = [
    ...(await Promise.all(pages.map(async (page) => (await ask(page)).html))),
    ...mails.map((m) => m.text),
  ];
  const plain = (text: string): string => text.replaceAll(/&nbsp;|&#xA0;|\s+/gi, " ");
  const times = (text: string, words: string): number => plain(text).split(plain(words)).length - 1;
  const startsAt = NOW + 20 * DAY;
  const [bare, whole] = [hourIn(startsAt, PARIS), hourIn(startsAt, PARIS, { online: true })];
  // From when to when it is names the clock once, at the end.
  const span = `${bare} à ${hourIn(startsAt + 2 * HOUR, PARIS, { online: true })}`;
  const said = (text: string): number => times(text, whole) + times(text, span);
  expect(texts.map((text) => times(text, bare) - said(text))).toEqual(texts.map(() => 0));
  expect(texts.filter((text) => said(text) === 0)).toEqual([]);
});
