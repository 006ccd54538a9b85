import { ReplyForm, Thread } from "./thread.parts.tsx";
import type { Child } from "hono/jsx";

import type { PersonId } from "../../kernel/ids.ts";
import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { type FormState, Select, TextArea, TextField } from "../../ui/form.tsx";
import { Fold, Notice } from "../../ui/parts.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import { criteriaOf } from "../assessment/findings.ts";
import { FindingLine, SEVERITIES } from "./finding.pages.tsx";
import { type AssessedFile, taskOf } from "../assessment/file.ts";
import { isPerRange } from "../application/range.ts";
import { longOf } from "../assessment/grades.ts";

export type CriterionProps = {
  base: string;
  file: AssessedFile;
  model: Model;
  criterion: CriterionSpec;
  me: PersonId;
  /** Which word this person may give on it: a blind grade, one after exchange, a judgement; none. */
  may: "review" | "exchange" | "adjudicate" | null;
  previous: string | null;
  next: string | null;
  todayOn: string;
  state: FormState;
  done: string | null;
};

/** What the mutuelle filed: its words and its pieces; its own grade only where it may be seen. */
export const Filed = ({ base, file, model, criterion, me, todayOn, state }: CriterionProps): Child => {
  const ranges = isPerRange(model.file, criterion) ? file.filed.ranges : [];
  const given = longOf(file.filed.answers[criterion.id]);
  const pieces = file.filed.pieces.filter((one) => one.criterion === criterion.id);
  return (
    <section class="card" aria-labelledby="depose">
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
                  {piece.name ?? EVIDENCE_KINDS[piece.kind]} ({piece.mime})
                </a>
              ) : (
                <a href={piece.url} rel="noreferrer nofollow">
                  {piece.name ?? piece.url}
                </a>
              )}
              {piece.pages === undefined || piece.pages === "" ? "" : ` · ${piece.pages}`}
              {"\u00a0"}· du {dayInWords(startOfDay(piece.issuedOn, PARIS), PARIS)}
              {piece.expiresOn === null
                ? ""
                : `, valable jusqu’au ${dayInWords(startOfDay(piece.expiresOn, PARIS), PARIS)}`}
            </p>
          </li>
        ))}
      </ul>
      {ranges.length === 0 ? null : (
        <p>
          La note est celle de la gamme la moins couverte, parmi :{" "}
          {ranges
            .map(({ name }) =>
              given.byRange?.[name] === undefined ? name : `${name} (déclarée ${given.byRange[name]})`,
            )
            .join(", ")}
          .
        </p>
      )}
      {typeof given.declared === "number" ? (
        <p>
          <strong>Note déclarée par la mutuelle : {given.declared}</strong>
        </p>
      ) : (
        <p class="hint">La note que la mutuelle se donne apparaît quand la vôtre est enregistrée.</p>
      )}
      {file.responses.some((one) => one.criterionId === criterion.id) ? (
        <>
          <h3>Ce que la mutuelle répond</h3>
          <Thread file={file} criterionId={criterion.id} side="judge" />
        </>
      ) : null}
      {taskOf(file, me)?.task === "adjudicator" ? (
        <ReplyForm
          file={file}
          criterionId={criterion.id}
          side="judge"
          action={`${base}/criteres/${criterion.id}/repliquer`}
          todayOn={todayOn}
          state={state}
        />
      ) : null}
    </section>
  );
};

/** What must be mended, noted by assessors while they grade. */
export const Findings = ({ base, file, criterion, todayOn, may, state }: CriterionProps): Child => {
  const found = file.findings.filter((one) => criteriaOf(one).includes(criterion.id));
  return (
    <section class="card flat" aria-labelledby="constats">
      <h2 id="constats">Constats</h2>
      {found.length === 0 ? <p>Aucun constat.</p> : null}
      <ul class="rows">
        {found.map((finding) => (
          <FindingLine file={file} finding={finding} base={base} todayOn={todayOn} />
        ))}
      </ul>
      {may === "review" ? <AddFinding base={base} criterion={criterion} state={state} /> : null}
    </section>
  );
};

const AddFinding = ({ base, criterion, state }: Pick<CriterionProps, "base" | "criterion" | "state">): Child => (
  <Fold
    title="Noter un constat"
    icon="alerte"
    isOpen={state.errors["constat"] !== undefined || state.errors["aussi"] !== undefined}
  >
    <form method="post" action={`${base}/criteres/${criterion.id}/constats`} novalidate>
      <Select name="gravite" label="Gravité" options={SEVERITIES} state={state} />
      {criterion.severity === "major-only" ? <p class="hint">Sur ce critère, tout constat est majeur.</p> : null}
      <TextArea name="constat" label="Constat" hint="Ce qui manque, et ce qui le corrigerait." rows={2} state={state} />
      <TextField
        name="aussi"
        label="Autres critères concernés"
        hint="Leurs codes, séparés par des virgules, par exemple « PSY-4, ACC-1 »."
        state={state}
        isOptional={true}
      />
      <button type="submit" class="quiet">
        Noter ce constat
      </button>
    </form>
  </Fold>
);
