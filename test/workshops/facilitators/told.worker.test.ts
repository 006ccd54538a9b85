import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { EventId, PersonId, SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { database } from "../../../src/platform/d1.ts";
import { takeOff } from "../../../src/workshops/facilitators/staff-session.ts";
import { editSessions } from "../../../src/workshops/planning/edit-session.ts";
import { cancelSessions } from "../../../src/workshops/planning/plan-session.ts";
import { react } from "../../../workers/reactor/react.ts";
import { assigned } from "../../support/worker/assigned.ts";
import { asItStands, editTo, sessionOf } from "../../support/worker/editing.ts";
import { unique } from "../../support/worker/people.ts";
import { mailsTo, pump, reactions } from "../../support/worker/reactor.ts";
import { as, member, signedIn } from "../../support/worker/staff.ts";
import { watchD1 } from "../../support/worker/watch-d1.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, db, depsAt, openSession, rows, run } from "../../support/worker/world.ts";

const SLUG = "mon-telephone-mes-limites";
const BY = { association: "org_1", person: "per_1" } as const;
let session: SessionId;
let [A, B] = ["", ""];
let a: PersonId;
let b: PersonId;
beforeEach(async () => {
  await setClock(NOW);
  session = await openSession({ slug: SLUG, startsAt: NOW + 20 * DAY });
  [A, B] = [`delivered+${unique()}@resend.dev`, `delivered+${unique()}@resend.dev`];
  [a, b] = [await member(A, "facilitator", "org_1"), await member(B, "facilitator", "org_1")];
});
const mine = async (email: string): Promise<[subject: string, sessions: number][]> =>
  (await mailsTo(email)).map(({ subject, text }) => [subject, text.split("Atelier numérique").length - 1]);
/** Everything that somebody did to sessions is heard once more. */
const hearAgain = async (): Promise<void> => {
  await run("UPDATE events SET reacted_at = NULL WHERE type LIKE 'session.%'");
  await pump(NOW);
};

describe("whoever animates is told before they travel", () => {
  test("of a whole series moved, elsewhere or cancelled at once: one mail each with their own dates, what was before, in a few reads; heard twice, nothing twice", async () => {
    const ids = [session];
    for (const week of [1, 2, 3]) {
      ids.push(await openSession({ slug: SLUG, startsAt: NOW + (20 + 7 * week) * DAY }));
    }
    const [, second = "ses_", , last = "ses_"] = ids;
    for (const id of ids.slice(0, 3)) {
      await assigned(a, id);
    }
    await assigned(b, last);
    await assigned(b, second);
    const off = { session: await sessionOf({ db }, second), facilitatorId: `fac_${b}`, by: "per_1" } as const;
    await takeOff(depsAt(NOW), off);
    const others = () => Promise.all(ids.slice(1).map((id) => sessionOf({ db }, id)));
    const first = await sessionOf({ db }, session);
    const edit = Object.assign(editTo(first, first.startsAt + HOUR), {
      venueId: null,
      venue: {
        name: "Maison bleue",
        address: "2 rue Y",
        commune: "Ivry-sur-Seine",
        departement: "94",
        isStepFree: true,
        hasHearingLoop: false,
        access: "",
      },
    });
    expect(await editSessions(depsAt(NOW), { first, others: await others(), edit, person: "per_1" })).toMatchObject({
      ok: true,
    });
    await pump(NOW);
    await hearAgain();
    const moved = [
      ["Des séances que vous animez ont changé", 3],
      ["Une séance que vous animez a changé", 1],
    ];
    expect(await Promise.all([A, B].map(mine))).toEqual(moved.map((one) => [one]));
    const [mail] = await mailsTo(A);
    expect(mail?.text.replaceAll(/[\u00a0\u202f]/g, " ")).toMatch(/à 11 h, Maison bleue.*\(avant : .* à 10 h, Salle/);

    const still = await others();
    const sessions = [await sessionOf({ db }, session), ...still] as const;
    expect(await cancelSessions(depsAt(NOW), { sessions, by: BY })).toMatchObject({ ok: true });
    const heard = await rows<{ id: EventId }>("SELECT id FROM events WHERE type = 'session.cancelled'");
    const watched = watchD1(env.DB);
    await react(depsAt(NOW, { db: database(watched.d1) }), { reactions, eventIds: heard.map(({ id }) => id) });
    expect([heard.length, watched.trips < 10]).toEqual([4, true]);
    await hearAgain();
    const ended = [
      ["Des séances que vous deviez animer sont annulées", 3],
      ["Une séance que vous deviez animer est annulée", 1],
    ];
    expect(await Promise.all([A, B].map(mine))).toEqual(moved.map((one, i) => [one, ended[i]]));
  });

  test("of another link, which their page shows; of notes and closing times never; whoever was erased, of nothing", async () => {
    await run(
      "UPDATE sessions SET mode = 'online', venue_id = NULL, join_url = 'https://visio.example/a' WHERE id = ?1",
      session,
    );
    await assigned(a, session);
    await assigned(b, session);
    const one = await sessionOf({ db }, session);
    const now = Object.assign(asItStands(one), { notes: "Sonnez.", closesAt: one.closesAt - HOUR });
    await editSessions(depsAt(NOW), { first: one, edit: now, person: "per_1" });
    await pump(NOW);
    expect([await mine(A), await mine(B)]).toEqual([[], []]);
    await run(
      "UPDATE contacts SET email_sealed = NULL, hash_until_at = ?1 WHERE id = (SELECT contact_id FROM people WHERE id = ?2)",
      NOW,
      b,
    );
    const next = await sessionOf({ db }, session);
    const elsewhere = Object.assign(asItStands(next), { joinUrl: "https://visio.example/b" });
    expect(await editSessions(depsAt(NOW), { first: next, edit: elsewhere, person: "per_1" })).toMatchObject({
      ok: true,
    });
    await pump(NOW);
    expect(await mine(A)).toEqual([["Le lien d’une séance que vous animez a changé", 1]]);
    expect(await mine(B)).toEqual([]);
    const me = as((await signedIn(A, "facilitator", "org_1")).cookie);
    expect((await me.get(`/espace/structures/org_1/seances/${session}`)).html).toContain("https://visio.example/b");
  });

  test("of two acts of the same second, each in its own mail with what it ended", async () => {
    const ids = [session];
    for (const day of [21, 22]) {
      ids.push(await openSession({ slug: SLUG, startsAt: NOW + day * DAY }));
    }
    for (const [i, id] of ids.entries()) {
      await assigned(a, id);
      await run("UPDATE sessions SET state = 'cancelled', updated_at = ?1 WHERE id = ?2", NOW, id);
      await run(
        "INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data) VALUES (?1, 'session.cancelled', 1, ?2, 'per_1', ?3, 2, '{}')",
        `evt_0190000${i === 2 ? 1 : 0}-0000-7aa${i}-a000-000000000000`,
        NOW,
        id,
      );
    }
    await pump(NOW);
    await hearAgain();
    expect((await mine(A)).toSorted(([x], [y]) => (x < y ? -1 : 1))).toEqual([
      ["Des séances que vous deviez animer sont annulées", 2],
      ["Une séance que vous deviez animer est annulée", 1],
    ]);
  });
});
