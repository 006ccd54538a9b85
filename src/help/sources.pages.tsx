import type { Child } from "hono/jsx";

import { Head } from "../ui/parts.tsx";
import type { Fact } from "./facts.ts";
import type { HelpLine } from "./help-lines.ts";
import { isChecked, readWhere } from "./provenance.ts";
import { anchorOf } from "./sources.parts.tsx";
import type { Sources } from "./words.ts";

/** A page that shows records: its path, what it is called, the facts and the help lines it shows. */
export type Showing = { path: string; title: string; facts: readonly string[]; lines: readonly string[] };
type SourcesPageProps = { sources: Sources; pages: readonly Showing[] };

/** `/sources`: every record that a page or a mail shows: the official text, where and when it was read, whether it was checked. */
export const SourcesPage = ({ sources, pages }: SourcesPageProps): Child => {
  const facts = [...sources.facts.values()].filter((fact) => fact.awaits === null);
  const due = [...facts, ...sources.helpLines].filter((record) => !isChecked(record, sources.todayOn)).length;
  return (
    <>
      <Head
        title="Sources et dates"
        lead="Chaque phrase de droit, chaque service et chaque numéro du site : le texte officiel, où et quand nous l’avons lu, et si quelqu’un l’a vérifié depuis."
      />
      <p class="prose">
        {due === 0
          ? "Tout est vérifié sur les pages officielles."
          : `${due} informations restent à vérifier sur leur page officielle par une personne. Nous les montrons parce qu’elles viennent d’une source que nous citons ; en cas de doute, la page officielle fait foi.`}
      </p>
      <p class="prose">
        Les communes et leurs codes postaux viennent d’Etalab (découpage administratif 6.0.0, Licence Ouverte) ; leurs
        coordonnées, de GeoNames (CC BY 4.0). La recherche d’un atelier les lit ici : personne d’autre ne l’apprend.
      </p>
      <section aria-labelledby="numeros">
        <h2 id="numeros">Les numéros</h2>
        <dl class="records">
          {sources.helpLines.map((line) => (
            <LineRecord line={line} todayOn={sources.todayOn} />
          ))}
        </dl>
      </section>
      <section aria-labelledby="phrases">
        <h2 id="phrases">Les phrases</h2>
        <dl class="records">
          {facts.map((fact) => (
            <FactRecord fact={fact} todayOn={sources.todayOn} />
          ))}
        </dl>
      </section>
      <section aria-labelledby="pages">
        <h2 id="pages">Page par page</h2>
        {pages.map((page) => (
          <OnePage page={page} sources={sources} />
        ))}
      </section>
    </>
  );
};

const LineRecord = ({ line, todayOn }: { line: HelpLine; todayOn: string }): Child => (
  <div id={`ligne-${line.id}`} data-source={`ligne-${line.id}`} data-line={line.id}>
    <dt>{line.label}</dt>
    <dd>
      {line.what}. {line.hours}. {line.doubt}
      <br />
      <a href={line.read_at_url} rel="noreferrer">
        {readWhere(line, todayOn, line.read_at)}
      </a>
    </dd>
  </div>
);

const FactRecord = ({ fact, todayOn }: { fact: Fact; todayOn: string }): Child => (
  <div id={fact.id} data-source={fact.id}>
    <dt>{fact.official}</dt>
    <dd>
      <span data-fact={fact.id}>{fact.text}</span>
      <br />
      <a href={fact.read_at_url} rel="noreferrer">
        {readWhere(fact, todayOn, fact.read_at)}
      </a>
    </dd>
  </div>
);

const OnePage = ({ page, sources }: { page: Showing; sources: Sources }): Child => (
  <>
    <h3 id={anchorOf(page.path)}>
      <a href={page.path}>{page.title}</a>
    </h3>
    <p>
      {sources.helpLines
        .filter((line) => page.lines.includes(line.id))
        .map((line) => (
          <>
            <a href={`#ligne-${line.id}`} data-line={line.id}>
              {line.label}
            </a>
            {isChecked(line, sources.todayOn) ? "" : " (à vérifier)"} ·{" "}
          </>
        ))}
      {page.facts.map((id) => (
        <FactLink fact={sources.facts.get(id)} sources={sources} />
      ))}
    </p>
  </>
);

const FactLink = ({ fact, sources }: { fact: Fact | undefined; sources: Sources }): Child =>
  fact === undefined ? null : (
    <>
      <a href={`#${fact.id}`}>{fact.official}</a>
      {isChecked(fact, sources.todayOn) ? "" : " (à vérifier)"} ·{" "}
    </>
  );
