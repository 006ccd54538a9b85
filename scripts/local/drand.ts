import { bls12_381 } from "@noble/curves/bls12-381.js";

/* Rounds of the public beacon drand « quicknet », checked by its key: here and not in the Workers, which have no need to believe themselves. */

/** The key of the chain, whose name is a hash that holds it (`test/workshops/list/draw.unit.test.ts` computes it again). */
export const KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
/** What the scheme « bls-unchained-g1-rfc9380 » mixes in. */
const TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const bls = bls12_381.shortSignatures;

/** Whether the organisations of the beacon signed this round: the SHA-256 of its number, in eight bytes. */
export async function isSignedRound({ round, signature }: { round: number; signature: string }): Promise<boolean> {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  const message = new Uint8Array(await crypto.subtle.digest("SHA-256", number));
  try {
    return bls.verify(bls.Signature.fromHex(signature), bls.hash(message, TAG), bls12_381.G2.Point.fromHex(KEY));
  } catch {
    return false; // not a point of the curve
  }
}
