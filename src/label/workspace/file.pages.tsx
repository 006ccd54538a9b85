import type { Child } from "hono/jsx";

import { Card } from "../../ui/cards.tsx";
import { ErrorSummary } from "../../ui/form.tsx";
import { CellMap } from "../../ui/map.tsx";
import { Done, Facts, Fold, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { STATE_WORDS } from "../application/application.ts";
import { taskOf } from "../assessment/file.ts";
import { TASK_WORDS } from "../assessment/process.ts";
import { dimensionsOf } from "../referential/words.ts";
import { cellFor, standingFor } from "./map.parts.tsx";
import { RightsPart } from "./rights.parts.tsx";
import { PanelPart } from "./panel.parts.tsx";
import { AdjudicatorPart, AssessorPart, type FileProps } from "./tasks.parts.tsx";
import { FindingsList } from "./finding.pages.tsx";
import { dueInWords } from "./worklist.pages.tsx";

const LABELS = {
  motifs: "Motifs",
  demande: "Demande",
  decision: "Décision",
  concernes: "Critères concernés",
  constat: "Constat",
  griefs: "Ce qui est reproché",
  raisons: "Raisons",
  reference: "Où le lire",
  urgence: "Suspendre tout de suite",
};
/** `/espace/evaluation/:dossier`: a file as one of those who work on it sees it. */
export const FilePage = (props: FileProps): Child => {
  const { seen, me, now, state, done, base } = props;
  const { application } = seen;
  const task = taskOf(seen, me)?.task ?? "operator";
  return (
    <>
      <ErrorSummary state={state} labels={LABELS} />
      <Head
        eyebrow={`Label · ${TASK_WORDS[task]}`}
        title={application.offerName}
        lead={`${application.organisation}${application.isDemo ? " · exemple fictif" : ""}`}
      />
      <Done words={done} />
      <div class="split wide">
        <div class="stack beside">
          {task === "assessor" ? <AssessorPart {...props} /> : null}
          {task === "adjudicator" ? <AdjudicatorPart {...props} /> : null}
          {task === "panel" || task === "appeal" ? <PanelPart {...props} /> : null}
          <RightsPart whole={props.whole} roles={[task]} now={now} />
          <Card title="Le dossier">
            <Facts
              rows={[
                ["État", STATE_WORDS[application.state]],
                application.dueOn === null ? null : ["Cette phase", dueInWords(application.dueOn, now)],
                ["Dépôt évalué", seen.filed.number === 0 ? "aucun" : `n° ${seen.filed.number}`],
                ["Référentiel", application.referential],
                ["Contrats couverts", application.contracts.join(", ")],
              ]}
            />
            <p class="acts">
              <a class="button quiet" href={`${base}/changements`}>
                Ce qui a changé
              </a>
              <a class="button quiet" href={base.replace(/\/[^/]+$/, "")}>
                Tous mes dossiers
              </a>
            </p>
          </Card>
        </div>
        <div>
          <FindingsList file={seen} base={base} todayOn={dayOf(now, PARIS)} />
          <CriteriaPart {...props} />
        </div>
      </div>
    </>
  );
};

/** Every criterion by dimension, with where it stands for this person: at a glance, and as a list. */
const CriteriaPart = ({ base, whole, seen, me, left }: FileProps): Child => {
  const waiting = new Set(left.map((one) => one.id));
  const dimensions = dimensionsOf(whole.model.file).map(({ id, name, criteria }) => ({
    id,
    name,
    criteria: criteria.flatMap((one) => whole.model.criteria.get(one) ?? []),
  }));
  return (
    <section aria-labelledby="criteres">
      <h2 id="criteres">Critères</h2>
      <CellMap
        rows={dimensions.map(({ name, criteria }) => ({
          title: name,
          cells: criteria.map((one) => cellFor(one, { base, file: seen, me }, { isLeft: waiting.has(one.id) })),
        }))}
      />
      <Fold title="Les mêmes, en liste" icon="carnet">
        {dimensions.map(({ id, name, criteria }) => (
          <Table
            caption={`${id} · ${name}`}
            heads={["Critère", "Où il en est"]}
            rows={criteria.map((one) => [
              <a href={`${base}/criteres/${one.id}`}>
                {one.id} · {one.name}
              </a>,
              standingFor(one, { file: seen, me }, waiting.has(one.id)).words,
            ])}
          />
        ))}
      </Fold>
    </section>
  );
};
