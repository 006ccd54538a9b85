import { DAY, HOUR } from "../../../src/kernel/time.ts";
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
  /** `at` counts around the registrations that there are. */
  | { do: "seats"; at: number; seats: number }
  | { do: Act; at: number }
  | { do: "wait"; hours: number }
  | { do: "move"; days: number };

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
  rev: number;
};

const HOLDING = new Set(["held", "awaiting_consent", "confirmed", "offered"]);
const LIVE = new Set(["awaiting_consent", "confirmed", "waitlisted", "offered"]);
const TZ = "Europe/Paris";

export class Model {
  entries: Entry[] = [];
  now: number;
  startsAt: number;
  #clicks = 0;
  readonly capacity: number;

  constructor(now: number, startsAt: number, capacity: number) {
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
    if (command.do === "move") {
      return this.#move(command.days);
    }
    if (command.do === "hold" || command.do === "join") {
      return command.do === "hold" ? this.#hold(command) : this.#join(command);
    }
    const entry = this.entries[command.at % this.entries.length];
    if (command.do === "seats") {
      return entry !== undefined && this.#resize(entry, command.seats);
    }
    return entry !== undefined && this.#act(entry, command.do);
  }

  #new(
    { who, seats, isChild }: { who: number; seats: number; isChild: boolean },
    state: string,
    until: number,
    rev: number,
  ): void {
    const consent = isChild ? "asked" : null;
    this.entries.push({ who, seats, state, until, consent, isPut: false, order: 0, skips: 0, rev });
  }

  #hold(command: { who: number; seats: number; isChild: boolean }): boolean {
    const listFirst = this.list.length > 0 && this.now < this.startsAt - 12 * HOUR;
    const isOpen = this.now < this.startsAt - HOUR;
    if (!isOpen || listFirst || this.taken + command.seats > this.capacity) {
      return false;
    }
    this.#new(command, "held", clickUntil(this.startsAt, this.now), 2);
    return true;
  }

  #join(command: { who: number; seats: number; isChild: boolean }): boolean {
    const isOpen = this.now < this.startsAt - 12 * HOUR;
    if (!isOpen || (this.list.length === 0 && this.taken + command.seats <= this.capacity)) {
      return false;
    }
    this.#new(command, "joining", joinUntil(this.startsAt - 12 * HOUR, this.now), 1);
    return true;
  }

  #move(days: number): boolean {
    const startsAt = this.startsAt + days * DAY;
    if (startsAt <= this.now || this.startsAt <= this.now) {
      return false;
    }
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

  /** Fewer seats are free at once; more come like a newcomer's. */
  #resize(entry: Entry, seats: number): boolean {
    const more = seats - entry.seats;
    if (entry.state !== "confirmed" || entry.consent !== null || this.startsAt <= this.now || more === 0) {
      return false;
    }
    const listFirst = this.list.length > 0 && this.now < this.startsAt - 12 * HOUR;
    if (more > 0 && (this.now >= this.startsAt - HOUR || listFirst || this.taken + more > this.capacity)) {
      return false;
    }
    entry.seats = seats;
    return this.#to(entry, "confirmed");
  }

  #click(entry: Entry): boolean {
    const isTwice = this.entries.some((e) => e !== entry && e.who === entry.who && LIVE.has(e.state));
    if (entry.state === "held" && entry.consent === "asked") {
      const until = consentUntil(this.startsAt, this.now);
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
      passed.forEach((group) => (group.skips += 1));
    }
  }
}
