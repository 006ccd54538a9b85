import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Icon, type IconName } from "../ui/icon.tsx";
import { Fold, Never, Notice } from "../ui/parts.tsx";
import { AGAINST_DYING, type HelpLine } from "./help-lines.ts";
import { CallLine, LinesWhen, WriteLine, lineOf } from "./line.parts.tsx";
import { type Advice, type Path, type Result, type Rule, type Step, type Walk, answersOf, stands } from "./path.ts";
import type { Words } from "./tongue.ts";
import { type Register, type Sources, lineHtml, lineMark, toHtml, wordsOf } from "./words.ts";

type Shown = { walk: Walk; sources: Sources };

/**
 * Every result in one card, each sentence once in each wording. Classes say when it is shown: `w…` one of these boxes is ticked, `q…` it is
 * for one of these persons, `n…` none of these boxes is ticked. `public/help.css` reads them; where it cannot, words do (`WhenInWords`).
 */
export const ResultCard = ({ walk, sources }: Shown): Child => (
  <article class="result">
    <Items step="avant" kind="warn" walk={walk} sources={sources} as={(html) => <Never icon="discret">{html}</Never>} />
    {walk.path.whom.options.map((whom) => (
      <h2 class={classesOf(walk.path, { whom: [whom.id] })}>{whom.title}</h2>
    ))}
    <Items step="geste" walk={walk} sources={sources} as={(html) => <div class="lead geste">{html}</div>} />
    <Calls walk={walk} sources={sources} />
    <Items step="rappel" kind="warn" walk={walk} sources={sources} as={(html) => <Never>{html}</Never>} />
    <section>
      <h3 class="seen-by-readers">{wordsOf(sources).rhythm}</h3>
      {FOLDS.filter(({ steps }) => walk.advice.some((one) => steps.includes(one.step))).map((fold) => (
        <Folded walk={walk} sources={sources} fold={fold} />
      ))}
      <p class="acts">
        <a class="button quiet" href="/aide/empire">
          {wordsOf(sources).worse}
        </a>
        {wordsOf(sources).whole === "" ? null : (
          <a class="button quiet" href="/aide" hreflang="fr">
            {wordsOf(sources).whole}
          </a>
        )}
      </p>
    </section>
  </article>
);

type Fold = { steps: Step[]; icon: IconName; titles: (Rule & { words: keyof Words })[] };
/** What one opens, in the order of the days to come. */
const FOLDS: Fold[] = [
  {
    steps: ["maintenant"],
    icon: "heure",
    titles: [
      { words: "foldNow", whom: ["moi", "mon_enfant", "ami", "auteurs"] },
      { words: "foldHour", whom: ["eleve"] },
    ],
  },
  {
    steps: ["preuves"],
    icon: "preuve",
    titles: [
      { words: "foldEvidence", whom: ["vise"], unless: ["ex"] },
      { words: "foldLook", what: ["ex"], whom: ["vise"] },
    ],
  },
  {
    steps: ["bloquer", "retrait"],
    icon: "retirer",
    titles: [
      { words: "foldRemove", whom: ["vise"], unless: ["ex"] },
      { words: "foldThen", what: ["ex"], whom: ["vise"] },
      { words: "foldRemoveOnly", whom: ["auteurs"] },
    ],
  },
  { steps: ["parler"], icon: "coeur", titles: [{ words: "foldTalk" }] },
  {
    steps: ["plainte", "suite"],
    icon: "courrier",
    titles: [
      { words: "foldComplain", whom: ["vise"], unless: ["ex"] },
      { words: "foldProtected", what: ["ex"], whom: ["vise"] },
      { words: "foldNext", whom: ["auteurs"] },
    ],
  },
  { steps: ["loi"], icon: "loi", titles: [{ words: "foldLaw" }] },
  { steps: ["appel"], icon: "tel", titles: [{ words: "foldCall" }] },
];

/** The titles that one sees of an answer, without opening them. */
export const openFolds = (walk: Walk, { ticked, whom }: Result, words: Words): string =>
  FOLDS.filter(({ steps }) => walk.advice.some((one) => steps.includes(one.step)))
    .flatMap(({ titles }) => titles)
    .filter((title) => stands(walk.path, title, ticked, whom.id))
    .map((title) => words[title.words])
    .join(" ");

/** A part that one opens; on paper it is open. */
const Folded = ({ walk, sources, fold }: Shown & { fold: Fold }): Child => {
  const whom = fold.titles.flatMap((title) => title.whom ?? []);
  const title = fold.titles.map((one) => <span class={classesOf(walk.path, one)}>{wordsOf(sources)[one.words]}</span>);
  return (
    <div class={classesOf(walk.path, { whom: whom.length === 0 ? undefined : whom })}>
      <Fold title={<>{title}</>} icon={fold.icon}>
        {fold.steps.includes("maintenant") ? <Leads walk={walk} /> : null}
        {fold.steps.includes("preuves") ? <Checks path={walk.path} sources={sources} /> : null}
        {fold.steps.map((step) => (
          <>
            <Items
              step={step}
              kind="warn"
              walk={walk}
              sources={sources}
              as={(html) => <Warning step={step}>{html}</Warning>}
            />
            <ul class="gestures">
              <Items step={step} walk={walk} sources={sources} />
            </ul>
          </>
        ))}
        {fold.steps.includes("appel") ? <Lines walk={walk} sources={sources} /> : null}
      </Fold>
    </div>
  );
};

const Warning = ({ step, children }: { step: Step; children?: Child }): Child =>
  step === "preuves" ? <Never>{children}</Never> : <Notice kind="warn">{children}</Notice>;

const Leads = ({ walk }: { walk: Walk }): Child => (
  <>
    {walk.path.whom.options.map((whom) => (
      <p class={classesOf(walk.path, { whom: [whom.id] })}>{whom.lead}</p>
    ))}
  </>
);

/** What to look at before anything is changed: boxes of the page alone, that « Effacer mes réponses » empties. */
const Checks = ({ path, sources }: { path: Path; sources: Sources }): Child => (
  <div class={classesOf(path, { what: ["ex"], whom: ["vise"] })}>
    <InEachWording say={`**${path.checks.hint}**`} path={path} sources={sources} />
    {path.checks.places.map((place) => (
      <label class="choice">
        <input type="checkbox" autocomplete="off" form="questions" />
        <span>{place}</span>
      </label>
    ))}
    <InEachWording say="{fact:traceurs} {fact:controle_securite_iphone}" path={path} sources={sources} />
  </div>
);

/** Whom to call, where to write, what answers day and night to thoughts of dying, and whom to try next. */
const Calls = ({ walk, sources }: Shown): Child => (
  <section>
    <h3 class="seen-by-readers">{wordsOf(sources).calls}</h3>
    {walk.path.call.map((rule) => (
      <div class={`${classesOf(walk.path, rule)} calls`}>
        <WhenInWords path={walk.path} rule={rule} />
        <CallLine line={lineOf(sources, rule.id)} sources={sources} />
      </div>
    ))}
    {walk.path.write.map((rule) => (
      <div class={classesOf(walk.path, rule)}>
        <WriteLine line={lineOf(sources, rule.id)} sources={sources} />
      </div>
    ))}
    <DyingLine line={lineOf(sources, AGAINST_DYING)} words={wordsOf(sources)} />
    <InEachWording say="{fact:attente_3114}" as="meta" path={walk.path} sources={sources} />
    <h3>{wordsOf(sources).nobody}</h3>
    <LinesWhen
      sources={sources}
      lines={walk.path.next.map((rule) => ({
        line: lineOf(sources, rule.id),
        when: `${classesOf(walk.path, rule)} next`,
      }))}
    />
  </section>
);

/** Shown in every result, whatever was ticked. */
const DyingLine = ({ line, words }: { line: HelpLine; words: Words }): Child => (
  <p>
    <a class="way" href={line.href} data-line={line.id}>
      <Icon name="nuit" />
      <span>
        {words.dying} {line.label}
        {line.at_night === "answers" ? words.dayAndNight : ""}
      </span>
    </a>
  </p>
);

/** Words that stand in every case, in each of their wordings. */
const InEachWording = ({ say, as, path, sources }: { say: string; as?: string; path: Path; sources: Sources }): Child =>
  wordings({ id: "fait", step: "rappel", say }, path, sources).map(({ html, rule }) => (
    <p class={[classesOf(path, rule), as].filter(Boolean).join(" ")}>{raw(html)}</p>
  ));

/** Help lines in the order given: number, for what, when. */
const Lines = ({ walk, sources }: Shown): Child => (
  <>
    <p>
      <strong>{wordsOf(sources).everyNumber}</strong>
    </p>
    <ul class="gestures">
      {sources.helpLines.flatMap((line) =>
        walk.path.lines
          .filter((rule) => rule.id === line.id)
          .map((rule) => (
            <li class={classesOf(walk.path, rule)}>
              <WhenInWords path={walk.path} rule={rule} />
              <strong>{raw(lineHtml(line))}</strong>{" "}
              <span data-line={line.id}>
                {line.what}. {line.hours}. {raw(lineMark(line))}
              </span>
            </li>
          )),
      )}
    </ul>
  </>
);

/** When something is shown, as classes. Without a condition it has none of a kind. */
export function classesOf(path: Path, rule: Rule): string {
  const { what, whom, unless } = answersOf(path, rule);
  const numbered = (letter: string, options: readonly { id: string }[], ids: readonly string[]): string[] =>
    options.flatMap((option, index) => (ids.includes(option.id) ? [`${letter}${index + 1}`] : []));
  return [
    what === null ? [] : ["w"].concat(numbered("w", path.what.options, what)),
    whom === null ? [] : ["q"].concat(numbered("q", path.whom.options, whom)),
    numbered("n", path.what.options, unless),
  ]
    .flat()
    .join(" ");
}

/** The same in words, for a browser that cannot choose. */
const WhenInWords = ({ path, rule }: { path: Path; rule: Rule }): Child => {
  const { what, whom } = answersOf(path, rule);
  const shorts = (options: readonly { id: string; short: string }[], ids: readonly string[] | null): string =>
    options
      .filter((option) => ids?.includes(option.id) === true)
      .map((option) => option.short)
      .join(", ");
  const said = [shorts(path.what.options, what), shorts(path.whom.options, whom)].filter((words) => words !== "");
  return said.length === 0 ? null : <i class="old">{said.join("\u202f; ")} : </i>;
};

type ItemsProps = Shown & { step: Step; kind?: "warn"; as?: (html: Child) => Child };
/** The advice of a step, each once in each wording: items of a list, or what `as` makes of them. */
const Items = ({ step, kind, walk, sources, as }: ItemsProps): Child =>
  walk.advice
    .filter((one) => one.step === step && one.kind === kind)
    .flatMap((one) =>
      wordings(one, walk.path, sources).map(({ html, rule }) => {
        const classes = classesOf(walk.path, rule);
        const words = (
          <>
            <WhenInWords path={walk.path} rule={rule} />
            {raw(html)}
          </>
        );
        return as === undefined ? (
          <li class={classes} data-advice={one.id}>
            {words}
          </li>
        ) : (
          <div class={classes} data-advice={one.id}>
            {as(<p>{words}</p>)}
          </div>
        );
      }),
    );

/** An advice in each of its wordings, with the people who read it; one wording where « tu » and « vous » say the same. */
export function wordings(
  one: Advice,
  path: Path,
  sources: Sources,
): { html: string; rule: Rule; register: Register }[] {
  const { what, unless } = one;
  const whom = answersOf(path, one).whom ?? path.whom.options.map((option) => option.id);
  const told = (register: Register): { html: string; rule: Rule; register: Register } => ({
    html: toHtml(`content/aide: "${one.id}"`, one.say, sources, { register, inline: true }),
    rule: { what, unless, whom: whom.filter((id) => isInformalTo(path, id) === (register === "tu")) },
    register,
  });
  const [vous, tu] = [told("vous"), told("tu")];
  if (vous.html === tu.html) {
    return [{ html: vous.html, rule: one, register: "vous" }];
  }
  return [vous, tu].filter(({ rule }) => rule.whom?.length !== 0);
}

const isInformalTo = (path: Path, whomId: string): boolean =>
  path.whom.options.some((option) => option.id === whomId && option.isInformal);
