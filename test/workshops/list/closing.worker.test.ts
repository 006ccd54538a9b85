import { beforeEach, describe, expect, test } from "vitest";

import { DAY, HOUR, instantOf } from "../../../src/kernel/time.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { confirmed, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { counters, depsAt, openSession, NOW, rows, run, value } from "../../support/worker/world.ts";

const START = instantOf("2026-12-20T10:00", "Europe/Paris");
let email: string;
beforeEach(() => {
  email = `delivered+${unique()}@resend.dev`;
});
const at = async (now: number): Promise<void> => {
  await tick(depsAt(now));
  await pump(now + 60);
  await tick(depsAt(now + 60));
  await pump(now + 60);
};

describe("the end of a waiting list", () => {
  test("twelve hours before, whoever still waits is told, by day, and the entry ends; what was free is noted", async () => {
    const session = await openSession({ capacity: 1, startsAt: START });
    await confirmed(session, NOW);
    const entry = await waitlisted(session, NOW, { email });
    await at(START - 12 * HOUR - 180);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", entry)).toBe("waitlisted");
    await at(START - 12 * HOUR);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", entry)).toBe("expired");
    expect(await counters(session)).toEqual({ taken: 1, waiting: 0, held: 1, listed: 0 });
    expect(await rows("SELECT data FROM events WHERE type = 'session.list_closed'")).toEqual([
      { data: JSON.stringify({ waiting: 1, free: 0 }) },
    ]);
    // 22:00: nobody is woken for that.
    expect((await mailsTo(email)).map(({ subject }) => subject)).not.toContain(
      "La liste d’attente du dim. 20 déc. est close",
    );
    await at(instantOf("2026-12-20T08:00", "Europe/Paris"));
    const last = (await mailsTo(email)).at(-1);
    expect(last?.subject).toBe("La liste d’attente du dim. 20 déc. est close");
    expect(last?.text).toContain(`/ateliers/seances/${session}`);
  });

  test("who waited, and sleeps until the session has begun where they live, is told when they wake", async () => {
    const session = await openSession({ capacity: 1, startsAt: START });
    await confirmed(session, NOW);
    await waitlisted(session, NOW, { email });
    await run("UPDATE recipients SET zone = 'America/Martinique'");
    await at(instantOf("2026-12-19T23:00", "America/Martinique"));
    await at(instantOf("2026-12-20T08:00", "America/Martinique")); // 13:00 in Paris: three hours after
    expect((await mailsTo(email)).at(-1)?.subject).toBe("La liste d’attente du dim. 20 déc. est close");
  });

  test("a list of a session that moved closes around its new hour", async () => {
    const session = await openSession({ capacity: 1, startsAt: START });
    await confirmed(session, NOW);
    const entry = await waitlisted(session, NOW, { email });
    await run(
      "UPDATE sessions SET starts_at = ?2, ends_at = ?2 + 60, queue_closes_at = ?3 WHERE id = ?1",
      session,
      START + 9 * DAY,
      START + 8 * DAY,
    );
    await at(START);
    expect(await value("SELECT state FROM registrations WHERE id = ?1", entry)).toBe("waitlisted");
  });
});
