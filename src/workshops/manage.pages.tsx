import type { Child } from "hono/jsx";

import { pick } from "../kernel/pick.ts";
import { type Said, said } from "../kernel/said.ts";
import { ErrorSummary } from "../ui/form.tsx";
import { Card } from "../ui/cards.tsx";
import { Facts, Fold, Notice, Waiting } from "../ui/parts.tsx";
import { Leaf } from "../ui/session-card.tsx";
import { Acts, AddressBox, EraseBox, type ManageProps } from "./manage.parts.tsx";
import { MESSAGE_KINDS } from "./letters/session-message.ts";
import { PARTY_LABELS } from "./manage.party.tsx";
import { ANSWERS_SAY, NEEDS, NeedAnswer } from "./seats/needs.ts";
import { isInformalTo } from "./seats/party.ts";
import { STATES } from "./seats/registration.ts";
import type { Registration } from "./seats/registration.store.ts";
import { PaperBox } from "./presence/attestation.pages.tsx";
import { mayPrint } from "./presence/attestation.ts";
import { SessionFacts, leafOf } from "./sessions/session.parts.tsx";
import { momentOf } from "./sessions/session.ts";
import { SeatSteps } from "./seats/registration.parts.tsx";
import { standingWords } from "./seats/status.parts.tsx";

/** Where a registration stands, for what is said after an act; `over` once its session began, or it was erased. */
type Standing = Registration["state"] | "over";
const eachState = (words: string): Readonly<Record<Standing, string>> =>
  Object.fromEntries([...STATES, "over"].map((state) => [state, words])) as Record<Standing, string>;
const NOT_ENOUGH =
  "Il n’y a pas assez de places libres pour ce nombre, ou des personnes attendent déjà. Vos places restent les vôtres.";
const PLACES = "C’est noté : le nombre de places est changé.";
const SENT = "Le message vient de repartir.";
const ONE_TOO_MANY =
  "Cette adresse a déjà trois inscriptions à cet atelier, à des dates différentes. Annulez d’abord l’une d’elles, puis pressez de nouveau ce bouton.";
/** What is said after an act, where it stands. */
export const MANAGE_SAID: Said<Standing> = {
  envoye: { held: SENT, joining: SENT },
  confirme: {
    confirmed: "C’est noté : la place est confirmée.",
    awaiting_consent: "C’est noté : nous avons écrit à ton parent. Rien n’est confirmé avant sa réponse.",
  },
  rang: { waitlisted: "C’est noté : le rang est pris." },
  annule: { cancelled: "C’est noté : l’inscription est annulée et la place rendue." },
  laisse: { declined: "C’est noté : la place est laissée à la personne suivante." },
  places: { confirmed: PLACES, waitlisted: PLACES },
  "pas-assez": { confirmed: NOT_ENOUGH, waitlisted: NOT_ENOUGH },
  ensemble: {
    confirmed: "Ici, un parent et un enfant viennent ensemble : il reste au moins un adulte et un enfant.",
    waitlisted: "Ici, un parent et un enfant viennent ensemble : il reste au moins un adulte et un enfant.",
    offered: "Ici, un parent et un enfant viennent ensemble : il reste au moins un adulte et un enfant.",
  },
  "liste-avant": { confirmed: "Des personnes attendent : pas de place de plus, les vôtres restent." },
  date: { confirmed: "C’est noté : voici la nouvelle date. L’ancienne place est rendue." },
  "date-a-choisir": {
    confirmed: "Choisissez une date dans la liste.",
    cancelled: "Choisissez une date dans la liste.",
  },
  "date-prise": {
    confirmed: "La place vient d’être prise ; la vôtre est gardée.",
    cancelled: "La place vient d’être prise : choisissez une autre date.",
  },
  "deja-la": { confirmed: "Cette adresse a déjà une place à cette date ; celle d’ici est gardée." },
  "trois-fois": { confirmed: "Cette inscription a déjà changé de date trois fois : la date ne change plus." },
  parent: { confirmed: "Ton parent a dit oui pour cette date : c’est lui qui peut la changer, par son lien." },
  repris: { confirmed: "C’est noté : la place est de nouveau à vous." },
  reprise: { cancelled: "La place vient d’être donnée à quelqu’un d’autre, ou des personnes l’attendent." },
  "trop-tard": eachState("Cette action n’est plus possible : voici où en est l’inscription."),
  limite: { held: ONE_TOO_MANY, joining: ONE_TOO_MANY },
  deja: {
    cancelled:
      "Cette adresse avait déjà une place ou un rang dans cette séance : la seconde demande a été rendue. Le lien de la première est dans votre messagerie.",
  },
};

/** « Mon inscription »: where it stands, what can be done, and erasing. GET shows; every act is a POST. */
export const ManagePage = (props: ManageProps): Child => {
  const { registration: r, session, programme, state, now } = props;
  const { title, lead } = standingWords(props);
  const at = stepOf(r);
  return (
    <div class="split">
      <div>
        <ErrorSummary state={state} labels={{ email: "Adresse e-mail", nom: "Nom à imprimer", ...PARTY_LABELS }} />
        <Told {...props} />
        <div class="dated">
          <Leaf day={leafOf(session.startsAt, session.tz)} isBig />
          <h1>{title}</h1>
          <p>
            <strong>{momentOf(session)}</strong> · {session.venue?.commune ?? "en ligne"}
          </p>
        </div>
        <p class="lead">{lead}</p>
        {at === null || r.erasedAt !== null ? null : <SeatSteps at={at} />}
        {props.waiting === null ? null : (
          <Waiting mail={props.waiting} now={now} tz={session.tz} tu={isInformalTo(programme.audience, r.kind)} />
        )}
        <Needs {...props} />
        <Written {...props} />
        <TicketBox {...props} />
        {r.erasedAt === null ? <WhatToDo {...props} /> : null}
        {r.erasedAt !== null || GIVEN_BACK.has(r.state) ? (
          <p>
            <a class="button" href={`/ateliers/${programme.slug}#dates`}>
              Voir les dates de cet atelier
            </a>
          </p>
        ) : null}
        {r.consent !== null && NOT_AGREED.has(r.consent) ? (
          <p>
            <a href="/jeunes/moins-de-15-ans">Venir autrement, ou parler à quelqu’un</a>
          </p>
        ) : null}
      </div>
      <Card kind="flat" title="La séance">
        <SessionFacts session={session} programme={programme} />
      </Card>
    </div>
  );
};

/** The ticket of a request that takes part in a draw; once the list is frozen, what proves that it is in it. */
const TicketBox = ({ registration: { ticket, erasedAt }, session, proof }: ManageProps): Child =>
  ticket === null || erasedAt !== null ? null : (
    <Card title="Le tirage au sort">
      <p>
        Numéro de cette demande : <code>{ticket}</code>
      </p>
      {proof === null ? null : (
        <Fold title="La preuve qu’elle est dans la liste figée" hint="pour qui veut vérifier" icon="papier">
          <p>
            Ligne {proof.index + 1} sur {proof.size}, « {ticket} {proof.seats} ». De proche en proche, ces empreintes
            mènent à celle de la liste (RFC 6962) :
          </p>
          <ol>
            {proof.path.map((hash) => (
              <li>
                <code>{hash}</code>
              </li>
            ))}
          </ol>
        </Fold>
      )}
      <p>
        <a href={`/ateliers/seances/${session.id}/tirage`}>La règle, et de quoi refaire le tirage</a>
      </p>
    </Card>
  );

/** What they asked for in order to come, and what the association answers. */
const Needs = ({ registration: r, programme }: ManageProps): Child => {
  const tu = isInformalTo(programme.audience, r.kind) ? 1 : 0;
  const asked = r.needs.flatMap((need): [string, string][] => {
    const answer = NeedAnswer.safeParse(pick(r.answers, need)).data;
    const label = pick(NEEDS, need);
    return label === null ? [] : [[label, answer === undefined ? "Pas encore de réponse." : ANSWERS_SAY[answer][tu]]];
  });
  return asked.length === 0 || r.state === "cancelled" ? null : (
    <section aria-labelledby="besoins-demandes">
      <h2 id="besoins-demandes">{tu === 1 ? "Pour que tu puisses venir" : "Pour que vous puissiez venir"}</h2>
      <Facts rows={asked} />
    </section>
  );
};

/** What the association wrote, until the session is over. */
const Written = ({ messages, session, movedAt }: ManageProps): Child =>
  messages.length === 0 ? null : (
    <section aria-labelledby="message-recu">
      <h2 id="message-recu">Message de l’association</h2>
      {messages.map((message) => (
        <Card>
          <blockquote>
            <p>
              <strong>{MESSAGE_KINDS[message.kind]}.</strong> {message.body}
            </p>
          </blockquote>
          {movedAt !== null && message.createdAt < movedAt ? (
            <Notice kind="warn">
              <p>Écrit avant que le lieu ou l’heure change : ce qui compte est plus haut.</p>
            </Notice>
          ) : null}
          <p class="meta">reçu {momentOf(session, message.createdAt)}, visible jusqu’à la fin de l’atelier</p>
        </Card>
      ))}
    </section>
  );

const WARNS: ReadonlySet<string> = new Set([
  "trop-tard",
  "deja",
  "limite",
  "pas-assez",
  "ensemble",
  "liste-avant",
  "date-a-choisir",
  "date-prise",
  "deja-la",
  "trois-fois",
  "parent",
  "reprise",
]);

/** What came of the last press; a mail that waits already is told by itself. */
const Told = ({ done, waiting, registration: r, session, now }: ManageProps): Child => {
  const standing = r.erasedAt !== null || session.startsAt <= now ? "over" : r.state;
  const words = waiting !== null && done === "envoye" ? null : said(MANAGE_SAID, done, [standing]);
  return words === null ? null : (
    <Notice kind={WARNS.has(done) ? "warn" : "good"}>
      <p role="status">{words}</p>
    </Notice>
  );
};

/** A step is shown to the person who has a seat, or asks for one: a rank in the list is none. */
const stepOf = ({ state }: Registration): "mailbox" | "day" | null =>
  state === "held" ? "mailbox" : state === "confirmed" ? "day" : null;

/** The seat or the rank is gone: other dates are shown. */
const GIVEN_BACK: ReadonlySet<Registration["state"]> = new Set(["cancelled", "expired", "declined", "refused"]);
/** A parent did not agree, or not any more. */
const NOT_AGREED: ReadonlySet<NonNullable<Registration["consent"]>> = new Set(["refused", "lapsed", "withdrawn"]);

const WhatToDo = (props: ManageProps): Child => {
  const { registration: r, session, programme, holder, now } = props;
  // Who waits for a mail looks for it first, and gives up last.
  const boxes = [<Acts {...props} />, <AddressBox {...props} />];
  return (
    <>
      {holder === "hold" ? boxes.toReversed() : boxes}
      {mayPrint(r, session, now) && holder === "manage" ? (
        <PaperBox {...props} isInformal={isInformalTo(programme.audience, r.kind)} />
      ) : null}
      {holder === "hold" ? null : <EraseBox {...props} />}
    </>
  );
};
