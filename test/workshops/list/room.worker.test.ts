import { beforeEach, describe, expect, test } from "vitest";

import { ROUTES } from "../../../src/access/routes.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { resizeSessions } from "../../../src/workshops/planning/plan-session.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { SHRINK_TIME } from "../../../src/workshops/seats/registration.ts";
import { findSession } from "../../../src/workshops/sessions/session.store.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { address } from "../../support/worker/manage.ts";
import { confirmed, must, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { ask as askFor, send, setClock, solved } from "../../support/worker/web.ts";
import { NOW, counters, db, depsAt, openSession, rows, value } from "../../support/worker/world.ts";
import type { SessionId } from "../../../src/kernel/ids.ts";

beforeEach(() => setClock(NOW));

const ask = async (path: string): Promise<string> =>
  (await askFor(path)).html.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll(/\s+/g, " ");
const sessionOf = async (id: SessionId) => {
  const session = await findSession(db, id);
  if (session === null) {
    throw new Error("not there");
  }
  return session;
};
const resize = async (id: SessionId, capacity: number, now = NOW) =>
  resizeSessions(depsAt(now), { sessions: [await sessionOf(id)], capacity, person: "per_1" });

describe("no rank is promised that can never be served", () => {
  test("a group that the room cannot hold is told how many it can, and gets no rank", async () => {
    const session = await openSession({ capacity: 2 });
    await confirmed(session, NOW);
    await confirmed(session, NOW);
    const at = `/ateliers/seances/${session}`;
    expect(await ask(`${at}/liste`)).not.toContain('<option value="3"');
    const five = { name: "Ana", email: address(), places: "5" };
    const refused = await send(`${at}/liste`, { ...(await solved(`${at}/liste`)), ...five });
    expect(refused.status).toBe(422);
    expect(refused.html.replaceAll("\u00a0", " ")).toContain("Cette salle a 2 places : prenez-en 2 au plus");
    expect(await value("SELECT count(*) FROM registrations WHERE state = 'joining'")).toBe(0);
  });

  test("no more seats are offered to choose than are free; beside them stands the way for more people", async () => {
    const session = await openSession({ capacity: 4 });
    await confirmed(session, NOW);
    await confirmed(session, NOW);
    const at = `/ateliers/seances/${session}`;
    const page = await ask(at);
    expect(page).toContain('<option value="2"');
    expect(page).not.toContain('<option value="3"');
    expect(page).toContain(`Vous êtes plus nombreux : <a href="${at}/liste">rejoindre la liste</a>`);
    const list = await ask(`${at}/liste`);
    expect(list).not.toContain('<option value="2"');
    expect(list).toContain('<option value="3"');
  });

  test("nothing is called full while seats are free: they are kept for the list, and the page says so", async () => {
    const session = await openSession({ capacity: 2 });
    await confirmed(session, NOW);
    await confirmed(session, NOW);
    await waitlisted(session, NOW, {}, 2);
    expect(await ask(`/ateliers/seances/${session}`)).toContain("Complet, liste d’attente");
    await resize(session, 3);
    await pump(NOW);
    const page = await ask(`/ateliers/seances/${session}`);
    expect(page).toContain("Places gardées pour la liste d’attente");
    expect(page).not.toContain("Complet");
  });
});

describe("a room that becomes too small for a group that waits", () => {
  test("the group is told, keeps its rank for three days, then leaves with its reason; nobody else is held up by it", async () => {
    const session = await openSession({ capacity: 4 });
    const first = await confirmed(session, NOW);
    await confirmed(session, NOW);
    const email = address();
    const group = await waitlisted(session, NOW, { email }, 4);
    await waitlisted(session, NOW + 1);
    await pump(NOW);
    must(await resize(session, 3));
    await pump(NOW);
    const told = (await mailsTo(email)).at(-1);
    expect(told?.text.replaceAll("\u00a0", " ")).toContain("plus que 3 places, et votre demande est pour 4 places");
    await waitlisted(session, NOW + 2);
    const skips = () => value("SELECT skips FROM registrations WHERE id = ?1", group);
    const before = await skips();
    must(await move(depsAt(NOW + 3), { registrationId: first, act: "cancel" }));
    await pump(NOW + 3);
    expect(await value("SELECT count(*) FROM registrations WHERE state = 'offered'")).toBe(2);
    expect(await skips()).toBe(before);
    await tick(depsAt(NOW + SHRINK_TIME - HOUR));
    expect(await value("SELECT state FROM registrations WHERE id = ?1", group)).toBe("waitlisted");
    await tick(depsAt(NOW + SHRINK_TIME));
    await pump(NOW + SHRINK_TIME);
    expect(await rows("SELECT state, cancel_reason FROM registrations WHERE id = ?1", group)).toEqual([
      { state: "cancelled", cancel_reason: "too_large" },
    ]);
    const { taken, held, waiting, listed } = await counters(session);
    expect([taken, waiting]).toEqual([held, listed]);
    expect((await mailsTo(email)).at(-1)?.text.replaceAll("\u00a0", " ")).toContain("plus accueillir 4 places");
  });

  test("more seats again: the group waits without an end, as before", async () => {
    const session = await openSession({ capacity: 4 });
    await confirmed(session, NOW);
    const group = await waitlisted(session, NOW, {}, 4);
    must(await resize(session, 3));
    must(await resize(session, 4));
    await tick(depsAt(NOW + SHRINK_TIME));
    expect(await value("SELECT state FROM registrations WHERE id = ?1", group)).toBe("waitlisted");
  });
});

test("no button of staff takes a rank away: whatever a team posts of a session, but its end, leaves who waits where they are", async () => {
  const session = await openSession({ capacity: 1 });
  const seat = await confirmed(session, NOW);
  const first = await waitlisted(session, NOW);
  const second = await waitlisted(session, NOW);
  const ofSession = (path: string) => path.includes("/seances/:");
  const posts = [...ROUTES.keys()]
    .filter((route) => route.startsWith("POST ") && ofSession(route) && !route.endsWith("/annuler"))
    .map((route) =>
      route
        .slice(5)
        .replace(":structure", "org_1")
        .replace(/:seance|:id/, session),
    );
  expect(posts.length).toBeGreaterThanOrEqual(15);
  const ranks = () => rows("SELECT id, state, seats FROM registrations WHERE state = 'waitlisted' ORDER BY id");
  const before = await ranks();
  expect(before.map(({ id }) => id)).toEqual([first, second].toSorted());
  for (const at of [NOW, NOW + 20 * DAY - HOUR]) {
    await setClock(at);
    const coordinator = as((await signedIn(address(), "coordinator", "org_1")).cookie);
    const operator = as((await signedIn(address())).cookie);
    for (const path of posts) {
      const fields = { ligne: first, qui: first, id: first, inscription: first, capacity: "1", confirme: "oui" };
      await (path.startsWith("/console") ? operator : coordinator).post(path, fields);
    }
    expect(await ranks()).toEqual(before);
  }
  expect(await value("SELECT state FROM registrations WHERE id = ?1", seat)).toBe("confirmed");
});
