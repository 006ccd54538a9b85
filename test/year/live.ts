import { DAY, MINUTE, instantOf, zoned } from "../../src/kernel/time.ts";
import { type Folk, askClass, askLate, book, folkOf, readMail, subscribe } from "./folk.ts";
import { apply, close, coordinate, operate, publish } from "./rounds.ts";
import { brokenRules, rememberMails } from "./rules.ts";
import { STAFF, startTown } from "./town.ts";

/** A Monday, two weeks before the clocks change: 15 March 2027, 6:00 in Paris. */
const FIRST = instantOf("2027-03-15T06:00", "Europe/Paris");
/** Hours of a day at which the clock knocks, in Paris; the night is one of them. */
const HOURS = [3, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 22];
/** In each fortnight: an evening without a provider, and a day on which the clock does not knock. */
const MUTE_EVENING = 3;
const DEAD_DAY = 9;
const OUTAGE = { fault: "503_before_accept", rate: 1 } as const;

/** What a lived time was like. */
export type Lived = { acts: number; mails: number; checks: number; violations: string[] };

/** Lives so many weeks from a seed, and looks at the rules after each. `say` is told of each week. */
export async function live({
  seed,
  weeks,
  name,
  say = () => undefined,
}: {
  seed: number;
  weeks: number;
  name: string;
  say?: (line: string) => void;
}): Promise<Lived> {
  const town = await startTown({ name, at: FIRST, seed });
  const folk = folkOf(town, seed);
  const lived: Lived = { acts: 0, mails: 0, checks: 0, violations: [] };
  const outages: { from: number; to: number }[] = [];
  try {
    for (let week = 0; week < weeks; week++) {
      for (let day = 0; day < 7; day++) {
        await liveDay(folk, { day: week * 7 + day, outages });
        rememberMails(folk);
      }
      const found = await brokenRules(folk, { outages });
      lived.checks += found.checks;
      lived.violations.push(...found.broken.filter((line) => !lived.violations.includes(line)));
      say(
        `week ${week + 1}: ${folk.answers.length} acts, ${town.sim.ledger().length} mails, ${lived.violations.length} violations`,
      );
    }
  } finally {
    await town.close();
  }
  return { ...lived, acts: folk.answers.length, mails: town.sim.ledger().length };
}

type Day = { day: number; outages: { from: number; to: number }[] };
async function liveDay(folk: Folk, { day, outages }: Day): Promise<void> {
  const { town } = folk;
  const midnight = zoned(FIRST, "Europe/Paris").toPlainDate().add({ days: day });
  const at = (hour: number, minute: number): number =>
    instantOf(
      `${midnight.toString()}T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`,
      "Europe/Paris",
    );
  const isDead = day % 14 === DEAD_DAY;
  if (isDead) {
    outages.push({ from: at(6, 0), to: at(6, 0) + DAY });
  }
  for (const hour of HOURS) {
    if (at(hour, 2) < town.now()) {
      continue;
    }
    town.moveTo(at(hour, 2));
    town.stopClock(isDead && hour > 3);
    await town.knock();
    if (hour >= 7) {
      await actAt(folk, { day, hour });
      await town.rest();
    }
    if (day % 14 === MUTE_EVENING && hour === 20) {
      outages.push({ from: at(20, 50), to: at(21, 10) });
      await muteEvening(folk, at(20, 50));
    }
  }
}

/** From ten to nine the provider answers nobody for twenty minutes: what was ready before nine must not leave after. */
async function muteEvening(folk: Folk, from: number): Promise<void> {
  const { town } = folk;
  town.moveTo(from - 10 * MINUTE);
  await subscribe(folk, { isPrompt: true });
  town.sim.setFaults([OUTAGE]);
  for (let at = from; at < from + 20 * MINUTE; at += 4 * MINUTE) {
    town.moveTo(at);
    await town.knock();
  }
  town.sim.setFaults([]);
  await town.knock();
}

/** What happens at an hour of a day: people come, read, answer; those who work there do their round. */
async function actAt(folk: Folk, { day, hour }: { day: number; hour: number }): Promise<void> {
  const { chance } = folk;
  await readMail(folk);
  const weekday = day % 7;
  if (hour === 9) {
    await askLate(folk);
  }
  if (hour === 9 && weekday < 5) {
    for (const one of openStaff(day)) {
      await (weekday % 2 === 0 ? publish(folk, one) : coordinate(folk, one));
    }
  }
  if (hour === 11 && weekday % 2 === 0) {
    await askClass(folk, weekday === 2);
  }
  if (hour === 12 && weekday < 5) {
    await operate(folk);
  }
  if (hour === 15 && weekday === 1) {
    await apply(folk);
  }
  if (hour === 16 && day === CLOSED_ON) {
    await close(folk, { place: CLOSED, heir: STAFF.coordinators[1].place });
  }
  if (hour === 17) {
    await subscribe(folk);
  }
  for (let i = 0; i < (chance.isTrue(0.5) ? 1 : 0); i++) {
    await book(folk);
  }
}

/** The association that an operator closes, and when. */
const CLOSED = "org_demo-3";
const CLOSED_ON = 8;
const openStaff = (day: number) => STAFF.coordinators.filter(({ place }) => place !== CLOSED || day < CLOSED_ON);
