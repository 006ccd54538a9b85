import * as z from "zod";

import { type ContactId, asId, idOf } from "../../kernel/ids.ts";
import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { DAY } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type FollowUp, type Plan, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programmes } from "../sessions/programme.ts";
import { nameOf } from "./areas.store.ts";
import { VISITS } from "./request.ts";
import { CANCEL_REASONS } from "./request-codes.ts";
import type { RequestEventType } from "./request.events.ts";
import { ANSWER_WORDS, CALLED_OFF_WORDS, END_WORDS, SILENCE_WORDS, type RequestMail } from "./request.mails.ts";
import { type RequestVars, requestVars } from "./request-vars.ts";
import {
  type ClassRequest,
  associationsFor,
  findRequest,
  operatorContacts,
  ownerContact,
  requestsAmong,
  requestsOfAbsent,
} from "./requests.store.ts";

type Letter = { mail: RequestMail; to: ContactId | null; isUnproven?: boolean; vars?: Partial<RequestVars> };
type Tell = (request: ClassRequest, event: EventEnvelope, deps: Deps) => Letter[] | Promise<Letter[]>;
const By = z.object({ association: idOf("org"), to: idOf("org").optional() }).loose();

const nobody: Tell = () => [];
const toRequester =
  (mail: RequestMail, vars: Partial<RequestVars> = {}): Tell =>
  (request) => [{ mail, to: request.contactId, vars }];
/** All who follow it in the school: who asked, and the colleagues who clicked. */
const followers = ({ contactId, colleagues }: ClassRequest): (ContactId | null)[] =>
  colleagues.reduce<(ContactId | null)[]>(
    (all, { contactId: one, joinedAt }) => (joinedAt === null ? all : all.concat(one)),
    [contactId],
  );
const toSchool =
  (mail: RequestMail, vars: Partial<RequestVars> = {}): Tell =>
  (request) =>
    followers(request).map((to) => ({ mail, to, vars }));
const both =
  (one: Tell, other: Tell): Tell =>
  async (...args) => [...(await one(...args)), ...(await other(...args))];
/** Those who see to what no association and no school can. */
const toOperators =
  (mail: RequestMail): Tell =>
  async (_, __, { db }) =>
    (await operatorContacts(db)).map((to) => ({ mail, to }));
const ended = (reason: keyof typeof END_WORDS): Tell => toSchool("demande-fin", { reason: END_WORDS[reason] });

/** The association that held a request is told that it ends. */
const heldEnds = (reason: keyof typeof END_WORDS): Tell => toHolder("demande-fin-asso", { reason: END_WORDS[reason] });
/** The associations that see a request now: all that work there, or the one that is asked first. */
async function seenBy({ id, firstUntil, firstAssociationId }: ClassRequest, { db }: Pick<Deps, "db">) {
  const all = await associationsFor(db, id);
  return firstUntil === null ? all : all.filter((one) => one.id === firstAssociationId);
}
/** Associations are told that a request waits; whoever is asked first reads until when it is alone. */
const toAssociations =
  (mail: RequestMail): Tell =>
  async (request, _, deps) =>
    (await seenBy(request, deps)).map(({ id, owner }) => ({
      mail,
      to: owner,
      vars: { associationId: id, firstUntil: request.firstUntil },
    }));
/** The request is out: its requester, the head, and the associations that work there. */
const out: Tell = async (request, event, deps) => [
  {
    mail: "demande-recue",
    to: request.contactId,
    vars: {
      head: request.headContactId === null ? "handed_over" : "official_mail",
      firstUntil: request.firstUntil,
    },
  },
  { mail: "autorisation-chef", to: request.headContactId, isUnproven: true },
  ...(await toAssociations("demande-a-voir")(request, event, deps)),
];
/** Those that were not asked first see it now. */
const toTheOthers: Tell = async (request, event, deps) =>
  (await toAssociations("demande-a-voir")(request, event, deps)).filter(
    ({ vars }) => vars?.associationId !== request.firstAssociationId,
  );

/** The association that holds a request, or comes. */
const toHolder =
  (mail: RequestMail, vars: Partial<RequestVars> = {}): Tell =>
  async (request, _, { db }) =>
    request.associationId === null
      ? []
      : [{ mail, to: request.coordinatorContactId ?? (await ownerContact(db, request.associationId)), vars }];
/** The official address, when it has been asked. */
const toHead =
  (mail: RequestMail, vars: Partial<RequestVars> = {}): Tell =>
  ({ headContactId, headDecidedAt, headVia }) => {
    // Whoever answered from there has shown that the address is read.
    const isUnproven = headDecidedAt === null || headVia !== "official_mail";
    return headContactId === null ? [] : [{ mail, to: headContactId, vars, isUnproven }];
  };
/** The official address learns what was answered by the link that the requester hands over. */
const ifOtherLink =
  (answer: keyof typeof ANSWER_WORDS): Tell =>
  (request, event, deps) =>
    request.headVia === "handed_over"
      ? toHead("direction-reponse", { reason: ANSWER_WORDS[answer] })(request, event, deps)
      : [];
const silent: Tell = async (request, event, deps) => {
  const isLast = event.data["isLast"] === true;
  const told = toRequester("direction-silence", { reason: SILENCE_WORDS[isLast ? "last" : "early"] });
  return isLast ? told(request, event, deps) : both(told, toHead("autorisation-rappel"))(request, event, deps);
};
/** One side asks, or answers about a date: the other is told. */
const otherSide =
  (school: RequestMail, association: RequestMail, isAsker: boolean): Tell =>
  (request, event, deps) =>
    (event.data["by"] === "association") === isAsker
      ? toHolder(association)(request, event, deps)
      : toSchool(school)(request, event, deps);
/** A word: to the school, or to the association that it was written to, whether it still holds the request or not. */
const word: Tell = async (request, event, deps) => {
  const named = event.data["association"];
  const association = typeof named === "string" ? asId("org", named) : request.associationId;
  if (association === null || event.data["by"] === "association") {
    const name = association === null ? null : await nameOf(deps.db, association);
    return toSchool("mot-recu", { association: name })(request, event, deps);
  }
  return association === request.associationId
    ? toHolder("mot-recu-asso")(request, event, deps)
    : [{ mail: "mot-recu-asso", to: await ownerContact(deps.db, association), vars: { associationId: association } }];
};
/** Many more or fewer pupils are told at once; a few stand on the page. */
const MANY_PUPILS = 5;

/** Which classes are seen has changed: who comes is told, the head who agreed, and in the school whoever follows hours that are fixed. */
const otherClasses: Tell = async (request, event, deps) => {
  const school = request.state === "scheduled" ? toSchool("classes-changees") : nobody;
  const head = request.headDecidedAt === null ? nobody : toHead("direction-changee");
  return both(both(toHolder("demande-changee"), school), head)(request, event, deps);
};

/** A visit is fixed, or another association makes it: who asked is told, and who comes. */
const fixed: Tell = both(both(toSchool("seance-fixee"), toHolder("seance-fixee-asso")), toHead("direction-informee"));

/** Who called a visit off, why, and what is asked of the other side when it is late. */
const cancelWords = ({ cancelReason, isLate }: ClassRequest, by: "by_association" | "by_school"): string =>
  [
    END_WORDS[by],
    cancelReason === null ? "" : `Raison donnée : ${CANCEL_REASONS[cancelReason].toLowerCase()}.`,
    isLate ? "C’est à moins de quinze jours de la date : dites sur la page de la demande que vous l’avez vu." : "",
  ]
    .filter((words) => words !== "")
    .join(" ");

/** The school is gone from the directory: the request goes on, and both sides are asked to see to it. */
const toldOfGone: Tell = both(toSchool("ecole-fermee"), toHolder("ecole-fermee-asso"));

const TELLS: Record<RequestEventType, Tell> = {
  "workshop_request.drafted": (request) =>
    request.state === "unproven" ? [{ mail: "demande-confirmer", to: request.contactId, isUnproven: true }] : [],
  "workshop_request.submitted": (request, event, deps) =>
    event.data["known"] === true
      ? out(request, event, deps)
      : both(toRequester("demande-recue"), toOperators("demande-a-verifier"))(request, event, deps),
  "workshop_request.vetted": out,
  "workshop_request.pencilled": nobody,
  "workshop_request.passed": nobody,
  "workshop_request.handed_over": async (_, event, { db }) => {
    const to = asId("org", By.parse(event.data).to);
    return [{ mail: "demande-a-voir", to: await ownerContact(db, to), vars: { associationId: to } }];
  },
  "workshop_request.authorised": both(ifOtherLink("yes"), (request, event, deps) =>
    event.data["to"] === "proposed" ? toRequester("creneau-propose")(request, event, deps) : [],
  ),
  "workshop_request.head_reminded": silent,
  "workshop_request.agreement_withdrawn": both(ended("head_withdrew"), heldEnds("head_withdrew")),
  "workshop_request.reopened": async (request, event, deps) =>
    event.data["to"] === "awaiting_head"
      ? out(request, event, deps)
      : toAssociations("demande-a-voir")(request, event, deps),
  "workshop_request.resized": (request, event, deps) =>
    Number(event.data["pupils"]) >= MANY_PUPILS ? toHolder("demande-changee")(request, event, deps) : [],
  "workshop_request.class_added": otherClasses,
  "workshop_request.class_dropped": otherClasses,
  "workshop_request.move_asked": otherSide("autre-date", "autre-date-asso", false),
  "workshop_request.move_declined": otherSide("date-gardee", "date-gardee-asso", true),
  "workshop_request.moved": (request, event, deps) => {
    const vars = { oldStartsAt: Number(event.data["from"]) };
    const sides = both(toSchool("seance-deplacee", vars), toHolder("seance-deplacee-asso", vars));
    return both(sides, toHead("direction-informee"))(request, event, deps);
  },
  "workshop_request.acknowledged": nobody,
  "workshop_request.not_held": nobody,
  "workshop_request.refused": both(both(ended("refused"), heldEnds("refused")), ifOtherLink("no")),
  "workshop_request.proposed": toRequester("creneau-propose"),
  "workshop_request.proposal_declined": async (_, event, { db }) => {
    const { association } = By.parse(event.data);
    const vars = { associationId: association, reason: END_WORDS.proposal_declined };
    return [{ mail: "demande-fin-asso", to: await ownerContact(db, association), vars }];
  },
  "workshop_request.scheduled": fixed,
  "workshop_request.taken_over": fixed,
  // The next look tells the associations that it waits.
  "workshop_request.freed": (request, event, deps) =>
    event.data["from"] === "proposed" ? toRequester("demande-rouverte")(request, event, deps) : [],
  "workshop_request.waited": toAssociations("demande-attend"),
  "workshop_request.opened_to_all": toTheOthers,
  "workshop_request.widened": async (request, _, { db }) =>
    (await associationsFor(db, request.id)).flatMap(({ id, owner, isHere }): Letter[] =>
      isHere ? [] : [{ mail: "demande-a-voir", to: owner, vars: { associationId: id } }],
    ),
  "workshop_request.declined": (request, event, deps) =>
    ended(event.data["from"] === "unvetted" ? "unknown_place" : "declined")(request, event, deps),
  "workshop_request.withdrawn": heldEnds("withdrawn"),
  "workshop_request.lapsed": (request, event, deps) =>
    event.data["from"] === "unproven" ? [] : both(ended("lapsed"), heldEnds("lapsed"))(request, event, deps),
  "workshop_request.cancelled": (request, event, deps) => {
    const isAssociation = event.data["by"] === "association";
    const vars = { reason: cancelWords(request, isAssociation ? "by_association" : "by_school") };
    const tell = isAssociation ? toSchool("demande-fin", vars) : toHolder("demande-fin-asso", vars);
    const reason = CALLED_OFF_WORDS[isAssociation ? "association" : "school"];
    return both(tell, toHead("direction-annulee", { reason }))(request, event, deps);
  },
  "workshop_request.word_written": word,
  "workshop_request.word_reported": toOperators("mot-signale"),
  "workshop_request.word_settled": nobody,
  "workshop_request.colleague_invited": ({ colleagues }, event) =>
    colleagues
      .filter(({ id }) => id === event.data["colleague"])
      .map(({ contactId: to }) => ({ mail: "collegue-invite", to, isUnproven: true })),
  "workshop_request.colleague_joined": nobody,
  "workshop_request.colleague_left": nobody,
  "workshop_request.reported": toHead("bilan-direction"),
  "workshop_request.done": nobody,
  "workshop_request.erased": nobody,
};

const ENDS_VISITS: ReadonlySet<RequestEventType> = new Set([
  "workshop_request.cancelled",
  "workshop_request.agreement_withdrawn",
  "workshop_request.erased",
]);
const MOVES_VISITS: ReadonlySet<RequestEventType> = new Set([
  "workshop_request.moved",
  "workshop_request.class_dropped",
]);
/** What becomes of the mails around a visit: they begin when it is fixed, and end with it. */
function around(type: RequestEventType, event: EventEnvelope, request: ClassRequest): FollowUp[] {
  if (MOVES_VISITS.has(type) && request.state === "scheduled" && request.startsAt !== null) {
    return [{ do: "move", anchorRef: request.id, anchorAt: request.startsAt }];
  }
  if (type === "workshop_request.colleague_left") {
    const contactId = asId("ctc", String(event.data["contact"]));
    return [{ do: "leave", sequence: VISITS, anchorRef: request.id, contactId }];
  }
  if (ENDS_VISITS.has(type)) {
    return [{ do: "exit", anchorRef: request.id, reason: "cancelled" }];
  }
  const { startsAt, id, tz, state } = request;
  // A colleague who joins late is reminded of what is still to come; who is enrolled already stays so.
  const begins =
    type === "workshop_request.scheduled" || (type === "workshop_request.colleague_joined" && state === "scheduled");
  return !begins || startsAt === null
    ? []
    : followers(request).flatMap((contactId): FollowUp[] =>
        contactId === null
          ? []
          : [
              {
                do: "enrol",
                sequence: VISITS,
                contactId,
                nameId: null,
                isBeside: contactId !== request.contactId,
                anchorRef: id,
                anchorAt: startsAt,
                anchorTz: tz,
              },
            ],
      );
}

/** What follows from what happens to class requests: mails. And an import of the directory, which nothing follows. */
export function requestReactions(programmes: Programmes): Reactions {
  const tell = async (type: RequestEventType, event: EventEnvelope, deps: Deps): Promise<Plan> => {
    const request = await findRequest(deps.db, subjectOf(event, "wrq"));
    const title = programmes.bySlug.get(request?.slug ?? "")?.neutralTitle;
    if (request === null || title === undefined) {
      return plan();
    }
    const letters = await TELLS[type](request, event, deps);
    const mails = letters.flatMap((letter) => write(letter, { request, title, about: event.id, at: event.at }));
    return plan({ mails, followUps: around(type, event, request) });
  };
  /** Whose school is gone from the new directory is told, once for each time that it goes. */
  const gone = async (event: EventEnvelope, deps: Deps): Promise<Plan> => {
    const found = new Map((await requestsOfAbsent(deps.db)).map(({ id, goneAt }) => [id, goneAt]));
    const mails: MailDraft[] = [];
    for (const request of await requestsAmong(deps.db, [...found.keys()])) {
      const title = programmes.bySlug.get(request.slug)?.neutralTitle ?? request.slug;
      const about = `gone:${request.id}:${found.get(request.id)}`;
      for (const letter of await toldOfGone(request, event, deps)) {
        mails.push(...write(letter, { request, title, about, at: event.at }));
      }
    }
    return plan({ mails });
  };
  const classes = Object.fromEntries(
    (Object.keys(TELLS) as RequestEventType[]).map((type) => [
      type,
      { version: 1, react: (event: EventEnvelope, deps: Deps) => tell(type, event, deps) },
    ]),
  );
  return { ...classes, "directory.imported": { version: 1, react: gone } };
}

/** `about`: what it answers, so that the same thing is told once; `at`: when that was. */
type Written = { request: ClassRequest; title: string; about: string; at: number };
function write(letter: Letter, { request, title, about, at }: Written): MailDraft[] {
  const { mail, to, isUnproven = false, vars } = letter;
  if (to === null) {
    return [];
  }
  const all: RequestVars = { ...requestVars(request, title, at), ...vars };
  const key = answerTo(about, mail, to);
  const times = { dueAt: at, expiresAt: at + 3 * DAY };
  return [{ dedupeKey: key, template: mail, contactId: to, nameId: null, vars: all, ...times, isUnproven }];
}
