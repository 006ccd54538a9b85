import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { zoned } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { ErrorSummary, type FormState, Item, TextField } from "../../ui/form.tsx";
import { Notice } from "../../ui/parts.tsx";
import { SessionHead } from "../sessions/desk.parts.tsx";
import type { Session } from "../sessions/session.ts";
import { LABELS, type PlaceChoice, WhereFields } from "./planning.pages.tsx";

const localOf = (at: number, tz: string): string =>
  zoned(at, tz).toPlainDateTime().toString({ smallestUnit: "minute" });

/** The form of a session as it stands: what is not touched stays. */
export const presentValues = (session: Session): FormState["values"] => ({
  debut: [localOf(session.startsAt, session.tz)],
  fin: [localOf(session.endsAt, session.tz)],
  lieu: [session.mode === "online" ? "online" : (session.venueId ?? "")],
  joinUrl: [session.joinUrl ?? ""],
  fuseau: [session.tz],
  capacity: [String(session.capacity)],
  version: [String(session.revision)],
});

type EditProps = {
  base: string;
  session: Session;
  title: string;
  places: readonly PlaceChoice[];
  state: FormState;
  /** How many mailboxes a change of place or hours reaches. */
  told: number;
  /** Somebody else changed it since the form was opened. */
  isMeanwhile: boolean;
};

/** « Modifier »: the form opens with what stands; who is told of what is said beside it. */
export const EditPage = (props: EditProps): Child => {
  const { base, session, places, state, told, isMeanwhile } = props;
  return (
    <>
      <ErrorSummary state={state} labels={{ ...LABELS, fin: "Fin" }} />
      <SessionHead {...props} open="modifier" isCoordinator />
      {isMeanwhile ? (
        <Notice kind="warn">
          <p>
            Quelqu’un de l’équipe a modifié cette séance entre-temps : ce qui est enregistré est en haut de la page, ce
            que vous aviez écrit est dans le formulaire. Relisez, puis enregistrez de nouveau.
          </p>
        </Notice>
      ) : null}
      <div class="split">
        <form method="post" action={`${base}/modifier`} novalidate>
          <h2>Modifier cette séance</h2>
          <input type="hidden" name="version" value={state.values["version"]?.[0] ?? ""} />
          <Item legend="Change et prévient">
            <TextField name="debut" label="Début" type="datetime-local" state={state} autocomplete="off" />
            <TextField name="fin" label="Fin" type="datetime-local" state={state} autocomplete="off" />
            <WhereFields places={places} state={state} />
            <Notice kind="wait">
              <p>
                <strong>
                  {told === 0
                    ? "Personne à prévenir pour l’instant"
                    : plural(told, "personne prévenue", "personnes prévenues")}
                </strong>{" "}
                si le lieu ou l’heure change, avec l’avant et l’après côte à côte, et le moyen d’annuler ou de changer
                de date. Un nouveau lien de connexion ne prévient que les places confirmées.
              </p>
            </Notice>
          </Item>
          <button type="submit">Enregistrer et prévenir</button>
        </form>
        <div class="stack">
          <Card title="Le nombre de places">
            <p>Change sans prévenir personne. {plural(session.taken, "place est prise", "places sont prises")}.</p>
            <form method="post" action={`${base}/places`} novalidate>
              <TextField name="capacity" label="Places" inputmode="numeric" state={state} autocomplete="off" />
              <button type="submit" class="quiet">
                Changer le nombre de places
              </button>
            </form>
          </Card>
          <Card kind="flat" title="L’atelier lui-même">
            <p>Il ne change plus : des personnes sont inscrites à celui-ci. Pour un autre, annulez et publiez.</p>
          </Card>
        </div>
      </div>
    </>
  );
};
