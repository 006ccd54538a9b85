import * as z from "zod";

const Ids = z.array(z.string()).min(1);
const Option = z.object({ id: z.string().regex(/^[a-z0-9_]+$/), label: z.string() }).strict();
const Whom = Option.extend({
  title: z.string(),
  short: z.string(),
  isInformal: z.boolean(),
  lead: z.string(),
}).strict();
const Condition = { what: Ids.optional(), whom: Ids.optional() };

/** The questions of `/aide`, from `content/aide/chemin.json`. */
const PathRecord = z
  .object({
    danger: z.object({ ask: z.string(), yes: z.string(), no: z.string(), say: z.string(), lines: Ids }).strict(),
    what: z.object({ ask: z.string(), options: z.array(Option) }).strict(),
    whom: z.object({ ask: z.string(), options: z.array(Whom) }).strict(),
    /** Names for several options at once, in conditions. */
    groups: z.record(z.string(), Ids),
    /** The line to call first when nobody is in danger: of these, the first that a result names. */
    first: Ids,
    /** Help lines that every result names among those that answer at night. */
    emergency: Ids,
    /** Which help lines a result names; the order is that of `help-lines.json`. */
    lines: z.array(z.object({ id: z.string(), ...Condition }).strict()),
    imageRule: z.object({ vous: z.string(), tu: z.string() }).strict(),
  })
  .strict();
export type Path = z.infer<typeof PathRecord>;

/** The parts of a result, in the order of the page. */
const STEPS = ["maintenant", "preuves", "bloquer", "retrait", "parler", "plainte", "suite", "loi", "appel"] as const;
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

/** What a person reads for one answer to « que se passe-t-il » and one to « pour qui ». */
export type Result = {
  what: Path["what"]["options"][number];
  whom: Path["whom"]["options"][number];
  /** Help lines, in the order of display. */
  lines: string[];
  /** Which of them is shown first, and large. */
  first: string;
  /** Those of them that one can reach by day or by night, with the emergency numbers: their hours are told. */
  reachable: string[];
  advice: Advice[];
};

/** Reads the questions and the advice. Throws with the first thing that is not as it should be. */
export const parsePath = (path: unknown, advice: unknown): { path: Path; advice: Advice[] } => ({
  path: PathRecord.parse(path),
  advice: z.array(AdviceRecord).parse(advice),
});

type Rule = { what?: string[] | undefined; whom?: string[] | undefined };

/**
 * Every result: one for each pair of answers. `lineOrder` is the order of display of help lines (`domain.md` §5.1:
 * danger, suicidal thoughts, child in danger, youth and parents, adults, spam).
 */
export function resultsOf(path: Path, advice: readonly Advice[], lineOrder: readonly string[]): Result[] {
  const expand = (names: string[]): string[] => names.flatMap((name) => path.groups[name] ?? [name]);
  const fits = ({ what, whom }: Rule, whatId: string, whomId: string): boolean =>
    (what === undefined || expand(what).includes(whatId)) && (whom === undefined || expand(whom).includes(whomId));
  return path.what.options.flatMap((what) =>
    path.whom.options.map((whom) => {
      const named = new Set(path.lines.filter((rule) => fits(rule, what.id, whom.id)).map((rule) => rule.id));
      return {
        what,
        whom,
        lines: lineOrder.filter((id) => named.has(id)),
        first: path.first.find((id) => named.has(id)) ?? "",
        reachable: lineOrder.filter((id) => named.has(id) || path.emergency.includes(id)),
        advice: advice.filter((one) => fits(one, what.id, whom.id)),
      };
    }),
  );
}

const PROMISES: { says: string; holds: (result: Result) => boolean }[] = [
  { says: "no line to call first", holds: (r) => r.first !== "" },
  { says: "nothing to do now", holds: (r) => has(r, "maintenant") },
  { says: "nothing to do today", holds: (r) => has(r, "bloquer") || has(r, "parler") || has(r, "retrait") },
  { says: "nothing to do this week", holds: (r) => has(r, "plainte") || has(r, "suite") },
  { says: "nothing of what the law says", holds: (r) => has(r, "loi") },
  { says: "nothing of what happens when one calls", holds: (r) => has(r, "appel") },
  {
    says: "advice to keep evidence without the rule for images of minors",
    holds: (r) => !has(r, "preuves") || r.advice.some((one) => one.say.includes("{imageRule}")),
  },
  { says: "images of a minor beside advice to capture", holds: (r) => !isMinorImage(r) || !r.advice.some(isCapture) },
];
const has = (result: Result, step: Step): boolean => result.advice.some((one) => one.step === step);
const isMinorImage = ({ what, whom }: Result): boolean => what.id === "images" && whom.id !== "moi_adulte";
const isCapture = ({ say }: Advice): boolean => /captur/i.test(say);

/**
 * What is wrong with the path, by name: a rule of no use, an unknown answer, a result without a part it must have, or
 * without a line that answers at night. Empty when all is well.
 */
export function wrongPath(
  { path, advice }: { path: Path; advice: readonly Advice[] },
  results: readonly Result[],
  nightLines: ReadonlySet<string>,
): string[] {
  const known = new Set([...path.what.options, ...path.whom.options].map((option) => option.id));
  const names = new Set([...known, ...Object.keys(path.groups)]);
  const rules = [
    ...advice.map((one) => ({ ...one, name: `advice "${one.id}"` })),
    ...path.lines.map((one) => ({ ...one, name: `line "${one.id}"` })),
  ];
  const used = new Set(
    results.flatMap((r) => [...r.advice.map((a) => `advice "${a.id}"`), ...r.lines.map((l) => `line "${l}"`)]),
  );
  return [
    ...Object.entries(path.groups).flatMap(([group, ids]) =>
      ids.filter((id) => !known.has(id)).map((id) => `group "${group}": no answer "${id}"`),
    ),
    ...rules.flatMap(({ name, what, whom }) =>
      [...(what ?? []), ...(whom ?? [])].filter((id) => !names.has(id)).map((id) => `${name}: no answer "${id}"`),
    ),
    ...rules.filter(({ name }) => !used.has(name)).map(({ name }) => `${name}: no path reaches it`),
    ...results.flatMap((result) => {
      const name = `result "${result.what.id}, ${result.whom.id}"`;
      const broken = PROMISES.filter(({ holds }) => !holds(result)).map(({ says }) => `${name}: ${says}`);
      return result.lines.some((id) => nightLines.has(id)) ? broken : [...broken, `${name}: no line answers at night`];
    }),
  ];
}
