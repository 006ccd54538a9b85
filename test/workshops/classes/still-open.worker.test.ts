import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import type { RequestId } from "../../../src/kernel/ids.ts";
import { DAY, HOUR } from "../../../src/kernel/time.ts";
import { ACT_PATHS } from "../../../src/workshops/classes/act.parts.tsx";
import {
  REQUEST_ACTS,
  REQUEST_STATES,
  type RequestAct,
  type RequestState,
  SIDES,
  type Side,
  stillOpen,
} from "../../../src/workshops/classes/request.ts";
import { findRequest } from "../../../src/workshops/classes/requests.store.ts";
import { SLOT, association, authorised, colleague, school, teacher } from "../../support/worker/classes.ts";
import { pump } from "../../support/worker/reactor.ts";
import { signedIn } from "../../support/worker/staff.ts";
import { send, setClock } from "../../support/worker/web.ts";
import { NOW, db, run, value } from "../../support/worker/world.ts";
import { sized } from "../../support/size.ts";

/** Where each side posts each act; what is not here no page of that side offers. */
const ASSOCIATION: Partial<Record<RequestAct, string>> = {
  accept: "accepter",
  propose: "proposer",
  decline: "passer",
  hand_over: "transmettre",
  cancel: "annuler",
  ask_move: "deplacer",
  accept_move: "accepter-date",
  decline_move: "garder-date",
  acknowledge: "vu",
  not_held: "pas-tenue",
  write: "ecrire",
};
const HEAD: Partial<Record<RequestAct, string>> = { authorise: "oui", refuse: "non", head_withdraw: "retirer" };
const OPERATOR: Partial<Record<RequestAct, string>> = { vet: "verifier", dismiss: "ecarter" };

/** The second date of the form: Tuesday 19 January, 14:00. */
const SECOND = SLOT + 5 * DAY + 4 * HOUR;
const PROPOSED = SLOT + 20 * DAY;
const TABLES = [
  "workshop_requests",
  "workshop_request_groups",
  "visit_plans",
  "workshop_request_answers",
  "request_messages",
  "request_colleagues",
  "sessions",
  "registrations",
];
type Row = Record<string, string | number | null>;
/** All rows of the tables that an act changes, to bring them back. */
async function saved(): Promise<Map<string, Row[]>> {
  const kept = new Map<string, Row[]>();
  for (const table of TABLES) {
    kept.set(table, (await env.DB.prepare(`SELECT * FROM ${table}`).all<Row>()).results);
  }
  return kept;
}
async function bringBack(kept: Map<string, Row[]>): Promise<void> {
  const inserts = TABLES.flatMap((table) =>
    (kept.get(table) ?? []).map((row) => {
      const names = Object.keys(row);
      const marks = names.map((_, i) => `?${i + 1}`).join(", ");
      return env.DB.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`).bind(...Object.values(row));
    }),
  );
  await env.DB.batch([
    env.DB.prepare("PRAGMA defer_foreign_keys = on"),
    ...TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    ...inserts,
  ]);
}

/** Acts that are not listed are posted all the same: one in so many. */
const STEP = sized({ short: 8, long: 1 });
let round = 0;
/** The request in a state, as `side` would find it when everything else is in its favour for an act. */
async function stand(
  id: RequestId,
  state: RequestState,
  { act, side }: { act: RequestAct; side: Side },
): Promise<void> {
  round += 10;
  const other = side === "holder" ? "school" : "association";
  const isHeld = ["proposed", "scheduled", "cancelled", "done"].includes(state);
  const holder = (side === "holder" || isHeld) && side !== "taker" ? "org_1" : null;
  const isMoving = state === "scheduled" && act !== "ask_move" && act !== "add_class";
  const isSilent = ["unproven", "unvetted", "awaiting_head", "proposed"].includes(state);
  const set: Row = {
    state,
    association_id: holder,
    starts_at: isHeld && state !== "proposed" ? SLOT : null,
    revision: round,
    move_by: isMoving ? other : null,
    move_until: isMoving ? NOW + 3 * DAY : null,
    reopen_until: NOW + 40 * DAY,
    cancelled_by: state === "cancelled" ? other : null,
    is_late: 1,
    expires_at: isSilent ? NOW + 9 * DAY : null,
    acknowledged_at: null,
    not_held: null,
    reopened: 0,
    pencil: null,
  };
  const columns = Object.keys(set).map((name, i) => `${name} = ?${i + 2}`);
  const sql = `UPDATE workshop_requests SET ${columns.join(", ")} WHERE id = ?1`;
  await env.DB.prepare(sql)
    .bind(id, ...Object.values(set))
    .run();
  await run("UPDATE registrations SET revision = ?1", round);
  await run(
    `INSERT INTO visit_plans SELECT workshop_request_id, 'association', 1, position, starts_at + ?1, ends_at + ?1 FROM visit_plans
     WHERE proposed_by = 'school' AND rank = 1 ON CONFLICT DO NOTHING`,
    20 * DAY,
  );
}

/** What somebody types for an act, right in every field. */
const fieldsFor = (act: RequestAct, side: Side): Record<string, string> => ({
  confirme: "oui",
  creneau: String(act === "accept" ? SECOND : PROPOSED),
  creneau1: "2027-04-13T10:00",
  autre: String(side === "holder" ? SLOT : PROPOSED),
  eleves1: "20",
  eleves2: "21",
  adults: "2",
  niveauPlus: "4e",
  elevesPlus: "22",
  cadrePlus: "ulis",
  classe: "2",
  raison: { decline: "too_far", not_held: "class_absent", cancel: "date" }[act as string] ?? "",
  vers: "org_3",
  email: "",
  mot: "Nous venons à deux.",
  sansNom: "on",
  adresse: `delivered+${act}-${side}-${round}@resend.dev`,
  fonction: "nurse",
});

test("for every state, side and act: it is listed exactly when its POST succeeds; it still does a minute before its last second, and no more after it", async () => {
  await setClock(NOW);
  await school();
  const holder = await association("org_1");
  const taker = await association("org_2");
  await association("org_3");
  const operator = await signedIn("delivered+op-still@resend.dev");
  const { id, page, head } = await authorised(teacher());
  const beside = await colleague(page);
  await holder.answer(id, "accepter", { creneau: String(SLOT) });
  await pump(NOW);
  await run("UPDATE logins SET expires_at = ?1", SLOT + 200 * DAY);
  const kept = await saved();

  const doors: Partial<Record<Side, { paths: Partial<Record<RequestAct, string>>; base: string; cookie: string }>> = {
    requester: { paths: ACT_PATHS, base: page, cookie: "" },
    colleague: { paths: ACT_PATHS, base: beside, cookie: "" },
    head: { paths: HEAD, base: head, cookie: "" },
    holder: { paths: ASSOCIATION, base: `${holder.base}/${id}`, cookie: holder.cookie },
    taker: { paths: ASSOCIATION, base: `${taker.base}/${id}`, cookie: taker.cookie },
    operator: { paths: OPERATOR, base: `/console/demandes/${id}`, cookie: operator.cookie },
  };
  /** Posts an act at a moment; whether it was done. */
  const succeeds = async (act: RequestAct, side: Side, at: number): Promise<boolean> => {
    const door = doors[side];
    const path = door?.paths[act];
    if (door === undefined || path === undefined) {
      return false;
    }
    await setClock(at);
    await run("UPDATE logins SET seen_at = ?1, created_at = ?1", at);
    const headers = { headers: { cookie: door.cookie } };
    await send(`${door.base}/${path}`, fieldsFor(act, side), headers);
    const done = Number(await value("SELECT revision FROM workshop_requests WHERE id = ?1", id)) > round;
    await (done ? bringBack(kept) : null);
    return done;
  };

  const wrong: string[] = [];
  let [pressed, unlisted] = [0, 0];
  for (const state of REQUEST_STATES) {
    for (const side of SIDES.filter((one) => one in doors)) {
      for (const act of REQUEST_ACTS) {
        await stand(id, state, { act, side });
        const request = await findRequest(db, id);
        const shown = request === null ? undefined : stillOpen(request, side, NOW).find((one) => one.act === act);
        if (shown === undefined && unlisted++ % STEP > 0) {
          continue;
        }
        const done = await succeeds(act, side, NOW);
        pressed += done ? 1 : 0;
        if (done !== (shown !== undefined)) {
          wrong.push(`${state} ${side} ${act}: ${done ? "done, not listed" : "listed, not done"}`);
        }
        for (const late of typeof shown?.until === "number" ? [-60, 1] : []) {
          await stand(id, state, { act, side });
          if ((await succeeds(act, side, (shown?.until ?? 0) + late)) !== late < 0) {
            wrong.push(`${state} ${side} ${act}: ${late < 0 ? "refused before" : "done after"} its last second`);
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(pressed).toBeGreaterThan(35);
}, 300_000);
