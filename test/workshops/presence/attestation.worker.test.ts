import { beforeEach, describe, expect, test } from "vitest";

import type { RegistrationId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { markPresence } from "../../../src/workshops/presence/mark.ts";
import { manageSubject } from "../../../src/workshops/seats/manage-link.ts";
import { nightly } from "../../../workers/reactor/tick.ts";
import { SLOT, association, authorised, school } from "../../support/worker/classes.ts";
import { confirmed, unique } from "../../support/worker/people.ts";
import { placesOf } from "../../support/worker/search.ts";
import { ask, send, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, links, openSession, rows, run, value, idIn } from "../../support/worker/world.ts";

const NAME = "Zéphyrine D’Été-Moulin";
const VERIFY = "/attestations/verifier";
/** A page without no-break spaces. */
const readable = (html: string): string => html.replaceAll(/[\u00a0\u202f]/g, " ");
const START = NOW + DAY;
let n = 0;
/** Checks a code from a connection of its own, so that limits of other tests do not count. */
const verify = (code: string, name = "", ip = `198.51.100.${++n}`) => send(VERIFY, { code, name }, { ip });
const codeIn = (html: string): string => /([2-9A-HJKMNP-TV-Z]{4}-){2}[2-9A-HJKMNP-TV-Z]{4}/.exec(html)?.[0] ?? "";

/** Somebody who has a seat, the page that their link opens. */
async function somebody(email = `delivered+${unique()}@resend.dev`): Promise<{ id: RegistrationId; page: string }> {
  const id = await confirmed(await openSession({ startsAt: START }), NOW, { email });
  const contact = await idIn("ctc", "SELECT contact_id FROM registrations WHERE id = ?1", id);
  return { id, page: `/i/${await links.sign("manage", manageSubject(id, contact), START + 30 * DAY)}` };
}
async function attended(): Promise<{ id: RegistrationId; page: string }> {
  const who = await somebody();
  await setClock(START + 60);
  await markPresence(depsAt(START + 60), { registrationId: who.id, isPresent: true, by: "x", made: "now" });
  return who;
}
beforeEach(() => setClock(NOW));

describe("a person's attestation", () => {
  test("is for the person who came alone", async () => {
    const { id, page } = await somebody();
    expect((await send(`${page}/attestation`, { nom: NAME })).status).toBe(409);
    await setClock(START + 60);
    await markPresence(depsAt(START + 60), { registrationId: id, isPresent: false, by: "x", made: "now" });
    expect((await send(`${page}/attestation`, { nom: NAME })).status).toBe(409);
    expect(await value("SELECT count(*) FROM attestations")).toBe(0);
  });

  test("is not printed before it begins, although whoever is at the door is marked: the page says when", async () => {
    const { id, page } = await somebody();
    await setClock(START - HOUR);
    await markPresence(depsAt(START - HOUR), { registrationId: id, isPresent: true, by: "x", made: "now" });
    const { html } = await ask(page);
    expect(html).toContain("L’attestation s’imprime ici dès que l’atelier commence");
    expect([html.includes("Atelier passé"), html.includes("Afficher l’attestation")]).toEqual([false, false]);
    expect((await send(`${page}/attestation`, { nom: NAME })).status).toBe(409);
  });

  test("prints the name that was typed, and keeps it nowhere: not in D1, not plain, not encoded", async () => {
    const { page } = await attended();
    expect((await ask(page)).html).toContain("Afficher l’attestation à imprimer");
    const paper = await send(`${page}/attestation`, { nom: NAME });
    expect([paper.status, paper.headers.get("cache-control")]).toEqual([
      200,
      expect.stringContaining("no-store") as string,
    ]);
    expect(paper.html).toContain(NAME);
    expect(codeIn(paper.html)).not.toBe("");
    expect(await placesOf({ email: "nobody@nowhere.fr", name: NAME }, START)).toEqual([]);
  });

  test("is checked by a code that is posted: what it is, and of a name only yes or no", async () => {
    const { page } = await attended();
    const code = codeIn((await send(`${page}/attestation`, { nom: NAME })).html);
    const plain = await verify(code.toLowerCase().replaceAll("-", " "));
    expect(plain.html).toContain("Cette attestation est valable.");
    expect(plain.html).toContain("Premier téléphone, premiers repères");
    expect(plain.html).not.toContain("Zéphyrine");
    expect((await verify(code, "zephyrine  d'ete moulin")).html).toContain("c’est bien celui du papier");
    const other = await verify(code, "Zoé");
    expect([other.html.includes("ce n’est pas celui du papier"), other.html.includes("Zéphyrine")]).toEqual([
      true,
      false,
    ]);
    expect((await ask(`${VERIFY}?code=${code}`)).html).not.toContain("valable");
  });

  test("a wrong code is told kindly; guessing stops after thirty", async () => {
    expect((await verify("ABCD")).html).toContain("douze caractères");
    expect((await verify("ABCD-EFGH-JKMN")).html).toContain("Aucune attestation n’a ce code");
    const tries = [];
    for (let i = 0; i < 31; i++) {
      tries.push((await verify("ABCD-EFGH-JKMN", "", "203.0.113.9")).status);
    }
    expect(tries.filter((status) => status === 422)).toHaveLength(30);
    expect(tries.at(-1)).toBe(429);
  });

  test("a newer one replaces it; a name too strange is refused with what was typed", async () => {
    const { page } = await attended();
    const first = codeIn((await send(`${page}/attestation`, { nom: NAME })).html);
    const second = codeIn((await send(`${page}/attestation`, { nom: "Zoé" })).html);
    expect((await verify(first)).html).toContain("remplacée par une plus récente");
    expect((await verify(second)).html).toContain("valable");
    const strange = await send(`${page}/attestation`, { nom: "<b>06 12</b>" });
    expect([strange.status, strange.html.includes("&lt;b&gt;06 12&lt;/b&gt;")]).toEqual([422, true]);
  });

  test("two papers with the same name do not look equal; erased, the name can no longer be compared; after three years nothing", async () => {
    const [one, two] = [await attended(), await attended()];
    const codes = [codeIn((await send(`${one.page}/attestation`, { nom: NAME })).html)];
    codes.push(codeIn((await send(`${two.page}/attestation`, { nom: NAME })).html));
    const hashes = await rows<{ name_hmac: string }>("SELECT name_hmac FROM attestations");
    expect(new Set(hashes.map((row) => row.name_hmac)).size).toBe(2);
    await send(`${one.page}/effacer`, {});
    expect((await verify(codes[0] ?? "", NAME)).html).toContain("nous ne pouvons pas le comparer");
    expect((await verify(codes[1] ?? "", NAME)).html).toContain("c’est bien celui du papier");
    await run("DELETE FROM duty_runs");
    await nightly(depsAt(START + 1099 * DAY));
    expect(await value("SELECT count(*) FROM attestations")).toBe(0);
  });
});

describe("a class", () => {
  const fixed = async (email: string, over: Record<string, string> = {}) => {
    await school();
    const aso = await association("org_1");
    const request = await authorised(email, over);
    await aso.answer(request.id, "accepter", { creneau: String(SLOT) });
    const [first, second] = await rows<{ id: string; session_id: string }>(
      "SELECT r.id, r.session_id FROM registrations r JOIN sessions s ON s.id = r.session_id WHERE r.kind = 'class' ORDER BY s.starts_at",
    );
    await setClock(SLOT + 4 * HOUR);
    await run("UPDATE logins SET expires_at = ?1, seen_at = ?2, created_at = ?2", SLOT + DAY, SLOT + 4 * HOUR);
    const count = (line: typeof first, fields: Record<string, string>, act = "classe") =>
      send(
        `/espace/structures/org_1/seances/${line?.session_id}/${act}`,
        { ligne: line?.id ?? "", ...fields },
        { headers: { cookie: aso.cookie } },
      );
    return { ...request, aso, first, second, count };
  };
  const email = (): string => `delivered+${unique()}@resend.dev`;

  test("is counted, confirmed on the screen or by the link; a new count takes the signature away; each class has its paper", async () => {
    const { page, first, second, count } = await fixed(email());
    for (const bad of [
      { pupils: "", adults: "2" },
      { pupils: "4000", adults: "2" },
      { pupils: "61", adults: "2" },
      { pupils: "20", adults: "0" },
    ]) {
      expect((await count(first, bad)).status).toBe(422);
    }
    await count(first, { pupils: "25", adults: "2" });
    expect((await count(first, { role: "pupil" }, "confirmer")).status).toBe(422);
    await Promise.all([1, 2, 3].map(() => count(first, { role: "teacher" }, "confirmer")));
    await count(second, { role: "teacher" }, "confirmer"); // nobody counted it: there is nothing to confirm
    expect(await value("SELECT count(*) FROM events WHERE type = 'attendance.signed'")).toBe(1);
    expect(await rows("SELECT pupils_present, signer_role, signed_via FROM attendance_sheets")).toEqual([
      { pupils_present: 25, signer_role: "teacher", signed_via: "screen" },
    ]);
    await count(first, { pupils: "24", adults: "2" });
    expect(await value("SELECT count(*) FROM attendance_sheets WHERE signed_at IS NOT NULL")).toBe(0);
    expect((await send(`${page}/attestation`, {})).status).toBe(409);
    await count(second, { pupils: "22", adults: "2" });
    expect((await ask(page)).html).toContain("Je confirme ces nombres");
    await send(`${page}/presence`, {});
    expect(await rows("SELECT DISTINCT signer_role, signed_via FROM attendance_sheets")).toEqual([
      { signer_role: "cpe", signed_via: "link" },
    ]);
    const paper = await send(`${page}/attestation`, {});
    expect(readable(paper.html)).toContain("Collège des Deux-Rives, Créteil a accueilli cet atelier : 2 classes sur 2");
    const answer = await verify(codeIn(paper.html));
    expect([
      answer.html.includes("valable"),
      answer.html.includes("<dd>46</dd>"),
      answer.html.includes("Collège des Deux-Rives"),
    ]).toEqual([true, true, true]);
  });

  test("one class on strike: the three others have their papers, the visit says how many of how many, and the page says which is missing", async () => {
    const more = { niveau3: "4e_3e", eleves3: "20", niveau4: "4e_3e", eleves4: "19", creneau1: "2027-01-14T10:00" };
    const split = { creneau1_3: "2027-01-15T10:00", creneau2: "" };
    const { id, page, aso } = await fixed(email(), { ...more, ...split });
    const after = SLOT + DAY + 6 * HOUR;
    await setClock(after);
    await run("UPDATE logins SET expires_at = ?1, seen_at = ?2, created_at = ?2", after + DAY, after);
    const all = await rows<{ id: string; session_id: string }>(
      "SELECT r.id, r.session_id FROM registrations r JOIN workshop_request_groups g ON g.session_id = r.session_id ORDER BY g.position",
    );
    const counts = ["26", "24", "0"];
    for (const [i, pupils] of counts.entries()) {
      const [one, base] = [all[i], `/espace/structures/org_1/seances/${all[i]?.session_id}`];
      await send(`${base}/classe`, { ligne: one?.id ?? "", pupils, adults: "2" }, { headers: { cookie: aso.cookie } });
    }
    const inbox = await ask(`${aso.base}/${id}`, { headers: { cookie: aso.cookie } });
    expect(inbox.html.match(/Compter maintenant/g)).toHaveLength(1);
    await send(`${page}/presence`, {});
    const seen = readable((await ask(page)).html);
    expect(seen.match(/Attestation de cette classe/g)).toHaveLength(2);
    expect(seen).toContain("Attestation de la venue : 2 classes sur 4");
    expect(seen).toContain("Pas encore comptée : l’association peut le faire jusqu’au");
    const visit = await send(`${page}/attestation`, {});
    expect(visit.html).toContain("2 classes sur 4");
    const first = await send(`${page}/attestation`, { classe: all[0]?.session_id ?? "" });
    const other = await send(`${page}/attestation`, { classe: all[1]?.session_id ?? "" });
    expect(["26 élèves présents", "24 élèves présents"].map((words) => readable(first.html).includes(words))).toEqual([
      true,
      false,
    ]);
    for (const [paper, count] of [
      [visit, "50"],
      [first, "26"],
      [other, "24"],
    ] as const) {
      const answer = (await verify(codeIn(paper.html))).html;
      expect([answer.includes("est valable"), answer.includes(`<dd>${count}</dd>`)]).toEqual([true, true]);
    }
    for (const classe of [all[2]?.session_id ?? "", all[3]?.session_id ?? "", "ses_other"]) {
      expect((await send(`${page}/attestation`, { classe })).status, classe).toBe(409);
    }
  });

  test("nobody came: the class is absent, and another association cannot count it", async () => {
    const { first, count } = await fixed(email());
    await count(first, { pupils: "0", adults: "1" });
    expect(await value("SELECT state FROM registrations WHERE id = ?1", first?.id ?? "")).toBe("absent");
    const other = await association("org_2");
    const path = `/espace/structures/org_2/seances/${first?.session_id}`;
    expect(
      (
        await send(
          `${path}/classe`,
          { ligne: first?.id ?? "", pupils: "9", adults: "1" },
          { headers: { cookie: other.cookie } },
        )
      ).status,
    ).toBe(404);
  });
});
