import { asId } from "../../kernel/ids.ts";
import type { Asked, Predicate, VarsSource } from "../../guidance/predicate.ts";
import type { Programmes } from "../sessions/programme.ts";
import { COMING, type REMINDER_CONDITIONS, type RegistrationState } from "../seats/registration.ts";
import { type Reminded, askedFollowUpAmong, sessionsOf, standingAmong } from "./reminders.store.ts";
import { LEAST_SEATS } from "../sessions/waves.ts";
import { isInformalTo } from "../seats/party.ts";
import { accessInWords, placeInWords, takenInBoth } from "../sessions/session.ts";

/** What reminders say: the session of each registration, in one query. */
export const reminderVars =
  (programmes: Programmes): VarsSource =>
  async (db, asked) => {
    const found = new Map<string, Reminded>(
      (
        await sessionsOf(
          db,
          asked.map((a) => asId("reg", a.anchorRef)),
        )
      ).map((row) => [row.registration, row]),
    );
    return new Map(
      asked.flatMap((a): [string, Record<string, unknown>][] => {
        const row = found.get(a.anchorRef);
        const programme = row === undefined ? undefined : programmes.bySlug.get(row.session.slug);
        if (row === undefined || programme === undefined) {
          return [];
        }
        const { session } = row;
        const vars = {
          registration: a.anchorRef,
          title: programme.neutralTitle,
          place: placeInWords(session),
          access: accessInWords(session),
          startsAt: session.startsAt,
          endsAt: session.endsAt,
          tz: session.tz,
          isOnline: session.mode === "online",
          isInformal: isInformalTo(programme.audience, row.kind),
          isCalendarWanted: row.isCalendarWanted,
          rank: null,
          seats: row.seats,
          until: null,
          oldStartsAt: null,
          notes: session.notes,
          session: session.id,
          slug: session.slug,
          isSurveyed: takenInBoth(session) >= LEAST_SEATS,
        };
        return [[a.id, vars]];
      }),
    );
  };

const except = (asked: readonly Asked[], keyOf: (a: Asked) => string, keep: Set<string>): Set<string> =>
  new Set(asked.filter((a) => !keep.has(keyOf(a))).map((a) => a.id));

/** Holds back unless the registration stands so. */
const unlessIn =
  (states: readonly RegistrationState[]): Predicate =>
  async (db, asked) => {
    const registrationIds = asked.map((a) => asId("reg", a.anchorRef));
    return except(asked, (a) => a.anchorRef, await standingAmong(db, { registrationIds, states }));
  };

/** The conditions of reminders, each one query. */
export const reminderPredicates: Readonly<Record<(typeof REMINDER_CONDITIONS)[number], Predicate>> = {
  "registration.not_confirmed": unlessIn(COMING),
  "registration.not_attended": unlessIn(["attended"]),
  "registration.not_absent": unlessIn(["absent"]),
  "registration.not_unmarked": unlessIn(["confirmed"]),
  "follow_up.not_asked": async (db, asked) =>
    except(
      asked,
      (a) => a.recipientId,
      await askedFollowUpAmong(
        db,
        asked.map((a) => a.recipientId),
      ),
    ),
};
