import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import jsigs from "jsonld-signatures";
import { expect, test } from "vitest";

import { credentialOf, didDocument, didOf, isGenuine, signCredential } from "../../../src/label/badge/credential.ts";
import { statusEntries } from "../../../src/label/badge/status-list.ts";
import { openSigner } from "../../../src/platform/signer.ts";

/* Our credentials, read by a library that is not ours. */

const ORIGIN = "https://lignesure.example";
const ring = JSON.stringify({ current: "a", keys: { a: Buffer.alloc(32, 7).toString("base64") } });
const about = {
  id: "lbl_abcdefghijklmnopqrstuv",
  offer: "Offre d’essai",
  organisation: "Mutuelle d’essai",
  siren: "000000018",
  level: "N2",
  levelName: "Renforcé",
  verifiedBp: 7475,
  status: statusEntries(ORIGIN, 94_567),
  isDemo: true,
  decidedOn: "2026-11-20",
  validUntilOn: "2029-11-20",
  referential: "label@0.9.0",
  resultHash: "a".repeat(64),
  justifications: { "ACC-1": "Tous les contrats santé y donnent droit." },
};

async function issued() {
  const signer = await openSigner(ring);
  const document = credentialOf(ORIGIN, about);
  const credential = await signCredential(document, {
    origin: ORIGIN,
    kid: signer.kid,
    at: "2026-11-20T10:00:00Z",
    sign: signer.sign,
  });
  return { credential, did: didDocument(ORIGIN, [signer]) };
}

/** The other library: its suite, its proof, its key; nothing is fetched. */
async function verifiedElsewhere(credential: object, did: Record<string, unknown>): Promise<boolean> {
  const method = (did["verificationMethod"] as Record<string, unknown>[])[0];
  const documentLoader = (url: string) => {
    const found =
      url === didOf(ORIGIN)
        ? did
        : url === method?.["id"]
          ? { "@context": "https://w3id.org/security/multikey/v1", ...method }
          : undefined;
    if (found === undefined) {
      throw new Error(`asked for ${url}`);
    }
    return { documentUrl: url, document: found, contextUrl: null };
  };
  const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
  const purpose = new jsigs.purposes.AssertionProofPurpose({ controller: did });
  const { verified } = (await jsigs.verify(credential, { suite, purpose, documentLoader })) as { verified: boolean };
  return verified;
}

test("an independent library accepts our credential, and so do we", async () => {
  const { credential, did } = await issued();
  expect(await verifiedElsewhere(credential, did)).toBe(true);
  expect(await isGenuine(credential, did)).toBe(true);
});

test.each([
  ["one letter of the level", '"Label Ligne Sûre, Renforcé', '"Label Ligne Sûre, Renforcè'],
  ["the last day", "2029-11-20", "2030-11-20"],
  ["the offer", "Offre d’essai", "Offre d’essaI"],
  ["a justification", "Tous les contrats", "Touz les contrats"],
])("%s changed by one byte: both refuse", async (_, from, to) => {
  const { credential, did } = await issued();
  const changed = JSON.parse(JSON.stringify(credential).replace(from, to)) as object;
  expect(JSON.stringify(changed)).not.toBe(JSON.stringify(credential));
  expect(await verifiedElsewhere(changed, did)).toBe(false);
  expect(await isGenuine(changed, did)).toBe(false);
});

test("another key, another suite, no proof at all: refused without an error", async () => {
  const { credential } = await issued();
  const other = didDocument(ORIGIN, [
    await openSigner(JSON.stringify({ current: "a", keys: { a: Buffer.alloc(32, 8).toString("base64") } })),
  ]);
  expect(await isGenuine(credential, other)).toBe(false);
  const { did } = await issued();
  const { proof, ...bare } = credential as { proof: object };
  for (const one of [
    bare,
    { ...bare, proof: { ...proof, cryptosuite: "eddsa-rdfc-2022" } },
    "text",
    null,
    { proof: 3 },
    // Half a character has no canonical form: the pages that read it answered 500.
    { ...bare, proof: { ...proof, "@context": ["\ud800"] } },
  ]) {
    expect(await isGenuine(one, did)).toBe(false);
  }
});

test("contexts added after the signed ones change nothing, those that differ from them are refused (vc-di-eddsa)", async () => {
  const { credential, did } = await issued();
  const contexts = credential["@context"] as string[];
  const more = { ...credential, "@context": contexts.concat("https://exemple.test/contexte") };
  expect([await isGenuine(more, did), await verifiedElsewhere(more, did)]).toEqual([true, true]);
  for (const wrong of [contexts.toReversed(), contexts.slice(1), ["https://exemple.test/contexte"].concat(contexts)]) {
    expect(await isGenuine({ ...credential, "@context": wrong }, did)).toBe(false);
  }
});

test("one achievement per level and version: two offers of a level share it, two levels do not; the score is a result", async () => {
  const subjectOf = (over: object) =>
    credentialOf(ORIGIN, { ...about, ...over })["credentialSubject"] as {
      achievement: { id: string };
      result: { value: string }[];
    };
  const [one, other, higher, later] = [
    subjectOf({}),
    subjectOf({ offer: "Autre", organisation: "Autre", verifiedBp: 7000 }),
    subjectOf({ level: "N3", levelName: "Complet" }),
    subjectOf({ referential: "label@0.10.0" }),
  ];
  expect(one.achievement).toEqual(other.achievement);
  expect(one.achievement.id).toBe(`${ORIGIN}/label/referentiel/0.9.0/niveaux/N2`);
  expect(new Set([one, higher, later].map(({ achievement }) => achievement.id)).size).toBe(3);
  expect(one.result.map(({ value }) => value)).toEqual(["Renforcé", "74.75"]);
});

test("did:web names the host, with its port written %3A", () => {
  expect([didOf("https://lignesure.example"), didOf("http://localhost:8787")]).toEqual([
    "did:web:lignesure.example",
    "did:web:localhost%3A8787",
  ]);
});
