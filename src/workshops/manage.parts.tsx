import type { Child } from "hono/jsx";

import { hourOf } from "./sessions/session.ts";

import { type FormState, Select, TextField } from "../ui/form.tsx";
import { plural } from "../kernel/text.ts";
import { Icon } from "../ui/icon.tsx";
import { Fold, Notice } from "../ui/parts.tsx";
import { MOST_SEATS, isInformalTo } from "./seats/party.ts";
import type { Registration } from "./seats/registration.store.ts";
import type { StatusProps } from "./seats/status.parts.tsx";
import type { Session } from "./sessions/session.ts";

/** Where a registration stands, and what its page needs beside it. */
export type ManageProps = StatusProps & {
  token: string;
  name: string | null;
  address: string | null;
  state: FormState;
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
export const Acts = ({ registration: r, session, programme, holder, token, now }: ManageProps): Child => {
  const isLapsed = r.expiresAt !== null && r.expiresAt <= now;
  if (isLapsed || session.startsAt <= now) {
    return null;
  }
  if (r.state === "held" || r.state === "joining") {
    return <FirstActs registration={r} holder={holder} token={token} />;
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
  if (r.state === "awaiting_consent") {
    return <WaitingActs registration={r} session={session} token={token} now={now} />;
  }
  if (r.state === "waitlisted") {
    return (
      <div class="acts">
        <Action token={token} act="annuler" label="Quitter la liste" kind="quiet" />
      </div>
    );
  }
  return r.state === "confirmed" ? (
    <ConfirmedActs
      registration={r}
      session={session}
      isInformal={isInformalTo(programme.audience, r.kind)}
      token={token}
    />
  ) : null;
};

type WaitingProps = Pick<ManageProps, "registration" | "session" | "token" | "now">;
/** A parent is asked: what the child can do meanwhile. Past half of the time, the page says what a mail would. */
const WaitingActs = ({ registration: r, token, now }: WaitingProps): Child => (
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
      <Action token={token} act="annuler" label="Rendre la place" kind="quiet" />
    </div>
  </>
);

type ConfirmedProps = { registration: Registration; session: Session; isInformal: boolean; token: string };
const ConfirmedActs = ({ registration: r, session, isInformal, token }: ConfirmedProps): Child => (
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
    {r.isMinor ? null : (
      <Fold title="Changer le nombre de places" hint={plural(r.seats, "place")} icon="groupe">
        <form method="post" action={`/i/${token}/places`}>
          <Select
            name="places"
            label="Combien de places ?"
            options={Object.fromEntries(Array.from({ length: MOST_SEATS }, (_, i) => [String(i + 1), String(i + 1)]))}
            state={{ values: { places: [String(r.seats)] }, errors: {} }}
          />
          <button type="submit" class="quiet">
            Changer
          </button>
        </form>
      </Fold>
    )}
    <section aria-labelledby="annuler">
      <h2 id="annuler">{isInformal ? "Tu ne viendras pas ?" : "Vous ne viendrez pas ?"}</h2>
      <p>Annuler rend la place tout de suite à quelqu’un d’autre ; personne ne demande pourquoi.</p>
      <Action token={token} act="annuler" label="Annuler mon inscription" kind="danger" />
    </section>
  </>
);

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
