import type { Child } from "hono/jsx";

import { EMPTY_FORM, ErrorSummary, type FormState, Select, TextArea } from "../../ui/form.tsx";
import { Done, Head, Notice } from "../../ui/parts.tsx";
import { HelpFold } from "../referential.pages.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { EVIDENCE_KINDS } from "../words.ts";
import { type AssessedFile, type SavedReview, areGradesOpen, taskOf } from "./file.ts";
import { type Grade, QUARREL_WORDS, type Refused, longOf, quarrelOf } from "./grades.ts";

export type CriterionProps = {
  base: string;
  file: AssessedFile;
  model: Model;
  criterion: CriterionSpec;
  me: string;
  /** Which word this person may give on it: a blind grade, one after exchange, a judgement; none. */
  may: "review" | "exchange" | "adjudicate" | null;
  previous: string | null;
  next: string | null;
  state: FormState;
  done: string | null;
};

export const gradeWords = (grade: Grade): string => (grade === null ? "sans objet" : `note ${grade}`);

/** One criterion of a file: what is asked, what was filed beside what each grade means, and the form. */
export const CriterionPage = (props: CriterionProps): Child => {
  const { base, file, criterion, me, may, previous, next, state, done } = props;
  const review = file.reviews.find((one) => one.personId === me && one.criterionId === criterion.id);
  return (
    <div id="criterion" data-next={next ?? ""} data-previous={previous ?? ""}>
      <ErrorSummary state={state} labels={{ note: "Note", motif: "Motif", pieces: "Pièces", constat: "Constat" }} />
      <Head
        eyebrow={`${file.application.organisation} · ${file.application.offerName}`}
        title={`${criterion.id} · ${criterion.name ?? ""}`}
        lead={criterion.requirement ?? ""}
      />
      <Done words={done} />
      <div class="split">
        <div>
          <Filed {...props} />
          <HelpFold criterion={criterion} />
          <Findings {...props} />
        </div>
        <div class="criterion">
          {may === "review" ? <ReviewForm {...props} review={review} /> : null}
          {areGradesOpen(file) ? <BothGrades {...props} /> : null}
          {may === "exchange" || may === "adjudicate" ? <JudgeForm {...props} /> : null}
          {may === null ? <p>Rien n’est à noter ici pour vous dans cette phase.</p> : null}
        </div>
      </div>
      <p class="acts">
        {next === null ? null : (
          <a class="button quiet" href={`${base}/criteres/${next}`} rel="next">
            Suivant : {next}
          </a>
        )}
        {previous === null ? null : (
          <a class="button quiet" href={`${base}/criteres/${previous}`} rel="prev">
            Précédent : {previous}
          </a>
        )}
        <a class="button quiet" href={base}>
          Tout le dossier
        </a>
      </p>
      <p class="hint">
        Au clavier : flèches dans les notes, Tab vers le motif, Entrée sur « Enregistrer et continuer ». Avec script : 0
        à 4 choisit la note, n et p passent au critère suivant ou précédent, hors des champs de texte.
      </p>
    </div>
  );
};

/** What the mutuelle filed: its words and its pieces; its own grade only where it may be seen. */
const Filed = ({ base, file, criterion }: CriterionProps): Child => {
  const given = longOf(file.filed.answers[criterion.id]);
  const pieces = file.filed.pieces.filter((one) => one.criterion === criterion.id);
  const response = file.responses.find((one) => one.criterionId === criterion.id);
  return (
    <section aria-labelledby="depose">
      <h2 id="depose">Ce qui a été déposé</h2>
      {given.na === undefined ? null : (
        <Notice>
          <p>La mutuelle demande « sans objet » : {given.na.justification}</p>
        </Notice>
      )}
      <p>{given.justification ?? "Aucune justification."}</p>
      {pieces.length === 0 ? <p>Aucune pièce : sans preuve acceptée, la note compte pour 0.</p> : null}
      <ul class="rows">
        {pieces.map((piece) => (
          <li>
            <p>
              {piece.url === null ? (
                <a href={`${base}/preuves/${piece.id}`} download={true}>
                  {EVIDENCE_KINDS[piece.kind]} ({piece.mime})
                </a>
              ) : (
                <a href={piece.url} rel="noreferrer nofollow">
                  {piece.url}
                </a>
              )}{" "}
              · du {piece.issuedOn}
              {piece.expiresOn === null ? "" : `, valable jusqu’au ${piece.expiresOn}`}
            </p>
          </li>
        ))}
      </ul>
      {typeof given.declared === "number" ? (
        <p>
          <strong>Note déclarée par la mutuelle : {given.declared}</strong>
        </p>
      ) : (
        <p class="hint">La note que la mutuelle se donne apparaît quand la vôtre est enregistrée.</p>
      )}
      {response === undefined ? null : (
        <Notice>
          <p>Réponse de la mutuelle : {response.text}</p>
        </Notice>
      )}
    </section>
  );
};

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
    {(criterion.anchors ?? []).map((one) => (
      <label class="choice">
        <input type="radio" name="note" value={String(one.grade)} checked={chosen === String(one.grade)} />
        <span>
          <b>{one.grade}</b> {one.text}
        </span>
      </label>
    ))}
    {isNaAsked ? (
      <label class="choice">
        <input type="radio" name="note" value="na" checked={chosen === "na"} />
        <span>Sans objet : la demande est fondée</span>
      </label>
    ) : null}
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
    <fieldset id="pieces">
      <legend>Pièces non retenues</legend>
      {pieces.map(({ id, kind, issuedOn }, i) => (
        <>
          <label class="choice">
            <input
              type="checkbox"
              name={`refus-${id}`}
              checked={isTyped ? typed.values[`refus-${id}`] !== undefined : known.has(id)}
            />
            <span>
              Ne pas retenir la pièce {i + 1} ({EVIDENCE_KINDS[kind]} du {issuedOn})
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
    </fieldset>
  );
};

const gradeTyped = (state: FormState, saved: Grade | undefined): string =>
  state.values["note"]?.[0] ?? (saved === undefined ? "" : saved === null ? "na" : String(saved));

const ReviewForm = ({
  base,
  file,
  criterion,
  state,
  review,
  next,
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
      state={
        state.values["motif"] === undefined
          ? { ...state, values: { ...state.values, motif: [review?.comment ?? ""] } }
          : state
      }
    />
    <PieceVerdicts file={file} criterion={criterion} refused={review?.refused ?? []} typed={state} />
    <button type="submit">{next === null ? "Enregistrer" : "Enregistrer et continuer"}</button>
  </form>
);

/** Both blind grades, once both have handed in, and what was said since. */
const BothGrades = ({ file, criterion }: CriterionProps): Child => {
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

const JudgeForm = ({ base, file, criterion, me, may, state }: CriterionProps): Child => {
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
      <button type="submit">Enregistrer</button>
    </form>
  );
};

/** What must be mended, noted by assessors while they grade. */
const Findings = ({ base, file, criterion, me, may, state }: CriterionProps): Child => {
  const found = file.findings.filter((one) => one.criterionId === criterion.id);
  const task = taskOf(file, me)?.task;
  return (
    <section aria-labelledby="constats">
      <h2 id="constats">Constats</h2>
      {found.length === 0 ? <p>Aucun constat.</p> : null}
      <ul class="rows">
        {found.map((one) => (
          <li>
            <p>
              <strong>{one.severity === "major" ? "Majeur" : "Mineur"}</strong> : {one.text} À corriger avant le{" "}
              {one.dueOn}.{one.liftedOn === null ? "" : ` Levé le ${one.liftedOn}.`}
            </p>
            {one.liftedOn === null &&
            task !== undefined &&
            task !== "operator" &&
            (task !== "assessor" || one.personId === me) ? (
              <form method="post" action={`${base}/constats/${one.id}/lever`} class="inline">
                <button type="submit" class="quiet">
                  C’est corrigé : lever ce constat
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
      {may === "review" ? (
        <details>
          <summary>Noter un constat</summary>
          <form method="post" action={`${base}/criteres/${criterion.id}/constats`} novalidate>
            <Select
              name="gravite"
              label="Gravité"
              options={{
                minor: "Mineur : six mois pour corriger",
                major: "Majeur : bloque le label, trois mois pour corriger",
              }}
              state={EMPTY_FORM}
            />
            {criterion.severity === "major-only" ? <p class="hint">Sur ce critère, tout constat est majeur.</p> : null}
            <TextArea
              name="constat"
              label="Constat"
              hint="Ce qui manque, et ce qui le corrigerait."
              rows={2}
              state={state}
            />
            <button type="submit" class="quiet">
              Noter ce constat
            </button>
          </form>
        </details>
      ) : null}
    </section>
  );
};
