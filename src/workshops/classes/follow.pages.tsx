import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import type { Said } from "../../kernel/said.ts";
import { momentIn } from "../../kernel/time.ts";
import { Act } from "../../ui/console.tsx";
import { ACT_LABELS, Kept, MoveAsked, StillCan, hasErrors, isOpen } from "./act.parts.tsx";
import { Card } from "../../ui/cards.tsx";
import { Timeline } from "../../ui/line.tsx";
import { Choices, ErrorSummary, type FormState } from "../../ui/form.tsx";
import { MAIL_LEFT, withMail } from "../../ui/mail-left.ts";
import { Done, Fold, Head, Notice } from "../../ui/parts.tsx";
import { sheetInWords } from "../presence/attestation.pages.tsx";
import { type ClassSheet, isAttestable } from "../presence/presence.store.ts";
import { MARKED_UNTIL } from "../seats/registration.ts";
import { type OpenSilence, REQUEST_STATES, type RequestState, type StillOpen, openSilence } from "./request.ts";
import { NOT_HELD_REASONS } from "./request-codes.ts";
import { LongDay, planLabels } from "./plan.parts.tsx";
import { COLLEAGUE_LABELS, Followers, THREAD_LABELS, Thread, Trail, WordBeside } from "./thread.parts.tsx";
import type { Written } from "./write-word.ts";
import { RequestFacts, planChoices, visitHours, whenOf } from "./request.parts.tsx";
import type { ClassRequest } from "./requests.store.ts";

const HERE = "La situation a changé entre-temps. Voici où vous en êtes.";
const NUMBERS = "Les nombres sont changés.";
const told = (what: string): string =>
  withMail(`${what} L’association, si l’une a répondu, et la direction, si elle a donné son accord, sont prévenues.`);
const ADDED = told("La classe est ajoutée.");
const DROPPED = told("Cette classe ne sera pas vue.");
const WRITTEN = withMail("Votre mot est envoyé. L’association en est prévenue.");
const SENT = withMail("Votre demande est partie.");
const INVITED = `${MAIL_LEFT}. Votre collègue suivra la demande après son clic.`;
const COUNTED = "Merci, c’est confirmé.";
/** What is said after an act of the requester, by where the request stands. */
export const FOLLOW_SAID: Said<RequestState> = {
  confirmer: { awaiting_head: SENT, unvetted: SENT },
  retirer: { withdrawn: "Votre demande est retirée." },
  annuler: { cancelled: withMail("La séance est annulée. L’association en est prévenue.") },
  choisir: { scheduled: "C’est fixé." },
  aucune: { open: "La demande est de nouveau montrée à toutes les associations." },
  nombres: { unvetted: NUMBERS, awaiting_head: NUMBERS, open: NUMBERS, proposed: NUMBERS, scheduled: NUMBERS },
  "ajouter-classe": { unvetted: ADDED, awaiting_head: ADDED, open: ADDED, scheduled: ADDED },
  "retirer-classe": { unvetted: DROPPED, awaiting_head: DROPPED, open: DROPPED, proposed: DROPPED, scheduled: DROPPED },
  relancer: {
    awaiting_head: "La demande est rouverte : la direction est de nouveau interrogée.",
    open: "La demande est rouverte : les associations la voient de nouveau.",
  },
  deplacer: { scheduled: "L’autre date est demandée. La date fixée tient en attendant." },
  "accepter-date": { scheduled: withMail("La date est changée. L’association et la direction sont prévenues.") },
  "garder-date": { scheduled: "La date fixée ne change pas." },
  vu: { cancelled: "C’est noté." },
  "pas-tenue": { done: "C’est noté : la séance compte à part." },
  presence: { scheduled: COUNTED, done: COUNTED },
  ecrire: { awaiting_head: WRITTEN, proposed: WRITTEN, scheduled: WRITTEN },
  signaler: Object.fromEntries(REQUEST_STATES.map((state) => [state, "C’est signalé : notre équipe lit ce mot."])),
  inviter: { awaiting_head: INVITED, open: INVITED, proposed: INVITED, scheduled: INVITED },
  rejoindre: Object.fromEntries(REQUEST_STATES.map((state) => [state, "Vous suivez maintenant cette demande."])),
  change: Object.fromEntries(REQUEST_STATES.map((state) => [state, HERE])),
};

/** What the requester reads first, by state. */
const LEADS: Record<RequestState, string> = {
  unproven: "Relisez, puis envoyez. Rien n’est parti avant votre clic.",
  unvetted: "Une personne de notre équipe vérifie la structure. Vous recevrez un message.",
  awaiting_head: "La direction doit donner son accord. Les associations voient déjà la demande.",
  open: "L’accord est donné. La première association disponible vous répondra.",
  proposed: "Une association peut venir, à d’autres dates. Choisissez.",
  scheduled: "La séance est fixée.",
  refused: "La direction n’a pas donné son accord.",
  lapsed: "Sans réponse de la direction, la demande s’est éteinte. Vous pouvez la rouvrir sans rien retaper.",
  declined: "Aucune association n’a pu venir. Vous pouvez rouvrir la demande, ou en faire une autre.",
  withdrawn: "Vous avez retiré cette demande.",
  cancelled: "La séance est annulée.",
  done: "La séance est passée. Merci de l’avoir accueillie.",
};

/** The same, while the association that was asked first sees it alone. */
const FIRST_LEADS: Partial<Record<RequestState, string>> = {
  awaiting_head: "La direction doit donner son accord. L’association choisie voit déjà la demande.",
  open: "L’accord est donné. L’association choisie vous répondra, ou les autres verront la demande.",
};

const leadOf = ({ state, firstUntil }: ClassRequest): string =>
  (firstUntil === null ? null : FIRST_LEADS[state]) ?? LEADS[state];

type FollowProps = {
  request: ClassRequest;
  title: string;
  /** Where the forms of this page post. */
  base: string;
  /** The link for the head; null when nothing waits for one. */
  headLink: string | null;
  /** What can still be done by whoever reads. */
  open: readonly StillOpen[];
  /** A colleague reads, not who asked. */
  isColleague: boolean;
  /** What happened, day by day. */
  trail: readonly { at: number; words: string }[];
  /** What the school and the association wrote to each other. */
  thread: readonly Written[];
  /** What was counted on the day, class by class. */
  sheets: readonly ClassSheet[];
  /** The association's address, once the visit is fixed. */
  address: string | null;
  state: FormState;
  done: string | null;
  /** What was typed for an act that came too late. */
  kept: readonly string[];
  now: number;
};

/** What the page is called, by state: what one wants to know first. */
const TITLES: Record<RequestState, string> = {
  unproven: "Votre demande n’est pas encore partie",
  unvetted: "Votre demande est chez nous",
  awaiting_head: "On attend l’accord de la direction",
  open: "On attend une association",
  proposed: "Une association propose d’autres dates",
  scheduled: "L’association vient",
  refused: "La direction n’est pas d’accord",
  lapsed: "La demande s’est éteinte",
  declined: "La demande n’a pas abouti",
  withdrawn: "La demande est retirée",
  cancelled: "La séance est annulée",
  done: "L’association est venue",
};

type Stop = Parameters<typeof Timeline>[0]["stops"][number];
/** The way of a request that goes on: what is done, what is now, what will be. Empty when it ended on the way. */
function stopsOf(request: ClassRequest): Stop[] {
  const { state, placeKind, headDecidedAt } = request;
  const dated = (at: number | null): Child => (at === null ? null : <p class="meta">{whenOf(request, at)}</p>);
  const ways: readonly { title: string; of: readonly RequestState[]; children?: Child }[] = [
    { title: state === "unproven" ? "Demande à envoyer" : "Demande envoyée", of: ["unproven"] },
    ...(placeKind === null ? [] : [{ title: "Structure vérifiée par notre équipe", of: ["unvetted"] as const }]),
    { title: "Accord de la direction", of: ["awaiting_head"], children: dated(headDecidedAt) },
    { title: "Une association accepte", of: ["open", "proposed"] },
    { title: "La séance", of: ["scheduled"], children: <p class="meta">{visitHours(request)}</p> },
  ];
  const now = state === "done" ? ways.length : ways.findIndex(({ of }) => of.includes(state));
  return now < 0
    ? []
    : ways.map(({ title, children }, at) => ({
        title,
        state: at < now ? "done" : at === now ? "now" : "next",
        children: at === now ? <Silence request={request}>{children}</Silence> : children,
      }));
}

/** What silence leads to from here, and when. */
const SILENCES: Partial<Record<RequestState, string>> = {
  unvetted: "la demande s’arrête, et nous vous l’écrivons",
  awaiting_head: "la demande s’éteint ; vous pourrez la rouvrir sans rien retaper",
  proposed: "la demande est de nouveau montrée à toutes les associations",
};
const OPEN_SILENCES: Record<OpenSilence, string> = {
  remind: "les associations sont relancées",
  widen: "elle est montrée aussi aux associations des départements voisins",
  decline: "la demande s’arrête ; vous pourrez la rouvrir sans rien retaper",
};
const Silence = ({ request, children }: { request: ClassRequest; children: Child }): Child => {
  const { state, expiresAt } = request;
  const words = state === "open" ? OPEN_SILENCES[openSilence(request)] : SILENCES[state];
  return words === undefined || expiresAt === null ? (
    children
  ) : (
    <p class="meta">
      Sans réponse le {whenOf(request, expiresAt)}, {words}.
    </p>
  );
};

/** The requester's page, behind the link of their mails: where the request stands, and what they can do. */
export const FollowPage = (props: FollowProps): Child => {
  const { request, title, done } = props;
  const stops = stopsOf(request);
  return (
    <>
      <ErrorSummary
        state={props.state}
        labels={{
          creneau: "Date",
          ...planLabels("Date", [2, 3, 4]),
          ...ACT_LABELS,
          ...THREAD_LABELS,
          ...COLLEAGUE_LABELS,
        }}
      />
      <Done words={done} />
      <Kept kept={props.kept} />
      <Head
        eyebrow={`Votre demande d’atelier · ${request.host}`}
        title={
          request.state === "scheduled" && request.startsAt !== null
            ? `L’association vient le ${whenOf(request, request.startsAt)}`
            : TITLES[request.state]
        }
        lead={leadOf(request)}
      />
      <div class="split">
        <div class="stack">
          <Now {...props} />
          <Thread
            request={request}
            thread={props.thread}
            by="school"
            base={props.base}
            state={props.state}
            open={props.open}
          />
          {stops.length === 0 ? null : (
            <Card title="Où en est la demande">
              <Timeline stops={stops} />
            </Card>
          )}
          <Card title="La demande">
            <RequestFacts request={request} title={title} />
          </Card>
          <LongDay plans={request.plans} tz={request.tz} />
        </div>
        <div class="stack">
          {request.state === "scheduled" || request.state === "done" ? (
            <Card kind="flat" title="À garder, à imprimer">
              <ul>
                <li>
                  <a href={`${props.base}/agenda.ics`}>Mettre ces heures dans mon agenda</a>
                </li>
                <li>
                  <a href={`/kit/une-semaine-avant-${request.slug}`}>Une semaine avant : la salle, les familles</a>
                </li>
                <li>
                  <a href={`/kit/le-lendemain-${request.slug}`}>Le lendemain : qui fait quoi</a>
                </li>
                <li>
                  <a href={`/kit/tout-${request.slug}`}>Tout le kit de cet atelier</a>
                </li>
              </ul>
            </Card>
          ) : null}
          <StillCan request={request} base={props.base} state={props.state} open={props.open} />
          {props.isColleague ? (
            <Act action={`${props.base}/quitter`} what="Ne plus suivre cette demande" />
          ) : (
            <Followers request={request} base={props.base} state={props.state} open={props.open} />
          )}
          {request.state === "done" && request.notHeld === null ? (
            <p>
              <a href={`${props.base}/bilan`}>Le bilan à imprimer</a>
            </p>
          ) : null}
          <Trail lines={props.trail} tz={request.tz} />
          {request.uai === null || AGAIN.has(request.state) ? null : (
            <p>
              <a href={`/etablissements/demande/${request.uai}?comme=${props.base.replace("/demandes/", "")}`}>
                Redemander la même chose, à d’autres dates
              </a>
            </p>
          )}
        </div>
      </div>
    </>
  );
};

/** What somebody who is invited reads before their click. */
export const JoinPage = ({ request, title, base }: { request: ClassRequest; title: string; base: string }): Child => (
  <div class="narrow">
    <Head
      eyebrow={`${title} · ${request.host}`}
      title="Suivre cette demande"
      lead="Une personne de votre établissement vous propose de recevoir, comme elle, la date, les changements et les rappels."
    />
    <form method="post" action={`${base}/rejoindre`}>
      <button type="submit">Suivre cette demande</button>
    </form>
    <Act
      action={`${base}/quitter`}
      what="Non merci"
      warn="Votre adresse est effacée de cette demande, et nous ne vous écrivons plus à ce sujet."
    />
  </div>
);

/** After leaving. */
export const LeftPage = (): Child => (
  <div class="narrow">
    <Head
      eyebrow="Établissements"
      title="Vous ne suivez plus cette demande"
      lead="Votre adresse en est effacée. La demande continue sans vous."
    />
  </div>
);

/** States in which asking for the same once more would be asking twice. */
const AGAIN: ReadonlySet<RequestState> = new Set(["unproven", "unvetted", "awaiting_head", "open", "proposed"]);

/** What is asked of the requester now, or what they must know. */
const Now = (props: FollowProps): Child => {
  const { request, base, address, headLink } = props;
  return (
    <>
      {isOpen(props.open, "prove") ? (
        <form method="post" action={`${base}/confirmer`}>
          <button type="submit">Envoyer ma demande</button>
        </form>
      ) : null}
      <MoveAsked request={request} base={base} state={props.state} open={props.open} />
      {headLink === null ? null : <HeadLink href={headLink} isMailed={request.headContactId !== null} />}
      {isOpen(props.open, "accept_proposal") ? <Proposal {...props} /> : null}
      {request.pencil === null ? null : (
        <Notice>
          <p>
            {request.association} {request.pencil === "accept" ? "a retenu une de vos dates" : "propose d’autres dates"}
            , sous réserve de l’accord de la direction.
          </p>
        </Notice>
      )}
      {address === null ? null : (
        <Notice kind="good">
          <p>
            {request.association} : <a href={`mailto:${address}`}>{address}</a>
          </p>
        </Notice>
      )}
      {request.notHeld === null ? (
        <Presence {...props} />
      ) : (
        <Notice>
          <p>
            La séance n’a pas eu lieu : {NOT_HELD_REASONS[request.notHeld].toLowerCase()}. Aucune attestation n’en est
            faite.
          </p>
        </Notice>
      )}
      {request.hasOpenSituation ? <OpenSituation /> : null}
    </>
  );
};

const HeadLink = ({ href, isMailed }: { href: string; isMailed: boolean }): Child => (
  <Card kind="roof" title="Le lien pour votre direction">
    <p>
      {isMailed ? "Nous lui avons aussi écrit à l’adresse officielle." : "Remettez-le-lui : personne d’autre ne l’a."}
    </p>
    <p>
      <a href={href}>{href}</a>
    </p>
  </Card>
);

const Proposal = ({ request, base, state }: FollowProps): Child => (
  <>
    <form method="post" action={`${base}/choisir`} novalidate>
      <Choices
        name="creneau"
        legend={`Les dates de ${request.association ?? "l’association"}`}
        hint={request.expiresAt === null ? "" : `Gardées jusqu’au ${whenOf(request, request.expiresAt)}.`}
        kind="radio"
        options={planChoices(request, "association")}
        state={state}
      />
      <WordBeside of="Choisir" state={state} />
      <button type="submit">Choisir cette date</button>
    </form>
    <Fold title="Aucune ne convient" icon="fermer" isOpen={hasErrors(state, ["motAucune", "sansNomAucune"])}>
      <form method="post" action={`${base}/aucune`} novalidate>
        <p class="hint">La demande est alors de nouveau montrée à toutes les associations.</p>
        <WordBeside of="Aucune" state={state} />
        <button type="submit" class="quiet">
          Aucune ne convient
        </button>
      </form>
    </Fold>
  </>
);

/** After the visit: the adult of the school confirms what was counted, class by class, then prints the papers. */
const Presence = ({ sheets, base, request, now }: FollowProps): Child => {
  const over = sheets.filter((sheet) => sheet.ends_at <= now);
  const isWaiting = over.some((sheet) => sheet.pupils_present !== null && sheet.signed_at === null);
  const attested = sheets.filter(isAttestable);
  if (over.length === 0 && attested.length === 0) {
    return null;
  }
  return (
    <Card title="Qui est venu">
      <ul class="rows">
        {sheets.map((sheet) => (
          <li>
            <p>
              <strong>{sheetInWords(sheet, request.tz)}</strong>
            </p>
            <p class="meta">{countInWords(sheet, request.tz, now)}</p>
            {isAttestable(sheet) ? (
              <Act
                action={`${base}/attestation`}
                what="Attestation de cette classe"
                fields={{ classe: sheet.session_id }}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {isWaiting ? <Act action={`${base}/presence`} what="Je confirme ces nombres" /> : null}
      {attested.length > 0 && sheets.length > 1 ? (
        <Act
          action={`${base}/attestation`}
          what={`Attestation de la venue : ${attested.length} classes sur ${sheets.length}`}
        />
      ) : null}
    </Card>
  );
};

/** What was counted of a class; not yet: until when the association may still do it. */
function countInWords(sheet: ClassSheet, tz: string, now: number): string {
  if (sheet.pupils_present !== null) {
    const counted = `${plural(sheet.pupils_present, "élève")}, ${plural(sheet.adults_present ?? 0, "adulte")}`;
    return `${counted}, ${sheet.signed_at === null ? "à confirmer" : "confirmé"}`;
  }
  const until = sheet.ends_at + MARKED_UNTIL;
  if (sheet.ends_at > now) {
    return "pas encore passée";
  }
  return until > now
    ? `Pas encore comptée : l’association peut le faire jusqu’au ${momentIn(until, tz)}. Écrivez-lui.`
    : "N’a pas été comptée : aucune attestation pour cette classe.";
}

const OpenSituation = (): Child => (
  <Notice kind="warn">
    <p>
      Une situation est en cours : n’attendez pas l’atelier. Prévenez la direction et le référent, appelez une des
      lignes d’aide du bas de cette page (elles conseillent aussi les professionnels), et lisez{" "}
      <a href="/comprendre/enseignants">la première heure</a>.
    </p>
  </Notice>
);
