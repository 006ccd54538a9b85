import { raw } from "hono/html";

import advice from "../../content/aide/conseils.json";
import questions from "../../content/aide/chemin.json";
import often from "../../content/chercher.json";
import year from "../../content/calendrier/2026-2027.json";
import kitPerProgramme from "../../content/kit/par-atelier.json";
import frequentWords from "../../content/mots-frequents.json";
import lexique from "../../content/lexique.json";
import comprendre from "../../content/comprendre/index.md";
import enseignants from "../../content/comprendre/enseignants.md";
import jeunes from "../../content/comprendre/jeunes.md";
import parents from "../../content/comprendre/parents.md";
import soignants from "../../content/comprendre/soignants.md";
import agrement from "../../content/agrement.md";
import partenaires from "../../content/partenaires.md";
import sansMesParents from "../../content/jeunes/sans-mes-parents.md";
import plateformes from "../../content/platforms.json";
import preuves from "../../content/recours/preuves.md";
import manifest from "../../public/js/manifest.json";
import { AlonePage } from "../../src/help/alone.pages.tsx";
import { ComprendrePage } from "../../src/help/comprendre.pages.tsx";
import type { Served } from "../../src/help/dead-links.ts";
import { JournalPage } from "../../src/help/notes.pages.tsx";
import { LetterPage } from "../../src/help/letter.pages.tsx";
import { parseLexicon } from "../../src/help/lexicon.ts";
import { type Entry, type EntryGroup, SearchPage } from "../../src/about/search.pages.tsx";
import { readAddressOf, withAddress } from "../../src/about/read-address.ts";
import { WordPage } from "../../src/about/word.pages.tsx";
import type { Path } from "../../src/guidance/paths.ts";
import { PathPage, StepPage } from "../../src/guidance/reading.pages.tsx";
import { HelpBand } from "../../src/help/numbers.pages.tsx";
import { AgreementPage } from "../../src/help/agreement.pages.tsx";
import { PartnersPage } from "../../src/help/partners.pages.tsx";
import { everyResult, parsePath, wrongPath } from "../../src/help/path.ts";
import { easyReading, wrongEasy } from "../../src/help/easy.ts";
import { wrongSentences } from "../../src/help/facts.ts";
import { feedOf } from "../../src/help/feed.ts";
import { wrongDates } from "../../src/help/provenance.ts";
import { SourcesNote } from "../../src/help/sources.parts.tsx";
import { type Showing, SourcesPage } from "../../src/help/sources.pages.tsx";
import { PlatformsPage, parsePlatforms } from "../../src/help/platforms.pages.tsx";
import { ProsePage } from "../../src/help/prose.pages.tsx";
import { TextsPage } from "../../src/help/recours.pages.tsx";
import { type Sources, factsIn, linesIn } from "../../src/help/words.ts";
import { KitPage, KitSheetPage, KitWholePage } from "../../src/help/kit.pages.tsx";
import { SchoolYear, ZONES, calendarPath, wrongYear, zoneCalendar } from "../../src/help/school-year.ts";
import { MOST_WORDS, frequentOf, kitOf, parseKit, readingOf, wrongKit } from "../../src/help/kit.ts";
import { bandLines } from "../../src/help/help-lines.ts";
import { durationInWords } from "../../src/kernel/time.ts";
import { readContent } from "../../src/kernel/front-matter.ts";
import { documentOf } from "../../src/ui/document.tsx";
import { facts, helpLines, paths, programmes } from "../content.ts";
import { labelPages } from "./label.tsx";
import { HELP_PATHS } from "./paths.ts";
import { visibleWords, wrongLength } from "../../src/help/visible.parts.tsx";
import { saying } from "./saying.ts";
import { type Described, easySaid, easyWords, everyTongue, otherPages, sharedPages } from "./tongues.tsx";
import { kitWords, wordPages } from "./content.built.ts";

const walk = parsePath(questions, advice);
const { path } = walk;
const { PRERENDER_ON = new Date().toISOString().slice(0, 10), PRERENDER_REPLY_TO } = process.env;
const sources: Sources = { facts, helpLines, imageRule: path.imageRule, todayOn: PRERENDER_ON };
/** What is wrong with the content, by name, on a day: the build fails with it. */
export function wrongContent(todayOn: string): string[] {
  const order = helpLines.map((line) => line.id);
  const night = new Set(helpLines.filter((line) => line.at_night === "answers").map((line) => line.id));
  return [
    ...wrongDates([...facts.values(), ...helpLines], todayOn),
    ...wrongSentences(facts.values()),
    ...wrongKit(kit),
    ...wrongYear(schoolYear),
    ...everyTongue(walk, sources)
      .filter((one) => one.sources.tongue?.id !== "facile")
      .flatMap((one) => wrongPath(one.walk, everyResult(one.walk, order), night)),
    ...everyTongue(walk, sources).flatMap((one) => wrongLength(one.walk, one.sources)),
    ...wrongEasy(easySaid(walk, sources), easyWords),
  ];
}

/** The help band, the same on every page. */
export const band = String(<HelpBand lines={helpLines} sources={sources} />);

const lexicon = parseLexicon(lexique);

const understanding = Object.entries({
  "/comprendre": comprendre,
  "/comprendre/jeunes": jeunes,
  "/comprendre/parents": parents,
  "/comprendre/enseignants": enseignants,
  "/comprendre/soignants": soignants,
}).map(([at, content]): Described => {
  const { title = "", description = "" } = readContent(content).head;
  return {
    path: at,
    content: <ComprendrePage path={at} content={content} sources={sources} lexicon={lexicon} />,
    head: { title, description, current: "comprendre" },
  };
});

const help: Described[] = [
  ...sharedPages(walk, sources),
  {
    path: "/aide/plateformes",
    content: <PlatformsPage platforms={parsePlatforms(plateformes)} sources={sources} />,
    head: {
      title: "Signaler",
      description: "Où signaler, application par application, et ce qui se passe ensuite.",
      current: "aide",
    },
  },
  ...understanding,
  {
    path: "/recours/textes",
    content: <TextsPage sources={sources} />,
    head: { title: "Les textes", description: "Les textes de loi, un par un, avec leurs sources.", current: "recours" },
  },
  {
    path: "/recours/preuves",
    content: <ProsePage place="content/recours/preuves.md" content={preuves} sources={sources} />,
    head: {
      title: "Garder des traces",
      description: readContent(preuves).head["description"] ?? "",
      current: "recours",
    },
  },
  {
    path: "/recours/journal",
    isHandedOver: true,
    content: <JournalPage sources={sources} />,
    head: {
      title: "Journal",
      description: "Noter les faits dans la page, sans rien envoyer ; un modèle vierge à imprimer.",
      current: "recours",
      script: "notes",
    },
  },
  {
    path: "/recours/lettre",
    isHandedOver: true,
    content: <LetterPage sources={sources} />,
    head: {
      title: "Lettre",
      description: "Écrire une lettre dans la page, sans rien envoyer ; un modèle vierge à imprimer.",
      current: "recours",
      script: "letter",
    },
  },
  {
    path: "/jeunes/sans-mes-parents",
    content: <AlonePage content={sansMesParents} sources={sources} />,
    head: {
      title: "Autres chemins",
      description: readContent(sansMesParents).head["description"] ?? "",
      current: "aide",
    },
  },
  {
    path: "/partenaires",
    content: <PartnersPage words={partenaires} sources={sources} />,
    head: {
      title: "Partenaires",
      description: "Les lignes et services d’aide avec leurs sources, et ce que nous demandons aux pouvoirs publics.",
      script: "find",
    },
  },
];

/** Programmes that schools and youth organisations may ask for. */
const asked = programmes.all
  .filter(({ audience }) => audience === "class" || audience === "youth")
  .map(({ slug, title, durationMinutes }) => ({ slug, title, duration: durationInWords(durationMinutes * 60) }));
const schoolYear = SchoolYear.parse(year);
const kit = parseKit(kitWords, kitPerProgramme, asked, schoolYear);
/** The school year as calendars that one follows. */
export const calendarFiles = (origin: string): { path: string; text: string }[] =>
  ZONES.map((zone) => ({ path: calendarPath(zone), text: zoneCalendar([schoolYear], zone, new URL(origin).host) }));
/** Programmes that have sheets. */
const withKit = programmes.all.filter(({ slug }) => kitOf(kit, slug).length > 0);
const frequent = frequentOf(frequentWords.words);
/** How much one reads of the answers of /aide at once, and how hard the easy pages and the kit read, for the person who writes them. */
export const howHard = (): string[] => {
  const { mean, longest, sentences } = easyReading(easySaid(walk, sources));
  const visible = everyTongue(walk, sources).map((one) => {
    const counts = visibleWords(one.walk, one.sources).map(({ words: n }) => n);
    const average = Math.round(counts.reduce((sum, n) => sum + n, 0) / counts.length);
    return `aide, ${one.sources.tongue?.id ?? "fr"}: ${counts.length} answers, ${average} words before anything is unfolded, ${Math.max(...counts)} at most`;
  });
  return visible.concat(`facile: ${mean} words a sentence, longest ${longest}, ${sentences} sentences`, kitReading());
};
const kitReading = (): string[] =>
  kit.map((sheet) => {
    const { sentences, mean, longest, rare } = readingOf(sheet, frequent);
    return `kit ${sheet.slug}: ${mean} words a sentence (${sheet.reading}: ${MOST_WORDS[sheet.reading]} at most), longest ${longest}, ${sentences} sentences, ${rare} % of words outside the frequent ones`;
  });
const KIT = { current: "ateliers" } as const;
const agreementPage: Described = {
  path: "/associations/agrement",
  content: <AgreementPage words={agrement} sources={sources} />,
  head: {
    title: "Agrément de l’Éducation nationale",
    description: "À qui une association le demande, quand, et avec quelles pièces.",
    script: "checklist",
    current: "ateliers",
  },
};

/** The kit: its list, each sheet, and all sheets of a programme at once. */
const kitPages: Described[] = [
  {
    path: "/kit",
    content: <KitPage sheets={kit} programmes={withKit} />,
    head: {
      title: "Kit",
      description: "Des feuilles à imprimer pour les classes, les équipes et les familles.",
      ...KIT,
    },
  },
  ...kit.map((sheet): Described => {
    const others = kit.filter((one) => one !== sheet && one.programmes.some((slug) => sheet.programmes.includes(slug)));
    const wholes = withKit.filter(({ slug }) => sheet.programmes.includes(slug));
    const content = <KitSheetPage sheet={sheet} sources={sources} others={others} wholes={wholes} />;
    return { path: `/kit/${sheet.slug}`, content, head: { title: "Kit", description: sheet.lead, ...KIT } };
  }),
  ...withKit.map(({ slug, title }): Described => {
    const content = <KitWholePage title={title} sheets={kitOf(kit, slug)} sources={sources} />;
    return { path: `/kit/tout-${slug}`, content, head: { title: "Kit", ...KIT } };
  }),
];

const READING = { title: "Accompagnement des parents", current: "parents" } as const;
/** What parents can read of a sequence without asking for anything: the whole, then each of its steps. */
const stepsOf = (one: Path): Described[] => [
  { path: `/parents/${one.sequence.list}`, content: <PathPage path={one} />, head: READING },
  ...one.steps.map((step) => ({
    path: `/parents/${one.sequence.list}/${step.step.key}`,
    content: <StepPage path={one} step={step} sources={{ facts, helpLines }} />,
    head: READING,
  })),
];

const words = Object.entries(wordPages).map(([at, content]): Described => {
  const { head, body } = readContent(content);
  const title = head["title"] ?? "";
  const said = withAddress(body, PRERENDER_REPLY_TO === undefined ? null : readAddressOf(PRERENDER_REPLY_TO));
  return { path: at, content: <WordPage title={title} body={said} />, head: { title } };
});

/** Pages with the one sentence about their sources under them, and what they show. */
const others = otherPages(walk, sources);
const told = help
  .concat(others)
  .map((page): Described => Object.assign({}, page, { head: Object.assign({}, page.head, { style: "help" }) }))
  .concat(paths.flatMap(stepsOf))
  .concat(kitPages, agreementPage)
  .map((page) => {
    const { path: at, french = at, content, head } = page;
    const { html, printed } = saying(String(content), sources, french !== "/aide");
    const showing: Showing = { path: at, title: head.title, facts: [...new Set(factsIn(html))], lines: linesIn(html) };
    const said = { ...sources, tongue: page.tongue };
    const note = (
      <SourcesNote page={french} facts={showing.facts} lines={showing.lines} printed={printed} sources={said} />
    );
    const kept = page.isHandedOver ? <div class="screen">{note}</div> : note;
    const described: Described = { ...page, content: [raw(html), kept] };
    return { showing, described };
  });

/** What changed last among the facts of the pages, for the person who follows from afar. */
export const newsFeed = (origin: string): string =>
  feedOf(facts.values(), new Set(told.flatMap((one) => one.showing.facts)), { origin, todayOn: PRERENDER_ON });

const sourcesPage: Described = {
  path: "/sources",
  content: (
    <SourcesPage
      sources={sources}
      pages={told
        .filter(({ described: { path: at, french = at } }) => at === french)
        .map((one) => one.showing)
        .filter(({ facts: ids, lines }) => ids.length + lines.length > 0)}
    />
  ),
  head: {
    title: "Sources et dates",
    description: "Où et quand chaque information a été lue, et si elle a été vérifiée.",
    feed: "/actualites.xml",
  },
};

const withoutSearch: Described[] = told.map((one) => one.described).concat(sourcesPage, words, labelPages);

/** The pages that the site writes as they are asked for, by who looks for them. */
const LIVE = {
  workshops: [
    { title: "Les ateliers : trouver une séance", path: "/ateliers" },
    { title: "Retrouver mon inscription", path: "/inscription/retrouver" },
    { title: "Pour les écoles, collèges et lycées", path: "/etablissements" },
    { title: "Observatoire : ce que les ateliers changent", path: "/observatoire" },
  ],
  paths: [
    { title: "Recevoir une étape à la fois, par e-mail", path: "/parents" },
    { title: "Régler mes messages", path: "/preferences" },
  ],
  label: [
    { title: "Le registre des offres", path: "/label/registre" },
    { title: "Comparer des offres", path: "/label/comparateur" },
  ],
} as const;
const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&#39;", "’")
    .replaceAll("&amp;", "&")
    .trim();
/** A page as somebody looks for it: its title, and its parts that have an address. */
function entryOf({ path: at, content, head }: Described): Entry {
  const html = String(content);
  const title = plain(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? head.title);
  const main = html.replace(/<aside.*?<\/aside>/gs, "");
  const parts = [...main.matchAll(/<h2[^>]* id="([^"]+)"[^>]*>(.*?)<\/h2>/gs)].map(([, id = "", text = ""]) => ({
    title: plain(text),
    path: `${at}#${id}`,
  }));
  return { title, path: at, words: head.description ?? "", parts };
}
const isUnder =
  (...starts: string[]) =>
  (page: Described): boolean =>
    starts.some((start) => page.path === start || page.path.startsWith(`${start}/`));
const entriesUnder = (...starts: string[]): Entry[] => withoutSearch.filter(isUnder(...starts)).map(entryOf);
const programmeEntries = programmes.all.map(({ slug, title, summary }): Entry => ({
  title,
  path: `/ateliers/${slug}`,
  words: summary,
}));
const pathEntries = paths.map((one): Entry => ({
  title: one.title,
  path: `/parents/${one.sequence.list}`,
  words: `${one.situation} ${one.summary}`,
  parts: one.steps.map(({ step, title }) => ({ title, path: `/parents/${one.sequence.list}/${step.key}` })),
}));
const searchColumns: EntryGroup[][] = [
  [
    { title: "On cherche souvent", id: "souvent", entries: often },
    {
      title: "Besoin d’aide, recours",
      id: "aide",
      entries: entriesUnder("/aide", "/recours", "/jeunes", "/partenaires"),
    },
    {
      title: "Une étape à la fois : parents, adultes, écoles",
      id: "parcours",
      entries: [LIVE.paths, pathEntries].flat(),
    },
    { title: "Comprendre", id: "comprendre", entries: entriesUnder("/comprendre") },
  ],
  [
    {
      title: "Ateliers",
      id: "ateliers",
      entries: [
        LIVE.workshops,
        programmeEntries,
        kitPages.filter((page) => !page.path.includes("/tout-")).map(entryOf),
      ].flat(),
    },
    { title: "Label des mutuelles", id: "label", entries: [LIVE.label, entriesUnder("/label")].flat() },
    { title: "Facile à lire, English", id: "langues", entries: others.map(entryOf) },
    { title: "Ce site", id: "site", entries: [sourcesPage, words].flat().map(entryOf) },
  ],
];
const searchPage: Described = {
  path: "/chercher",
  content: <SearchPage columns={searchColumns} lines={bandLines(helpLines)} />,
  head: {
    title: "Chercher, plan du site",
    description: "Tout le site par public, et une recherche dans la page : rien de ce que vous écrivez ne part.",
    script: "find",
  },
};
const described: Described[] = withoutSearch.concat(searchPage);
/** The address of every prerendered page. */
export const prerenderedPaths: readonly string[] = described.map((page) => page.path);

/** every prerendered page, in full. `origin`: where the site will be, for search engines. Throws when the pages of help differ from their list. */
export function prerenderedPages(origin: string): Served[] {
  if (
    help
      .concat(sourcesPage, others)
      .map((page) => page.path)
      .join() !== HELP_PATHS.join()
  ) {
    throw new Error("workers/prerender/paths.ts and pages.tsx differ");
  }
  return described.map(({ path: at, content, head, band: own = band }) => ({
    path: at,
    html: documentOf(
      { ...head, canonical: at },
      { origin, isDemo: false, band: raw(own), assets: manifest, workspace: null },
      content,
    ),
  }));
}

/** The pages of programmes, for links to them. */
export const programmePaths: readonly string[] = programmes.all.map(({ slug }) => `/ateliers/${slug}`);
