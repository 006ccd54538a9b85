import { caniemail } from "caniemail";
import { describe, expect, test } from "vitest";

import { factsIn, guidanceTemplates } from "../../src/guidance/guidance.mails.ts";
import { bandLines } from "../../src/help/help-lines.ts";
import { readContent } from "../../src/kernel/front-matter.ts";
import { fold } from "../../src/kernel/text.ts";
import { type Letter, writeLetter } from "../../src/mail/letter.ts";
import type { Reader } from "../../src/mail/template.ts";
import { type Rendered, renderLetter } from "../../src/mail/render.tsx";
import { FORBIDDEN_WORDS } from "../../src/workshops/sessions/programme.ts";
import { catalogue, facts, helpLines, paths } from "../../workers/content.ts";
import { mailWords } from "../../workers/content.built.ts";
import { words as site } from "../../workers/site/words.built.ts";

const ORIGIN = "https://lignesure.fr";
const foot = {
  helpLines: bandLines(helpLines).map((l) => ({ label: l.label, href: l.href ?? "", what: l.band ?? "" })),
  origin: ORIGIN,
};
const out = { view: `${ORIGIN}/parents/x/1`, preferences: `${ORIGIN}/preferences/t`, leave: `${ORIGIN}/u/t` };
const templates = guidanceTemplates(mailWords, catalogue.all, { facts, helpLines });
const ANSWERS: Record<string, object> = {
  "parcours-confirmer": { consent: "cns_1", until: 1_796_374_800 },
  "parcours-deja": { recipient: "rcp_1", until: 1_796_374_800 },
  "parcours-reglages": { recipient: "rcp_1", until: 1_796_374_800 },
  "parcours-adresse": { change: "rcp_1~ctc_1", until: 1_796_374_800 },
};
const steps = templates.filter((t) => ANSWERS[t.key] === undefined).map((t) => t.key);

const readerAt = (hour: number, ageGroup: string | null = null): Reader => ({
  name: null,
  contactId: "ctc_0123456789ab",
  ageGroup,
  hour,
  link: (purpose, subject, _, path = "/i") => Promise.resolve(`${ORIGIN}${path}/${purpose}.${subject}`),
  code: () => Promise.resolve("123456"),
  page: (path) => ORIGIN + path,
});

const letterOf = (key: string, ageGroup: string | null = null): Promise<Letter> =>
  letterFor(key, { vars: ANSWERS[key] ?? {}, reader: readerAt(10, ageGroup) });

async function letterFor(key: string, { vars, reader }: { vars: object; reader: Reader }): Promise<Letter> {
  const template = templates.find((t) => t.key === key);
  const filling = await template?.fill(vars, reader);
  if (template === undefined || filling === undefined) {
    throw new Error(key);
  }
  return writeLetter(template.content, filling);
}
const render = async (key: string, ageGroup: string | null = null): Promise<Rendered> =>
  renderLetter(await letterOf(key, ageGroup), foot, ANSWERS[key] === undefined ? out : null);
const plain = (letter: Letter): string[] =>
  letter.blocks.flatMap((b) =>
    b.kind === "paragraph"
      ? [b.spans.map((s) => s.text).join("")]
      : b.kind === "list"
        ? b.items.map((i) => i.map((s) => s.text).join(""))
        : [],
  );

test("every step of every sequence of guidance has its mail, and no words of a step are left over", () => {
  const wanted = paths.flatMap((path) => path.steps.map(({ step }) => `${path.sequence.id}-${step.key}`));
  expect(steps.toSorted()).toEqual(wanted.toSorted());
  expect(steps.toSorted()).toEqual(
    Object.keys(mailWords)
      .filter((key) => /-\d+$/.test(key))
      .toSorted(),
  );
  expect([paths.length >= 8, steps.length >= 41]).toEqual([true, true]);
  expect(templates.length - steps.length).toBe(Object.keys(ANSWERS).length);
});

test("workshops that a step leads to are those of its reader: a parent’s, a class, the young", async () => {
  const doors = /\/(?:ateliers\?public=\w+|etablissements)/g;
  const led = await Promise.all(
    paths.flatMap((path) =>
      path.steps.map(async ({ step }) => [path.audience, ...((await render(step.mail)).text.match(doors) ?? [])]),
    ),
  );
  expect(led.filter((doorsOf) => doorsOf.length > 1)).toEqual([
    ["parent", "/ateliers?public=parent"],
    ["parent", "/ateliers?public=youth"],
    ["parent", "/ateliers?public=parent"],
    ["ecole", "/etablissements"],
  ]);
});

describe.each(templates.map((t) => t.key))("mail %s", (key) => {
  test("reads as its golden file, the same bytes each time", async () => {
    const mail = await render(key);
    await expect(`${mail.subject}\n\n${mail.text}\n`).toMatchFileSnapshot(`../mail/golden/${key}.txt`);
    expect(await render(key)).toEqual(mail);
  });

  test("is discreet where a screen may show it, links only to us and to help, tracks nobody", async () => {
    const { subject, html, text } = await render(key);
    const preview = /max-height:0;overflow:hidden">(.*?)<\/div>/.exec(html)?.[1] ?? "";
    expect(preview).not.toBe("");
    for (const word of [...FORBIDDEN_WORDS, "image", "malveillant", "auteur", "enfant"]) {
      expect(fold(`${subject} ${preview} ${out.view}`), word).not.toContain(fold(word));
    }
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map((m) => m[1] ?? "");
    const services = new Set([...facts.values()].map((fact) => fact.service?.url));
    const isOurs = (href: string): boolean =>
      href.startsWith(ORIGIN) || helpLines.some((line) => line.href === href) || services.has(href);
    expect(hrefs.filter((href) => !isOurs(href))).toEqual([]);
    expect(html).not.toMatch(/<img|<script|<link|url\(|utm_/);
    const said = `${subject}${html.replace(/<style>.*?<\/style>/s, "")}${text}`;
    expect(said).not.toMatch(/[{}]|\[\[|undefined|NaN/);
    expect(text).not.toMatch(/(?<!\p{L})(?:revenge porn|coupable)(?!\p{L})/iu);
  });
});

test("one HTML, whole, as it leaves", async () => {
  await expect(`${(await render("premier-telephone-1")).html}\n`).toMatchFileSnapshot(
    "../mail/golden/premier-telephone-1.html",
  );
});

/** What somebody who looks over a shoulder must not read: whole words, or their beginnings. */
const TOLD =
  /harcel|cyber|plainte|police|gendarm|procureur|droit|image|photo|intime|bloqu|retir|numero|menac|chantage|malveillant|auteur|victime|suicid|mourir|etablissement|ecole|enfant|ado|violence|danger|preuve|(?<!\p{L})ex(?!\p{L})/u;

describe("outside, before it is opened", () => {
  test.each(steps)("%s says how far one is, and nothing of what it is about", async (key) => {
    const { subject, html, text } = await render(key);
    const hidden = /max-height:0;overflow:hidden">(.*?)<\/div>/s.exec(html)?.[1] ?? "";
    const [preheader = "", ...filler] = hidden.split("&#847;");
    expect(filler).toEqual(Array.from({ length: 100 }, () => "&zwnj;&nbsp;"));
    for (const said of [subject, preheader, text.slice(0, 140)]) {
      expect([said, TOLD.exec(fold(said))?.[0]]).toEqual([said, undefined]);
    }
    expect(subject).toMatch(/^Votre (?:étape \d sur \d|message du mois)$/);
  });

  test("the words would be found if they stood there", async () => {
    expect(TOLD.exec(fold("Porter plainte, ou pas encore"))?.[0]).toBe("plainte");
    expect(TOLD.exec(fold("Votre ex, encore"))?.[0]).toBe("ex");
    expect(TOLD.exec(fold("Votre étape 2 sur 6, au texte court"))).toBeNull();
  });
});

describe("the page that a step needs", () => {
  const withTool = steps.filter((key) => mailWords[key]?.includes("\ntool: "));

  test("is named by a path and the words of its button, or the step has none", async () => {
    const found = await Promise.all(withTool.map(async (key) => (await letterOf(key)).tool));
    expect(found).toHaveLength(10);
    expect(found.filter((tool) => !site.prerenderedPaths.includes(tool?.href.slice(ORIGIN.length) ?? ""))).toEqual([]);
  });

  test.each(withTool)(
    "%s: its button leads there, in HTML and text, and the step can be read beside it",
    async (key) => {
      const [{ html, text }, { tool }] = await Promise.all([render(key), letterOf(key)]);
      expect(html).toContain(`<a class="button" href="${tool?.href}"`);
      expect(text).toContain(`${tool?.label} :\n${tool?.href}`);
      expect(html).toContain("Lire cette étape sur le site");
    },
  );
});

describe("every step", () => {
  test("says when the next comes, on the reader's calendar, and what one may hand on; the last says that it is the last", async () => {
    const letter = await letterFor("premier-telephone-2", { vars: { next: "2026-12-05" }, reader: readerAt(10) });
    expect(plain(letter).at(-2)).toBe(
      "La suite, au plus tôt : samedi 5 décembre 2026. À transmettre si vous voulez : cette étape se lit sans adresse ni compte, comme toutes les autres.",
    );
    expect((await render("premier-telephone-2")).html).toContain(`href="${ORIGIN}/parents/reperes-1/2"`);
    expect(plain(letter).at(-1)).toContain("Cette étape vous a aidé ? Oui ou non");
    expect((await render("premier-telephone-2")).html).toContain(`href="${ORIGIN}/parents/reperes-1/2#utile"`);
    expect(plain(await letterOf("premier-telephone-6")).at(-2)).toContain("C’était le dernier message de ce parcours.");
  });

  test.each([
    [16, "Aujourd’hui, ne"],
    [17, "Ce soir, ne"],
    [23, "Ce soir, ne"],
    [0, "Maintenant, ne"],
    [5, "Maintenant, ne"],
    [6, "Aujourd’hui, ne"],
  ])("left at %d h where one lives, it says « %s »", async (hour, words) => {
    const letter = await letterFor("images-diffusees-1", { vars: {}, reader: readerAt(hour) });
    expect(plain(letter).join("\n")).toContain(words);
  });

  test("what a school does with its team comes while the school is open: no step after the first asks for it « ce soir »", async () => {
    const school = paths.find(({ audience }) => audience === "ecole");
    const hours = school?.steps.slice(1).map(({ step }) => Number(step.at?.slice(0, 2))) ?? [];
    expect(hours).toHaveLength(4);
    for (const [i, hour] of hours.entries()) {
      const letter = await letterFor(`premiere-semaine-${i + 2}`, { vars: {}, reader: readerAt(hour) });
      expect([hour, JSON.stringify(letter).includes("ce soir")]).toEqual([hour, false]);
      expect(hour >= 8 && hour < 16).toBe(true);
    }
  });

  test("as plain text a number stands alone, to call or to write to: no address of a telephone in brackets", async () => {
    const texts = await Promise.all(steps.map(async (key) => [key, (await render(key)).text] as const));
    expect(texts.filter(([, text]) => /\((?:tel|sms):/.test(text)).map(([key]) => key)).toEqual([]);
  });

  test("has one thing to do today, a title, and no paragraph of another step", async () => {
    const seen = new Map<string, string>();
    for (const key of steps) {
      const letter = await letterOf(key);
      expect([key, letter.title !== null, (letter.today ?? "").length > 20]).toEqual([key, true, true]);
      for (const paragraph of [letter.today ?? "", ...plain(letter).slice(0, -2)]) {
        expect(seen.get(paragraph) ?? key, paragraph).toBe(key);
        seen.set(paragraph, key);
      }
    }
  });

  test("keeps the paragraphs of the child's age, and all when it is not known", async () => {
    const at = async (age: string | null): Promise<string> =>
      plain(await letterOf("premier-telephone-4", age)).join("\n");
    expect(await at("primaire")).toContain("À l’école primaire");
    expect(await at("primaire")).not.toMatch(/Au collège|Au lycée/);
    expect(await at(null)).toMatch(/À l’école primaire[^]*Au collège[^]*Au lycée/);
  });

  test("a fact stands in its record, with source and date; a figure of law stands nowhere else", async () => {
    for (const key of steps) {
      const content = mailWords[key] ?? "";
      const named = factsIn(content);
      expect(
        [...new Set([...content.matchAll(/\{([a-z0-9_]+)\}/g)].map((m) => m[1] ?? ""))].filter((n) => facts.has(n)),
      ).toEqual(named);
      expect(readContent(content).body, key).not.toMatch(/€|\d+ ans d’emprisonnement|article \d/);
      const letter = await letterOf(key);
      expect(letter.sources, key).toBe(named.length > 0 ? `${ORIGIN}/sources` : null);
    }
  });

  test("leads to the three lines for when it gets worse, in HTML and in text", async () => {
    for (const key of steps) {
      const { html, text } = await render(key);
      expect([key, html.includes(`href="${ORIGIN}/aide/empire"`), text.includes(`${ORIGIN}/aide/empire`)]).toEqual([
        key,
        true,
        true,
      ]);
    }
  });

  test("a gesture that opens, writes, reports or calls holds a link or a number", async () => {
    for (const key of steps) {
      const { today, blocks } = await letterOf(key);
      const isHeld = blocks.some(
        (block) =>
          block.kind === "button" ||
          (block.kind === "list" ? block.items : [block.spans]).some((spans) =>
            spans.some(({ href }) => href !== null),
          ),
      );
      expect(isHeld || !/^(?:Ouvrez|Écrivez|Signalez|Appelez|Allez)(?!.*sur papier)/.test(today ?? ""), key).toBe(true);
    }
  });

  test("wherever captures are spoken of, the exception for images of a minor stands in the same letter", async () => {
    const found: string[] = [];
    for (const key of steps) {
      const letter = await letterOf(key);
      const text = [letter.today, ...plain(letter)].join("\n");
      if (/captur/i.test(text)) {
        found.push(key);
        expect(text, key).toMatch(/ne capturez pas|on ne capture pas|jamais d’image intime d’un mineur/);
      }
    }
    expect(found.length).toBeGreaterThanOrEqual(5);
  });

  test("never advises to copy images of a minor", async () => {
    for (const key of steps.filter((k) => k.startsWith("images-diffusees"))) {
      expect(plain(await letterOf(key)).join("\n"), key).not.toMatch(/(?:faites|gardez|prenez) une (?:capture|copie)/i);
    }
  });
});

/** What clients may ignore without harm: dark colours, the hidden preview, roles, underlines, round corners, where a long word breaks. */
const COMFORT = new Set([
  "color-scheme meta tag",
  "@media",
  "<style> element",
  "<body> element",
  "display:none",
  "max-height property",
]);
for (const feature of [
  "overflow",
  "role attribute",
  "lang attribute",
  "text-decoration",
  "border-radius",
  "word-break",
]) {
  COMFORT.add(feature);
}

test.each([
  "gmail.desktop-webmail",
  "gmail.android",
  "gmail.mobile-webmail",
  "outlook.windows",
  "outlook.outlook-com",
  "apple-mail.ios",
  "apple-mail.macos",
  "orange.desktop-webmail",
  "laposte.desktop-webmail",
  "sfr.desktop-webmail",
  "yahoo.android",
  "samsung-email.android",
  "thunderbird.macos",
] as const)("%s shows it whole: what it does not know is comfort alone (data of caniemail.com)", async (client) => {
  const { html } = await render("premier-telephone-5");
  const { issues } = caniemail({ clients: [client], html });
  const unknown = [...issues.errors.values()].flat().map((issue) => issue.title);
  expect(unknown.filter((title) => !COMFORT.has(title))).toEqual([]);
});
