import { base58 } from "@scure/base";
import * as z from "zod";

import { achievementOf, resultsOf } from "./achievement.ts";
import { canonical } from "../scoring/canonical.ts";

/* Open Badges 3.0 credentials, signed with eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites v1.0, § 3.3). */

type Bytes = Uint8Array<ArrayBuffer>;
type Json = Record<string, unknown>;
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const digest = async (text: string): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));

/** Multicodec of an Ed25519 public key. */
const ED25519 = [0xed, 0x01];
/** A public key as a Multikey: base58btc, with what it is in front. */
const multikey = (publicKey: Uint8Array): string => `z${base58.encode(new Uint8Array([...ED25519, ...publicKey]))}`;
const keyOf = (text: string): Bytes => new Uint8Array(base58.decode(text.slice(1)).slice(2));

/** `did:web` of an origin (did:web method, § 3.1): the port's colon is written %3A. */
export const didOf = (origin: string): string => `did:web:${new URL(origin).host.replace(":", "%3A")}`;
const methodOf = (origin: string, kid: string): string => `${didOf(origin)}#${kid}`;

/** The document that says which keys sign for us, current and past. */
export function didDocument(origin: string, keys: readonly { kid: string; publicKey: Uint8Array }[]): Json {
  const methods = keys.map(({ kid, publicKey }) => ({
    id: methodOf(origin, kid),
    type: "Multikey",
    controller: didOf(origin),
    publicKeyMultibase: multikey(publicKey),
  }));
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    id: didOf(origin),
    verificationMethod: methods,
    assertionMethod: methods.map((one) => one.id),
  };
}

type About = {
  id: string;
  offer: string;
  organisation: string;
  siren: string;
  level: string;
  levelName: string;
  verifiedBp: number;
  isDemo: boolean;
  decidedOn: string;
  validUntilOn: string;
  referential: string;
  resultHash: string;
  /** Where the lists of what no longer holds speak of it. */
  status: readonly object[];
  /** What the mutuelle said may be published, by criterion. */
  justifications: Readonly<Record<string, string>>;
};
const SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
/** The credential of a label, before it is signed. The same id with a newer `validFrom` replaces it. */
export function credentialOf(origin: string, about: About): Json {
  const page = `${origin}/label/registre/${about.id}`;
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    id: `${origin}/label/badge/${about.id}.vc.json`,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: didOf(origin), type: ["Profile"], name: "Ligne Sûre", url: origin },
    name: `Label Ligne Sûre, ${about.levelName}${about.isDemo ? " (exemple fictif)" : ""}`,
    validFrom: `${about.decidedOn}T00:00:00Z`,
    validUntil: `${about.validUntilOn}T23:59:59Z`,
    credentialStatus: about.status,
    credentialSchema: { id: SCHEMA, type: "1EdTechJsonSchemaValidator2019" },
    credentialSubject: {
      id: page,
      type: ["AchievementSubject"],
      identifier: [
        { type: "IdentityObject", hashed: false, identityHash: `SIREN ${about.siren}`, identityType: "identifier" },
      ],
      name: `${about.offer} · ${about.organisation}`,
      achievement: achievementOf(origin, about),
      result: resultsOf(origin, about),
    },
    evidence: [
      {
        id: page,
        type: ["Evidence"],
        name: "Fiche publique",
        description: `Empreinte du résultat : ${about.resultHash}`,
      },
      ...Object.entries(about.justifications).map(([criterion, text]) => ({
        type: ["Evidence"],
        name: criterion,
        narrative: text,
      })),
    ],
    refreshService: { id: `${origin}/label/badge/${about.id}.vc.json`, type: "1EdTechCredentialRefresh" },
  };
}

const Proof = z.looseObject({
  type: z.literal("DataIntegrityProof"),
  cryptosuite: z.literal("eddsa-jcs-2022"),
  verificationMethod: z.string(),
  proofPurpose: z.literal("assertionMethod"),
  proofValue: z.string().regex(/^z[1-9A-HJ-NP-Za-km-z]{80,90}$/),
});

/** What is signed: SHA-256 of the proof's options, then of the document without its proof, both canonical. */
async function signedBytes(document: Json, options: Json): Promise<Bytes> {
  return new Uint8Array([...(await digest(canonical(options))), ...(await digest(canonical(document)))]);
}

/** Signs a credential; the options carry its `@context`, as the suite says. */
export async function signCredential(
  document: Json,
  { origin, kid, at, sign }: { origin: string; kid: string; at: string; sign: (bytes: Bytes) => Promise<Uint8Array> },
): Promise<Json> {
  const options = {
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    created: at,
    verificationMethod: methodOf(origin, kid),
    proofPurpose: "assertionMethod",
    "@context": document["@context"],
  };
  const signature = await sign(await signedBytes(document, options));
  return { ...document, proof: { ...options, proofValue: `z${base58.encode(signature)}` } };
}

const Document = z.looseObject({
  verificationMethod: z.array(z.looseObject({ id: z.string(), publicKeyMultibase: z.string() })),
});

/**
 * The contexts that were signed: those of the proof, which begin the document's (vc-di-eddsa, § 3.3.2); `null` when they do not. Contexts that
 * somebody added after them change nothing of what was signed.
 */
function signedContexts(inDocument: unknown, inProof: unknown): unknown {
  if (inProof === undefined) {
    return inDocument;
  }
  const [all, signed] = [inDocument, inProof].map((one) => (Array.isArray(one) ? (one as unknown[]) : [one]));
  return signed?.every((one, i) => canonical(one) === canonical(all?.[i] ?? null)) === true ? inProof : null;
}

/** Whether a credential is as it was signed, by a key of a DID document. Domain and state are not in the signature. */
export async function isGenuine(credential: unknown, didJson: unknown): Promise<boolean> {
  const read = z.looseObject({ proof: Proof }).safeParse(credential);
  const did = Document.safeParse(didJson);
  if (!read.success || !did.success) {
    return false;
  }
  const { proof, ...document } = read.data;
  const { proofValue, ...options } = proof;
  const method = did.data.verificationMethod.find((one) => one.id === proof.verificationMethod);
  if (method === undefined) {
    return false;
  }
  try {
    const contexts = signedContexts(document["@context"], options["@context"]);
    if (contexts === null) {
      return false;
    }
    const key = await crypto.subtle.importKey("raw", keyOf(method.publicKeyMultibase), "Ed25519", false, ["verify"]);
    const signature = new Uint8Array(base58.decode(proofValue.slice(1)));
    return await crypto.subtle.verify(
      "Ed25519",
      key,
      signature,
      await signedBytes({ ...document, "@context": contexts }, options),
    );
  } catch {
    return false;
  }
}
