import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { describe, expect, test } from "vitest";

import { fromBase64Url, toBase64Url } from "../../src/platform/keys.ts";
import {
  type Assertion,
  type Registration,
  readAssertion,
  readRegistration,
  verifyAssertion,
  verifyRegistration,
} from "../../src/platform/webauthn.ts";
import { authenticator } from "../support/authenticator.ts";

const EXPECTED = { challenge: "c29tZS1jaGFsbGVuZ2U", origin: "https://lignesure.fr", rpId: "lignesure.fr" };

/** What the full library says of the same registration. */
async function theirRegistration(given: Registration): Promise<boolean> {
  const response = { ...given, rawId: given.id, type: "public-key" as const, clientExtensionResults: {} };
  const { challenge, origin, rpId } = EXPECTED;
  const verdict = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    supportedAlgorithmIDs: [-7, -257],
  }).catch(() => ({ verified: false }));
  return verdict.verified;
}

/** What the full library says of the same assertion, with the key that it read itself. */
async function theirAssertion(registered: Registration, given: Assertion, counter = 0): Promise<boolean> {
  const { challenge, origin, rpId } = EXPECTED;
  const expected = { expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId };
  const first = await verifyRegistrationResponse({
    ...expected,
    response: { ...registered, rawId: registered.id, type: "public-key", clientExtensionResults: {} },
    supportedAlgorithmIDs: [-7, -257],
  });
  const credential = {
    id: registered.id,
    publicKey: first.registrationInfo?.credential.publicKey ?? new Uint8Array(),
    counter,
  };
  const response = { ...given, rawId: given.id, type: "public-key" as const, clientExtensionResults: {} };
  const verdict = await verifyAuthenticationResponse({ ...expected, response, credential }).catch(() => ({
    verified: false,
  }));
  return verdict.verified;
}

/** Every way to falsify what a ceremony is about; each must be refused by both. */
const FALSE: [string, Record<string, unknown>][] = [
  ["another challenge", { challenge: "YW5vdGhlcg" }],
  ["another site", { origin: "https://evil.fr" }],
  ["a subdomain", { origin: "https://x.lignesure.fr" }],
  ["another domain's key", { rpId: "evil.fr" }],
  ["the other ceremony", { type: "webauthn.other" }],
  ["nobody touched it", { flags: 0x44 }],
  ["nobody proved who they are", { flags: 0x41 }],
];

describe.each(["ES256", "RS256"] as const)("a passkey of kind %s", (kind) => {
  test("is made, and signs: our verdict is the full library's, a hundred times", async () => {
    const device = await authenticator(kind);
    const made = await device.register(EXPECTED);
    const passkey = await verifyRegistration(made, EXPECTED);
    expect([passkey?.id, await theirRegistration(made)]).toEqual([device.id, true]);
    for (let i = 0; i < 100; i++) {
      const shown = await device.sign({ ...EXPECTED, counter: 0 });
      expect(passkey === null ? null : await verifyAssertion(shown, passkey, EXPECTED), shown.response.signature).toBe(
        0,
      );
    }
    const shown = await device.sign(EXPECTED);
    expect(await theirAssertion(made, shown)).toBe(true);
  });

  test.each(FALSE)("%s: refused, by us and by the full library", async (_, wrong) => {
    const device = await authenticator(kind);
    const made = await device.register(EXPECTED);
    const passkey = await verifyRegistration(made, EXPECTED);
    if (passkey === null) {
      throw new Error("the honest one is refused");
    }
    const falseRegistration = await device.register({ ...EXPECTED, ...wrong });
    expect(await verifyRegistration(falseRegistration, EXPECTED)).toBeNull();
    expect(await theirRegistration(falseRegistration)).toBe(false);
    const flags = typeof wrong["flags"] === "number" ? { flags: wrong["flags"] & ~0x40 } : {};
    const shown = await device.sign({ ...EXPECTED, ...wrong, ...flags });
    expect(await verifyAssertion(shown, passkey, EXPECTED)).toBeNull();
    expect(await theirAssertion(made, shown)).toBe(false);
  });

  test("any byte of the signature, of the client data or of the device's data changed: refused by both", async () => {
    const device = await authenticator(kind);
    const made = await device.register(EXPECTED);
    const passkey = await verifyRegistration(made, EXPECTED);
    const shown = await device.sign(EXPECTED);
    for (const part of ["signature", "clientDataJSON", "authenticatorData"] as const) {
      const bytes = fromBase64Url(shown.response[part]);
      for (let at = 0; at < bytes.length; at += 7) {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ 1;
        const given = { ...shown, response: { ...shown.response, [part]: toBase64Url(altered) } };
        expect(passkey && (await verifyAssertion(given, passkey, EXPECTED)), `${part} ${at}`).toBeNull();
        expect(await theirAssertion(made, given), `${part} ${at}`).toBe(false);
      }
    }
  });
});

describe("a passkey that was copied", () => {
  test("shows itself by a counter that does not grow; one that never counts is fine", async () => {
    const device = await authenticator();
    const made = await device.register({ ...EXPECTED, counter: 5 });
    const passkey = await verifyRegistration(made, EXPECTED);
    if (passkey === null) {
      throw new Error("the honest one is refused");
    }
    const verdicts: (number | null)[] = [];
    for (const counter of [5, 4, 0, 6]) {
      const shown = await device.sign({ ...EXPECTED, counter });
      verdicts.push(await verifyAssertion(shown, passkey, EXPECTED));
      expect(await theirAssertion(made, shown, 5)).toBe(verdicts.at(-1) !== null);
    }
    expect(verdicts).toEqual([null, null, null, 6]);
  });

  test("another device's signature under this id is refused", async () => {
    const [mine, other] = [await authenticator(), await authenticator()];
    const passkey = await verifyRegistration(await mine.register(EXPECTED), EXPECTED);
    const shown = { ...(await other.sign(EXPECTED)), id: mine.id };
    expect(passkey && (await verifyAssertion(shown, passkey, EXPECTED))).toBeNull();
  });
});

describe("what the page sends", () => {
  test.each(["", "null", "[]", "{}", '{"id":1}', '{"id":"a","response":{}}', `{"id":"${"x".repeat(30_000)}"}`])(
    "%#: not an answer",
    (json) => {
      expect([readRegistration(json), readAssertion(json)]).toEqual([null, null]);
    },
  );

  test("bytes that mean nothing are refused, not thrown", async () => {
    const response = { clientDataJSON: "!!", attestationObject: "!!", authenticatorData: "!!", signature: "!!" };
    expect(await verifyRegistration({ id: "x", response }, EXPECTED)).toBeNull();
    const passkey = { id: "x", publicKey: { kty: "EC" }, counter: 0 };
    expect(await verifyAssertion({ id: "x", response }, passkey, EXPECTED)).toBeNull();
  });
});
