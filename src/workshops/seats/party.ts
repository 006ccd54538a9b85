import * as z from "zod";

import { AgeBand } from "../sessions/age.ts";
import type { ProgrammeAudience } from "../sessions/programme.ts";

/** Who one registration seats, in order of the form; null: a child whose age is not asked, or not yet. */
export type Party = { kind: "person" | "family"; bands: readonly (AgeBand | null)[] };
/** One adult. */
export const ALONE: Party = { kind: "person", bands: ["18_plus"] };
/** Seats that one public registration may take. */
export const MOST_SEATS = 5;

/** The form that a party fills in: who writes, about whom. */
export type Shape = "adult" | "pair" | "children" | "alone" | "child";

/** True when a parent is asked first: somebody who comes alone, below the age that the session sets (15, or 18). */
export const needsConsent = ({ kind, bands }: Party, underAge: number): boolean =>
  kind === "person" && (bands[0] === "under_11" || bands[0] === "11_14" || (bands[0] === "15_17" && underAge > 15));

/** Which form a party fills in. */
export function shapeOf(audience: ProgrammeAudience, party: Party, underAge: number): Shape {
  if (audience === "family") {
    return "pair";
  }
  if (audience !== "youth") {
    return "adult";
  }
  if (party.kind === "family") {
    return "children";
  }
  return needsConsent(party, underAge) ? "child" : "alone";
}

const Places = z.coerce.number().int().min(1).max(MOST_SEATS).catch(1);

/**
 * Reads « Pour qui ? »: a band of age (one young person), `enfants` (a parent, for children), `famille` (a parent with at least one
 * child) or nothing (adults). Null: too young to come alone here, or an answer that is not in the list.
 */
export function partyAsked(who: string, places: string, ages: readonly AgeBand[]): Party | null {
  const seats = Places.parse(places);
  if (who === "enfants") {
    return { kind: "family", bands: Array.from({ length: seats }, () => null) };
  }
  if (who === "famille") {
    const children = Math.max(1, seats - 1);
    return { kind: "family", bands: ["18_plus", ...Array.from({ length: children }, () => null)] };
  }
  if (who === "") {
    return seats === 1 ? ALONE : { kind: "family", bands: Array.from({ length: seats }, () => "18_plus" as const) };
  }
  const band = AgeBand.safeParse(who);
  return band.success && ages.includes(band.data) ? { kind: "person", bands: [band.data] } : null;
}

/** True when somebody of the party is, or may be, a minor. */
export const hasMinor = ({ bands }: Pick<Party, "bands">): boolean => bands.some((band) => band !== "18_plus");

/** Who is spoken to: a young person says « tu » for themselves; a parent who registers children is an adult. */
export const isInformalTo = (audience: ProgrammeAudience, kind: string): boolean =>
  audience === "youth" && kind === "person";
