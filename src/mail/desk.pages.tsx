import type { Child } from "hono/jsx";

import { durationInWords } from "../kernel/time.ts";
import { plural } from "../kernel/text.ts";
import { Head, Notice } from "../ui/parts.tsx";
import { Act, ParkedPart, Unknown } from "./desk.parts.tsx";
import type { Desk } from "./desk.store.ts";

/** A sequence as operators see it: its name and its steps. */
export type DeskSequence = {
  id: string;
  title: string;
  steps: { key: string; title: string; viewPath: string | null }[];
};
type Props = { desk: Desk; sequences: readonly DeskSequence[]; now: number; days: number; done: string | null };

const CLASSES = ["Réponses à un acte", "Rappels", "Accompagnement"];

/** The pipeline at a glance: what needs somebody first, then switches, backlog, and what became of mails. */
export const DeskPage = ({ desk, sequences, now, days, done }: Props): Child => (
  <>
    <Head
      eyebrow="Console"
      title="Courrier"
      lead={`Ce qui attend, ce qui part, ce qui ne part pas et pourquoi. Chiffres des ${days} derniers jours.`}
    />
    {done === null ? null : (
      <Notice kind="good">
        <p>{done}</p>
      </Notice>
    )}
    <Alerts desk={desk} now={now} />
    <Switches desk={desk} now={now} />
    <BacklogTable desk={desk} now={now} />
    {sequences.map((sequence) => (
      <SequencePart sequence={sequence} desk={desk} />
    ))}
    <Unknown desk={desk} />
    <ParkedPart desk={desk} />
    <p>
      <a href="/console/personnes">Chercher une personne par son adresse</a>
    </p>
  </>
);

const Alerts = ({ desk: { control, unknown, parked }, now }: { desk: Desk; now: number }): Child => {
  const late = control.last_tick_at === null ? null : now - control.last_tick_at;
  const alerts = [
    control.sending_enabled === 0 ? "L’envoi est coupé : rien ne part." : null,
    control.breaker_until_at > now
      ? `Le fournisseur a refusé (${control.breaker_reason ?? "sans raison"}) : les appels sont suspendus.`
      : null,
    late === null || late > 300 ? "L’horloge n’a pas sonné depuis plus de cinq minutes." : null,
    unknown.length > 0 ? `${plural(unknown.length, "envoi")} dont personne ne sait l’issue.` : null,
    parked.length > 0 ? `${plural(parked.length, "message")} mis de côté.` : null,
  ].filter((line) => line !== null);
  return alerts.length === 0 ? (
    <Notice kind="good">
      <p>Rien ne demande quelqu’un.</p>
    </Notice>
  ) : (
    <Notice kind="warn">
      <ul>
        {alerts.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </Notice>
  );
};

const Switches = ({ desk: { control }, now }: { desk: Desk; now: number }): Child => (
  <section aria-labelledby="interrupteurs">
    <h2 id="interrupteurs">Interrupteurs</h2>
    {control.sending_enabled === 1 ? (
      <Act
        to="envoi"
        what="Couper tout l’envoi"
        fields={{ valeur: "0" }}
        warn="Plus rien ne part, ni confirmation ni lien de connexion."
      />
    ) : (
      <Act
        to="envoi"
        what="Remettre l’envoi"
        fields={{ valeur: "1" }}
        warn="Ce qui attend et n’a pas expiré part aussitôt."
      />
    )}
    {CLASSES.map((name, bit) => {
      const isPaused = (control.paused_classes & (1 << bit)) !== 0;
      return (
        <Act
          to="classe"
          what={`${isPaused ? "Reprendre" : "Suspendre"} : ${name}`}
          fields={{ classe: String(bit), valeur: isPaused ? "0" : "1" }}
        />
      );
    })}
    {control.breaker_until_at > now ? (
      <Act to="disjoncteur" what="Rappeler le fournisseur" warn="À faire une fois la cause corrigée." />
    ) : null}
  </section>
);

const BacklogTable = ({ desk: { backlog }, now }: { desk: Desk; now: number }): Child => (
  <section aria-labelledby="attente">
    <h2 id="attente">En attente</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Classe</th>
          <th scope="col">Messages dus</th>
          <th scope="col">Le plus ancien</th>
        </tr>
      </thead>
      <tbody>
        {backlog.map((row) => (
          <tr>
            <th scope="row">{CLASSES[row.class]}</th>
            <td>{row.n >= 5000 ? "5 000 ou plus" : row.n}</td>
            <td>{row.oldest === null ? "aucun" : `dû depuis ${durationInWords(now - row.oldest)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const NAMES: Record<string, string> = {
  sent: "partis",
  delivered: "remis",
  bounced: "refusés",
  bounced_soft: "refusés pour l’instant",
  complained: "signalés indésirables",
  suppressed: "adresse bloquée",
  delivery_delayed: "retardés",
};
const nameOf = (metric: string): string => NAMES[metric] ?? metric.replace(/^skipped:/, "non partis : ");

const newestOf = ({ sequences }: Desk, id: string): number =>
  Math.max(...sequences.filter((row) => row.id === id).map((row) => row.version));
/** Versions that people may still follow, and that nobody moved yet. */
const olderOf = (desk: Desk, id: string): number[] =>
  desk.sequences.flatMap((row) =>
    row.id === id && row.version < newestOf(desk, id) && row.moved_to === null ? [row.version] : [],
  );

const SequencePart = ({ sequence, desk }: { sequence: DeskSequence; desk: Desk }): Child => {
  const rows = desk.stats.filter((row) => row.sequence === sequence.id);
  const most = Math.max(1, ...rows.map((row) => row.n));
  const isPaused = desk.sequences.some((row) => row.id === sequence.id && row.status === 2);
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
      {olderOf(desk, sequence.id).map((version) => (
        <Act
          to="deplacer"
          what={`Passer les inscrits de la version ${version} à la version ${newestOf(desk, sequence.id)}`}
          fields={{ parcours: sequence.id, de: String(version), vers: String(newestOf(desk, sequence.id)) }}
          warn="Chacun garde son étape. Sans effet si les étapes des deux versions ne portent pas les mêmes noms."
        />
      ))}
      <table>
        <thead>
          <tr>
            <th scope="col">Étape</th>
            <th scope="col">Ce qu’il en est advenu</th>
            <th scope="col">M’envoyer un essai</th>
          </tr>
        </thead>
        <tbody>
          {sequence.steps.map((step) => (
            <tr>
              <th scope="row">{step.viewPath === null ? step.title : <a href={step.viewPath}>{step.title}</a>}</th>
              <td>
                <Outcomes rows={rows.filter((row) => row.step === step.key)} most={most} />
              </td>
              <td>
                <Act to="essai" what="Essai" fields={{ parcours: sequence.id, etape: step.key }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** Numbers, and a bar beside each that repeats them for the eye. */
const Outcomes = ({ rows, most }: { rows: Desk["stats"]; most: number }): Child =>
  rows.length === 0 ? (
    "rien encore"
  ) : (
    <ul class="bars">
      {rows.map((row) => (
        <li>
          <svg width="120" height="10" aria-hidden="true" focusable="false">
            <rect
              class={row.metric.startsWith("skipped") ? "bar soft" : "bar"}
              width={String(Math.max(2, Math.round((row.n / most) * 120)))}
              height="10"
              rx="2"
            />
          </svg>{" "}
          {row.n} {nameOf(row.metric)}
        </li>
      ))}
    </ul>
  );
