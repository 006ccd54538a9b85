import type { Child } from "hono/jsx";

import type { Fact } from "../help/facts.ts";
import { readWhere } from "../help/provenance.ts";
import { writeLetter } from "../mail/letter.ts";
import { Head } from "../ui/parts.tsx";
import { type Sources, factsIn, fillStep } from "./guidance.mails.ts";
import { LetterOnPage } from "./letter.parts.tsx";
import type { Path, PathStep } from "./paths.ts";

/** One sequence: what comes when, each step readable now. */
export const PathPage = ({ path }: { path: Path }): Child => (
  <div class="narrow">
    <Head eyebrow="Parcours pour les parents" title={path.title} lead={path.summary} />
    <ol class="steps-list">
      {path.steps.map((step) => (
        <li>
          <h2>
            <a href={`/parents/${path.sequence.list}/${step.step.key}`}>{step.title}</a>
          </h2>
          <p class="hint">{step.when}</p>
          <p>{step.today}</p>
        </li>
      ))}
    </ol>
    <p>
      <a class="button" href={`/parents?parcours=${path.sequence.id}#formulaire`}>
        Recevoir ce parcours
      </a>
    </p>
    <p class="hint">
      <a href="/parents">Tous les parcours</a>
    </p>
  </div>
);

/** One step, the same words as the mail: nothing to give, nothing left behind. */
export const StepPage = ({ path, step, sources }: { path: Path; step: PathStep; sources: Sources }): Child => {
  const next = path.steps[step.number];
  const letter = writeLetter(step.content, fillStep(step.content, sources, { ageGroup: null, page: (to) => to }));
  const facts = factsIn(step.content).flatMap((id): readonly Fact[] => {
    const fact = sources.facts.get(id);
    return fact === undefined ? [] : [fact];
  });
  return (
    <div class="narrow">
      <p class="eyebrow">
        <a href={`/parents/${path.sequence.list}`}>{path.title}</a> · étape {step.number} sur {path.steps.length}
      </p>
      <h1>{step.title}</h1>
      <LetterOnPage letter={letter} />
      {facts.length === 0 ? null : (
        <section aria-labelledby="sources">
          <h2 id="sources">D’où viennent ces informations</h2>
          <ul>
            {facts.map((fact) => (
              <li>
                {fact.official} : <a href={fact.read_at_url}>{readWhere(fact)}</a>.
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        {next === undefined ? (
          <a class="button" href="/parents">
            Voir les autres parcours
          </a>
        ) : (
          <a class="button" href={`/parents/${path.sequence.list}/${next.step.key}`}>
            Étape suivante : {next.title}
          </a>
        )}
      </p>
    </div>
  );
};
