import type { Child } from "hono/jsx";

import { ErrorSummary } from "../../ui/form.tsx";
import { Done, Facts, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { STATE_WORDS } from "../application/application.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import { dimensionsOf } from "../referential/words.ts";
import { dueInWords } from "./worklist.pages.tsx";
import { areGradesOpen, taskOf } from "../assessment/file.ts";
import { settle } from "../assessment/grades.ts";
import { gradeWords } from "./grading.parts.tsx";
import { PanelPart } from "./panel.parts.tsx";
import { TASK_WORDS } from "../assessment/process.ts";
import { AdjudicatorPart, AssessorPart, type FileProps } from "./tasks.parts.tsx";

/** `/espace/evaluation/:dossier`: a file as one of those who work on it sees it. */
export const FilePage = (props: FileProps): Child => {
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
const CriteriaPart = ({ base, whole, seen, me, left }: FileProps): Child => {
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
