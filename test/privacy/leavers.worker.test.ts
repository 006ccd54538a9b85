import { expect, test } from "vitest";

import { endTopics } from "../../src/guidance/subscribe.ts";
import { requestNewAddress } from "../../src/guidance/settings.ts";
import { findSettings } from "../../src/guidance/settings.store.ts";
import { invite } from "../../src/access/organisations/invite.ts";
import { DAY } from "../../src/kernel/time.ts";
import { countDue } from "../../src/platform/forgetting.ts";
import { forgettings, nightly, tick } from "../../workers/reactor/tick.ts";
import { sized } from "../support/size.ts";
import { fill } from "../support/worker/fill.ts";
import { asked, subscribed } from "../support/worker/guidance.ts";
import { must, unique } from "../support/worker/people.ts";
import { signedIn } from "../support/worker/staff.ts";
import { NOW, db, depsAt, run, value, vault } from "../support/worker/world.ts";

/** True while the address of somebody is in the database, sealed. */
const isKept = async (email: string): Promise<boolean> =>
  (await value(
    "SELECT 1 FROM contacts WHERE addr_hash = ?1 AND email_sealed IS NOT NULL",
    await vault.fingerprint(email),
  )) === 1;
const address = (): string => `delivered+${unique()}@resend.dev`;
/** What a day brings, at three in the morning of Paris. */
const night = async (at: number): Promise<void> => {
  await tick(depsAt(at));
  await nightly(depsAt(at));
};

/** Every way in which an address ceases to be needed: it happens at NOW; days until it has to be gone. */
const WAYS: readonly (readonly [name: string, days: number, happens: (email: string) => Promise<void>])[] = [
  [
    "leaving the last topic",
    7,
    async (email) => {
      const { recipientId } = await subscribed(NOW - 100 * DAY, { email });
      await endTopics(depsAt(NOW), { recipientId, topic: null, how: { reason: "one_click", page: "/u" } });
    },
  ],
  [
    "following a sequence to its end",
    14,
    async (email) => {
      const { recipientId } = await subscribed(NOW - 200 * DAY, { email });
      await fill("enrolments", 1, {
        id: "enr_done",
        sequence: "premier-telephone",
        version: 1,
        recipient_id: recipientId,
        anchor_ref: "a",
        anchor_at: 1,
        step: 9,
        status: 2,
        created_at: 1,
        ended_at: NOW,
      });
    },
  ],
  ["never clicking the confirmation of a topic", 10, async (email) => void (await asked(NOW, { email }))],
  [
    "never answering an invitation",
    7,
    async (email) => {
      const { person } = await signedIn(address());
      must(await invite(depsAt(NOW), { by: person, client: "c", to: { organisationId: "", email, role: "operator" } }));
    },
  ],
  [
    "the end of the last role",
    30,
    async (email) => {
      const { person } = await signedIn(email);
      await run("UPDATE memberships SET ended_at = ?2 WHERE person_id = ?1", person, NOW);
    },
  ],
  [
    "never clicking at a new address",
    7,
    async (email) => {
      const { recipientId } = await subscribed(NOW, { email: address() });
      const settings = await findSettings(db, recipientId);
      expect(settings).not.toBeNull();
      if (settings !== null) {
        must(await requestNewAddress(depsAt(NOW), { settings, email }));
      }
    },
  ],
];

test.each(WAYS)("an address is gone in its time after %s, and one that is needed stays", async (_, days, happens) => {
  const [gone, needed] = [address(), address()];
  await subscribed(NOW - 100 * DAY, { email: needed });
  await happens(gone);
  for (let day = 0; day <= days; day++) {
    expect(await isKept(gone), `day ${day}`).toBe(true);
    await night(NOW + day * DAY);
  }
  expect([await isKept(gone), await isKept(needed)]).toEqual([false, true]);
  await night(NOW + 400 * DAY);
  expect(await isKept(needed)).toBe(true);
});

const DAYS = sized({ short: 8, long: 200 });
const A_DAY = 700;
const MISSED = 60;

test(
  `${DAYS} days on which ${A_DAY} people leave, ${MISSED} nights that did not run: nobody is left`,
  { timeout: 1_800_000 },
  async () => {
    const sealed = () => value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL");
    for (let day = 0; day < DAYS; day++) {
      const [at, from] = [NOW + day * DAY, day * A_DAY];
      const contact = { id: "ctc_#", email_sealed: "x", addr_hash: "h#", kid: "a", created_at: 1 };
      await fill("contacts", A_DAY, { ...contact, check_at: at + 7 * DAY }, from);
      const recipient = { id: "rcp_#", contact_id: "ctc_#", locale: "fr", zone: "Europe/Paris", created_at: 1 };
      await fill("recipients", A_DAY, recipient, from);
      const left = {
        recipient_id: "rcp_#",
        topic: "en-parler",
        status: 2,
        unsub_ref: "u#",
        requested_at: 1,
        ended_at: at,
      };
      await fill("subscriptions", A_DAY, left, from);
      await nightly(depsAt(at));
    }
    expect(await sealed()).toBe(7 * A_DAY);
    for (let day = DAYS + MISSED; day < DAYS + MISSED + 8; day++) {
      await nightly(depsAt(NOW + day * DAY));
    }
    expect(await sealed()).toBe(0);
    const due = await countDue(db, { rules: forgettings, now: NOW + (DAYS + 2 * MISSED) * DAY });
    expect(due["addresses"]).toEqual({ n: 0, oldest: null });
  },
);
