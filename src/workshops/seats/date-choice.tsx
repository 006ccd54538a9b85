import type { Child } from "hono/jsx";

import { asId } from "../../kernel/ids.ts";
import { plural } from "../../kernel/text.ts";
import { readForm } from "../../platform/form.ts";
import type { SiteContext } from "../../platform/http.ts";
import { type FormState, Picks } from "../../ui/form.tsx";
import { Fold } from "../../ui/parts.tsx";
import { findSession } from "../sessions/session.store.ts";
import { type Session, momentOf, placeInWords } from "../sessions/session.ts";
import { type DateRefusal, type Mover, changeDate } from "./change-date.ts";
import { MOST_MOVES } from "./registration.ts";
import type { RegistrationWithSession } from "./registration.store.ts";

const EMPTY: FormState = { values: {}, errors: {} };
type DatesProps = { action: string; session: Session; dates: readonly Session[]; moves: number; about?: string };
/** « Venir un autre jour », as a part of the page. */
export const OtherDates = (props: DatesProps): Child => (
  <section aria-labelledby={`autre-jour${props.about ?? ""}`}>
    <h2 id={`autre-jour${props.about ?? ""}`}>Venir un autre jour</h2>
    <Dates {...props} />
  </section>
);

/** The same, folded: what most people do not come for must not stand before what they do. */
export const OtherDatesFold = (props: DatesProps): Child => (
  <Fold title="Venir un autre jour" hint="le même atelier, à une autre date" icon="date">
    <Dates {...props} />
  </Fold>
);

/** The dates of the same workshop that have room for all of them. */
const Dates = ({ action, session, dates, moves, about }: DatesProps): Child => (
  <>
    {moves >= MOST_MOVES || dates.length === 0 ? (
      <p>
        {moves >= MOST_MOVES
          ? "Cette inscription a déjà changé de date trois fois : la date ne change plus."
          : "Aucune autre date de cet atelier n’a assez de places pour le moment."}
      </p>
    ) : (
      <form method="post" action={action}>
        {about === undefined ? null : <input type="hidden" name="inscription" value={about} />}
        <Picks
          name={about === undefined ? "seance" : `seance-${about}`}
          legend="Dates du même atelier"
          hint="La même inscription, le même lien, le même rendez-vous dans l’agenda. La place actuelle reste gardée jusqu’à ce que l’autre soit prise."
          options={Object.fromEntries(
            dates.map((date) => [
              date.id,
              {
                title: date.id === session.other?.id ? otherwise(date) : momentOf(date),
                hint: `${whereTo(date, session)} · ${plural(date.capacity - date.taken, "place libre", "places libres")}`,
                icon: date.venue === null ? ("ligne" as const) : ("date" as const),
              },
            ]),
          )}
          state={EMPTY}
        />
        <button type="submit" class="quiet">
          Choisir cette date
        </button>
      </form>
    )}
  </>
);

/** The other half of the same session: one comes at the same hour, in the other way. */
const otherwise = (date: Session): string =>
  date.mode === "online" ? "À distance, à la même heure" : "Dans la salle, à la même heure";

/** Where another date is, compared with this one: the same place, or which; another association is said. */
function whereTo(date: Session, from: Session): string {
  const where = date.venue === null ? "En ligne" : `${date.venue.name}, ${date.venue.commune}`;
  const isSame = date.venue?.name === from.venue?.name && date.venue?.address === from.venue?.address;
  const other = date.association === from.association ? "" : ` · une autre association : ${date.association}`;
  return `${where}${isSame && date.venue !== null ? ", le même lieu" : ""}${other}`;
}

type MoveProps = { action: string; back: string; from: Session; to: Session; fields: Readonly<Record<string, string>> };
/** Before a date changes: both, side by side; what changes beside the day is said. */
const MovePage = ({ action, back, from, to, fields }: MoveProps): Child => (
  <div class="narrow">
    <h1>Changer de date</h1>
    <dl class="facts">
      <div>
        <dt>Date actuelle</dt>
        <dd>
          {momentOf(from)}
          <small>{placeInWords(from)}</small>
        </dd>
      </div>
      <div>
        <dt>À la place</dt>
        <dd>
          <strong>{momentOf(to)}</strong>
          <small>{whereTo(to, from)}</small>
        </dd>
      </div>
    </dl>
    <p>
      L’ancienne place est rendue en même temps que la nouvelle est prise. Si la nouvelle n’est plus libre, rien ne
      change.
    </p>
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="confirme" value="oui" />
      <button type="submit">Changer de date</button>
    </form>
    <p>
      <a href={back}>Ne rien changer, revenir</a>
    </p>
  </div>
);

const DATE_SAID: Partial<Record<DateRefusal, string>> = {
  too_often: "trois-fois",
  already_there: "deja-la",
  queue_first: "date-prise",
  no_seat: "date-prise",
  parent_decides: "parent",
};

/** To another date: both are shown before it changes. */
export async function moveTo(
  c: SiteContext,
  held: RegistrationWithSession,
  { by, home, field }: { by: Mover; home: string; field: string },
): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const to = asId("ses", fields?.get(field));
  const target = fields === null ? null : await findSession(deps.db, to);
  const said = (done: string): Response => c.redirect(`${home}?fait=${done}`, 303);
  if (target === null) {
    return said("date-a-choisir");
  }
  if (fields?.get("confirme") !== "oui") {
    const shown = { [field]: to, inscription: held.registration.id };
    const page = <MovePage action={c.req.path} back={home} from={held.session} to={target} fields={shown} />;
    return c.render(page, { title: "Votre inscription" });
  }
  const moved = await changeDate(deps, { registrationId: held.registration.id, to, by });
  deps.ring(moved.ok ? moved.value.eventId : null);
  return said(moved.ok ? "date" : (DATE_SAID[moved.refusal] ?? "trop-tard"));
}
