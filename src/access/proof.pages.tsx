import type { Child } from "hono/jsx";

import { EMPTY_FORM, ErrorSummary, TextField } from "../ui/form.tsx";
import { MAIL_LEFT } from "../ui/mail-left.ts";
import { Notice } from "../ui/parts.tsx";
import { PasskeyForm } from "./passkey.pages.tsx";
import type { Asked } from "./passkeys.ts";

/** The fields by which a proof goes beside those of the form that waits for it. */
export const PROOF = { answer: "preuve", request: "preuve-demande", another: "preuve-autre" } as const;

/** How one is asked: by a device, or by a code that was just mailed (`request`: what it answers). */
export type AskedAnew = Asked | { kind: "code"; request: string };
type Props = { asked: AskedAnew; action: string; kept: readonly [string, string][]; error: string | null };

/** Before what engages people: proves anew who stands there. The form that was sent waits in the page, and goes on with the proof. */
export const ProofPage = (props: Props): Child => (
  <div class="narrow">
    {props.asked.kind === "code" ? (
      <ByCode {...props} asked={props.asked} />
    ) : (
      <ByDevice {...props} asked={props.asked} />
    )}
    <p>
      <a href="/espace">Ne rien faire, revenir à mon espace</a>
    </p>
  </div>
);

const WAITS = "Rien n’est encore fait. Ce que vous avez demandé attend ici, et se fera ensuite sans rien retaper.";

const ByDevice = ({ asked, action, kept, error }: Props & { asked: Asked }): Child => (
  <>
    <h1>{asked.kind === "create" ? "Ajoutez d’abord une clé" : "Montrez votre clé une nouvelle fois"}</h1>
    {error === null ? null : (
      <Notice kind="warn">
        <p>{error}</p>
      </Notice>
    )}
    {asked.kind === "closed" ? (
      <p class="lead">
        Ce geste demande une clé, et le délai pour ajouter la vôtre est passé. Un opérateur de la plateforme peut vous
        rouvrir vingt-quatre heures. Rien n’a été fait.
      </p>
    ) : (
      <>
        <p class="lead">
          {asked.kind === "create"
            ? "La suite donne les prénoms d’enfants, ou engage des personnes : votre boîte aux lettres ne suffit pas. Une clé est gardée par votre appareil. Ni mot de passe, ni numéro. "
            : "La suite engage des personnes, et votre clé date de plus de dix minutes. "}
          {WAITS}
        </p>
        <PasskeyForm asked={asked} action={action} name="Ligne Sûre" answer={PROOF.answer} kept={kept} />
      </>
    )}
  </>
);

const ByCode = ({ asked, action, kept, error }: Props & { asked: { request: string } }): Child => {
  const state = error === null ? EMPTY_FORM : { values: {}, errors: { [PROOF.answer]: error } };
  return (
    <>
      <ErrorSummary state={state} labels={{ [PROOF.answer]: "Code" }} />
      <h1>Écrivez le code reçu par message</h1>
      <p class="lead">La suite engage des personnes, et votre dernière preuve date de plus de dix minutes. {WAITS}</p>
      <form method="post" action={action} novalidate>
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name={PROOF.request} value={asked.request} />
        <TextField
          name={PROOF.answer}
          label="Code à six chiffres"
          hint={`${MAIL_LEFT}. Le code qu’il contient sert quinze minutes, une fois, avec cinq essais.`}
          state={state}
          autocomplete="one-time-code"
        />
        <button type="submit">Continuer</button>{" "}
        <button type="submit" class="quiet" name={PROOF.another} value="oui">
          Recevoir un autre code
        </button>
      </form>
    </>
  );
};
