import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import type { HelpLine } from "./help-lines.ts";
import type { Advice, Result, Step } from "./path.ts";
import { howSure } from "./provenance.ts";
import { type Sources, lineHtml, siteHtml, toHtml } from "./words.ts";

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
  <article class={`card result w${props.place}`} id={`s${props.place}`}>
    <h2>{props.label}</h2>
    <section>
      <h3>Qui appeler, selon ce qui se passe</h3>
      <Lines
        ids={props.sources.helpLines.map((line) => line.id)}
        shownTo={(id) => props.results.filter((result) => result.lines.includes(id))}
        results={props.results}
        sources={props.sources}
      />
      {[...byWords(props.results, (result) => String(<Night result={result} sources={props.sources} />))].map(
        ([html, shownTo]) => (
          <div class={`part ${classesOf(shownTo, props.results)}`}>
            <ForWhom shownTo={shownTo} results={props.results} />
            {raw(html)}
          </div>
        ),
      )}
    </section>
    <Folded title={<WhenCalling {...props} />} steps={["appel"]} {...props} />
    {MOMENTS.map(({ title, steps }) => (
      <section>
        <h3>{title}</h3>
        <Steps steps={steps} {...props} />
      </section>
    ))}
    <Folded title="Ce que dit la loi" steps={["loi"]} {...props} />
  </article>
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

/** A part that one opens; on paper it is open. */
const Folded = ({ title, ...steps }: CardProps & { title: Child; steps: Step[] }): Child => (
  <details>
    <summary>
      <h3>{title}</h3>
    </summary>
    <Steps {...steps} />
  </details>
);

const Steps = ({ steps, advice, results, sources }: CardProps & { steps: Step[] }): Child => (
  <ul>
    {steps
      .flatMap((step) => advice.filter((one) => one.step === step))
      .map((one) => (
        <AdviceItems one={one} results={results} sources={sources} />
      ))}
  </ul>
);

const classesOf = (shownTo: readonly Result[], results: readonly Result[]): string =>
  shownTo.map((result) => `q${results.indexOf(result) + 1}`).join(" ");

/** For whom, in words; nothing when it is for everybody. */
const ForWhom = ({ shownTo, results }: { shownTo: readonly Result[]; results: readonly Result[] }): Child =>
  shownTo.length === results.length ? null : (
    <span class="old hint">Pour : {shownTo.map((result) => result.whom.short).join("\u202f; ")}. </span>
  );

/** One advice, once in each wording. */
const AdviceItems = ({
  one,
  results,
  sources,
}: {
  one: Advice;
  results: readonly Result[];
  sources: Sources;
}): Child => {
  const write = ({ whom }: Result): string =>
    toHtml(`content/aide: "${one.id}"`, one.say, sources, {
      register: whom.isInformal ? "tu" : "vous",
      inline: true,
    });
  const concerned = results.filter((result) => result.advice.includes(one));
  return [...byWords(concerned, write)].map(([html, shownTo]) => (
    <li class={`part ${classesOf(shownTo, results)}${one.kind === "warn" ? " care" : ""}`}>
      <ForWhom shownTo={shownTo} results={results} />
      {raw(html)}
    </li>
  ));
};

/** Results by what they say in words. */
function byWords(results: readonly Result[], write: (result: Result) => string): Map<string, Result[]> {
  const found = new Map<string, Result[]>();
  for (const result of results) {
    const html = write(result);
    found.set(html, [...(found.get(html) ?? []), result]);
  }
  return found;
}

/** The parts of a result: when to do what. */
const MOMENTS: { title: string; steps: Step[] }[] = [
  { title: "Maintenant", steps: ["maintenant", "preuves"] },
  { title: "Aujourd’hui", steps: ["bloquer", "parler", "retrait"] },
  { title: "Cette semaine", steps: ["plainte", "suite"] },
];

type LinesProps = {
  ids: readonly string[];
  sources: Sources;
  results?: readonly Result[];
  /** The results that name a line; without it, all do. */
  shownTo?: (id: string) => readonly Result[];
};
/** Help lines in the order given: number, for what, when. */
export const Lines = ({ ids, sources, results = [], shownTo }: LinesProps): Child => (
  <ul class="numbers">
    {ids.map((id) => {
      const line = lineOf(sources, id);
      const concerned = shownTo?.(id) ?? [];
      return shownTo !== undefined && concerned.length === 0 ? null : (
        <li class={shownTo === undefined ? undefined : `part ${classesOf(concerned, results)}`}>
          {raw(lineHtml(line))}
          <span data-line={line.id}>
            <ForWhom shownTo={concerned} results={shownTo === undefined ? [] : results} />
            {line.what}. {line.hours}.{raw(siteHtml(line.site))}
          </span>
        </li>
      );
    })}
  </ul>
);

/** Which of them answer at night, which close in the evening, and how sure that is. */
const Night = ({ result, sources }: { result: Result; sources: Sources }): Child => {
  const lines = result.reachable.map((id) => lineOf(sources, id));
  const named = (when: HelpLine["at_night"]): string => {
    const labels = lines.filter((line) => line.at_night === when).map((line) => line.label);
    return labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} et ${labels.at(-1)}`;
  };
  return (
    <p class="hint" data-line="all">
      {`La nuit, vous pouvez joindre\u00a0: ${named("answers")}.`}
      {named("closed") === "" ? "" : ` Le soir se ferment\u00a0: ${named("closed")}.`} {howSure(lines)} :{" "}
      <a href="/aide/numeros">d’où ils viennent</a>.
    </p>
  );
};

function lineOf(sources: Sources, id: string): HelpLine {
  const line = sources.helpLines.find((one) => one.id === id);
  if (line === undefined) {
    throw new Error(`content/aide/chemin.json: no help line "${id}"`);
  }
  return line;
}
