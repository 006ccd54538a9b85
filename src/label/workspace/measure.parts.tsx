import type { Child } from "hono/jsx";

import { PARIS, dayInWords } from "../../kernel/time.ts";
import { Act } from "../../ui/console.tsx";
import { type FormState, Select, TextArea, TextField, Tick } from "../../ui/form.tsx";
import { Fold, Notice } from "../../ui/parts.tsx";
import { noonOf } from "../assessment/process.ts";
import { KIND_WORDS } from "../decision/decision.ts";
import { ENVISAGED, GROUNDS, HEARING_DAYS, type Measure } from "../decision/measure.ts";
import { AddPiece } from "../application/pieces.parts.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { Signed } from "./signed.parts.tsx";
import type { FileProps } from "./tasks.parts.tsx";

const day = (on: string): string => dayInWords(noonOf(on), PARIS);

/** What is envisaged, on which grounds, point by point, with what the mutuelle says to each. */
const MeasureWords = ({ measure }: { measure: Measure }): Child => (
  <>
    <p>
      Envisagé : <strong>{KIND_WORDS[measure.kind]}</strong>, à cause de {GROUNDS[measure.ground]}. {measure.reasons}
    </p>
    <ul>
      {measure.held.map(({ criterion, text }) => (
        <li>
          <strong>{criterion}</strong> : {text}
          <Answered measure={measure} criterion={criterion} />
        </li>
      ))}
    </ul>
  </>
);

const Answered = ({ measure, criterion }: { measure: Measure; criterion: string }): Child => {
  const answer = measure.answers.find((one) => one.criterion === criterion);
  return answer === undefined ? null : <p>Réponse de la mutuelle : {answer.text}</p>;
};

/** Until when the mutuelle is heard; and the label suspended, where it is. */
const Until = ({ measure, who = "La mutuelle répond" }: { measure: Measure; who?: string }): Child =>
  measure.heardUntilOn === null ? null : (
    <p>
      {who} jusqu’au {day(measure.heardUntilOn)} compris ; le comité décide après.
      {measure.provisionalUntilOn === null
        ? ""
        : ` Le label est suspendu à titre provisoire jusqu’au ${day(measure.provisionalUntilOn)}, puis cela finit de soi-même.`}
    </p>
  );

/** What a panel does before anything goes against a label. */
export const MeasurePart = (props: FileProps): Child => {
  const { base, whole, me, isFollowed } = props;
  const { measure } = whole.decided;
  if (!isFollowed) {
    return null;
  }
  if (measure === null || measure.heardUntilOn === null) {
    return (
      <>
        {measure === null ? null : (
          <div class="card flat">
            <h3>À appuyer</h3>
            <MeasureWords measure={measure} />
            <p>
              {measure.isUrgent
                ? "La troisième signature suspend le label tout de suite, à titre provisoire."
                : "La seconde signature prévient la mutuelle."}
            </p>
            <Signed whole={whole} me={me} signers={measure.signers} />
            {measure.signers.includes(me) ? null : (
              <Act action={`${base}/appuyer`} what="Appuyer cette mesure" fields={{ mesure: measure.id }} />
            )}
          </div>
        )}
        <Open {...props} />
      </>
    );
  }
  return (
    <div class="card flat">
      <h3>La mutuelle est entendue</h3>
      <MeasureWords measure={measure} />
      <Until measure={measure} />
    </div>
  );
};

/** The form that opens a measure. */
const Open = ({ base, whole, complaints, state }: FileProps): Child => {
  const findings = whole.file.findings.filter(({ liftedOn }) => liftedOn === null);
  const attached: [string, string][] = [["", "aucun des deux"]];
  attached.push(...complaints.map(({ id, text }): [string, string] => [id, `signalement : ${text.slice(0, 60)}`]));
  attached.push(...findings.map(({ id, text }): [string, string] => [id, `constat : ${text.slice(0, 60)}`]));
  return (
    <Fold
      title="Envisager une mesure"
      hint={`la mutuelle est entendue d’abord, ${HEARING_DAYS} jours ouvrés`}
      icon="balance"
      isOpen={Object.keys(state.errors).some((name) => ["griefs", "raisons", "reference"].includes(name))}
    >
      <form method="post" action={`${base}/mesure`} novalidate>
        <Select
          name="mesure"
          label="Mesure"
          options={Object.fromEntries(ENVISAGED.map((one) => [one, KIND_WORDS[one]]))}
          state={state}
        />
        <Select name="motif" label="À cause de" options={GROUNDS} state={state} />
        <Select name="piece" label="Signalement ou constat" options={attached} state={state} />
        <TextField name="reference" label="Sinon, où le lire" state={state} isOptional={true} />
        <TextArea
          name="griefs"
          label="Ce qui est reproché"
          hint="Un critère par ligne : « PSY-4 : ce qui n’est plus tenu »."
          rows={4}
          state={state}
        />
        <TextArea
          name="raisons"
          label="Raisons"
          hint="La mutuelle les lira. Cent caractères au moins pour une suspension immédiate."
          rows={4}
          state={state}
        />
        <Tick
          name="urgence"
          label="Suspendre tout de suite (danger ou fraude seulement, trois signatures)"
          isTicked={state.values["urgence"]?.[0] === "on"}
        />
        <button type="submit">Ouvrir et signer</button>
      </form>
    </Fold>
  );
};

type HearingProps = { base: string; measure: Measure | null; model: Model; todayOn: string; state: FormState };
/** What the mutuelle reads and answers; nothing before two members want it. */
export const HearingPart = ({ base, measure, model, todayOn, state }: HearingProps): Child => {
  if (measure === null || measure.heardUntilOn === null) {
    return null;
  }
  const mayAnswer = measure.heardUntilOn >= todayOn;
  return (
    <section class="card" id="audition" aria-labelledby="audition-t">
      <h2 id="audition-t">Une mesure est envisagée : vous êtes entendus</h2>
      <Notice kind="warn">
        <Until measure={measure} who="Vous pouvez répondre" />
      </Notice>
      <MeasureWords measure={measure} />
      {measure.ground === "complaint" || measure.ground === "finding" ? null : <p>À lire : {measure.groundRef}</p>}
      {mayAnswer ? (
        measure.held.map(({ criterion }) => (
          <>
            <AnswerForm base={base} measure={measure} criterion={criterion} state={state} />
            <PieceForm base={base} criterion={model.criteria.get(criterion)} />
          </>
        ))
      ) : (
        <p>Le délai est passé. Le comité vous a lus ; sa décision vous sera envoyée, et se conteste.</p>
      )}
    </section>
  );
};

/** A piece that goes with an answer. */
const PieceForm = ({ base, criterion }: { base: string; criterion: CriterionSpec | undefined }): Child =>
  criterion === undefined ? null : (
    <AddPiece action={`${base}/criteres/${criterion.id}/preuves`} criterion={criterion} />
  );

/** The answer to one point: its fields are named after the criterion. */
const AnswerForm = ({
  base,
  measure,
  criterion,
  state,
}: Omit<HearingProps, "todayOn" | "model"> & { measure: Measure; criterion: string }): Child => {
  const isMine = state.values["critere"]?.[0] === criterion;
  const kept = measure.answers.find((one) => one.criterion === criterion)?.text ?? "";
  return (
    <form method="post" action={`${base}/audition`} novalidate>
      <input type="hidden" name="mesure" value={measure.id} />
      <input type="hidden" name="critere" value={criterion} />
      <div class="field">
        <label for={`audition-${criterion}`}>Votre réponse sur {criterion}</label>
        <p class="hint" id={`audition-${criterion}-aide`}>
          Aucune donnée d’une victime. Une pièce s’ajoute juste en dessous.
        </p>
        {isMine && state.errors["audition"] !== undefined ? (
          <p class="field-error">{state.errors["audition"]}</p>
        ) : null}
        <textarea id={`audition-${criterion}`} name="reponse" rows={4} aria-describedby={`audition-${criterion}-aide`}>
          {isMine ? (state.values["reponse"]?.[0] ?? "") : kept}
        </textarea>
      </div>
      <button type="submit" class="quiet">
        Garder cette réponse<span class="seen-by-readers"> sur {criterion}</span>
      </button>
    </form>
  );
};
