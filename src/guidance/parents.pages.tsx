import type { Child } from "hono/jsx";

import { GoCards } from "../ui/cards.tsx";
import { AntibotFields, Choices, ErrorSummary, type FormState, Picks, Select, TextField } from "../ui/form.tsx";
import type { IconName } from "../ui/icon.tsx";
import { Head, Notice } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import type { PathCard } from "./paths.ts";
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
  paths: readonly PathCard[];
  state: FormState;
  ticket: string;
}): Child => (
  <>
    <ErrorSummary state={state} labels={LABELS} />
    <div class="split wide">
      <div>
        <Head
          eyebrow="Parents, adultes visés, écoles"
          title="Un message à la fois, le bon jour"
          lead="Une étape, une seule chose à faire, puis la suivante quelques jours plus tard. Gratuit, sans compte, arrêt en un clic."
        />
      </div>
      <div class="wide-only">
        <Scene name="table" />
      </div>
    </div>
    <Notice kind="warn">
      <p>
        Quelqu’un est en danger, ou c’est pour ce soir ? <a href="/aide">Voyez d’abord qui appeler</a>.
      </p>
    </Notice>
    <section id="formulaire" aria-labelledby="recevoir">
      <h2 id="recevoir">Recevoir un parcours par e-mail</h2>
      <SubscriptionForm paths={paths} state={state} ticket={ticket} />
    </section>
    <section aria-labelledby="lire">
      <h2 id="lire">Les lire ici, tout de suite, sans rien donner</h2>
      <GoCards
        wide="three"
        isBrief
        cards={paths.map((path) => ({
          href: `/parents/${path.sequence.list}`,
          icon: signOf(path),
          title: path.title,
        }))}
      />
    </section>
  </>
);

const SIGNS: Readonly<Record<string, IconName>> = {
  "messages-malveillants": "tchat",
  "numero-circule": "numero",
  "images-diffusees": "capture",
  "enfant-auteur": "coeur",
  "premier-telephone": "sms",
  "en-parler": "toit",
  "adulte-vise": "coeur",
  "premiere-semaine": "ecole",
};
const signOf = ({ sequence }: PathCard): IconName => SIGNS[sequence.id.replace(/\.v\d+$/, "")] ?? "carnet";

const SubscriptionForm = ({
  paths,
  state,
  ticket,
}: {
  paths: readonly PathCard[];
  state: FormState;
  ticket: string;
}): Child => (
  <form method="post" action="/parents" novalidate class="split wide">
    <AntibotFields ticket={ticket} />
    <Picks
      name="parcours"
      legend="Votre situation"
      options={Object.fromEntries(
        paths.map((path) => [path.sequence.id, { title: path.situation, hint: path.summary, icon: signOf(path) }]),
      )}
      state={state}
      isTight
    />
    <div class="card roof">
      <Choices
        name="age"
        legend="Âge de l’enfant, si c’est pour un enfant"
        hint="Pour ne garder que les conseils de son âge. Ni prénom, ni date de naissance. Rien à cocher pour vous-même ou pour l’école."
        kind="radio"
        look="chips"
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
      <button type="submit" class="block">
        Recevoir ce parcours
      </button>
      <p class="hint">
        Un message vous demandera de confirmer. Les objets sont neutres : rien n’y dit pourquoi vous les recevez. Déjà
        inscrit ? <a href="/preferences">Réglez vos messages</a>.
      </p>
    </div>
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
      hint="Pour écrire à une heure convenable chez vous : jamais entre 21 h et 8 h, sauf le premier, qui répond à votre clic."
      options={{ ...ZONES }}
      state={state}
    />
  </>
);
