import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Act, ConsolePage, More } from "../../ui/console.tsx";
import { ErrorSummary, type FormState, Select, TextArea, TextField } from "../../ui/form.tsx";
import { Facts, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { STATE_WORDS } from "../application/application.ts";
import type { Agreement } from "./kappa.ts";
import { type QueueLine, QueueTable, dueInWords } from "./desk.pages.tsx";
import { type AssessedFile, CHANNELS, areGradesOpen } from "./file.ts";
import { SEATS, TASKS, TASK_WORDS, type Task } from "./process.ts";

type ListProps = { lines: readonly QueueLine[]; after: string | null; now: number; done: string | null };
/** `/console/label`: every file that is not closed. */
export const FilesPage = ({ lines, after, now, done }: ListProps): Child => (
  <ConsolePage
    at="label"
    title="Label : dossiers"
    lead="Les dossiers déposés. Vous les instruisez et confiez les tâches ; vous ne notez pas et ne votez pas."
    done={done}
  >
    <p class="acts">
      <a class="button quiet" href="/console/label/signalements">
        Signalements
      </a>
      <a class="button quiet" href="/console/label/accords">
        Accord entre évaluateurs
      </a>
    </p>
    {lines.length === 0 ? <p>Aucun dossier.</p> : <QueueTable lines={lines} base="/console/label" now={now} />}
    <More path="/console/label" query={{}} after={after} />
  </ConsolePage>
);

export type Candidate = { personId: string; address: string; role: "assessor" | "panel_member" };
type FileProps = {
  base: string;
  file: AssessedFile;
  me: string;
  now: number;
  people: readonly Candidate[];
  /** Addresses of those who hold a task. */
  holders: ReadonlyMap<string, string>;
  quarrels: number;
  isSettled: boolean;
  state: FormState;
  done: string | null;
};

/** `/console/label/:dossier`: what an operator does with one file. */
export const RunPage = (props: FileProps): Child => {
  const { base, file, me, now, state, done } = props;
  const { application } = file;
  const isMine = file.assignments.some((one) => one.task === "operator" && one.personId === me);
  const isTaken = file.assignments.some((one) => one.task === "operator");
  return (
    <ConsolePage
      at="label"
      title={application.offerName}
      lead={`${application.organisation}${application.isDemo ? " · exemple fictif" : ""}`}
      done={done}
    >
      <ErrorSummary state={state} labels={{ mots: "Message", madeOn: "Date", note: "Note" }} />
      <Facts
        rows={[
          ["État", STATE_WORDS[application.state]],
          application.dueOn === null ? null : ["Cette phase", dueInWords(application.dueOn, now)],
          [
            "Dépôt",
            `n° ${application.submission}${application.reviewed === 0 ? "" : `, évalué : n° ${application.reviewed}`}`,
          ],
          ["Référentiel", application.referential],
        ]}
      />
      {!isTaken ? (
        <Act
          action={`${base}/prendre`}
          what="Prendre ce dossier"
          warn="Vous l’instruirez : ni note, ni vote pour vous sur ce dossier."
        />
      ) : null}
      {isTaken && !isMine ? (
        <Notice>
          <p>Une autre personne instruit ce dossier.</p>
        </Notice>
      ) : null}
      {isMine ? <Steps {...props} /> : null}
      <People {...props} isMine={isMine} />
      <Contacts {...props} />
    </ConsolePage>
  );
};

/** The next step of a file, and what it waits for. */
const Steps = ({ base, file, quarrels, isSettled, state }: FileProps): Child => {
  const { application } = file;
  const missing = TASKS.filter(
    (task) => task !== "appeal" && file.assignments.filter((one) => one.task === task).length < SEATS[task],
  ).map((task) => TASK_WORDS[task]);
  return (
    <section aria-labelledby="suite">
      <h2 id="suite">Suite</h2>
      {application.state === "submitted" ? (
        <>
          <Act
            action={`${base}/recevable`}
            what="Recevable"
            warn="Le dépôt ne change plus ; la mutuelle en est prévenue."
          />
          <details>
            <summary>Non recevable</summary>
            <form method="post" action={`${base}/irrecevable`} novalidate>
              <TextArea
                name="mots"
                label="Pourquoi"
                hint="La mutuelle lira ces mots : ce qui manque, et comment déposer de nouveau."
                rows={3}
                state={state}
              />
              <button type="submit" class="danger">
                Déclarer non recevable
              </button>
            </form>
          </details>
        </>
      ) : null}
      {application.state === "admissible" ? (
        <Act
          action={`${base}/commencer`}
          what="Commencer l’évaluation"
          warn="Il faut deux évaluations et un arbitrage confiés, sans lien déclaré."
        />
      ) : null}
      {application.state === "in_review" ? (
        <>
          <p>
            {areGradesOpen(file)
              ? `Les deux évaluations sont rendues ; ${plural(quarrels, "critère à arbitrer", "critères à arbitrer")}.`
              : "Les évaluations ne sont pas encore rendues."}
            {isSettled ? " Toutes les notes sont établies." : ""}
          </p>
          <Act
            action={`${base}/contradictoire`}
            what="Ouvrir la phase contradictoire"
            warn="Il faut toutes les notes et un comité de trois. La mutuelle a quinze jours ouvrés pour répondre."
          />
        </>
      ) : null}
      {application.state === "clarification" ? (
        <Act
          action={`${base}/reprendre`}
          what="Reprendre l’évaluation"
          warn="Quand le délai est passé sans réponse ; le dépôt reste comme il était."
        />
      ) : null}
      {missing.length === 0 ? null : <p class="hint">Encore à confier : {missing.join(", ")}.</p>}
    </section>
  );
};

/** Who holds what; whoever declared a tie is to be replaced. */
const People = ({ base, file, people, holders, isMine }: FileProps & { isMine: boolean }): Child => {
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
        .map((one) => [one.personId, one.address]),
    );
  return (
    <section aria-labelledby="personnes">
      <h2 id="personnes">Qui fait quoi</h2>
      <ul class="rows">
        {file.assignments.map((one) => (
          <li>
            <p>
              <strong>{TASK_WORDS[one.task]}</strong> : {holders.get(one.personId) ?? "adresse effacée"}
              {one.doneAt === null ? "" : " · rendu"}
              {one.isTied ? " · lien déclaré avec cette mutuelle : à remplacer" : ""}
            </p>
            {isMine && one.task !== "operator" && (one.doneAt === null || one.isTied) ? (
              <Act
                action={`${base}/liberer`}
                what="Retirer cette tâche"
                fields={{ personne: one.personId }}
                warn="Ce qu’elle a noté sur ce dossier est effacé."
              />
            ) : null}
          </li>
        ))}
      </ul>
      {isMine
        ? tasks
            .filter((task) => file.assignments.filter((one) => one.task === task).length < SEATS[task])
            .map((task) => (
              <form method="post" action={`${base}/confier`} class="inline">
                <input type="hidden" name="tache" value={task} />
                <div class="field">
                  <label for={`personne-${task}`}>{TASK_WORDS[task]} : confier à</label>
                  <select id={`personne-${task}`} name="personne">
                    {Object.entries(optionsOf(task)).map(([id, address]) => (
                      <option value={id}>{address}</option>
                    ))}
                  </select>
                </div>
                <button type="submit" class="quiet">
                  Confier<span class="seen-by-readers"> {TASK_WORDS[task]}</span>
                </button>
              </form>
            ))
        : null}
    </section>
  );
};

/** Contacts that nobody announced, and interviews: what levels N2 and N3 ask beside grades. */
const Contacts = ({ base, file, state }: FileProps): Child => (
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
          {one.madeOn} · {one.kind === "mystery" ? "contact mystère" : "entretien"}, {CHANNELS[one.channel]} :{" "}
          {one.note}
        </li>
      ))}
    </ul>
    <details open={state.errors["note"] !== undefined || state.errors["madeOn"] !== undefined}>
      <summary>Noter un contact</summary>
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
          Noter
        </button>
      </form>
    </details>
  </section>
);

export type AgreementLine = { what: string } & Agreement;
/** `/console/label/accords`: how far assessors agree, per criterion and per pair; the measure only from thirty items on. */
export const AgreementPage = ({
  criteria,
  pairs,
}: {
  criteria: readonly AgreementLine[];
  pairs: readonly AgreementLine[];
}): Child => (
  <ConsolePage
    at="label"
    title="Accord entre évaluateurs"
    lead="Notes données à l’aveugle, douze derniers mois. Un critère où l’accord est faible est ambigu : on le récrit avant de s’en prendre à quelqu’un."
  >
    <AgreementTable caption="Par critère" lines={criteria} />
    <AgreementTable caption="Par paire" lines={pairs} />
    <p class="hint">
      Kappa pondéré au carré (Cohen, 1968), à partir de trente critères notés en commun ; en dessous, des comptes
      seulement. L’accord brut est toujours à côté.
    </p>
  </ConsolePage>
);
const AgreementTable = ({ caption, lines }: { caption: string; lines: readonly AgreementLine[] }): Child =>
  lines.length === 0 ? (
    <p>{caption} : rien encore.</p>
  ) : (
    <Table
      caption={caption}
      heads={["Quoi", "Notes communes", "Notes égales", "Kappa"]}
      rows={lines.map((one) => [
        one.what,
        String(one.items),
        `${Math.floor(one.raw * 100)} %`,
        one.items < 30
          ? "moins de 30 notes"
          : one.kappa === null
            ? "sans objet : toujours la même note"
            : one.kappa.toFixed(2).replace(".", ","),
      ])}
    />
  );

type ComplaintLine = {
  id: string;
  labelId: string;
  organisation: string;
  kind: string;
  text: string;
  state: string;
  createdAt: number;
};
/** `/console/label/signalements`: what people wrote of a label, to be looked at. */
export const ComplaintsPage = ({ lines, done }: { lines: readonly ComplaintLine[]; done: string | null }): Child => (
  <ConsolePage
    at="label"
    title="Signalements"
    lead="Ce que des personnes signalent d’un label publié. Aucune adresse n’est demandée : on ne peut pas répondre, on vérifie."
    done={done}
  >
    {lines.length === 0 ? <p>Rien n’attend.</p> : null}
    <ul class="rows">
      {lines.map((one) => (
        <li>
          <p>
            <a href={`/label/registre/${one.labelId}`}>{one.organisation}</a> ·{" "}
            {one.kind === "inaccuracy" ? "inexactitude" : "expérience d’une personne"}
            {one.state === "review" ? " · revue ciblée en cours" : ""}
          </p>
          <p>{one.text}</p>
          <form method="post" action={`/console/label/signalements/${one.id}/traiter`} novalidate>
            <div class="field">
              <label for={`suite-${one.id}`}>Suite donnée</label>
              <input type="text" id={`suite-${one.id}`} name="suite" maxlength={500} />
            </div>
            <button type="submit" name="etat" value="closed" class="quiet">
              Clore
            </button>
            <button type="submit" name="etat" value="review" class="quiet">
              Ouvrir une revue ciblée
            </button>
          </form>
        </li>
      ))}
    </ul>
  </ConsolePage>
);
