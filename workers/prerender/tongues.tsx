import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import writtenIn from "../../content/aide/ecrire.json";
import writtenInEnglish from "../../content/aide/ecrire.en.json";
import adviceEasy from "../../content/aide/conseils.facile.json";
import adviceInEnglish from "../../content/aide/conseils.en.json";
import questionsEasy from "../../content/aide/chemin.facile.json";
import questionsInEnglish from "../../content/aide/chemin.en.json";
import wordsEasy from "../../content/aide/mots.facile.json";
import wordsInEnglish from "../../content/aide/mots.en.json";
import languages from "../../content/languages.json";
import recours from "../../content/recours/index.md";
import recoursInEnglish from "../../content/recours/index.en.md";
import easyWordsFile from "../../content/mots-faciles.json";
import { AidePage } from "../../src/help/aide.pages.tsx";
import { easyTexts, parseEasyWords, plainWords } from "../../src/help/easy.ts";
import { linesInTongue } from "../../src/help/help-lines.ts";
import { numbersData } from "../../src/help/numbers-data.ts";
import { HelpBand, NumbersPage } from "../../src/help/numbers.pages.tsx";
import { RecoursPage, RoadPage } from "../../src/help/recours.pages.tsx";
import { FIRST_STEPS, type Walk, walkIn } from "../../src/help/path.ts";
import { readContent } from "../../src/kernel/front-matter.ts";
import { IN_FRENCH, type Tongue, parseTongues } from "../../src/help/tongue.ts";
import { type Sources, wordsOf } from "../../src/help/words.ts";
import { WorsePage } from "../../src/help/worse.pages.tsx";
import { WritePage, parseWritten } from "../../src/help/write.pages.tsx";
import type { PageHead } from "../../src/ui/layout.tsx";

/**
 * A page before it has its frame. `french`: the page that says the same in French; `band`: its help band, where it is not the common one;
 * `isHandedOver`: what it prints is given to somebody, without our note on its sources.
 */
export type Described = {
  path: string;
  content: Child;
  head: PageHead;
  french?: string;
  tongue?: Tongue;
  band?: string | undefined;
  isHandedOver?: true;
};

const tongues = parseTongues(languages, { facile: wordsEasy, en: wordsInEnglish });
const WRITTEN = { fr: writtenIn, facile: [], en: writtenInEnglish };
export const easyWords = parseEasyWords(easyWordsFile);

/** The walk and the records as a language tells them. */
function inTongue(tongue: Tongue, french: { walk: Walk; sources: Sources }): { walk: Walk; sources: Sources } {
  const walk =
    tongue.id === "en"
      ? walkIn(french.walk, { language: "en", questions: questionsInEnglish, advice: adviceInEnglish })
      : walkIn(french.walk, {
          language: "facile",
          questions: questionsEasy,
          advice: adviceEasy,
          steps: FIRST_STEPS,
        });
  const helpLines = linesInTongue(french.sources.helpLines, tongue);
  return { walk, sources: { ...french.sources, helpLines, imageRule: walk.path.imageRule, tongue } };
}

/** The pages of help that several languages have, by their French address. */
const SHARED: Readonly<Record<string, (walk: Walk, sources: Sources) => { content: Child; head: PageHead }>> = {
  "/aide": (walk, sources) => ({
    content: <AidePage walk={walk} sources={sources} />,
    head: {
      title: wordsOf(sources).aideTab,
      description: wordsOf(sources).aideAbout,
      current: "aide",
      script: "open-now",
    },
  }),
  "/aide/numeros": ({ path }, sources) => ({
    content: <NumbersPage lines={sources.helpLines} sources={sources} />,
    head: {
      title: wordsOf(sources).numbersTab,
      description: wordsOf(sources).numbersAbout,
      current: "aide",
      jsonLd: numbersData(sources.helpLines, path.danger.lines, wordsOf(sources)),
    },
  }),
  "/aide/ecrire": (_, sources) => ({
    content: <WritePage written={parseWritten(WRITTEN[sources.tongue?.id ?? "fr"])} sources={sources} />,
    head: {
      title: wordsOf(sources).writeTab,
      description: wordsOf(sources).writeAbout,
      current: "aide",
      script: "open-now",
    },
  }),
  "/aide/empire": (_, sources) => ({
    content: <WorsePage sources={sources} />,
    head: { title: wordsOf(sources).worseTab, description: wordsOf(sources).worseAbout, current: "aide" },
  }),
  "/recours": ({ path }, sources) => {
    const words = sources.tongue?.id === "en" ? recoursInEnglish : recours;
    const { title = "", description = "" } = readContent(words).head;
    const content =
      words === recours ? (
        <RecoursPage words={words} path={path} sources={sources} />
      ) : (
        <RoadPage words={words} sources={sources} />
      );
    return { content, head: { title, description, current: "recours" } };
  },
};

/** The ways to the same page in other words; `src/browser/open-now.ts` takes the ticked boxes along. */
const Tongues = ({ path, current }: { path: string; current: Tongue }): Child => (
  <nav class="tongues" aria-label="Langues, languages">
    <ul>
      {speaking(path).map((tongue) => (
        <li>
          <a
            href={tongue.prefix + path}
            lang={tongue.lang}
            hreflang={tongue.lang}
            aria-current={tongue === current ? "page" : undefined}
          >
            {tongue.name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);
const speaking = (path: string): Tongue[] => [IN_FRENCH].concat(tongues.filter(({ pages }) => pages.includes(path)));

/** Links of a page lead to pages in its language where there are some; to French ones, and say so, where there are none. */
const linked = (html: string, { prefix, pages, lang }: Tongue): string =>
  html.replace(
    /<a ([^>]*?)href="(\/[^"#?]*)([^"]*)"(?! hreflang)/g,
    (link, before: string, path: string, rest: string) => {
      if (pages.includes(path)) {
        return `<a ${before}href="${prefix}${path}${rest}"`;
      }
      return lang === "fr" || before.includes('class="src"') ? link : `${link} hreflang="fr"`;
    },
  );

/** The words of an easy page that are explained, under it. */
const Explained = ({ text }: { text: string }): Child => {
  const hard = new Map(
    plainWords(text).flatMap((word) => {
      const found = easyWords.explained.get(word);
      return found === undefined ? [] : [[found.term, found.meaning] as const];
    }),
  );
  return hard.size === 0 ? null : (
    <section class="narrow">
      <h2>Les mots</h2>
      <dl>
        {[...hard].map(([term, meaning]) => (
          <>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
    </section>
  );
};

/** A page of help with the ways to its other languages. */
function shown(path: string, tongue: Tongue, { walk, sources }: { walk: Walk; sources: Sources }): Described {
  const make = SHARED[path];
  if (make === undefined) {
    throw new Error(`content/languages.json: no page ${path}`);
  }
  const { content, head } = make(walk, sources);
  const html = tongue === IN_FRENCH ? String(content) : linked(String(content), tongue);
  const band =
    tongue === IN_FRENCH ? undefined : linked(String(<HelpBand lines={sources.helpLines} sources={sources} />), tongue);
  const { reference } = wordsOf(sources);
  const hreflangs = speaking(path).filter(({ id }) => id !== "facile");
  return {
    path: tongue.prefix + path,
    french: path,
    tongue,
    content: (
      <>
        <Tongues path={path} current={tongue} />
        {reference === "" ? null : <p class="meta">{reference}</p>}
        {raw(html)}
        {tongue.id === "facile" ? <Explained text={html.replace(/<[^>]*>/g, " ")} /> : null}
      </>
    ),
    head: {
      ...head,
      lang: tongue.lang === "en" ? "en" : undefined,
      others:
        hreflangs.length > 1 ? hreflangs.map(({ lang, prefix }) => ({ hreflang: lang, path: prefix + path })) : [],
    },
    band,
  };
}

/** The shared pages of help in French, in the order of their list. */
export const sharedPages = (walk: Walk, sources: Sources): Described[] =>
  Object.keys(SHARED).map((path) => shown(path, IN_FRENCH, { walk, sources }));

/** The pages of every other language. Throws with the first word, advice, line or fact that nobody wrote in it. */
export const otherPages = (walk: Walk, sources: Sources): Described[] =>
  tongues.flatMap((tongue) => {
    const told = inTongue(tongue, { walk, sources });
    return tongue.pages.map((path) => shown(path, tongue, told));
  });

/** The walk and the records in every language, French first. */
export const everyTongue = (walk: Walk, sources: Sources): { walk: Walk; sources: Sources }[] =>
  [{ walk, sources }].concat(tongues.map((tongue) => inTongue(tongue, { walk, sources })));

/** What the easy pages say. */
export function easySaid(walk: Walk, sources: Sources): string[] {
  const tongue = tongues.find(({ id }) => id === "facile");
  if (tongue === undefined) {
    return [];
  }
  const told = inTongue(tongue, { walk, sources });
  return easyTexts(told.walk, told.sources);
}
