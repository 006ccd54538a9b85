import { env } from "cloudflare:workers";

import { SIGN_IN_LIMITS } from "../../../src/access/sign-in.ts";
import { SETTINGS_LINKS } from "../../../src/guidance/subscribe.ts";
import { limitsOf } from "../../../src/platform/counters.ts";
import { RECALLS } from "../../../src/workshops/seats/recall.ts";
import { rows, vault } from "./world.ts";

/** Whom to look for. */
type Person = { email: string; name: string };

/** Everything that is counted under an address alone. */
const LIMITS = [...SIGN_IN_LIMITS, ...limitsOf(SETTINGS_LINKS), ...limitsOf(RECALLS)];

/** Every hash under which an address may stand: its blind index, and its counters in the windows of the last two days. */
async function hashesOf(email: string, now: number): Promise<Set<string>> {
  const texts = [email];
  for (const limit of LIMITS) {
    const current = Math.floor(now / limit.seconds);
    const back = Math.ceil(172_800 / limit.seconds);
    for (let window = current - back; window <= current + 1; window++) {
      texts.push(`${limit.what}|${email}|${window}`);
    }
  }
  return new Set(await Promise.all(texts.map((text) => vault.fingerprint(text))));
}

/** Opens what may be sealed: every place that the vault binds a text to is tried. */
async function opened(row: Record<string, unknown>, value: string): Promise<string> {
  const places = [`contacts.email:${String(row["addr_hash"])}`, `contacts.name:${String(row["id"])}`];
  for (const place of places) {
    const read = await vault.open(place, { kid: String(row["kid"]), sealed: value });
    if ("text" in read) {
      return read.text;
    }
  }
  return value;
}

/**
 * Where somebody is found: in every column of every table as plain text, sealed, or hashed; and in every object of R2.
 * `table.column` for each place.
 */
export async function placesOf({ email, name }: Person, now: number): Promise<string[]> {
  const hashes = await hashesOf(email, now);
  const isThem = (text: string): boolean => text.includes(email) || text.includes(name) || hashes.has(text);
  const found: string[] = [];
  const tables = await rows<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
  );
  for (const { name: table } of tables) {
    for (const row of await rows(`SELECT * FROM "${table}"`)) {
      for (const [column, value] of Object.entries(row)) {
        const text = value === null ? "" : String(value);
        if (isThem(text) || ("kid" in row && isThem(await opened(row, text)))) {
          found.push(`${table}.${column}`);
        }
      }
    }
  }
  for (const { key } of (await env.MAIL_BODIES.list()).objects) {
    const object = await env.MAIL_BODIES.get(key);
    const sealed = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0));
    const [batch = ""] = key.split("/");
    const body = new TextDecoder().decode(await vault.openBytes(batch, object?.customMetadata?.["kid"] ?? "", sealed));
    if (isThem(body)) {
      found.push("R2");
    }
  }
  return found;
}
