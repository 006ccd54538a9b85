import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Act } from "../../ui/console.tsx";
import { ErrorSummary, type FormState, Select, TextArea } from "../../ui/form.tsx";
import { Done, Facts, Head, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { STATE_WORDS } from "../application/application.ts";
import type { Case } from "../decision/case.ts";
import { KIND_WORDS, type Kind, type Scored } from "../decision/decision.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import { dimensionsOf, levelName, outOf100, whatIsMissing } from "../words.ts";
import { gradeWords } from "./criterion.pages.tsx";
import { dueInWords } from "./desk.pages.tsx";
import { type AssessedFile, RESPONSES, areGradesOpen, taskOf } from "./file.ts";
import { QUARREL_WORDS, quarrels, settle } from "./grades.ts";
import { TASK_WORDS } from "./process.ts";

type Props = {
  base: string;
  whole: Case;
  /** What this person may see. */
  seen: AssessedFile;
  me: string;
  now: number;
  /** Criteria that this person has still to grade. */
  left: readonly CriterionSpec[];
  kinds: readonly Kind[];
  grounds: Scored | null;
  state: FormState;
  done: string | null;
};

/** `/espace/evaluation/:dossier`: a file as one of those who work on it sees it. */
export const FilePage = (props: Props): Child => {
  const { seen, me, now, state, done, base } = props;
  const { application } = seen;
  const task = taskOf(seen, me)?.task ?? "operator";
  return (
    <>
      <ErrorSummary state={state} labels={{ motifs: "Motifs", demande: "Demande", decision: "Décision" }} />
      <Head
        eyebrow={`Label · ${TASK_WORDS[task]}`}
        title={application.offerName}
        lead={`${application.organisation}${application.isDemo ? " · exemple fictif" : ""}`}
      />
      <Done words={done} />
      <Facts
        rows={[
          ["État", STATE_WORDS[application.state]],
          application.dueOn === null ? null : ["Cette phase", dueInWords(application.dueOn, now)],
          ["Dépôt évalué", seen.filed.number === 0 ? "aucun" : `n° ${seen.filed.number}`],
          ["Référentiel", application.referential],
          ["Contrats couverts", application.contracts.join(", ")],
        ]}
      />
      {task === "assessor" ? <AssessorPart {...props} /> : null}
      {task === "adjudicator" ? <AdjudicatorPart {...props} /> : null}
      {task === "panel" || task === "appeal" ? <PanelPart {...props} /> : null}
      <CriteriaPart {...props} />
      <p>
        <a href={base.replace(/\/[^/]+$/, "")}>Tous mes dossiers</a>
      </p>
    </>
  );
};

/** Every criterion by dimension, with where it stands for this person. */
const CriteriaPart = ({ base, whole, seen, me, left }: Props): Child => {
  const waiting = new Set(left.map((one) => one.id));
  const open = areGradesOpen(seen);
  const word = (criterion: CriterionSpec): string => {
    const mine = seen.reviews.find((one) => one.personId === me && one.criterionId === criterion.id);
    const settled = open ? settle(criterion, seen) : null;
    if (settled !== null) {
      return gradeWords(settled.grade);
    }
    if (open) {
      return "à arbitrer";
    }
    return mine === undefined
      ? "à noter"
      : waiting.has(criterion.id)
        ? `${gradeWords(mine.grade)}, à relire : le dépôt a changé`
        : gradeWords(mine.grade);
  };
  return (
    <section aria-labelledby="criteres">
      <h2 id="criteres">Critères</h2>
      {dimensionsOf(whole.model.file).map((dimension) => (
        <Table
          caption={`${dimension.id} · ${dimension.name}`}
          heads={["Critère", "Où il en est"]}
          rows={dimension.criteria.flatMap((id) => {
            const criterion = whole.model.criteria.get(id);
            return criterion === undefined
              ? []
              : [
                  [
                    <a href={`${base}/criteres/${id}`}>
                      {id} · {criterion.name}
                    </a>,
                    word(criterion),
                  ],
                ];
          })}
        />
      ))}
    </section>
  );
};

const AssessorPart = ({ base, seen, me, left, state }: Props): Child => {
  const mine = taskOf(seen, me);
  const first = left[0];
  if (seen.application.state !== "in_review") {
    return null;
  }
  if (mine?.doneAt !== null && mine !== null) {
    return (
      <Notice>
        <p>
          {areGradesOpen(seen)
            ? "Vous avez rendu tous deux. Là où vos notes diffèrent d’une marche, chacun peut donner une note après échange."
            : "Vos notes sont rendues. Celles de l’autre évaluation apparaîtront quand elles le seront aussi."}
        </p>
      </Notice>
    );
  }
  return (
    <section aria-labelledby="faire">
      <h2 id="faire">À faire</h2>
      {first === undefined ? (
        <form method="post" action={`${base}/rendre`}>
          <p>Tous les critères sont notés. Une fois rendues, vos notes ne changent plus.</p>
          <button type="submit">Rendre mes notes</button>
        </form>
      ) : (
        <p class="acts">
          <a class="button" href={`${base}/criteres/${first.id}`}>
            {plural(left.length, "critère à noter", "critères à noter")} : commencer par {first.id}
          </a>
        </p>
      )}
      <details open={state.errors["demande"] !== undefined}>
        <summary>Demander une précision à la mutuelle</summary>
        <form method="post" action={`${base}/precisions`} novalidate>
          <TextArea
            name="demande"
            label="Demande"
            hint="Quel critère, quelle pièce ou quelle phrase, et pourquoi. La mutuelle lira ces mots."
            rows={3}
            state={state}
          />
          <button type="submit" class="quiet">
            Demander
          </button>
          <p class="hint">
            Le dossier lui revient pour quinze jours ouvrés. Ce qu’elle ne change pas garde votre note.
          </p>
        </form>
      </details>
    </section>
  );
};

const AdjudicatorPart = ({ base, whole, seen }: Props): Child => {
  if (!areGradesOpen(seen)) {
    return (
      <Notice>
        <p>Les deux évaluations ne sont pas encore rendues : rien à arbitrer.</p>
      </Notice>
    );
  }
  const open = quarrels(whole.model, seen);
  return (
    <section aria-labelledby="faire">
      <h2 id="faire">À arbitrer</h2>
      {open.length === 0 && seen.responses.length === 0 ? <p>Rien n’attend votre arbitrage.</p> : null}
      <ul>
        {open.map(({ criterion, why }) => (
          <li>
            <a href={`${base}/criteres/${criterion.id}`}>
              {criterion.id} · {criterion.name}
            </a>{" "}
            : {QUARREL_WORDS[why]}
          </li>
        ))}
        {seen.responses.map((one) => (
          <li>
            <a href={`${base}/criteres/${one.criterionId}`}>{one.criterionId}</a> : la mutuelle répond «{" "}
            {RESPONSES[one.kind]} »
          </li>
        ))}
      </ul>
    </section>
  );
};

const PanelPart = ({ base, whole, seen, me, kinds, grounds, state }: Props): Child => {
  const { proposal, signers, appeal } = whole.decided;
  if (grounds === null) {
    return (
      <Notice>
        <p>Le comité voit les notes quand la mutuelle les a reçues.</p>
      </Notice>
    );
  }
  const { file } = whole.model;
  const kind = proposal === null ? null : KIND_WORDS[proposal.kind as Kind];
  return (
    <section aria-labelledby="faire">
      <h2 id="faire">Décision</h2>
      <p>
        <strong>{levelName(file, grounds.result.level)}</strong> · vérifié{" "}
        {outOf100(grounds.result.verified.basisPoints ?? 0)}, déclaré{" "}
        {outOf100(grounds.result.declared.basisPoints ?? 0)}. {whatIsMissing(file, grounds.result) ?? ""}
      </p>
      {grounds.majors === 0 ? null : (
        <Notice kind="warn">
          <p>{plural(grounds.majors, "constat majeur ouvert bloque", "constats majeurs ouverts bloquent")} le label.</p>
        </Notice>
      )}
      {appeal === null || seen.application.state !== "appealed" ? null : (
        <Notice>
          <p>Recours de la mutuelle : {appeal.text}</p>
        </Notice>
      )}
      {seen.responses.length === 0 ? null : (
        <ul>
          {seen.responses.map((one) => (
            <li>
              {one.criterionId}, « {RESPONSES[one.kind]} » : {one.text}
            </li>
          ))}
        </ul>
      )}
      {proposal === null ? null : (
        <div class="criterion">
          <h3>Proposé : {kind}</h3>
          <p>{proposal.reasons}</p>
          <p>{plural(signers.length, "signature", "signatures")} sur 3. La troisième rend la décision.</p>
          {signers.includes(me) ? (
            <p>Vous avez signé.</p>
          ) : (
            <Act
              action={`${base}/signer`}
              what="Signer cette décision"
              fields={{ revision: String(proposal.revision) }}
            />
          )}
        </div>
      )}
      {kinds.length === 0 ? (
        <p>Rien à décider aujourd’hui : la mutuelle peut encore répondre, ou la décision est prise.</p>
      ) : (
        <details open={proposal === null || state.errors["motifs"] !== undefined}>
          <summary>
            {proposal === null ? "Proposer une décision" : "Proposer autre chose : les signatures tombent"}
          </summary>
          <form method="post" action={`${base}/proposer`} novalidate>
            <input type="hidden" name="revision" value={String(proposal?.revision ?? 0)} />
            <Select
              name="decision"
              label="Décision"
              options={Object.fromEntries(kinds.map((one) => [one, KIND_WORDS[one]]))}
              state={state}
            />
            <TextArea
              name="motifs"
              label="Motifs"
              hint="La mutuelle les lira ; un label publié les montre. Le niveau est calculé, il ne se choisit pas."
              rows={5}
              state={state}
            />
            <button type="submit">Proposer et signer</button>
          </form>
        </details>
      )}
    </section>
  );
};
