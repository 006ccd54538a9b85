/** What a browser says of where a request comes from; null: it says nothing. */
type Said = { origin: string | null; site: string | null };

/**
 * Whether another site may have sent this. Every browser that a foreign page can misuse sends one of the two headers;
 * text browsers and programs send neither, and nobody acts through them. `own`: the origin that was asked.
 */
export function comesFromElsewhere({ origin, site }: Said, own: string): boolean {
  if (origin === null || origin === "null") {
    // Under some referrer policies a browser hides the origin even from its own site.
    return site !== "same-origin" && (origin ?? site) !== null;
  }
  return origin !== own;
}
