import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Act, ConsolePage } from "../../ui/console.tsx";
import { ErrorSummary, TextArea } from "../../ui/form.tsx";
import { Card } from "../../ui/cards.tsx";
import { Facts, Fold, Notice } from "../../ui/parts.tsx";
import { STATE_WORDS } from "../application/application.ts";
import { dueInWords } from "./worklist.pages.tsx";
import { areGradesOpen } from "../assessment/file.ts";
import { SEATS, TASKS, TASK_WORDS } from "../assessment/process.ts";
import { RightsPart } from "./rights.parts.tsx";
import { Contacts, People, type RunProps } from "./run.parts.tsx";

/** `/console/label/:dossier`: what an operator does with one file. */
export const RunPage = (props: RunProps): Child => {
  const { base, file, me, now, state, done } = props;
  const { application } = file;
  const isMine = file.assignments.some((one) => one.task === "operator" && one.personId === me);
  const isTaken = file.assignments.some((one) => one.task === "operator");
  return (
    <ConsolePage
      title={application.offerName}
      lead={`${application.organisation}${application.isDemo ? " · exemple fictif" : ""}`}
      done={done}
    >
      <ErrorSummary state={state} labels={{ mots: "Message", madeOn: "Date", note: "Note" }} />
      <div class="split">
        <div class="stack beside">
          {isMine ? <Steps {...props} /> : null}
          {!isTaken ? (
            <Card kind="roof" title="À prendre">
              <Act
                action={`${base}/prendre`}
                what="Prendre ce dossier"
                warn="Vous l’instruirez : ni note, ni vote pour vous sur ce dossier."
              />
            </Card>
          ) : null}
          {isTaken && !isMine ? (
            <Notice>
              <p>Une autre personne instruit ce dossier.</p>
            </Notice>
          ) : null}
          {isMine ? <RightsPart whole={props.whole} roles={["operator"]} now={now} /> : null}
          <Card title="Le dossier">
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
          </Card>
        </div>
        <div>
          <People {...props} isMine={isMine} />
          <Contacts {...props} />
        </div>
      </div>
    </ConsolePage>
  );
};

/** The next step of a file, and what it waits for. */
const Steps = ({ base, file, quarrels, isSettled, state }: RunProps): Child => {
  const { application } = file;
  const missing = TASKS.filter(
    (task) => task !== "appeal" && file.assignments.filter((one) => one.task === task).length < SEATS[task],
  ).map((task) => TASK_WORDS[task]);
  return (
    <section class="card roof" aria-labelledby="suite">
      <h2 id="suite">Suite</h2>
      {application.state === "submitted" ? <Admit base={base} state={state} /> : null}
      {application.state === "admissible" ? (
        <Act
          action={`${base}/commencer`}
          what="Commencer l’évaluation"
          warn="Il faut deux évaluations et un arbitrage confiés, sans lien déclaré."
        />
      ) : null}
      {application.state === "in_review" ? (
        <Review base={base} file={file} quarrels={quarrels} isSettled={isSettled} />
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

/** Whether a filing can be evaluated at all. */
const Admit = ({ base, state }: Pick<RunProps, "base" | "state">): Child => (
  <>
    <Act
      action={`${base}/recevable`}
      what="Recevable"
      warn="Le dépôt ne change plus ; la mutuelle est prévenue par message."
    />
    <Fold title="Non recevable" icon="fermer">
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
    </Fold>
  </>
);

/** How far the grades are, and what opens the next phase. */
const Review = ({
  base,
  file,
  quarrels,
  isSettled,
}: Pick<RunProps, "base" | "file" | "quarrels" | "isSettled">): Child => (
  <>
    <p>
      {areGradesOpen(file)
        ? `Les deux évaluations sont rendues ; ${plural(quarrels, "critère à arbitrer", "critères à arbitrer")}.`
        : "Les évaluations ne sont pas encore rendues."}
      {isSettled ? " Toutes les notes sont établies." : ""}
    </p>
    {isSettled ? (
      <Act
        action={`${base}/contradictoire`}
        what="Ouvrir la phase contradictoire"
        warn="Il faut un comité de trois. La mutuelle a quinze jours ouvrés pour répondre."
      />
    ) : null}
  </>
);
