import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { closeRefused } from "../../src/mail/refused.store.ts";
import { knock } from "../support/worker/guidance.ts";
import { batchOf, mailsOf, refusing } from "../support/worker/mail.ts";
import { unique } from "../support/worker/people.ts";
import { mailsTo, pump } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { ask, setClock } from "../support/worker/web.ts";
import { NOW, db, rows, run, value } from "../support/worker/world.ts";

const BAD_TO = "Invalid `to` field. The email address needs to follow the `email@example.com` format.";
let tag: string;
let staff: ReturnType<typeof as>;

const provider = (faults: object[]) =>
  fetch(`${env.RESEND_BASE_URL}/__sim/faults`, { method: "PUT", body: JSON.stringify(faults) });
const refuses = (status: number, name: string, message: string) =>
  provider([{ fault: "answer", answer: { status, name, message } }]);
const health = async () => {
  const answer = await ask("/sante", { headers: { accept: "application/json" } });
  return { status: answer.status, ...(JSON.parse(answer.html) as { stuck: string[]; refused: { count: number } }) };
};
/** The clock of the site and of the reactor stands at this moment, and everything that is due happens. */
async function at(now: number): Promise<void> {
  await setClock(now);
  await knock(now);
}

beforeEach(async () => {
  await setClock(NOW);
  tag = unique();
  staff = as((await signedIn(`delivered+${unique()}@resend.dev`)).cookie);
  await pump(NOW);
});
afterEach(() => provider([]));

describe("as an operator, with a provider that refuses", () => {
  test("I see the refused, mend the cause, send again, and everything arrives once", async () => {
    await refuses(422, "validation_error", BAD_TO);
    await batchOf(8, tag);
    await pump(NOW);
    await at(NOW + 1300);
    const refused = Number(await value("SELECT count(*) FROM messages WHERE status = 7"));
    expect([refused > 0, await mailsTo(tag)]).toEqual([true, []]);

    expect(await health()).toMatchObject({ status: 503, stuck: ["refused"], refused: { count: refused } });
    const overview = await staff.get("/console");
    const first = /<ul class="rows">\s*<li.*?<\/li>/s.exec(overview.html)?.[0] ?? "";
    expect(first.replaceAll(/\s/g, " ")).toContain(`Messages refusés par le fournisseur : ${refused}`);
    const page = await staff.get("/console/courrier");
    for (const words of [
      "Adresse refusée par le fournisseur",
      "recipient:validation_error",
      "Votre inscription du …",
      "Invalid `to` field.",
    ]) {
      expect(page.html).toContain(words);
    }

    await provider([]);
    await staff.post("/console/courrier/disjoncteur", {});
    const fields = { etat: "7", raison: "recipient:validation_error", message: "*" };
    const SAID = "les messages repartent dans la minute";
    let said = "";
    for (let i = 0; i < 2; i++) {
      const pressed = await staff.post("/console/courrier/renvoyer-refuses", fields);
      said = pressed.location;
      expect((await staff.get(said)).html).toContain(SAID);
      expect((await staff.get(said.replace("renvoye", "essai"))).html).not.toContain("L’essai part");
    }
    for (const after of [1360, 1500, 1700]) {
      await at(NOW + after);
    }
    const ids = (await mailsTo(tag)).map((mail) => mail.tags.find(({ name }) => name === "mid")?.value);
    expect([ids.length, new Set(ids).size]).toEqual([8, 8]);
    expect(await health()).toMatchObject({ status: 200, stuck: [], refused: { count: 0 } });
    expect((await staff.get("/console")).html).not.toContain("Messages refusés");
    expect((await staff.get("/console/courrier")).html).toContain("Rien ne vous attend ici.");
    expect((await staff.get("/console/courrier/refuses")).html).toContain("Plus aucun message n’attend ici.");
    const trail = await rows<{ actor: string; data: string }>(
      "SELECT actor, data FROM events WHERE type = 'mail.refused_resent'",
    );
    expect(trail.map(({ actor, data }) => [actor.startsWith("per_"), JSON.parse(data)])).toEqual(
      Array.from({ length: 2 }, () => [true, { status: 7, code: "recipient:validation_error" }]),
    );
    await setClock(NOW + 1300 + 700);
    expect((await staff.get(said)).html).not.toContain(SAID); // it is no news any more
  });

  test("a refused sender costs no mail: I read why, and it heals by itself once mended", async () => {
    await refuses(403, "validation_error", "The lignesure.example domain is not verified.");
    await batchOf(8, tag);
    await pump(NOW);
    await at(NOW + 1000);
    expect(await health()).toMatchObject({ status: 503, stuck: ["refused"] });
    const desk = (await staff.get("/console/courrier")).html;
    expect(desk).toContain("The lignesure.example domain is not verified.");
    expect(desk).toMatch(/Réponses à un acte<\/t[hd]><td[^>]*>8</); // made ready and not handed over: they wait
    expect((await staff.get("/console")).html).toContain("Le fournisseur de courrier refuse nos appels");
    await provider([]);
    for (const after of [1301, 1430, 1560]) {
      await at(NOW + after);
    }
    expect(await mailsTo(tag)).toHaveLength(8);
    expect(await health()).toMatchObject({ status: 200, stuck: [] });
  });

  test("one by one: one is sent again, one put away; what is past its use is not sent again, and all is counted", async () => {
    await mailsOf(3, tag);
    await pump(NOW, { mailer: refusing(422, "validation_error", null, BAD_TO) });
    await run(
      "UPDATE messages SET status = 7, reason = 'recipient:validation_error: no', batch_id = NULL WHERE template = 'parcours-adresse'",
    );
    await run("UPDATE mail_control SET breaker_until_at = 0, breaker_since_at = NULL");
    const [again, away, late] = await rows<{ id: string }>("SELECT id FROM messages WHERE status = 7 ORDER BY id");
    await run("UPDATE messages SET expires_at = ?1 WHERE id = ?2", NOW, late?.id ?? "");
    const page = await staff.get("/console/courrier/refuses?etat=7&raison=recipient%3Avalidation_error");
    expect(page.html.match(/son moment est passé/g)).toHaveLength(1);
    const one = (id = "") => ({ etat: "7", raison: "recipient:validation_error", message: id });
    await staff.post("/console/courrier/renvoyer-refuses", one(again?.id));
    await staff.post("/console/courrier/renvoyer-refuses", one(late?.id));
    await staff.post("/console/courrier/classer", one(away?.id));
    await at(NOW + 60);
    expect(await mailsTo(tag)).toHaveLength(1);
    expect(await rows("SELECT id FROM messages WHERE status = 7 AND handled_at IS NULL")).toEqual([{ id: late?.id }]);
    expect((await health()).refused.count).toBe(1);
  });

  test("a reason of more mails than one page shows: the page says how many others, and all of them are sent again", async () => {
    const [row] = await rows<{ id: string }>("SELECT id FROM recipients LIMIT 1");
    const numbers = JSON.stringify(Array.from({ length: 1203 }, (_, i) => i));
    await env.DB.prepare(
      `INSERT INTO messages (id, class, recipient_id, template, vars, due_at, expires_at, status, reason)
       SELECT 'msg_' || value, 2, ?2, 'parcours-adresse', '{}', ?3, ?3 + 9999, 7, 'ours:invalid_parameter: x' FROM json_each(?1)`,
    )
      .bind(numbers, row?.id ?? "", NOW)
      .run();
    const page = await staff.get("/console/courrier/refuses?etat=7&raison=ours%3Ainvalid_parameter");
    expect(page.html).toMatch(/… et 1103\sautres/);
    await staff.post("/console/courrier/renvoyer-refuses", {
      etat: "7",
      raison: "ours:invalid_parameter",
      message: "*",
    });
    await run("UPDATE mail_control SET sending_enabled = 0");
    await pump(NOW + 1);
    expect(await value("SELECT count(*) FROM messages WHERE status = 0")).toBe(1203);
    expect(await value("SELECT count(*) FROM messages WHERE status = 7 AND handled_at IS NULL")).toBe(0);
  });

  test("what was set aside can be tried at once, or put away", async () => {
    await mailsOf(2, tag);
    const ours = { mailer: refusing(422, "missing_required_field") };
    for (const after of [0, 301, 602]) {
      await knock(NOW + after, ours);
    }
    expect(await value("SELECT count(*) FROM messages WHERE status = 0 AND solo = 1")).toBe(2);
    const page = await staff.get("/console/courrier");
    expect(page.html).toContain("Mis de côté : nouvel essai tous les quarts d’heure");
    const [first, second] = await rows<{ id: string }>("SELECT id FROM messages WHERE solo = 1 ORDER BY id");
    const chosen = { etat: "0", raison: "refused:missing_required_field" };
    await staff.post("/console/courrier/renvoyer-refuses", { ...chosen, message: first?.id ?? "" });
    await staff.post("/console/courrier/classer", { ...chosen, message: second?.id ?? "" });
    await staff.post("/console/courrier/disjoncteur", {});
    await knock(NOW + 660);
    expect(await mailsTo(tag)).toHaveLength(1);
    expect(
      await rows("SELECT status, handled_at IS NOT NULL AS put_away FROM messages WHERE id = ?1", second?.id ?? ""),
    ).toEqual([{ status: 7, put_away: 1 }]);
  });

  test("put away twice, or with a reason that nobody has: nothing changes", async () => {
    await db.batch([closeRefused({ status: 7, code: "nobody's", messageId: null }, NOW)]);
    expect(await value("SELECT count(*) FROM messages WHERE status = 7")).toBe(0);
  });
});
