import { isoCBOR } from "@simplewebauthn/server/helpers";
import { describe, expect, test } from "vitest";

import { type Result, ok, refuse } from "../../src/kernel/result.ts";
import { fromBase64Url, toBase64Url, utf8 } from "../../src/platform/keys.ts";
import {
  type Passkey,
  type PasskeyRefusal,
  readAssertion,
  readRegistration,
  verifyAssertion,
  verifyRegistration,
} from "../../src/platform/webauthn.ts";
import { type Authenticator, type CoseKey, authenticator } from "../support/authenticator.ts";
import kept from "./kept-passkeys.json" with { type: "json" };

const EXPECTED = { challenge: "c29tZS1jaGFsbGVuZ2U", origin: "https://lignesure.fr", rpId: "lignesure.fr" };

/** The passkey of an honest registration. */
async function passkeyOf(device: Authenticator, counter = 0): Promise<Passkey> {
  const made = await verifyRegistration(await device.register({ ...EXPECTED, counter }), EXPECTED);
  if (!made.ok) {
    throw new Error(`the honest one is refused: ${made.refusal}`);
  }
  return made.value;
}

/** Every way to falsify what a ceremony is about, and the word for it. */
const FALSE: [what: string, wrong: Record<string, unknown>, refusal: PasskeyRefusal][] = [
  ["another challenge", { challenge: "YW5vdGhlcg" }, "challenge"],
  ["another site", { origin: "https://evil.fr" }, "origin"],
  ["a subdomain", { origin: "https://x.lignesure.fr" }, "origin"],
  ["another domain's key", { rpId: "evil.fr" }, "domain"],
  ["the other ceremony", { type: "webauthn.other" }, "ceremony"],
  ["nobody touched it", { flags: 0x44 }, "user_absent"],
  ["nobody proved who they are", { flags: 0x41 }, "user_unverified"],
  ["another site's frame, which it does not name", { crossOrigin: true }, "cross_origin"],
  ["another site's frame, named", { crossOrigin: true, topOrigin: "https://evil.fr" }, "cross_origin"],
  ["our own frame within another of ours", { crossOrigin: true, topOrigin: EXPECTED.origin }, "cross_origin"],
  ["a frame named, and denied", { crossOrigin: false, topOrigin: "https://evil.fr" }, "cross_origin"],
  ["a frame named without a name", { topOrigin: "" }, "cross_origin"],
  ["a frame that is nothing", { topOrigin: null }, "cross_origin"],
  ["a frame told by a word", { crossOrigin: "true" }, "cross_origin"],
];

describe.each(["ES256", "RS256"] as const)("a passkey of kind %s", (kind) => {
  test("is made, and signs a hundred times", async () => {
    const device = await authenticator(kind);
    const passkey = await passkeyOf(device);
    expect(passkey.id).toBe(device.id);
    for (let i = 0; i < 100; i++) {
      const shown = await device.sign({ ...EXPECTED, counter: 0 });
      expect(await verifyAssertion(shown, passkey, EXPECTED), shown.response.signature).toEqual(ok(0));
    }
  });

  test("one that a phone keeps a copy of elsewhere signs too", async () => {
    const device = await authenticator(kind);
    const made = await verifyRegistration(await device.register({ ...EXPECTED, flags: 0x5d }), EXPECTED);
    expect(
      made.ok && (await verifyAssertion(await device.sign({ ...EXPECTED, flags: 0x1d }), made.value, EXPECTED)),
    ).toEqual(ok(0));
  });

  test.each(FALSE)("%s: refused when it is made, and when it signs", async (_, wrong, refusal) => {
    const device = await authenticator(kind);
    const passkey = await passkeyOf(device);
    const falseRegistration = await device.register({ ...EXPECTED, ...wrong });
    expect(await verifyRegistration(falseRegistration, EXPECTED)).toEqual(refuse(refusal));
    const flags = typeof wrong["flags"] === "number" ? { flags: wrong["flags"] & ~0x40 } : {};
    const shown = await device.sign({ ...EXPECTED, ...wrong, ...flags });
    expect(await verifyAssertion(shown, passkey, EXPECTED)).toEqual(refuse(refusal));
  });

  test("any byte of the signature, of the client data or of the device's data changed: refused", async () => {
    const device = await authenticator(kind);
    const passkey = await passkeyOf(device);
    const shown = await device.sign(EXPECTED);
    for (const part of ["signature", "clientDataJSON", "authenticatorData"] as const) {
      const bytes = fromBase64Url(shown.response[part]);
      for (let at = 0; at < bytes.length; at += 7) {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ 1;
        const given = { ...shown, response: { ...shown.response, [part]: toBase64Url(altered) } };
        expect((await verifyAssertion(given, passkey, EXPECTED)).ok, `${part} ${at}`).toBe(false);
      }
    }
  });

  test("kept as JWK before the library checked it: still opens, and is still held to its counter", async () => {
    const { row, shown } = kept[kind];
    const passkey = { id: row.id, counter: row.counter, publicKey: JSON.parse(row.public_key) as JsonWebKey };
    expect(await verifyAssertion(shown, passkey, EXPECTED)).toEqual(ok(4));
    expect(await verifyAssertion(shown, { ...passkey, counter: 4 }, EXPECTED)).toEqual(refuse("counter"));
  });

  test("is kept as before: a JWK of the same fields", async () => {
    const fields = Object.keys(JSON.parse(kept[kind].row.public_key) as object);
    expect(Object.keys((await passkeyOf(await authenticator(kind))).publicKey)).toEqual(fields);
  });

  test("signed by another device under this id: refused", async () => {
    const [mine, other] = [await authenticator(kind), await authenticator(kind)];
    const shown = { ...(await other.sign(EXPECTED)), id: mine.id };
    expect(await verifyAssertion(shown, await passkeyOf(mine), EXPECTED)).toEqual(refuse("signature"));
  });

  test("an id that is not the one in the device's data, or another passkey's: refused", async () => {
    const [mine, other] = [await authenticator(kind), await authenticator(kind)];
    const made = { ...(await mine.register(EXPECTED)), id: other.id };
    expect(await verifyRegistration(made, EXPECTED)).toEqual(refuse("credential"));
    const shown = { ...(await mine.sign(EXPECTED)), id: other.id };
    expect(await verifyAssertion(shown, await passkeyOf(mine), EXPECTED)).toEqual(refuse("credential"));
  });

  test("the library is handed the bytes that the guards read: white space between them counts for neither", async () => {
    const device = await authenticator(kind);
    const passkey = await passkeyOf(device);
    const spaced = <T extends Record<string, string>>(parts: T): T =>
      Object.fromEntries(
        Object.entries(parts).map(([name, text]) => [name, `${text.slice(0, 5)}\n${text.slice(5)}`]),
      ) as T;
    const [made, shown] = [await device.register(EXPECTED), await device.sign(EXPECTED)];
    expect((await verifyRegistration({ ...made, response: spaced(made.response) }, EXPECTED)).ok).toBe(true);
    expect(await verifyAssertion({ ...shown, response: spaced(shown.response) }, passkey, EXPECTED)).toEqual(ok(0));
  });

  /** Spellings that a lenient reader of base64 takes for the same bytes, or for others. */
  test.each([
    ["of ordinary base64", (text: string) => `${text}+/`],
    ["of none", (text: string) => `${text}!!!!`],
    ["of none, in the middle", (text: string) => `${text.slice(0, 8)}é${text.slice(8)}`],
  ])("characters %s in any part: refused", async (_, spoil) => {
    const device = await authenticator(kind);
    const passkey = await passkeyOf(device);
    const [made, shown] = [await device.register(EXPECTED), await device.sign(EXPECTED)];
    for (const part of ["clientDataJSON", "attestationObject"] as const) {
      const given = { ...made, response: { ...made.response, [part]: spoil(made.response[part]) } };
      expect(await verifyRegistration(given, EXPECTED), part).toEqual(refuse("unreadable"));
    }
    for (const part of ["clientDataJSON", "authenticatorData", "signature"] as const) {
      const given = { ...shown, response: { ...shown.response, [part]: spoil(shown.response[part]) } };
      expect(await verifyAssertion(given, passkey, EXPECTED), part).toEqual(refuse("unreadable"));
    }
  });
});

describe("an attestation", () => {
  test.each(["packed", "fido-u2f", "android-key", "android-safetynet", "apple", "tpm", "NONE", ""])(
    "of format %j is refused: we ask for none",
    async (fmt) => {
      const made = await (await authenticator()).register({ ...EXPECTED, fmt });
      expect(await verifyRegistration(made, EXPECTED)).toEqual(refuse("format"));
    },
  );

  test("with anything behind it is refused", async () => {
    const made = await (await authenticator()).register({ ...EXPECTED, tail: [0xf6] });
    expect(await verifyRegistration(made, EXPECTED)).toEqual(refuse("unreadable"));
  });

  const P256 = 1;
  const FALSE_KEYS: [what: string, kind: "ES256" | "RS256", change: [number, number | Uint8Array], PasskeyRefusal][] = [
    ["EdDSA", "ES256", [3, -8], "algorithm"],
    ["ES384", "ES256", [3, -35], "algorithm"],
    ["RS1, which hashes with SHA-1", "RS256", [3, -65535], "algorithm"],
    ["RSA said to be ES256", "RS256", [3, -7], "key"],
    ["P-256 said to be RS256", "ES256", [3, -257], "key"],
    ["another curve than the algorithm's", "ES256", [-1, P256 + 1], "key"],
    ["a point that is not on the curve", "ES256", [-3, new Uint8Array(32).fill(1)], "key"],
    ["half a point", "ES256", [-2, new Uint8Array(16).fill(1)], "key"],
    ["a point without numbers", "ES256", [-2, 7], "key"],
    ["a modulus of nothing", "RS256", [-1, new Uint8Array()], "key"],
  ];
  test.each(FALSE_KEYS)("with a key that is %s is refused", async (_, kind, [label, value], refusal) => {
    const falsify = (key: CoseKey): CoseKey => key.set(label, value);
    const made = await (await authenticator(kind)).register({ ...EXPECTED, falsify });
    expect(await verifyRegistration(made, EXPECTED)).toEqual(refuse(refusal));
  });
});

describe("a passkey that was copied", () => {
  test("shows itself by a counter that does not grow; one that never counts is fine", async () => {
    const device = await authenticator();
    const passkey = await passkeyOf(device, 5);
    const verdicts: Result<number, PasskeyRefusal>[] = [];
    for (const counter of [5, 4, 0, 6]) {
      verdicts.push(await verifyAssertion(await device.sign({ ...EXPECTED, counter }), passkey, EXPECTED));
    }
    expect(verdicts).toEqual([refuse("counter"), refuse("counter"), refuse("counter"), ok(6)]);
  });
});

describe("a signature of ES256", () => {
  /** The same two numbers, written as BER allows and DER does not. */
  test.each([
    ["its length written in two bytes", (der: number[]) => [0x30, 0x81, ...der.slice(1)]],
    ["no length, and an end", (der: number[]) => [0x30, 0x80, ...der.slice(2), 0, 0]],
    ["the length of a number in two bytes", (der: number[]) => [0x30, (der[1] ?? 0) + 1, 2, 0x81, ...der.slice(3)]],
    ["a third number", (der: number[]) => [0x30, (der[1] ?? 0) + 3, ...der.slice(2), 2, 1, 0]],
    ["bytes behind it", (der: number[]) => [...der, 0, 0]],
  ])("with %s is refused", async (_, respell) => {
    const device = await authenticator();
    const passkey = await passkeyOf(device);
    const shown = await device.sign(EXPECTED);
    const signature = toBase64Url(new Uint8Array(respell([...fromBase64Url(shown.response.signature)])));
    const given = { ...shown, response: { ...shown.response, signature } };
    expect(await verifyAssertion(given, passkey, EXPECTED)).toEqual(refuse("signature"));
  });
});

describe("what the page sends", () => {
  test.each(["", "null", "[]", "{}", '{"id":1}', '{"id":"a","response":{}}', `{"id":"${"x".repeat(30_000)}"}`])(
    "%#: not an answer",
    (json) => {
      expect([readRegistration(json), readAssertion(json)]).toEqual([null, null]);
    },
  );

  test.each([
    ["no base64", "!!"],
    ["no JSON and no CBOR", toBase64Url(utf8("hm"))],
    ["JSON and CBOR of nothing", toBase64Url(utf8("null"))],
    ["CBOR of a list", toBase64Url(new Uint8Array(isoCBOR.encode([1])))],
    ["nothing", ""],
  ])("bytes that are %s are refused, not thrown", async (_, bytes) => {
    const response = { clientDataJSON: bytes, attestationObject: bytes, authenticatorData: bytes, signature: bytes };
    expect(await verifyRegistration({ id: "x", response }, EXPECTED)).toEqual(refuse("unreadable"));
    const { id, publicKey } = await passkeyOf(await authenticator());
    expect(await verifyAssertion({ id, response }, { id, publicKey, counter: 0 }, EXPECTED)).toEqual(
      refuse("unreadable"),
    );
  });

  test("a kept key with a field missing, strange or too many is refused, not thrown", async () => {
    const device = await authenticator();
    const passkey = await passkeyOf(device);
    const shown = await device.sign(EXPECTED);
    const incomplete = [{ kty: "EC" }, { kty: "RSA" }, { kty: "oct", k: "AA" }];
    const strange = [{ crv: "P-384" }, { alg: "RS512" }, { use: "enc" }, { x: "!" }, { x: "AA" }];
    for (const publicKey of [...incomplete, ...strange.map((wrong) => Object.assign({}, passkey.publicKey, wrong))]) {
      const verdict = await verifyAssertion(shown, { ...passkey, publicKey }, EXPECTED);
      expect(verdict.ok, JSON.stringify(publicKey)).toBe(false);
    }
  });
});
