import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { ErrorSummary, type FormState, Grades, TextArea } from "../../ui/form.tsx";
import { Done, Facts, Fold, Head, Notice } from "../../ui/parts.tsx";
import { Rows } from "../../ui/work.tsx";
import {
  CALIBRATION,
  type Calibrated,
  type CalibrationCase,
  LEAST_CASES,
  calibratedUntil,
} from "../assessment/calibration.ts";
import { CriterionHelp } from "../referential/referential.pages.tsx";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { WORKLIST } from "./edge.tsx";

export const CALIBRATION_PATH = `${WORKLIST}/calibrage`;

/** How far somebody is, in a sentence. */
export const calibrationWords = (done: readonly Calibrated[]): string => {
  const until = calibratedUntil(done);
  return until === null
    ? `Calibrage : ${plural(done.length, "réponse jugée", "réponses jugées")} sur ${LEAST_CASES}. Aucun dossier ne peut vous être confié avant la dixième.`
    : `Calibrage fait : des dossiers peuvent vous être confiés jusqu’au ${dayInWords(until, PARIS)}.`;
};

type ListProps = { model: Model; done: readonly Calibrated[] };
/** `/espace/evaluation/calibrage`: the fictitious answers, and what this person gave each. */
export const CalibrationPage = ({ model, done }: ListProps): Child => {
  const given = new Map(done.map((one) => [one.caseId, one]));
  return (
    <>
      <p class="crumbs">
        <a href={WORKLIST}>Mes dossiers</a>
      </p>
      <Head
        eyebrow="Label"
        title="Se calibrer"
        lead={`${CALIBRATION.cases.length} réponses de mutuelles qui n’existent pas, avec leurs pièces. Jugez-en ${LEAST_CASES} dans l’année : à chaque fois, vous lisez ensuite la note de référence et ses raisons.`}
      />
      <Notice kind={calibratedUntil(done) === null ? "wait" : "good"}>
        <p>{calibrationWords(done)}</p>
      </Notice>
      <p>Vos écarts ne sont montrés qu’à vous. Ensemble et sans nom, ils disent quels critères sont ambigus.</p>
      <Rows
        rows={CALIBRATION.cases.map((one) => {
          const mine = given.get(one.id);
          return {
            title: `${one.criterion} · ${model.criteria.get(one.criterion)?.name ?? ""}`,
            why: `${one.offer} · ${mine === undefined ? "à juger" : differenceWords(mine.grade, one.grade)}`,
            act: (
              <a class="button quiet small" href={`${CALIBRATION_PATH}/${one.id}`}>
                {mine === undefined ? "Juger" : "Relire"}
                <span class="seen-by-readers">
                  {" "}
                  {one.criterion}, {one.offer}
                </span>
              </a>
            ),
          };
        })}
      />
    </>
  );
};

const differenceWords = (mine: number, reference: number): string =>
  mine === reference
    ? `vous : ${mine}, comme la référence`
    : `vous : ${mine}, référence : ${reference}, ${plural(Math.abs(mine - reference), "point")} d’écart`;

type CaseProps = {
  one: CalibrationCase;
  criterion: CriterionSpec;
  mine: Calibrated | null;
  /** The next one that is not graded yet. */
  next: string | null;
  state: FormState;
  said: string | null;
};
/** One fictitious answer: what was filed and the form; then the grade it has, and why. */
export const CalibrationCasePage = (props: CaseProps): Child => {
  const { one, criterion, mine, state, said } = props;
  return (
    <>
      <ErrorSummary state={state} labels={{ note: "Note", motif: "Motif" }} />
      <p class="crumbs">
        <a href={CALIBRATION_PATH}>Toutes les réponses</a>
      </p>
      <div class="split wide">
        <div>
          <Head
            eyebrow={`Calibrage · ${one.offer}`}
            title={`${criterion.id} · ${criterion.name ?? ""}`}
            lead={criterion.requirement ?? ""}
          />
          <Done words={said} />
          {mine === null ? <GradeForm {...props} /> : <Reference {...props} mine={mine} />}
        </div>
        <div class="stack">
          <section class="card" aria-labelledby="depose">
            <h2 id="depose">Ce qui a été déposé</h2>
            <p>{one.words}</p>
            <ul class="rows">
              {one.pieces.map(({ kind, name, says }) => (
                <li>
                  <p>
                    <strong>{name}</strong> ({EVIDENCE_KINDS[kind]})<br />
                    {says}
                  </p>
                </li>
              ))}
            </ul>
            {mine === null ? (
              <p class="hint">La note que la mutuelle se donne apparaît quand la vôtre est enregistrée.</p>
            ) : (
              <p>
                <strong>Note déclarée par la mutuelle : {one.declared}</strong>
              </p>
            )}
            <p class="hint">
              Toutes les pièces sont fraîches au {dayInWords(startOfDay(CALIBRATION.readOn, PARIS), PARIS)}.
            </p>
          </section>
          <Fold title="Ce qui compte, ce qui ne compte pas" hint="pourquoi, preuves et exemples" icon="balance">
            <CriterionHelp criterion={criterion} heading="h3" />
          </Fold>
        </div>
      </div>
    </>
  );
};

const GradeForm = ({ one, criterion, state }: CaseProps): Child => (
  <form method="post" action={`${CALIBRATION_PATH}/${one.id}`} novalidate>
    <fieldset id="note">
      <legend>Note</legend>
      <Grades
        name="note"
        chosen={state.values["note"]?.[0] ?? ""}
        grades={(criterion.anchors ?? []).map(({ grade, text }) => ({ value: String(grade), text }))}
      />
    </fieldset>
    <TextArea
      name="motif"
      label="Motif"
      hint="Comme pour un vrai dossier : ce que les pièces montrent. Vous seul le relirez."
      rows={3}
      state={state}
    />
    <button type="submit">Enregistrer, lire la référence</button>
    <p class="hint">Une réponse se juge une fois : la référence est montrée ensuite.</p>
  </form>
);

const Reference = ({ one, mine, next }: CaseProps & { mine: Calibrated }): Child => (
  <section aria-labelledby="reference">
    <h2 id="reference">
      {mine.grade === one.grade ? "La même note que la référence" : `Référence : ${one.grade}, vous : ${mine.grade}`}
    </h2>
    <Facts
      rows={[
        ["Note de référence", String(one.grade)],
        ["Votre note", String(mine.grade)],
        ["Votre motif", mine.why],
      ]}
    />
    <p>{one.why}</p>
    <p>{one.above}</p>
    {next === null ? null : (
      <p>
        <a class="button" href={`${CALIBRATION_PATH}/${next}`}>
          Réponse suivante
        </a>
      </p>
    )}
  </section>
);
