import { expect, test } from "vitest";

import { contactOfPerson } from "../../src/access/access.store.ts";
import { teamOf } from "../../src/access/organisations/change-team.ts";
import { recipientOfMessage } from "../../src/guidance/settings.store.ts";
import { subjectOf } from "../../src/kernel/event.ts";
import { asId, idOf, isId } from "../../src/kernel/ids.ts";
import { readFile } from "../../src/label/assessment/assessment.store.ts";
import { findLabel } from "../../src/label/registry/labels.store.ts";
import { absentOf } from "../../src/mail/operations.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { type Random, newCode, newId, newRandomId, newRef, random } from "../../src/platform/ids.ts";
import { markReacted } from "../../src/platform/outbox.ts";
import { readAddress } from "../../src/privacy/contacts.store.ts";
import { withdrawRequest } from "../../src/workshops/classes/answer-request.ts";
import { findSession } from "../../src/workshops/sessions/session.store.ts";
import { move } from "../../src/workshops/seats/move.ts";

/** Chance that gives 0, 1, 2 … */
const counting: Random = (bytes) => new Uint8Array(Array.from({ length: bytes }, (_, i) => i));

test("what is drawn comes from the chance that is handed in, and from nothing else", () => {
  expect([newRef(counting), newRandomId(counting, "ans"), newCode(counting), newCode(counting, 20)]).toEqual([
    "aaaqeayeau",
    "ans_aaaqeayeaudaocajbifqydiob4",
    "23456789ABCD",
    "23456789ABCDEFGHJKMN",
  ]);
});

test("a code prefers no character: bytes that would are passed over", () => {
  const high: Random = (bytes) => counting(bytes).map((byte) => (byte < 4 ? 255 - byte : byte));
  expect(newCode(high)).toBe("6789ABCDEFGH");
});

test("the runtime's chance gives as many bytes as asked for, others each time", () => {
  expect([random(0).length, random(32).length]).toEqual([0, 32]);
  expect(random(32)).not.toEqual(random(32));
});

/** The eleven kinds that do not pass for one another. */
const KINDS = ["reg", "ses", "ctc", "per", "org", "app", "wrq", "lbl", "evt", "bat", "msg"] as const;

/** For each kind an act or a question that is handed the id of another: `tsc` refuses each line, and nobody calls one. */
const mixedUp = {
  // @ts-expect-error -- a session is no registration
  reg: (deps: Deps) => move(deps, { registrationId: "ses_1", act: "cancel" }),
  // @ts-expect-error -- a registration is no session
  ses: (deps: Deps) => findSession(deps.db, "reg_1"),
  // @ts-expect-error -- a person is not the contact that holds their address
  ctc: (deps: Deps) => readAddress(deps, "per_1"),
  // @ts-expect-error -- nor the other way round
  per: (deps: Deps) => contactOfPerson(deps.db, "ctc_1"),
  // @ts-expect-error -- an application is not the organisation that makes it
  org: (deps: Deps) => teamOf(deps, "app_1"),
  // @ts-expect-error -- a person is no application
  app: (deps: Deps) => readFile(deps.db, { applicationId: "per_1", tiesSince: "2026-01-01" }),
  // @ts-expect-error -- a registration is not the request of a class
  wrq: (deps: Deps) => withdrawRequest(deps, "reg_1"),
  // @ts-expect-error -- an application is not the label that it leads to
  lbl: (deps: Deps) => findLabel(deps.db, "app_1"),
  // @ts-expect-error -- what an event is about is not the event
  evt: (deps: Deps) => markReacted(["reg_1"], deps.now),
  // @ts-expect-error -- a message is not the batch that it leaves in
  bat: (deps: Deps) => absentOf(deps, "msg_1"),
  // @ts-expect-error -- a batch is no message
  msg: (deps: Deps) => recipientOfMessage(deps.db, "bat_1"),
};

test("every kind of id has an act that tsc refuses to hand another kind", () => {
  expect(Object.keys(mixedUp).toSorted()).toEqual([...KINDS].toSorted());
});

test.each(KINDS)(
  "what begins with another prefix than %s_ is no such id: not for the person who asks, not in a row, not of an event",
  (kind) => {
    const own = newId(kind);
    expect([isId(kind, own), idOf(kind).parse(own), asId(kind, own), subjectOf({ subject: `${own}~x` }, kind)]).toEqual(
      [true, own, own, own],
    );
    const others = KINDS.filter((one) => one !== kind).map((one) => newId(one));
    for (const other of [...others, "", kind, `x${own}`, own.toUpperCase()]) {
      expect([isId(kind, other), idOf(kind).safeParse(other).success, asId(kind, other)], other).toEqual([
        false,
        false,
        `${kind}_`,
      ]);
      expect(() => subjectOf({ subject: other }, kind), other).toThrow(kind);
    }
    expect([isId(kind, undefined), isId(kind, null), asId(kind, undefined)]).toEqual([false, false, `${kind}_`]);
    expect([null, 1, undefined].map((other) => idOf(kind).safeParse(other).success)).toEqual([false, false, false]);
  },
);
