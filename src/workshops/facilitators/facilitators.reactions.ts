import { type EventEnvelope, subjectOf } from "../../kernel/event.ts";
import { DAY, PARIS, dayOf, momentIn } from "../../kernel/time.ts";
import type { ContactId, OrganisationId, SessionId } from "../../kernel/ids.ts";
import { PLATFORM } from "../../access/roles.ts";
import { type MailDraft, answerTo } from "../../mail/message.ts";
import { type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Programmes } from "../sessions/programme.ts";
import { nameOf } from "../classes/areas.store.ts";
import { momentOf, placeInWords } from "../sessions/session.ts";
import { sessionData } from "../sessions/session.events.ts";
import { findAnySession, findSessions } from "../sessions/session.store.ts";
import { facilitatorData } from "./facilitators.events.ts";
import {
  associationOf,
  associationsAfter,
  contactOf,
  couldCome,
  peopleToAlert,
  withdrawLeaver,
} from "./facilitators.store.ts";
import { forgetLeavers } from "./own-words.store.ts";
import type { StaffNews, TeamMail, TeamVars } from "./facilitators.mails.ts";

/** What follows from staffing: the team is told when an adult is missing, or when a check is about to lapse. */
export function facilitatorReactions(programmes: Programmes): Reactions {
  const nothing = { version: 1, react: () => Promise.resolve(plan()) };
  return {
    "export.downloaded": nothing,
    "facilitator.checked": nothing,
    "facilitator.assigned": nothing,
    "facilitator.withdrawn": nothing,
    "facilitator.offered": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellOffered(deps, { event, programmes }) }),
    },
    "facilitator.answered": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellAnswered(deps, { event, programmes }) }),
    },
    "staffing.short": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellShort(deps, { event, programmes }) }),
    },
    "staffing.proposed": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellLacking(deps, { event, programmes }) }),
    },
    "staffing.called": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellCalled(deps, { event, programmes }) }),
    },
    "restore.answered": { version: 1, react: async (event, deps) => plan({ mails: await tellRestored(deps, event) }) },
    "session.handed_over": { version: 1, react: async (event, deps) => plan({ mails: await tellHeir(deps, event) }) },
    // Whoever leaves a team stands in none of its sessions any more.
    "membership.ended": {
      version: 1,
      react: async (event, deps) =>
        plan({
          statements: [
            ...withdrawLeaver(String(event.data["person"]), event.subject, event.at),
            ...(await forgetLeavers(deps.db, subjectOf(event, "org"))),
          ],
        }),
    },
    "organisation.closed": {
      version: 1,
      react: async (event, deps) => plan({ statements: await forgetLeavers(deps.db, subjectOf(event, "org")) }),
    },
    "association.agreement_seen": nothing,
    "association.words_read": nothing,
    "association.agreement_ending": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellEnding(deps, event) }),
    },
    "facilitator.lapsing": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellLapsing(deps, event) }),
    },
    "session.understaffed": {
      version: 1,
      react: async (event, deps) => plan({ mails: await tellMissing(deps, { event, programmes }) }),
    },
  };
}

/** The association that takes sessions over is told once, however many they are. */
async function tellHeir(deps: Deps, event: EventEnvelope): Promise<MailDraft[]> {
  const { from, to } = sessionData("session.handed_over", event);
  const vars = { title: "", place: "", startsAt: event.at, tz: PARIS, until: "" };
  const path = `/espace/structures/${to}/seances`;
  const team = await peopleToAlert(deps.db, { organisationId: to, role: "coordinator" });
  const mails = toTeam(event, "seances-reprises", team, { ...vars, association: await nameOf(deps.db, from), path });
  return mails.map((mail) => Object.assign(mail, { dedupeKey: `handed-over:${from}:${to}:${mail.contactId}` }));
}

/** Once nothing is open any more after a restore: who coordinates is told once from when on their changes are lost. The mail leaves when sending is on again. */
async function tellRestored(deps: Deps, event: EventEnvelope): Promise<MailDraft[]> {
  const since = Number(event.data["since"]);
  if (event.data["isOpen"] !== false) {
    return [];
  }
  const mails: MailDraft[] = [];
  for (const id of await associationsAfter(deps.db, since)) {
    const team = await peopleToAlert(deps.db, { organisationId: id, role: "coordinator" });
    const vars = {
      association: "",
      title: "",
      place: "",
      startsAt: event.at,
      tz: PARIS,
      until: momentIn(since, PARIS),
    };
    const path = `/espace/structures/${id}/seances`;
    mails.push(
      ...toTeam(event, "base-revenue", team, { ...vars, path }).map((mail) =>
        Object.assign(mail, { dedupeKey: `restored:${since}:${id}:${mail.contactId}` }),
      ),
    );
  }
  return mails;
}

/** Who coordinates an association is told that its agreement ends. */
async function tellEnding(deps: Deps, event: EventEnvelope): Promise<MailDraft[]> {
  const id = subjectOf(event, "org");
  const until = facilitatorData("association.agreement_ending", event).until.split("-").toReversed().join("/");
  const vars = { title: "", place: "", startsAt: event.at, tz: PARIS, until, path: "/associations/agrement" };
  const team = await peopleToAlert(deps.db, { organisationId: id, role: "coordinator" });
  return toTeam(event, "agrement-expire", team, { ...vars, association: await nameOf(deps.db, id) });
}

async function tellLapsing(deps: Deps, event: EventEnvelope): Promise<MailDraft[]> {
  const { association: associationId, until: untilOn } = facilitatorData("facilitator.lapsing", event);
  const until = untilOn.split("-").toReversed().join("/");
  const vars = {
    association: "",
    title: "",
    place: "",
    startsAt: event.at,
    tz: PARIS,
    isOnline: false,
    until,
  };
  const path = `/espace/structures/${associationId}/intervenants`;
  return toTeam(
    event,
    "verification-expire",
    await peopleToAlert(deps.db, { organisationId: associationId, role: "coordinator" }),
    {
      ...vars,
      path,
    },
  );
}

/** On the day itself somebody said that an adult is missing: at once. What the watch finds is told together (`staffing.short`). */
async function tellMissing(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<MailDraft[]> {
  const sessionId = subjectOf(event, "ses");
  const session = await findAnySession(deps.db, sessionId);
  const associationId = await associationOf(deps.db, sessionId);
  if (session === null || associationId === null || event.data["why"] !== "reported") {
    return [];
  }
  const vars = {
    association: session.association,
    title: programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier",
    place: placeInWords(session),
    startsAt: session.startsAt,
    tz: session.tz,
    isOnline: session.mode === "online",
    until: "",
  };
  return [...(await readersOf(deps, { id: session.id, associationId }))].flatMap(([contact, path]) =>
    toTeam(event, "manque-intervenant", [contact], { ...vars, path }),
  );
}

/** Who is told that a session lacks somebody, and where each sees it: its coordinators, and the operators. */
async function readersOf(
  { db }: Deps,
  { id, associationId }: { id: SessionId; associationId: OrganisationId },
): Promise<Map<ContactId, string>> {
  const operators = await peopleToAlert(db, { organisationId: PLATFORM, role: "operator" });
  const coordinators = await peopleToAlert(db, { organisationId: associationId, role: "coordinator" });
  const page = `/espace/structures/${associationId}/seances/${id}/equipe`;
  return new Map([
    ...operators.map((one): [ContactId, string] => [one, `/console/seances/${id}`]),
    ...coordinators.map((one): [ContactId, string] => [one, page]),
  ]);
}

/** What the watch found, in one mail for each reader, by day. */
async function tellShort(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<MailDraft[]> {
  const items = new Map<ContactId, { what: string; path: string }[]>();
  for (const id of facilitatorData("staffing.short", event).sessions) {
    const session = await findAnySession(deps.db, id);
    const associationId = await associationOf(deps.db, id);
    if (session === null || associationId === null) {
      continue;
    }
    const title = programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier";
    const what = `${title}, ${momentOf(session)}, ${placeInWords(session)} (${session.association})`;
    for (const [contact, path] of await readersOf(deps, { id, associationId })) {
      items.set(contact, [...(items.get(contact) ?? []), { what, path }]);
    }
  }
  const vars = { association: "", title: "", place: "", startsAt: event.at, tz: PARIS, until: "", path: "/espace/" };
  return [...items].flatMap(([contact, list]) => toTeam(event, "manques-proches", [contact], { ...vars, items: list }));
}

type Heard = { event: EventEnvelope; programmes: Programmes };
/** The coordinators of a session, or whoever offered to come to it, about that session. */
async function aboutOne(deps: Deps, { event, programmes, news }: Heard & { news: StaffNews }) {
  const session = await findAnySession(deps.db, subjectOf(event, "ses"));
  const associationId = session === null ? null : await associationOf(deps.db, session.id);
  if (session === null || associationId === null) {
    return null;
  }
  const space = `/espace/structures/${associationId}`;
  const title = programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier";
  const what = `${title}, ${momentOf(session)}, ${placeInWords(session)}`;
  const path = news === "offered" ? `${space}/seances/${session.id}/equipe` : `${space}/mes-seances`;
  const vars = { association: "", title: "", place: "", startsAt: event.at, tz: PARIS, until: "", path, news };
  return { associationId, vars: { ...vars, items: [{ what, path }] } };
}

async function tellOffered(deps: Deps, heard: Heard): Promise<MailDraft[]> {
  const about = await aboutOne(deps, { ...heard, news: "offered" });
  const team =
    about === null ? [] : await peopleToAlert(deps.db, { organisationId: about.associationId, role: "coordinator" });
  return about === null ? [] : toTeam(heard.event, "seances-animees", team, about.vars);
}

async function tellAnswered(deps: Deps, heard: Heard): Promise<MailDraft[]> {
  const { facilitator, isYes } = facilitatorData("facilitator.answered", heard.event);
  const about = await aboutOne(deps, { ...heard, news: isYes ? "accepted" : "declined" });
  const contact = await contactOf(deps.db, facilitator);
  return about === null || contact === null ? [] : toTeam(heard.event, "seances-animees", [contact], about.vars);
}

/** While there is time to call the team: who coordinates reads which sessions lack somebody, each with its page. */
async function tellLacking(deps: Deps, { event, programmes }: Heard): Promise<MailDraft[]> {
  const id = subjectOf(event, "org");
  const sessions = await findSessions(deps.db, facilitatorData("staffing.proposed", event).sessions);
  const items = sessions.map((session) => ({
    what: `${programmes.bySlug.get(session.slug)?.neutralTitle ?? "Atelier"}, ${momentOf(session)}, ${placeInWords(session)}`,
    path: `/espace/structures/${id}/seances/${session.id}/equipe`,
  }));
  const team = await peopleToAlert(deps.db, { organisationId: id, role: "coordinator" });
  const path = `/espace/structures/${id}/seances`;
  const vars = { association: "", title: "", place: "", startsAt: event.at, tz: PARIS, until: "", path, items };
  return toTeam(event, "seances-animees", team, { ...vars, news: "lacking" });
}

/** Whoever could come is called once, with every date at which they could. */
async function tellCalled(
  deps: Deps,
  { event, programmes }: { event: EventEnvelope; programmes: Programmes },
): Promise<MailDraft[]> {
  const { association: id, sessions } = facilitatorData("staffing.called", event);
  const path = `/espace/structures/${id}/mes-seances`;
  const items = new Map<ContactId, { what: string; path: string }[]>();
  for (const sessionId of sessions) {
    const session = await findAnySession(deps.db, sessionId);
    for (const contact of session === null ? [] : await couldCome(deps.db, session)) {
      const title = programmes.bySlug.get(session?.slug ?? "")?.neutralTitle ?? "Atelier";
      const what = session === null ? "" : `${title}, ${momentOf(session)}, ${placeInWords(session)}`;
      items.set(contact, (items.get(contact) ?? []).concat({ what, path }));
    }
  }
  const association = await nameOf(deps.db, id);
  const vars = { association, title: "", place: "", startsAt: event.at, tz: PARIS, until: "", path };
  const mails = Array.from(items).flatMap(([contact, list]) =>
    toTeam(event, "appel-equipe", [contact], { ...vars, items: list }),
  );
  // Pressed again on the same day, the same call is not written a second time.
  const call = `called:${dayOf(event.at, PARIS)}:${sessions.toSorted().join()}`;
  return mails.map((mail) => Object.assign(mail, { dedupeKey: `${call}:${mail.contactId}` }));
}

/** One mail to each of some people of a team. */
export const toTeam = (
  event: EventEnvelope,
  mail: TeamMail,
  contacts: readonly ContactId[],
  vars: TeamVars,
): MailDraft[] =>
  contacts.map((contactId) => ({
    dedupeKey: answerTo(event.id, mail, contactId),
    template: mail,
    contactId,
    nameId: null,
    vars,
    dueAt: event.at,
    expiresAt: event.at + DAY,
    isUnproven: false,
    waitsForDay: event.actor === "clock",
  }));
