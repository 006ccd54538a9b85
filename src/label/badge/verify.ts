import type { Database } from "../../platform/d1.ts";
import type { Outside, OutsideRefusal } from "../../platform/outside.ts";
import { type ShownState, isInForce, shownState } from "../registry/label-words.ts";
import type { Label } from "../decision/label.ts";
import { findLabel, labelsOfDomain } from "../registry/labels.store.ts";
import { domainOf } from "./domains.ts";

/** The five answers to « ce badge est-il vrai ? ». */
export type Verdict = "true" | "ended" | "not_for_site" | "unknown" | "unreadable";
export type Answer = {
  verdict: Verdict;
  label: Label | null;
  state: ShownState | null;
  host: string | null;
  why: OutsideRefusal | null;
};

const ID = /lbl_[a-z0-9]{20,40}/;
const nothing = (verdict: Verdict, host: string | null = null, why: OutsideRefusal | null = null): Answer => ({
  verdict,
  label: null,
  state: null,
  host,
  why,
});

function answer(label: Label, todayOn: string, host: string | null): Answer {
  const state = shownState(label.state, label.validUntilOn, todayOn);
  const isThere = host === null || label.domains.includes(host);
  return { verdict: !isInForce(state) ? "ended" : isThere ? "true" : "not_for_site", label, state, host, why: null };
}

/**
 * Whether the badge at an address is true. An address of ours names its label. A page elsewhere is asked of the registry first; when
 * its host is not known, it is read, within bounds, to see which badge it shows: a real badge on a site that proved nothing is
 * « non vérifié pour ce site ». Expects text as typed.
 */
export async function verifyAddress(
  deps: { db: Database; outside: Outside; origin: string; todayOn: string },
  typed: string,
): Promise<Answer> {
  const { db, outside, origin, todayOn } = deps;
  const text = typed.trim();
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (url !== null && url.origin === origin) {
    const id = ID.exec(url.pathname)?.[0];
    const label = id === undefined ? null : await findLabel(db, id);
    return label === null ? nothing("unknown") : answer(label, todayOn, null);
  }
  const host = domainOf(text);
  if (host === null) {
    return nothing("unreadable");
  }
  const known = await labelsOfDomain(db, host);
  const best = known.find((one) => isInForce(shownState(one.state, one.validUntilOn, todayOn))) ?? known[0];
  if (best !== undefined) {
    return answer(best, todayOn, host);
  }
  const read = await outside.read(url?.href ?? "");
  if (!read.ok) {
    return read.why === "status" ? nothing("unknown", host) : nothing("unreadable", host, read.why);
  }
  const shown = ID.exec(read.text)?.[0];
  const label = shown === undefined ? null : await findLabel(db, shown);
  return label === null ? nothing("unknown", host) : answer(label, todayOn, host);
}

/** Whether the credential that somebody pasted names a label, and which. */
export function labelIn(credential: unknown, origin: string): string | null {
  const id = typeof credential === "object" && credential !== null && "id" in credential ? String(credential.id) : "";
  return id.startsWith(`${origin}/label/badge/`) ? (ID.exec(id)?.[0] ?? null) : null;
}
