import type { Child } from "hono/jsx";

import { MAIL_LEFT, bySending } from "../ui/mail-left.ts";
import { Notice, Waiting, type Waits, mailboxTitle } from "../ui/parts.tsx";
import { Letterbox } from "./simple.pages.tsx";
import type { PathCard } from "./paths.ts";
import { WORDING } from "./wording.ts";

/** After the form: the same words whatever is known of the address, unless no mail can arrive there. */
export const SentPage = ({ first, waiting }: { first: string; waiting: Waits | null }): Child => (
  <Letterbox>
    <h1>{mailboxTitle(waiting, "Il reste un clic")}</h1>
    {waiting === null ? (
      <Notice kind="good">
        <p>{MAIL_LEFT}. Ouvrez-le et appuyez sur le bouton : sans cela, rien d’autre ne sera envoyé.</p>
      </Notice>
    ) : (
      <Waiting {...waiting} />
    )}
    <p>
      Rien après quelques minutes ? Regardez les indésirables, puis <a href="/parents#formulaire">vérifiez l’adresse</a>
      . Un message au plus part vers une même adresse en un quart d’heure.
    </p>
    <p>
      Sans attendre : <a href={first}>lire la première étape maintenant</a>.
    </p>
  </Letterbox>
);

/** Behind the mailed link: only the button confirms, because mail filters open links too. */
export const ConfirmPage = ({ action, path }: { action: string; path: PathCard }): Child => (
  <Letterbox>
    <h1>Recevoir ces messages ?</h1>
    <p class="lead">
      {path.title} : {path.steps.length} messages.
    </p>
    <p>{WORDING}</p>
    <form method="post" action={action}>
      <button type="submit">Oui, envoyez-les-moi</button>
    </form>
    <p class="hint">Ce n’était pas vous ? Fermez cette page : rien ne sera envoyé.</p>
  </Letterbox>
);

const FIRST_LEAVES = bySending(
  "La première étape part tout de suite, à cette heure aussi.",
  "La première étape partira dès que les envois, suspendus en ce moment, reprennent ; vous pouvez déjà la lire ici.",
  "guidance",
);

/** Confirmed: what comes when, and the first step to read now. */
export const ConfirmedPage = ({ path, settings }: { path: PathCard; settings: string }): Child => (
  <Letterbox>
    <h1>C’est confirmé</h1>
    <Notice kind="good">
      <p>{FIRST_LEAVES} Les suivantes arrivent à leur jour, jamais la nuit.</p>
    </Notice>
    <p>
      <a class="button" href={`/parents/${path.sequence.list}/${path.steps[0]?.step.key ?? ""}`}>
        Lire la première étape maintenant
      </a>
    </p>
    <p>
      <a href={settings}>Régler l’heure, faire une pause, tout arrêter</a>
    </p>
  </Letterbox>
);

type OpinionProps = { list: string; step: string; next: string | undefined; isUseful: boolean };
/** After « Oui » or « Non » under a step: nobody is left without a way on. */
export const OpinionPage = ({ list, step, next, isUseful }: OpinionProps): Child => (
  <Letterbox>
    <h1>Merci, c’est compté</h1>
    <p class="lead">
      {isUseful
        ? "Nous comptons ces réponses pour savoir quelles étapes garder."
        : "Cette étape n’a pas suffi : quelqu’un peut en parler avec vous."}
    </p>
    <p class="acts">
      {next === undefined || !isUseful ? null : (
        <a class="button" href={`/parents/${list}/${next}`}>
          Lire l’étape suivante
        </a>
      )}
      {isUseful ? null : (
        <a class="button" href="/aide">
          Que faire maintenant
        </a>
      )}
      <a class="button quiet" href={`/parents/${list}/${step}`}>
        Revenir à l’étape
      </a>
    </p>
    <p class="hint">
      Une réponse par jour et par connexion. Rien ne dit qui l’a donnée. <a href="/aide/empire">Ça empire</a>
    </p>
  </Letterbox>
);
