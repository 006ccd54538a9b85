import type { SessionId } from "../../src/kernel/ids.ts";
import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR } from "../../src/kernel/time.ts";
import { agreedIn, askedOf } from "../../src/workshops/seats/consent.store.ts";
import { waitingListOf } from "../../src/workshops/list/queue.store.ts";
import { fill } from "../support/worker/fill.ts";
import { unique } from "../support/worker/people.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { ask, setClock } from "../support/worker/web.ts";
import { NOW, db, openSession } from "../support/worker/world.ts";

beforeEach(() => setClock(NOW));
const address = (): string => `delivered+${unique()}@resend.dev`;
/** A session with so many registrations in a state. */
async function crowd(n: number, state: string): Promise<SessionId> {
  const session_id = await openSession({ capacity: n + 10, startsAt: NOW + HOUR });
  const bare = { kind: "person", seats: 1, erase_at: NOW + 99 * DAY, updated_at: 1, created_at: 1 };
  await fill("registrations", n, {
    id: "reg_#",
    session_id,
    contact_id: "ctc_#",
    state,
    idempotency_key: "k#",
    ...bare,
  });
  return session_id;
}

describe("a list is whole, or says that it is not", () => {
  test("the list of the day and its export hold everybody, past two hundred and past a thousand", async () => {
    const session = await crowd(1001, "confirmed");
    const team = as((await signedIn(address(), "coordinator", "org_1")).cookie);
    const base = `/espace/structures/org_1/seances/${session}`;
    const file = await team.post(`${base}/exporter`, {});
    expect(file.html.trim().split("\n")).toHaveLength(1002);
    expect(new Set((await team.get(base)).html.match(/reg_\d+/g)).size).toBe(1001);
  });

  test("every parent who agreed is told that a session moves; every question of a parent is on their page", async () => {
    const session = await crowd(201, "confirmed");
    const asked = { text_version: 1, text_sha256: "x", erase_at: NOW + 400 * DAY, created_at: 1, side: "guardian" };
    const about = { id: "gcn_#", registration_id: "reg_#", contact_id: "ctc_parent", outcome: "given", asked_at: 1 };
    await fill("guardian_consents", 201, { ...asked, ...about });
    expect(await agreedIn(db, [session])).toHaveLength(201);
    expect(await askedOf(db, "ctc_parent")).toHaveLength(201);
  });

  test("the last of a long waiting list is looked at too: sixty groups that are too large hide no one", async () => {
    const session = await crowd(61, "waitlisted");
    expect((await waitingListOf(db, session))?.entries).toHaveLength(61);
  });

  test("a programme with more dates than its page shows says that there are others", async () => {
    for (let day = 1; day <= 20; day++) {
      await openSession({ startsAt: NOW + day * DAY });
    }
    const page = async () => (await ask("/ateliers/premier-telephone")).html;
    expect(await page()).not.toContain("Il y a d’autres dates");
    await openSession({ startsAt: NOW + 30 * DAY });
    expect(await page()).toContain("Il y a d’autres dates");
    expect((await ask("/ateliers?public=parents")).status).toBe(200);
  });

  test("« À faire » names fifty spaces to approve, and says that there are others", async () => {
    const operator = as((await signedIn(address())).cookie);
    const space = { id: "org_#", kind: "school", name: "École #", state: "pending", created_at: 1 };
    await fill("organisations", 50, space);
    expect((await operator.get("/console")).html).not.toContain("il y en a d’autres");
    await fill("organisations", 1, space, 50);
    const { html } = await operator.get("/console");
    expect([html.match(/Espace à valider\s: École/g)?.length, html.includes("il y en a d’autres")]).toEqual([50, true]);
  });
});
