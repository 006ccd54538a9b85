import type { Child } from "hono/jsx";

import { type FormState, Select, TextArea } from "../../ui/form.tsx";
import { Pieces } from "../application/pieces.parts.tsx";
import type { Piece } from "../application/application.ts";
import { type AssessedFile, RESPONSES } from "../assessment/file.ts";
import { type Settled, longOf, settle } from "../assessment/grades.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { ScoredResult } from "./decision.ts";

type Props = { base: string; file: AssessedFile; criterion: CriterionSpec; result: ScoredResult; state: FormState };

const HOW: Readonly<Record<Settled["how"], string>> = {
  same: "les deux évaluations donnent la même note",
  lower: "la plus basse des deux notes",
  exchange: "note donnée par les deux après échange",
  adjudication: "note donnée par une troisième personne",
};

/** One criterion as the mutuelle reads it: its grade, the reasons, what the next grade asks, findings, its answer. */
export const Feedback = (props: Props): Child => {
  const { base, file, criterion, result } = props;
  const settled = settle(criterion, file);
  const given = longOf(file.filed.answers[criterion.id]);
  const grade = settled?.grade ?? null;
  const anchors = criterion.anchors ?? [];
  const next = grade === null ? undefined : anchors.find((one) => one.grade > grade);
  const counted = result.criteria.find((one) => one.id === criterion.id);
  const reasons = file.reviews.filter((one) => one.criterionId === criterion.id).map((one) => one.comment);
  const judged = file.adjudications.find((one) => one.criterionId === criterion.id);
  const response = file.responses.find((one) => one.criterionId === criterion.id);
  return (
    <article class="criterion" id={criterion.id} aria-labelledby={`${criterion.id}-t`}>
      <h4 id={`${criterion.id}-t`}>
        {criterion.id} · {criterion.name}
      </h4>
      <p>
        <strong>{grade === null ? "Sans objet" : `Note ${grade}`}</strong>
        {grade === null ? "" : ` : ${anchors.find((one) => one.grade === grade)?.text ?? ""}`} (
        {settled === null ? "pas encore établie" : HOW[settled.how]}).
        {given.declared === undefined || given.declared === null
          ? ""
          : ` Vous aviez déclaré ${String(given.declared)}.`}{" "}
        Dans le score vérifié : {counted?.reason ?? ""}.
      </p>
      <ul>
        {[...new Set([...reasons, ...(judged === undefined ? [] : [judged.reason])])].map((reason) => (
          <li>{reason}</li>
        ))}
        {settled?.refused.map((one) => (
          <li>Pièce non retenue : {one.why}</li>
        ))}
      </ul>
      {next === undefined ? null : (
        <p>
          Pour la note {next.grade} : {next.text}
        </p>
      )}
      {file.findings
        .filter((one) => one.criterionId === criterion.id)
        .map((one) => (
          <p>
            <strong>Constat {one.severity === "major" ? "majeur" : "mineur"}</strong> : {one.text}{" "}
            {one.liftedOn === null ? `À corriger avant le ${one.dueOn}.` : `Levé le ${one.liftedOn}.`}
          </p>
        ))}
      {response === undefined ? null : (
        <p>
          Votre réponse, « {RESPONSES[response.kind]} » : {response.text}
        </p>
      )}
      {file.application.state === "contradictory" ? (
        <Answer base={base} criterion={criterion} file={file} response={response} state={props.state} />
      ) : null}
    </article>
  );
};

const Answer = ({
  base,
  criterion,
  file,
  response,
  state,
}: Omit<Props, "result"> & { response: AssessedFile["responses"][number] | undefined }): Child => {
  const mine =
    state.values["critere"]?.[0] === criterion.id
      ? state
      : { values: { observation: [response?.kind ?? ""], reponse: [response?.text ?? ""] }, errors: {} };
  const pieces: Piece[] = file.filed.pieces
    .filter((one) => one.criterion === criterion.id)
    .map((one) => ({ ...one, criterionId: one.criterion, sha256: null, bytes: null, carriedBy: null }));
  return (
    <details class="screen" open={mine === state}>
      <summary>
        Répondre<span class="seen-by-readers"> à la note de {criterion.id}</span>
      </summary>
      <form method="post" action={`${base}/criteres/${criterion.id}/repondre`} novalidate>
        <Select name="observation" label="Votre réponse" options={RESPONSES} state={mine} />
        <TextArea name="reponse" label="Pourquoi" hint="Aucune donnée d’une victime." rows={3} state={mine} />
        <button type="submit" class="quiet">
          Répondre
        </button>
      </form>
      <Pieces base={base} criterion={criterion} pieces={pieces} isOpen={true} />
    </details>
  );
};
