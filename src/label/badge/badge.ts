import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { type ShownState, STATES_IN_WORDS, isInForce, monthOf, shownState } from "../registry/label-words.ts";
import { ROOFS } from "../../kernel/roofs.ts";
import { roofsOf } from "../referential/words.ts";
import { HELD_STATES } from "../decision/label.ts";

/* The badge of a label: one small object in R2 per label, from which picture and JSON are made; its state is read when it is asked for. */

export const Badge = z.object({
  format: z.literal("badge/1"),
  id: idOf("lbl"),
  state: z.enum(HELD_STATES),
  /** Objects that were written before there was such a thing have none. */
  provisionalUntilOn: z.string().nullable().default(null),
  level: z.string(),
  levelName: z.string(),
  offer: z.string(),
  organisation: z.string(),
  siren: z.string(),
  isDemo: z.boolean(),
  decidedOn: z.string(),
  validUntilOn: z.string(),
  seq: z.int(),
});
export type Badge = z.infer<typeof Badge>;

/** Where a label's objects are in the bucket. */
export const badgeKey = (id: string): string => `badges/${id}.json`;
export const credentialKey = (id: string): string => `badges/${id}.vc.json`;
export const DID_KEY = "did.json";

/** What a badge says on a day. `null`: nothing is known under that id. */
export type Shown = {
  state: ShownState | "unknown";
  message: string;
  isInForce: boolean;
  isDemo: boolean;
  /** The level as roofs, while it is in force. */
  roofs: 1 | 2 | 3 | null;
};

export function shown(badge: Badge | null, todayOn: string): Shown {
  if (badge === null) {
    return { state: "unknown", message: "inconnu", isInForce: false, isDemo: false, roofs: null };
  }
  const state = shownState(badge, todayOn);
  const valid = `valide jusqu’en ${monthOf(badge.validUntilOn)}`;
  const words =
    state === "active"
      ? `${badge.levelName} – ${valid}`
      : state === "reserved"
        ? `${badge.levelName}, sous réserve – ${valid}`
        : STATES_IN_WORDS[state];
  return {
    state,
    message: badge.isDemo ? `exemple fictif – ${words}` : words,
    isInForce: isInForce(state),
    isDemo: badge.isDemo,
    roofs: isInForce(state) ? roofsOf(badge.level) : null,
  };
}

const NAME = "Label Ligne Sûre";
const [GREEN, GREY] = ["#0b5d4e", "#4a4f55"];
const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Width of a text at 11 px, near enough for a box: no font is asked for. */
const widthOf = (text: string): number => Math.ceil(text.length * 6.4) + 20;

/** How wide the mark of a level stands before the name. */
const MARK = 46;
function markOf(roofs: Shown["roofs"]): string {
  if (roofs === null) {
    return "";
  }
  const { line, dots } = ROOFS[roofs];
  const voices = dots.map(([cx, cy, r]) => `<circle cx="${cx}" cy="${cy}" r="${r}" fill="#fff"/>`).join("");
  return `<g transform="translate(10 5) scale(.65)"><path d="${line}" fill="none" stroke="#f2b134" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>${voices}</g>`;
}

/** The badge as a picture. Coloured in force, hatched under reserve, grey otherwise; the state is always in words. */
export function svgOf({ state, message, isInForce: isGood, roofs }: Shown): string {
  const [left, right] = [widthOf(NAME) + (roofs === null ? 0 : MARK), widthOf(message)];
  const label = escape(`${NAME} : ${message}`);
  const hatch =
    state === "reserved"
      ? `<pattern id="h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="${GREEN}"/><rect width="2" height="8" fill="#0a4a3e"/></pattern>`
      : "";
  const fill = state === "reserved" ? "url(#h)" : isGood ? GREEN : GREY;
  const word = (text: string, x: number): string =>
    `<text aria-hidden="true" x="${x}" y="19" fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${escape(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="28" role="img" aria-label="${label}"><title>${label}</title>${hatch}<rect width="${left}" height="28" fill="#1f2328"/><rect x="${left}" width="${right}" height="28" fill="${fill}"/>${markOf(roofs)}${word(NAME, left - widthOf(NAME) + 10)}${word(message, left + 10)}</svg>`;
}

/** The badge for services that draw it themselves (shields.io endpoint). */
export const shieldsOf = ({ state, message, isInForce: isGood }: Shown): object => ({
  schemaVersion: 1,
  label: NAME,
  message,
  color: isGood ? (state === "reserved" ? "yellow" : "0b5d4e") : "lightgrey",
  isError: false,
  cacheSeconds: 300,
});

/** How large the frame of a badge is, in pixels: its words fit on a phone. */
const FRAME = { width: 320, height: 240 };
/** The element that a mutuelle copies. */
export const frameElement = (id: string, origin: string): string =>
  `<iframe src="${origin}/label/badge/${id}/encart" title="Label Ligne Sûre : état actuel" width="${FRAME.width}" height="${FRAME.height}" loading="lazy"></iframe>`;
/** A badge as oEmbed 1.0 answers (`rich`). */
export const oembedOf = ({ id, offer, organisation }: Badge, origin: string): object => ({
  version: "1.0",
  type: "rich",
  title: `${NAME} : ${offer}, ${organisation}`,
  provider_name: "Ligne Sûre",
  provider_url: origin,
  cache_age: 300,
  html: frameElement(id, origin),
  width: FRAME.width,
  height: FRAME.height,
});
