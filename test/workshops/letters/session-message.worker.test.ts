import { beforeEach, describe, expect, test } from "vitest";

import type { SessionId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import type { Mailer } from "../../../src/platform/mailer.ts";
import { sendMessage } from "../../../src/workshops/planning/send-message.ts";
import { move } from "../../../src/workshops/seats/move.ts";
import { findSession } from "../../../src/workshops/sessions/session.store.ts";
import { nightly } from "../../../workers/reactor/tick.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { about, asked, newest } from "../../support/worker/consent.ts";
import { real } from "../../support/worker/mail.ts";
import { address, managePath } from "../../support/worker/manage.ts";
import { confirmed, must, unique, waitlisted } from "../../support/worker/people.ts";
import { mailsTo, pump, reactions, unreacted } from "../../support/worker/reactor.ts";
import { react } from "../../../workers/reactor/react.ts";
import { as, comeBack, signedIn } from "../../support/worker/staff.ts";
import { ask as askFor, send, setClock } from "../../support/worker/web.ts";
import { given } from "../../support/worker/given.ts";
import { NOW, db, depsAt, openSession, rows, run, value } from "../../support/worker/world.ts";

let team: ReturnType<typeof as>;
let mine = "";
beforeEach(async () => {
  await setClock(NOW);
  await openSession();
  mine = `delivered+${unique()}@resend.dev`;
  team = as((await signedIn(mine, "coordinator", "org_1")).cookie);
});
const baseOf = (session: SessionId): string => `/espace/structures/org_1/seances/${session}`;
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll("’", "'");
const OLDER = "Écrit avant que le lieu ou l'heure change";
const WORDS = { audience: "all", kind: "bring", body: "Prenez des écouteurs si vous en avez." } as const;
const sessionOf = async (id: SessionId) => {
  const session = await findSession(db, id);
  if (session === null) {
    throw new Error("not there");
  }
  return session;
};
const count = () => value("SELECT count(*) FROM session_messages");
const messagesTo = async (email: string) =>
  (await mailsTo(email)).filter((mail) => mail.subject.includes("une précision"));

describe("a message to the people of a session", () => {
  test("is read before it leaves, reaches each address once in its form, and answers go to those who took them", async () => {
    const session = await openSession({ capacity: 1 });
    const [seat, list] = [address(), address()];
    const id = await confirmed(session, NOW, { email: seat });
    await waitlisted(session, NOW, { email: list });
    await pump(NOW);
    const page = `${baseOf(session)}/message`;
    expect((await team.get(page)).html).toContain("choisissez qui les reçoit");
    await team.post(`${baseOf(session)}/reponses`, {});
    const shown = plain((await team.post(page, WORDS)).html);
    expect(shown).toContain("Voici ce qui part");
    expect(shown).toContain("Envoyer à 2 personnes");
    expect([await count(), await messagesTo(seat)]).toEqual([0, []]);
    const sent = await team.post(page, { ...WORDS, confirme: "oui" });
    expect(sent.location).toContain("fait=envoyer");
    const bodies: string[] = [];
    const mailer: Mailer = {
      post: (endpoint, body, key, size) => {
        bodies.push(new TextDecoder().decode(body));
        return real.post(endpoint, body, key, size);
      },
    };
    await pump(NOW, { mailer });
    await pump(NOW);
    const [toSeat, toList] = [await messagesTo(seat), await messagesTo(list)];
    expect([toSeat.length, toList.length]).toEqual([1, 1]);
    const opening = /Pour l'atelier du lundi 21 décembre, voici quoi apporter\./;
    expect(plain(toSeat[0]?.text ?? "")).toMatch(opening);
    expect(shown).toMatch(opening); // what was shown is what left
    expect(plain(toSeat[0]?.text ?? "")).toContain(WORDS.body);
    expect(plain(toList[0]?.text ?? "")).toContain("toujours sur la liste d'attente");
    expect(bodies.join("")).toContain(`"reply_to":"${mine}"`);
    const became = async () => / · (\d+ messages? écrits?[^<]*)/.exec(plain((await team.get(page)).html))?.[1]?.trim();
    expect(await became()).toBe("2 messages écrits : 0 arrivé, 2 en route");
    await run("UPDATE messages SET status = iif(template = 'message-liste', 4, 3) WHERE told_by IS NOT NULL");
    expect(await became()).toBe("2 messages écrits : 1 arrivé, 1 refusé par la messagerie");
    const read = plain((await askFor(await managePath(id))).html);
    expect([read.includes("Message de l'association"), read.includes(OLDER)]).toEqual([true, false]);
    // A word that led to a room of another building would lead there for ever: it says that it is older than the place.
    for (const [field, revision, isOlder] of [
      ["notes", 91, false],
      ["place", 92, true],
    ] as const) {
      await given("events", {
        id: `evt_${field}`,
        type: "session.edited",
        subject: session,
        subject_rev: revision,
        at: NOW + 60,
        data: JSON.stringify({ fields: [field] }),
        reacted_at: 1,
      });
      expect(plain((await askFor(await managePath(id))).html).includes(OLDER), field).toBe(isOlder);
    }
    await setClock(NOW + 21 * DAY);
    expect((await askFor(await managePath(id))).html).not.toContain("Message de l’association");
  });

  test("who cancels between reading and sending gets nothing; a reaction that runs twice writes nothing twice", async () => {
    const session = await openSession();
    const [stays, goes] = [address(), address()];
    await confirmed(session, NOW, { email: stays });
    const gone = await confirmed(session, NOW, { email: goes });
    await team.post(`${baseOf(session)}/reponses`, {});
    await team.post(`${baseOf(session)}/message`, WORDS);
    must(await move(depsAt(NOW), { registrationId: gone, act: "cancel" }));
    await team.post(`${baseOf(session)}/message`, { ...WORDS, confirme: "oui" });
    await pump(NOW);
    await run("UPDATE events SET reacted_at = NULL WHERE type = 'session.message_sent'");
    await pump(NOW);
    expect([(await messagesTo(stays)).length, (await messagesTo(goes)).length]).toEqual([1, 0]);
  });

  test("a parent who said yes is told, and the child in « tu »; a parent who has not answered gets nothing", async () => {
    const session = await openSession({ slug: "mon-telephone-mes-limites" });
    const [child, parent, silentChild, silentParent] = [address(), address(), address(), address()];
    const page = await asked(session, child, parent);
    const yes = await newest();
    await asked(session, silentChild, silentParent);
    // on the list, where only the answer keeps a parent apart
    await run("UPDATE registrations SET state = 'waitlisted', expires_at = NULL WHERE id = ?1", await newest());
    await send(`${page}/oui`, about(yes));
    await pump(NOW);
    await team.post(`${baseOf(session)}/reponses`, {});
    await team.post(`${baseOf(session)}/message`, { ...WORDS, confirme: "oui" });
    await pump(NOW);
    expect((await messagesTo(child))[0]?.subject).toMatch(/^Ton atelier/);
    expect((await messagesTo(parent)).length).toBe(1);
    expect((await messagesTo(silentParent)).length).toBe(0);
    expect((await messagesTo(silentChild)).length).toBe(1);
  });

  test.each([
    ["Appelez-nous au 06 12 34 56 78.", "un numéro de téléphone"],
    ["Écrivez à contact@exemple.fr.", 'class="whole">e-mail'],
    ["Tout est sur www.exemple.fr.", "une adresse de site"],
    ["Lila, 12 ans, apporte le sien.", "un prénom à côté d'un âge"],
    ["Venez avec Noé qui a 11 ans.", "un prénom à côté d'un âge"],
  ])("%s is refused, and why is said; what was typed stays", async (body, why) => {
    const session = await openSession();
    await confirmed(session, NOW);
    await team.post(`${baseOf(session)}/reponses`, {});
    const answer = await team.post(`${baseOf(session)}/message`, { ...WORDS, body, confirme: "oui" });
    const html = plain(answer.html);
    expect([answer.status, html.includes(why), html.includes(body), await count()]).toEqual([422, true, true, 0]);
  });

  test("an hour, a floor, an age without a name, the 3018 are no reason to refuse", async () => {
    const session = await openSession();
    await confirmed(session, NOW);
    await team.post(`${baseOf(session)}/reponses`, {});
    const body =
      "Rendez-vous à 18 h 30, salle 204 au 2e étage. Les enfants dès 11 ans sont bienvenus. Besoin d'aide : 3018.";
    expect((await team.post(`${baseOf(session)}/message`, { ...WORDS, body })).status).toBe(200);
  });

  test("the same words twice within the hour are one message; of two at once one leaves", async () => {
    const session = await openSession();
    const email = address();
    await confirmed(session, NOW, { email });
    await team.post(`${baseOf(session)}/reponses`, {});
    const sure = { ...WORDS, confirme: "oui" };
    const [one, two] = [
      { ...sure, body: "Prenez un pull." },
      { ...sure, body: "Prenez un carnet." },
    ];
    const done = await Promise.all([
      team.post(`${baseOf(session)}/message`, one),
      team.post(`${baseOf(session)}/message`, two),
    ]);
    expect(await count()).toBe(done.filter(({ status }) => status === 303).length);
    await team.post(`${baseOf(session)}/message`, one);
    await team.post(`${baseOf(session)}/message`, one);
    const bodies = (await rows<{ body: string }>("SELECT body FROM session_messages")).map((found) => found.body);
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  test("its words are gone 30 days after the session; that it was written stays", async () => {
    const session = await openSession({ startsAt: NOW + DAY });
    await confirmed(session, NOW);
    await team.post(`${baseOf(session)}/reponses`, {});
    await team.post(`${baseOf(session)}/message`, { ...WORDS, confirme: "oui" });
    await pump(NOW);
    await nightly(depsAt(NOW + 32 * DAY));
    expect(await rows("SELECT body, planned FROM session_messages")).toEqual([{ body: null, planned: 1 }]);
  });

  test("is for coordinators alone", async () => {
    const session = await openSession();
    const facilitator = as((await signedIn(`delivered+${unique()}@resend.dev`, "facilitator", "org_1")).cookie);
    expect((await facilitator.get(`${baseOf(session)}/message`)).status).toBe(404);
  });
});

/** A message to a session where somebody has a seat, after something was written by hand. */
async function written(change: string, plan: Parameters<typeof openSession>[0] = {}, takes = true) {
  const id = await openSession(plan);
  await confirmed(id, NOW);
  if (takes) {
    await team.post(`${baseOf(id)}/reponses`, {});
  }
  if (change !== "") {
    await run(change);
  }
  const by = { association: "org_1", person: "per_1" } as const;
  return sendMessage(depsAt(NOW), { sessions: [await sessionOf(id)], by, words: WORDS });
}
const before = (n: number, at: number): string =>
  `INSERT INTO session_messages (id, session_id, association_id, kind, audience, body, body_sha256, author_id, planned, erase_at, created_at)
   SELECT 'smg_' || j.value, (SELECT session_id FROM registrations ORDER BY id DESC LIMIT 1), 'org_1', 'other', 'all', 'x', j.value, 'per_1', 1, 9999999999, ${at}
   FROM json_each('[${Array.from({ length: n }, (_, i) => i).join(",")}]') j`;

refusedBecause(sendMessage, [
  ["not_possible", () => written("UPDATE sessions SET state = 'done'")],
  ["no_reply", () => written("", {}, false)],
  ["nobody", () => written("UPDATE registrations SET state = 'cancelled'")],
  ["too_often", () => written(before(3, NOW - DAY))],
  [
    "too_many_today",
    async () => {
      const id = await openSession();
      await confirmed(id, NOW);
      await team.post(`${baseOf(id)}/reponses`, {});
      const by = { association: "org_1", person: "per_1" } as const;
      const another = async (i: number) => {
        await run("UPDATE session_messages SET created_at = 1");
        return sendMessage(depsAt(NOW), {
          sessions: [await sessionOf(id)],
          by,
          words: { ...WORDS, body: `Prenez ${i} crayons.` },
        });
      };
      for (let i = 0; i < 20; i++) {
        must(await another(i));
      }
      return another(20);
    },
  ],
]);

describe("a message to a series", () => {
  /** Three dates of one series. */
  async function threeDates(capacity = 2): Promise<SessionId[]> {
    const ids: SessionId[] = [];
    for (const day of [20, 27, 34]) {
      ids.push(await openSession({ startsAt: NOW + day * DAY, capacity }));
    }
    await run(
      "UPDATE sessions SET series_id = 'ser_1' WHERE id IN (SELECT value FROM json_each(?1))",
      JSON.stringify(ids),
    );
    await team.post(`${baseOf(ids[0] ?? "ses_")}/reponses`, {});
    return ids;
  }

  test("reaches each address once, with the dates it holds; the page counts addresses, and each date keeps it", async () => {
    const [first = "ses_", second = "ses_", third = "ses_"] = await threeDates(1);
    const [both, one, list, gone] = [address(), address(), address(), address()];
    await confirmed(first, NOW, { email: both });
    await confirmed(second, NOW, { email: both });
    await waitlisted(first, NOW, { email: list });
    await confirmed(third, NOW, { email: one });
    const left = await waitlisted(third, NOW, { email: gone });
    await pump(NOW);
    const page = `${baseOf(first)}/message`;
    const shown = plain((await team.post(page, { ...WORDS, portee: "toutes" })).html);
    expect(shown).toContain("Envoyer à 4 personnes");
    await send(`${await managePath(left)}/annuler`, { confirme: "oui" });
    await team.post(page, { ...WORDS, portee: "toutes", confirme: "oui" });
    await pump(NOW);
    await pump(NOW);
    const texts = async (email: string) => (await messagesTo(email)).map(({ text }) => plain(text));
    const [mail, more] = await texts(both);
    expect([/Pour les ateliers du \w+ \d+ \S+ et du \w+ \d+ \S+, voici/.test(mail ?? ""), more]).toEqual([
      true,
      undefined,
    ]);
    expect([(await texts(one)).length, (await texts(list)).length, (await texts(gone)).length]).toEqual([1, 1, 0]);
    expect(await rows("SELECT count(*) AS n, count(DISTINCT series_of) AS series FROM session_messages")).toEqual([
      { n: 3, series: 1 },
    ]);
  });

  test("one date that was written to three times this week stops all, and is named", async () => {
    const [first = "ses_", second = "ses_"] = await threeDates();
    await confirmed(second, NOW);
    await run(before(3, NOW - DAY));
    await confirmed(first, NOW);
    const page = `${baseOf(first)}/message`;
    const answer = await team.post(page, { ...WORDS, portee: "toutes", confirme: "oui" });
    expect([answer.status, plain(answer.html).includes("Rien n'est parti."), await count()]).toEqual([409, true, 3]);
  });

  test("2,000 registrations of a series: one mail each address, none for those who left or whose address is closed", async () => {
    const ids = await threeDates(200);
    await run(
      `INSERT INTO contacts (id, addr_hash, kid, email_sealed, check_at, created_at)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
       SELECT 'ctc_m' || i, 'h' || i, 'k', 'x', 9999999999, 1 FROM n`,
    );
    await run(
      "INSERT INTO recipients (id, contact_id, locale, zone, created_at) SELECT 'rcp_' || id, id, 'fr', 'Europe/Paris', 1 FROM contacts WHERE id LIKE 'ctc_m%'",
    );
    await run(
      `INSERT INTO registrations (id, session_id, contact_id, kind, seats, state, verified_at, idempotency_key, erase_at, updated_at, created_at)
       SELECT 'reg_' || c.id || j.key, j.value, c.id, 'person', 1, CASE WHEN c.id = 'ctc_m7' THEN 'cancelled' ELSE 'waitlisted' END, 1, c.id || j.key, 9999999999, 1, 1
       FROM contacts c JOIN json_each(?1) j WHERE c.id LIKE 'ctc_m%' AND j.key < 2`,
      JSON.stringify(ids),
    );
    await team.post(`${baseOf(ids[0] ?? "ses_")}/message`, { ...WORDS, portee: "toutes", confirme: "oui" });
    await react(depsAt(NOW), { reactions, eventIds: await unreacted() });
    await react(depsAt(NOW), { reactions, eventIds: await unreacted() });
    expect(
      await rows(
        "SELECT count(*) AS n, count(DISTINCT recipient_id) AS people FROM messages WHERE template = 'message-liste'",
      ),
    ).toEqual([{ n: 999, people: 999 }]);
  });
});

describe("a fourth message in a week", () => {
  test("leaves in the last day alone", async () => {
    const startsAt = NOW + 20 * HOUR;
    expect(await written(before(3, NOW - HOUR), { startsAt })).toMatchObject({ ok: true });
    expect(await written(before(4, NOW - HOUR).replaceAll("smg_", "smg_x"), { startsAt })).toMatchObject({ ok: false });
    await comeBack(NOW);
  });
});
