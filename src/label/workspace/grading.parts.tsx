import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { Dock } from "../../ui/dock.tsx";
import { type FormState, Grades, Item, TextArea } from "../../ui/form.tsx";
import { isCounted } from "../scoring/model.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import type { CriterionProps } from "./criterion.parts.tsx";
import type { AssessedFile, SavedReview } from "../assessment/file.ts";
import { type Grade, QUARREL_WORDS, type Refused, longOf, quarrelOf } from "../assessment/grades.ts";

export const gradeWords = (grade: Grade): string => (grade === null ? "sans objet" : `note ${grade}`);

/** The grades of a criterion, with what each means. */
const Anchors = ({
  criterion,
  chosen,
  isNaAsked,
}: {
  criterion: CriterionSpec;
  chosen: string;
  isNaAsked: boolean;
}): Child => (
  <fieldset id="note">
    <legend>Note</legend>
    <Grades
      name="note"
      chosen={chosen}
      grades={[
        ...(criterion.anchors ?? []).map((one) => ({ value: String(one.grade), text: one.text })),
        ...(isNaAsked ? [{ value: "na", sign: "–", text: "Sans objet : la demande est fondée" }] : []),
      ]}
    />
  </fieldset>
);

/** Pieces that are not taken, each with its reason. */
const PieceVerdicts = ({
  file,
  criterion,
  refused,
  typed,
}: {
  file: AssessedFile;
  criterion: CriterionSpec;
  refused: readonly Refused[];
  typed: FormState;
}): Child => {
  const pieces = file.filed.pieces.filter((one) => one.criterion === criterion.id);
  const known = new Map(refused.map((one) => [one.piece, one.why]));
  const isTyped = Object.keys(typed.values).length > 0;
  return pieces.length === 0 ? null : (
    <Item legend="Pièces non retenues" id="pieces">
      {pieces.map(({ id, kind, issuedOn }, i) => (
        <>
          <label class="choice">
            <input
              type="checkbox"
              name={`refus-${id}`}
              checked={isTyped ? typed.values[`refus-${id}`] !== undefined : known.has(id)}
            />
            <span>
              Ne pas retenir la pièce {i + 1} ({EVIDENCE_KINDS[kind]} du{" "}
              {dayInWords(startOfDay(issuedOn, PARIS), PARIS)})
            </span>
          </label>
          <div class="field">
            <label for={`pourquoi-${id}`}>Pourquoi (pièce {i + 1})</label>
            <input
              type="text"
              id={`pourquoi-${id}`}
              name={`pourquoi-${id}`}
              value={typed.values[`pourquoi-${id}`]?.[0] ?? known.get(id) ?? ""}
            />
          </div>
        </>
      ))}
    </Item>
  );
};

const gradeTyped = (state: FormState, saved: Grade | undefined): string =>
  state.values["note"]?.[0] ?? (saved === undefined ? "" : saved === null ? "na" : String(saved));

/** What was typed, or what is saved where nothing was. */
const orSaved = (state: FormState, name: string, saved: string): FormState => ({
  ...state,
  values: { [name]: [saved], ...state.values },
});

/** A grade that is no longer the first one says why. */
const WhyChanged = ({ state, review }: { state: FormState; review: SavedReview }): Child => (
  <TextArea
    name="changement"
    label={`Pourquoi changer votre première note (${review.firstGrade ?? "sans objet"})`}
    hint="Seulement si la note change. La première, donnée avant de voir celle de la mutuelle, reste au dossier et compte seule pour l’accord entre évaluateurs."
    rows={2}
    state={orSaved(state, "changement", review.changedBecause)}
  />
);

export const ReviewForm = ({
  base,
  file,
  criterion,
  state,
  review,
  next,
  me,
  model,
}: CriterionProps & { review: SavedReview | undefined }): Child => (
  <form method="post" action={`${base}/criteres/${criterion.id}`} novalidate>
    <input type="hidden" name="revision" value={String(review?.revision ?? 0)} />
    <Anchors
      criterion={criterion}
      chosen={gradeTyped(state, review?.grade)}
      isNaAsked={longOf(file.filed.answers[criterion.id]).na !== undefined}
    />
    <TextArea
      name="motif"
      label="Motif"
      hint="La mutuelle lira ce motif. Dites ce que les pièces montrent et ce qui manque pour la note au-dessus."
      rows={3}
      state={orSaved(state, "motif", review?.comment ?? "")}
    />
    {review === undefined ? null : <WhyChanged state={state} review={review} />}
    <PieceVerdicts file={file} criterion={criterion} refused={review?.refused ?? []} typed={state} />
    <Dock>
      <p class="meta">
        {plural(file.reviews.filter((one) => one.personId === me).length, "noté", "notés")} sur{" "}
        {model.file.criteria.filter(isCounted).length}
      </p>
      <button type="submit">{next === null ? "Enregistrer" : "Enregistrer, suivant"}</button>
    </Dock>
  </form>
);

/** Both blind grades, once both have handed in, and what was said since. */
export const BothGrades = ({ file, criterion }: CriterionProps): Child => {
  const reviews = file.reviews.filter((one) => one.criterionId === criterion.id);
  const [a, b] = reviews;
  const why = a === undefined || b === undefined ? null : quarrelOf(criterion, a, b);
  const exchanges = file.exchanges.filter((one) => one.criterionId === criterion.id);
  const judged = file.adjudications.find((one) => one.criterionId === criterion.id);
  return (
    <>
      <h2>Les deux notes</h2>
      <ul>
        {reviews.map((one, i) => (
          <li>
            Évaluation {i + 1} : <strong>{gradeWords(one.grade)}</strong>. {one.comment}
            {one.refused.map((piece) => (
              <> Pièce non retenue : {piece.why}.</>
            ))}
          </li>
        ))}
        {exchanges.map((one) => (
          <li>
            Après échange : {gradeWords(one.grade)}. {one.reason}
          </li>
        ))}
        {judged === undefined ? null : (
          <li>
            Arbitrage : <strong>{gradeWords(judged.grade)}</strong>. {judged.reason}
          </li>
        )}
      </ul>
      {why === null || judged !== undefined ? null : <p>À arbitrer : {QUARREL_WORDS[why]}.</p>}
    </>
  );
};

export const JudgeForm = ({ base, file, criterion, me, may, state }: CriterionProps): Child => {
  const judged = file.adjudications.find((one) => one.criterionId === criterion.id);
  const mine = file.exchanges.find((one) => one.criterionId === criterion.id && one.personId === me);
  const known = may === "exchange" ? mine : judged;
  const values = state.values["motif"] === undefined ? { ...state.values, motif: [known?.reason ?? ""] } : state.values;
  return (
    <form
      method="post"
      action={`${base}/criteres/${criterion.id}/${may === "exchange" ? "echange" : "arbitrer"}`}
      novalidate
    >
      <h2>{may === "exchange" ? "Votre note après échange" : "Votre note"}</h2>
      <Anchors
        criterion={criterion}
        chosen={gradeTyped(state, known?.grade)}
        isNaAsked={longOf(file.filed.answers[criterion.id]).na !== undefined}
      />
      <TextArea name="motif" label="Motif" hint="La mutuelle lira ce motif." rows={3} state={{ ...state, values }} />
      {may === "exchange" ? (
        <p class="hint">
          Si vous donnez tous deux la même note, elle remplace la plus basse. Sinon, la plus basse reste.
        </p>
      ) : (
        <PieceVerdicts file={file} criterion={criterion} refused={judged?.refused ?? []} typed={state} />
      )}
      <Dock>
        <p class="meta">{criterion.id}</p>
        <button type="submit">Enregistrer</button>
      </Dock>
    </form>
  );
};
