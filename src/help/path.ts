import * as z from "zod";

const Ids = z.array(z.string()).min(1);
const Option = z.object({ id: z.string().regex(/^[a-z0-9_]+$/), label: z.string(), short: z.string() }).strict();
const Whom = Option.extend({
  title: z.string(),
  isInformal: z.boolean(),
  isMinor: z.boolean(),
  lead: z.string(),
}).strict();
/** `what`: one of them is ticked; `whom`: it is for one of them; `unless`: none of them is ticked. */
const Condition = { what: Ids.optional(), whom: Ids.optional(), unless: Ids.optional() };
const LineRule = z.object({ id: z.string(), ...Condition }).strict();

/** The questions of `/aide`, from `content/aide/chemin.json`. */
const PathRecord = z
  .object({
    danger: z.object({ ask: z.string(), yes: z.string(), no: z.string(), say: z.string(), lines: Ids }).strict(),
    what: z.object({ ask: z.string(), hint: z.string(), options: z.array(Option) }).strict(),
    whom: z.object({ ask: z.string(), options: z.array(Whom) }).strict(),
    /** What happens, the gravest first: the gesture of a graver one hides those of the others. */
    gravity: Ids,
    /** Names for several options at once, in conditions. */
    groups: z.record(z.string(), Ids),
    /** The line to call: exactly one fits whatever is ticked. */
    call: z.array(LineRule),
    /** The line to write to: exactly one. */
    write: z.array(LineRule),
    /** Whom to try when nobody answers: exactly two. */
    next: z.array(LineRule),
    /** Which help lines a result names; the order is that of `help-lines.json`. */
    lines: z.array(LineRule),
    imageRule: z.object({ vous: z.string(), tu: z.string() }).strict(),
    /** What to look at before anything is changed, when somebody close may be watching. */
    checks: z.object({ hint: z.string(), places: Ids }).strict(),
  })
  .strict();
export type Path = z.infer<typeof PathRecord>;

/** The parts of a result: what stands before all, the one gesture, what is recalled under it, then what one unfolds. */
const STEPS = [
  "avant",
  "geste",
  "rappel",
  "maintenant",
  "preuves",
  "bloquer",
  "retrait",
  "parler",
  "plainte",
  "suite",
  "loi",
  "appel",
] as const;
export type Step = (typeof STEPS)[number];

/** One sentence of advice: where it stands, and in which cases. Without a condition it stands in all. */
const AdviceRecord = z
  .object({
    id: z.string().regex(/^[a-z0-9_]+$/),
    step: z.enum(STEPS),
    kind: z.literal("warn").optional(),
    say: z.string(),
    ...Condition,
  })
  .strict();
export type Advice = z.infer<typeof AdviceRecord>;

/** When something stands: answers, with groups spelled out. */
export type Rule = { what?: string[] | undefined; whom?: string[] | undefined; unless?: string[] | undefined };

/** What a person reads for the boxes ticked and the one answer to « pour qui ». */
export type Result = {
  ticked: readonly string[];
  whom: Path["whom"]["options"][number];
  call: string[];
  write: string[];
  next: string[];
  /** Help lines, in the order of display. */
  lines: string[];
  advice: Advice[];
};

/** The path with its groups spelled out, ready to be walked. */
export type Walk = { path: Path; advice: Advice[] };

const Answered = z.object({ label: z.string().min(1), short: z.string().min(1) }).strict();
const Person = Answered.extend({ title: z.string().min(1), lead: z.string().min(1) }).strict();
/** The words of the questions in another language: conditions, order and lines are those of the French file. */
const PathWords = z
  .object({
    danger: z.object({ ask: z.string(), yes: z.string(), no: z.string(), say: z.string() }).strict(),
    what: z.object({ ask: z.string(), hint: z.string(), options: z.record(z.string(), Answered) }).strict(),
    whom: z.object({ ask: z.string(), options: z.record(z.string(), Person) }).strict(),
    imageRule: z.object({ vous: z.string(), tu: z.string() }).strict(),
    checks: z.object({ hint: z.string(), places: z.array(z.string()) }).strict(),
  })
  .strict();

/** What of the questions and the advice is said in a language: `steps` alone, or all of them. */
type Other = { language: string; questions: unknown; advice: unknown; steps?: readonly Step[] | undefined };

/**
 * The walk in another language: the same advice, in the same cases, in its words. Throws with the language and the first advice or answer that
 * was not written in it, or that the French does not have.
 */
export function walkIn(walk: Walk, { language, questions, advice, steps = STEPS }: Other): Walk {
  const words = PathWords.parse(questions);
  const said = new Map(Object.entries(z.record(z.string(), z.string().min(1)).parse(advice)));
  const own = <T>(name: string, found: T | undefined): T => {
    if (found === undefined) {
      throw new Error(`content/aide, ${language}: ${name} is not written`);
    }
    return found;
  };
  const { danger, what, whom } = walk.path;
  const told = walk.advice.filter((one) => steps.includes(one.step));
  const unknown = [...said.keys()].find((id) => !told.some((one) => one.id === id));
  if (unknown !== undefined) {
    throw new Error(`content/aide, ${language}: "${unknown}" is nowhere in the French`);
  }
  const path = Object.assign({}, walk.path, {
    danger: { ...danger, ...words.danger },
    what: {
      ask: words.what.ask,
      hint: words.what.hint,
      options: what.options.map((one) => Object.assign({}, one, own(one.id, words.what.options[one.id]))),
    },
    whom: {
      ask: words.whom.ask,
      options: whom.options.map((one) => Object.assign({}, one, own(one.id, words.whom.options[one.id]))),
    },
    imageRule: words.imageRule,
    checks: words.checks,
  });
  return { path, advice: told.map((one) => Object.assign({}, one, { say: own(one.id, said.get(one.id)) })) };
}
/** What stands on the first screen of a result, before anything is unfolded. */
export const FIRST_STEPS = ["avant", "geste", "rappel"] as const satisfies readonly Step[];

/** Reads the questions and the advice. Throws with the first thing that is not as it should be. */
export const parsePath = (path: unknown, advice: unknown): Walk => ({
  path: PathRecord.parse(path),
  advice: z.array(AdviceRecord).parse(advice),
});

const spelled = (groups: Path["groups"], names: readonly string[]): string[] =>
  names.flatMap((name) => groups[name] ?? [name]);

/** The conditions of a rule in answers alone; null where it has none. */
export function answersOf(
  path: Path,
  { what, whom, unless }: Rule,
): { what: string[] | null; whom: string[] | null; unless: string[] } {
  return {
    what: what === undefined ? null : spelled(path.groups, what),
    whom: whom === undefined ? null : spelled(path.groups, whom),
    unless: spelled(path.groups, unless ?? []),
  };
}

/** Whether something stands for the boxes ticked and one person. */
export function stands(path: Path, rule: Rule, ticked: readonly string[], whom: string): boolean {
  const answers = answersOf(path, rule);
  return (
    (answers.what === null || answers.what.some((id) => ticked.includes(id))) &&
    (answers.whom === null || answers.whom.includes(whom)) &&
    !answers.unless.some((id) => ticked.includes(id))
  );
}

/**
 * The result for the boxes ticked and one person: an advice stands when one of its `what` is ticked, it fits the person, and none of its
 * `unless` is ticked; each once, in the order of the file. `lineOrder` is the order of display of help lines.
 */
export function resultOf(
  { path, advice }: Walk,
  ticked: readonly string[],
  whomId: string,
  lineOrder: readonly string[],
): Result {
  const whom = path.whom.options.find((option) => option.id === whomId);
  if (whom === undefined) {
    throw new Error(`content/aide: nobody is "${whomId}"`);
  }
  const fits = (rule: Rule): boolean => stands(path, rule, ticked, whomId);
  const named = (rules: Path["lines"]): string[] => rules.filter(fits).map((rule) => rule.id);
  const lines = new Set(named(path.lines));
  return {
    ticked,
    whom,
    call: named(path.call),
    write: named(path.write),
    next: named(path.next),
    lines: lineOrder.filter((id) => lines.has(id)),
    advice: advice.filter(fits),
  };
}

/** Every set of boxes that may be ticked but the empty one, for every person: 127 × 9. */
export function everyResult(walk: Walk, lineOrder: readonly string[]): Result[] {
  const boxes = walk.path.what.options.map((option) => option.id);
  const sets = Array.from({ length: 2 ** boxes.length - 1 }, (_, n) =>
    boxes.filter((__, i) => ((n + 1) >> i) % 2 === 1),
  );
  return walk.path.whom.options.flatMap((whom) => sets.map((ticked) => resultOf(walk, ticked, whom.id, lineOrder)));
}

const PROMISES: { says: string; holds: (result: Result) => boolean }[] = [
  { says: "not exactly one gesture", holds: (r) => count(r, "geste") === 1 },
  { says: "not exactly one line to call", holds: (r) => r.call.length === 1 },
  { says: "not exactly one line to write to", holds: (r) => r.write.length === 1 },
  { says: "not two lines for when nobody answers", holds: (r) => new Set(r.next.concat(r.call)).size === 3 },
  { says: "nothing to do now", holds: (r) => count(r, "maintenant") > 0 },
  { says: "nothing to do today", holds: (r) => count(r, "bloquer") + count(r, "parler") + count(r, "retrait") > 0 },
  { says: "nothing to do this week", holds: (r) => count(r, "plainte") + count(r, "suite") > 0 },
  { says: "nothing of what the law says", holds: (r) => count(r, "loi") > 0 },
  { says: "nothing of what happens when one calls", holds: (r) => count(r, "appel") > 0 },
  { says: "an advice twice", holds: (r) => new Set(r.advice.map((one) => one.id)).size === r.advice.length },
  {
    says: "the rule for images of minors is missing",
    holds: (r) => r.advice.filter((one) => one.say.includes("{imageRule}")).length === 1,
  },
  { says: "images of a minor beside advice to capture", holds: (r) => !isMinorImage(r) || !r.advice.some(isCapture) },
  { says: "advice to block where it may be dangerous", holds: (r) => !isDangerous(r) || !r.advice.some(isBlock) },
];
const count = (result: Result, step: Step): number =>
  result.advice.filter((one) => one.step === step && one.kind !== "warn").length;
const isMinorImage = ({ ticked, whom }: Result): boolean => ticked.includes("images") && whom.id !== "moi_adulte";
const isCapture = ({ say }: Advice): boolean =>
  /captur/i.test(say.replace(/Images intimes d’un mineur[^.]*\.|\{\w+:?\w*\}/g, ""));
const isDangerous = ({ ticked }: Result): boolean => ticked.includes("ex") || ticked.includes("menaces");
const isBlock = ({ id }: Advice): boolean => id === "bloquer" || id === "bloquer_proche";

type Named = Rule & { name: string };
/** The rules of the path by name: each has to be reached by some answer, and to name answers that exist. */
const rulesOf = ({ path, advice }: Walk): Named[] => {
  const lines = [path.lines, path.call, path.write, path.next].flat();
  return [
    advice.map(({ id, what, whom, unless }) => ({ what, whom, unless, name: `advice "${id}"` })),
    lines.map(({ id, what, whom, unless }) => ({ what, whom, unless, name: `line "${id}"` })),
  ].flat();
};

/**
 * What is wrong with the path, by name: a rule of no use, an unknown answer, a gesture that a graver one does not hide, a result without a
 * part it must have, or without a line that answers at night. Empty when all is well.
 */
export function wrongPath(walk: Walk, results: readonly Result[], nightLines: ReadonlySet<string>): string[] {
  const { path } = walk;
  const options = [path.what.options, path.whom.options].flat();
  const known = new Set(options.map((option) => option.id));
  const names = new Set(known).union(new Set(Object.keys(path.groups)));
  const used = new Set(
    results.flatMap((r) =>
      r.advice
        .map((a) => `advice "${a.id}"`)
        .concat([r.lines, r.call, r.write, r.next].flat().map((id) => `line "${id}"`)),
    ),
  );
  const rules = rulesOf(walk);
  return [
    Object.entries(path.groups).flatMap(([group, ids]) =>
      ids.filter((id) => !known.has(id)).map((id) => `group "${group}": no answer "${id}"`),
    ),
    rules.flatMap(({ name, what = [], whom = [], unless = [] }) =>
      [what, whom, unless]
        .flat()
        .filter((id) => !names.has(id))
        .map((id) => `${name}: no answer "${id}"`),
    ),
    rules.filter(({ name }) => !used.has(name)).map(({ name }) => `${name}: no path reaches it`),
    results.flatMap((result) => brokenPromises(result, nightLines)),
  ].flat();
}

function brokenPromises(result: Result, nightLines: ReadonlySet<string>): string[] {
  const name = `result "${result.ticked.join("+")}, ${result.whom.id}"`;
  const broken = PROMISES.filter(({ holds }) => !holds(result)).map(({ says }) => `${name}: ${says}`);
  const atNight = [result.call, result.write, result.next].flat().some((id) => nightLines.has(id));
  return atNight ? broken : broken.concat(`${name}: no line answers at night`);
}
