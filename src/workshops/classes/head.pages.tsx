import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { dayInWords } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Act } from "../../ui/console.tsx";
import { Facts, Head } from "../../ui/parts.tsx";
import { NO_AGREEMENT, agreementInWords } from "../catalogue/association.ts";
import { isOpen } from "./act.parts.tsx";
import { type RequestState, type StillOpen } from "./request.ts";
import { classesInWords } from "./request-words.ts";
import { RequestFacts, RequestStatus, visitHours, whenOf } from "./request.parts.tsx";
import { Trail } from "./thread.parts.tsx";
import type { ClassRequest } from "./requests.store.ts";

type HeadProps = {
  request: ClassRequest;
  title: string;
  base: string;
  open: readonly StillOpen[];
  /** How many people of the association are down for the visit. */
  coming: number;
  todayOn: string;
  trail: readonly { at: number; words: string }[];
  /** The page of the school's year; null: this link is not that of the official address. */
  year: string | null;
};

/** What the head reads first, by what stands now. */
function headLead(request: ClassRequest): { title: string; lead: string } {
  const { state, association, updatedAt, cancelledBy } = request;
  const since = `Depuis le ${whenOf(request, updatedAt)}.`;
  const leads: Record<RequestState, { title: string; lead: string }> = {
    unproven: { title: "Une demande pas encore envoyée", lead: "La personne qui demande doit d’abord la confirmer." },
    unvetted: { title: "Une demande que notre équipe vérifie", lead: "Vous serez interrogé ensuite." },
    awaiting_head: {
      title: "La venue d’une association dans votre établissement",
      lead: "Elle ne peut être fixée qu’avec votre accord. Aucun nom ne vous est demandé.",
    },
    open: {
      title: "Vous avez donné votre accord",
      lead: "Aucune association n’a encore répondu. Vous saurez laquelle vient, et quand, avant sa venue.",
    },
    proposed: {
      title: "Vous avez donné votre accord",
      lead: `${association ?? "Une association"} propose d’autres dates ; la personne qui a demandé choisit.`,
    },
    scheduled: {
      title: `${association ?? "L’association"} vient${request.startsAt === null ? "" : ` le ${dayInWords(request.startsAt, request.tz)}`}`,
      lead: "Vous avez donné votre accord. Les personnes qui viennent présentent un document à l’accueil.",
    },
    done: { title: `${association ?? "L’association"} est venue`, lead: `${visitHours(request)}.` },
    refused: { title: "Votre accord n’est pas donné", lead: `${since} Aucune association ne viendra.` },
    lapsed: { title: "La demande s’est éteinte", lead: `${since} Personne n’y avait répondu en trois semaines.` },
    declined: { title: "La demande s’est arrêtée", lead: `${since} Aucune association ne peut venir.` },
    withdrawn: { title: "La demande est retirée", lead: `${since} La personne qui l’avait faite l’a reprise.` },
    cancelled: {
      title: "La venue est annulée",
      lead: `${since} ${cancelledBy === "head" ? "Vous avez retiré votre accord." : cancelledBy === "association" ? "L’association ne peut plus venir." : "L’établissement l’a annulée."}`,
    },
  };
  return leads[state];
}

/** The head's page: what is asked, two buttons of the same size; then who comes, and how to take the yes back. */
export const HeadPage = ({ request, title, base, open, coming, todayOn, trail, year }: HeadProps): Child => {
  const words = headLead(request);
  const withdraw = open.find(({ act }) => act === "head_withdraw");
  return (
    <div class="split">
      <div class="stack">
        <Head eyebrow="Accord de la direction" title={words.title} lead={words.lead} />
        {isOpen(open, "authorise") ? (
          <Card kind="roof">
            <p>
              <strong>{title}</strong>
              <br />
              {classesInWords(request)}
            </p>
            <div class="acts equal">
              <form method="post" action={`${base}/oui`}>
                <button type="submit">J’autorise</button>
              </form>
              <form method="post" action={`${base}/non`}>
                <button type="submit">Je n’autorise pas</button>
              </form>
            </div>
            {request.expiresAt === null ? null : <p class="hint">Jusqu’au {whenOf(request, request.expiresAt)}.</p>}
            <p class="hint">Qui ouvre ce lien peut répondre : ne le transmettez qu’à la direction.</p>
          </Card>
        ) : (
          <p>
            <RequestStatus state={request.state} />
          </p>
        )}
        <p>
          La séance reste sous la responsabilité pédagogique de l’enseignant, et un adulte de l’établissement reste dans
          la salle. Dans le premier degré, une convention est à prévoir quand une association vient régulièrement.
        </p>
        {withdraw === undefined ? null : (
          <Card kind="flat" title="Ce que vous pouvez encore faire">
            <Act action={`${base}/retirer`} what={withdraw.words} />
            {withdraw.until === null ? null : <p class="meta">Jusqu’au {whenOf(request, withdraw.until)}.</p>}
          </Card>
        )}
      </div>
      <div class="stack">
        {request.state === "scheduled" ? <WhoComes request={request} coming={coming} todayOn={todayOn} /> : null}
        <Card kind="flat" title="Ce qui est demandé">
          <RequestFacts request={request} title={title} />
        </Card>
        {request.state === "done" && request.notHeld === null ? (
          <p>
            <a href={`${base}/bilan`}>Le bilan à imprimer</a>
          </p>
        ) : null}
        <Trail lines={trail} tz={request.tz} />
        {year === null ? null : (
          <p>
            <a href={year}>Les ateliers de votre établissement, année par année</a>
          </p>
        )}
      </div>
    </div>
  );
};

/** Who comes, as the head may know it: the association and how many; no name. */
const WhoComes = ({ request, coming, todayOn }: { request: ClassRequest; coming: number; todayOn: string }): Child => (
  <Card kind="roof" title="Qui vient">
    <Facts
      rows={[
        ["Association", request.association ?? "", "coeur", agreementInWords(request, todayOn) ?? NO_AGREEMENT],
        ["Personnes", coming === 0 ? "l’association le dira avant la venue" : plural(coming, "intervenant"), "duo"],
        ["Heures", visitHours(request), "date"],
        ["Élèves", classesInWords(request), "groupe"],
      ]}
    />
  </Card>
);
