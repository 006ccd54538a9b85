import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { whoIs } from "../../scripts/local/people.ts";
import type { Keys } from "../../scripts/local/seal.ts";
import type { LedgerEntry } from "./resend-sim/types.ts";
import { type SharedWorld, mailsTo } from "./shared-world.ts";
import { until } from "./stack.ts";
import { findPath } from "./visitor.ts";

const HOUR = 3600;

/** What journeys through a running site need beside a browser: its clock, sessions of their own, the mails that came. */
export function journeyIn(world: SharedWorld) {
  const sql = (query: string) => world.stack.sql(query);
  let looks = 0;
  const now = (): number => Number(sql("SELECT unixepoch() + clock_offset AS now FROM mail_control")[0]?.["now"]);
  /** The newest mail with these words, once there are so many. */
  const newest = (address: string, words: string, count = 1): Promise<LedgerEntry> =>
    until(`${words} for ${address}`, async () => {
      looks += 1;
      if (looks % 25 === 0) {
        await world.stack.tick(); // the clock knocks, as it does each minute
      }
      const mails = (await mailsTo(world, address)).filter((mail) => `${mail.subject}${mail.text}`.includes(words));
      return mails.length >= count ? mails.at(-1) : undefined;
    });
  return {
    sql,
    now,
    newest,
    /** Lets the site's clock go on by so many seconds: in the world `clock` alone. */
    advance: (seconds: number): void => {
      sql(`UPDATE mail_control SET clock_offset = clock_offset + ${seconds} WHERE id = 1 RETURNING id`);
    },
    /** A login of somebody of the demo, as of the clock's now: the cookie that a browser then holds. */
    loginOf: (
      email: string,
    ): { name: string; value: string; url: string; secure: true; httpOnly: true; sameSite: "Lax" } => {
      const keys = JSON.parse(readFileSync(join(world.stack.dir, "keys.json"), "utf8")) as Keys;
      const token = `journey-${Math.round(performance.now() * 1000)}`;
      const hash = createHash("sha256").update(token).digest("base64url");
      sql(`INSERT INTO logins (id, token_hash, person_id, created_at, seen_at, expires_at)
        SELECT 'lgn_${token}', '${hash}', ${whoIs(keys, email).person}, ${now()}, ${now()}, ${now() + 12 * HOUR} RETURNING id`);
      return {
        name: "__Host-connexion",
        value: token,
        url: world.url.replace("http:", "https:"),
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
      };
    },
    /** A session of its own for a test: nine days from the clock's now. */
    session: (slug: string, capacity: number): string => {
      const id = `ses_test-${slug.slice(0, 4)}-${Math.round(performance.now())}`;
      const starts = now() + 9 * 24 * HOUR;
      sql(`INSERT INTO sessions (id, workshop_id, association_id, venue_id, mode, starts_at, ends_at, tz, capacity, state, opens_at, closes_at,
        queue_closes_at, updated_at, created_at, departement_code) VALUES ('${id}', 'wks_${slug}', 'org_demo-1', 'ven_demo-1', 'onsite', ${starts}, ${starts + 2 * HOUR},
        'Europe/Paris', ${capacity}, 'open', 0, ${starts - HOUR}, ${starts - 12 * HOUR}, 1, 1,
        (SELECT departement_code FROM venues WHERE id = 'ven_demo-1')) RETURNING id`);
      return id;
    },
    stateOf: (id: string): unknown[] =>
      sql(`SELECT state FROM registrations WHERE session_id = '${id}' ORDER BY created_at, id`).map(
        (row) => row["state"],
      ),
    taken: (id: string): number => Number(sql(`SELECT taken FROM sessions WHERE id = '${id}'`)[0]?.["taken"]),
    /** Opens the link that the newest such mail holds. */
    open: async (page: Page, address: string, words: string, path: string): Promise<void> => {
      await page.goto(findPath((await newest(address, words)).text, `${world.url}${path}`));
    },
  };
}

/** Presses the one button of that name. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();
/** Asks for seats and ends at their form. Without script the answer brings the ticket, and asks for three seconds before a second press. */
export async function pressReserve(page: Page, hasScript: boolean): Promise<void> {
  await press(page, "Réserver");
  if (!hasScript) {
    await page.waitForURL("**/reserver");
    await page.waitForTimeout(3100);
    await press(page, "Réserver");
  }
  await page.waitForURL("**/inscription**");
}
/** What the page is about. */
export const heading = async (page: Page): Promise<string> =>
  (await page.locator("h1").innerText()).replaceAll(/[\u00a0\u202f]/g, " ");
/** Presses a button and waits until the page says what was done. */
export async function pressFor(page: Page, name: string, done: string): Promise<void> {
  await press(page, name);
  await page.waitForURL(`**fait=${done}**`);
}
