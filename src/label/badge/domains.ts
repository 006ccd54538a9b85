import { DAY } from "../../kernel/time.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Limit } from "../../platform/counters.ts";
import type { Database } from "../../platform/d1.ts";
import { type Outside, publicAddress } from "../../platform/outside.ts";
import { type Binding, bindingsDue, noteCheck } from "./domains.store.ts";

/** Pages elsewhere that one connection may have us read. */
export const READS: Limit = { what: "verify", most: 30, seconds: 600 };
export const TOO_MANY_READS: Problem = {
  ...PROBLEMS[429],
  detail:
    "Trop de vérifications depuis cette connexion. Attendez dix minutes, ou cherchez la mutuelle dans le registre.",
};
/** Where a site says whose it is. */
export const WELL_KNOWN = "/.well-known/label-ligne-sure.json";
export const TXT_PREFIX = "label-ligne-sure=";
/** Weeks without the proof after which a site is warned of, and no longer recognised. */
const [WARN_AT, UNBIND_AT] = [2, 4];

/** A host as typed, with or without https and path; `null` when it is not a public name. A leading `www.` stays: it is another host. */
export function domainOf(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  return publicAddress(text.includes("://") ? text : `https://${text}`)?.hostname.replace(/\.$/, "") ?? null;
}

/** Whether a site carries its proof: a DNS record, else a file. */
async function isProven(outside: Outside, { domain, nonce }: Binding): Promise<boolean> {
  if ((await outside.txt(domain)).includes(`${TXT_PREFIX}${nonce}`)) {
    return true;
  }
  const read = await outside.read(`https://${domain}${WELL_KNOWN}`);
  return read.ok && /"nonce"\s*:\s*"([^"]+)"/.exec(read.text)?.[1] === nonce;
}

/** What a check makes of a site: bound when it carries its proof; warned after two failures, unbound after four. */
function afterCheck(binding: Binding, found: boolean): Pick<Binding, "state" | "failures"> {
  if (found) {
    return { state: "bound", failures: 0 };
  }
  const failures = binding.failures + 1;
  if (binding.state === "pending" || binding.state === "unbound") {
    return { state: binding.state, failures };
  }
  return { state: failures >= UNBIND_AT ? "unbound" : failures >= WARN_AT ? "warned" : "bound", failures };
}

/** Looks for the proof of a site now; looked at again in a week. */
export async function checkBinding(
  db: Database,
  { outside, binding, now }: { outside: Outside; binding: Binding; now: number },
): Promise<boolean> {
  const found = await isProven(outside, binding);
  await db.batch([noteCheck({ ...binding, ...afterCheck(binding, found) }, now, now + 7 * DAY)]);
  return found;
}

/** The weekly checks that are due. How many. */
export async function checkDue(db: Database, { outside, now }: { outside: Outside; now: number }): Promise<number> {
  const due = await bindingsDue(db, now);
  for (const binding of due) {
    await checkBinding(db, { outside, binding, now });
  }
  return due.length;
}
