import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { readContent } from "../kernel/front-matter.ts";
import { Card, GoCards } from "../ui/cards.tsx";
import { Coin } from "../ui/icon.tsx";
import { Fold, Head } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { proseOf } from "./comprendre.pages.tsx";
import { type Fact, dateOfLaw } from "./facts.ts";
import { NamedLines } from "./line.parts.tsx";
import type { Path } from "./path.ts";
import { ANSWER_SIGNS } from "./aide.pages.tsx";
import { type Sources, sourceMark } from "./words.ts";

type Offence = Fact & { offence: NonNullable<Fact["offence"]> };
const offencesOf = (sources: Sources): Offence[] =>
  [...sources.facts.values()].filter((fact): fact is Offence => fact.offence !== undefined);

const DOORS = [
  { href: "#lequel", icon: "chercher", title: "Savoir si c’est puni" },
  { href: "#plainte", icon: "loi", title: "Porter plainte" },
  { href: "#delais", icon: "attente", title: "Savoir combien de temps j’ai" },
  { href: "#indemnise", icon: "balance", title: "Être indemnisé" },
  { href: "#refus", icon: "fermer", title: "On a refusé ma plainte" },
  { href: "/recours/preuves", icon: "preuve", title: "Garder des preuves" },
] as const;

/** `/recours`: doors, then time limits, complaint, refusal, what follows, money, minors, who accompanies; which text may fit. */
export const RecoursPage = ({ words, path, sources }: { words: string; path: Path; sources: Sources }): Child => {
  const { head } = readContent(words);
  return (
    <>
      <div class="split">
        <div>
          <Head title={head["title"] ?? ""} lead={head["lead"] ?? ""} />
          <h2>Ce que vous cherchez</h2>
          <GoCards cards={DOORS} wide="two" isBrief />
        </div>
        <div class="stack">
          <Card kind="roof" title="Préparer, sans rien envoyer">
            <p class="acts">
              <a class="button block" href="/recours/journal">
                Tenir un journal des faits
              </a>
              <a class="button quiet block" href="/recours/lettre">
                Écrire au procureur
              </a>
            </p>
          </Card>
          <div class="wide-only">
            <Scene name="droit" />
          </div>
        </div>
      </div>
      <Road words={words} sources={sources} />
      <Fits path={path} sources={sources} />
      <p>
        <a class="button quiet" href="/recours/textes">
          Les textes, un par un
        </a>
      </p>
    </>
  );
};

/** The road in another language; the texts of law, the letter and the journal are in French alone. */
export const RoadPage = ({ words, sources }: { words: string; sources: Sources }): Child => {
  const { head } = readContent(words);
  return (
    <>
      <Head title={head["title"] ?? ""} lead={head["lead"] ?? ""} />
      <Road words={words} sources={sources} />
    </>
  );
};

/** Each stop, folded, and who goes along. */
const Road = ({ words, sources }: { words: string; sources: Sources }): Child => {
  const { head, body } = readContent(words);
  return (
    <div class="split">
      <div>
        {stopsOf(proseOf("content/recours", body, sources)).map(({ id, title, told }) => (
          <Fold id={id} title={raw(title)}>
            <div class="prose">{raw(told)}</div>
          </Fold>
        ))}
      </div>
      <aside class="stick" aria-label={head["beside"]}>
        <h2>{head["beside"]}</h2>
        <NamedLines head={head} sources={sources} />
      </aside>
    </div>
  );
};

/** The stops of the road, one for each title of the words: a link to one opens it. */
const stopsOf = (html: string): { id: string; title: string; told: string }[] =>
  [...html.matchAll(/<h2 id="([\w-]+)">(.*?)<\/h2>([^]*?)(?=<h2 |$)/g)].map(([, id = "", title = "", told = ""]) => ({
    id,
    title,
    told,
  }));

/** `/recours/textes`: the offences, text by text. */
export const TextsPage = ({ sources }: { sources: Sources }): Child => (
  <>
    <Head
      title="Les textes"
      lead="Les infractions, ce qu’elles couvrent, et les peines les plus élevées que le juge peut prononcer."
    />
    <Offences sources={sources} />
  </>
);

/** From what happens to the texts that may fit. */
const Fits = ({ path, sources }: { path: Path; sources: Sources }): Child => (
  <section aria-labelledby="lequel">
    <h2 id="lequel">Quel texte peut s’appliquer ?</h2>
    <p class="prose">
      C’est à la justice de le dire. Ces liens aident à comprendre de quoi il s’agit. Première question entre élèves :
      le même établissement ? Si oui, c’est <a href="/recours/textes#loi_ecole">le harcèlement scolaire</a>.
    </p>
    <ul class="grid two">
      {path.what.options.map((option) => (
        <li class="card who">
          <Coin icon={ANSWER_SIGNS[option.id] ?? "info"} />
          <h3>{option.label}</h3>
          <p>
            {offencesOf(sources)
              .filter(({ offence }) => offence.fits.includes(option.id))
              .map((fact, index) => (
                <>
                  {index === 0 ? null : <br />}
                  <a href={`/recours/textes#${fact.id}`}>{fact.offence.name}</a>
                </>
              ))}
          </p>
        </li>
      ))}
    </ul>
    <p>De la publicité ou une arnaque n’est pas du harcèlement par une personne.</p>
  </section>
);

/** The offences, one for each record: what it forbids and what it may cost. */
const Offences = ({ sources }: { sources: Sources }): Child => (
  <section aria-labelledby="infractions">
    <h2 id="infractions">Les infractions, texte par texte</h2>
    <p class="prose">Code pénal. Les peines sont les plus élevées que le juge peut prononcer : prison, et amende.</p>
    <div class="cols two">
      {halves(offencesOf(sources)).map((half) => (
        <div>
          {half.map((fact) => (
            <OffenceFold fact={fact} />
          ))}
        </div>
      ))}
    </div>
  </section>
);

const halves = <T,>(all: readonly T[]): T[][] => {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
};

const OffenceFold = ({ fact }: { fact: Offence }): Child => {
  const { article, name, covers, penalties } = fact.offence;
  return (
    <div data-fact={fact.id}>
      <Fold title={name} hint={`Article ${article}`} id={fact.id}>
        <p>{covers}</p>
        <ul>
          {penalties.map(([when, penalty]) => (
            <li>
              {when} : <strong>{penalty}</strong>
            </li>
          ))}
        </ul>
        <p class="meta">
          {dateOfLaw(fact)}. {raw(sourceMark(fact.id, fact.official))}
        </p>
      </Fold>
    </div>
  );
};
