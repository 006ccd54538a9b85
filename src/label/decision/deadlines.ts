import type { ApplicationState } from "../application/application.ts";
import { type Task, appealUntil, panelUntil } from "../assessment/process.ts";

/* What ends on a day, for whom: what reminders are written about. Rules, pure. */

/** Sequences of reminders around a last day: of a mutuelle, of whoever has a task. */
export const OF_MUTUELLE = "label-phase";
export const OF_TASK = "label-tache";
export const DEADLINE_CONDITIONS = ["phase.over", "task.over"] as const;

/** What a mutuelle is waited for, as the beginning of a sentence. */
export const PHASE_WORDS = {
  clarification: "Les précisions demandées",
  contradictory: "Votre réponse aux notes",
  hearing: "Votre réponse à la mesure envisagée",
  appeal: "Votre recours, si vous contestez la décision",
} as const;
export type Phase = keyof typeof PHASE_WORDS;

/** Who is waited for in a state: those who have to act, and the one who keeps the days. */
const WORKING: Readonly<Partial<Record<ApplicationState, readonly Task[]>>> = {
  admissible: ["operator"],
  in_review: ["assessor", "adjudicator", "operator"],
  contradictory: ["adjudicator", "panel", "operator"],
  appealed: ["appeal", "operator"],
};
const isWaitedFor = (state: ApplicationState, task: Task): boolean => WORKING[state]?.includes(task) === true;

/** The last day of those who work on a file: a panel's begins once the mutuelle's is over; the third person replies until then. */
export const workUntil = (state: ApplicationState, dueOn: string | null, task: Task): string | null =>
  !isWaitedFor(state, task) || dueOn === null
    ? null
    : state === "contradictory" && task !== "adjudicator"
      ? panelUntil(dueOn)
      : dueOn;

/** What a reminder stands around. `key`: the last day, or the decision whose last day may move; then whose it is. */
export const phaseRef = (application: string, phase: Phase, key: string): string => `${application}~${phase}~${key}`;
export const taskRef = (application: string, untilOn: string, person: string): string =>
  `${application}~${untilOn}~${person}`;

/** A file as reminders to its mutuelle need it, with the phase that was asked about. */
export type PhaseLine = {
  id: string;
  phase: string;
  key: string;
  organisation: string;
  application: string;
  offer: string;
  state: ApplicationState;
  dueOn: string | null;
  heardUntilOn: string | null;
  /** Points of the measure that nobody answered, comma-separated. */
  unanswered: string | null;
  /** Grades that were answered. */
  answered: number;
  decision: string | null;
  decidedOn: string | null;
  readOn: string | null;
};

/** Whether a mutuelle is still waited for: read from where its file stands, never from what was planned. */
export function isStillWaited({ phase, key, state, dueOn, heardUntilOn, unanswered, decision }: PhaseLine): boolean {
  if (phase === "hearing") {
    return heardUntilOn === key && unanswered !== null;
  }
  return phase === "appeal" ? state === "decided" && decision === key : state === phase && dueOn === key;
}

/** The last day of a phase. */
export const phaseUntil = (line: PhaseLine): string =>
  line.phase === "appeal" && line.decidedOn !== null ? appealUntil(line.decidedOn, line.readOn) : line.key;

/** What is missing, in a sentence. */
export function missingOf({ phase, unanswered, answered }: PhaseLine): string {
  if (phase === "hearing") {
    return `Sans réponse de vous : ${unanswered ?? ""}. Le comité décide après ce jour, avec ce qu’il a.`;
  }
  if (phase === "contradictory") {
    return answered === 0
      ? "Vous n’avez répondu à aucune note. Ce n’est pas une obligation ; après ce jour, le comité décide."
      : `Notes auxquelles vous avez répondu : ${answered}. Après ce jour, le comité décide.`;
  }
  return phase === "appeal"
    ? "Aucun recours n’est déposé. Passé ce jour, la décision ne peut plus être contestée."
    : "Vos modifications ne sont pas déposées. Passé ce jour, l’évaluation reprend avec le dépôt d’avant.";
}

/** A task as reminders to its holder need it. */
export type TaskLine = {
  id: string;
  key: string;
  task: Task;
  state: ApplicationState;
  dueOn: string | null;
  doneAt: number | null;
  /** Criteria that this person graded. */
  graded: number;
  /** Answers of the mutuelle that the third person neither replied to nor judged. */
  unread: number;
  /** They signed what is proposed now. */
  isSigned: boolean;
};

/** Whether somebody is still waited for. */
export const isStillWorking = ({ task, state, dueOn, key, doneAt, unread, isSigned }: TaskLine): boolean =>
  workUntil(state, dueOn, task) === key &&
  doneAt === null &&
  !isSigned &&
  (task !== "adjudicator" || state !== "contradictory" || unread > 0);

/** What is missing of a task, in a sentence. */
export function leftOf({ task, graded, state }: TaskLine): string {
  if (task === "assessor") {
    return `Critères notés : ${graded}. Vos notes ne sont pas encore rendues.`;
  }
  if (task === "panel" || task === "appeal") {
    return "Vous n’avez pas encore signé de décision.";
  }
  return task === "operator"
    ? "Ce dossier n’a pas encore avancé : relancez qui doit rendre, ou remplacez-le."
    : state === "in_review"
      ? "Les désaccords restent à trancher une fois les deux évaluations rendues."
      : "Les réponses de la mutuelle restent à relire.";
}
