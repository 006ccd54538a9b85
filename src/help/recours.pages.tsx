import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head } from "../ui/parts.tsx";
import { HelpProse } from "./comprendre.pages.tsx";
import type { Fact } from "./facts.ts";
import type { Path } from "./path.ts";
import { type Sources, sourceHtml } from "./words.ts";

type Offence = Fact & { offence: NonNullable<Fact["offence"]> };
const offencesOf = (sources: Sources): Offence[] =>
  [...sources.facts.values()].filter((fact): fact is Offence => fact.offence !== undefined);

/** `/recours`: which text may fit, the table of offences, then time limits, complaint, minors, who accompanies. */
export const RecoursPage = ({ words, path, sources }: { words: string; path: Path; sources: Sources }): Child => (
  <>
    <div class="narrow">
      <Head
        title="Recours"
        lead="Ce que la loi interdit, combien de temps vous avez, et comment porter plainte. Vous n’avez pas à choisir le bon article : raconter les faits suffit."
      />
      <p class="acts">
        <a class="button" href="/recours/journal">
          Tenir un journal des faits
        </a>
        <a class="button quiet" href="/recours/lettre">
          Écrire au procureur
        </a>
      </p>
      <Fits path={path} sources={sources} />
    </div>
    <Offences sources={sources} />
    <HelpProse place="content/recours/index.md" words={words} sources={sources} />
  </>
);

/** From what happens to the texts that may fit. */
const Fits = ({ path, sources }: { path: Path; sources: Sources }): Child => (
  <section aria-labelledby="lequel">
    <h2 id="lequel">Quel texte peut s’appliquer ?</h2>
    <p>
      C’est à la justice de le dire. Ces liens aident à comprendre de quoi il s’agit. Première question entre élèves :
      le même établissement ? Si oui, c’est <a href="#loi_ecole">le harcèlement scolaire</a>.
    </p>
    <dl class="facts">
      {path.what.options.map((option) => (
        <div>
          <dt>{option.label}</dt>
          <dd class="plain">
            {offencesOf(sources)
              .filter(({ offence }) => offence.fits.includes(option.id))
              .map((fact, index) => (
                <>
                  {index === 0 ? null : <br />}
                  <a href={`#${fact.id}`}>{fact.offence.name}</a>
                </>
              ))}
          </dd>
        </div>
      ))}
    </dl>
    <p>De la publicité ou une arnaque n’est pas du harcèlement par une personne.</p>
  </section>
);

/** The table of offences, a row for each record. */
const Offences = ({ sources }: { sources: Sources }): Child => (
  <section aria-labelledby="infractions">
    <h2 id="infractions">Les infractions, texte par texte</h2>
    <p class="narrow">
      Les peines sont les plus élevées que le juge peut prononcer : prison, et amende. Chaque ligne dit où nous l’avons
      lue et si quelqu’un l’a vérifiée depuis sur la page officielle.
    </p>
    <table class="dense">
      <caption>Code pénal</caption>
      <thead>
        <tr>
          {["Article", "Ce qu’il interdit", "Peine encourue", "Depuis", "Source"].map((title) => (
            <th scope="col">{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {offencesOf(sources).map((fact) => (
          <OffenceRow fact={fact} />
        ))}
      </tbody>
    </table>
  </section>
);

const OffenceRow = ({ fact }: { fact: Offence }): Child => {
  const { article, name, covers, penalties, since } = fact.offence;
  return (
    <tr id={fact.id} data-fact={fact.id}>
      <th scope="row">Article {article}</th>
      <td data-head="Ce qu’il interdit">
        <strong>{name}.</strong> {covers}
      </td>
      <td data-head="Peine encourue">
        <ul>
          {penalties.map(([when, penalty]) => (
            <li>
              {when} : <strong>{penalty}</strong>
            </li>
          ))}
        </ul>
      </td>
      <td data-head="Depuis">{since ?? "date non relevée"}</td>
      <td data-head="Source">
        {raw(sourceHtml(fact))} <a href={fact.read_at_url}>page lue</a>
      </td>
    </tr>
  );
};
