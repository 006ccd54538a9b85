import type { Child } from "hono/jsx";

import { Act } from "../../ui/console.tsx";
import { type FormState, TextField } from "../../ui/form.tsx";
import { type Session, takenInWords } from "../sessions/session.ts";

type ChangeProps = { base: string; session: Session; state: FormState };

/** What a coordinator may change of a session that has not begun: its date, its seats; or cancelling it. */
export const ChangeSession = ({ base, session, state }: ChangeProps): Child => (
  <section aria-labelledby="changer">
    <h2 id="changer">Changer cette séance</h2>
    <p>{takenInWords(session)}.</p>
    <details open={state.errors["debut"] !== undefined}>
      <summary>Changer la date</summary>
      <form method="post" action={`${base}/deplacer`} novalidate>
        <TextField
          name="debut"
          label="Nouveau début, à l’heure du lieu"
          hint="Chacun garde sa place et reçoit un message, avec le lien pour annuler."
          type="datetime-local"
          state={state}
          autocomplete="off"
        />
        <button type="submit">Changer la date</button>
      </form>
    </details>
    <details open={state.errors["capacity"] !== undefined}>
      <summary>Changer le nombre de places</summary>
      <form method="post" action={`${base}/places`} novalidate>
        <TextField name="capacity" label="Nombre de places" inputmode="numeric" state={state} autocomplete="off" />
        <button type="submit">Changer le nombre de places</button>
      </form>
    </details>
    <p>
      <a href={`/ateliers/seances/${session.id}`}>Sa page publique</a> ·{" "}
      <a href={`${base.replace(/\/[^/]+$/, "")}/nouvelle?modele=${session.id}`}>La dupliquer</a>
    </p>
    <Act action={`${base}/annuler`} what="Annuler la séance" />
  </section>
);
