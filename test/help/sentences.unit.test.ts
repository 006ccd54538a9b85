import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { type Fact, dateOfLaw, parseFacts, sentenceOf, wrongSentences } from "../../src/help/facts.ts";
import { parseHelpLines } from "../../src/help/help-lines.ts";
import { isChecked, readWhere } from "../../src/help/provenance.ts";
import { toHtml } from "../../src/help/words.ts";
import { readContent } from "../../src/kernel/front-matter.ts";
import { CADRES } from "../../src/workshops/sessions/programme.ts";
import { facts, helpLines } from "../../workers/content.ts";

const fact = (id: string): Fact => {
  const found = facts.get(id);
  if (found === undefined) {
    throw new Error(id);
  }
  return found;
};
const offence = (id: string): string => JSON.stringify(fact(id).offence);
/** The files of a folder that end so. */
const list = (root: string, ending: string): string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(`${root}/${file}`, "utf8"));
const lineOf = (id: string) => helpLines.find((line) => line.id === id);

describe("what was wrong once is said as its source says it", () => {
  test.each<[string, string, RegExp, RegExp | null]>([
    ["appels_malveillants", "an ex counts too", /ex à cause de la relation passée/, null],
    ["loi_ecole", "the victim is a pupil", /même établissement/, /ou d’un étudiant/],
    [
      "doxing",
      "the family, a direct risk, one could not ignore it",
      /sa famille.*danger direct.*ne pouvait ignorer/,
      null,
    ],
    ["doxing_mineur", "the text itself, no more a draft", /alinéa 3/, /Sénat/],
    ["vie_privee", "on the victim’s complaint, and an ex", /si la victime porte plainte.*ex à cause/, null],
    ["usurpation", "peace or honour", /tranquillité.*honneur/, /pour lui nuire/],
    ["usurpation_couple", "the level of couples", /deux ans.*30 000 €/, null],
    ["images_loi", "one person is enough, on complaint", /une seule personne.*victime porte plainte/, null],
    ["chantage", "only to obtain something", /pour obtenir/, /faire pression/i],
    ["images_mineur", "a private message stays at 5 years", /même pour un seul message privé/, /par un réseau/],
    ["images_mineur_public", "7 years for an undetermined public", /public non déterminé.*sept ans/, null],
    ["comptes_suspendus", "listed offences, no new account", /certaines infractions.*En créer d’autres/, null],
    ["loi_meute", "who knows it", /chaque participant qui le sait/, null],
    ["ecole_sans", "the quotation goes on", /\[…\]/, null],
    ["second_message", "malicious, to disturb", /malveillant.*tranquillité/, null],
    ["preuves", "secret recording with its date", /fiche officielle de 2018/, null],
    ["delai", "from publication, religion and disability, ask fast", /publication.*religion.*handicap.*avocat/, null],
    ["mineur_plainte", "a minor may file a complaint", /peut porter plainte seule/, /signaler les faits/],
    ["parents_plainte", "so may the parents", /même sans son accord/, null],
    ["plainte_obligatoire", "must be taken, in any office", /doivent prendre la plainte.*bureau de son choix/, null],
    ["commissaire", "the profession’s present name", /commissaire de justice/, /huissier/],
    ["operateur_reglement", "how long it is kept", /cinq ans.*un an/, /sans date/],
    ["confiscation_large", "any offence of more than a year", /plus d’un an/, /scolaire/],
    ["disrupt_envoi", "the image leaves the device", /quitte votre appareil/, /une empreinte, puis l’hébergeur/],
    ["take_it_down_plus", "never download one", /n’en téléchargez jamais/, null],
    ["pharos_2025", "public cyberharassment too", /cyberharcèlement public/, null],
    [
      "phare_ecole",
      "at primary school, the team of the circonscription",
      /circonscription/,
      /chaque établissement a une équipe/,
    ],
    ["signaleurs_utiles", "two that matter, dated", /situation de 2025/, /ALPA/],
    ["etude_2025", "its year and its sponsor", /octobre 2025.*Caisse d’Épargne.*37 %/, /2022/],
    ["authentification", "since it works", /1er octobre 2024/, /2020/],
    ["cyber17_diagnostic", "questions first", /commence par quelques questions/, null],
    ["n33700_limite", "not cold calling", /ne traite pas le démarchage/, null],
    ["demarchage_2026", "as voted, dated", /votée en juin 2025/, null],
    ["soutien_psy", "not for a risk of suicide", /pas à un risque suicidaire/, null],
  ])("%s: %s", (id, _, says, never) => {
    expect(fact(id).text).toMatch(says);
    expect(never === null || !never.test(fact(id).text + offence(id))).toBe(true);
    expect([fact(id).checked_on, fact(id).checked_by]).toEqual([null, null]);
  });

  test("the table of offences says the same", () => {
    expect(offence("doxing")).toContain("Personne visiblement vulnérable");
    expect(offence("chantage")).toMatch(/pour obtenir de l’argent, une promesse, un secret ou un bien.*312-11/);
    expect(offence("images_mineur")).not.toContain("Par un réseau");
    expect(offence("comptes_suspendus")).toContain("Ni les appels malveillants, ni les menaces, ni le chantage");
    expect(dateOfLaw(fact("harcelement"))).toBe("Version du 23 mars 2024");
    expect(dateOfLaw(fact("loi_meute"))).toBe("Loi du 3 août 2018");
    expect(dateOfLaw(fact("loi_ecole"))).toBe("En vigueur depuis le 4 mars 2022");
  });

  test("records that were wrong are gone, with every sentence that named them", () => {
    const gone = [
      "mineur_procureur",
      "point_de_contact",
      "phare",
      "enquete_2022",
      "constat",
      "operateur_identite",
      "confiscation",
      "signaleurs",
      "spam",
      "naegelen",
    ];
    expect(gone.filter((id) => facts.has(id))).toEqual([]);
  });

  test("no chat is promised at night, and no contradiction stands beside a number", () => {
    expect(lineOf("119")?.hours).toBe(
      "Téléphone : jour et nuit ; tchat : certains après-midi seulement, moins de 21 ans, gratuit",
    );
    expect(lineOf("3018")?.hours).toContain("tous les jours, de 9 h à 23 h");
    expect(lineOf("17cyber")?.hours).toContain("quelques questions d’abord");
    expect(lineOf("33700")?.what).toContain("ni pour le démarchage");
    expect(lineOf("116006")?.status).toBe("V");
  });
});

describe("each kind of fault stops the build, by name", () => {
  const read = (file: string): Record<string, unknown>[] => JSON.parse(readFileSync(`content/${file}`, "utf8"));
  const [law] = read("law.json");
  const wrong = (change: Record<string, unknown>): string[] =>
    wrongSentences(parseFacts({ "law.json": [{ ...law, id: "x", ...change }] }).values());

  test("none is in the content", () => {
    expect(wrongSentences(facts.values())).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a condition lost in « vous »", { conditions: ["à plusieurs"] }, '"x": a wording lost a condition'],
    [
      "a condition lost in « tu »",
      { text: "Si cela se répète, …", text_tu: "…", conditions: ["se répète"], offence: undefined },
      '"x": a wording lost a condition',
    ],
    [
      "a date of version told as one of effect",
      { text: "Depuis le 23 mars 2024, …" },
      '"x": « depuis » with another date than the one it applies from',
    ],
    [
      "a year told with another date",
      { text: "Depuis 2022, …", effect_date: "2024-03-23" },
      '"x": « depuis » with another date than the one it applies from',
    ],
    ["a spouse without an ex", { text: "Puni davantage par le conjoint." }, '"x": a couple without an ex'],
    ["a list of names without its date", { is_list: true }, '"x": a list that does not say of when it is'],
    [
      "sources that disagree, without a date",
      { status: "V!", text: "Ouvert la nuit." },
      '"x": sources disagree, and the sentence bears no date',
    ],
  ])("%s", (_, change, says) => {
    expect(wrong(change)).toContain(says);
  });

  test("what is as it should be passes", () => {
    expect(wrong({ text: "Depuis mars 2024, …", effect_date: "2024-03-23" })).toEqual([]);
    expect(wrong({ text: "Puni davantage par le conjoint ou un ex." })).toEqual([]);
    expect(wrong({ text: "Puni davantage par le conjoint.", no_ex: "l’article ne le vise pas" })).toEqual([]);
    expect(wrong({ text: "… situation de 2025", is_list: true })).toEqual([]);
  });

  const service = { name: "X", url: "https://x.fr", ages: "all", kind: "retrait", image_leaves_device: false };
  test.each<[string, object, RegExp]>([
    ["nothing to open", { ...service, url: null }, /"x", service: nothing to open/],
    ["silent on where the image goes", { ...service, image_leaves_device: undefined }, /"x", service: does not say/],
  ])("a service with %s is refused", (_, spoiled, says) => {
    expect(() => parseFacts({ "a.json": [{ ...law, id: "x", service: spoiled }] })).toThrow(says);
  });

  const [line] = read("help-lines.json");
  test.each<[string, Record<string, unknown>]>([
    ["without a channel", { channels: [] }],
    ["one time of opening for all", { hours: "24 h sur 24" }],
    ["what it does at night, written", { at_night: "answers" }],
    [
      "a channel without its hours, not even « not read »",
      { channels: [{ kind: "phone", href: "tel:17", free: true }] },
    ],
    [
      "that closes before it opens",
      { channels: [{ kind: "phone", href: "tel:17", free: true, hours: [{ days: [1], from: "23:00", to: "09:00" }] }] },
    ],
  ])("a line %s is refused", (_, change) => {
    expect(() => parseHelpLines([{ ...line, ...change }])).toThrow('"17"');
  });

  test("a channel whose hours nobody read never counts as night", () => {
    const chat = { kind: "chat", href: "https://x.fr", free: true, hours: null };
    const [one] = parseHelpLines([{ ...line, channels: [chat] }]);
    expect([one?.at_night, one?.hours]).toEqual(["closed", "Aux heures d’ouverture, gratuit"]);
  });

  test("a check of more than twelve months counts no more", () => {
    const checked = { ...fact("delai"), checked_on: "2026-11-30", checked_by: "x" };
    expect([isChecked(checked, "2027-11-30"), isChecked(checked, "2027-12-01")]).toEqual([true, false]);
    expect(readWhere(checked, "2027-12-01")).toMatch(/^Information lue en février 2026.*à vérifier de nouveau/);
  });

  test.each([
    ["2025", "en 2025"],
    ["2024/2025", "entre 2024 et 2025"],
    ["2025-06/2025-10", "entre juin 2025 et octobre 2025"],
    ["2025-09-22", "le 22 septembre 2025"],
    ["2021/..", "en 2021 ou après"],
    ["../2021", "au plus tard en 2021"],
  ])("a copy of %s is read %s", (read_on, words) => {
    expect(readWhere({ ...fact("delai"), read_on }, "2026-12-01", "x.fr")).toContain(
      `Information lue ${words} sur x.fr`,
    );
  });
});

describe("no record, no sentence", () => {
  const sources = { facts, helpLines, imageRule: { vous: "", tu: "" }, todayOn: "2026-12-01" };

  test("a sentence that waits for a lawyer stands on no page", () => {
    const waiting = [...facts.values()].filter(({ awaits }) => awaits !== null).map(({ id }) => id);
    expect(waiting).toEqual(expect.arrayContaining(["presse_delai", "images_mineur_detention", "signalconso"]));
    for (const id of waiting) {
      expect(() => toHtml("x.md", `{fact:${id}}`, sources)).toThrow(`{fact:${id}} waits for a`);
    }
    const pages = list("public", ".html");
    const told = pages.filter((html) => {
      return waiting.some((id) => html.includes(`data-fact="${id}"`) || html.includes(fact(id).text));
    });
    expect([pages.length > 50, told]).toEqual([true, []]);
  });

  test("every record that waits for nobody is shown somewhere", () => {
    const html = list("public", ".html").join("\n");
    const mails = list("content/mails", ".md").map((text) => readContent(text).head["facts"] ?? "");
    // What a programme may serve for stands on its page, which is made when it is asked for.
    const shown = new Set(mails.flatMap((ids) => ids.split(/,\s*/)).concat(CADRES.map((cadre) => `cadre_${cadre}`)));
    expect(
      [...facts.values()]
        .filter(
          ({ id, awaits }) =>
            awaits === null && !shown.has(id) && !html.includes(`<a class="src" href="/sources#${id}"`),
        )
        .map(({ id }) => id),
    ).toEqual([]);
  });

  test("who is told « tu » reads no « vous » in a fact", () => {
    const told = [...readFileSync("content/comprendre/jeunes.md", "utf8").matchAll(/\{fact:(\w+)\}/g)].map(
      ([, id = ""]) => id,
    );
    expect(
      told.filter((id) => /(?<!\p{L})(?:vous|votre|vos)(?!\p{L})/iu.test(sentenceOf(fact(id), "tu") ?? "")),
    ).toEqual([]);
  });
});

describe("words about sources", () => {
  const words = (html: string): number => (html.replace(/<[^>]+>/g, " ").match(/[\p{L}\d]+/gu) ?? []).length;
  const sayings = (html: string): string =>
    (html.match(/<a class="src"[^>]*>source<\/a>|<p class="meta honest"[^]*?<\/p>/g) ?? []).join(" ");
  const files = readdirSync("public", { recursive: true, encoding: "utf8" }).filter((file) =>
    /^(?:aide|comprendre|recours|jeunes|parents|partenaires)(?:\/.*)?\.html$/.test(file),
  );

  test.each(files)("%s: at most five in a hundred, each fact with its mark", (file) => {
    const html = readFileSync(`public/${file}`, "utf8");
    const main = /<main[^]*<\/main>/.exec(html)?.[0] ?? "";
    expect(words(sayings(main)) / words(main)).toBeLessThanOrEqual(0.05);
    const told = [...main.matchAll(/ data-fact="(\w+)"/g)].map(([, id]) => id);
    expect(told.filter((id) => !main.includes(`<a class="src" href="/sources#${id}"`))).toEqual([]);
    expect(main.replace(/ data-say="[^"]*"/g, "")).not.toMatch(/pas encore vérifié/);
    expect(main).not.toMatch(/Information lue[^"]* sur (?!la page officielle)/);
  });
});
