import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { PersonId } from "../../kernel/ids.ts";
import { Act } from "../../ui/console.tsx";
import { Rows } from "../../ui/work.tsx";
import { Fold } from "../../ui/parts.tsx";
import { type FormState, Select, TextArea, TextField } from "../../ui/form.tsx";
import type { Case } from "../decision/case.ts";
import { isTold } from "../application/application.ts";
import { type AssessedFile, CHANNELS } from "../assessment/file.ts";
import { SEATS, TASKS, TASK_WORDS, type Task } from "../assessment/process.ts";
import type { Released } from "../assessment/released.store.ts";

/** Somebody who may be given a task. */
type Candidate = { personId: PersonId; address: string; role: "assessor" | "panel_member"; isCalibrated: boolean };

type Done = { reviews: number; findings: number; exchanges: number };

/** What the page of a file is given, for operators. */
export type RunProps = {
  base: string;
  whole: Case;
  file: AssessedFile;
  me: PersonId;
  now: number;
  people: readonly Candidate[];
  /** Addresses of those who hold a task. */
  holders: ReadonlyMap<string, string>;
  /** Tasks that were taken back, and from whom. */
  released: readonly (Released & { address: string })[];
  quarrels: number;
  isSettled: boolean;
  state: FormState;
  done: string | null;
};

/** Who holds what; whoever declared a tie is to be replaced. */
export const People = (props: RunProps & { isMine: boolean }): Child => {
  const { base, file, people, holders, isMine } = props;
  const held = new Set(file.assignments.map((one) => one.personId));
  const tasks = TASKS.filter(
    (task) => task !== "operator" && (task !== "appeal" || file.application.state === "appealed"),
  );
  const optionsOf = (task: Task): Record<string, string> =>
    Object.fromEntries(
      people
        .filter(
          (one) =>
            !held.has(one.personId) && (one.role === "assessor") === (task === "assessor" || task === "adjudicator"),
        )
        .map((one) => [
          one.personId,
          one.role === "assessor" && !one.isCalibrated ? `${one.address} · calibrage à faire` : one.address,
        ]),
    );
  return (
    <section aria-labelledby="personnes">
      <h2 id="personnes">Qui fait quoi</h2>
      <Rows
        rows={file.assignments.map((one) => ({
          title: TASK_WORDS[one.task],
          why: `${holders.get(one.personId) ?? "adresse effacée"}${one.doneAt === null ? "" : " · rendu"}`,
          ...(one.isTied
            ? {
                due: {
                  kind: "bad" as const,
                  icon: "alerte" as const,
                  words: isReplaceable(file, one)
                    ? "lien déclaré avec cette mutuelle : à remplacer"
                    : "lien déclaré avec cette mutuelle, ses notes rendues",
                },
              }
            : {}),
          ...(isMine && one.task !== "operator" && (one.doneAt === null || one.isTied) && isReplaceable(file, one)
            ? { act: <Act action={`${base}/liberer`} what="Retirer cette tâche" fields={{ personne: one.personId }} /> }
            : {}),
        }))}
      />
      {isMine
        ? tasks
            .filter((task) => file.assignments.filter((one) => one.task === task).length < SEATS[task])
            .map((task) => <Give base={base} task={task} options={optionsOf(task)} />)
        : null}
      <TakenBack {...props} />
    </section>
  );
};

/** Whether somebody else could still do it: a file is graded until its mutuelle reads the grades. */
const isReplaceable = ({ application }: RunProps["file"], { task }: RunProps["file"]["assignments"][number]): boolean =>
  task !== "assessor" || !isTold(application.state);

/** How much somebody did on a file, in words. */
export const doneInWords = ({ reviews, findings, exchanges }: Done): string =>
  `${plural(reviews, "note")}, ${plural(findings, "constat")}, ${plural(exchanges, "échange")}`;

/** Tasks that were taken back: each can be given back with what was done under it. */
const TakenBack = ({ base, released }: RunProps): Child =>
  released.length === 0 ? null : (
    <>
      <h3>Tâches retirées</h3>
      <Rows
        rows={released.map((one) => ({
          title: TASK_WORDS[one.task],
          why: `${one.address}, retirée le ${dayInWords(one.releasedAt, PARIS)}. ${doneInWords(one)} : gardés jusqu’au ${dayInWords(one.releasedAt + RETENTION.released, PARIS)}.`,
          act: <Act action={`${base}/redonner`} what="Redonner cette tâche" fields={{ retiree: one.id }} />,
        }))}
      />
    </>
  );

/** Contacts that nobody announced, and interviews: what levels N2 and N3 ask beside grades. */
export const Contacts = ({ base, file, state }: RunProps): Child => (
  <section aria-labelledby="contacts">
    <h2 id="contacts">Contacts mystère et entretien</h2>
    <p class="hint">
      Jamais sur une ligne que des victimes partagent, sans enregistrement, sans fausse urgence, après que la mutuelle a
      informé ses salariés. Par vous, ou par quelqu’un qui n’a pas de tâche sur ce dossier.
    </p>
    {file.contacts.length === 0 ? <p>Aucun.</p> : null}
    <ul>
      {file.contacts.map((one) => (
        <li>
          {dayInWords(startOfDay(one.madeOn, PARIS), PARIS)} ·{" "}
          {one.kind === "mystery" ? "contact mystère" : "entretien"}, {CHANNELS[one.channel]} : {one.note}
        </li>
      ))}
    </ul>
    <Fold
      title="Noter un contact"
      icon="tel"
      isOpen={state.errors["note"] !== undefined || state.errors["madeOn"] !== undefined}
    >
      <form method="post" action={`${base}/contact`} novalidate>
        <Select
          name="canal"
          label="Par"
          options={{
            phone: "contact mystère, téléphone",
            form: "contact mystère, formulaire",
            chat: "contact mystère, tchat",
            meeting: "entretien",
          }}
          state={state}
        />
        <TextField name="madeOn" label="Date" type="date" state={state} />
        <TextArea name="note" label="Ce qui a été constaté" hint="Aucun nom." rows={2} state={state} />
        <button type="submit" class="quiet">
          Noter ce contact
        </button>
      </form>
    </Fold>
  </section>
);

type GiveProps = { base: string; task: Task; options: Record<string, string> };
/** The form that gives a task to somebody. */
const Give = ({ base, task, options }: GiveProps): Child => (
  <form method="post" action={`${base}/confier`} class="inline">
    <input type="hidden" name="tache" value={task} />
    <div class="field">
      <label for={`personne-${task}`}>{TASK_WORDS[task]} : confier à</label>
      <select id={`personne-${task}`} name="personne">
        {Object.entries(options).map(([id, address]) => (
          <option value={id}>{address}</option>
        ))}
      </select>
    </div>
    <button type="submit" class="quiet">
      Confier<span class="seen-by-readers"> {TASK_WORDS[task]}</span>
    </button>
  </form>
);
