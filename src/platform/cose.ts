import { isoCBOR } from "@simplewebauthn/server/helpers";
import * as z from "zod";

import { fromBase64Url, toBase64Url } from "./keys.ts";

/* Public keys of passkeys. Devices write them as COSE (RFC 9053), the database keeps them as JWK. ES256 and RS256, no other. */

const ES256 = -7;
const RS256 = -257;
/** The algorithms a device may use, by their COSE numbers. */
export const ALGORITHMS = [ES256, RS256];

/** A device's COSE key as a JWK that WebCrypto takes; null for one of another kind, or that WebCrypto refuses. */
export async function jwkOf(cose: Uint8Array): Promise<JsonWebKey | null> {
  const key = isoCBOR.decodeFirst<unknown>(new Uint8Array(cose));
  const jwk = key instanceof Map ? fieldsOf(key) : null;
  if (jwk === null) {
    return null;
  }
  const algorithm =
    jwk.kty === "EC" ? { name: "ECDSA", namedCurve: "P-256" } : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]).then(
    () => jwk,
    () => null,
  );
}

function fieldsOf(key: ReadonlyMap<unknown, unknown>): JsonWebKey | null {
  const [kty, alg, crv] = [key.get(1), key.get(3), key.get(-1)];
  const text = (label: number): string => {
    const value = key.get(label);
    return value instanceof Uint8Array ? toBase64Url(value) : "";
  };
  if (kty === 2 && alg === ES256 && crv === 1) {
    return { kty: "EC", crv: "P-256", x: text(-2), y: text(-3) };
  }
  return kty === 3 && alg === RS256 ? { kty: "RSA", n: text(-1), e: text(-2) } : null;
}

const text = z.string();
/** The fields that `jwkOf` writes, and no other: one more field could name another use of the key. */
const KeptKey = z.discriminatedUnion("kty", [
  z.strictObject({ kty: z.literal("EC"), crv: z.literal("P-256"), x: text, y: text }),
  z.strictObject({ kty: z.literal("RSA"), n: text, e: text }),
]);

/** A kept JWK as the COSE key that the library reads; null when it is not one of ours. */
export function coseOf(jwk: JsonWebKey): Uint8Array<ArrayBuffer> | null {
  const { data: key } = KeptKey.safeParse(jwk);
  if (key === undefined) {
    return null;
  }
  const fields: [number, number | Uint8Array][] =
    key.kty === "EC"
      ? [
          [1, 2],
          [3, ES256],
          [-1, 1],
          [-2, fromBase64Url(key.x)],
          [-3, fromBase64Url(key.y)],
        ]
      : [
          [1, 3],
          [3, RS256],
          [-1, fromBase64Url(key.n)],
          [-2, fromBase64Url(key.e)],
        ];
  return new Uint8Array(isoCBOR.encode(new Map(fields)));
}
