import type { Child } from "hono/jsx";

import { ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { Scene } from "../../ui/scene.tsx";
import { withMail } from "../../ui/mail-left.ts";

type AskProps = { action: string; whose: string | null; personId: string; back: string; state: FormState };

/** Asks for the address that replaces the one somebody signs in with. */
export const AskCorrectionPage = ({ action, whose, personId, back, state }: AskProps): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ email: "Nouvelle adresse" }} />
    <h1>{whose === null ? "Changer mon adresse" : "Corriger une adresse"}</h1>
    <p class="lead">
      {whose === null
        ? "Vous vous connecterez avec la nouvelle dès qu’elle aura cliqué. Rien ne change avant."
        : `Aujourd’hui : ${whose}. Rien ne change avant le clic de la nouvelle adresse.`}
    </p>
    <form method="post" action={action} novalidate class="card roof">
      <input type="hidden" name="personne" value={personId} />
      <TextField
        name="email"
        label="Nouvelle adresse e-mail"
        type="email"
        hint={withMail(
          "Un message y part, valable sept jours. Au clic : les rôles et le travail restent, les clés et les connexions prennent fin, l’ancienne adresse en est prévenue.",
        )}
        state={state}
        autocomplete="off"
      />
      <button type="submit">Envoyer le message</button>
    </form>
    <p>
      <a href={back}>Ne rien changer, revenir</a>
    </p>
  </div>
);

/** Behind a mailed link: only the button acts, because mail filters open links too. */
export const CorrectionPage = ({ kind, action }: { kind: keyof typeof WORDS; action: string }): Child => (
  <div class="split">
    <div>
      <h1>{WORDS[kind].title}</h1>
      <p class="lead">{WORDS[kind].lead}</p>
      <form method="post" action={action}>
        <button type="submit">{WORDS[kind].button}</button>
      </form>
    </div>
    <Scene name="lettre" />
  </div>
);
const WORDS = {
  confirm: {
    title: "C’est bien votre adresse ?",
    lead: "Vous vous connecterez avec elle. Les clés et les connexions ouvertes avec l’ancienne prennent fin.",
    button: "Oui, me connecter avec cette adresse",
  },
  undo: {
    title: "Annuler le changement d’adresse",
    lead: "Vous vous connecterez de nouveau avec l’adresse d’avant. Les clés et les connexions ouvertes avec la nouvelle prennent fin.",
    button: "Annuler le changement",
  },
} as const;

/** What a click did, and the way in. */
export const CorrectedPage = ({ kind }: { kind: keyof typeof WORDS }): Child => (
  <div class="narrow">
    <h1>{kind === "confirm" ? "Votre adresse est changée" : "Le changement est annulé"}</h1>
    <p class="lead">
      {kind === "confirm"
        ? "Connectez-vous avec elle. Si vous aviez une clé, ajoutez-en une dans les vingt-quatre heures."
        : "Connectez-vous avec l’adresse d’avant. Prévenez de vive voix la personne qui gère votre équipe : ce changement n’était pas de vous."}
    </p>
    <p>
      <a class="button" href="/connexion">
        Me connecter
      </a>
    </p>
  </div>
);
