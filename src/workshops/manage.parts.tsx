import type { Child } from "hono/jsx";

import { hourOf } from "./sessions/session.ts";

import { type FormState, TextField } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { Fold, Notice } from "../ui/parts.tsx";
import { OfferedParty, PartyBox } from "./manage.party.tsx";
import type { SessionMessage } from "./letters/session-message.store.ts";
import type { TicketProof } from "./list/draw.ts";
import { OtherDates, OtherDatesFold } from "./seats/date-choice.tsx";
import { isInformalTo } from "./seats/party.ts";
import type { Person } from "./seats/people.store.ts";
import { isLostByCancelling } from "./seats/take-back.ts";
import type { Registration } from "./seats/registration.store.ts";
import type { StatusProps } from "./seats/status.parts.tsx";
import type { Session } from "./sessions/session.ts";

/** Where a registration stands, and what its page needs beside it. */
export type ManageProps = StatusProps & {
  token: string;
  name: string | null;
  address: string | null;
  state: FormState;
  /** Who comes, when that may still change; nobody: it may not. */
  people: readonly Person[];
  names: readonly (string | null)[];
  /** Other dates to move to; null: it may not move. */
  dates: readonly Session[] | null;
  /** What the association wrote to those who stand as this one does. */
  messages: readonly SessionMessage[];
  /** When the place or the hours last changed, where messages are shown. */
  movedAt: number | null;
  /** What proves that it is in the frozen list of a draw; null: it takes part in none, or not yet. */
  proof: TicketProof | null;
  /** It was cancelled a moment ago, by its own person. */
  canTakeBack: boolean;
  /** What was just done, to say so: a code from the address bar, from a closed list. */
  done: string;
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

type FirstProps = Pick<ManageProps, "registration" | "holder" | "token">;
/** Before the address is proven: the mailbox confirms, the browser of the hold may only give up. */
const FirstActs = ({ registration: r, holder, token }: FirstProps): Child => {
  const giveUp = r.state === "held" ? "Rendre la place" : "Abandonner cette demande";
  return (
    <div class="acts">
      {holder === "manage" ? (
        <Action
          token={token}
          act="confirmer"
          label={
            r.state === "joining"
              ? "Prendre mon rang"
              : r.consent === "asked"
                ? "Demander l’accord de mon parent"
                : r.seats > 1
                  ? "Confirmer nos places"
                  : "Confirmer ma place"
          }
        />
      ) : null}
      <Action token={token} act="annuler" label={giveUp} kind="quiet" />
    </div>
  );
};

/** What can be done with a registration as it stands. */
export const Acts = (props: ManageProps): Child => {
  const { registration: r, session, holder, token, now } = props;
  const isLapsed = r.expiresAt !== null && r.expiresAt <= now;
  if (isLapsed || session.startsAt <= now) {
    return null;
  }
  if (r.state === "held" || r.state === "joining") {
    return <FirstActs registration={r} holder={holder} token={token} />;
  }
  const ActsNow = ACTS_OF[r.state];
  return holder === "hold" ? (
    <p>Pour annuler ou changer quelque chose : le lien est dans le message reçu.</p>
  ) : ActsNow === undefined ? null : (
    <ActsNow {...props} />
  );
};

const OfferedActs = ({ token, people, names }: ManageProps): Child =>
  people.length > 1 ? (
    <>
      <OfferedParty token={token} people={people} names={names} />
      <Action token={token} act="laisser" label="Laisser toutes les places" kind="quiet" />
    </>
  ) : (
    <div class="acts">
      <Action token={token} act="confirmer" label="Je prends la place" />
      <Action token={token} act="laisser" label="Je la laisse" kind="quiet" />
    </div>
  );

const ListActs = (props: ManageProps): Child => (
  <>
    {props.people.length === 0 ? null : <PartyBox {...props} />}
    <div class="acts">
      <Action token={props.token} act="annuler" label="Quitter la liste…" kind="quiet" />
    </div>
  </>
);

/** Cancelled: by mistake, and taken back; or by the association, and another date chosen. */
const CancelledActs = ({ canTakeBack, dates, token, session, registration: r }: ManageProps): Child => (
  <>
    {canTakeBack ? (
      <section aria-labelledby="reprendre">
        <h2 id="reprendre">Une erreur ?</h2>
        <p>Pendant dix minutes, la place se reprend d’un geste, si personne ne l’attend.</p>
        <Action token={token} act="reprendre" label={r.seats > 1 ? "Reprendre nos places" : "Reprendre ma place"} />
      </section>
    ) : null}
    {dates === null ? null : <OtherDates action={`/i/${token}/date`} session={session} dates={dates} moves={r.moves} />}
  </>
);

/** A parent is asked: what the child can do meanwhile. Past half of the time, the page says what a mail would. */
const WaitingActs = ({ registration: r, token, now }: ManageProps): Child => (
  <>
    {r.nudgeAt === null || r.nudgeAt <= now ? (
      <Notice>
        <p>Pas encore de réponse. Tu peux dire à ton parent de regarder sa messagerie, et les indésirables.</p>
      </Notice>
    ) : null}
    {r.contactId === null ? (
      <Notice kind="warn">
        <p>
          Garde l’adresse de cette page : c’est ici que tu verras la réponse. Mets-la dans tes favoris, ou note-la. Sur
          un appareil partagé, ferme-la ensuite.
        </p>
      </Notice>
    ) : null}
    <p>
      <a href="/jeunes/sans-mes-parents">Finalement, je ne peux pas passer par mes parents</a>
    </p>
    <div class="acts">
      <Action token={token} act="annuler" label="Rendre la place…" kind="quiet" />
    </div>
  </>
);

const ConfirmedActs = (props: ManageProps): Child => {
  const { registration: r, session, programme, token, people, dates } = props;
  const isInformal = isInformalTo(programme.audience, r.kind);
  const isAsked = isLostByCancelling(props, props.now);
  return (
    <>
      <p>
        {isInformal ? "Arrive" : "Arrivez"} dix minutes avant {hourOf(session)}. Rien à apporter, rien à payer.
      </p>
      {session.joinUrl === null ? null : (
        <p>
          Lien de connexion, ouvert dix minutes avant : <a href={session.joinUrl}>{session.joinUrl}</a>
        </p>
      )}
      <p class="acts">
        <a class="button" href={`/i/${token}/agenda.ics`}>
          <Icon name="date" /> Ajouter à mon agenda
        </a>
      </p>
      <section aria-labelledby="annuler">
        <h2 id="annuler">Un empêchement ?</h2>
        {dates === null ? null : r.hasGuardian ? (
          <p>Ton parent a dit oui pour cette date : c’est ton parent qui peut la changer, par son lien.</p>
        ) : (
          <OtherDatesFold action={`/i/${token}/date`} session={session} dates={dates} moves={r.moves} />
        )}
        <Action
          token={token}
          act="annuler"
          label={`${r.seats > 1 ? `Annuler pour les ${r.seats}` : "Annuler mon inscription"}${isAsked ? "…" : ""}`}
          kind="danger small"
        />
        <p class="hint">
          {isAsked
            ? "La page suivante dit ce qui est perdu, et à qui va la place."
            : "La place est rendue aussitôt. Une erreur ? Elle se reprend ici, pendant dix minutes."}{" "}
          Personne ne demande pourquoi.
        </p>
      </section>
      {people.length === 0 ? null : <PartyBox {...props} />}
    </>
  );
};

const ACTS_OF: Partial<Record<Registration["state"], (props: ManageProps) => Child>> = {
  offered: OfferedActs,
  awaiting_consent: WaitingActs,
  waitlisted: ListActs,
  confirmed: ConfirmedActs,
  cancelled: CancelledActs,
};

/** While the address is not proven: it can be corrected, and the mail sent again. */
export const AddressBox = ({ registration: r, holder, token, address, state, now }: ManageProps): Child => {
  const isOpen = (r.state === "held" || r.state === "joining") && (r.expiresAt ?? 0) > now;
  if (!isOpen || r.contactId === null) {
    return null;
  }
  const typed = state.values["email"] === undefined ? { ...state, values: { email: [address ?? ""] } } : state;
  return (
    <Fold
      title="Rien reçu ? Corriger l’adresse ou renvoyer le message"
      icon="courrier"
      isOpen={holder === "hold" || state.errors["email"] !== undefined}
    >
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
    </Fold>
  );
};

/** What is kept, and the way to erase it. */
export const EraseBox = ({ token, name, address, registration: { consent } }: ManageProps): Child => (
  <Fold title="Ce que nous gardons, et tout effacer" icon="cadenas">
    <ul>
      {name === null ? null : <li>Prénom : {name}</li>}
      {address === null ? null : <li>Adresse : {address}</li>}
      <li>Tranche d’âge et besoins d’accueil, s’ils ont été donnés.</li>
      {consent === null ? null : <li>L’accord d’un parent : une date et une réponse, 12 mois après l’atelier.</li>}
    </ul>
    <p>Tout est effacé de toute façon 30 jours après l’atelier. Effacer maintenant annule aussi l’inscription.</p>
    <Action token={token} act="effacer" label="Effacer maintenant" kind="danger" />
  </Fold>
);
