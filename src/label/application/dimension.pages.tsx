import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { dayInWords, hourIn, PARIS } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Tabs } from "../../ui/work.tsx";
import { Dock } from "../../ui/dock.tsx";
import type { PersonId } from "../../kernel/ids.ts";
import { EMPTY_FORM, ErrorSummary, type FormState, Grades } from "../../ui/form.tsx";
import { Done, Head, Notice } from "../../ui/parts.tsx";
import { anchorOf, gradesOf } from "../referential/words.ts";
import { HelpFold } from "../referential/referential.pages.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import { type Answer, type Piece, type Progress, isEditable } from "./application.ts";
import type { Application } from "./application.store.ts";
import { OPENNESS, type Range, isPerRange, leastCovered, mostOpen } from "./range.ts";
import { COMMENT_LABELS, type RefusedComment, TeamComments } from "./comments.parts.tsx";
import type { Comment } from "./comments.store.ts";
import { Standing } from "./offer.parts.tsx";
import type { LibraryPiece } from "./library.store.ts";
import { PIECE_LABELS, Pieces, type RefusedPiece } from "./pieces.parts.tsx";

type Props = {
  base: string;
  application: Application;
  model: Model;
  scored: ScoredUnit | null;
  dimension: { id: string; name: string; criteria: readonly string[] };
  progress: readonly Progress[];
  answers: readonly Answer[];
  pieces: readonly Piece[];
  ranges: readonly Range[];
  library: readonly LibraryPiece[];
  todayOn: string;
  /** What was typed and refused, for one criterion. */
  refused: { criterionId: string; state: FormState; theirs: Answer | null } | null;
  refusedPiece: RefusedPiece | null;
  comments: readonly Comment[];
  me: PersonId;
  refusedComment: RefusedComment | null;
  done: string | null;
};

/** What was refused, wherever on the page. */
const wrongIn = ({ refused, refusedPiece, refusedComment }: Props): FormState =>
  refused?.state ?? refusedPiece?.state ?? refusedComment?.state ?? EMPTY_FORM;

/** A dimension of an application: each criterion with its help, its answer, its pieces. */
export const DimensionPage = (props: Props): Child => {
  const { base, application, model, scored, dimension, progress, done } = props;
  const at = progress.findIndex((one) => one.id === dimension.id);
  const next = progress[at + 1];
  return (
    <div id="application" data-base={base}>
      <ErrorSummary state={wrongIn(props)} labels={LABELS} />
      <Head
        eyebrow={application.offerName}
        title={dimension.name}
        lead={`${plural(progress[at]?.answered ?? 0, "réponse")} sur ${progress[at]?.asked ?? 0}. Chaque critère s’enregistre à part.`}
      />
      <Done words={done} />
      <p role="status" id="network" class="hint"></p>
      <Tabs
        label="Dimensions"
        tabs={progress.map((one) => ({
          href: `${base}/dimensions/${one.id}`,
          title: one.name,
          isCurrent: one.id === dimension.id,
        }))}
      />
      <div class="split">
        <div class="stack">
          {dimension.criteria.map((id) => {
            const criterion = model.criteria.get(id);
            return criterion === undefined ? null : <Criterion criterion={criterion} {...props} />;
          })}
        </div>
        <div class="stack stick tall">
          <Card kind="roof" title="Où vous en êtes">
            <Standing model={model} scored={scored} />
          </Card>
          <a class="button quiet" href={base}>
            Toute la candidature
          </a>
        </div>
      </div>
      <Dock>
        <p class="meta">
          {plural(progress[at]?.answered ?? 0, "réponse")} sur {progress[at]?.asked ?? 0}
        </p>
        {next === undefined ? (
          <a class="button" href={`${base}/recapitulatif`}>
            Relire et déposer
          </a>
        ) : (
          <a class="button" href={`${base}/dimensions/${next.id}`}>
            Suite : {next.name}
          </a>
        )}
      </Dock>
    </div>
  );
};

const LABELS = { note: "Note", justification: "Justification", ...PIECE_LABELS, ...COMMENT_LABELS };

const Criterion = (props: Props & { criterion: CriterionSpec }): Child => {
  const { base, application, criterion, answers, pieces, refused, model } = props;
  const ranges = isPerRange(model.file, criterion) ? props.ranges : [];
  const answer = answers.find((one) => one.criterionId === criterion.id);
  const mine = refused?.criterionId === criterion.id ? refused : null;
  const theirs = mine?.theirs ?? null;
  const isOpen = isEditable(application.state);
  return (
    <section class="card" id={criterion.id} aria-labelledby={`${criterion.id}-titre`}>
      <h2 id={`${criterion.id}-titre`}>
        {criterion.id} · {criterion.name}
      </h2>
      <p>{criterion.requirement}</p>
      <HelpFold criterion={criterion} heading="h3" />
      {theirs === null ? null : <Conflict theirs={theirs} />}
      <AnswerForm
        action={`${base}/criteres/${criterion.id}`}
        criterion={criterion}
        answer={answer}
        ranges={ranges}
        counted={countedWords(props, criterion, answer)}
        typed={mine?.state ?? null}
        revision={(theirs ?? answer)?.revision ?? 0}
        isOpen={isOpen}
      />
      <Pieces
        base={base}
        criterion={criterion}
        pieces={pieces.filter((one) => one.criterionId === criterion.id)}
        library={props.library}
        model={model}
        todayOn={props.todayOn}
        isOpen={isOpen}
        refused={props.refusedPiece}
      />
      <TeamComments
        action={`${base}/criteres/${criterion.id}/mots`}
        criterionId={criterion.id}
        comments={props.comments}
        me={props.me}
        refused={props.refusedComment}
      />
    </section>
  );
};

const gradeOf = (answer: Answer | undefined): string =>
  answer === undefined ? "" : answer.isNa ? "na" : answer.declared === null ? "" : String(answer.declared);

/** Where the grade of the offer comes from: its least covered range; or how many members its ranges leave out. */
function countedWords(
  { model, ranges, application }: Pick<Props, "model" | "ranges" | "application">,
  criterion: CriterionSpec,
  answer: Answer | undefined,
): string | null {
  if (ranges.length === 0) {
    return null;
  }
  if (criterion.id === OPENNESS) {
    const { members, covered } = application;
    return `Vos gammes couvrent ${covered} adhérents sur ${members} : la note ne peut pas dépasser ${mostOpen(application)}.`;
  }
  if (!isPerRange(model.file, criterion)) {
    return null;
  }
  const least = leastCovered(answer?.byRange ?? null, ranges);
  const text = anchorOf(criterion, answer?.declared ?? 0);
  return least.length === 0
    ? "La note de l’offre sera celle de la gamme la moins couverte : donnez une note à chacune."
    : `La note de l’offre est ${answer?.declared ?? ""}, celle de la gamme la moins couverte : ${least.join(", ")} (${text}).`;
}

/** One grade a range. */
const RangeGrades = ({
  criterion,
  ranges,
  answer,
  typed,
}: Pick<AnswerProps, "criterion" | "ranges" | "answer" | "typed">): Child =>
  ranges.map(({ id, name }) => {
    const chosen = typed?.values[`gamme-${id}`]?.[0] ?? String(answer?.byRange?.[id] ?? "");
    return (
      <div class="field">
        <label for={`${criterion.id}-${id}`}>{name}</label>
        <select id={`${criterion.id}-${id}`} name={`gamme-${id}`} data-range={id}>
          <option value="">Pas encore de note</option>
          {gradesOf(criterion).map(({ value, text }) => (
            <option value={value} selected={value === chosen}>
              {value} · {text}
            </option>
          ))}
        </select>
      </div>
    );
  });

/** Somebody saved meanwhile: both answers are shown, and sending again keeps the one typed here. */
const Conflict = ({ theirs }: { theirs: Answer }): Child => (
  <Notice kind="warn">
    <p>
      <strong>Quelqu’un de votre équipe a enregistré ce critère entre-temps</strong>, à {hourIn(theirs.savedAt, PARIS)}{" "}
      : note {gradeOf(theirs) === "na" ? "sans objet" : gradeOf(theirs) || "aucune"}
      {theirs.justification === "" ? "." : `, « ${theirs.justification} ».`}
    </p>
    <p>
      Votre réponse est ci-dessous, pas encore enregistrée. Enregistrez-la pour remplacer la sienne, ou rechargez la
      page pour garder la sienne.
    </p>
  </Notice>
);

/** What the fields of an answer hold: what was typed and refused, else what is saved. */
function fieldsOf(typed: FormState | null, answer: Answer | undefined) {
  const saved = {
    grade: gradeOf(answer),
    justification: answer?.justification ?? "",
    isPublishable: answer?.isPublishable === true,
  };
  if (typed === null) {
    return saved;
  }
  const value = (name: string): string | undefined => typed.values[name]?.[0];
  return {
    grade: value("note") ?? saved.grade,
    justification: value("justification") ?? saved.justification,
    isPublishable: value("publiable") === "on",
  };
}

type AnswerProps = {
  action: string;
  criterion: CriterionSpec;
  answer: Answer | undefined;
  /** Where each takes a grade of its own. */
  ranges: readonly Range[];
  /** What the grade comes from, in words, where ranges say it. */
  counted: string | null;
  typed: FormState | null;
  revision: number;
  isOpen: boolean;
};
const AnswerForm = ({ action, criterion, answer, ranges, counted, typed, revision, isOpen }: AnswerProps): Child => {
  const { id } = criterion;
  const { grade, justification, isPublishable } = fieldsOf(typed, answer);
  const saved =
    answer === undefined ? "" : `le ${dayInWords(answer.savedAt, PARIS)} à ${hourIn(answer.savedAt, PARIS)}`;
  return (
    <form method="post" action={action} data-answer={id} data-saved={saved} novalidate>
      <input type="hidden" name="revision" value={String(revision)} />
      <fieldset disabled={!isOpen} id={`note-${id}`}>
        <legend>Note déclarée pour {id}</legend>
        {typed?.errors["note"] === undefined ? null : <p class="field-error">{typed.errors["note"]}</p>}
        {ranges.length === 0 ? (
          <Grades name="note" grades={gradesOf(criterion)} chosen={grade} />
        ) : (
          <RangeGrades criterion={criterion} ranges={ranges} answer={answer} typed={typed} />
        )}
        {counted === null ? null : <p class="hint">{counted}</p>}
        <div class="field">
          <label for={`justification-${id}`}>Justification</label>
          <p class="hint" id={`${id}-aide`}>
            Ce qui permet de le constater. Aucun nom, aucune donnée d’une victime.
          </p>
          {typed?.errors["justification"] === undefined ? null : (
            <p class="field-error">{typed.errors["justification"]}</p>
          )}
          <textarea
            id={`justification-${id}`}
            name="justification"
            rows={3}
            maxlength={2000}
            aria-describedby={`${id}-aide`}
          >
            {justification}
          </textarea>
        </div>
        <label class="choice">
          <input type="checkbox" name="publiable" checked={isPublishable} />
          <span>Cette justification peut être publiée avec le label</span>
        </label>
        {isOpen ? (
          <button type="submit" class="quiet">
            Enregistrer<span class="seen-by-readers"> {id}</span>
          </button>
        ) : null}
      </fieldset>
      <p class="hint" role="status" data-state={id}>
        {answer === undefined ? "Pas encore de réponse." : `Dernière sauvegarde ${saved}.`}
      </p>
    </form>
  );
};
