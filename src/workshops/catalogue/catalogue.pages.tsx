import type { Child } from "hono/jsx";

import { durationInWords } from "../../kernel/time.ts";
import { Head, Notice } from "../../ui/parts.tsx";
import { AUDIENCES, type Programmes } from "../sessions/programme.ts";
import { Follow } from "./associations.pages.tsx";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { SessionRow } from "../sessions/session.parts.tsx";
import type { Session } from "../sessions/session.ts";

/** What was asked of the catalogue, as it was written in the address. */
export type Query = {
  public: string;
  departement: string;
  lieu: "" | "onsite" | "online";
  a_partir_du: string;
  sans_marche: string;
  page: number;
};
type CatalogueProps = {
  programmes: Programmes;
  sessions: readonly Session[];
  departements: readonly string[];
  query: Query;
  hasMore: boolean;
  origin: string;
  now: number;
};

/** The catalogue: filters that work without script, the next sessions, and every programme. */
export const CataloguePage = ({
  programmes,
  sessions,
  departements,
  query,
  hasMore,
  origin,
  now,
}: CatalogueProps): Child => (
  <>
    <Head
      title="Les ateliers"
      lead="Gratuits, animés par des associations, près de chez vous ou en ligne. Un prénom et une adresse e-mail suffisent."
    />
    <Filters query={query} departements={departements} />
    <section aria-labelledby="seances">
      <h2 id="seances">Prochaines séances</h2>
      {sessions.length === 0 ? (
        <Notice>
          <p>
            Aucune séance ne correspond à ces choix. Essayez sans le département, ou regardez{" "}
            <a href="/ateliers?lieu=online">les séances en ligne</a>, ouvertes de partout.
          </p>
        </Notice>
      ) : (
        <ul class="sessions">
          {sessions.map((session) => (
            <SessionRow session={session} title={programmes.bySlug.get(session.slug)?.title ?? ""} now={now} />
          ))}
        </ul>
      )}
      <Pager query={query} hasMore={hasMore} />
    </section>
    {query.departement === "" ? null : <Follow feed={`${origin}/agenda/departement/${query.departement}.ics`} />}
    <p>
      Pour une classe ou un groupe : <a href="/etablissements">demander la venue d’une association</a>.
    </p>
    <AllProgrammes programmes={programmes} audience={query.public} />
  </>
);

const AllProgrammes = ({ programmes, audience }: { programmes: Programmes; audience: string }): Child => (
  <section aria-labelledby="programmes">
    <h2 id="programmes">Tous les programmes</h2>
    <ul class="cards">
      {programmes.all
        .filter((p) => audience === "" || p.audience === audience)
        .map((p) => (
          <li class="card">
            <p class="eyebrow">{AUDIENCES[p.audience]}</p>
            <h3>
              <a href={`/ateliers/${p.slug}`}>{p.title}</a>
            </h3>
            <p>{p.summary}</p>
            <p class="hint">
              {durationInWords(p.durationMinutes * 60)} · {p.group}
            </p>
          </li>
        ))}
    </ul>
  </section>
);

const Select = ({
  name,
  label,
  options,
  chosen,
}: {
  name: string;
  label: string;
  options: [string, string][];
  chosen: string;
}): Child => (
  <div class="field">
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      {options.map(([code, words]) => (
        <option value={code} selected={code === chosen}>
          {words}
        </option>
      ))}
    </select>
  </div>
);

const Filters = ({ query, departements }: { query: Query; departements: readonly string[] }): Child => (
  <form class="filters" method="get" action="/ateliers" aria-label="Filtrer les séances">
    <Select
      name="public"
      label="Pour qui"
      chosen={query.public}
      options={[["", "Tous les publics"], ...Object.entries(AUDIENCES).filter(([code]) => code !== "class")]}
    />
    <Select
      name="departement"
      label="Département"
      chosen={query.departement}
      options={[
        ["", "Tous"],
        ...[...new Set([...departements, ...(query.departement === "" ? [] : [query.departement])])].map(
          (code): [string, string] => [code, `${DEPARTEMENTS[code] ?? code} (${code})`],
        ),
      ]}
    />
    <Select
      name="lieu"
      label="Sur place ou en ligne"
      chosen={query.lieu}
      options={[
        ["", "Peu importe"],
        ["onsite", "Sur place"],
        ["online", "En ligne"],
      ]}
    />
    <div class="field">
      <label for="a_partir_du">À partir du</label>
      <input id="a_partir_du" name="a_partir_du" type="date" value={query.a_partir_du} />
    </div>
    <label class="choice">
      <input type="checkbox" name="sans_marche" value="1" checked={query.sans_marche === "1"} />
      <span>Accès sans marche</span>
    </label>
    <button type="submit">Afficher</button>
  </form>
);

const Pager = ({ query, hasMore }: { query: Query; hasMore: boolean }): Child => {
  const href = (page: number): string =>
    `/ateliers?${new URLSearchParams({ ...query, page: String(page) }).toString()}#seances`;
  return query.page === 0 && !hasMore ? null : (
    <nav class="pager" aria-label="Pages de séances">
      {query.page > 0 ? <a href={href(query.page - 1)}>Séances précédentes</a> : <span></span>}
      {hasMore ? <a href={href(query.page + 1)}>Séances suivantes</a> : null}
    </nav>
  );
};
