import { describe, expect, test } from "vitest";

import { DAY } from "../../src/kernel/time.ts";
import { eraseDue } from "../../src/workshops/erase.ts";
import { nightly } from "../../workers/reactor/tick.ts";
import { move } from "../../src/workshops/seats/move.ts";
import { confirmed, must, submitted, unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { NOW, depsAt, openSession, rows, value } from "../support/worker/world.ts";

const START = NOW + 20 * DAY;
const address = (): string => `delivered+${unique()}@resend.dev`;

describe("retention", () => {
  test("the nightly duty leaves nothing of what its time has passed, and keeps the rest", async () => {
    await confirmed(await openSession(), NOW, { email: address() });
    await submitted(await openSession(), NOW, { email: address() });
    const later = await openSession({ startsAt: NOW + 60 * DAY });
    const kept = await confirmed(later, NOW, { email: address() });
    await eraseDue(depsAt(START + 31 * DAY));
    expect(await rows("SELECT id FROM registrations WHERE erased_at IS NULL")).toEqual([{ id: kept }]);
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL OR name_sealed IS NOT NULL")).toBe(
      2,
    );
    await eraseDue(depsAt(NOW + 100 * DAY));
    expect(await value("SELECT count(*) FROM contacts WHERE email_sealed IS NOT NULL OR name_sealed IS NOT NULL")).toBe(
      0,
    );
    await nightly(depsAt(NOW + 140 * DAY));
    expect(await value("SELECT count(*) FROM contacts")).toBe(0);
  });

  test("an unconfirmed hold is erased after 7 days, a minor's after 48 hours", async () => {
    const youth = await openSession({ slug: "garder-la-main-sur-sa-ligne" });
    await submitted(await openSession(), NOW, { email: address() });
    await submitted(youth, NOW, { email: address(), ageBand: "15_17" });
    expect(await eraseDue(depsAt(NOW + 2 * DAY))).toBe(1);
    expect(await eraseDue(depsAt(NOW + 7 * DAY - 1))).toBe(0);
    expect(await eraseDue(depsAt(NOW + 7 * DAY))).toBe(1);
  });

  test("a hold that is given back before the address was proven is kept no longer than one that nobody confirms", async () => {
    const id = await submitted(await openSession(), NOW, { email: address() });
    must(await move(depsAt(NOW + 60), { registrationId: id, act: "cancel" }));
    expect(await eraseDue(depsAt(NOW + 7 * DAY - 1))).toBe(0);
    expect(await eraseDue(depsAt(NOW + 7 * DAY))).toBe(1);
  });

  test("an address used again within 30 days of its erasure is sealed anew", async () => {
    const email = address();
    await submitted(await openSession(), NOW, { email });
    await eraseDue(depsAt(NOW + 8 * DAY));
    await confirmed(await openSession(), NOW + 9 * DAY, { email });
    await pump(NOW + 9 * DAY);
    expect((await mailsTo(email)).length).toBeGreaterThan(0);
  });
});
