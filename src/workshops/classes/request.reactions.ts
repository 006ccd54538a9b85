import * as z from "zod";

import { type ContactId, asId, idOf } from "../../kernel/ids.ts";
import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { DAY } from "../../kernel/time.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type FollowUp, type Plan, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programmes } from "../sessions/programme.ts";
import { VISITS } from "./request.ts";
import type { RequestEventType } from "./request.events.ts";
import { END_WORDS, type RequestMail } from "./request.mails.ts";
import { type RequestVars, requestVars } from "./request-vars.ts";
import { type ClassRequest, associationsFor, findRequest, operatorContacts, ownerContact } from "./requests.store.ts";

type Letter = { mail: RequestMail; to: ContactId | null; isUnproven?: boolean; vars?: Partial<RequestVars> };
type Tell = (request: ClassRequest, event: EventEnvelope, deps: Deps) => Letter[] | Promise<Letter[]>;
const By = z.object({ association: idOf("org"), to: idOf("org").optional() }).loose();

const nobody: Tell = () => [];
const toRequester =
  (mail: RequestMail, vars: Partial<RequestVars> = {}): Tell =>
  (request) => [{ mail, to: request.contactId, vars }];
const both =
  (one: Tell, other: Tell): Tell =>
  async (...args) => [...(await one(...args)), ...(await other(...args))];
/** Those who see to what no association and no school can. */
const toOperators =
  (mail: RequestMail): Tell =>
  async (_, __, { db }) =>
    (await operatorContacts(db)).map((to) => ({ mail, to }));
const ended = (reason: keyof typeof END_WORDS): Tell => toRequester("demande-fin", { reason: END_WORDS[reason] });

/** The association that held a request is told that it ends. */
const heldEnds =
  (reason: keyof typeof END_WORDS): Tell =>
  async (request, _, { db }) =>
    request.associationId === null
      ? []
      : [
          {
            mail: "demande-fin-asso",
            to: request.coordinatorContactId ?? (await ownerContact(db, request.associationId)),
            vars: { reason: END_WORDS[reason] },
          },
        ];
/** The request is out: its requester, the head, and the associations that work there. */
const out: Tell = async (request, _, { db }) => [
  {
    mail: "demande-recue",
    to: request.contactId,
    vars: { head: request.headContactId === null ? "handed_over" : "official_mail" },
  },
  { mail: "autorisation-chef", to: request.headContactId, isUnproven: true },
  ...(await associationsFor(db, request.id)).map(({ id, owner }): Letter => ({
    mail: "demande-a-voir",
    to: owner,
    vars: { associationId: id },
  })),
];

/** A visit is fixed, or another association makes it: who asked is told, and who comes. */
const fixed: Tell = async (request, _, { db }) => [
  { mail: "seance-fixee", to: request.contactId },
  {
    mail: "seance-fixee-asso",
    to: request.coordinatorContactId ?? (await ownerContact(db, asId("org", request.associationId))),
  },
];

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
  "workshop_request.authorised": (request, event, deps) =>
    event.data["to"] === "proposed" ? toRequester("creneau-propose")(request, event, deps) : [],
  "workshop_request.refused": both(ended("refused"), heldEnds("refused")),
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
  "workshop_request.waited": async (request, _, { db }) =>
    (await associationsFor(db, request.id)).map(({ id, owner }): Letter => ({
      mail: "demande-attend",
      to: owner,
      vars: { associationId: id },
    })),
  "workshop_request.declined": (request, event, deps) =>
    ended(event.data["from"] === "unvetted" ? "unknown_place" : "declined")(request, event, deps),
  "workshop_request.withdrawn": heldEnds("withdrawn"),
  "workshop_request.lapsed": (request, event, deps) =>
    event.data["from"] === "unproven" ? [] : both(ended("lapsed"), heldEnds("lapsed"))(request, event, deps),
  "workshop_request.cancelled": (request, event, deps) =>
    (event.data["by"] === "association" ? ended("by_association") : heldEnds("by_school"))(request, event, deps),
  "workshop_request.done": nobody,
  "workshop_request.erased": nobody,
};

/** What becomes of the mails around a visit: they begin when it is fixed, and end with it. */
function around(type: RequestEventType, request: ClassRequest): FollowUp[] {
  if (type === "workshop_request.cancelled" || type === "workshop_request.erased") {
    return [{ do: "exit", anchorRef: request.id, reason: "cancelled" }];
  }
  const { contactId, startsAt, id, tz } = request;
  return type !== "workshop_request.scheduled" || contactId === null || startsAt === null
    ? []
    : [{ do: "enrol", sequence: VISITS, contactId, nameId: null, anchorRef: id, anchorAt: startsAt, anchorTz: tz }];
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
    const mails = letters.flatMap((letter) => write(event, request, title, letter));
    return plan({ mails, followUps: around(type, request) });
  };
  return Object.fromEntries(
    (Object.keys(TELLS) as RequestEventType[]).map((type) => [
      type,
      { version: 1, react: (event: EventEnvelope, deps: Deps) => tell(type, event, deps) },
    ]),
  );
}

function write(event: EventEnvelope, request: ClassRequest, title: string, letter: Letter): MailDraft[] {
  const { mail, to, isUnproven = false, vars } = letter;
  if (to === null) {
    return [];
  }
  const all: RequestVars = { ...requestVars(request, title, event.at), ...vars };
  const key = answerTo(event.id, mail, to);
  const times = { dueAt: event.at, expiresAt: event.at + 3 * DAY };
  return [{ dedupeKey: key, template: mail, contactId: to, nameId: null, vars: all, ...times, isUnproven }];
}
