import { beforeEach, describe, expect, test } from "vitest";

import { askClass, school } from "../support/worker/classes.ts";
import { address } from "../support/worker/manage.ts";
import { confirmed, submitted } from "../support/worker/people.ts";
import { askForSpace } from "../support/worker/organisations.ts";
import { pump } from "../support/worker/reactor.ts";
import { type Answer, ask, hold, send, setClock, solved } from "../support/worker/web.ts";
import { NOW, openSession, run, vault } from "../support/worker/world.ts";
import { given } from "../support/worker/given.ts";

const RETURNED = "Nos messages à cette adresse reviennent.";
const REFUSED = "Nous n’avons pas pu écrire à cette adresse.";
const CLOSED = "Nous n’écrivons pas à cette adresse.";

const suppress = async (email: string, reason: string): Promise<void> => {
  await given("suppressions", { addr_hash: await vault.fingerprint(email), reason });
};
/** What somebody reads after a form: the answer, or the page that it leads to. */
const after = async (answer: Answer): Promise<string> =>
  answer.status === 303 ? (await ask(answer.location)).html : answer.html;

/** Every door where an address is typed that nobody proved, as somebody goes through it. */
const DOORS = Object.entries<(email: string) => Promise<Answer>>({
  registration: async (email) => send(await hold(await openSession()), { name: "Léa", email }),
  list: async (email) => {
    const full = await openSession({ capacity: 1 });
    await confirmed(full, NOW);
    const path = `/ateliers/seances/${full}/liste`;
    return send(path, { ...(await solved(path)), name: "Léa", email });
  },
  "parents' subscription": async (email) =>
    send("/parents", {
      ...(await solved("/parents")),
      parcours: "premier-telephone",
      age: "college",
      zone: "Europe/Paris",
      accord: "on",
      email,
    }),
  "class request": async (email) => {
    await school();
    return askClass(email);
  },
  "space request": askForSpace,
});

let email: string;
beforeEach(async () => {
  email = address();
  await setClock(NOW);
});

describe("whoever types an address that nothing reaches reads it at once, at every door", () => {
  test.each(
    DOORS.flatMap(([door, through]) => [
      { door, through, reason: "hard_bounce", words: RETURNED },
      { door, through, reason: "soft_repeated", words: RETURNED },
      { door, through, reason: "provider", words: RETURNED },
      { door, through, reason: "complaint", words: CLOSED },
      { door, through, reason: "manual", words: CLOSED },
    ]),
  )("$door, $reason: $words", async ({ through, reason, words }) => {
    await suppress(email, reason);
    const page = await after(await through(email));
    expect(page).toContain(words);
    expect(page).toContain('href="/contact"');
    expect(page).not.toContain(reason);
  });

  test.each(DOORS)("%s: the last mail was refused for its address, until another leaves", async (_, through) => {
    await submitted(await openSession(), NOW, { email });
    await pump(NOW);
    await run("UPDATE messages SET status = 7, reason = 'recipient:validation_error: …'");
    expect(await after(await through(email))).toContain(REFUSED);
    await run("UPDATE messages SET status = 3, reason = NULL");
    expect(await after(await through(email))).not.toContain(REFUSED);
  });

  test("a refusal that is our fault says nothing against the address, and a good address reads as before", async () => {
    await submitted(await openSession(), NOW, { email });
    await pump(NOW);
    await run("UPDATE messages SET status = 7, reason = 'ours:missing_required_field: …'");
    for (const [, through] of DOORS) {
      const page = await after(await through(email));
      expect([RETURNED, REFUSED, CLOSED].filter((words) => page.includes(words))).toEqual([]);
    }
  });
});
