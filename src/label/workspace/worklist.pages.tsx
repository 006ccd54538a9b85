import type { Child } from "hono/jsx";

import type { Said } from "../../kernel/said.ts";
import { plural } from "../../kernel/text.ts";
import { EMPTY_FORM, ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Rows } from "../../ui/work.tsx";
import { Done, Empty, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { STATE_WORDS } from "../application/application.ts";
import type { Queued, readInterests } from "../assessment/worklist.store.ts";
import type { Calibrated } from "../assessment/calibration.ts";
import { CALIBRATION_PATH, calibrationWords } from "./calibration.pages.tsx";
import { INTERESTS, INTEREST_YEARS, TASK_WORDS, noonOf, workingDaysLeft } from "../assessment/process.ts";
import { PARIS, dayInWords, durationInWords } from "../../kernel/time.ts";

/** What stands on « Mes dossiers »: a tie that closes files, or one that is over; a name that is published, or none. */
export type WorklistStanding = "tied" | "past" | "named" | "unnamed";
export const WORKLIST_SAID: Said<WorklistStanding> = {
  lien: {
    tied: "Ce lien est déclaré. Les dossiers de cette mutuelle ne sont plus accessibles pour vous.",
    past: `Ce lien est déclaré. Fini depuis plus de ${INTEREST_YEARS} ans, il ne ferme aucun dossier.`,
  },
  nom: { named: "Votre nom paraît sur « Qui contrôle le label »." },
  "sans-nom": { unnamed: "Votre nom ne paraît plus." },
};

/** « 12 jours ouvrés, jusqu’au lundi 7 décembre 2026 ». */
export const dueInWords = (dueOn: string, now: number): string => {
  const left = workingDaysLeft(dueOn, now);
  const until = dayInWords(noonOf(dueOn), PARIS);
  return left === 0
    ? `terminée depuis le ${until}`
    : `${plural(left, "jour ouvré", "jours ouvrés")}, jusqu’au ${until}`;
};

export type QueueLine = Queued & { quarrels: number; gates: readonly string[] };
/** Files in a queue: age, last day, ties, disagreements, gates at stake. */
export const QueueTable = ({ lines, base, now }: { lines: readonly QueueLine[]; base: string; now: number }): Child => (
  <Table
    heads={["Dossier", "Où il en est", "Âge", "Échéance", "Conflit", "Désaccords", "Portes concernées"]}
    rows={lines.map((one) => [
      one.isTied ? (
        `${one.organisation} · ${one.offerName}`
      ) : (
        <a href={`${base}/${one.id}`}>
          {one.organisation} · {one.offerName}
        </a>
      ),
      `${STATE_WORDS[one.state]}${one.task === null ? "" : ` · vous : ${TASK_WORDS[one.task]}`}${one.task === "assessor" ? `, ${plural(one.graded, "critère noté", "critères notés")}` : ""}`,
      ageOf(one, now),
      one.dueOn === null ? "aucune" : dueInWords(one.dueOn, now),
      one.isTied ? "vous avez déclaré un lien" : one.ties > 0 ? `${one.ties} à remplacer` : "aucun",
      one.handedIn < 2 ? "pas encore noté" : String(one.quarrels),
      one.handedIn < 2 ? "pas encore noté" : one.gates.length === 0 ? "aucune" : one.gates.join(", "),
    ])}
  />
);

/** How long a file waits since it was filed; one that is decided waits for nothing. */
const ageOf = ({ state, filedAt }: QueueLine, now: number): string =>
  state === "decided" || state === "appeal_decided"
    ? "décidé"
    : filedAt === null
      ? "pas déposé"
      : durationInWords(Math.max(60, now - filedAt));

type Props = {
  lines: readonly QueueLine[];
  interests: Awaited<ReturnType<typeof readInterests>>;
  now: number;
  calibrated: readonly Calibrated[];
  /** The name under which this member of the panel agreed to be published; empty: none; null: no member. */
  published: string | null;
  state: FormState;
  done: string | null;
};

/** `/espace/evaluation`: what waits for this person, and what ties them to mutuelles. */
export const WorklistPage = ({ lines, interests, calibrated, published, state, now, done }: Props): Child => (
  <>
    <ErrorSummary state={state} labels={{ nom: "Nom à publier" }} />
    <Head
      eyebrow="Label"
      title="Mes dossiers"
      lead="Les dossiers où vous avez une tâche, le plus pressé d’abord. Vous ne voyez la note de personne avant d’avoir rendu les vôtres."
    />
    <Done words={done} />
    {lines.length === 0 ? (
      <Empty scene="nuit" title="Aucun dossier pour vous">
        <p>Vous recevrez un message quand on vous en confie un.</p>
      </Empty>
    ) : (
      <Rows rows={lines.map((one) => rowOf(one, now))} />
    )}
    <p>{calibrationWords(calibrated)}</p>
    <p class="acts">
      <a class="button quiet small" href={CALIBRATION_PATH}>
        Se calibrer
      </a>
    </p>
    <Interests interests={interests} />
    {published === null ? null : <PublishedName published={published} state={state} />}
  </>
);

/** A file that waits for this person. */
const rowOf = (one: QueueLine, now: number): Parameters<typeof Rows>[0]["rows"][number] => ({
  title: `${one.organisation} · ${one.offerName}`,
  why: [
    STATE_WORDS[one.state],
    ...(one.task === null ? [] : [`vous : ${TASK_WORDS[one.task]}`]),
    ...(one.task === "assessor" ? [plural(one.graded, "critère noté", "critères notés")] : []),
    ...(one.handedIn < 2 || one.isTied ? [] : [plural(one.quarrels, "désaccord")]),
    ...(one.gates.length === 0 ? [] : [`portes concernées : ${one.gates.join(", ")}`]),
    ...(one.ties > 0 && !one.isTied ? [`${one.ties} à remplacer`] : []),
  ].join(" · "),
  ...(one.dueOn === null ? {} : { due: { kind: kindOf(one.dueOn, now), words: dueInWords(one.dueOn, now) } }),
  act: one.isTied ? (
    <span class="meta">vous avez déclaré un lien</span>
  ) : (
    <a class="button quiet small" href={`/espace/evaluation/${one.id}`}>
      Ouvrir
      <span class="seen-by-readers">
        {" "}
        {one.organisation} · {one.offerName}
      </span>
    </a>
  ),
});

/** How pressing a last day is. */
function kindOf(dueOn: string, now: number): "bad" | "wait" | "plain" {
  const left = workingDaysLeft(dueOn, now);
  return left === 0 ? "bad" : left <= 3 ? "wait" : "plain";
}

/** Whether a member of the panel is named in public: their choice, taken back when they want. */
const PublishedName = ({ published, state }: { published: string; state: FormState }): Child => (
  <section aria-labelledby="nom-t">
    <h2 id="nom-t">Mon nom en public</h2>
    <p>
      {published === ""
        ? "Votre nom ne paraît nulle part."
        : `Vous êtes nommé ainsi sur « Qui contrôle le label » : ${published}.`}{" "}
      Rien ne vous y oblige, et aucune décision ne dit qui l’a prise.
    </p>
    <form method="post" action="/espace/evaluation/nom" class="narrow" novalidate>
      <TextField
        name="nom"
        label="Nom à publier"
        hint="Avec votre fonction si vous voulez. Publié tant que vous êtes au comité et que vous ne le retirez pas."
        state={state.errors["nom"] === undefined ? { values: { nom: [published] }, errors: {} } : state}
      />
      <p class="acts">
        <button type="submit" class="quiet">
          Publier mon nom
        </button>
        {published === "" ? null : (
          <button type="submit" class="quiet" formaction="/espace/evaluation/nom/retirer">
            Le retirer
          </button>
        )}
      </p>
    </form>
  </section>
);

/** What ties this person to mutuelles, and the form that declares it. */
const Interests = ({ interests }: Pick<Props, "interests">): Child => (
  <section aria-labelledby="liens">
    <h2 id="liens">Mes liens avec des mutuelles</h2>
    <p>
      Un lien déclaré vous écarte de tous les dossiers de cette mutuelle, pendant qu’il dure et {INTEREST_YEARS} ans
      après. <strong>Être assuré par elle en est un.</strong>
    </p>
    {interests.interests.length === 0 ? (
      <p>Vous n’en avez déclaré aucun.</p>
    ) : (
      <ul>
        {interests.interests.map((one) => (
          <li>
            {one.organisation} : {INTERESTS[one.kind as keyof typeof INTERESTS]}
            {one.endedOn === null ? ", en cours" : `, jusqu’au ${one.endedOn}`}
          </li>
        ))}
      </ul>
    )}
    <form method="post" action="/espace/evaluation/liens" class="narrow" novalidate>
      <Select
        name="mutuelle"
        label="Mutuelle"
        options={Object.fromEntries(interests.mutuelles.map((one) => [one.id, one.name]))}
        state={EMPTY_FORM}
      />
      <Select name="lien" label="Lien" options={INTERESTS} state={EMPTY_FORM} />
      <TextField name="fin" label="Fini le (laissez vide s’il dure)" type="date" state={EMPTY_FORM} isOptional={true} />
      <button type="submit" class="quiet">
        Déclarer ce lien
      </button>
    </form>
  </section>
);
