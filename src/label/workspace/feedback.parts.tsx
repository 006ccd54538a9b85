import type { Child } from "hono/jsx";

import type { FormState } from "../../ui/form.tsx";
import { AddPiece } from "../application/pieces.parts.tsx";
import { type AssessedFile, RESPONSES } from "../assessment/file.ts";
import { type Grade, type Settled, longOf, settle } from "../assessment/grades.ts";
import { isPhaseOver } from "../assessment/process.ts";
import { criteriaOf } from "../assessment/findings.ts";
import { FindingLine } from "./finding.pages.tsx";
import { ReplyForm, Thread } from "./thread.parts.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { ScoredResult } from "../decision/decision.ts";

type Props = {
  base: string;
  file: AssessedFile;
  criterion: CriterionSpec;
  result: ScoredResult;
  todayOn: string;
  state: FormState;
};

const HOW: Readonly<Record<Settled["how"], string>> = {
  same: "les deux évaluations donnent la même note",
  lower: "la plus basse des deux notes",
  exchange: "note donnée par les deux après échange",
  adjudication: "note donnée par une troisième personne",
};

/** One criterion as the mutuelle reads it: its grade, the reasons, what the next grade asks, findings, its answer. */
export const Feedback = (props: Props): Child => {
  const { base, file, criterion, result, todayOn, state } = props;
  const settled = settle(criterion, file);
  const response = file.responses.find((one) => one.criterionId === criterion.id);
  return (
    <article class="card" id={criterion.id} aria-labelledby={`${criterion.id}-t`}>
      <h4 id={`${criterion.id}-t`}>
        {criterion.id} · {criterion.name}
      </h4>
      <GradePart file={file} criterion={criterion} result={result} settled={settled} />
      <Reasons file={file} criterion={criterion} settled={settled} />
      <ul class="rows">
        {file.findings
          .filter((one) => criteriaOf(one).includes(criterion.id))
          .map((finding) => (
            <FindingLine file={file} finding={finding} base={base} todayOn={todayOn} />
          ))}
      </ul>
      <Thread file={file} criterionId={criterion.id} side="mutuelle" />
      {file.application.state !== "contradictory" ||
      isPhaseOver(file.application.dueOn, todayOn) ? null : file.replies.some(
          (one) => one.criterionId === criterion.id,
        ) ? (
        <ReplyForm
          file={file}
          criterionId={criterion.id}
          side="mutuelle"
          action={`${base}/criteres/${criterion.id}/repliquer`}
          todayOn={todayOn}
          state={state}
        />
      ) : (
        <Answer base={base} criterion={criterion} response={response} state={state} />
      )}
    </article>
  );
};

type Part = Pick<Props, "file" | "criterion"> & { settled: Settled | null };
/** A grade and what its anchor says; `null` is « sans objet ». */
const GradeWords = ({ grade, anchors }: { grade: Grade; anchors: NonNullable<CriterionSpec["anchors"]> }): Child =>
  grade === null ? (
    <strong>Sans objet</strong>
  ) : (
    <>
      <strong>Note {grade}</strong> : {anchors.find((one) => one.grade === grade)?.text ?? ""}
    </>
  );

/** The grade, what it means, how it came to that, what it counts for, what the next one asks. */
const GradePart = ({ file, criterion, result, settled }: Part & Pick<Props, "result">): Child => {
  const grade = settled?.grade ?? null;
  const anchors = criterion.anchors ?? [];
  const next = grade === null ? undefined : anchors.find((one) => one.grade > grade);
  const { declared } = longOf(file.filed.answers[criterion.id]);
  const counted = result.criteria.find((one) => one.id === criterion.id);
  return (
    <>
      <p>
        <GradeWords grade={grade} anchors={anchors} /> ({settled === null ? "pas encore établie" : HOW[settled.how]}).
        {typeof declared === "number" ? ` Vous aviez déclaré ${declared}.` : ""} Dans le score vérifié :{" "}
        {counted?.reason ?? ""}.
      </p>
      {next === undefined ? null : (
        <p>
          Pour la note {next.grade} : {next.text}
        </p>
      )}
    </>
  );
};

/** Why: what both assessors wrote, what the third person wrote, pieces that were not taken. Never who. */
const Reasons = ({ file, criterion, settled }: Part): Child => {
  const written = file.reviews.filter((one) => one.criterionId === criterion.id).map((one) => one.comment);
  const judged = file.adjudications.filter((one) => one.criterionId === criterion.id).map((one) => one.reason);
  return (
    <ul>
      {[...new Set([...written, ...judged])].map((reason) => (
        <li>{reason}</li>
      ))}
      {settled?.refused.map((one) => (
        <li>Pièce non retenue : {one.why}</li>
      ))}
    </ul>
  );
};

type AnswerProps = Omit<Props, "result" | "file" | "todayOn"> & {
  response: AssessedFile["responses"][number] | undefined;
};
/** The form that answers one grade; its fields are named after the criterion, since the page has one form for each. */
const Answer = ({ base, criterion, response, state }: AnswerProps): Child => {
  const { id } = criterion;
  const isMine = state.values["critere"]?.[0] === id;
  const kind = isMine ? state.values["observation"]?.[0] : response?.kind;
  return (
    <details class="screen" open={isMine}>
      <summary>
        Répondre<span class="seen-by-readers"> à la note de {id}</span>
      </summary>
      <form method="post" action={`${base}/criteres/${id}/repondre`} novalidate>
        <div class="field">
          <label for={`${id}-observation`}>Votre réponse</label>
          <select id={`${id}-observation`} name="observation">
            {Object.entries(RESPONSES).map(([value, words]) => (
              <option value={value} selected={kind === value}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for={`${id}-reponse`}>Pourquoi</label>
          <p class="hint" id={`${id}-reponse-aide`}>
            Aucune donnée d’une victime.
          </p>
          {isMine ? <p class="field-error">{state.errors["reponse"]}</p> : null}
          <textarea id={`${id}-reponse`} name="reponse" rows={3} aria-describedby={`${id}-reponse-aide`}>
            {isMine ? (state.values["reponse"]?.[0] ?? "") : (response?.text ?? "")}
          </textarea>
        </div>
        <button type="submit" class="quiet">
          Envoyer cette réponse<span class="seen-by-readers"> à {id}</span>
        </button>
      </form>
      <p class="hint">Une pièce ajoutée ici ne compte que si une réponse l’accompagne, et qu’elle est lue avec elle.</p>
      <AddPiece action={`${base}/criteres/${id}/preuves`} criterion={criterion} />
    </details>
  );
};
