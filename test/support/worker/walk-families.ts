import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { database } from "../../../src/platform/d1.ts";
import { freezeResults } from "../../../src/workshops/impact/freeze-results.ts";
import { surveySubject, waveWindow } from "../../../src/workshops/impact/survey.ts";
import { surveys } from "../../../workers/content.ts";
import { manageUntil } from "../../../src/workshops/registration.mails.ts";
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
  await ask(`/espace/structures/aso_1/seances/${session}/questionnaires`, { ...over, headers: { cookie } });
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
      await send(`${page}/${act}`, { inscription: String(await newest()) }, over);
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
