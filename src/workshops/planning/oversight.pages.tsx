import type { Child } from "hono/jsx";

import type { AgeBand } from "../sessions/age.ts";
import { STATE_WORDS } from "../seats/registration.ts";
import { momentOf } from "../sessions/session.ts";
import { momentIn, PARIS } from "../../kernel/time.ts";
import { ConsolePage, More } from "../../ui/console.tsx";
import { Filters, type FormState, Select } from "../../ui/form.tsx";
import { Table } from "../../ui/table.tsx";
import { departementsAfter } from "../sessions/departements.ts";
import type { RegistrationLine } from "./oversight.store.ts";
import type { Session } from "../sessions/session.ts";

/** What each state of a session is called. */
export const SESSION_STATES = {
  open: "ouverte",
  closed: "inscriptions closes",
  draft: "brouillon",
  cancelled: "annulée",
  done: "passée",
} as const;
const AGES: Readonly<Record<AgeBand, string>> = {
  under_11: "moins de 11 ans",
  "11_14": "11-14 ans",
  "15_17": "15-17 ans",
  "18_plus": "adulte",
};
const departements = departementsAfter("Tous");

type Titled = { session: Session; title: string };
type ListProps = { rows: readonly Titled[]; after: string | null; query: { etat: string; departement: string } };

/** Sessions by state and date, with what is taken and who waits. */
export const SessionsPage = ({ rows, after, query }: ListProps): Child => {
  const state: FormState = { values: { etat: [query.etat], departement: [query.departement] }, errors: {} };
  return (
    <ConsolePage title="Séances" lead="Toutes les séances, par date. Aucun nom, aucune adresse ici.">
      <Filters action="/console/seances">
        <Select name="etat" label="État" options={SESSION_STATES} state={state} />
        <Select name="departement" label="Département" options={departements} state={state} />
      </Filters>
      {rows.length === 0 ? <p>Aucune séance avec ces filtres.</p> : <SessionTable rows={rows} />}
      <More path="/console/seances" query={query} after={after} />
    </ConsolePage>
  );
};

const SessionTable = ({ rows }: { rows: readonly Titled[] }): Child => (
  <Table
    heads={["Séance", "Quand", "Où", "Association", "Places prises", "En attente"]}
    rows={rows.map(({ session, title }) => [
      <a href={`/console/seances/${session.id}`}>{title}</a>,
      momentOf(session),
      session.venue === null ? "en ligne" : `${session.venue.commune} (${session.venue.departement})`,
      session.association,
      `${session.taken} sur ${session.capacity}`,
      String(session.waiting),
    ])}
  />
);

type SessionProps = Titled & { lines: readonly RegistrationLine[]; after: string | null };

/** One session and its registrations: states and ages, enough to see what happens, not who. */
export const OverseenSessionPage = ({ session, title, lines, after }: SessionProps): Child => (
  <ConsolePage
    title={title}
    lead={`${momentOf(session)}, ${SESSION_STATES[session.state]} : ${session.taken} sur ${session.capacity} prises, ${session.waiting} en attente.`}
  >
    {lines.length === 0 ? (
      <p>Aucune inscription.</p>
    ) : (
      <Table
        heads={["Inscription", "État", "Places", "Âge", "Depuis"]}
        rows={lines.map((line) => [
          <a href={`/console/journal?sujet=${line.id}`}>{`…${line.id.slice(-6)}`}</a>,
          `${STATE_WORDS[line.state]}${line.erased_at === null ? "" : ", données effacées"}`,
          String(line.seats),
          line.age_band === null ? "non demandé" : AGES[line.age_band],
          momentIn(line.updated_at, PARIS),
        ])}
      />
    )}
    <More path={`/console/seances/${session.id}`} query={{}} after={after} />
    <form method="post" action={`/console/seances/${session.id}/exporter`}>
      <button type="submit" class="quiet">
        Télécharger (CSV, sans prénom)
      </button>
    </form>
    <p>
      <a href="/console/seances">Toutes les séances</a> ·{" "}
      <a href={`/console/journal?sujet=${session.id}`}>Son journal</a>
    </p>
  </ConsolePage>
);
