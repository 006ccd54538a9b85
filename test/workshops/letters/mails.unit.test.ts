import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { bandLines } from "../../../src/help/help-lines.ts";
import { instantOf } from "../../../src/kernel/time.ts";
import { writeLetter } from "../../../src/mail/letter.ts";
import { renderLetter } from "../../../src/mail/render.tsx";
import type { Reader } from "../../../src/mail/template.ts";
import { FORBIDDEN_WORDS } from "../../../src/workshops/sessions/programme.ts";
import { type RegistrationVars, registrationTemplates } from "../../../src/workshops/letters/registration.mails.ts";
import { fold } from "../../../src/kernel/text.ts";
import { readContent } from "../../../src/kernel/front-matter.ts";
import { helpLines, programmes } from "../../../workers/content.ts";
import { mailWords, programmeWords } from "../../../workers/content.built.ts";
import { templates as every } from "../../support/templates.ts";

const ORIGIN = "https://lignesure.fr";
const foot = {
  helpLines: bandLines(helpLines).map((l) => ({ label: l.label, href: l.href ?? "", what: l.band ?? "" })),
  origin: ORIGIN,
};
const reader = (name: string | null): Reader => ({
  name,
  contactId: "ctc_0123456789ab",
  ageGroup: null,
  hour: 10,
  link: (purpose, subject) => Promise.resolve(`${ORIGIN}/i/${purpose}.${subject}`),
  code: () => Promise.resolve("123456"),
  page: (path) => ORIGIN + path,
});
const vars = (over: Partial<RegistrationVars> = {}): RegistrationVars => ({
  registration: "reg_1",
  title: "Atelier numérique",
  place: "Médiathèque des Tilleuls, 3, rue de l’Exemple, Créteil",
  access: "Accès sans marche ; sonnez à la porte vitrée",
  startsAt: instantOf("2026-12-05T18:30", "Europe/Paris"),
  endsAt: instantOf("2026-12-05T20:00", "Europe/Paris"),
  tz: "Europe/Paris",
  isInformal: false,
  isCalendarWanted: true,
  rank: 3,
  drawAt: instantOf("2026-12-01T12:00", "Europe/Paris"),
  until: instantOf("2026-12-02T12:00", "Europe/Paris"),
  oldStartsAt: instantOf("2026-12-03T18:30", "Europe/Paris"),
  session: "ses_1",
  oldSeats: 2,
  isSurveyed: true,
  ...over,
});
const recall = {
  items: [
    {
      registration: "reg_1",
      title: "Atelier numérique",
      startsAt: 1_796_115_600,
      endsAt: 1_796_119_200,
      tz: "Europe/Paris",
    },
  ],
  requests: [
    {
      words: "Atelier témoins en classe, Collège des Deux-Rives",
      standing: "accord en cours, jusqu’au mardi 22 décembre 2026 à 11 h",
      subject: "wrq_1~456789ab",
      until: 1_850_000_000,
    },
  ],
  allUntil: 1_796_202_000,
};
const templates = registrationTemplates(mailWords);

async function render(key: string, isInformal: boolean, name: string | null = "Léa") {
  const template = templates.find((t) => t.key === key);
  if (template === undefined) {
    throw new Error(`no template ${key}`);
  }
  const given =
    key === "besoin" ? { ...vars({ isInformal }), need: "sign_language", answer: "cannot" } : vars({ isInformal });
  const filling = await template.fill(key === "retrouver" ? recall : given, reader(name));
  return renderLetter(writeLetter(template.content, filling), foot);
}
const cases = templates.flatMap(({ key }) =>
  key === "retrouver" ? [[key, false] as const] : [[key, false] as const, [key, true] as const],
);

describe.each(cases)("mail %s, informal %s", (key, isInformal) => {
  test("reads as its golden file, as text and as HTML", async () => {
    const mail = await render(key, isInformal);
    const name = `../../mail/golden/${key}${isInformal ? ".tu" : ""}`;
    await expect(`${mail.subject}\n\n${mail.text}\n`).toMatchFileSnapshot(`${name}.txt`);
    await expect(`${mail.html}\n`).toMatchFileSnapshot(`${name}.html`);
  });

  test("is discreet where a screen may show it, links only to us, tracks nobody", async () => {
    const { subject, html, text } = await render(key, isInformal);
    const preview = /max-height:0;overflow:hidden">(.*?)<\/div>/.exec(html)?.[1] ?? "";
    expect(preview).not.toBe("");
    for (const word of FORBIDDEN_WORDS) {
      expect(fold(`${subject} ${preview}`)).not.toContain(fold(word));
    }
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map((m) => m[1] ?? "");
    expect(hrefs.every((href) => href.startsWith(ORIGIN) || /^(?:tel|sms):\d+$/.test(href))).toBe(true);
    expect(html).not.toMatch(/<img|<script|<link|url\(|utm_/);
    expect(`${subject}${html.replace(/<style>.*?<\/style>/s, "")}${text}`).not.toMatch(/[{}]|\[\[|undefined|NaN/);
  });

  test("speaks the same way from start to end", async () => {
    const { text } = await render(key, isInformal);
    if (isInformal) {
      expect(text).not.toMatch(/(?<!\p{L})(?:vous|votre|vos|annulez|confirmez|arrivez)(?!\p{L})/iu);
    } else {
      expect(text).not.toMatch(/(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu);
    }
  });

  test("is the same bytes each time", async () => {
    expect(await render(key, isInformal)).toEqual(await render(key, isInformal));
  });
});

describe("a label that says « changer »", () => {
  test("leads to the page where who comes and when are changed", () => {
    const labels = Object.entries(mailWords).flatMap(([key, text]) =>
      [...text.matchAll(/\[([^\]]*chang[^\]]*inscription[^\]]*)\]\(([^)]*)\)/gi)].map((m) => [key, m[2]]),
    );
    expect(labels.length).toBeGreaterThanOrEqual(3);
    expect(labels.filter(([, to]) => to !== "{lien}")).toEqual([]);
  });
});

describe("a mail for three people", () => {
  test.each([
    ["place-gardee", "3 places sont gardées à votre nom"],
    ["confirmee", "Vos 3 places du sam. 5 déc. sont confirmées"],
    ["place-proposee", "3 places se sont libérées"],
    ["rappel-j7", "pour 3 personnes"],
    ["rappel-j1", "pour 3 personnes"],
  ])("%s counts people, not registrations", async (key, says) => {
    const template = templates.find((one) => one.key === key);
    const filling = await template?.fill(vars({ seats: 3 }), reader("Ana"));
    const mail = renderLetter(
      writeLetter(template?.content ?? "", filling ?? { isInformal: false, values: {}, links: {} }),
      foot,
    );
    expect(`${mail.subject}\n${mail.text}`.replaceAll(/[\u00a0\u202f]/g, " ")).toContain(says);
  });
});

describe("what people type", () => {
  test("HTML, Markdown and braces in a name are shown as they are", async () => {
    const { html, text, subject } = await render("place-gardee", false, '<img src=x> [clic](https://mal.fr) {lien} "&');
    expect(html).toContain("&lt;img src=x&gt; [clic](https://mal.fr) {lien}");
    expect(html).not.toContain('href="https://mal.fr"');
    expect(text).toContain('Bonjour <img src=x> [clic](https://mal.fr) {lien} "&,');
    expect(subject).not.toContain("img");
  });

  test("no name any more: the greeting is shorter", async () => {
    expect((await render("confirmee", false, null)).text).toMatch(/^Bonjour,\n/);
  });

  test("a value that the words ask for and nobody gives stops the mail, rather than leave a hole", () => {
    const words = "---\nsubject: x\npreheader: y\nwhy: z\n---\nBonjour {nom}";
    expect(() => writeLetter(words, { isInformal: false, values: {}, links: {} })).toThrow("{nom}");
  });
});

describe("the content folder", () => {
  test("every file of mails and programmes is one that the Workers know, and the other way round", () => {
    const files = (folder: string) =>
      readdirSync(`content/${folder}`)
        .map((file) => file.replace(/\.md$/, ""))
        .toSorted();
    expect(files("mails")).toEqual(Object.keys(mailWords).toSorted());
    expect(files("mails")).toEqual([...every.keys()].toSorted());
    expect(files("programmes")).toEqual([...programmes.bySlug.keys()].toSorted());
  });

  test("a mail that tells the place to whoever comes tells how one gets in", () => {
    const asksFirst = ["accord-a-demander", "liste-confirmer", "place-gardee", "tirage-confirmer"];
    const hasNoSeat = ["deja-inscrit", "liste-rejointe", "tirage-rejoint"];
    const nobodyComes = ["annulee-parent", "seance-annulee"];
    const toTheTeam = ["manque-intervenant"];
    const silent = Object.entries(mailWords)
      .filter(([, words]) => words.includes("{lieu}") && !words.includes("{acces}"))
      .map(([key]) => key);
    expect(silent.toSorted()).toEqual([...asksFirst, ...hasNoSeat, ...nobodyComes, ...toTheTeam].toSorted());
  });

  test("titles for mails and calendars are discreet; reserved words are no slugs", () => {
    for (const programme of programmes.all) {
      for (const word of FORBIDDEN_WORDS) {
        expect(fold(programme.neutralTitle), programme.slug).not.toContain(fold(word));
      }
      expect(["regles", "seances"]).not.toContain(programme.slug);
    }
  });

  const bodies = Object.entries(programmeWords).map(([slug, words]) => [slug, readContent(words).body] as const);

  test("at least eight programmes, for every public, each with substance, no paragraph twice", () => {
    expect(programmes.all.length).toBeGreaterThanOrEqual(8);
    expect(new Set(programmes.all.map((p) => p.audience)).size).toBe(6);
    const paragraphs = bodies.flatMap(([, body]) => body.split(/\n\n+/).filter((text) => !text.startsWith("#")));
    expect(new Set(paragraphs).size).toBe(paragraphs.length);
    for (const [slug, body] of bodies) {
      expect(body.split(/\s+/).length, slug).toBeGreaterThan(200);
    }
  });

  test("captures are never advised without the exception for images of a minor", () => {
    for (const [slug, body] of bodies) {
      if (/garder? (?:une trace|des preuves)|captures? (?:d’écran|avec)/i.test(body) && /preuves/.test(body)) {
        expect(body, slug).toMatch(/on ne capture pas, on ne télécharge pas/);
      }
    }
  });

  test("no phone number is typed outside the one file of help lines", () => {
    const typed = /\b(?:3018|3114|3020|3919|116 ?006|33700)\b|\b0[1-9](?:[ .]?\d{2}){4}\b/;
    for (const folder of ["programmes", "mails"]) {
      for (const file of readdirSync(`content/${folder}`)) {
        expect(readFileSync(`content/${folder}/${file}`, "utf8"), file).not.toMatch(typed);
      }
    }
    for (const file of readdirSync("src", { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".tsx"))) {
      const words = readFileSync(`src/${file}`, "utf8").replaceAll(/\{line:\w+\}/g, ""); // the id of a record
      expect(words, file).not.toMatch(typed);
    }
  });
});
