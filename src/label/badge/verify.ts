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

type Given = { db: Database; outside: Outside; origin: string; todayOn: string };

/** The label that an address or a page names, if there is one. */
async function labelNamed(db: Database, text: string): Promise<Label | null> {
  const id = ID.exec(text)?.[0];
  return id === undefined ? null : findLabel(db, id);
}

/** A page elsewhere: a label of its host first, one in force before the others, else the badge that the page shows. */
async function verifyElsewhere({ db, outside, todayOn }: Given, host: string, address: string): Promise<Answer> {
  const known = await labelsOfDomain(db, host);
  const best = known.find((one) => isInForce(shownState(one.state, one.validUntilOn, todayOn))) ?? known[0];
  if (best !== undefined) {
    return answer(best, todayOn, host);
  }
  const read = await outside.read(address);
  if (!read.ok) {
    return read.why === "status" ? nothing("unknown", host) : nothing("unreadable", host, read.why);
  }
  const label = await labelNamed(db, read.text);
  return label === null ? nothing("unknown", host) : answer(label, todayOn, host);
}

/**
 * Whether the badge at an address is true. An address of ours names its label. A page elsewhere is asked of the registry first; when
 * its host is not known, it is read, within bounds, to see which badge it shows: a real badge on a site that proved nothing is
 * « non vérifié pour ce site ». Expects text as typed.
 */
export async function verifyAddress(given: Given, typed: string): Promise<Answer> {
  const text = typed.trim();
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (url !== null && url.origin === given.origin) {
    const label = await labelNamed(given.db, url.pathname);
    return label === null ? nothing("unknown") : answer(label, given.todayOn, null);
  }
  const host = domainOf(text);
  return host === null ? nothing("unreadable") : verifyElsewhere(given, host, url?.href ?? "");
}

/** Whether the credential that somebody pasted names a label, and which. */
export function labelIn(credential: unknown, origin: string): string | null {
  const id = typeof credential === "object" && credential !== null && "id" in credential ? String(credential.id) : "";
  return id.startsWith(`${origin}/label/badge/`) ? (ID.exec(id)?.[0] ?? null) : null;
}
