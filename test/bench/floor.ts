/* The floor of the benches: the least a Worker can do for the same answer. One D1 batch of the same size as a
   reservation's (same tables, same number of statements and of rows), or the catalogue's bytes out of memory. */

type Env = { DB: D1Database };
let page = "";
let n = 0;

async function reserve(request: Request, db: D1Database): Promise<Response> {
  const form = await request.formData();
  const session = new URL(request.url).searchParams.get("session") ?? "";
  const id = `${++n}-${crypto.randomUUID()}`;
  const now = Math.floor(Date.now() / 1000);
  const due = "session_id = ?1 AND state IN ('held', 'awaiting_consent', 'joining', 'offered') AND expires_at <= 0";
  try {
    await db.batch([
      db
        .prepare(
          `INSERT INTO events (id, type, version, at, actor, subject, data) SELECT id, 'x', 1, 1, 'x', id, '{}' FROM registrations WHERE ${due}`,
        )
        .bind(session),
      db
        .prepare(
          `UPDATE sessions SET taken = taken WHERE id = ?1 AND id IN (SELECT session_id FROM registrations WHERE ${due})`,
        )
        .bind(session),
      db
        .prepare(
          `UPDATE offers SET outcome = 'expired' WHERE outcome = 'open' AND registration_id IN (SELECT id FROM registrations WHERE ${due})`,
        )
        .bind(session),
      db
        .prepare(
          `UPDATE guardian_consents SET outcome = 'lapsed' WHERE outcome = 'asked' AND registration_id IN (SELECT id FROM registrations WHERE ${due})`,
        )
        .bind(session),
      db.prepare(`UPDATE registrations SET state = 'expired' WHERE ${due}`).bind(session),
      db
        .prepare(
          "INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data) VALUES (?1, 'x', 1, ?2, 'x', ?1, 1, '{}')",
        )
        .bind(`evt_${id}`, now),
      db
        .prepare(
          `INSERT INTO registrations (id, session_id, kind, seats, state, expires_at, idempotency_key, erase_at, updated_at, created_at)
         VALUES (?1, ?2, 'person', 1, 'held', 9999999999, ?3, 9999999999, ?4, ?4)`,
        )
        .bind(`reg_${id}`, session, `${id}${String(form.get("billet")).length}`, now),
      db
        .prepare(
          "INSERT INTO participants (id, registration_id, position, age_band, created_at) SELECT ?1, ?2, 1, value, ?3 FROM json_each('[\"18_plus\"]')",
        )
        .bind(`par_${id}`, `reg_${id}`, now),
      db.prepare("UPDATE sessions SET taken = taken + 1 WHERE id = ?1").bind(session),
      db.prepare("INSERT INTO rate_counters (key, n, most, expires_at) VALUES (?1, 1, 60, ?2)").bind(id, now + 600),
    ]);
    return new Response(null, { status: 303, headers: { location: "/" } });
  } catch {
    return new Response("full", { status: 409 });
  }
}

export default {
  fetch: async (request, env) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/page" && request.method === "PUT") {
      page = await request.text();
      return new Response("ok");
    }
    return pathname === "/page"
      ? new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } })
      : reserve(request, env.DB);
  },
} satisfies ExportedHandler<Env>;
