import { asId } from "../../kernel/ids.ts";
import type { Database } from "../../platform/d1.ts";
import type { Outside, OutsideRefusal } from "../../platform/outside.ts";
import { type ShownState, isInForce, shownState } from "../registry/label-words.ts";
import type { Label } from "../decision/label.ts";
import { findLabel, labelsOfDomain } from "../registry/labels.store.ts";
import { domainOf } from "./domains.ts";

/**
 * What a badge turns out to be, the worst first: another mutuelle's, one that this site has not proven, none of ours, out of force, true.
 * `site_only`: the site is a mutuelle's, and its page could not be read; `no_badge`: it shows none; `unreadable`: no address.
 */
const VERDICTS = ["other", "not_for_site", "unknown", "ended", "no_badge", "site_only", "unreadable", "true"] as const;
export type Verdict = (typeof VERDICTS)[number];
/** One badge that was found; `label` null: no label has its number. */
export type Seen = { verdict: Verdict; label: Label | null; state: ShownState | null };
/** `badges`: those of the page; where it shows none, the label of the site. */
export type Answer = { verdict: Verdict; badges: Seen[]; host: string | null; why: OutsideRefusal | null };

const ID = /lbl_[a-z0-9]{20,40}/;
/** Badges of one page that are looked at. */
const MOST_BADGES = 10;

const nothing = (verdict: Verdict, host: string | null = null, why: OutsideRefusal | null = null): Answer => ({
  verdict,
  badges: [],
  host,
  why,
});
const stateOf = (label: Label, todayOn: string): ShownState => shownState(label, todayOn);
const inForce = (label: Label, todayOn: string): Verdict => (isInForce(stateOf(label, todayOn)) ? "true" : "ended");
const seen = (label: Label, todayOn: string, verdict: Verdict): Seen => ({
  verdict,
  label,
  state: stateOf(label, todayOn),
});

type Given = { db: Database; outside: Outside; origin: string; todayOn: string };

/** A badge by its own number or address: there is no page to compare it with. */
async function verifyNumber({ db, todayOn }: Given, text: string): Promise<Answer> {
  const id = ID.exec(text)?.[0];
  const label = id === undefined ? null : await findLabel(db, asId("lbl", id));
  if (label === null) {
    return nothing("unknown");
  }
  const verdict = inForce(label, todayOn);
  return { verdict, badges: [seen(label, todayOn, verdict)], host: null, why: null };
}

/** The numbers of labels under an address of ours that a page holds, each once. */
function numbersOn(text: string, origin: string): string[] {
  const { host } = new URL(origin);
  const ours = new RegExp(`//${RegExp.escape(host)}/label/[\\w/-]*?(${ID.source})`, "gi");
  return [...new Set([...text.matchAll(ours)].map(([, id = ""]) => id.toLowerCase()))].slice(0, MOST_BADGES);
}

/** What one badge is on a site: of its own labels, of another mutuelle than the site's, or of a site that proved nothing. */
function judged(label: Label, own: readonly Label[], todayOn: string): Seen {
  if (own.some((one) => one.id === label.id)) {
    return seen(label, todayOn, inForce(label, todayOn));
  }
  const isOther = own.length > 0 && own.every((one) => one.organisationId !== label.organisationId);
  return seen(label, todayOn, isOther ? "other" : "not_for_site");
}

/** A name covers itself and its `www.`: labels that proved either. */
async function labelsOf({ db }: Given, host: string): Promise<Label[]> {
  const found = await Promise.all([host, host.replace(/^www\./, "")].map((name) => labelsOfDomain(db, name)));
  return [...new Map(found.flat().map((label) => [label.id, label])).values()];
}

/** A page elsewhere is read whoever its site is: each badge that it shows is compared with the labels of that site. */
async function verifyElsewhere(given: Given, host: string, address: string): Promise<Answer> {
  const { db, outside, origin, todayOn } = given;
  const [own, read] = await Promise.all([labelsOf(given, host), outside.read(address)]);
  const site = (verdict: Verdict): Seen[] => own.map((label) => seen(label, todayOn, verdict));
  if (!read.ok) {
    const why = read.why === "status" && own.length === 0 ? null : read.why;
    const verdict = own.length > 0 ? "site_only" : read.why === "status" ? "unknown" : "unreadable";
    return { verdict, badges: site("site_only"), host, why };
  }
  const badges = await Promise.all(
    numbersOn(read.text, origin).map(async (id): Promise<Seen> => {
      const label = await findLabel(db, asId("lbl", id));
      return label === null ? { verdict: "unknown", label, state: null } : judged(label, own, todayOn);
    }),
  );
  if (badges.length === 0) {
    return own.length === 0 ? nothing("unknown", host) : { ...nothing("no_badge", host), badges: site("no_badge") };
  }
  const worst = VERDICTS.find((one) => badges.some(({ verdict }) => verdict === one)) ?? "unknown";
  return { verdict: worst, badges, host, why: null };
}

/**
 * Whether a badge is true: by its number, by its address here, or as a page elsewhere shows it. That page is judged, never the site alone: a
 * mutuelle with a label may show another's badge. Expects text as typed.
 */
export async function verifyAddress(given: Given, typed: string): Promise<Answer> {
  const text = typed.trim();
  if (new RegExp(`^${ID.source}$`).test(text)) {
    return verifyNumber(given, text);
  }
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (url !== null && url.origin === given.origin) {
    return verifyNumber(given, url.pathname);
  }
  const host = domainOf(text);
  return host === null ? nothing("unreadable") : verifyElsewhere(given, host, url?.href ?? "");
}

/** Whether the credential that somebody pasted names a label, and which. */
export function labelIn(credential: unknown, origin: string): string | null {
  const id = typeof credential === "object" && credential !== null && "id" in credential ? String(credential.id) : "";
  return id.startsWith(`${origin}/label/badge/`) ? (ID.exec(id)?.[0] ?? null) : null;
}

/** Which label an address of ours is about: its page, its badge in any form. Null for every other address. */
export function labelAt(address: string, origin: string): string | null {
  const url = URL.parse(address);
  const isAbout = url?.origin === origin && /^\/label\/(?:registre|badge)\//.test(url.pathname);
  return isAbout ? (ID.exec(url.pathname)?.[0] ?? null) : null;
}
