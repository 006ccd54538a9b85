import type { Child } from "hono/jsx";

import { plural } from "../kernel/text.ts";
import { dayInWords, durationInWords } from "../kernel/time.ts";
import { AntibotFields } from "../ui/form.tsx";
import { Facts, Notice, Prose } from "../ui/parts.tsx";
import { AUDIENCES, type Programme, type Programmes } from "./programme.ts";
import { DEPARTEMENTS } from "./departements.ts";
import { SessionFacts, SessionRow } from "./session.parts.tsx";
import { type Session, doorOf, isInformalFor, seatsInWords } from "./session.ts";

/** What was asked of the catalogue, as it was written in the address. */
export type Query = { public: string; departement: string; lieu: string; a_partir_du: string; sans_marche: string; page: number };
type CatalogueProps = {
  programmes: Programmes;
  sessions: readonly Session[];
  departements: readonly string[];
  query: Query;
  hasMore: boolean;
  now: number;
};

/** The catalogue: filters that work without script, the next sessions, and every programme. */
export const CataloguePage = ({ programmes, sessions, departements, query, hasMore, now }: CatalogueProps): Child => (
  <>
    <div class="head">
      <h1>Les ateliers</h1>
      <p class="lead">
        Gratuits, animés par des associations, près de chez vous ou en ligne. Un prénom et une adresse e-mail suffisent.
      </p>
    </div>
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
    <section aria-labelledby="programmes">
      <h2 id="programmes">Tous les programmes</h2>
      <ul class="cards">
        {programmes.all
          .filter((p) => query.public === "" || p.audience === query.public)
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
  </>
);

const Select = ({ name, label, options, chosen }: { name: string; label: string; options: [string, string][]; chosen: string }): Child => (
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

/** One programme: enough to decide and to prepare, then its dates. */
export const ProgrammePage = ({ programme, sessions, now }: { programme: Programme; sessions: readonly Session[]; now: number }): Child => (
  <>
    <div class="head">
      <p class="eyebrow">{AUDIENCES[programme.audience]}</p>
      <h1>{programme.title}</h1>
      <p class="lead">{programme.summary}</p>
    </div>
    <div class="split">
      <Prose markdown={programme.body} />
      <aside class="side">
        <h2>En bref</h2>
        <Facts
          rows={[
            ["Pour", programme.public],
            ["Durée", durationInWords(programme.durationMinutes * 60)],
            ["Groupe", programme.group],
            ["Animé par", programme.animatedBy],
            ["Prix", "Gratuit"],
          ]}
        />
      </aside>
    </div>
    <section aria-labelledby="dates">
      <h2 id="dates">{programme.audience === "class" ? "Comment l’avoir dans sa classe" : "Les dates"}</h2>
      <Dates programme={programme} sessions={sessions} now={now} />
    </section>
  </>
);

const Dates = ({ programme, sessions, now }: { programme: Programme; sessions: readonly Session[]; now: number }): Child => {
  if (programme.audience === "class") {
    return (
      <p>
        Cet atelier se tient en classe, à l’invitation de l’établissement et avec l’accord de la cheffe ou du chef
        d’établissement : il n’a pas de séance publique. Le texte ci-dessus dit ce que l’établissement prépare ; il peut
        être imprimé et montré à un enseignant, au CPE ou à la direction.
      </p>
    );
  }
  return sessions.length === 0 ? (
    <p>
      Aucune date n’est ouverte en ce moment. <a href="/ateliers">Voir les autres ateliers</a>.
    </p>
  ) : (
    <ul class="sessions">
      {sessions.map((session) => (
        <SessionRow session={session} title={programme.title} now={now} />
      ))}
    </ul>
  );
};

type SessionProps = { session: Session; programme: Programme; ticket: string; now: number };

/** One session: when, where, seats, and the door that is open. */
export const SessionPage = ({ session, programme, ticket, now }: SessionProps): Child => (
  <>
    <div class="head">
      <p class="eyebrow">{session.isDemo ? "Exemple fictif" : AUDIENCES[programme.audience]}</p>
      <h1>{programme.title}</h1>
      <p class="lead">{dayInWords(session.startsAt, session.tz)}</p>
    </div>
    <div class="split">
      <div>
        <SessionFacts session={session} programme={programme} />
        <p>{programme.summary}</p>
        <p>
          <a href={`/ateliers/${programme.slug}`}>Lire le programme en entier</a>
        </p>
      </div>
      <aside class="side">
        <DoorBox session={session} programme={programme} ticket={ticket} now={now} />
      </aside>
    </div>
  </>
);

const DoorBox = ({ session, programme, ticket, now }: SessionProps): Child => {
  const isInformal = isInformalFor(programme.audience);
  const door = doorOf(session, now);
  if (door === "reserve") {
    return (
      <>
        <h2>{seatsInWords(session)}</h2>
        <p>
          {isInformal ? "Ta place est gardée 15 minutes, le temps de remplir" : "Votre place est gardée 15 minutes, le temps de remplir"}{" "}
          un formulaire court : un prénom, une adresse e-mail.
        </p>
        <form method="post" action={`/ateliers/seances/${session.id}/reserver`}>
          <AntibotFields ticket={ticket} />
          <button type="submit">Réserver ma place</button>
        </form>
        <p class="hint">Gratuit. Prénom, adresse et besoins sont effacés 30 jours après l’atelier.</p>
      </>
    );
  }
  if (door === "queue") {
    return (
      <>
        <h2>C’est complet</h2>
        <p>
          {session.waiting === 0
            ? "Personne n’attend encore : la première place libérée est pour la première demande."
            : `${plural(session.waiting, "demande")} sur la liste d’attente.`}
        </p>
        <p>
          <a class="button" href={`/ateliers/seances/${session.id}/liste`}>
            Rejoindre la liste
          </a>
        </p>
        <p>
          <a href={`/ateliers/${programme.slug}#dates`}>Voir les autres dates</a>
        </p>
      </>
    );
  }
  const words = {
    not_yet: ["Pas encore ouvert", `Les inscriptions ouvrent le ${dayInWords(session.opensAt, session.tz)}.`],
    closed: ["Inscriptions closes", "La séance approche ou est complète : il n’y a plus de place à demander."],
    past: ["Cette séance est passée", "D’autres dates sont peut-être ouvertes."],
    cancelled: ["Cette séance est annulée", "Les personnes inscrites ont été prévenues."],
  }[door];
  return (
    <>
      <h2>{words[0]}</h2>
      <p>{words[1]}</p>
      <p>
        <a href={`/ateliers/${programme.slug}#dates`}>Voir les autres dates</a>
      </p>
    </>
  );
};
