import type { Child } from "hono/jsx";

import { PARIS, dayInWords } from "../../kernel/time.ts";
import { ErrorSummary, type FormState, TextArea } from "../../ui/form.tsx";
import { Done, Facts, Head, Status } from "../../ui/parts.tsx";
import type { AssessedFile } from "../assessment/file.ts";
import {
  FINDING_KINDS,
  FINDING_WORDS,
  type Finding,
  type FindingState,
  type FindingStep,
  criteriaOf,
  findingState,
  stepsOf,
} from "../assessment/findings.ts";
import { noonOf } from "../assessment/process.ts";
import type { Model } from "../scoring/model.ts";

/** Who reads a finding: those who judge the file, or the mutuelle. */
export type FindingSide = "judge" | "mutuelle";
const dayWords = (day: string): string => dayInWords(noonOf(day), PARIS);
/** How grave a finding is, and how long there is to mend it. */
export const SEVERITIES = {
  minor: "Mineur : six mois pour corriger",
  major: "Majeur : bloque le label, trois mois pour corriger",
} as const;
const SEVERITY = { major: "Majeur : bloque le label", minor: "Mineur" } as const;
const SAID: Readonly<Record<FindingSide, Readonly<Record<FindingStep["kind"], string>>>> = {
  judge: { mended: "La mutuelle dit l’avoir corrigé", kept: "Maintenu", lifted: "Levé" },
  mutuelle: { mended: "Vous : corrigé", kept: "Il reste", lifted: "Levé" },
};

type LineProps = { file: AssessedFile; finding: Finding; base: string; todayOn: string };
/** A finding in a list: how grave, what, until when, and its own page. */
export const FindingLine = ({ file, finding, base, todayOn }: LineProps): Child => {
  const state = findingState(finding, file.steps, todayOn);
  return (
    <li class="row">
      <p>
        <strong>{finding.severity === "major" ? "Majeur" : "Mineur"}</strong> · {criteriaOf(finding).join(", ")} :{" "}
        <a href={`${base}/constats/${finding.id}`}>{finding.text}</a>
      </p>
      <Status kind={FINDING_KINDS[state]} words={stateWords(finding, state)} />
    </li>
  );
};

/** Everything that must be mended in a file, as far as its reader may see it. */
export const FindingsList = ({ file, base, todayOn }: Omit<LineProps, "finding">): Child =>
  file.findings.length === 0 ? null : (
    <section aria-labelledby="constats">
      <h2 id="constats">Constats</h2>
      <ul class="rows">
        {file.findings.map((finding) => (
          <FindingLine file={file} finding={finding} base={base} todayOn={todayOn} />
        ))}
      </ul>
    </section>
  );

const stateWords = ({ dueOn, liftedOn }: Finding, state: FindingState): string =>
  liftedOn !== null
    ? `levé le ${dayWords(liftedOn)}`
    : state === "open"
      ? `à corriger avant le ${dayWords(dueOn)}`
      : FINDING_WORDS[state];

type Props = {
  base: string;
  side: FindingSide;
  file: AssessedFile;
  finding: Finding;
  model: Model;
  todayOn: string;
  /** Which acts are open to this reader. */
  may: { mend: boolean; judge: boolean };
  state: FormState;
  done: string | null;
};
/** `…/constats/:constat`: one thing to mend, from the day it was found to the day it is lifted. */
export const FindingPage = (props: Props): Child => {
  const { base, side, file, finding, model, todayOn, state, done } = props;
  const standing = findingState(finding, file.steps, todayOn);
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={{ suite: "Votre mot" }} />
      <p class="crumbs">
        <a href={side === "judge" ? base : `${base}/evaluation`}>
          {side === "judge" ? "Tout le dossier" : "L’évaluation"}
        </a>
      </p>
      <Head
        eyebrow={`${file.application.organisation} · ${file.application.offerName}`}
        title="Constat"
        lead={finding.text}
      />
      <Done words={done} />
      <p>
        <Status kind={FINDING_KINDS[standing]} words={stateWords(finding, standing)} />
      </p>
      <Facts
        rows={[
          ["Gravité", SEVERITY[finding.severity]],
          ["Trouvé le", dayWords(finding.foundOn)],
          ["À corriger avant le", dayWords(finding.dueOn)],
        ]}
      />
      <h2>Critères concernés</h2>
      <ul>
        {criteriaOf(finding).map((id) => (
          <li>
            <a href={side === "judge" ? `${base}/criteres/${id}` : `${base}/evaluation#${id}`}>
              {id} · {model.criteria.get(id)?.name ?? ""}
            </a>
          </li>
        ))}
      </ul>
      <Steps {...props} />
      <Acts {...props} />
    </div>
  );
};

const Steps = ({ side, file, finding }: Props): Child => {
  const steps = stepsOf(file.steps, finding.id);
  return steps.length === 0 ? null : (
    <section aria-labelledby="suite-t">
      <h2 id="suite-t">Ce qui s’est dit</h2>
      <ol class="plain">
        {steps.map(({ kind, text, saidOn }) => (
          <li>
            <strong>{SAID[side][kind]}</strong>, le {dayWords(saidOn)}
            {text === "" ? "." : ` : ${text}`}
          </li>
        ))}
      </ol>
    </section>
  );
};

const Acts = ({ base, finding, may, state }: Props): Child => {
  const at = `${base}/constats/${finding.id}`;
  return may.mend ? (
    <form method="post" action={`${at}/corrige`} novalidate>
      <TextArea
        name="suite"
        label="Dire que c’est corrigé"
        hint="Ce qui a changé, depuis quand, et où on le voit. Aucune donnée d’une victime."
        rows={4}
        state={state}
      />
      <button type="submit">C’est corrigé</button>
    </form>
  ) : may.judge ? (
    <form method="post" action={`${at}/lever`} novalidate>
      <TextArea
        name="suite"
        label="Votre mot"
        hint="La mutuelle le lira. Facultatif pour lever ; pour maintenir, dites ce qui manque encore."
        rows={3}
        state={state}
      />
      <p class="acts">
        <button type="submit">C’est corrigé : lever ce constat</button>
        <button type="submit" formaction={`${at}/maintenir`} class="quiet">
          Il reste quelque chose : maintenir
        </button>
      </p>
    </form>
  ) : null;
};
