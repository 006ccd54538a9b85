import type { Child } from "hono/jsx";

import { Act } from "../../ui/console.tsx";
import { ErrorSummary, type FormState, TextArea } from "../../ui/form.tsx";
import { Card } from "../../ui/cards.tsx";
import { Done, Facts, Fold, Head, Notice } from "../../ui/parts.tsx";
import { STATE_WORDS } from "../application/application.ts";
import { dueInWords } from "./worklist.pages.tsx";
import type { AssessedFile } from "../assessment/file.ts";
import { noonOf } from "../assessment/process.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import type { Model } from "../scoring/model.ts";
import { dimensionsOf, levelName, outOf100, whatIsMissing } from "../referential/words.ts";
import type { Case } from "../decision/case.ts";
import type { Decision, Scored } from "../decision/decision.ts";
import type { Measure } from "../decision/measure.ts";
import { STATES_IN_WORDS } from "../registry/label-words.ts";
import { FindingsList } from "./finding.pages.tsx";
import { Feedback } from "./feedback.parts.tsx";
import { RightsPart } from "./rights.parts.tsx";
import { HearingPart } from "./measure.parts.tsx";

/** Until when a decision may be contested; null: nothing could change. */
export type AppealWords = { untilOn: string | null };
type Props = {
  base: string;
  whole: Case;
  file: AssessedFile;
  model: Model;
  decisions: readonly Decision[];
  /** What the log holds of decisions that are not public: its mutuelle alone reads it. */
  inscribed: readonly { seq: number }[];
  /** What the grades come to; null before the mutuelle is told. */
  grounds: Scored | null;
  isOwner: boolean;
  appeal: AppealWords | null;
  measure: Measure | null;
  /** When the mutuelle said that it read the last decision. */
  readOn: string | null;
  todayOn: string;
  now: number;
  state: FormState;
  done: string | null;
};

/** Where an application stands for its mutuelle: the phase and its last day, what is asked, each grade with its reasons, what was decided. */
export const FollowPage = (props: Props): Child => {
  const { base, file, now, state, done, decisions, isOwner } = props;
  const { application } = file;
  return (
    <>
      <ErrorSummary state={state} labels={{ texte: "Recours", audition: "Votre réponse" }} />
      <Head
        eyebrow={application.offerName}
        title="L’évaluation de votre candidature"
        lead="Chaque phase a son dernier jour. Tout ce que vous lisez ici s’imprime."
      />
      <Done words={done} />
      <div class="split">
        <div class="stack beside">
          <Card kind="roof" title="Où elle en est">
            <Facts
              rows={[
                ["État", STATE_WORDS[application.state]],
                application.dueOn === null ? null : ["Cette phase", dueInWords(application.dueOn, now)],
                ["Dépôt évalué", file.filed.number === 0 ? "aucun" : `n° ${file.filed.number}`],
              ]}
            />
            <a class="button quiet" href={base}>
              Revenir à la candidature
            </a>
          </Card>
          <RightsPart whole={props.whole} roles={isOwner ? ["owner", "team"] : ["team"]} now={now} />
          <AppealPart {...props} />
        </div>
        <div>
          {application.words === null ? null : (
            <Notice kind="warn">
              <p>
                {application.state === "clarification" ? "Il vous est demandé : " : ""}
                {application.words}
              </p>
              {application.state === "clarification" ? (
                <p>
                  Corrigez les critères concernés, ajoutez les pièces, puis{" "}
                  <a href={`${base}/recapitulatif`}>déposez les modifications</a>.
                </p>
              ) : null}
            </Notice>
          )}
          <HearingPart base={base} measure={props.measure} model={props.model} todayOn={props.todayOn} state={state} />
          <ReadPart {...props} />
          {decisions.toReversed().map((one) => (
            <DecisionPart
              decision={one}
              model={props.model}
              base={base}
              inscribed={props.inscribed.find(({ seq }) => seq === one.journalSeq) ?? null}
            />
          ))}
          <FindingsPart {...props} />
          <GradesPart {...props} />
        </div>
      </div>
    </>
  );
};

/** What is to be mended, first among what is read of the grades. */
const FindingsPart = ({ base, file, grounds, todayOn }: Props): Child =>
  grounds === null ? null : <FindingsList file={file} base={base} todayOn={todayOn} />;

type DecisionProps = { decision: Decision; model: Model; base: string; inscribed: object | null };
const DecisionPart = ({ decision, model, base, inscribed }: DecisionProps): Child => (
  <section class="card" aria-labelledby={decision.id}>
    <h2 id={decision.id}>
      Décision du {dayInWords(noonOf(decision.decidedOn), PARIS)} : {STATES_IN_WORDS[decision.state]}
    </h2>
    {decision.labelId === null ? null : (
      <p>
        Niveau {levelName(model.file, decision.level)}, jusqu’au{" "}
        {dayInWords(noonOf(decision.validUntilOn ?? decision.decidedOn), PARIS)}.{" "}
        <a href={`/label/registre/${decision.labelId}`}>La fiche publique</a> ·{" "}
        <a href={`${base}/domaines`}>Vos sites et le badge</a>
      </p>
    )}
    <p>{decision.reasons}</p>
    <p class="hint">
      Inscrite au journal sous le n° {decision.journalSeq} :{" "}
      <a href={`/label/journal/preuve/${decision.journalSeq}`}>sa preuve</a>. Empreinte du résultat :{" "}
      <code>{decision.resultHash.slice(0, 16)}…</code>
    </p>
    {inscribed === null ? null : (
      <Fold title="Votre entrée du journal, ouverte" hint="pour vous seuls" icon="carnet">
        <p>
          Personne d’autre ne peut lire cette entrée, ni savoir qu’elle vous concerne. Gardez ce texte : son empreinte
          est dans le journal, il prouve ce qui a été décidé.
        </p>
        <pre class="sheet">{JSON.stringify(inscribed, null, 2)}</pre>
      </Fold>
    )}
  </section>
);

/** One press that starts the time to appeal; without it, it starts on the fifteenth day. */
const ReadPart = ({ base, appeal, readOn, isOwner }: Props): Child =>
  appeal === null || readOn !== null || !isOwner ? null : (
    <Notice>
      <p>
        Votre délai de recours, trente jours, court du jour où vous dites avoir lu la décision ; au plus tard du
        quinzième jour après elle.
      </p>
      <Act action={`${base}/lu`} what="J’ai pris connaissance de la décision" />
    </Notice>
  );

const AppealPart = ({ base, isOwner, appeal, state }: Props): Child => {
  if (appeal === null || appeal.untilOn === null) {
    return appeal === null ? null : (
      <p class="hint">
        Un recours ne pourrait rien vous donner de plus : le label est en vigueur, au niveau le plus haut.
      </p>
    );
  }
  return (
    <Fold
      title="Contester cette décision"
      hint={`jusqu’au ${dayInWords(noonOf(appeal.untilOn), PARIS)}`}
      icon="balance"
      isOpen={state.errors["texte"] !== undefined}
    >
      {isOwner ? (
        <form method="post" action={`${base}/recours`} novalidate>
          <TextArea
            name="texte"
            label="Votre recours"
            hint="Ce qui n’est pas juste, critère par critère, et pourquoi. Un autre comité le lit ; la décision reste en vigueur pendant ce temps."
            rows={6}
            state={state}
          />
          <button type="submit">Déposer le recours</button>
        </form>
      ) : (
        <p>La personne responsable de l’espace de votre mutuelle peut déposer un recours.</p>
      )}
    </Fold>
  );
};

const GradesPart = (props: Props): Child => {
  const { file, model, grounds } = props;
  if (grounds === null) {
    return (
      <p>
        Vous verrez ici vos notes et leurs motifs, critère par critère, quinze jours ouvrés au moins avant la décision.
      </p>
    );
  }
  const { result } = grounds;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">Vos notes</h2>
      <p>
        <strong>{levelName(model.file, result.level)}</strong> · vérifié {outOf100(result.verified.basisPoints ?? 0)},
        déclaré {outOf100(result.declared.basisPoints ?? 0)}. {whatIsMissing(model.file, result) ?? ""}
      </p>
      {file.application.state === "contradictory" ? (
        <Notice>
          <p>
            Vous pouvez répondre à chaque note, avec des pièces s’il le faut, jusqu’au{" "}
            {dayInWords(noonOf(file.application.dueOn ?? ""), PARIS)}. Une troisième personne relit chaque réponse avant
            la décision.
          </p>
        </Notice>
      ) : null}
      {dimensionsOf(model.file).map((dimension) => (
        <>
          <h3>{dimension.name}</h3>
          <div class="stack">
            {dimension.criteria.map((id) => {
              const criterion = model.criteria.get(id);
              return criterion === undefined ? null : (
                <Feedback
                  base={props.base}
                  file={file}
                  criterion={criterion}
                  result={result}
                  state={props.state}
                  todayOn={props.todayOn}
                />
              );
            })}
          </div>
        </>
      ))}
    </section>
  );
};
