import type { Child } from "hono/jsx";

import type { Fact } from "../help/facts.ts";
import { readWhere } from "../help/provenance.ts";
import type { Letter } from "../mail/letter.ts";
import { AntibotFields, Choices, ErrorSummary, type FormState, Select, TextField } from "../ui/form.tsx";
import { Head, Notice } from "../ui/parts.tsx";
import { LetterOnPage } from "./letter.parts.tsx";
import type { Path, PathStep } from "./paths.ts";
import { ZONES } from "./subscription.schema.ts";
import { WORDING } from "./wording.ts";

const AGES = {
  primaire: "École primaire (6 à 10 ans)",
  college: "Collège (11 à 14 ans)",
  lycee: "Lycée (15 à 17 ans)",
  aucun: "Je préfère ne pas dire",
};
const LABELS = {
  parcours: "Votre situation",
  age: "Âge de l’enfant",
  email: "Adresse e-mail",
  zone: "Où vous vivez",
  accord: "",
  billet: "",
};

/** Everything a parent can receive, readable at once, and the form to receive it. */
export const ParentsPage = ({
  paths,
  state,
  ticket,
}: {
  paths: readonly Path[];
  state: FormState;
  ticket: string;
}): Child => (
  <>
    <ErrorSummary state={state} labels={LABELS} />
    <Head
      eyebrow="Pour les parents"
      title="Un message à la fois, le bon jour"
      lead="Choisissez votre situation : vous recevez une étape, une seule chose à faire, puis la suivante quelques jours plus tard. Gratuit, sans compte, arrêt en un clic."
    />
    <Notice kind="warn">
      <p>
        Quelqu’un est en danger, ou c’est pour ce soir ? <a href="/aide">Voyez d’abord qui appeler</a>. Toutes les
        étapes se lisent aussi ici, tout de suite, sans rien donner.
      </p>
    </Notice>
    <ul class="cards">
      {paths.map((path) => (
        <li class="card">
          <h2>
            <a href={`/parents/${path.sequence.list}`}>{path.title}</a>
          </h2>
          <p>{path.summary}</p>
        </li>
      ))}
    </ul>
    <section class="narrow" id="formulaire" aria-labelledby="recevoir">
      <h2 id="recevoir">Recevoir un parcours par e-mail</h2>
      <SubscriptionForm paths={paths} state={state} ticket={ticket} />
    </section>
  </>
);

const SubscriptionForm = ({
  paths,
  state,
  ticket,
}: {
  paths: readonly Path[];
  state: FormState;
  ticket: string;
}): Child => (
  <form method="post" action="/parents" novalidate>
    <AntibotFields ticket={ticket} />
    <Choices
      name="parcours"
      legend="Votre situation"
      kind="radio"
      options={Object.fromEntries(paths.map((path) => [path.sequence.id, path.situation]))}
      state={state}
    />
    <Choices
      name="age"
      legend="Âge de l’enfant"
      hint="Pour ne garder que les conseils de son âge. Ni prénom, ni date de naissance."
      kind="radio"
      options={AGES}
      state={state}
    />
    <WhereTo state={state} />
    <fieldset class="field" id="accord">
      <legend>Votre accord</legend>
      {state.errors["accord"] === undefined ? null : <p class="field-error">{state.errors["accord"]}</p>}
      <label class="choice">
        <input type="checkbox" name="accord" required />
        <span>{WORDING}</span>
      </label>
    </fieldset>
    <button type="submit">Recevoir ce parcours</button>
    <p class="hint">
      Un message vous demandera de confirmer. Les objets sont neutres : rien n’y dit pourquoi vous les recevez. Déjà
      inscrit ? <a href="/preferences">Réglez vos messages</a>.
    </p>
  </form>
);

const WhereTo = ({ state }: { state: FormState }): Child => (
  <>
    <TextField
      name="email"
      label="Votre adresse e-mail"
      type="email"
      autocomplete="email"
      hint="Elle sert à envoyer ces messages, rien d’autre. Effacée 7 jours après la fin du parcours, ou si vous ne confirmez pas."
      state={state}
    />
    <Select
      name="zone"
      label="Où vous vivez"
      hint="Pour écrire à une heure convenable chez vous : jamais entre 21 h et 8 h."
      options={{ ...ZONES }}
      state={state}
    />
  </>
);

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
export const StepPage = ({
  path,
  step,
  letter,
  facts,
}: {
  path: Path;
  step: PathStep;
  letter: Letter;
  facts: readonly Fact[];
}): Child => {
  const next = path.steps[step.number];
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
