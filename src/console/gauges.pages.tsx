import type { Child } from "hono/jsx";

import { PARIS, dayInWords, durationInWords, startOfDay } from "../kernel/time.ts";
import type { Health } from "../platform/health.ts";
import { Tiles } from "../ui/cards.tsx";
import { ConsolePage } from "../ui/console.tsx";
import { Meters, Table } from "../ui/table.tsx";
import { type DayInNumbers, type DoubleStep, type Heap, MOST_A_DAY } from "./gauges.store.ts";

/** Bytes that the database can hold, and cannot grow beyond. */
const FULL = 10e9;

const HEAP_WORDS: Readonly<Record<Heap["key"], string>> = {
  events: "Événements sans suite",
  mails: "Messages attendus tout de suite",
  reminders: "Rappels",
  lists: "Messages des parcours",
  batches: "Envois en cours",
  refused: "Messages refusés",
  parked: "Messages mis de côté",
};
const SERIES = [
  { key: "sent", title: "Messages envoyés" },
  { key: "returned", title: "Messages revenus ou signalés" },
  { key: "registrations", title: "Inscriptions" },
  { key: "errors", title: "Erreurs mises de côté" },
] as const satisfies readonly { key: Exclude<keyof DayInNumbers, "startsAt">; title: string }[];

const many = (n: number): string => (n >= MOST_A_DAY ? `${MOST_A_DAY.toLocaleString("fr-FR")} ou plus` : String(n));
/** Counts of mails are kept and exact; the others stop at a bound. */
const inWords = (key: (typeof SERIES)[number]["key"], n: number): string =>
  key === "sent" || key === "returned" ? n.toLocaleString("fr-FR") : many(n);
const gigabytes = (bytes: number): string => (bytes / 1e9).toLocaleString("fr-FR", { maximumFractionDigits: 2 });

type Props = {
  days: readonly DayInNumbers[];
  heaps: readonly Heap[];
  weeks: readonly DoubleStep[];
  health: Health;
  size: number;
  now: number;
};

/** The machine in numbers: what waits, its oldest, seven days as bars with their table, and the room that is left. */
export const GaugesPage = ({ days, heaps, weeks, health, size, now }: Props): Child => (
  <ConsolePage title="Mesures" lead="Ce que la plateforme fait et ce qui y attend, en nombres, sans aucun nom.">
    <Tiles
      tiles={[
        {
          n: health.stuck.length,
          what: health.stuck.length === 0 ? "arrêt" : `arrêts : ${health.stuck.join(", ")}`,
          hint: "ce que /sante dit aux machines",
          kind: health.ok ? "plain" : "late",
        },
        {
          n: Math.round((size / FULL) * 100),
          what: "% de la base",
          hint: `${gigabytes(size)} Go sur 10, qui ne grandissent pas`,
          kind: size > FULL / 2 ? "late" : "plain",
        },
        {
          n: health.tickAge ?? 0,
          what: "secondes depuis l’horloge",
          hint: "elle sonne chaque minute",
          kind: (health.tickAge ?? 0) > 300 ? "late" : "plain",
        },
      ]}
    />
    <h2>Ce qui attend</h2>
    <Table
      caption="Files et plus ancien de chacune"
      heads={["Quoi", "Combien", "Le plus ancien"]}
      rows={heaps.map(({ key, n, oldest }) => [
        HEAP_WORDS[key],
        many(n),
        oldest === null ? "rien n’attend" : `depuis ${durationInWords(Math.max(0, now - oldest))}`,
      ])}
    />
    <h2>Sept jours</h2>
    {SERIES.map(({ key, title }) => {
      const most = Math.max(...days.map((one) => one[key]));
      return (
        <section aria-label={title}>
          <h3>{title}</h3>
          <Meters
            meters={days.map((one) => ({
              title: dayInWords(one.startsAt, PARIS),
              words: inWords(key, one[key]),
              n: one[key],
              of: most,
            }))}
          />
        </section>
      );
    })}
    <Table
      caption="Les mêmes nombres"
      heads={["Jour", ...SERIES.map(({ title }) => title)]}
      rows={days.map((one) => [dayInWords(one.startsAt, PARIS), ...SERIES.map(({ key }) => inWords(key, one[key]))])}
    />
    <DoubleSteps weeks={weeks} />
  </ConsolePage>
);

/** What each of the four counts, as the page defines it. */
const STEPS = [
  {
    key: "held",
    title: "Places gardées",
    is: "Chaque réservation commencée, pour une personne ou un groupe, et chaque personne ajoutée par l’équipe avec une adresse. Un délai passé, puis repris, en fait une de plus. Les listes d’attente n’en sont pas.",
  },
  {
    key: "delivered",
    title: "Messages arrivés",
    is: "Le message dont le bouton confirme la place, quand la messagerie dit l’avoir reçu : cela ne dit pas qu’il est lu. Une adresse corrigée en fait un de plus ; un enfant sans adresse n’en a pas.",
  },
  {
    key: "opened",
    title: "Liens ouverts",
    is: "Chaque ouverture de la page de ce message avant la confirmation. Les filtres de messagerie qui suivent les liens et les ouvertures répétées comptent aussi : ce sont des ouvertures, pas des personnes.",
  },
  {
    key: "confirmed",
    title: "Confirmations",
    is: "Le bouton de cette page, pressé, une fois par réservation. Pour un enfant, la question part alors à un parent.",
  },
] as const satisfies readonly { key: Exclude<keyof DoubleStep, "week_on">; title: string; is: string }[];

/** Where people are lost between a seat and its confirmation, week by week. */
const DoubleSteps = ({ weeks }: Pick<Props, "weeks">): Child => (
  <>
    <h2>De la place gardée à la confirmation</h2>
    <p>
      Quatre nombres par semaine, du lundi au dimanche. Rien n’est gardé d’une personne : ni qui ouvre, ni quand, ni
      combien de fois.
    </p>
    <Table
      caption="Huit semaines, celle d’aujourd’hui d’abord"
      heads={["Semaine du", ...STEPS.map(({ title }) => title)]}
      rows={weeks.map((one) => [
        dayInWords(startOfDay(one.week_on, PARIS), PARIS),
        ...STEPS.map(({ key }) => one[key].toLocaleString("fr-FR")),
      ])}
    />
    <dl>
      {STEPS.map(({ title, is }) => (
        <>
          <dt>{title}</dt>
          <dd>{is}</dd>
        </>
      ))}
    </dl>
  </>
);
