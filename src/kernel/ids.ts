import * as z from "zod";

/** An id names one kind of thing, and its prefix says which: `reg_…` does not pass where `ses_…` is asked for. */
export type Id<Prefix extends string> = `${Prefix}_${string}`;
export type RegistrationId = Id<"reg">;
export type SessionId = Id<"ses">;
export type ContactId = Id<"ctc">;
export type PersonId = Id<"per">;
export type OrganisationId = Id<"org">;
export type ApplicationId = Id<"app">;
export type RequestId = Id<"wrq">;
export type LabelId = Id<"lbl">;
export type EventId = Id<"evt">;
export type BatchId = Id<"bat">;
export type MessageId = Id<"msg">;

/**
 * Whether what somebody sent could be an id of such things.
 * @example isId("reg", "ses_1") => false
 */
export const isId = <Prefix extends string>(prefix: Prefix, given: string | null | undefined): given is Id<Prefix> =>
  given?.startsWith(`${prefix}_`) ?? false;

/**
 * What somebody sent, as an id of such things. What is none becomes an id that nothing has: it is answered as any unknown one is.
 * @example asId("reg", "reg_1") => "reg_1"
 * @example asId("reg", "ses_1") => "reg_"
 */
export const asId = <Prefix extends string>(prefix: Prefix, given: string | null | undefined): Id<Prefix> =>
  isId(prefix, given) ? given : `${prefix}_`;

/** The id of such a thing, in a row. */
export const idOf = <Prefix extends string>(prefix: Prefix) =>
  z.custom<Id<Prefix>>((given) => typeof given === "string" && isId(prefix, given), `no id of ${prefix}`);

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * Base32 (RFC 4648 letters, lower case, no padding) of bytes.
 * @example base32(new Uint8Array([255, 0])) => "74aa"
 */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = "";
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((value >>> bits) & 31);
    }
  }
  return bits > 0 ? text + BASE32.charAt((value << (5 - bits)) & 31) : text;
}

/**
 * A deterministic id: the prefix and the first 26 base32 characters (130 bits) of SHA-256 of the key.
 * The same key always gives the same id, which is how one intended mail stays one row.
 */
export async function idFromKey<Prefix extends string>(prefix: Prefix, key: string): Promise<Id<Prefix>> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return `${prefix}_${base32(new Uint8Array(digest)).slice(0, 26)}`;
}
