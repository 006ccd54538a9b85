/**
 * The exact sentences under which people agree, each version kept for as long as a proof refers to it. Change one by
 * adding a version at the end: the hash of the last one is what new proofs hold.
 */
const WORDINGS = [
  "J’accepte de recevoir par e-mail les messages de ce parcours. Je peux arrêter en un clic, à tout moment.",
] as const;
/** What is shown, and hashed, today. */
export const WORDING: string = WORDINGS.at(-1) ?? "";

/** SHA-256 (hex) of a text that was shown. */
export async function wordingSha(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
