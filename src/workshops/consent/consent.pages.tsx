import type { Child } from "hono/jsx";

import { type Said, said } from "../../kernel/said.ts";
import { momentOf } from "../sessions/session.ts";
import { Card } from "../../ui/cards.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { Done, Facts, Head, Notice } from "../../ui/parts.tsx";
import { Leaf } from "../../ui/session-card.tsx";
import { OtherDates } from "../seats/date-choice.tsx";
import type { Programme } from "../sessions/programme.ts";
import type { Registration } from "../seats/registration.store.ts";
import { SessionFacts, leafOf } from "../sessions/session.parts.tsx";
import type { Session } from "../sessions/session.ts";
import { type Outcome, WORDING } from "../seats/consent.ts";
import type { Consent } from "../seats/consent.store.ts";

/** One question put to a parent, with what it is about. */
export type Question = {
  consent: Consent;
  registration: Registration;
  session: Session;
  programme: Programme;
  name: string | null;
  /** Other dates to agree to instead; null: it may not move. */
  dates: readonly Session[] | null;
};

const TOO_LATE = "Cette réponse n’est plus possible : voici où en est la demande.";
const NOT_ME = "C’est noté : nous n’écrirons plus à cette adresse. Elle sera effacée dans les 24 heures.";
/** What is said after an answer, where the question that it was about stands. */
export const CONSENT_SAID: Said<Outcome> = {
  oui: { given: "C’est noté : vous avez donné votre accord." },
  non: {
    refused:
      "C’est noté : vous n’avez pas donné votre accord. La place est rendue, et votre adresse sera effacée dans les 24 heures.",
  },
  retirer: { withdrawn: "C’est noté : vous avez retiré votre accord. La place est rendue." },
  "pas-moi": { refused: NOT_ME, withdrawn: NOT_ME },
  date: { given: withMail("C’est noté : la nouvelle date est prise, et votre enfant en est prévenu.") },
  "date-a-choisir": { given: "Choisissez une date dans la liste." },
  "date-prise": { given: "La place vient d’être prise ; celle d’avant est gardée." },
  "deja-la": { given: "Votre enfant a déjà une place à cette date ; celle d’avant est gardée." },
  "trois-fois": { given: "Cette inscription a déjà changé de date trois fois : la date ne change plus." },
  "trop-tard": { asked: TOO_LATE, given: TOO_LATE, refused: TOO_LATE, lapsed: TOO_LATE, withdrawn: TOO_LATE },
};

/** A parent's page: every question put to their address, two buttons of equal size each. GET shows; every answer is a POST. */
export const ConsentPage = ({
  questions,
  token,
  done,
  about,
  now,
}: {
  questions: readonly Question[];
  token: string;
  done: string;
  /** The registration that the last answer was about; none: all of them. */
  about: string;
  now: number;
}): Child => {
  const answered = questions.filter(({ registration }) => about === "" || registration.id === about);
  const words = said(
    CONSENT_SAID,
    done,
    answered.map(({ consent }) => consent.outcome),
  );
  const isMany = questions.length > 1;
  return (
    <>
      {done === "trop-tard" && words !== null ? (
        <Notice kind="warn">
          <p role="status">{words}</p>
        </Notice>
      ) : (
        <Done words={words} />
      )}
      <Head
        eyebrow="Accord d’un parent"
        title={isMany ? "On vous demande votre accord" : "On vous demande votre accord pour un atelier"}
        lead="Un enfant ou un adolescent veut venir à un atelier gratuit, et a donné votre adresse. Sans votre oui, il ne vient pas. Aucune raison n’est demandée."
      />
      <div class="split">
        <div class="stack">
          {questions.map((question) => (
            <QuestionPart {...question} token={token} now={now} />
          ))}
        </div>
        <div class="stack">
          <Card kind="flat" title="Ce que nous gardons">
            <p>
              Votre adresse, pour cette question et rien d’autre : effacée dans les 24 heures si vous dites non ou ne
              répondez pas, 30 jours après l’atelier si vous dites oui. La preuve de votre réponse (une date, oui ou
              non, jamais votre nom) est gardée 12 mois après l’atelier.{" "}
              <a href="/confidentialite">Tout ce que nous gardons</a>.
            </p>
          </Card>
          <Card kind="flat" title="Ce n’est pas vous ?">
            <form method="post" action={`/accord-parent/${token}/pas-moi`}>
              <button type="submit" class="quiet">
                Ce n’est pas moi : ne plus m’écrire
              </button>
            </form>
          </Card>
        </div>
      </div>
    </>
  );
};

const QuestionPart = (props: Question & { token: string; now: number }): Child => {
  const { session, programme, name } = props;
  return (
    <section class="card roof" aria-labelledby={props.registration.id}>
      <div class="dated">
        <Leaf day={leafOf(session.startsAt, session.tz)} />
        <h2 id={props.registration.id}>
          {programme.title}
          {name === null ? "" : ` : ${name}`}
        </h2>
        <p>{momentOf(session)}</p>
      </div>
      <p>Ce qu’en lit votre enfant : « {programme.summary} »</p>
      <AnswerPart {...props} />
      <SessionFacts session={session} programme={programme} />
      <Facts
        rows={[
          ["Pour", programme.public, "jeune"],
          ["Animé par", programme.animatedBy, "groupe"],
        ]}
      />
    </section>
  );
};

const AnswerPart = ({
  consent,
  registration,
  session,
  dates,
  token,
  now,
}: Question & { token: string; now: number }): Child => {
  const button = (act: string, label: string, kind = ""): Child => (
    <form method="post" action={`/accord-parent/${token}/${act}`}>
      <input type="hidden" name="inscription" value={registration.id} />
      <button type="submit" class={kind}>
        {label}
      </button>
    </form>
  );
  const isOpen = session.startsAt > now && (registration.expiresAt === null || registration.expiresAt > now);
  if (consent.outcome === "asked" && isOpen) {
    return (
      <>
        <p>« {WORDING.guardian} »</p>
        {registration.expiresAt === null ? (
          <p>Il est sur la liste d’attente : avec votre accord, une place libérée pourra lui être proposée.</p>
        ) : (
          <p>
            À dire avant <strong>{momentOf(session, registration.expiresAt)}</strong>.
          </p>
        )}
        <div class="acts equal">
          {button("oui", "J’autorise")}
          {button("non", "Je n’autorise pas")}
        </div>
      </>
    );
  }
  if (consent.outcome === "given" && session.startsAt > now && session.state !== "cancelled" && isLive(registration)) {
    return (
      <>
        <p>
          <strong>Vous avez dit oui.</strong> Vous pouvez retirer votre accord jusqu’au {momentOf(session)}.
        </p>
        <div class="acts">{button("retirer", "Retirer mon accord", "quiet")}</div>
        {dates === null ? null : (
          <OtherDates
            action={`/accord-parent/${token}/date`}
            session={session}
            dates={dates}
            moves={registration.moves}
            about={registration.id}
          />
        )}
      </>
    );
  }
  return <p>{endWords(consent, registration, session, now)}</p>;
};

const isLive = ({ state }: Registration): boolean => ["confirmed", "waitlisted", "offered"].includes(state);

function endWords(consent: Consent, registration: Registration, session: Session, now: number): string {
  if (session.state === "cancelled") {
    return "La séance est annulée : il n’y a plus rien à répondre.";
  }
  if (consent.outcome === "refused") {
    return "Vous avez dit non : la place est rendue.";
  }
  if (consent.outcome === "withdrawn") {
    return "Vous avez retiré votre accord : la place est rendue.";
  }
  if (consent.outcome === "given" && isLive(registration)) {
    return session.startsAt <= now ? "Vous aviez dit oui. La séance a commencé ou est passée." : "Vous avez dit oui.";
  }
  return "Cette demande n’attend plus de réponse : la place a été rendue.";
}

/** The link was used from the child's own address: a child cannot answer for a parent. */
export const OwnAddressPage = (): Child => (
  <div class="narrow">
    <h1>Cette réponse est celle d’un parent</h1>
    <p class="lead">
      L’adresse donnée pour le parent est aussi celle de l’inscription. Nous ne pouvons pas la compter comme un accord :
      c’est un adulte qui doit répondre, depuis la sienne.
    </p>
    <p>
      Annule cette demande depuis ton lien et recommence avec l’adresse d’un parent. Si ce n’est pas possible,{" "}
      <a href="/jeunes/sans-mes-parents">voici d’autres chemins</a>.
    </p>
  </div>
);
