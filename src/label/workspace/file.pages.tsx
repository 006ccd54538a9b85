import type { Child } from "hono/jsx";

import type { Said } from "../../kernel/said.ts";
import { Card } from "../../ui/cards.tsx";
import { ErrorSummary } from "../../ui/form.tsx";
import { CellMap } from "../../ui/map.tsx";
import { Done, Facts, Fold, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { withMail } from "../../ui/mail-left.ts";
import type { PersonId } from "../../kernel/ids.ts";
import type { Case } from "../decision/case.ts";
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

/** What stands of a file for whoever reads it: their grades, what they found, put before the panel or signed; and that all signed. */
export type FileStanding = "handed_in" | "clarification" | "found" | "proposed" | "signed" | "decided" | "envisaged";
export const FILE_SAID: Said<FileStanding> = {
  rendu: { handed_in: "Vos notes sont rendues." },
  precisions: {
    clarification: withMail("La demande est partie. Le dossier revient à la mutuelle, qui en est prévenue."),
  },
  constat: { found: withMail("Le constat est noté. La mutuelle en est prévenue.") },
  propose: { proposed: "La proposition est devant le comité, avec votre signature." },
  signe: { signed: "Vous avez signé.", decided: "La décision est prise." },
  mesure: { envisaged: "La mesure est devant le comité, avec votre signature. Personne d’autre n’en est prévenu." },
};
/** What stands of a file for one person. */
export function fileStanding(
  { file, decided: { proposal, signers, measure, decisions } }: Case,
  me: PersonId,
): FileStanding[] {
  const isSigner = signers.includes(me);
  const isAgainst = measure?.signers.includes(me) === true;
  const standing: [FileStanding, boolean][] = [
    ["handed_in", (taskOf(file, me)?.doneAt ?? null) !== null],
    ["clarification", file.application.state === "clarification"],
    ["found", file.findings.some(({ personId, liftedOn }) => personId === me && liftedOn === null)],
    ["proposed", proposal !== null && isSigner],
    ["signed", isSigner || isAgainst],
    ["decided", proposal === null && decisions.length > 0],
    ["envisaged", isAgainst && measure?.heardUntilOn === null],
  ];
  return standing.flatMap(([state, stands]) => (stands ? [state] : []));
}

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
