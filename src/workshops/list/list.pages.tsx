import type { Child } from "hono/jsx";

import { AntibotFields, ErrorSummary, type FormState } from "../../ui/form.tsx";
import { unsureOf } from "../seats/needs.ts";
import { MOST_SEATS, type Party, shapeOf } from "../seats/party.ts";
import { type Choice, LABELS, PartyFields, WhoFields, leastOf } from "../seats/registration.parts.tsx";
import { Fold } from "../../ui/parts.tsx";
import type { Programme } from "../sessions/programme.ts";
import { SessionBox } from "../sessions/session.parts.tsx";
import { type Session, doorOf, isDrawing, isDrawnNow, momentOf } from "../sessions/session.ts";
import { DrawRule } from "./draw.pages.tsx";
import { QueueRule } from "./queue.pages.tsx";

type ListProps = {
  session: Session;
  programme: Programme;
  /** Null until it is said who comes. */
  party: Party | null;
  who: string;
  places: string;
  state: FormState;
  ticket: string;
  now: number;
};

/** Whom a list can help: those that the room can hold and that the free seats cannot. */
const choiceOf = ({ session, programme, now }: Pick<ListProps, "session" | "programme" | "now">): Choice => ({
  least: doorOf(session, now) === "reserve" ? session.capacity - session.taken + 1 : leastOf(programme),
  most: Math.min(MOST_SEATS, session.capacity),
});

/** What asking leads to: a draw, a place behind those who are drawn, or the list. */
function leadOf({ session, now }: ListProps): string {
  if (!isDrawing(session)) {
    return "Quand une place se libère, elle est proposée par message, dans l’ordre des demandes.";
  }
  return isDrawnNow(session, now)
    ? `Toutes les demandes de la première heure sont tirées au sort le ${momentOf(session, session.drawAt ?? now)} : inutile de se presser.`
    : "La première heure est passée : cette demande attend derrière celles qui sont tirées au sort.";
}

/** The form of the waiting list, under its written rule. For young people, who comes is asked first. */
export const ListFormPage = (props: ListProps): Child => {
  const { session, programme, party, state, ticket, who, places, now } = props;
  const isYouth = programme.audience === "youth";
  const values = { places: [places], pour: [who], ...state.values };
  const isInformal = isYouth && who !== "enfants";
  return (
    <div class="split">
      <div>
        <ErrorSummary state={state} labels={LABELS} />
        <h1>{isDrawing(session) ? "Demander une place" : "Rejoindre la liste d’attente"}</h1>
        <p class="lead">{leadOf(props)}</p>
        <Fold title="La règle, mot pour mot" hint="la même pour tous" icon="balance" isOpen={party === null}>
          {isDrawing(session) ? <DrawRule /> : <QueueRule />}
        </Fold>
        <form method="post" action={`/ateliers/seances/${session.id}/liste`} novalidate>
          <AntibotFields ticket={ticket} />
          {isYouth && party !== null ? (
            <>
              <input type="hidden" name="pour" value={who} />
              <input type="hidden" name="places" value={places} />
            </>
          ) : (
            <WhoFields programme={programme} state={{ ...state, values }} choice={choiceOf(props)} />
          )}
          {party === null ? (
            <input type="hidden" name="etape" value="qui" />
          ) : (
            <PartyFields
              state={state}
              shape={shapeOf(programme.audience, party, session.consentUnderAge)}
              party={party}
              ages={programme.ages}
              unsure={unsureOf(session, now)}
            />
          )}
          <button type="submit">
            {party === null ? "Continuer" : isDrawing(session) ? "Demander une place" : "Rejoindre la liste"}
          </button>
        </form>
      </div>
      <SessionBox session={session} programme={programme} isInformal={isInformal} />
    </div>
  );
};
