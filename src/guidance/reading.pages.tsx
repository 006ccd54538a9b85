import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import type { Fact } from "../help/facts.ts";
import { sourceMark } from "../help/words.ts";
import { typo } from "../kernel/text.ts";
import { writeLetter } from "../mail/letter.ts";
import { Card } from "../ui/cards.tsx";
import { Steps, Timeline } from "../ui/line.tsx";
import { Head } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { type Sources, USEFUL, factsIn, fillStep, outsideOf } from "./guidance.mails.ts";
import { LetterOnPage } from "./letter.parts.tsx";
import { AUDIENCES, type Path, type PathStep } from "./paths.ts";

const addressOf = (path: Path, step: PathStep): string => `/parents/${path.sequence.list}/${step.step.key}`;

/** One sequence: what comes when, each step readable now. */
export const PathPage = ({ path }: { path: Path }): Child => (
  <>
    <div class="split">
      <div>
        <Head eyebrow={AUDIENCES[path.audience]} title={path.title} lead={path.summary} />
      </div>
      <Card kind="roof">
        <p>
          <a class="button block" href={`/parents?parcours=${path.sequence.id}#formulaire`}>
            Recevoir ce parcours
          </a>
        </p>
        <p class="hint">
          Gratuit, sans compte, arrêt en un clic. <a href="/parents">Tous les parcours</a>
        </p>
      </Card>
    </div>
    <div class="split">
      <section aria-labelledby="etapes">
        <h2 id="etapes">Ses étapes, à lire maintenant</h2>
        <Timeline
          stops={path.steps.map((step) => ({
            title: <a href={addressOf(path, step)}>{step.title}</a>,
            state: "plan",
            icon: "courrier",
            children: (
              <>
                <p class="meta">{step.when}</p>
                <p>{step.today}</p>
              </>
            ),
          }))}
        />
      </section>
      <div class="wide-only">
        <Scene name="table" />
      </div>
    </div>
  </>
);

/** One step, the same words as the mail: nothing to give, nothing left behind. */
export const StepPage = ({ path, step, sources }: { path: Path; step: PathStep; sources: Sources }): Child => {
  const next = path.steps[step.number];
  const filling = fillStep(step.content, sources, { ageGroup: null, hour: null, page: (to) => to });
  const letter = writeLetter(step.content, { ...filling, outside: outsideOf(path.sequence, step.number) });
  const facts = factsIn(step.content).flatMap((id): readonly Fact[] => {
    const fact = sources.facts.get(id);
    return fact === undefined ? [] : [fact];
  });
  return (
    <>
      <p class="crumbs">
        <a href={`/parents/${path.sequence.list}`}>{path.title}</a> · étape {step.number} sur {path.steps.length}
      </p>
      <Steps
        label={path.title}
        steps={path.steps.map((one) => ({ title: one.title, href: addressOf(path, one) }))}
        now={step.number - 1}
      />
      <div class="split">
        <div>
          <h1>{step.title}</h1>
          {raw(marked(String(<LetterOnPage letter={letter} />), facts))}
          <section id={USEFUL} class="card flat" aria-labelledby="utile-titre">
            <h2 id="utile-titre">Cette étape vous a aidé ?</h2>
            <form method="post" action={`${addressOf(path, step)}/utile`}>
              <p class="acts">
                <button type="submit" name="avis" value="oui" class="quiet">
                  Oui
                </button>
                <button type="submit" name="avis" value="non" class="quiet">
                  Non
                </button>
              </p>
            </form>
            <p class="hint">Nous comptons les réponses de la journée, rien d’autre : ni qui répond, ni d’où.</p>
          </section>
          {path.mayStop && next !== undefined ? <Stopped path={path} /> : null}
        </div>
        <aside class="card roof stick" aria-label="La suite">
          <p>
            {next === undefined ? (
              <a class="button block" href="/parents">
                Voir les autres parcours
              </a>
            ) : (
              <a class="button block" href={addressOf(path, next)}>
                Étape suivante : {next.title}
              </a>
            )}
          </p>
          <p class="hint">
            <a href={`/parents?parcours=${path.sequence.id}#formulaire`}>Recevoir ce parcours</a>, une étape à la fois.
            Vous le recevez déjà ? <a href="/preferences">Recevez la suivante plus tôt</a>.
          </p>
          <p>
            <a href="/aide/empire">Ça empire</a>
          </p>
        </aside>
      </div>
    </>
  );
};

/** What was going on has stopped: the last step, and how to receive no other. This page knows nobody; their settings do. */
const Stopped = ({ path }: { path: Path }): Child => {
  const last = path.steps.at(-1);
  return last === undefined ? null : (
    <section aria-labelledby="fini-titre">
      <h2 id="fini-titre">C’est fini ?</h2>
      <p>
        Tant mieux. Il reste la dernière étape, pour faire le point : <a href={addressOf(path, last)}>{last.title}</a>.
        Si vous recevez ces messages, dites « C’est fini » dans <a href="/preferences">vos réglages</a> : les étapes
        entre les deux ne partent plus.
      </p>
    </section>
  );
};

/** The same words, each fact with the mark of its record. */
const marked = (html: string, facts: readonly Fact[]): string =>
  facts.reduce((words, { id, text, official }) => {
    const said = String(<>{typo(text)}</>);
    return words.replace(said, () => `<span data-fact="${id}">${said}</span> ${sourceMark(id, official)}`);
  }, html);
