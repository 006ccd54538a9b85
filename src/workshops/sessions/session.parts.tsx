import type { Child } from "hono/jsx";

import { durationInWords, zoned } from "../../kernel/time.ts";
import { Facts } from "../../ui/parts.tsx";
import type { Programme } from "./programme.ts";
import { type Door, type Session, doorOf, placeInWords, seatsInWords, momentOf } from "./session.ts";

const MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/** The day as a leaf of a wall calendar; the words are read beside it. */
const DateLeaf = ({ at, tz }: { at: number; tz: string }): Child => {
  const local = zoned(at, tz);
  return (
    <span class="leaf" aria-hidden="true">
      <b>{local.day}</b>
      {MONTHS[local.month - 1]}
    </span>
  );
};

/** What stands beside a session in a list: seats left, or the list, or why not. */
const SeatTag = ({ session, door }: { session: Session; door: Door }): Child => {
  const words: Record<Door, string> = {
    reserve: seatsInWords(session),
    queue: "Complet, liste d’attente",
    not_yet: "Ouvre bientôt",
    closed: "Inscriptions closes",
    past: "Passée",
    cancelled: "Annulée",
  };
  return <span class={`tag ${door}`}>{words[door]}</span>;
};

/** One session in a list: when, what, where, seats. */
export const SessionRow = ({ session, title, now }: { session: Session; title: string; now: number }): Child => (
  <li class="session">
    <DateLeaf at={session.startsAt} tz={session.tz} />
    <div>
      <h3>
        <a href={`/ateliers/seances/${session.id}`}>{title}</a>
      </h3>
      <p>{momentOf(session)}</p>
      <p class="hint">
        {session.venue === null ? "En ligne" : `${session.venue.commune} (${session.venue.departement})`}
        {session.venue?.isStepFree === true ? " · accès sans marche" : ""} · {session.association}
      </p>
    </div>
    <SeatTag session={session} door={doorOf(session, now)} />
  </li>
);

/** The facts of a session, the same on its page, its form and the manage page. */
export const SessionFacts = ({ session, programme }: { session: Session; programme: Programme }): Child => (
  <Facts
    rows={[
      ["Atelier", <a href={`/ateliers/${programme.slug}`}>{programme.title}</a>],
      ["Quand", momentOf(session)],
      ["Durée", durationInWords(session.endsAt - session.startsAt)],
      [
        "Où",
        session.venue === null
          ? "En ligne : le lien de connexion est donné une fois l’inscription confirmée"
          : placeInWords(session),
      ],
      session.venue === null ? null : ["Accès", session.venue.access],
      ["Avec", <a href={`/associations/${session.associationSlug}`}>{session.association}</a>],
    ]}
  />
);

type SideProps = { session: Session; programme: Programme; isInformal: boolean };
/** Which session a form is about. */
export const SessionBox = ({ session, programme, isInformal }: SideProps): Child => (
  <aside class="side">
    <h2>{isInformal ? "Ta séance" : "Votre séance"}</h2>
    <SessionFacts session={session} programme={programme} />
  </aside>
);
