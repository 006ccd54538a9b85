/*
 * The one place that keeps something in the browser. What is kept says over which state of the site it was made (`base`; null: nobody
 * knows) and when (milliseconds), so that a copy never wins by being late.
 */
export type Kept = { base: number | null; at: number; value: unknown };
/** `localStorage`, `sessionStorage`, or what a test gives in their place. */
export type Place = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Keeps something; false when the browser refuses (no room left, storage switched off). */
export function keep(place: Place, key: string, { base, at, value }: Kept): boolean {
  try {
    place.setItem(key, JSON.stringify({ base, at, value }));
    return true;
  } catch {
    return false;
  }
}

/** What is kept under a key; null: nothing. What an older page kept has no base: nobody knows what it was made over. */
export function kept(place: Place, key: string): Kept | null {
  const text = place.getItem(key);
  if (text === null) {
    return null;
  }
  const found = parsed(text);
  return isKept(found) ? found : { base: null, at: 0, value: found };
}

export const forget = (place: Place, key: string): void => place.removeItem(key);

/** The keys that begin so. */
export const keysOf = (place: Place, prefix: string): string[] =>
  Array.from({ length: place.length }, (_, i) => place.key(i) ?? "").filter((key) => key.startsWith(prefix));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
const isKept = (found: unknown): found is Kept =>
  typeof found === "object" && found !== null && "base" in found && "at" in found && "value" in found;
