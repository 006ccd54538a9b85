import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import * as z from "zod";

import { type Result, ok, refuse } from "../kernel/result.ts";
import { ALGORITHMS, coseOf, jwkOf } from "./cose.ts";
import { fromBase64Url, toBase64Url } from "./keys.ts";

/* The two ceremonies of Web Authentication Level 3 (W3C), for attestation "none". @simplewebauthn/server checks them; the
   guards here refuse what it would let pass: ADR 23 lists it, test/platform/webauthn.worker.test.ts holds us to it. */

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

/** Why a ceremony is refused: for the log; the person reads one sentence whatever it is. */
export type PasskeyRefusal =
  | "unreadable" // bytes, JSON or CBOR that say nothing
  | "cross_origin" // asked for in another site's frame
  | "ceremony" // the answer to the other of the two questions
  | "challenge"
  | "origin"
  | "domain"
  | "user_absent" // nobody touched the device
  | "user_unverified" // nobody proved who they are: PIN, finger, face
  | "format" // an attestation, which we do not ask for
  | "credential" // the id of another passkey
  | "algorithm"
  | "key" // a public key that WebCrypto does not take
  | "counter" // the device was copied
  | "signature";

/** The passkey of a registration that matches. */
export async function verifyRegistration(
  given: Registration,
  expected: Expected,
): Promise<Result<Passkey, PasskeyRefusal>> {
  try {
    const client = fromBase64Url(given.response.clientDataJSON);
    const attestation = fromBase64Url(given.response.attestationObject);
    const refusal = refusedClient(client) ?? refusedAttestation(attestation);
    if (refusal !== null) {
      return refuse(refusal);
    }
    const response = { clientDataJSON: toBase64Url(client), attestationObject: toBase64Url(attestation) };
    const { registrationInfo } = await verifyRegistrationResponse({
      ...asked(expected),
      response: credential(given.id, response),
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return registrationInfo === undefined
      ? refuse("unreadable")
      : await keepable(given.id, registrationInfo.credential);
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

/** How often the passkey has signed, after an assertion that matches. */
export async function verifyAssertion(
  given: Assertion,
  passkey: Passkey,
  expected: Expected,
): Promise<Result<number, PasskeyRefusal>> {
  try {
    const client = fromBase64Url(given.response.clientDataJSON);
    const signature = fromBase64Url(given.response.signature);
    const publicKey = coseOf(passkey.publicKey);
    const refusal = refusedClient(client) ?? refusedCredential(given.id, signature, passkey);
    if (refusal !== null || publicKey === null) {
      return refuse(refusal ?? "key");
    }
    const response = {
      clientDataJSON: toBase64Url(client),
      authenticatorData: toBase64Url(fromBase64Url(given.response.authenticatorData)),
      signature: toBase64Url(signature),
    };
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...asked(expected),
      response: credential(given.id, response),
      credential: { id: passkey.id, publicKey, counter: passkey.counter },
    });
    return verified ? ok(authenticationInfo.newCounter) : refuse("signature");
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

const asked = ({ challenge, origin, rpId }: Expected) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: rpId,
});

/**
 * What the library wants around a response. It reads base64 leniently, so each part is decoded strictly and written anew
 * before it comes here: a guard must have seen the very bytes that are checked.
 */
const credential = <T>(id: string, response: T) => ({
  id,
  rawId: id,
  type: "public-key" as const,
  response,
  clientExtensionResults: {},
});

const ClientData = z.object({ crossOrigin: z.unknown().optional(), topOrigin: z.unknown().optional() });

/** Another site's frame: the library takes `crossOrigin` where no `topOrigin` is told, and at registration reads neither. */
function refusedClient(client: Uint8Array): PasskeyRefusal | null {
  const { crossOrigin, topOrigin } = ClientData.parse(JSON.parse(new TextDecoder().decode(client)));
  return (crossOrigin ?? false) !== false || topOrigin !== undefined ? "cross_origin" : null;
}

/** An attestation other than "none" never reaches the library: it would follow addresses in certificates that a stranger wrote. */
function refusedAttestation(bytes: Uint8Array<ArrayBuffer>): PasskeyRefusal | null {
  const attestation = isoCBOR.decodeFirst<Map<string, string>>(bytes);
  const isWhole = toBase64Url(isoCBOR.encode(attestation)) === toBase64Url(bytes);
  if (!(attestation instanceof Map) || !isWhole) {
    return "unreadable";
  }
  return attestation.get("fmt") === "none" ? null : "format";
}

/** The library compares neither the id that was sent with the passkey's, nor the spelling of a signature. */
function refusedCredential(id: string, signature: Uint8Array, passkey: Passkey): PasskeyRefusal | null {
  if (id !== passkey.id) {
    return "credential";
  }
  return passkey.publicKey.kty === "EC" && !isDer(signature) ? "signature" : null;
}

/** True for the two numbers of a P-256 signature as DER writes them (RFC 3279); the library reads looser spellings (BER). */
function isDer(bytes: Uint8Array): boolean {
  const r = bytes[3] ?? 0;
  const s = bytes[5 + r] ?? 0;
  const isPair = bytes[0] === 0x30 && bytes[2] === 2 && bytes[4 + r] === 2;
  return isPair && bytes.length <= 72 && bytes[1] === bytes.length - 2 && bytes.length === 6 + r + s;
}

/** The passkey that a device made, when the id is the one in the device's own data and WebCrypto takes its key. */
async function keepable(
  id: string,
  made: { id: string; publicKey: Uint8Array; counter: number },
): Promise<Result<Passkey, PasskeyRefusal>> {
  const publicKey = await jwkOf(made.publicKey);
  if (made.id !== id) {
    return refuse("credential");
  }
  return publicKey === null ? refuse("key") : ok({ id, publicKey, counter: made.counter });
}

/** The library throws sentences. What they begin with, and our word for it; a sentence of another version is "unreadable". */
const REASONS: [begins: RegExp, refusal: PasskeyRefusal][] = [
  [/^Unexpected \w+ response type/, "ceremony"],
  [/^Unexpected \w+ response challenge/, "challenge"],
  [/^Unexpected \w+ response origin/, "origin"],
  [/^Unexpected RP ID hash/, "domain"],
  [/^User (presence was required|not present)/, "user_absent"],
  [/^User verification/, "user_unverified"],
  [/^Unexpected public key alg/, "algorithm"],
  [/^Response counter value/, "counter"],
];

function reasonOf(error: unknown): PasskeyRefusal {
  const sentence = error instanceof Error ? error.message : "";
  return REASONS.find(([begins]) => begins.test(sentence))?.[1] ?? "unreadable";
}

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
