import type { Child } from "hono/jsx";

import { durationInWords, zoned } from "../../kernel/time.ts";
import type { IconName } from "../../ui/icon.tsx";
import { Facts, Notice } from "../../ui/parts.tsx";
import { type Day, SessionCard, type SessionState } from "../../ui/session-card.tsx";
import { DEPARTEMENTS } from "./departements.ts";
import { distanceInWords } from "./gazetteer.ts";
import { type Programme, type ProgrammeAudience, audienceInWords } from "./programme.ts";
import {
  type Door,
  FEW,
  type Session,
  doorInWords,
  doorOf,
  momentOf,
  spanOf,
  otherDoorInWords,
  placeInWords,
  takenInWords,
} from "./session.ts";

const MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

const WEEKDAYS = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];

/** The day of a moment, for a leaf of a wall calendar. */
export const leafOf = (at: number, tz: string): Day => {
  const local = zoned(at, tz);
  return { weekday: WEEKDAYS[local.dayOfWeek - 1] ?? "", day: local.day, month: MONTHS[local.month - 1] ?? "" };
};

type Look = Pick<SessionState, "kind" | "icon">;

const LOOKS: Readonly<Record<Door, Look>> = {
  reserve: { kind: "good", icon: "oui" },
  queue: { kind: "bad", icon: "groupe" },
  not_yet: { kind: "plain", icon: "cloche" },
  closed: { kind: "plain", icon: "cadenas" },
  past: { kind: "plain", icon: "carnet" },
  cancelled: { kind: "bad", icon: "fermer" },
};
const FEW_LEFT: Look = { kind: "wait", icon: "attente" };

/** What stands beside a session in a list: seats left, or the list, or why not. */
export const stateOf = (session: Session, now: number): SessionState => {
  const door = doorOf(session, now);
  const isNearlyFull = door === "reserve" && session.capacity - session.taken <= FEW;
  return { ...(isNearlyFull ? FEW_LEFT : LOOKS[door]), words: doorInWords(session, now) };
};

/** What stands beside a session in a list of its team: how full it is, or that it will not take place. */
export const fillOf = (session: Session, words: string = takenInWords(session)): SessionState =>
  session.state === "cancelled" ? { ...LOOKS.cancelled, words: "annulée" } : { kind: "plain", icon: "groupe", words };

/** Where a session is; under the name of its town, in which département that is. */
const whereOf = ({ venue }: Session, title: string): [IconName, string][] => {
  if (venue === null) {
    return title === "En ligne" ? [] : [["ligne", "En ligne"]];
  }
  const { commune, departement } = venue;
  return [["lieu", `${title === commune ? (DEPARTEMENTS[departement] ?? commune) : commune} (${departement})`]];
};

/** Of a session in a room and online: what the other half offers. */
const otherWay = (session: Session, now: number): [IconName, string][] => {
  const door = otherDoorInWords(session, now);
  if (door === null || doorOf(session, now) === "cancelled") {
    return [];
  }
  const words = door.charAt(0).toLowerCase() + door.slice(1);
  return [session.mode === "online" ? ["lieu", `aussi en salle : ${words}`] : ["ligne", `aussi à distance : ${words}`]];
};

/** The sign of those whom a programme is for. */
export const AUDIENCE_ICONS: Readonly<Record<ProgrammeAudience, IconName>> = {
  youth: "jeune",
  parent: "parent",
  family: "duo",
  educator: "ecole",
  health: "soin",
  class: "ecole",
};
/** One session in a list: when, what, where, for whom, seats. */
type RowProps = {
  session: Session;
  /** What it is of, said with whom it is for. */
  programme?: Programme | undefined;
  /** What tells it from the others, where all are of one programme. */
  title?: string;
  now: number;
  /** How far it is from the place that was asked for. */
  km?: number;
};
export const SessionRow = ({
  session,
  programme,
  title = programme?.title ?? session.slug,
  now,
  km,
}: RowProps): Child => {
  const { venue } = session;
  return (
    <SessionCard
      day={leafOf(session.startsAt, session.tz)}
      title={title}
      href={`/ateliers/seances/${session.id}`}
      when={spanOf(session)}
      bits={[
        ...whereOf(session, title).map(([icon, words]): [IconName, string] => [
          icon,
          km === undefined ? words : `${words}, ${distanceInWords(km)}`,
        ]),
        ...otherWay(session, now),
        ...(programme === undefined ? [] : [[AUDIENCE_ICONS[programme.audience], audienceInWords(programme)] as const]),
        ...(venue?.isStepFree === true ? [["rampe", "accès sans marche"] as const] : []),
        ["coeur", session.association],
      ]}
      state={stateOf(session, now)}
      isCancelled={doorOf(session, now) === "cancelled"}
    />
  );
};

/** What its association wants people to know before they come; nothing when there is nothing. */
export const ToKnow = ({ session }: { session: Pick<Session, "notes"> }): Child =>
  session.notes === "" ? null : (
    <Notice>
      <p>
        <strong>À savoir.</strong> {session.notes}
      </p>
    </Notice>
  );

/** The facts of a session, the same on its page, its form and the manage page. */
export const SessionFacts = ({ session, programme }: { session: Session; programme: Programme }): Child => (
  <>
    <Facts
      rows={[
        ["Atelier", <a href={`/ateliers/${programme.slug}`}>{programme.title}</a>, "carnet"],
        ["Quand", momentOf(session), "date"],
        ["Durée", durationInWords(session.endsAt - session.startsAt), "heure"],
        [
          "Où",
          session.venue === null
            ? "En ligne : le lien de connexion est donné une fois l’inscription confirmée"
            : placeInWords(session),
          session.venue === null ? "ligne" : "lieu",
        ],
        session.venue === null ? null : ["Accès", session.venue.access, "rampe"],
        ["Avec", <a href={`/associations/${session.associationSlug}`}>{session.association}</a>, "coeur"],
      ]}
    />
    <ToKnow session={session} />
  </>
);

type SideProps = { session: Session; programme: Programme; isInformal: boolean };
/** Which session a form is about. */
export const SessionBox = ({ session, programme, isInformal }: SideProps): Child => (
  <aside class="card flat">
    <h2>{isInformal ? "Ta séance" : "Votre séance"}</h2>
    <SessionFacts session={session} programme={programme} />
  </aside>
);
