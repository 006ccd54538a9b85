import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Surroundings, type Traveller, advance } from "../../src/guidance/advance.ts";
import { DAY, MINUTE, HOUR, dayOf, instantOf, zoned } from "../../src/kernel/time.ts";
import { isQuietHour } from "../../src/mail/quiet.ts";
import { ZONES } from "../../src/guidance/subscription.schema.ts";
import { catalogue } from "../../workers/content.ts";

const PARIS = "Europe/Paris";
const NOON = instantOf("2026-12-01T12:00", PARIS);
const sequence = (id: string) => {
  const found = catalogue.newest(id);
  if (found === undefined) {
    throw new Error(id);
  }
  return found;
};
const guidance = sequence("premier-telephone");
const reminders = sequence("atelier");
const traveller = (over: Partial<Traveller> = {}): Traveller => ({
  id: "enr_1",
  recipientId: "rcp_1",
  zone: PARIS,
  sendHour: null,
  anchorAt: NOON,
  step: 0,
  lastAt: null,
  eventZone: null,
  askedAt: NOON,
  isWanted: false,
  isOver: false,
  pausedUntil: null,
  isErased: false,
  isSubscribed: true,
  isSlow: false,
  ...over,
});
const around = (now: number, over: Partial<Surroundings> = {}): Surroundings => ({
  now,
  recent: { week: 0, fortnight: 0 },
  holds: () => false,
  ...over,
});
const reasons = (a: ReturnType<typeof advance>) => a.mails.map((mail) => mail.skipped);

describe("what one traveller gets now", () => {
  test("the first step at once, then a look at the time of the second", () => {
    const next = advance(traveller(), guidance, around(NOON));
    expect(reasons(next)).toEqual([null]);
    expect([next.step, next.nextAt]).toEqual([1, instantOf("2026-12-08T18:30", PARIS)]);
  });

  test("asked at 23:00: the first step answers the click; not seen for a quarter of an hour, it waits for 8:00", () => {
    const night = instantOf("2026-12-01T23:00", PARIS);
    const at = (now: number) => advance(traveller({ anchorAt: night, askedAt: night }), guidance, around(now));
    expect(reasons(at(night + 15 * MINUTE - 1))).toEqual([null]);
    const late = at(night + 15 * MINUTE);
    expect([reasons(late), late.nextAt]).toEqual([[], instantOf("2026-12-02T08:00", PARIS)]);
  });

  test("an outage of a week: the step that is past its use is passed over, the next is not sent the same day", () => {
    const late = instantOf("2026-12-19T12:00", PARIS); // step 2 was due on the 8th for five days, step 3 on the 17th
    const next = advance(traveller({ step: 1, lastAt: NOON }), guidance, around(late));
    expect([reasons(next), next.step]).toEqual([["expired", null], 3]);
    const same = advance(traveller({ step: 2, lastAt: late }), guidance, around(late + HOUR));
    expect([reasons(same), same.nextAt]).toEqual([[], instantOf("2026-12-20T08:00", PARIS)]);
  });

  test("a pause holds guidance and lets nothing pile up; reminders of what was booked go on", () => {
    const at = instantOf("2026-12-08T18:30", PARIS);
    const short = traveller({ step: 1, pausedUntil: at + 2 * DAY });
    expect(advance(short, guidance, around(at)).nextAt).toBe(at + 2 * DAY);
    const long = traveller({ step: 1, pausedUntil: at + 30 * DAY });
    expect(reasons(advance(long, guidance, around(at)))).toEqual(["paused"]);
    const booked = traveller({ anchorAt: at + 7 * DAY, askedAt: at - 30 * DAY, pausedUntil: at + 30 * DAY });
    expect(reasons(advance(booked, reminders, around(instantOf("2026-12-08T10:00", PARIS))))).toEqual([null]);
  });

  test("three guidance mails in a week: the fourth waits until the next day, same hour; the answer to a request does not", () => {
    const at = instantOf("2026-12-08T18:30", PARIS);
    const full = { recent: { week: 3, fortnight: 3 } };
    expect(advance(traveller({ step: 1 }), guidance, around(at, full)).nextAt).toBe(at + DAY);
    expect(reasons(advance(traveller(), guidance, around(NOON, full)))).toEqual([null]);
    const slow = advance(
      traveller({ step: 1, isSlow: true }),
      guidance,
      around(at, { recent: { week: 0, fortnight: 1 } }),
    );
    expect(slow.nextAt).toBe(at + DAY);
  });

  test("capped until it is of no more use: skipped with that reason", () => {
    const last = instantOf("2026-12-13T17:00", PARIS);
    const next = advance(traveller({ step: 1 }), guidance, around(last, { recent: { week: 3, fortnight: 3 } }));
    expect(reasons(next)).toEqual(["capped"]);
  });

  test("neither three a week nor one a fortnight holds back a reminder, and whoever is under the ceiling is written to", () => {
    const at = instantOf("2026-12-08T18:30", PARIS);
    const booked = traveller({ anchorAt: at + 7 * DAY, askedAt: at - 30 * DAY, isSlow: true });
    const full = { recent: { week: 3, fortnight: 3 } };
    expect(reasons(advance(booked, reminders, around(instantOf("2026-12-08T10:00", PARIS), full)))).toEqual([null]);
    const sent = (isSlow: boolean, recent: Surroundings["recent"]) =>
      reasons(advance(traveller({ step: 1, isSlow }), guidance, around(at, { recent })));
    expect([sent(true, { week: 0, fortnight: 0 }), sent(false, { week: 2, fortnight: 2 })]).toEqual([[null], [null]]);
  });

  test("a step is of use until its last second, and a pause that ends there ends it", () => {
    const end = instantOf("2026-12-13T18:30", PARIS); // of step 2, due on the 8th for five days
    const second = (now: number, over: Partial<Traveller> = {}) =>
      reasons(advance(traveller({ step: 1, ...over }), guidance, around(now)));
    expect([second(end - 1), second(end)]).toEqual([[null], ["expired"]]);
    expect(second(end - HOUR, { lastAt: end - 2 * HOUR })).toEqual(["expired"]);
    const gone = advance(traveller({ step: 5 }), guidance, around(NOON + 90 * DAY));
    expect([reasons(gone), gone.end]).toEqual([["expired"], { status: 2, reason: null }]);
    const paused = (pausedUntil: number) => second(end - DAY, { pausedUntil });
    expect([paused(end - 1), paused(end), paused(end - DAY)]).toEqual([[], ["paused"], [null]]);
    expect([second(end, { pausedUntil: end + 1 }), second(end, { pausedUntil: end })]).toEqual([
      ["paused"],
      ["expired"],
    ]);
  });

  test("whoever asks when a step is past its use was late for it, and was not a second before", () => {
    const end = instantOf("2026-12-13T18:30", PARIS);
    const asked = (askedAt: number) => reasons(advance(traveller({ step: 1, askedAt }), guidance, around(askedAt)));
    expect([asked(end - 1), asked(end)]).toEqual([[null], ["late_enrolment"]]);
    const due = instantOf("2026-12-08T10:00", PARIS);
    const booked = (askedAt: number) =>
      reasons(advance(traveller({ anchorAt: due + 7 * DAY, askedAt }), reminders, around(askedAt)));
    expect([booked(due), booked(due + 1)]).toEqual([[null], ["late_enrolment"]]);
  });

  test("a person's own hour is for guidance; a reminder keeps its own", () => {
    expect(advance(traveller({ sendHour: 9 }), guidance, around(NOON)).nextAt).toBe(
      instantOf("2026-12-08T09:00", PARIS),
    );
    const start = instantOf("2027-01-20T18:30", PARIS);
    const booked = traveller({ anchorAt: start, sendHour: 15 });
    expect(advance(booked, reminders, around(NOON)).nextAt).toBe(instantOf("2027-01-13T10:00", PARIS));
  });

  test("booked three days before: no reminder of the week before; a reminder dies when the session starts", () => {
    const start = NOON + 3 * DAY;
    const next = advance(traveller({ anchorAt: start }), reminders, around(NOON));
    expect([reasons(next), next.nextAt]).toEqual([["late_enrolment"], instantOf("2026-12-03T10:00", PARIS)]);
    const started = advance(traveller({ anchorAt: start, step: 1, askedAt: NOON }), reminders, around(start + 60));
    expect(reasons(started)[0]).toBe("expired");
  });

  test("wanted at once: its day, another of the same day and a full week hold it back no more; a pause and the night do, and only that step is wanted", () => {
    const busy = { recent: { week: 3, fortnight: 3 } };
    const wanted = (now: number, over: Partial<Traveller> = {}) =>
      advance(traveller({ step: 1, lastAt: NOON, isWanted: true, ...over }), guidance, around(now, busy));
    const next = wanted(NOON + MINUTE);
    expect([reasons(next), next.step]).toEqual([[null], 2]);
    expect(reasons(wanted(NOON + MINUTE, { isSlow: true }))).toEqual([null]);
    const paused = wanted(NOON + MINUTE, { pausedUntil: NOON + 3 * DAY });
    expect([reasons(paused), paused.nextAt]).toEqual([[], NOON + 3 * DAY]);
    const late = instantOf("2026-12-01T23:00", PARIS);
    for (const anchorAt of [NOON, late - MINUTE]) {
      const night = wanted(late, { anchorAt, askedAt: anchorAt, lastAt: null });
      expect([reasons(night), night.nextAt]).toEqual([[], instantOf("2026-12-02T08:00", PARIS)]);
    }
  });

  test("said to be over: every step but the last is passed over at once, and the last leaves at its day; a step wanted before is not", () => {
    const over = sequence("messages-malveillants");
    const last = over.steps.length - 1;
    const next = advance(traveller({ step: 1, lastAt: NOON, isOver: true, isWanted: true }), over, around(NOON + HOUR));
    expect(reasons(next)).toEqual(over.steps.slice(1, last).map(() => "improved"));
    expect([next.step, next.nextAt]).toEqual([last, instantOf("2026-12-31T18:30", PARIS)]);
    const then = advance(traveller({ step: last, lastAt: NOON, isOver: true }), over, around(next.nextAt ?? 0));
    expect([reasons(then), then.end, then.step]).toEqual([[null], { status: 2, reason: null }, last + 1]);
  });

  test("a condition that came true: skipped, and it says which", () => {
    const at = instantOf("2026-12-03T10:00", PARIS);
    const next = advance(traveller({ anchorAt: at + DAY, step: 1 }), reminders, around(at, { holds: () => true }));
    expect(reasons(next)[0]).toBe("unless:registration.not_confirmed");
  });

  test("left or erased: the way ends, and nothing is written", () => {
    expect(advance(traveller({ isSubscribed: false }), guidance, around(NOON)).end).toEqual({
      status: 3,
      reason: "unsubscribed",
    });
    expect(advance(traveller({ isErased: true }), guidance, around(NOON)).end).toEqual({ status: 3, reason: "erased" });
  });

  test("whoever travels, however often the clock knocks: every step once, in order, one a day, by day, never past its use", () => {
    const zones = fc.constantFrom(PARIS, "America/Martinique", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Marquesas");
    const gaps = fc.array(fc.integer({ min: 60, max: 6 * DAY }), { minLength: 20, maxLength: 60 });
    const ids = fc.constantFrom(...catalogue.current.map((s) => s.id));
    fc.assert(
      fc.property(
        ids,
        zones,
        fc.integer({ min: 0, max: 400 }),
        gaps,
        fc.option(fc.integer({ min: 8, max: 20 })),
        (id, zone, day, knocks, sendHour) => {
          const anchorAt = NOON + day * DAY;
          const me = traveller({
            zone,
            anchorAt,
            askedAt: anchorAt - (sequence(id).class === 1 ? 9 * DAY : 0),
            sendHour,
          });
          const sent: { key: string; at: number; expiresAt: number }[] = [];
          const said: string[] = [];
          let now = me.askedAt;
          for (const gap of knocks) {
            now += gap;
            const next = advance(me, sequence(id), around(now));
            said.push(...next.mails.map((mail) => mail.step.key));
            for (const { step, expiresAt, skipped } of next.mails) {
              if (skipped === null) {
                sent.push({ key: step.key, at: now, expiresAt });
              }
            }
            Object.assign(me, { step: next.step, lastAt: next.lastAt });
            if (next.end !== null) {
              break;
            }
            expect(next.nextAt).toBeGreaterThan(now);
          }
          expect(said).toEqual(
            sequence(id)
              .steps.slice(0, said.length)
              .map((step) => step.key),
          );
          expect(new Set(sent.map(({ at }) => dayOf(at, zone))).size).toBe(sent.length);
          const isAwaited = (at: number) => sequence(id).class === 2 && at < anchorAt + 15 * MINUTE;
          const atNight = sent.filter(({ at }) => isQuietHour(zoned(at, zone).hour) && !isAwaited(at));
          expect(sent.filter(({ at, expiresAt }) => at >= expiresAt).concat(atNight)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("reminders in time, or not at all", () => {
  const FORT_DE_FRANCE = "America/Martinique";
  const start = instantOf("2027-01-20T18:30", FORT_DE_FRANCE);
  const booked = traveller({ anchorAt: start, eventZone: FORT_DE_FRANCE, askedAt: start - 30 * DAY, step: 1 });
  const leaves = (at: string, over: Partial<Traveller> = {}) =>
    advance({ ...booked, ...over }, reminders, around(instantOf(at, FORT_DE_FRANCE)));

  test("« C'est demain » counts on the clock of the session, quiet hours on the reader's", () => {
    expect(leaves("2027-01-19T09:59").nextAt).toBe(instantOf("2027-01-19T10:00", FORT_DE_FRANCE));
    expect(reasons(leaves("2027-01-19T10:00"))).toEqual([null]);
    // 10:00 over there is 23:00 the day before in Wallis: it waits for 8:00 there, which is still the day before the session.
    const far = leaves("2027-01-19T10:00", { zone: "Pacific/Wallis" });
    expect([reasons(far), dayOf(far.nextAt ?? 0, FORT_DE_FRANCE)]).toEqual([[], "2027-01-19"]);
  });

  test("after an outage each step is said while it is true, and passed over afterwards", () => {
    expect(reasons(leaves("2027-01-19T20:59", { zone: FORT_DE_FRANCE }))).toEqual([null]);
    expect(reasons(leaves("2027-01-19T21:30", { zone: FORT_DE_FRANCE }))).toEqual(["expired"]);
    expect(reasons(leaves("2027-01-20T08:00"))).toEqual(["expired"]);
    expect(reasons(leaves("2027-01-14T10:00", { step: 0 }))).toEqual(["expired"]);
  });

  test("hours before a session are no answer to a click: at night that reminder waits, and is passed over", () => {
    const night = instantOf("2027-01-20T23:30", FORT_DE_FRANCE);
    const step = { key: "h-2", offset: "-PT2H", expires_after: "PT2H", unless: [], mail: "rappel-j1" };
    const me = { ...booked, anchorAt: night, zone: FORT_DE_FRANCE, step: 0 };
    const next = advance(me, { ...reminders, steps: [step] }, around(instantOf("2027-01-20T21:30", FORT_DE_FRANCE)));
    expect(reasons(next)).toEqual(["expired"]);
  });

  test("a seat that was asked for long ago and agreed to on the eve is reminded; one that is asked for then is not", () => {
    expect(reasons(leaves("2027-01-19T15:00"))).toEqual([null]);
    expect(reasons(leaves("2027-01-19T15:00", { askedAt: instantOf("2027-01-19T14:00", FORT_DE_FRANCE) }))).toEqual([
      "late_enrolment",
    ]);
  });

  test.each(["atelier", "visite"])(
    "%s: wherever the session is and wherever its reader sleeps, both reminders before it leave by day and in time",
    (id) => {
      const missed: string[] = [];
      for (const day of ["2027-01-20T18:30", "2027-07-20T18:30"]) {
        for (const eventZone of Object.keys(ZONES)) {
          for (const zone of Object.keys(ZONES)) {
            const anchorAt = instantOf(day, eventZone);
            const someone = traveller({ zone, eventZone, anchorAt, askedAt: anchorAt - 20 * DAY });
            const told = walked(someone, sequence(id), anchorAt);
            if (told.join() !== "j-7,j-1") {
              missed.push(`${day} in ${eventZone}, read in ${zone}: ${told.join()}`);
            }
          }
        }
      }
      expect(missed).toEqual([]);
    },
  );
});

/** The keys of the steps that leave until a moment, when somebody looks exactly where `advance` says to look again. */
function walked(someone: Traveller, steps: typeof guidance, end: number): string[] {
  const told: string[] = [];
  let [{ step, lastAt }, now] = [someone, someone.askedAt];
  for (let looks = 0; looks < 20 && now < end; looks++) {
    const next = advance({ ...someone, step, lastAt }, steps, around(now));
    told.push(...next.mails.flatMap((mail) => (mail.skipped === null ? [mail.step.key] : [])));
    if (next.nextAt === null) {
      return told;
    }
    ({ step, lastAt } = next);
    now = next.nextAt;
  }
  return told;
}
