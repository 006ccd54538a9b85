import type { Child } from "hono/jsx";

import { Notice } from "../ui/parts.tsx";
import type { Asked } from "./passkeys.ts";

type Props = { asked: Asked; next: string; name: string; error: string | null };

/** Asks for a passkey: to make the first one, to show one, or says whom to ask. The script in the page does the rest. */
export const PasskeyPage = ({ asked, next, name, error }: Props): Child => (
  <div class="narrow">
    <h1>{asked.kind === "create" ? "Ajoutez une clé" : "Montrez votre clé"}</h1>
    {error === null ? null : (
      <Notice kind="warn">
        <p>{error}</p>
      </Notice>
    )}
    {asked.kind === "closed" ? <Closed /> : <Ask asked={asked} next={next} name={name} />}
    <p>
      <a href="/espace">Revenir à mon espace</a>
    </p>
  </div>
);

const Closed = (): Child => (
  <p class="lead">
    Le délai pour ajouter une première clé est passé. Demandez à un opérateur de la plateforme de vous rouvrir
    vingt-quatre heures : c’est un bouton, dans la page de l’équipe.
  </p>
);

type Open = Exclude<Asked, { kind: "closed" }>;
const Ask = ({ asked, next, name }: { asked: Open; next: string; name: string }): Child => (
  <>
    <p class="lead">
      {asked.kind === "create"
        ? "Votre rôle vous laissera voir des données personnelles ou décider. Il faut plus qu’une boîte aux lettres : une clé, gardée par votre appareil. Ni mot de passe, ni numéro."
        : "La suite montre des données personnelles ou décide. Une fois par connexion, votre appareil prouve que c’est vous."}
    </p>
    <PasskeyForm
      asked={asked}
      action={asked.kind === "create" ? "/espace/cle/ajouter" : "/espace/cle/montrer"}
      name={name}
      answer="reponse"
      kept={[["suite", next]]}
    />
  </>
);

type FormProps = { asked: Open; action: string; name: string; answer: string; kept: readonly [string, string][] };

/** The form that the script in the page sends with what the device answers, under the name `answer`; `kept` goes with it. */
export const PasskeyForm = ({ asked, action, name, answer, kept }: FormProps): Child => (
  <>
    <form method="post" action={action} data-passkey={JSON.stringify({ ...asked, name })}>
      {kept.map(([field, value]) => (
        <input type="hidden" name={field} value={value} />
      ))}
      <input type="hidden" name={answer} value="" data-passkey-answer />
      <button type="submit">{asked.kind === "create" ? "Ajouter une clé sur cet appareil" : "Montrer ma clé"}</button>
      <p class="field-error" role="alert" data-passkey-error hidden>
        Votre appareil n’a pas répondu, ou vous avez annulé. Appuyez de nouveau sur le bouton pour recommencer.
      </p>
    </form>
    <noscript>
      <p>Une clé passe par JavaScript : activez-le pour cette page. C’est la seule qui l’exige.</p>
    </noscript>
  </>
);
