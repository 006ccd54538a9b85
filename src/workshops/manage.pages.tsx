import type { Child } from "hono/jsx";

import { hourInWords, momentInWords, zoneNote } from "../kernel/time.ts";
import { ErrorSummary, type FormState, TextField } from "../ui/form.tsx";
import { Notice } from "../ui/parts.tsx";
import { PaperBox } from "./presence/attestation.pages.tsx";
import type { Programme } from "./programme.ts";
import { openHoursInWords } from "./queue-rule.ts";
import type { Registration } from "./registration.store.ts";
import { SessionFacts } from "./session.parts.tsx";
import { type Session, isInformalFor } from "./session.ts";

/** Who looks: the mailbox that proved the address (`manage`), or only the browser that made the hold (`hold`). */
export type Holder = "manage" | "hold";
export type ManageProps = {
  registration: Registration;
  session: Session;
  programme: Programme;
  holder: Holder;
  token: string;
  name: string | null;
  address: string | null;
  state: FormState;
  /** What was just done, to say so: a code from the address bar, from a closed list. */
  done: string;
  now: number;
};

type Words = { title: string; lead: string };

function words({ registration: r, session: s, programme, holder, now }: ManageProps): Words {
  const tu = isInformalFor(programme.audience);
  const until = r.expiresAt === null ? "" : `${momentInWords(r.expiresAt, s.tz)}${zoneNote(s.tz)}`;
  if (r.erasedAt !== null) {
    return { title: "Tout est effacé", lead: "Il ne reste ici ni prénom, ni adresse, ni besoin." };
  }
  const isLapsed = r.expiresAt !== null && r.expiresAt <= now;
  if (isLapsed || r.state === "expired") {
    return {
      title: "Le délai est passé",
      lead: "La place est revenue à tous. S’il en reste, une nouvelle réservation est possible.",
    };
  }
  if (r.state === "held" || r.state === "joining") {
    const isList = r.state === "joining";
    return holder === "hold"
      ? {
          title: tu ? "Vérifie ta messagerie" : "Vérifiez votre messagerie",
          lead: `Un message vient de partir. Le bouton qu’il contient ${isList ? "prend le rang" : "confirme la place"}, à faire avant ${until}.`,
        }
      : {
          title: isList ? "Prendre mon rang" : "Confirmer ma place",
          lead: `Il reste un bouton à presser, avant ${until}.`,
        };
  }
  if (s.startsAt <= now && (r.state === "confirmed" || r.state === "waitlisted")) {
    const lead = "Prénom, adresse et besoins s’effacent d’eux-mêmes 30 jours après, ou tout de suite ci-dessous.";
    return { title: s.endsAt <= now ? "Cette séance est passée" : "La séance a commencé", lead };
  }
  const byState: Partial<Record<Registration["state"], Words>> = {
    confirmed: { title: "C’est confirmé", lead: tu ? "Ta place est à toi." : "Votre place est à vous." },
    waitlisted: {
      title: `${tu ? "Tu es" : "Vous êtes"} ${r.rank === 1 ? "en tête de la liste" : `${r.rank}e sur la liste`}`,
      lead: `Quand une place se libère, elle est proposée dans l’ordre, par message, ${openHoursInWords(programme.audience)}. Le message dit jusqu’à quand elle est gardée.`,
    },
    offered: { title: tu ? "Une place t’attend" : "Une place vous attend", lead: `Elle est gardée jusqu’à ${until}.` },
    declined: { title: "Place laissée", lead: "Elle est déjà proposée à la personne suivante." },
    cancelled: { title: "C’est annulé", lead: "La place est rendue." },
    attended: { title: "Atelier passé", lead: "Présence notée." },
    absent: { title: "Atelier passé", lead: "Absence notée." },
  };
  return byState[r.state] ?? { title: "Inscription", lead: "" };
}

const DONE: Record<string, string> = {
  envoye: "Le message vient de repartir.",
  confirme: "C’est noté : la place est confirmée.",
  rang: "C’est noté : le rang est pris.",
  annule: "C’est noté : l’inscription est annulée et la place rendue.",
  laisse: "C’est noté : la place est laissée à la personne suivante.",
  "trop-tard": "Cette action n’est plus possible : voici où en est l’inscription.",
  deja: "Cette adresse avait déjà une place ou un rang dans cette séance : la seconde demande a été rendue. Le lien de la première est dans votre messagerie.",
};

const Action = ({
  token,
  act,
  label,
  kind = "",
}: {
  token: string;
  act: string;
  label: string;
  kind?: string;
}): Child => (
  <form method="post" action={`/i/${token}/${act}`}>
    <button type="submit" class={kind}>
      {label}
    </button>
  </form>
);

/** « Mon inscription »: where it stands, what can be done, and erasing. GET shows; every act is a POST. */
export const ManagePage = (props: ManageProps): Child => {
  const { registration: r, session, programme, holder, done, state } = props;
  const { title, lead } = words(props);
  const isErased = r.erasedAt !== null;
  return (
    <div class="split">
      <div>
        <ErrorSummary state={state} labels={{ email: "Adresse e-mail", nom: "Nom à imprimer" }} />
        {DONE[done] === undefined ? null : (
          <Notice kind={done === "trop-tard" || done === "deja" ? "warn" : "good"}>
            <p role="status">{DONE[done]}</p>
          </Notice>
        )}
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        {isErased ? null : <Acts {...props} />}
        {isErased ? null : <AddressBox {...props} />}
        {r.state === "attended" && holder === "manage" && !isErased ? (
          <PaperBox {...props} isInformal={isInformalFor(programme.audience)} />
        ) : null}
        {isErased || holder === "hold" ? null : <EraseBox {...props} />}
        {isErased || r.state === "cancelled" || r.state === "expired" || r.state === "declined" ? (
          <p>
            <a class="button" href={`/ateliers/${programme.slug}#dates`}>
              Voir les dates de cet atelier
            </a>
          </p>
        ) : null}
      </div>
      <aside class="side">
        <h2>La séance</h2>
        <SessionFacts session={session} programme={programme} />
      </aside>
    </div>
  );
};

const Acts = ({ registration: r, session, programme, holder, token, now }: ManageProps): Child => {
  const isLapsed = r.expiresAt !== null && r.expiresAt <= now;
  if (isLapsed || session.startsAt <= now) {
    return null;
  }
  if (r.state === "held" || r.state === "joining") {
    const giveUp = r.state === "held" ? "Rendre la place" : "Abandonner cette demande";
    return (
      <div class="acts">
        {holder === "manage" ? (
          <Action
            token={token}
            act="confirmer"
            label={r.state === "held" ? "Confirmer ma place" : "Prendre mon rang"}
          />
        ) : null}
        <Action token={token} act="annuler" label={giveUp} kind="quiet" />
      </div>
    );
  }
  if (holder === "hold") {
    return <p>Pour annuler ou changer quelque chose : le lien est dans le message reçu.</p>;
  }
  if (r.state === "offered") {
    return (
      <div class="acts">
        <Action token={token} act="confirmer" label="Je prends la place" />
        <Action token={token} act="laisser" label="Je la laisse" kind="quiet" />
      </div>
    );
  }
  if (r.state === "waitlisted") {
    return (
      <div class="acts">
        <Action token={token} act="annuler" label="Quitter la liste" kind="quiet" />
      </div>
    );
  }
  return r.state === "confirmed" ? <ConfirmedActs session={session} programme={programme} token={token} /> : null;
};

const ConfirmedActs = ({ session, programme, token }: Pick<ManageProps, "session" | "programme" | "token">): Child => (
  <>
    <p>
      {isInformalFor(programme.audience) ? "Arrive" : "Arrivez"} dix minutes avant{" "}
      {hourInWords(session.startsAt, session.tz)}. Rien à apporter, rien à payer.
    </p>
    {session.joinUrl === null ? null : (
      <p>
        Lien de connexion, ouvert dix minutes avant : <a href={session.joinUrl}>{session.joinUrl}</a>
      </p>
    )}
    <p>
      <a href={`/i/${token}/agenda.ics`}>Ajouter à mon agenda</a>
    </p>
    <div class="acts">
      <Action token={token} act="annuler" label="Annuler mon inscription" kind="quiet" />
    </div>
  </>
);

/** While the address is not proven: it can be corrected, and the mail sent again. */
const AddressBox = ({ registration: r, holder, token, address, state, now }: ManageProps): Child => {
  const isOpen = (r.state === "held" || r.state === "joining") && (r.expiresAt ?? 0) > now;
  if (!isOpen || r.contactId === null) {
    return null;
  }
  const typed = state.values["email"] === undefined ? { ...state, values: { email: [address ?? ""] } } : state;
  return (
    <details open={holder === "hold" || state.errors["email"] !== undefined}>
      <summary>Rien reçu ? Corriger l’adresse ou renvoyer le message</summary>
      <p class="hint">
        Le message est peut-être dans les indésirables. Trois messages par jour au plus partent vers une adresse qui n’a
        encore rien confirmé.
      </p>
      <form method="post" action={`/i/${token}/adresse`} novalidate>
        <TextField name="email" label="Adresse e-mail" type="email" state={typed} autocomplete="email" />
        <button type="submit" class="quiet">
          Renvoyer le message
        </button>
      </form>
    </details>
  );
};

const EraseBox = ({ token, name, address }: ManageProps): Child => (
  <details>
    <summary>Ce que nous gardons, et tout effacer</summary>
    <ul>
      {name === null ? null : <li>Prénom : {name}</li>}
      {address === null ? null : <li>Adresse : {address}</li>}
      <li>Tranche d’âge et besoins d’accueil, s’ils ont été donnés.</li>
    </ul>
    <p>Tout est effacé de toute façon 30 jours après l’atelier. Effacer maintenant annule aussi l’inscription.</p>
    <Action token={token} act="effacer" label="Effacer maintenant" kind="danger" />
  </details>
);
