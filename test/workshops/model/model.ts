import { DAY, HOUR, zoned } from "../../../src/kernel/time.ts";
import { consentUntil } from "../../../src/workshops/seats/consent.ts";
import { offerDeadline } from "../../../src/workshops/list/queue-rule.ts";
import { clickUntil, joinUntil } from "../../../src/workshops/seats/registration.ts";

/*
 * The rules of seats and of the list, written a second time in the simplest way: arrays, one person after the other, no database.
 * Only the lengths of time come from the product; who gets a seat is decided here anew, from the published rule.
 */

export type Act = "click" | "cancel" | "decline" | "yes" | "no" | "withdraw";
export type Command =
  | { do: "hold"; who: number; seats: number; isChild: boolean }
  | { do: "join"; who: number; seats: number; isChild: boolean }
  /** `at` counts around the registrations that there are; `which` around the people of one. */
  | { do: "less"; at: number; which: number }
  | { do: "more"; at: number }
  /** To the other date of the workshop. */
  | { do: "other"; at: number }
  | { do: Act; at: number }
  | { do: "wait"; hours: number }
  | { do: "move"; days: number }
  /** How a walk may begin: the other date is the other half of this one, online at the same hour. */
  | { do: "pair" }
  /** Both dates of the series, by one edit. */
  | { do: "term"; days: number }
  /** Written down by the team, without an address: before the day like a newcomer, at the door by the room alone. */
  | { do: "comer"; seats: number }
  /** The association writes to everybody. */
  | { do: "write" };

/** One registration, as the model sees it. `rev` counts its changes. */
export type Entry = {
  who: number;
  seats: number;
  state: string;
  until: number | null;
  consent: "asked" | "given" | "refused" | "lapsed" | "withdrawn" | null;
  isPut: boolean;
  order: number;
  skips: number;
  /** How often they were told that somebody passed. */
  told: number;
  rev: number;
};

const HOLDING = new Set(["held", "awaiting_consent", "confirmed", "offered"]);
const LIVE = new Set(["awaiting_consent", "confirmed", "waitlisted", "offered"]);
const TZ = "Europe/Paris";

/** Seats of the other date. */
export const AWAY = 2;

export class Model {
  entries: Entry[] = [];
  /** Those who moved to the other date. */
  away: Entry[] = [];
  awayAt: number;
  /** In a room and online: hours change for both. */
  isPair = false;
  /** When the association wrote. */
  written: number[] = [];
  now: number;
  startsAt: number;
  #clicks = 0;
  readonly capacity: number;

  constructor(now: number, startsAt: number, capacity: number) {
    this.awayAt = startsAt + 40 * DAY;
    this.now = now;
    this.startsAt = startsAt;
    this.capacity = capacity;
  }

  get taken(): number {
    return this.entries.filter((e) => HOLDING.has(e.state)).reduce((sum, e) => sum + e.seats, 0);
  }
  get list(): Entry[] {
    return this.entries.filter((e) => e.state === "waitlisted").toSorted((a, b) => a.order - b.order);
  }

  /** Carries out a command; true when it is accepted. */
  apply(command: Command): boolean {
    this.now += 1; // nobody acts in the same second as somebody else
    if (command.do === "wait") {
      this.now += command.hours * HOUR;
      return true;
    }
    if (command.do === "pair") {
      this.isPair = true;
      this.awayAt = this.startsAt;
      return true;
    }
    if (command.do === "move" || command.do === "term") {
      return this.#move(command.days, command.do === "term");
    }
    if (command.do === "comer" || command.do === "write") {
      return command.do === "comer" ? this.#comer(command.seats) : this.#write();
    }
    if (command.do === "hold" || command.do === "join") {
      return command.do === "hold" ? this.#hold(command) : this.#join(command);
    }
    const entry = this.entries[command.at % this.entries.length];
    if (entry === undefined) {
      return false;
    }
    if (command.do === "less" || command.do === "more") {
      return command.do === "less" ? this.#less(entry) : this.#more(entry);
    }
    return command.do === "other" ? this.#other(entry) : this.#act(entry, command.do);
  }

  #new(
    { who, seats, isChild }: { who: number; seats: number; isChild: boolean },
    state: string,
    until: number | null,
    rev: number,
  ): void {
    const consent = isChild ? "asked" : null;
    this.entries.push({ who, seats, state, until, consent, isPut: false, order: 0, skips: 0, told: 0, rev });
  }

  #hold(command: { who: number; seats: number; isChild: boolean }): boolean {
    if (!this.#isOpenTo(command.seats)) {
      return false;
    }
    this.#new(command, "held", clickUntil({ startsAt: this.startsAt, tz: TZ }, this.now), 2);
    return true;
  }

  #join(command: { who: number; seats: number; isChild: boolean }): boolean {
    const isOpen = this.now < this.startsAt - 12 * HOUR;
    const isFree = this.list.length === 0 && this.taken + command.seats <= this.capacity;
    if (!isOpen || isFree || command.seats > this.capacity) {
      return false;
    }
    this.#new(command, "joining", joinUntil({ queueClosesAt: this.startsAt - 12 * HOUR, tz: TZ }, this.now), 1);
    return true;
  }

  /** At the door the room alone decides; before, whoever is written down stands behind the list like a newcomer. */
  #comer(seats: number): boolean {
    const isAtDoor = this.now >= this.startsAt - 2 * HOUR && this.now < this.startsAt + 2 * HOUR;
    if (isAtDoor ? this.taken + seats > this.capacity : !this.#isOpenTo(seats)) {
      return false;
    }
    this.#new({ who: -1 - this.entries.length - this.away.length, seats, isChild: false }, "confirmed", null, 1);
    return true;
  }

  /** Three a week, a fourth in the last day; never to nobody. Nothing of a seat or a rank changes. */
  #write(): boolean {
    const lately = this.written.filter((at) => at > this.now - 7 * DAY).length;
    const most = this.startsAt - this.now <= DAY ? 4 : 3;
    const isHeard = this.entries.some((e) => LIVE.has(e.state) && e.who >= 0);
    if (this.now >= this.startsAt + 2 * HOUR || lately >= most || !isHeard) {
      return false;
    }
    this.written.push(this.now);
    return true;
  }

  #move(days: number, isTerm: boolean): boolean {
    const startsAt = this.startsAt + days * DAY;
    if (startsAt <= this.now + HOUR || this.startsAt <= this.now) {
      return false;
    }
    this.awayAt = this.isPair
      ? startsAt
      : isTerm
        ? zoned(this.awayAt, TZ).add({ days }).epochMilliseconds / 1000
        : this.awayAt;
    this.startsAt = startsAt;
    for (const entry of this.entries) {
      const before = entry.state === "offered" ? 2 * HOUR : entry.state === "awaiting_consent" ? 12 * HOUR : 0;
      entry.until = entry.until === null ? null : Math.min(entry.until, startsAt - before);
    }
    return true;
  }

  #act(entry: Entry, act: Act): boolean {
    if (this.startsAt <= this.now) {
      return false;
    }
    return act === "click"
      ? this.#click(entry)
      : act === "cancel"
        ? this.#cancel(entry)
        : act === "decline"
          ? entry.state === "offered" && this.#to(entry, "declined")
          : this.#answer(entry, act);
  }

  #mayChange(entry: Entry): boolean {
    const isAdults = entry.consent === null;
    return isAdults && this.startsAt > this.now && ["confirmed", "waitlisted", "offered"].includes(entry.state);
  }

  /** Somebody of a group does not come: a seat is free at once, a rank is kept, the rest of an offer is taken. */
  #less(entry: Entry): boolean {
    if (!this.#mayChange(entry) || entry.seats === 1) {
      return false;
    }
    entry.seats -= 1;
    if (entry.state === "offered") {
      entry.rev += 1;
      return this.#to(entry, "confirmed");
    }
    return this.#to(entry, entry.state);
  }

  /** Somebody more comes like a newcomer; a larger group on the list stands at its end. */
  #more(entry: Entry): boolean {
    if (!this.#mayChange(entry) || entry.state === "offered" || entry.seats === 5) {
      return false;
    }
    if (entry.state === "waitlisted") {
      if (this.now >= this.startsAt - 12 * HOUR || entry.seats + 1 > this.capacity) {
        return false;
      }
      entry.order = ++this.#clicks;
      entry.skips = 0;
    } else if (!this.#isOpenTo(1)) {
      return false;
    }
    entry.seats += 1;
    return this.#to(entry, entry.state);
  }

  /** True when a newcomer finds so many seats. */
  #isOpenTo(seats: number): boolean {
    const listFirst = this.list.length > 0 && this.now < this.startsAt - 12 * HOUR;
    return this.now < this.startsAt - HOUR && !listFirst && this.taken + seats <= this.capacity;
  }

  /** To the other date, which has seats for few: nobody is left without a seat, or with two. */
  #other(entry: Entry): boolean {
    // Whoever the team wrote down has no address, and so no page of their own.
    const isDecided = entry.state === "confirmed" && entry.consent === null && entry.who >= 0;
    const isTwice = this.away.some((e) => e.who === entry.who);
    const hasRoom = this.away.reduce((sum, e) => sum + e.seats, 0) + entry.seats <= AWAY;
    if (!isDecided || this.startsAt <= this.now || this.now >= this.awayAt - HOUR || !hasRoom || isTwice) {
      return false;
    }
    this.away.push(entry);
    this.entries = this.entries.filter((e) => e !== entry);
    return true;
  }

  #click(entry: Entry): boolean {
    const isTwice = this.entries.some((e) => e !== entry && e.who === entry.who && LIVE.has(e.state));
    if (entry.state === "held" && entry.consent === "asked") {
      const until = consentUntil({ startsAt: this.startsAt, tz: TZ }, this.now);
      return until > this.now && this.#orTwice(entry, isTwice, "awaiting_consent", until);
    }
    if (entry.state === "held") {
      return this.#orTwice(entry, isTwice, "confirmed");
    }
    if (entry.state === "joining") {
      entry.order = ++this.#clicks;
      return this.#orTwice(entry, isTwice, "waitlisted");
    }
    return entry.state === "offered" && this.#to(entry, "confirmed");
  }

  /** The same person has a place already: the second one is given back, and the click is refused. */
  #orTwice(entry: Entry, isTwice: boolean, state: string, until: number | null = null): boolean {
    if (isTwice) {
      this.#cancel(entry);
      return false;
    }
    entry.isPut = entry.consent === "asked";
    return this.#to(entry, state, until);
  }

  #cancel(entry: Entry): boolean {
    const isPossible = ["held", "awaiting_consent", "confirmed", "joining", "waitlisted"].includes(entry.state);
    entry.consent = isPossible && entry.consent === "asked" ? "lapsed" : entry.consent;
    return isPossible && this.#to(entry, "cancelled");
  }

  #answer(entry: Entry, act: "yes" | "no" | "withdraw"): boolean {
    if (!entry.isPut || entry.consent !== (act === "withdraw" ? "given" : "asked")) {
      return false;
    }
    if (act === "yes") {
      if (entry.state !== "awaiting_consent" && entry.state !== "waitlisted") {
        return false;
      }
      entry.consent = "given";
      return this.#to(entry, entry.state === "waitlisted" ? "waitlisted" : "confirmed");
    }
    const to: Record<string, string> =
      act === "no"
        ? { awaiting_consent: "refused", waitlisted: "cancelled" }
        : { confirmed: "cancelled", waitlisted: "cancelled", offered: "declined" };
    const next = to[entry.state];
    if (next === undefined) {
      return false;
    }
    entry.consent = act === "no" ? "refused" : "withdrawn";
    return this.#to(entry, next);
  }

  #to(entry: Entry, state: string, until: number | null = null): true {
    entry.state = state;
    entry.until = until;
    entry.rev += 1;
    return true;
  }

  /** What happens by itself: what is due expires, then the list is served, one after the other. */
  settle(): void {
    for (const entry of this.entries) {
      if (entry.until !== null && entry.until <= this.now) {
        entry.consent = entry.consent === "asked" ? "lapsed" : entry.consent;
        this.#to(entry, "expired");
      }
    }
    const until = offerDeadline("parent", this.now, { startsAt: this.startsAt, tz: TZ, departement: null });
    if (until === null || this.startsAt <= this.now) {
      return;
    }
    const passed: Entry[] = [];
    for (const entry of this.list) {
      const free = this.capacity - this.taken;
      const isKept = passed.some((group) => group.skips >= 3 && this.now < this.startsAt - 7 * DAY);
      if (free <= 0 || isKept) {
        return;
      }
      if (entry.consent === "asked") {
        continue;
      }
      if (entry.seats > free) {
        passed.push(entry);
        continue;
      }
      this.#to(entry, "offered", until);
      passed.forEach((group) => {
        group.skips += 1;
        group.told += 1;
      });
    }
  }
}
