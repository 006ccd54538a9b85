import { MAIL_LEFT } from "../../ui/mail-left.ts";
import type { MailNews } from "../../ui/parts.tsx";
import { isDrawing, momentOf } from "../sessions/session.ts";

import { isInformalTo } from "./party.ts";
import { openHoursInWords } from "../sessions/open-hours.ts";
import type { Registration } from "./registration.store.ts";
import type { Programme } from "../sessions/programme.ts";
import type { Session } from "../sessions/session.ts";

/** Who looks: the mailbox that proved the address (`manage`), or only the browser that made the hold (`hold`). */
export type Holder = "manage" | "hold";
export type StatusProps = {
  registration: Registration;
  session: Session;
  programme: Programme;
  holder: Holder;
  now: number;
  /** What the mailbox holds already, when the mail of this one leaves later, or why none arrives. */
  waiting: MailNews | null;
};
type Words = { title: string; lead: string };

/** Where a registration stands: a title, and what it means. */
export function standingWords(props: StatusProps): Words {
  const { registration: r, session: s, programme, now } = props;
  const tu = isInformalTo(programme.audience, r.kind);
  const until = r.expiresAt === null ? "" : momentOf(s, r.expiresAt);
  if (r.erasedAt !== null) {
    return { title: "Tout est effacé", lead: "Il ne reste ici ni prénom, ni adresse, ni besoin." };
  }
  if (isOver(r, now)) {
    return r.consent === "asked" || r.consent === "lapsed" ? NO_ANSWER : TOO_LATE;
  }
  if (r.state === "held" || r.state === "joining") {
    return unprovenWords(props, until, tu);
  }
  if (s.startsAt <= now && (r.state === "confirmed" || r.state === "waitlisted")) {
    const lead = "Prénom, adresse et besoins s’effacent d’eux-mêmes 30 jours après, ou tout de suite ci-dessous.";
    return { title: s.endsAt <= now ? "Cette séance est passée" : "La séance a commencé", lead };
  }
  return settledWords(props, until, tu);
}

const isOver = ({ state, expiresAt }: Registration, now: number): boolean =>
  state === "expired" || (expiresAt !== null && expiresAt <= now);

const NO_ANSWER: Words = {
  title: "Pas de réponse à temps",
  lead: "Aucun parent n’a répondu : la place est rendue. Personne n’a à se justifier, et il y a d’autres façons de venir.",
};
const TOO_LATE: Words = {
  title: "Le délai est passé",
  lead: "La place est revenue à tous. S’il en reste, une nouvelle réservation est possible.",
};

/** Nobody has clicked in the mail yet. */
function unprovenWords({ registration: r, holder, waiting }: StatusProps, until: string, tu: boolean): Words {
  const [isList, isAsked] = [r.state === "joining", r.consent === "asked"];
  if (holder === "hold") {
    const seats = r.seats > 1 ? `confirme les ${r.seats} places` : "confirme la place";
    const does = isList ? "prend le rang" : isAsked ? "demande l’accord de ton parent" : seats;
    return {
      title: tu ? "Vérifie ta messagerie" : "Vérifiez votre messagerie",
      lead: `${waiting === null ? `${MAIL_LEFT}. Le bouton qu’il contient` : "Le bouton qui arrive par message"} ${does}, à faire avant ${until}.`,
    };
  }
  return {
    title: isList
      ? "Prendre mon rang"
      : isAsked
        ? "Demander l’accord de mon parent"
        : r.seats > 1
          ? "Confirmer nos places"
          : "Confirmer ma place",
    lead: `Il reste un bouton à presser, avant ${until}.`,
  };
}

const rankWords = (r: Registration, session: Session, tu: boolean): string =>
  isDrawing(session)
    ? tu
      ? "Ta demande est notée"
      : "Votre demande est notée"
    : `${tu ? "Tu es" : "Vous êtes"} ${r.rank === 1 ? "en tête de la liste" : `${r.rank}e sur la liste`}`;
/** Before the draw nobody has a rank. */
const drawWords = (r: Registration, session: Session, tu: boolean): string =>
  r.ticket === null
    ? `Elle est arrivée après la première heure : elle attend derrière celles qui sont tirées au sort le ${momentOf(session, session.drawAt ?? session.startsAt)}.`
    : `Le tirage a lieu le ${momentOf(session, session.drawAt ?? session.startsAt)}. ${tu ? "Ton" : "Votre"} rang sera ensuite sur cette page.`;

/** States that `standingWords` has not answered before. */
type Settled = Exclude<Registration["state"], "held" | "joining" | "expired">;

function settledWords({ registration: r, programme, session, now }: StatusProps, until: string, tu: boolean): Words {
  const many = r.seats > 1;
  // Whoever is at the door is marked up to two hours before.
  const isPast = session.endsAt <= now;
  const byState: Record<Settled, Words> & Partial<Record<Registration["state"], Words>> = {
    awaiting_consent: {
      title: "En attente de l’accord d’un parent",
      lead: `La place est gardée jusqu’à ${until}. Nous avons écrit un message à ton parent, et nous n’en enverrons pas d’autre.`,
    },
    refused: {
      title: "La place est rendue",
      lead: "Nous n’avons pas eu l’accord d’un parent. Personne n’a à se justifier, et il y a d’autres façons de venir.",
    },
    confirmed: {
      title: "C’est confirmé",
      lead: tu ? "Ta place est à toi." : many ? `Vos ${r.seats} places sont à vous.` : "Votre place est à vous.",
    },
    waitlisted: {
      title: rankWords(r, session, tu),
      lead: isDrawing(session)
        ? drawWords(r, session, tu)
        : `Quand une place se libère, elle est proposée dans l’ordre, par message, ${openHoursInWords(programme.audience)}. Le message dit jusqu’à quand elle est gardée.`,
    },
    offered: { title: tu ? "Une place t’attend" : "Une place vous attend", lead: `Elle est gardée jusqu’à ${until}.` },
    declined: { title: "Place laissée", lead: "Elle est déjà proposée à la personne suivante." },
    cancelled: { title: "C’est annulé", lead: many ? "Les places sont rendues." : "La place est rendue." },
    attended: isPast
      ? { title: "Atelier passé", lead: "Présence notée." }
      : { title: "Présence notée", lead: "L’attestation s’imprime ici dès que l’atelier commence." },
    absent: isPast
      ? { title: "Atelier passé", lead: "Absence notée." }
      : { title: "Absence notée", lead: "Si c’est une erreur, l’équipe la corrige sur place." },
  };
  return byState[r.state] ?? { title: "Inscription", lead: "" };
}
