import type { Child } from "hono/jsx";

import { type FormState, TextField } from "../../ui/form.tsx";
import { Fold } from "../../ui/parts.tsx";
import type { Session } from "../sessions/session.ts";

type ChangeProps = { base: string; session: Session; state: FormState };

/** What a coordinator may change of a session that has not begun: its seats; or cancelling it. */
export const ChangeSession = ({ base, session, state: typed }: ChangeProps): Child => {
  const state = { errors: typed.errors, values: { capacity: [String(session.capacity)], ...typed.values } };
  return (
    <section class="card" aria-labelledby="changer">
      <h2 id="changer">Changer cette séance</h2>
      <p>
        <a class="button quiet" href={`${base}/modifier`}>
          Changer la date, le lieu ou les inscriptions
        </a>
      </p>
      <Fold title="Changer le nombre de places" icon="groupe" isOpen={state.errors["capacity"] !== undefined}>
        <form method="post" action={`${base}/places`} novalidate>
          <TextField name="capacity" label="Nombre de places" inputmode="numeric" state={state} autocomplete="off" />
          <button type="submit">Changer le nombre de places</button>
        </form>
      </Fold>
      <p>
        <a href={`/ateliers/seances/${session.id}`}>Sa page publique</a>
      </p>
      <form method="post" action={`${base}/annuler`}>
        <button type="submit" class="danger">
          Annuler la séance
        </button>
      </form>
    </section>
  );
};
