import { type CBORType, decodeCBOR, decodePartialCBOR } from "@levischuck/tiny-cbor";
import * as z from "zod";

import { fromBase64Url, toBase64Url, utf8 } from "./keys.ts";

/* The two ceremonies of Web Authentication Level 3 (W3C), for attestation "none": §7.1 registering, §7.2 authenticating.
   ADR 12 says why this is ours; test/platform/webauthn.worker.test.ts holds it to the verdicts of a full library. */

/** What a ceremony must match: the challenge we gave, our origin, our domain. */
export type Expected = { challenge: string; origin: string; rpId: string };
/** A passkey as we keep it: its id, its public key as JWK, and how often it has signed (0: it does not count). */
export type Passkey = { id: string; publicKey: JsonWebKey; counter: number };
/** What the browser sends after creating a passkey, as JSON (base64url inside). */
export type Registration = { id: string; response: { clientDataJSON: string; attestationObject: string } };
/** What the browser sends after signing with one. */
export type Assertion = {
  id: string;
  response: { clientDataJSON: string; authenticatorData: string; signature: string };
};

const FLAGS = { userPresent: 1, userVerified: 4, hasCredential: 64 } as const;

/** The passkey of a registration that matches; null for one that does not, whatever is wrong with it. */
export async function verifyRegistration(given: Registration, expected: Expected): Promise<Passkey | null> {
  try {
    if (!isClientData(given.response.clientDataJSON, "webauthn.create", expected)) {
      return null;
    }
    const attestation = decodeCBOR(fromBase64Url(given.response.attestationObject));
    const bytes = attestation instanceof Map ? attestation.get("authData") : undefined;
    const data = bytes instanceof Uint8Array ? await readAuthenticatorData(bytes, expected.rpId) : null;
    if (data === null || (data.flags & FLAGS.hasCredential) === 0 || !(bytes instanceof Uint8Array)) {
      return null;
    }
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint16(53);
    const id = toBase64Url(bytes.slice(55, 55 + length));
    const [cose] = decodePartialCBOR(bytes.slice(55 + length), 0);
    const publicKey = jwkOf(cose);
    if (publicKey === null || length === 0 || id !== given.id) {
      return null;
    }
    await importPublic(publicKey);
    return { id, publicKey, counter: data.counter };
  } catch {
    return null;
  }
}

/** How often the passkey has signed, after an assertion that matches; null for one that does not. */
export async function verifyAssertion(given: Assertion, passkey: Passkey, expected: Expected): Promise<number | null> {
  try {
    if (given.id !== passkey.id || !isClientData(given.response.clientDataJSON, "webauthn.get", expected)) {
      return null;
    }
    const bytes = fromBase64Url(given.response.authenticatorData);
    const data = await readAuthenticatorData(bytes, expected.rpId);
    const isCopied = data !== null && (data.counter > 0 || passkey.counter > 0) && data.counter <= passkey.counter;
    if (data === null || isCopied) {
      return null;
    }
    const clientHash = await sha256(fromBase64Url(given.response.clientDataJSON));
    const signed = new Uint8Array([...bytes, ...clientHash]);
    const { key, algorithm } = await importPublic(passkey.publicKey);
    const signature = fromBase64Url(given.response.signature);
    const raw = passkey.publicKey.kty === "EC" ? rawSignature(signature) : signature;
    return (await crypto.subtle.verify(algorithm, key, raw, signed)) ? data.counter : null;
  } catch {
    return null;
  }
}

function isClientData(clientDataJSON: string, type: string, expected: Expected): boolean {
  const data = JSON.parse(new TextDecoder().decode(fromBase64Url(clientDataJSON))) as Record<string, unknown>;
  return (
    data["type"] === type &&
    data["challenge"] === expected.challenge &&
    data["origin"] === expected.origin &&
    data["crossOrigin"] !== true
  );
}

/** Flags and counter, where the domain is ours and somebody was there and proved it (PIN, finger, face); else null. */
async function readAuthenticatorData(
  bytes: Uint8Array,
  rpId: string,
): Promise<{ flags: number; counter: number } | null> {
  const flags = bytes[32] ?? 0;
  const isOurs = bytes.length >= 37 && toBase64Url(bytes.slice(0, 32)) === toBase64Url(await sha256(utf8(rpId)));
  const isThere = (flags & FLAGS.userPresent) !== 0 && (flags & FLAGS.userVerified) !== 0;
  return isOurs && isThere ? { flags, counter: new DataView(bytes.buffer, bytes.byteOffset).getUint32(33) } : null;
}

/** A COSE key (RFC 9053) as JWK: ES256 on P-256, or RS256; null for every other. */
function jwkOf(cose: CBORType): JsonWebKey | null {
  if (!(cose instanceof Map)) {
    return null;
  }
  const bytes = (label: number): string => {
    const value = cose.get(label);
    return value instanceof Uint8Array ? toBase64Url(value) : "";
  };
  const [kty, alg, crv] = [cose.get(1), cose.get(3), cose.get(-1)];
  if (kty === 2 && alg === -7 && crv === 1) {
    return { kty: "EC", crv: "P-256", x: bytes(-2), y: bytes(-3) };
  }
  return kty === 3 && alg === -257 ? { kty: "RSA", n: bytes(-1), e: bytes(-2) } : null;
}

async function importPublic(jwk: JsonWebKey) {
  const algorithm =
    jwk.kty === "EC"
      ? { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
      : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return { algorithm, key: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]) };
}

/** An ECDSA signature from DER (two integers, RFC 3279) to the 64 bytes that WebCrypto wants. Throws on anything else. */
function rawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const digits = der.slice(at + 2, at + 2 + length);
    const bare = digits[0] === 0 ? digits.slice(1) : digits;
    if (der[0] !== 0x30 || der[at] !== 2 || bare.length > 32 || digits.length !== length) {
      throw new Error("not an ECDSA signature");
    }
    raw.set(bare, end - bare.length);
    at += 2 + length;
  }
  return raw;
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const text = z.string().max(20_000);
const RegistrationJson = z.object({
  id: text,
  response: z.object({ clientDataJSON: text, attestationObject: text }),
});
const AssertionJson = z.object({
  id: text,
  response: z.object({ clientDataJSON: text, authenticatorData: text, signature: text }),
});

/** Reads what the page sends after creating a passkey; null when it is something else. */
export const readRegistration = (json: string): Registration | null => read(RegistrationJson, json);
/** Reads what the page sends after signing; null when it is something else. */
export const readAssertion = (json: string): Assertion | null => read(AssertionJson, json);

function read<T>(schema: z.ZodType<T>, json: string): T | null {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}
