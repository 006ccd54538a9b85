import { describe, expect, test } from "vitest";

import { bandLines } from "../../../src/help/help-lines.ts";
import { fold } from "../../../src/kernel/text.ts";
import { instantOf } from "../../../src/kernel/time.ts";
import { writeLetter } from "../../../src/mail/letter.ts";
import { renderLetter } from "../../../src/mail/render.tsx";
import type { Reader } from "../../../src/mail/template.ts";
import { END_WORDS, requestTemplates } from "../../../src/workshops/classes/request.mails.ts";
import { type WatchVars, watchTemplates } from "../../../src/workshops/classes/watch.mails.ts";
import type { RequestVars } from "../../../src/workshops/classes/request-vars.ts";
import { FORBIDDEN_WORDS } from "../../../src/workshops/sessions/programme.ts";
import { helpLines } from "../../../workers/content.ts";
import { mailWords } from "../../../workers/content.built.ts";

const ORIGIN = "https://lignesure.fr";
const foot = {
  helpLines: bandLines(helpLines).map((l) => ({ label: l.label, href: l.href ?? "", what: l.band ?? "" })),
  origin: ORIGIN,
};
const reader: Reader = {
  name: null,
  contactId: "ctc_0123456789ab",
  ageGroup: null,
  hour: 10,
  link: (purpose, subject, _, path = "/i") => Promise.resolve(`${ORIGIN}${path}/${purpose}.${subject}`),
  code: () => Promise.resolve("123456"),
  page: (path) => ORIGIN + path,
};
const at = (local: string): number => instantOf(local, "Indian/Reunion");
const vars: RequestVars = {
  request: "wrq_1",
  title: "Atelier témoins en classe",
  slug: "agir-en-temoin",
  host: "Collège des Deux-Rives, Saint-Pierre",

  classes: "2 classes, 50 élèves, 2 adultes",
  tz: "Indian/Reunion",
  plans: [
    [
      { startsAt: at("2027-01-14T10:00"), endsAt: at("2027-01-14T11:50") },
      { startsAt: at("2027-01-14T13:30"), endsAt: at("2027-01-14T15:20") },
    ],
    [{ startsAt: at("2027-01-19T14:00"), endsAt: at("2027-01-19T15:50") }],
  ],
  visit: [
    { startsAt: at("2027-01-14T10:00"), endsAt: at("2027-01-14T11:50"), level: "4e_3e", pupils: 26, session: "ses_1" },
    { startsAt: at("2027-01-14T13:30"), endsAt: at("2027-01-14T15:20"), level: "4e_3e", pupils: 24, session: "ses_2" },
  ],

  startsAt: at("2027-01-14T10:00"),
  oldStartsAt: at("2027-01-12T10:00"),
  association: "Les Fils tendus",
  associationId: "org_1",
  until: at("2026-12-22T18:00"),
  head: "official_mail",
  reason: END_WORDS.refused,
  linkUntil: at("2028-08-31T00:00"),
};
const waits: WatchVars = {
  watch: "arw_1",
  departement: "09",
  levels: ["4e_3e", "lycee_gt"],
  linkUntil: vars.linkUntil,
};
const given = (key: string, over: Record<string, unknown>): unknown => ({
  ...(key.startsWith("prevenir-") ? waits : vars),
  ...over,
});
const templates = requestTemplates(mailWords).concat(watchTemplates(mailWords));

describe.each(templates.map((template) => [template.key, template] as const))("mail %s", (key, template) => {
  const render = async (over: Record<string, unknown> = {}) => {
    const filling = await template.fill(given(key, over), reader);
    return renderLetter(writeLetter(template.content, filling), foot);
  };

  test("reads as its golden file, says « vous », is discreet where a screen may show it", async () => {
    const { subject, text, html } = await render();
    await expect(`${subject}\n\n${text}\n`).toMatchFileSnapshot(`../../mail/golden/${key}.txt`);
    const preview = /max-height:0;overflow:hidden">(.*?)<\/div>/.exec(html)?.[1] ?? "";
    for (const word of FORBIDDEN_WORDS) {
      expect(fold(`${subject} ${preview}`)).not.toContain(fold(word));
    }
    expect(text).not.toMatch(/(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu);
    expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|NaN/);
  });

  test("a variable too many stops it: no address can slip in", async () => {
    await expect(render({ email: "x@y.fr" })).rejects.toThrow(/email/);
  });
});

/** What mails to persons say, and nobody says to a school about its own building. */
const FOR_PERSONS = [
  "rappel-j7",
  "rappel-j1",
  "rappel-apres",
  "rappel-venu",
  "rappel-absent",
  "rappel-j90",
  "confirmee",
];
const sentencesOf = (key: string): string[] =>
  (mailWords[key] ?? "")
    .replace(/^---[\s\S]*?\n---/, "")
    .replace(/\[\[([^\]|]*)\|[^\]]*\]\]/g, "$1")
    .split(/(?<=[.?!;])\s+|\n+/)
    .map((sentence) => fold(sentence).trim())
    .filter((sentence) => sentence.replace(/\{\w+\}/g, "").length > 12 && !/\]\(\{|^un empechement/.test(sentence));
describe("mails around a visit", () => {
  test.each(templates.map(({ key }) => key).filter((key) => key.startsWith("visite-") || key.startsWith("seance-")))(
    "%s says no sentence of a mail to a person, nothing of arriving early or of having missed it",
    (key) => {
      const persons = new Set(FOR_PERSONS.flatMap(sentencesOf));
      expect(persons.size).toBeGreaterThan(15);
      expect(sentencesOf(key).filter((sentence) => persons.has(sentence))).toEqual([]);
      expect(fold(mailWords[key] ?? "")).not.toMatch(/arrive[rz] .* avant|en retard|pas pu venir|ce soir/);
    },
  );
});

describe("who gets which link", () => {
  const textOf = async (key: string, over: Partial<RequestVars> = {}): Promise<string> => {
    const template = templates.find((one) => one.key === key);
    const filling = await template?.fill(given(template.key, over), reader);
    return filling === undefined ? "" : renderLetter(writeLetter(template?.content ?? "", filling), foot).text;
  };

  test("the official link goes to the official address alone; the requester hands over the other", async () => {
    expect(await textOf("autorisation-chef")).toContain("class-head.wrq_1~o");
    expect(await textOf("demande-recue")).toContain("class-head.wrq_1~h");
    expect(await textOf("demande-recue")).not.toContain("wrq_1~o");
    expect(await textOf("autorisation-chef")).not.toContain("class-request");
  });

  test("while an operator looks, nobody gets a link for the head", async () => {
    const text = await textOf("demande-recue", { head: null });
    expect(text).not.toContain("class-head");
    expect(text).toContain("vérifie d’abord");
  });

  test("a mail written before plans had ends still says when", async () => {
    const before = { plans: [], visit: [], slots: [at("2027-01-14T10:00")] };
    expect(await textOf("demande-a-voir", before)).toContain("jeudi 14 janvier 2027 à 10");
    expect(await textOf("seance-fixee", before)).toContain("jeudi 14 janvier 2027 à 10");
  });

  test("a request without a date says so", async () => {
    expect(await textOf("demande-a-voir", { plans: [] })).toContain("Pas encore de date");
  });
});
