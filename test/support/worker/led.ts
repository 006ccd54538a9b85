import { ORIGIN, type Answer } from "./web.ts";

/** Without what proves that an act led there: as anybody may write it. */
export function byHand(location: string): string {
  const address = new URL(location, ORIGIN);
  address.searchParams.delete("preuve");
  return address.pathname + address.search;
}

/** Whether a page says these words where an act led to it, and where somebody wrote its address. */
export const says = async (
  get: (path: string) => Promise<Answer>,
  location: string,
  words: string,
): Promise<{ led: boolean; byHand: boolean }> => ({
  led: (await get(location)).html.includes(words),
  byHand: (await get(byHand(location))).html.includes(words),
});
/** What holds of everything that is said after something was taken away. */
export const ONLY_LED = { led: true, byHand: false };
