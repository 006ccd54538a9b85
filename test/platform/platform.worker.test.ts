import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";

import { DAY } from "../../src/kernel/time.ts";
import { antibot } from "../../src/platform/antibot.ts";
import { reactorVars, siteVars } from "../../src/platform/env.ts";
import { parseRing } from "../../src/platform/keys.ts";
import { signedLinks } from "../../src/platform/links.ts";
import { openVault } from "../../src/platform/vault.ts";
import { keepAddress, keepName, resealContacts } from "../../src/privacy/contacts.store.ts";
import { solveTicket } from "../support/visitor.ts";
import { NOW, db, depsAt, rows } from "../support/worker/world.ts";

const key = (letter: string): string => btoa(letter.repeat(32));
const ring = (current: string, ...letters: string[]) =>
  parseRing(JSON.stringify({ current, keys: Object.fromEntries(letters.map((l) => [l, key(l)])) }));

describe("signed links", () => {
  const links = signedLinks(ring("a", "a"));

  test("opens with its purpose, until its time, and with any one character changed not at all", async () => {
    const token = await links.sign("manage", "reg_1~abc", NOW + DAY);
    expect(await links.verify("manage", token, NOW)).toBe("reg_1~abc");
    expect(await links.verify("hold", token, NOW)).toBeNull();
    expect(await links.verify("manage", token, NOW + DAY)).toBeNull();
    for (let i = 0; i < token.length; i++) {
      const changed = token.slice(0, i) + (token[i] === "x" ? "y" : "x") + token.slice(i + 1);
      expect(await links.verify("manage", changed, NOW), `character ${i}`).toBeNull();
    }
    expect(await links.verify("manage", `${token}.x`, NOW)).toBeNull();
  });

  test("links made with an old key of the ring still open; with a key that is gone they do not", async () => {
    const token = await links.sign("manage", "reg_1", NOW + DAY);
    expect(await signedLinks(ring("b", "a", "b")).verify("manage", token, NOW)).toBe("reg_1");
    expect(await signedLinks(ring("b", "b")).verify("manage", token, NOW)).toBeNull();
  });
});

describe("the vault", () => {
  const vault = openVault(ring("a", "a"), key("h"));

  test("what is sealed opens in its place only, and never twice the same", async () => {
    const [one, two] = [await vault.seal("contacts.name:ctc_1", "Léa"), await vault.seal("contacts.name:ctc_1", "Léa")];
    expect(one.sealed).not.toBe(two.sealed);
    expect(await vault.open("contacts.name:ctc_1", one)).toEqual({ text: "Léa" });
    expect(await vault.open("contacts.name:ctc_2", one)).toEqual({ unreadable: true });
  });

  test("the fingerprint is the same for the same address, whatever the sealing key", async () => {
    const other = openVault(ring("b", "b"), key("h"));
    expect(await vault.fingerprint("a@b.fr")).toBe(await other.fingerprint("a@b.fr"));
  });

  test("after a new key, every contact is sealed again and the old key may go", async () => {
    const old = depsAt(NOW, { vault });
    const { statements, addrHash } = await keepAddress(old, { email: "lea@resend.dev", zone: "Europe/Paris" });
    await db.batch([...statements, await keepName(old, { id: "ctc_name", name: "Léa" })]);
    const both = openVault(ring("b", "a", "b"), key("h"));
    expect(await resealContacts({ db, vault: both })).toBe(2);
    expect(await resealContacts({ db, vault: both })).toBe(0);
    const fresh = openVault(ring("b", "b"), key("h"));
    const found = await rows<{ id: string; kid: string; email_sealed: string; name_sealed: string }>(
      "SELECT * FROM contacts",
    );
    const opened = found.map((row) =>
      row.email_sealed === null
        ? fresh.open(`contacts.name:${row.id}`, { kid: row.kid, sealed: row.name_sealed })
        : fresh.open(`contacts.email:${addrHash}`, { kid: row.kid, sealed: row.email_sealed }),
    );
    expect(await Promise.all(opened)).toEqual(expect.arrayContaining([{ text: "Léa" }, { text: "lea@resend.dev" }]));
  });
});

describe("the work of a public form", () => {
  const bot = antibot("a-key-for-this-test", 50);

  test("solved work passes at once; somebody else's solution does not", async () => {
    const [mine, other] = [await bot.issue(NOW), await bot.issue(NOW)];
    const solution = await solveTicket(mine);
    expect(await bot.check({ ticket: mine, solution, trap: "" }, NOW)).toMatchObject({ passed: true, lane: "worked" });
    expect(await bot.check({ ticket: other, solution, trap: "" }, NOW)).toEqual({ passed: false, why: "too_fast" });
    expect(await bot.check({ ticket: other, solution, trap: "" }, NOW + 3)).toMatchObject({
      passed: true,
      lane: "slow",
    });
  });

  test("tickets of another key, old tickets and nonsense are refused", async () => {
    const foreign = await antibot("another-key-entirely", 50).issue(NOW);
    expect(await bot.check({ ticket: foreign, solution: "", trap: "" }, NOW + 10)).toEqual({
      passed: false,
      why: "forged",
    });
    const mine = await bot.issue(NOW);
    expect(await bot.check({ ticket: mine, solution: "", trap: "" }, NOW + 7200)).toEqual({
      passed: false,
      why: "expired",
    });
    expect(await bot.check({ ticket: "x", solution: "", trap: "" }, NOW)).toEqual({ passed: false, why: "missing" });
    expect(await bot.check({ ticket: mine, solution: "", trap: "x" }, NOW)).toEqual({ passed: false, why: "trap" });
  });
});

describe("settings", () => {
  test("a missing or malformed setting stops the Worker and is named", () => {
    expect(() => siteVars({ SITE_ORIGIN: "https://x.fr/", MAIL_ENV: "test" })).toThrow(/SITE_ORIGIN.*LINK_KEYS/);
  });

  test("the real mail API cannot be reached from outside production", () => {
    const vars = { ...env, RESEND_BASE_URL: "https://api.resend.com" };
    expect(() => reactorVars({ ...vars })).toThrow("MAIL_ENV=production");
    expect(reactorVars({ ...vars, MAIL_ENV: "production" }).MAIL_ENV).toBe("production");
  });
});
