import type { Child } from "hono/jsx";

import { ConsolePage } from "../ui/console.tsx";
import { Meters, Table } from "../ui/table.tsx";
import { Act } from "./operations.parts.tsx";
import type { Operations } from "./operations.store.ts";
import { reasonInWords } from "./words.ts";

/** A sequence as operators see it: its name and its steps. */
export type SequenceWords = {
  id: string;
  title: string;
  steps: { key: string; title: string; viewPath: string | null }[];
};
type Props = { operations: Operations; sequences: readonly SequenceWords[]; days: number; done: string | null };

/** Every sequence: its steps, what became of each, and the way to pause it, move it, or see a step in one's own mailbox. */
export const SequencesPage = ({ operations, sequences, days, done }: Props): Child => (
  <ConsolePage
    title="Parcours"
    lead={`Ce que les personnes reçoivent, et ce qu’il en advient. Chiffres des ${days} derniers jours.`}
    done={done}
  >
    {sequences.map((sequence) => (
      <SequencePart sequence={sequence} operations={operations} />
    ))}
  </ConsolePage>
);

const NAMES: Record<string, string> = {
  sent: "partis",
  delivered: "remis",
  bounced: "refusés",
  bounced_soft: "refusés pour l’instant",
  complained: "signalés indésirables",
  suppressed: "adresse bloquée",
  delivery_delayed: "retardés",
  useful: "« utile »",
  not_useful: "« pas utile »",
};
/** From how many answers on an opinion is shown: fewer could point at somebody. */
const ENOUGH = 11;
const OPINIONS = new Set(["useful", "not_useful"]);
/** Rows of a step as they may be shown: what few people think of it is not. */
function shown(rows: Operations["stats"]): Operations["stats"] {
  const said = rows.filter(({ metric }) => OPINIONS.has(metric)).reduce((sum, { n }) => sum + n, 0);
  return said < ENOUGH ? rows.filter(({ metric }) => !OPINIONS.has(metric)) : rows;
}
const nameOf = (metric: string): string =>
  NAMES[metric] ?? metric.replace(/^skipped:(.*)$/, (_, reason: string) => `non partis, ${reasonInWords(reason)}`);

const newestOf = ({ sequences }: Operations, id: string): number =>
  Math.max(...sequences.filter((row) => row.id === id).map((row) => row.version));
/** Versions that people may still follow, and that nobody moved yet. */
const olderOf = (operations: Operations, id: string): number[] =>
  operations.sequences.flatMap((row) =>
    row.id === id && row.version < newestOf(operations, id) && row.moved_to === null ? [row.version] : [],
  );

const SequencePart = ({ sequence, operations }: { sequence: SequenceWords; operations: Operations }): Child => {
  const rows = operations.stats.filter((row) => row.sequence === sequence.id);
  const most = Math.max(1, ...rows.map((row) => row.n));
  const isPaused = operations.sequences.some((row) => row.id === sequence.id && row.status === 2);
  return (
    <section aria-label={sequence.title}>
      <h2>
        {sequence.title}
        {isPaused ? " (en pause)" : ""}
      </h2>
      <Act
        to={isPaused ? "reprendre" : "pause"}
        what={isPaused ? "Reprendre ce parcours" : "Mettre ce parcours en pause"}
        fields={{ parcours: sequence.id }}
      />
      {olderOf(operations, sequence.id).map((version) => (
        <Act
          to="deplacer"
          what={`Passer les inscrits de la version ${version} à la version ${newestOf(operations, sequence.id)}`}
          fields={{ parcours: sequence.id, de: String(version), vers: String(newestOf(operations, sequence.id)) }}
          warn="Chacun garde son étape. Sans effet si les étapes des deux versions ne portent pas les mêmes noms."
        />
      ))}
      <Table
        heads={["Étape", "Ce qu’il en est advenu", "M’envoyer un essai"]}
        rows={sequence.steps.map((step) => [
          step.viewPath === null ? step.title : <a href={step.viewPath}>{step.title}</a>,
          <Outcomes rows={shown(rows.filter((row) => row.step === step.key))} most={most} />,
          <Act to="essai" what="Essai" fields={{ parcours: sequence.id, etape: step.key }} />,
        ])}
      />
    </section>
  );
};

/** Numbers, and a bar beside each that repeats them for the eye. */
const Outcomes = ({ rows, most }: { rows: Operations["stats"]; most: number }): Child =>
  rows.length === 0 ? (
    "rien encore"
  ) : (
    <Meters meters={rows.map((row) => ({ title: nameOf(row.metric), words: String(row.n), n: row.n, of: most }))} />
  );
