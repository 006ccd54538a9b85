import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import type { IconName } from "../ui/icon.tsx";
import { Fold, Never, Notice } from "../ui/parts.tsx";
import type { HelpLine } from "./help-lines.ts";
import { CallLine, LineWays, lineOf } from "./line.parts.tsx";
import type { Advice, Result, Step } from "./path.ts";
import { type Sources, lineHtml, lineMark, toHtml } from "./words.ts";

type CardProps = {
  place: number;
  label: string;
  advice: readonly Advice[];
  results: readonly Result[];
  sources: Sources;
};

/**
 * The results of one answer to « que se passe-t-il ». What is the same for several people is written once: each item
 * names in its classes the answers to « pour qui » that show it, and in words where the browser is too old for that.
 */
export const ResultCard = (props: CardProps): Child => (
  <article class={`result w${props.place}`} id={`s${props.place}`}>
    <h2 class="old">{props.label}</h2>
    <Call {...props} />
    <section>
      <h3>Maintenant</h3>
      <Items steps={["maintenant"]} {...props} />
    </section>
    <Rules {...props} />
    <section class="card flat">
      <h3>
        <WhenCalling {...props} />
      </h3>
      <Items steps={["appel"]} {...props} />
    </section>
    <section>
      <h3>Ensuite, pas à pas</h3>
      {FOLDS.map((fold) => (
        <Folded {...fold} {...props} />
      ))}
      <Fold title="Tous ces numéros" hint="pour quoi, à quelle heure" icon="heure">
        <Lines
          ids={props.sources.helpLines.map((line) => line.id)}
          shownTo={(id) => props.results.filter((result) => result.lines.includes(id))}
          results={props.results}
          sources={props.sources}
        />
        <p class="hint" data-line="all">
          <a href="/aide/numeros">Tous, avec leurs heures</a>.
        </p>
      </Fold>
    </section>
  </article>
);

/** What one opens, in the order of the days to come. */
const FOLDS: { title: string; hint: string; icon: IconName; steps: Step[] }[] = [
  { title: "Garder des preuves", hint: "maintenant", icon: "preuve", steps: ["preuves"] },
  { title: "Bloquer, signaler", hint: "aujourd’hui", icon: "retirer", steps: ["bloquer"] },
  { title: "En parler", hint: "aujourd’hui", icon: "coeur", steps: ["parler"] },
  { title: "Faire retirer", hint: "aujourd’hui", icon: "capture", steps: ["retrait"] },
  { title: "Porter plainte", hint: "cette semaine", icon: "courrier", steps: ["plainte"] },
  { title: "La suite", hint: "cette semaine", icon: "suite", steps: ["suite"] },
  { title: "Ce que dit la loi", hint: "les textes, un par un", icon: "loi", steps: ["loi"] },
];

/** Who to call first, the other lines in their order, and which of them answer at night. */
const Call = ({ results, sources }: CardProps): Child => (
  <section>
    <h3 class="seen-by-readers">Qui appeler, selon ce qui se passe</h3>
    {[...by(results, (result) => String(<Calls result={result} sources={sources} />))].map(([html, shownTo]) => (
      <div class={`part ${classesOf(shownTo, results)}`}>
        <ForWhom shownTo={shownTo} results={results} />
        {raw(html)}
      </div>
    ))}
  </section>
);

const Calls = ({ result, sources }: { result: Result; sources: Sources }): Child => (
  <>
    <CallLine line={lineOf(sources, result.first)} />
    <LineWays
      lines={result.lines.filter((id) => id !== result.first).map((id) => lineOf(sources, id))}
      write={lineOf(sources, result.first)}
    />
    <Night result={result} sources={sources} />
  </>
);

/** The question of everybody, and the one of the young. */
const WhenCalling = ({ results }: CardProps): Child => (
  <>
    Si on appelle, que se passe-t-il ?
    <span
      class={`part ${classesOf(
        results.filter((result) => result.whom.isInformal),
        results,
      )}`}
    >
      {" "}
      Mes parents le sauront-ils ?
    </span>
  </>
);

/** A part that one opens, for those who have something in it; on paper it is open. */
const Folded = ({ title, hint, icon, ...props }: CardProps & (typeof FOLDS)[number]): Child => {
  const concerned = props.results.filter((result) =>
    result.advice.some((one) => props.steps.includes(one.step) && one.kind !== "warn"),
  );
  return concerned.length === 0 ? null : (
    <div class={`part ${classesOf(concerned, props.results)}`}>
      <Fold title={title} hint={hint} icon={icon}>
        <Items {...props} />
      </Fold>
    </div>
  );
};

/** The advice of some steps as a list; warnings first, as remarks, before the step they are about. */
const Items = ({ steps, advice, results, sources }: CardProps & { steps: Step[] }): Child => (
  <>
    {advice
      .filter((one) => steps.includes(one.step) && one.kind === "warn" && one.step !== "preuves")
      .map((one) => (
        <Worded one={one} results={results} sources={sources} as={(html) => <Notice kind="warn">{html}</Notice>} />
      ))}
    <ul class="gestures">
      {advice
        .filter((one) => steps.includes(one.step) && one.kind !== "warn")
        .map((one) => (
          <Worded one={one} results={results} sources={sources} />
        ))}
    </ul>
  </>
);

/** The rule on images of minors, in view before any evidence. */
const Rules = ({ advice, results, sources }: CardProps): Child =>
  advice
    .filter((one) => one.step === "preuves" && one.kind === "warn")
    .map((one) => <Worded one={one} results={results} sources={sources} as={(html) => <Never>{html}</Never>} />);

const classesOf = (shownTo: readonly Result[], results: readonly Result[]): string =>
  shownTo.map((result) => `q${results.indexOf(result) + 1}`).join(" ");

/** For whom, in words; nothing when it is for everybody. */
const ForWhom = ({ shownTo, results }: { shownTo: readonly Result[]; results: readonly Result[] }): Child =>
  shownTo.length === results.length ? null : (
    <i class="old">{shownTo.map((result) => result.whom.short).join("\u202f; ")} : </i>
  );

type WordedProps = { one: Advice; results: readonly Result[]; sources: Sources; as?: (html: Child) => Child };
/** One advice, once in each wording: an item of a list, or what `as` makes of it. */
const Worded = ({ one, results, sources, as }: WordedProps): Child => {
  const concerned = results.filter((result) => result.advice.includes(one));
  return [...by(concerned, (result) => wordsOf(one, result, sources))].map(([html, shownTo]) => {
    const classes = `part ${classesOf(shownTo, results)}`;
    const words = (
      <>
        <ForWhom shownTo={shownTo} results={results} />
        {raw(html)}
      </>
    );
    return as === undefined ? <li class={classes}>{words}</li> : <div class={classes}>{as(<p>{words}</p>)}</div>;
  });
};

const wordsOf = (one: Advice, { whom }: Result, sources: Sources): string =>
  toHtml(`content/aide: "${one.id}"`, one.say, sources, { register: whom.isInformal ? "tu" : "vous", inline: true });

/** Results by what they say in words. */
function by(results: readonly Result[], write: (result: Result) => string): Map<string, Result[]> {
  const found = new Map<string, Result[]>();
  for (const result of results) {
    const html = write(result);
    found.set(html, [...(found.get(html) ?? []), result]);
  }
  return found;
}

type LinesProps = {
  ids: readonly string[];
  sources: Sources;
  results: readonly Result[];
  /** The results that name a line. */
  shownTo: (id: string) => readonly Result[];
};
/** Help lines in the order given: number, for what, when. */
const Lines = ({ ids, sources, results, shownTo }: LinesProps): Child => (
  <ul class="gestures">
    {ids.map((id) => {
      const line = lineOf(sources, id);
      const concerned = shownTo(id);
      return concerned.length === 0 ? null : (
        <li class={`part ${classesOf(concerned, results)}`}>
          <strong>{raw(lineHtml(line))}</strong>{" "}
          <span data-line={line.id}>
            <ForWhom shownTo={concerned} results={results} />
            {line.what}. {line.hours}. {raw(lineMark(line))}
          </span>
        </li>
      );
    })}
  </ul>
);

/** Which of them answer at night, and which close in the evening. */
const Night = ({ result, sources }: { result: Result; sources: Sources }): Child => {
  const lines = result.reachable.map((id) => lineOf(sources, id));
  const named = (when: HelpLine["at_night"]): string => {
    const labels = lines.filter((line) => line.at_night === when).map((line) => line.label);
    return labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} et ${labels.at(-1)}`;
  };
  return (
    <p class="hint" data-line="all">
      {`La nuit, vous pouvez joindre\u00a0: ${named("answers")}.`}
      {named("closed") === "" ? "" : ` Le soir se ferment\u00a0: ${named("closed")}.`}
    </p>
  );
};
