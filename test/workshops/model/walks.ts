import fc from "fast-check";

import type { Command } from "./model.ts";

const person = fc.record({ who: fc.nat(5), seats: fc.integer({ min: 1, max: 3 }), isChild: fc.boolean() });
const at = fc.nat(7);
const step = fc.oneof(
  { weight: 4, arbitrary: person.map((p): Command => ({ do: "hold", ...p, seats: p.isChild ? 1 : p.seats })) },
  { weight: 3, arbitrary: person.map((p): Command => ({ do: "join", ...p, seats: p.isChild ? 1 : p.seats })) },
  { weight: 7, arbitrary: at.map((i): Command => ({ do: "click", at: i })) },
  { weight: 3, arbitrary: at.map((i): Command => ({ do: "cancel", at: i })) },
  { weight: 1, arbitrary: at.map((i): Command => ({ do: "decline", at: i })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(at, fc.constantFrom("yes", "yes", "no", "withdraw"))
      .map(([i, say]): Command => ({ do: say, at: i })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(at, fc.nat(4)).map(([i, which]): Command => ({ do: "less", at: i, which })),
  },
  { weight: 2, arbitrary: at.map((i): Command => ({ do: "more", at: i })) },
  { weight: 1, arbitrary: at.map((i): Command => ({ do: "other", at: i })) },
  { weight: 1, arbitrary: fc.constantFrom(-5, 3).map((days): Command => ({ do: "term", days })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 }).map((seats): Command => ({ do: "comer", seats })) },
  { weight: 1, arbitrary: fc.constant<Command>({ do: "write" }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 7, 30, 80).map((hours): Command => ({ do: "wait", hours })) },
  { weight: 2, arbitrary: fc.constantFrom(-9, -5, 2, 9).map((days): Command => ({ do: "move", days })) },
);
const ADULT = { isChild: false };
/** Where a walk begins: an empty session, a full one, one with a list of mixed groups, of a child not yet allowed (on the list, on a seat), the door, one with an open offer. */
const FULL: Command[] = [
  { do: "hold", who: 10, seats: 4, ...ADULT },
  { do: "click", at: 0 },
];
const LISTED: Command[] = [
  ...FULL,
  { do: "join", who: 12, seats: 3, ...ADULT },
  { do: "click", at: 1 },
  { do: "join", who: 13, seats: 1, ...ADULT },
  { do: "click", at: 2 },
];
const ASKED: Command[] = [...FULL, { do: "join", who: 14, seats: 1, isChild: true }, { do: "click", at: 1 }];
const HELD: Command[] = [
  { do: "hold", who: 15, seats: 1, isChild: true },
  { do: "click", at: 0 },
];
/** Two hours before it begins. */
const AT_DOOR: Command[] = [...FULL, { do: "cancel", at: 0 }, { do: "wait", hours: 238 }, { do: "comer", seats: 3 }];
const OFFERED: Command[] = [...LISTED, { do: "cancel", at: 0 }];

const IN_ROOM: Command[] = [{ do: "pair" }, ...FULL, { do: "less", at: 0, which: 0 }, { do: "less", at: 0, which: 0 }];
const walksFrom = (openings: readonly Command[][]): fc.Arbitrary<Command[]> =>
  fc
    .tuple(fc.constantFrom(...openings), fc.array(step, { minLength: 3, maxLength: 12 }))
    .map(([first, then]) => first.concat(then));
/** Random walks of commands. */
export const commands = walksFrom([[], FULL, LISTED, ASKED, HELD, OFFERED, AT_DOOR, IN_ROOM]);
/** Those that begin with a list. */
export const withList = walksFrom([LISTED]);
/** Those that begin in a room whose session has an online half. */
export const inRoom = walksFrom([IN_ROOM]);
