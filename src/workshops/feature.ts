import { PARIS, HOUR, DAY, zoned } from "../kernel/time.ts";
import { type Reactions, together } from "../mail/plan.ts";
import type { Database } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { log } from "../platform/log.ts";
import { associationRoutes } from "./catalogue/associations.routes.tsx";
import { catalogueRoutes } from "./catalogue/catalogue.routes.tsx";
import { feedRoutes } from "./catalogue/feeds.routes.tsx";
import { openRoutes } from "./catalogue/open.routes.tsx";
import { expireRequests } from "./classes/answer-request.ts";
import { askRoutes } from "./classes/ask.routes.tsx";
import { classRequestsDue } from "./classes/erase-requests.ts";
import { followRoutes } from "./classes/follow.routes.tsx";
import { inboxRoutes } from "./classes/inbox.routes.tsx";
import { mineRoutes } from "./classes/mine.routes.tsx";
import { recallReactions } from "./classes/recall.reactions.ts";
import { colleaguesDue } from "./classes/thread.store.ts";
import { departementRoutes } from "./classes/departement.routes.tsx";
import { requestEventWords } from "./classes/request.events.ts";
import { requestTemplates } from "./classes/request.mails.ts";
import { requestReactions } from "./classes/request.reactions.ts";
import { VISITS } from "./classes/request.ts";
import { exampleVisit } from "./classes/request-vars.ts";
import { visitVars } from "./classes/reminders.ts";
import { workshopPredicates } from "./reminders.ts";
import { vettingRoutes } from "./classes/vetting.routes.tsx";
import { schoolYearRoutes } from "./classes/school-year.routes.tsx";
import { watchRoutes } from "./classes/watch.routes.tsx";
import { watchTemplates } from "./classes/watch.mails.ts";
import { watchReactions } from "./classes/watch.reactions.ts";
import { watchEventWords } from "./classes/watch.events.ts";
import { watchesDue } from "./classes/watch.store.ts";
import { tellWatches } from "./classes/watch.ts";
import { visitRoutes } from "./classes/visit.routes.tsx";
import { guardianTemplates, parentMessageTemplate, parentSeriesTemplates } from "./consent/consent.mails.ts";
import { consentReactions } from "./consent/consent.reactions.ts";
import { consentRoutes } from "./consent/consent.routes.tsx";
import { nudgeChildren } from "./consent/nudge.ts";
import { workshopsCustody } from "./custody.ts";
import { guardiansDue, registrationsDue } from "./erase.ts";
import { workshopsEstate } from "./estate.ts";
import { agreementRoutes } from "./facilitators/agreements.routes.tsx";
import { facilitatorWords } from "./facilitators/facilitators.events.ts";
import { teamTemplates } from "./facilitators/facilitators.mails.ts";
import { facilitatorReactions } from "./facilitators/facilitators.reactions.ts";
import { toldReactions } from "./facilitators/told.reactions.ts";
import { namesOfThoseAt } from "./facilitators/say-words.ts";
import { sheetRoutes } from "./facilitators/sheet.routes.tsx";
import { facilitatorRoutes } from "./facilitators/facilitators.routes.tsx";
import { proposeCalls, watchStaffing } from "./facilitators/staff-session.ts";
import { recallAgreements } from "./facilitators/see-agreement.ts";
import { freezeResults } from "./impact/freeze-results.ts";
import { reportRoutes } from "./impact/report.routes.tsx";
import { resultsRoutes } from "./impact/results.routes.tsx";
import type { QuestionSet } from "./impact/survey.ts";
import { surveyRoutes } from "./impact/survey.routes.tsx";
import { cancelledReactions } from "./letters/cancelled.reactions.ts";
import { editedReactions } from "./letters/edited.reactions.ts";
import { registrationTemplates } from "./letters/registration.mails.ts";
import { registrationReactions } from "./letters/registration.reactions.ts";
import { reminderVars } from "./letters/reminders.ts";
import { messageTemplates } from "./letters/session-message.mails.ts";
import { messageReactions } from "./letters/session-message.reactions.ts";
import { messagesDue } from "./letters/session-message.store.ts";
import { seriesTemplates } from "./letters/series.mails.ts";
import { drawRoutes } from "./list/draw.routes.tsx";
import { listRoutes } from "./list/list.routes.tsx";
import { offerNextSeat } from "./list/offer-next-seat.ts";
import { manageRoutes } from "./manage.routes.tsx";
import { figuresRoutes } from "./planning/figures.routes.tsx";
import { exportRoutes } from "./planning/export.routes.tsx";
import { oversightRoutes } from "./planning/oversight.routes.tsx";
import { editRoutes } from "./planning/edit.routes.tsx";
import { messageRoutes } from "./planning/message.routes.tsx";
import { cancelledGuard } from "./sessions/guard.ts";
import { planningRoutes } from "./planning/planning.routes.tsx";
import { attestationRoutes } from "./presence/attestation.routes.tsx";
import { attestationsDue } from "./presence/attestations.store.ts";
import { markTheRest } from "./presence/mark.ts";
import { presenceWords } from "./presence/presence.events.ts";
import { byHandRoutes } from "./presence/by-hand.routes.tsx";
import { presenceRoutes } from "./presence/presence.routes.tsx";
import { annuaireRoutes } from "./schools/annuaire.routes.tsx";
import { directoryWords } from "./schools/directory.events.ts";
import { directoryReactions } from "./schools/directory.reactions.ts";
import { brokenCounters, dropOutgrown, endLists, expireDue, isAnyOutgrown } from "./seats/capacity.store.ts";
import { consentProofsDue } from "./seats/consent.store.ts";
import { recallWords } from "./seats/recall.events.ts";
import { recallRoutes } from "./seats/recall.routes.tsx";
import { REMINDERS } from "./seats/registration.ts";
import { registrationWords } from "./seats/registration.events.ts";
import { registrationRoutes } from "./seats/registration.routes.tsx";
import { eventPrefix } from "./seats/reserve.ts";
import type { Site } from "./sessions/edge.ts";
import type { Programmes } from "./sessions/programme.ts";
import { sessionWords } from "./sessions/session.events.ts";
import { closeEnded, listsToServe } from "./sessions/session.store.ts";

const forgettings = () => [
  registrationsDue,
  classRequestsDue,
  guardiansDue,
  consentProofsDue,
  attestationsDue,
  messagesDue,
  colleaguesDue,
  watchesDue,
];

type Given = Site & { surveys: readonly QuestionSet[] };
export const site = {
  routes: (given: Given) => [
    cancelledGuard(given),
    feedRoutes(given),
    catalogueRoutes(given, namesOfThoseAt),
    associationRoutes(given),
    registrationRoutes(given),
    listRoutes(given),
    drawRoutes(given),
    manageRoutes(given),
    consentRoutes(given),
    surveyRoutes(given),
    resultsRoutes(given),
    reportRoutes(given),
    facilitatorRoutes(given),
    sheetRoutes(given),
    exportRoutes(given),
    figuresRoutes(given),
    openRoutes(given),
    departementRoutes(given),
    watchRoutes(given.show),
    askRoutes(given),
    followRoutes(given),
    inboxRoutes(given),
    vettingRoutes(given),
    planningRoutes(given),
    messageRoutes(given),
    editRoutes(given),
    presenceRoutes(given),
    byHandRoutes(given),
    visitRoutes(given),
    schoolYearRoutes(given),
    mineRoutes(given),
    attestationRoutes(given),
    recallRoutes(given.show),
    oversightRoutes(given),
    annuaireRoutes(given.show),
    agreementRoutes(given.show),
  ],
  custody: workshopsCustody,
  estate: ({ programmes }: Pick<Given, "programmes">) =>
    workshopsEstate((slug) => programmes.bySlug.get(slug)?.title ?? slug),
  eventWords: () => ({
    ...registrationWords,
    ...recallWords,
    ...sessionWords,
    ...presenceWords,
    ...facilitatorWords,
    ...requestEventWords,
    ...watchEventWords,
    ...directoryWords,
  }),
  forgettings,
};

type Words = Readonly<Record<string, string>>;
type Content = { programmes: Programmes; surveys: readonly QuestionSet[] };
export const reactor = {
  reactions: ({ programmes }: Content): Reactions =>
    together(
      consentReactions(programmes),
      registrationReactions(programmes),
      editedReactions(programmes),
      messageReactions(programmes),
      cancelledReactions(programmes),
      requestReactions(programmes),
      recallReactions(programmes),
      facilitatorReactions(programmes),
      toldReactions(programmes),
      watchReactions,
      directoryReactions,
    ),
  templates: (words: Words) => [
    ...registrationTemplates(words),
    ...messageTemplates(words),
    ...seriesTemplates(words),
    parentMessageTemplate(words),
    ...parentSeriesTemplates(words),
    ...guardianTemplates(words),
    ...teamTemplates(words),
    ...requestTemplates(words),
    ...watchTemplates(words),
  ],
  predicates: workshopPredicates,
  vars: ({ programmes }: Content) => ({ [REMINDERS]: reminderVars(programmes), [VISITS]: visitVars(programmes) }),
  /** A test of a reminder shows a session that does not exist. */
  examples: (now: number) => ({
    [VISITS]: exampleVisit(now),
    [REMINDERS]: {
      registration: "reg_essai",
      title: "Atelier (essai)",
      place: "Lieu d’essai",
      startsAt: now + 7 * DAY,
      endsAt: now + 7 * DAY + 2 * HOUR,
      tz: PARIS,
      isInformal: false,
      isCalendarWanted: true,
      rank: null,
      until: null,
      oldStartsAt: null,
    },
  }),
  custody: workshopsCustody,
  forgettings,
  nightly: [
    { key: "unmarked", phase: "settle", run: (deps: Deps) => markTheRest(deps) },
    {
      key: "alerts",
      phase: "settle",
      run: (deps: Deps, { programmes }: Content) =>
        watchStaffing(deps, (slug) => programmes.bySlug.get(slug)?.audience ?? null),
    },
    {
      key: "calls",
      phase: "settle",
      run: (deps: Deps, { programmes }: Content) =>
        proposeCalls(deps, (slug) => programmes.bySlug.get(slug)?.audience ?? null),
    },
    { key: "agreements", phase: "settle", run: (deps: Deps) => recallAgreements(deps) },
    { key: "watches", phase: "settle", run: (deps: Deps) => tellWatches(deps) },
    {
      key: "frozen",
      phase: "settle",
      run: async (deps: Deps, { surveys }: Content) =>
        zoned(deps.now, PARIS).dayOfWeek === 1 ? freezeResults(deps, surveys) : 0,
    },
    { key: "brokenCounters", phase: "check", run: ({ db }: Deps) => checkCounters(db) },
  ] as const,
  tick: {
    first: ({ now, newId }: Deps) => [...expireDue(now, null, eventPrefix(newId)), closeEnded(now)],
    after: async (deps: Deps, { programmes }: Content) => {
      const eventIds = await expireRequests(deps);
      await nudgeChildren(deps);
      const { isAnyOver, toOffer } = await listsToServe(deps.db, deps.now);
      await (isAnyOver ? deps.db.batch(endLists(deps.now, eventPrefix(deps.newId))) : null);
      await ((await isAnyOutgrown(deps)) ? deps.db.batch(dropOutgrown(deps.now, eventPrefix(deps.newId))) : null);
      for (const sessionId of toOffer) {
        eventIds.push(...(await offerNextSeat(deps, { programmes, sessionId })));
      }
      return eventIds;
    },
  },
};

/** Counters of sessions equal their registrations, or somebody is told. */
async function checkCounters(db: Database): Promise<number> {
  const broken = await brokenCounters(db);
  if (broken.length > 0) {
    log.error("places.counters_differ", new Error(), { sessions: broken.length });
  }
  return broken.length;
}
