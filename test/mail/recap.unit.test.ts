import { expect, test } from "vitest";

import { instantOf } from "../../src/kernel/time.ts";
import { writeLetter } from "../../src/mail/letter.ts";
import { recapTemplate } from "../../src/mail/recap.ts";
import { renderLetter } from "../../src/mail/render.tsx";
import { mailWords } from "../../workers/content.built.ts";
import { templates } from "../support/templates.ts";

const ORIGIN = "https://lignesure.fr";
const letter = recapTemplate(mailWords, () => templates);
const reader = {
  name: "Léa",
  contactId: "ctc_0123456789ab" as const,
  ageGroup: null,
  hour: 10,
  code: () => Promise.resolve("123456"),
  link: (purpose: string, subject: string, _: number, path = "/i") =>
    Promise.resolve(`${ORIGIN}${path}/${purpose}.${subject}`),
  page: (path: string) => ORIGIN + path,
};
const seat = (isInformal: boolean, at: number) => ({
  template: "place-gardee",
  at,
  vars: {
    registration: `reg_${at}`,
    title: "Atelier numérique",
    place: "Médiathèque des Tilleuls, Créteil",
    startsAt: instantOf("2026-12-05T18:30", "Europe/Paris"),
    endsAt: instantOf("2026-12-05T20:00", "Europe/Paris"),
    tz: "Europe/Paris",
    isInformal,
    isCalendarWanted: true,
    rank: null,
    until: instantOf("2026-12-02T12:00", "Europe/Paris"),
    oldStartsAt: null,
  },
});
const topic = { template: "parcours-confirmer", at: 2, vars: { consent: "cns_1", until: 1_796_115_600 } };

const given = (items: Record<string, unknown>): unknown => ({ items });

async function render(items: Record<string, unknown>) {
  const filling = await letter.fill(given(items), reader);
  return renderLetter(writeLetter(letter.content, filling), {
    helpLines: [],
    origin: ORIGIN,
  });
}

test.each([
  ["recapitulatif", { msg_a: seat(false, 1), msg_b: topic, msg_c: seat(true, 3) }],
  ["recapitulatif.tu", { msg_a: seat(true, 1), msg_b: seat(true, 2) }],
])("the mail of all that waits for a click reads as its golden file: %s", async (name, items) => {
  const mail = await render(items);
  await expect(`${mail.subject}\n\n${mail.text}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  await expect(`${mail.html}\n`).toMatchFileSnapshot(`golden/${name}.html`);
});

test("the latest stands first, each with a button of its own, and nobody is named", async () => {
  const { html } = await render({ msg_a: seat(false, 1), msg_b: seat(false, 9), msg_c: seat(false, 5) });
  expect([...html.matchAll(/manage\.reg_(\d)~/g)].map(([, at]) => at)).toEqual(["9", "5", "1"]);
  expect(html).not.toContain("Léa");
});
