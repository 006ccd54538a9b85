import { isoCBOR } from "@simplewebauthn/server/helpers";

import { toBase64Url, utf8 } from "../../src/platform/keys.ts";
import type { Assertion, Registration } from "../../src/platform/webauthn.ts";

/** A public key as a device writes it (COSE): numbers for labels, numbers and bytes for values. */
export type CoseKey = Map<number, number | Uint8Array>;

/** What a ceremony is about, and what a test may falsify. */
type Ceremony = {
  challenge: string;
  origin: string;
  rpId: string;
  type?: string;
  flags?: number;
  counter?: number;
  crossOrigin?: unknown;
  topOrigin?: unknown;
  /** The attestation's format. */
  fmt?: string;
  /** Puts another public key in the device's data. */
  falsify?: (key: CoseKey) => CoseKey;
  /** Bytes that follow the attestation. */
  tail?: number[];
};

/** A device that holds one passkey: what a phone or a USB key does, in software. */
export type Authenticator = {
  id: string;
  register: (ceremony: Ceremony) => Promise<Registration & { rawId: string; type: "public-key" }>;
  sign: (ceremony: Ceremony) => Promise<Assertion & { rawId: string; type: "public-key" }>;
};

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const bytesOf = (text: string | undefined): Uint8Array => Uint8Array.fromBase64(text ?? "", { alphabet: "base64url" });
const big = (n: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (n >>> (8 * (length - 1 - i))) & 255);

/** Makes a device with a new key: ES256 as most do, or RS256 as older Windows machines do. */
export async function authenticator(kind: "ES256" | "RS256" = "ES256"): Promise<Authenticator> {
  const isEc = kind === "ES256";
  const algorithm = isEc
    ? { name: "ECDSA", namedCurve: "P-256" }
    : { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const jwk = (await crypto.subtle.exportKey("jwk", pair.publicKey)) as JsonWebKey;
  const cose: CoseKey = new Map<number, number | Uint8Array>(
    isEc
      ? [
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, bytesOf(jwk.x)],
          [-3, bytesOf(jwk.y)],
        ]
      : [
          [1, 3],
          [3, -257],
          [-1, bytesOf(jwk.n)],
          [-2, bytesOf(jwk.e)],
        ],
  );
  const rawId = crypto.getRandomValues(new Uint8Array(16));
  const id = toBase64Url(rawId);
  const client = (c: Ceremony, type: string): Uint8Array<ArrayBuffer> =>
    utf8(
      JSON.stringify({
        type: c.type ?? type,
        challenge: c.challenge,
        origin: c.origin,
        crossOrigin: c.crossOrigin ?? false,
        topOrigin: c.topOrigin,
      }),
    );
  const head = async (c: Ceremony, flags: number): Promise<number[]> => [
    ...(await sha256(utf8(c.rpId))),
    c.flags ?? flags,
    ...big(c.counter ?? 0, 4),
  ];
  return {
    id,
    register: async (c) => {
      const authData = new Uint8Array([
        ...(await head(c, 0x45)),
        ...Array.from({ length: 16 }, () => 0),
        ...big(rawId.length, 2),
        ...rawId,
        ...isoCBOR.encode(c.falsify?.(new Map(cose)) ?? cose),
      ]);
      const attestation = isoCBOR.encode(
        new Map<string, string | Uint8Array | Map<string, string>>([
          ["fmt", c.fmt ?? "none"],
          ["attStmt", new Map()],
          ["authData", authData],
        ]),
      );
      const response = {
        clientDataJSON: toBase64Url(client(c, "webauthn.create")),
        attestationObject: toBase64Url(new Uint8Array([...attestation, ...(c.tail ?? [])])),
      };
      return { id, rawId: id, type: "public-key", response };
    },
    sign: async (c) => {
      const data = client(c, "webauthn.get");
      const authData = new Uint8Array(await head(c, 0x05));
      const signed = new Uint8Array([...authData, ...(await sha256(data))]);
      const use = isEc ? { name: "ECDSA", hash: "SHA-256" } : { name: "RSASSA-PKCS1-v1_5" };
      const raw = new Uint8Array(await crypto.subtle.sign(use, pair.privateKey, signed));
      const response = {
        clientDataJSON: toBase64Url(data),
        authenticatorData: toBase64Url(authData),
        signature: toBase64Url(isEc ? der(raw) : raw),
      };
      return { id, rawId: id, type: "public-key", response };
    },
  };
}

/** Two numbers of 32 bytes as DER integers: leading zeros go, and one comes back where a number would look negative. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array): number[] => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const digits = Array.from(bytes.subarray(first === -1 ? 31 : first));
    const signed = (digits[0] ?? 0) > 127 ? [0, ...digits] : digits;
    return [2, signed.length, ...signed];
  };
  const both = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))];
  return new Uint8Array([0x30, both.length, ...both]);
}
