import type { LabelState } from "../decision/decision.ts";

/** The condition that ends the sequence that follows a label. */
export const LABEL_ENDED = "label.ended";

/** What the public reads of a label: where its last decision left it, or that its last day is past. */
export type ShownState = Exclude<LabelState, "refused"> | "expired" | "provisional";
export const STATES_IN_WORDS: Readonly<Record<LabelState | "expired" | "provisional", string>> = {
  active: "en vigueur",
  reserved: "sous réserve",
  suspended: "suspendu",
  withdrawn: "retiré",
  refused: "label non donné",
  expired: "expiré",
  provisional: "suspendu à titre provisoire",
};

export type Standing = {
  state: Exclude<LabelState, "refused">;
  validUntilOn: string;
  provisionalUntilOn: string | null;
};
/** The state to show on a day: expiry and the end of an urgent suspension come from their days, never from a job that might not run. */
export function shownState({ state, validUntilOn, provisionalUntilOn }: Standing, todayOn: string): ShownState {
  if (state !== "active" && state !== "reserved") {
    return state;
  }
  return validUntilOn < todayOn
    ? "expired"
    : provisionalUntilOn !== null && provisionalUntilOn >= todayOn
      ? "provisional"
      : state;
}

/** In force: with or without a reserve, and not past its day. */
export const isInForce = (state: ShownState): boolean => state === "active" || state === "reserved";

/** « 11/2029 »: the month of the last day. */
export const monthOf = (day: string): string => `${day.slice(5, 7)}/${day.slice(0, 4)}`;
