import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { database } from "../../../src/platform/d1.ts";
import { freezeResults } from "../../../src/workshops/impact/freeze-results.ts";
import { surveySubject, waveWindow } from "../../../src/workshops/sessions/waves.ts";
import { surveys } from "../../../workers/content.ts";
import { manageUntil } from "../../../src/workshops/seats/manage-link.ts";
import { read, newest } from "./consent.ts";
import { pump } from "./reactor.ts";
import { ask, hold, send, solved } from "./web.ts";
import { NOW, db, depsAt, links, openSession, run, value } from "./world.ts";

/** A questionnaire: answered, frozen, published, its kit printed. */
export async function impact(over: { bindings: object }, cookie: string): Promise<void> {
  const session = await openSession({ startsAt: NOW + DAY });
  await run("UPDATE sessions SET taken = 9 WHERE id = ?1", session);
  const times = { startsAt: NOW + DAY, endsAt: NOW + DAY + 2 * HOUR };
  const path = `/enquetes/${await links.sign("survey", surveySubject(session, "pre"), waveWindow("pre", times).closesAt)}`;
  for (let i = 0; i < 5; i++) {
    await send(path, { ...(await solved(path)), q_appeler: "oui", code: "" }, over);
  }
  await freezeResults({ ...depsAt(NOW + DAY), db: database((over.bindings as { DB: D1Database }).DB) }, surveys);
  await ask("/observatoire", over);
  await ask(`/espace/structures/org_1/seances/${session}/questionnaires`, { ...over, headers: { cookie } });
}

/** An association's people: noted, assigned, taken off, missing; their calendar. */
export async function staffing(
  over: { bindings: object },
  { cookie, person }: { cookie: string; person: string },
): Promise<void> {
  const session = await openSession({ slug: "mon-telephone-mes-limites", startsAt: NOW + HOUR });
  const as = { ...over, headers: { cookie } };
  const space = "/espace/structures/org_1";
  await ask(`${space}/intervenants`, as);
  const days = { vu: "2026-11-01", jusque: "2027-11-01", forme: "2026-09-01" };
  await send(`${space}/intervenants/noter`, { personne: person, ...days }, as);
  const qui = String(await value("SELECT id FROM facilitators"));
  for (const act of ["equipe/assigner", "equipe/retirer", "equipe/assigner", "manque"]) {
    await send(`${space}/seances/${session}/${act}`, { qui }, as);
  }
  await ask(`${space}/seances/${session}/equipe`, as);
  await send(`${space}/seances/${session}/exporter`, {}, as);
  await send(`${space}/seances/exporter`, {}, as);
  await ask("/api/v1/ateliers", over);
  await send(`${space}/mes-seances/agenda`, {}, as);
  await ask(`${space}/mes-seances`, as);
  await ask(`/agenda/intervenant/${String(await value("SELECT feed_ref FROM facilitators"))}.ics`, over);
}

/** Children whose parent says yes, no, takes it back, is not the one, never answers; one who waits on the list. */
export async function families(over: { bindings: object }): Promise<void> {
  const session = await openSession({ slug: "mon-telephone-mes-limites", capacity: 9 });
  const parentPage = async (): Promise<string> => {
    const guardian = String(
      await value("SELECT contact_id FROM guardian_consents WHERE side = 'guardian' ORDER BY id DESC"),
    );
    return `/accord-parent/${await links.sign("consent", guardian, manageUntil(NOW))}`;
  };
  const child = async (parentEmail: string): Promise<void> => {
    const form = await hold(session, undefined, { jeunes: "1", pour: "11_14" });
    await send(form, { name: "Noé", email: "", parentEmail, accordEnfant: "on" }, over);
    await pump(NOW, { db });
  };
  for (const [i, acts] of [["oui", "retirer"], ["non"], ["pas-moi"], []].entries()) {
    await child(`delivered+plan-parent${i}@resend.dev`);
    const page = await parentPage();
    await ask(page, over);
    for (const act of acts) {
      await send(`${page}/${act}`, { inscription: await newest() }, over);
    }
  }
  const full = await openSession({ slug: "mon-telephone-mes-limites", capacity: 1 });
  await run("UPDATE sessions SET taken = 1 WHERE id = ?1", full);
  const list = `/ateliers/seances/${full}/liste`;
  const fields = {
    name: "Noé",
    pour: "11_14",
    places: "1",
    email: "delivered+plan-child@resend.dev",
    accordEnfant: "on",
  };
  await send(list, { ...(await solved(list)), ...fields, parentEmail: "delivered+plan-parent9@resend.dev" }, over);
  await read(list);
}
