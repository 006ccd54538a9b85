import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Filters, Select } from "../../ui/form.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Done, Empty, Fold, Head } from "../../ui/parts.tsx";
import { Fill, Table } from "../../ui/table.tsx";
import { type Session, isVisit, momentOf, placeInWords, takenInWords } from "../sessions/session.ts";
import { SESSION_STATES } from "./oversight.pages.tsx";
import type { Titled } from "./planning.pages.tsx";

/** What the list is narrowed by, as the address writes it; empty: all. */
type Narrowed = { atelier: string; commune: string; etat: string };
type ListProps = {
  base: string;
  rows: readonly Titled[];
  narrowed: Narrowed;
  done: string | null;
  /** The month of the next session. */
  month: string;
  now: number;
};

const communeOf = ({ venue }: Session): string => venue?.commune ?? "En ligne";
/** Those that an association looks for. */
const isWanted = ({ session }: Titled, { atelier, commune, etat }: Narrowed): boolean =>
  [
    [atelier, session.slug],
    [commune, communeOf(session)],
    [etat, session.state],
  ].every(([asked, is]) => asked === "" || asked === is);

/** Sessions that were published together, on one line: the date that is next, or the first of all. */
type Line = { shown: Titled; dates: readonly Titled[] };
function linesOf(rows: readonly Titled[], now: number): Line[] {
  const groups = Map.groupBy(rows, ({ session }) => session.seriesId ?? session.id);
  return [...groups.values()].flatMap((dates) => {
    const shown = dates.find(({ session }) => session.startsAt > now && session.state !== "cancelled") ?? dates[0];
    return shown === undefined ? [] : [{ shown, dates }];
  });
}

/** An association's sessions: those to come, those just past; and the way to publish another. */
export const SessionListPage = ({ base, rows, narrowed, done, month, now }: ListProps): Child => {
  const lines = linesOf(
    rows.filter((one) => isWanted(one, narrowed)),
    now,
  );
  return (
    <>
      <Head eyebrow="Séances" title="Vos séances" lead="Publiques et en classe, depuis trente jours." />
      <Done words={done} />
      <p>
        <a href={`${base}?vue=mois&mois=${month}`}>Voir mois par mois</a>, ou{" "}
        <a href={`${base}?vue=semaine`}>semaine par semaine</a>
      </p>
      <div class="acts">
        <a class="button" href={`${base}/nouvelle`}>
          <Icon name="plus" /> Publier une séance
        </a>
        <form method="post" action={`${base}/exporter`} class="acts">
          <button type="submit" class="quiet">
            Télécharger les séances (CSV)
          </button>
          <button type="submit" class="quiet" name="format" value="xlsx">
            Pour un tableur (XLSX)
          </button>
        </form>
      </div>
      {rows.length === 0 ? null : <Narrow base={base} rows={rows} narrowed={narrowed} />}
      {lines.length === 0 ? (
        <Empty
          scene="nuit"
          title={rows.length === 0 ? "Aucune séance pour l’instant" : "Aucune séance avec ces choix"}
        />
      ) : (
        <Table
          heads={["Quand", "Atelier", "Où", "État", "Places prises", "En attente"]}
          rows={lines.map((line) => cellsOf(line, base))}
        />
      )}
    </>
  );
};

/** The choices that there are among these sessions. */
const Narrow = ({ base, rows, narrowed }: Pick<ListProps, "base" | "rows" | "narrowed">): Child => {
  const among = (of: (one: Titled) => readonly [string, string]): Record<string, string> => ({
    "": "Tous",
    ...Object.fromEntries(rows.map(of).toSorted(([, a], [, b]) => a.localeCompare(b, "fr"))),
  });
  const { atelier, commune, etat } = narrowed;
  const state = { values: { atelier: [atelier], commune: [commune], etat: [etat] }, errors: {} };
  return (
    <Filters action={base}>
      <Select
        name="atelier"
        label="Atelier"
        options={among(({ session, title }) => [session.slug, title])}
        state={state}
      />
      <Select
        name="commune"
        label="Lieu"
        options={among(({ session }) => [communeOf(session), communeOf(session)])}
        state={state}
      />
      <Select
        name="etat"
        label="État"
        options={among(({ session }) => [session.state, SESSION_STATES[session.state]])}
        state={state}
      />
    </Filters>
  );
};

const cellsOf = ({ shown: { session, title }, dates }: Line, base: string): Child[] => {
  const sum = (of: (one: Session) => number): number => dates.reduce((n, one) => n + of(one.session), 0);
  const [taken, capacity] = [sum((one) => one.taken), sum((one) => one.capacity)];
  const distant = sum(({ other }) => other?.capacity ?? 0);
  return [
    momentOf(session),
    <>
      <a href={`${base}/${session.id}`}>{title}</a>
      {dates.length === 1 ? null : (
        <Fold title={`Série de ${plural(dates.length, "date")}`}>
          <ul>
            {dates.map((one) => (
              <li>
                <a href={`${base}/${one.session.id}`}>{momentOf(one.session)}</a> :{" "}
                {one.session.state === "cancelled" ? "annulée" : takenInWords(one.session)}
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </>,
    `${placeInWords(session)}${session.other === null ? "" : ", et à distance"}`,
    `${isVisit(session) && session.state !== "cancelled" ? "en classe" : SESSION_STATES[session.state]}${
      session.visibility === "private" && !isVisit(session) ? ", sur lien" : ""
    }`,
    <>
      {taken} sur {capacity}
      <Fill n={taken} of={capacity} />
      {distant === 0 ? null : `à distance ${sum(({ other }) => other?.taken ?? 0)} sur ${distant}`}
    </>,
    String(sum((one) => one.waiting + (one.other?.waiting ?? 0))),
  ];
};
