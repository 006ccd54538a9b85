import { type ApplicationState, WITHDRAWABLE, isEditable, isTold } from "../application/application.ts";
import { type Act, APPEAL_DAYS, DURATIONS, type Task, appealUntil, isPhaseOver, moved } from "../assessment/process.ts";
import { areGradesOpen } from "../assessment/file.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { type Case, lastOf } from "./case.ts";
import { type Decision, canWin, isFollowed } from "./decision.ts";
import { HEARING_DAYS, type Measure } from "./measure.ts";

/* Who may do what on a file, until when: one table, read by the pages of everybody who has a part in it, and published. */

/** `team`: everybody of the mutuelle; `owner`: the one who answers for it; then those who have a task. */
export type Role = "owner" | "team" | Task;
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  owner: "La personne responsable de la mutuelle",
  team: "Toute l’équipe de la mutuelle",
  operator: "La personne qui instruit le dossier",
  assessor: "Chacune des deux évaluations",
  adjudicator: "L’arbitrage",
  panel: "Le comité",
  appeal: "Le comité de recours",
};

/** Where a file stands, as far as rights go. `isGraded`: both evaluations are in. */
export type Where = {
  state: ApplicationState;
  dueOn: string | null;
  last: Pick<Decision, "labelId" | "state" | "level" | "decidedOn"> | null;
  readOn: string | null;
  /** An appeal could change something. */
  canWin: boolean;
  measure: Pick<Measure, "heardUntilOn"> | null;
  isGraded: boolean;
  todayOn: string;
  now: number;
};

/** Where a case stands at a moment. */
export function whereOf(one: Case, now: number): Where {
  const last = lastOf(one);
  return {
    state: one.file.application.state,
    dueOn: one.file.application.dueOn,
    last,
    readOn: one.decided.readOn,
    canWin: last !== null && canWin(one.model.file, last),
    measure: one.decided.measure,
    isGraded: areGradesOpen(one.file),
    todayOn: dayOf(now, PARIS),
    now,
  };
}

type Rule = {
  by: readonly Role[];
  words: string;
  /** How long, as it is published. */
  lasts: string;
  isOpen: (where: Where) => boolean;
  /** The last day; null: none. */
  untilOn: (where: Where) => string | null;
};

const never = (): null => null;
const due = ({ dueOn }: Where): string | null => dueOn;
const working = (days: number): string => `${days} jours ouvrés`;
/** An act that the table of phases opens from here. */
const opens =
  (act: Act) =>
  ({ state, now }: Where): boolean =>
    moved(state, act, now) !== null;
const isHearing = ({ measure, todayOn }: Where): boolean =>
  measure !== null && measure.heardUntilOn !== null && todayOn <= measure.heardUntilOn;
const appealEnds = ({ last, readOn }: Where): string | null =>
  last === null ? null : appealUntil(last.decidedOn, readOn);
/** An appeal may be filed: something could change, and its days are not over. */
const isAppealable = (where: Where): boolean =>
  opens("appeal")(where) && where.canWin && where.todayOn <= (appealEnds(where) ?? "");

/** Every right on a file that has an end or a consequence. */
export const RIGHTS = {
  file: {
    by: ["owner"],
    words: "déposer la candidature, ou ses modifications",
    lasts: `à tout moment avant l’évaluation ; ${working(DURATIONS.clarification)} quand des précisions sont demandées`,
    isOpen: ({ state }) => isEditable(state),
    untilOn: ({ state, dueOn }) => (state === "clarification" ? dueOn : null),
  },
  withdraw: {
    by: ["owner"],
    words: "retirer la candidature",
    lasts: "jusqu’à la décision",
    isOpen: ({ state }) => WITHDRAWABLE.includes(state),
    untilOn: never,
  },
  admit: {
    by: ["operator"],
    words: "dire si le dossier est recevable",
    lasts: "dès le dépôt",
    isOpen: opens("admit"),
    untilOn: never,
  },
  begin: {
    by: ["operator"],
    words: "confier le dossier et commencer l’évaluation",
    lasts: working(DURATIONS.admissibility),
    isOpen: opens("begin"),
    untilOn: due,
  },
  grade: {
    by: ["assessor"],
    words: "noter chaque critère sans voir l’autre évaluation, puis rendre",
    lasts: working(DURATIONS.review),
    isOpen: ({ state, isGraded }) => state === "in_review" && !isGraded,
    untilOn: due,
  },
  clarify: {
    by: ["operator", "assessor"],
    words: "demander des précisions à la mutuelle",
    lasts: "tant que les deux évaluations ne sont pas rendues",
    isOpen: (where) => opens("clarify")(where) && !where.isGraded,
    untilOn: due,
  },
  resume: {
    by: ["operator"],
    words: "reprendre l’évaluation sans les précisions",
    lasts: "quand leur délai est passé",
    isOpen: (where) => opens("resume")(where) && isPhaseOver(where.dueOn, where.todayOn),
    untilOn: never,
  },
  exchange: {
    by: ["assessor"],
    words: "donner une note après échange, là où les deux diffèrent d’une marche",
    lasts: "une fois les deux évaluations rendues",
    isOpen: ({ state, isGraded }) => state === "in_review" && isGraded,
    untilOn: due,
  },
  judge: {
    by: ["adjudicator"],
    words: "trancher là où les évaluations ne s’accordent pas, puis relire chaque réponse de la mutuelle",
    lasts: "jusqu’à la décision",
    isOpen: ({ state, isGraded }) => (state === "in_review" && isGraded) || state === "contradictory",
    untilOn: due,
  },
  open_contradictory: {
    by: ["operator"],
    words: "montrer les notes à la mutuelle",
    lasts: "quand toutes les notes sont établies",
    isOpen: (where) => opens("open_contradictory")(where) && where.isGraded,
    untilOn: due,
  },
  answer: {
    by: ["team", "owner"],
    words: "répondre à chaque note, avec des pièces",
    lasts: `${working(DURATIONS.contradictory)}, toujours laissés en entier`,
    isOpen: ({ state, dueOn, todayOn }) => state === "contradictory" && !isPhaseOver(dueOn, todayOn),
    untilOn: due,
  },
  decide: {
    by: ["panel"],
    words: "proposer une décision et la signer à trois",
    lasts: `${working(DURATIONS.panel)}, après ceux de la mutuelle`,
    isOpen: (where) => opens("decide")(where) && isPhaseOver(where.dueOn, where.todayOn),
    untilOn: never,
  },
  read: {
    by: ["owner"],
    words: "dire que la décision a été lue : le délai de recours court de ce jour",
    lasts: "quinze jours ; ensuite, elle compte comme lue",
    isOpen: (where) => isAppealable(where) && where.readOn === null,
    untilOn: never,
  },
  appeal: {
    by: ["owner"],
    words: "contester la décision devant un autre comité",
    lasts: `${APPEAL_DAYS} jours après l’avoir lue`,
    isOpen: isAppealable,
    untilOn: appealEnds,
  },
  decide_appeal: {
    by: ["appeal"],
    words: "relire le dossier, puis confirmer la décision ou revenir dessus, à trois",
    lasts: working(DURATIONS.appeal),
    isOpen: opens("decide_appeal"),
    untilOn: due,
  },
  measure: {
    by: ["panel"],
    words: "maintenir le label, ou envisager une réserve, une suspension, un retrait",
    lasts: "tant que le label dure",
    isOpen: ({ state, last, measure }) =>
      isFollowed(state, last) && (measure === null || measure.heardUntilOn === null),
    untilOn: never,
  },
  be_heard: {
    by: ["team", "owner"],
    words: "répondre à chaque point de la mesure envisagée, avec des pièces",
    lasts: working(HEARING_DAYS),
    isOpen: isHearing,
    untilOn: ({ measure }) => measure?.heardUntilOn ?? null,
  },
  decide_measure: {
    by: ["panel"],
    words: "décider après avoir entendu la mutuelle, à trois",
    lasts: "quand son délai est passé",
    isOpen: (where) =>
      isFollowed(where.state, where.last) && (where.measure?.heardUntilOn ?? null) !== null && !isHearing(where),
    untilOn: never,
  },
  start_again: {
    by: ["owner", "team"],
    words: "repartir d’une copie pour une nouvelle candidature",
    lasts: "dès que les notes sont montrées",
    isOpen: ({ state }) => isTold(state),
    untilOn: never,
  },
} as const satisfies Record<string, Rule>;
export type Right = keyof typeof RIGHTS;
const NAMES = Object.keys(RIGHTS) as Right[];

/** What a role may do now, with its last day. */
export function rightsOf(where: Where, role: Role): { right: Right; words: string; untilOn: string | null }[] {
  return NAMES.flatMap((right) => {
    const rule: Rule = RIGHTS[right];
    return rule.by.includes(role) && rule.isOpen(where)
      ? [{ right, words: rule.words, untilOn: rule.untilOn(where) }]
      : [];
  });
}

/** Whether a role may do it now. */
export const mayNow = (where: Where, role: Role, right: Right): boolean =>
  rightsOf(where, role).some((one) => one.right === right);
