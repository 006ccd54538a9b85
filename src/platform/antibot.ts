import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/sha";
import * as z from "zod";

/** How long a page may stay open before its form must be loaded again, in seconds. */
const TICKET_LIFE = 2 * 3600;
/** Without script: a person needs at least this long between the page and the button, in seconds. */
const MIN_FILL = 3;

const Challenge = z.object({
  parameters: z
    .object({
      algorithm: z.literal("SHA-256"),
      nonce: z.string().max(64),
      salt: z.string().max(64),
      cost: z.int().min(1).max(10),
      keyLength: z.int().max(64),
      keyPrefix: z.string().max(128),
      keySignature: z.string().max(128),
      data: z.object({ at: z.int() }),
    })
    .strict(),
  signature: z.string().max(128),
});
const Solution = z.object({ counter: z.int().nonnegative(), derivedKey: z.string().max(128) }).loose();

/** What a public form carries: a signed challenge; with script also its solution; a trap that people leave empty. */
type AntibotFields = { ticket: string; solution: string; trap: string };

/** `lane` says how the form was proven: by work done in the page, or the slower way without script. */
export type AntibotVerdict =
  | { passed: true; lane: "worked" | "slow"; ticketId: string }
  | { passed: false; why: "missing" | "forged" | "expired" | "too_fast" | "trap" };

/** Proof of work for public forms, with another way for those who browse without script. */
export type Antibot = {
  /** A fresh ticket for a form, as text for a hidden field. */
  issue(now: number): Promise<string>;
  check(fields: AntibotFields, now: number): Promise<AntibotVerdict>;
};

/** `cost` is the highest number of hashes a page has to try; the mean is half of it. */
export function antibot(key: string, cost: number): Antibot {
  const secrets = { hmacSignatureSecret: key, hmacKeySignatureSecret: `${key}:key` };
  const randomCounter = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % Math.max(1, cost);
  return {
    issue: async (now) => {
      const challenge = await createChallenge({
        algorithm: "SHA-256",
        cost: 1,
        counter: randomCounter(),
        data: { at: now },
        deriveKey,
        ...secrets,
      });
      return btoa(JSON.stringify(challenge));
    },
    check: async (fields, now) => {
      const challenge = readTicket(fields.ticket);
      if (fields.trap !== "") {
        return { passed: false, why: "trap" };
      }
      if (challenge === null) {
        return { passed: false, why: "missing" };
      }
      const { nonce, data } = challenge.parameters;
      const solution = readSolution(fields.solution);
      const result = await verifySolution({
        challenge,
        solution: solution ?? { counter: 0, derivedKey: "" },
        deriveKey,
        ...secrets,
      });
      if (result.invalidSignature !== false) {
        return { passed: false, why: "forged" };
      }
      if (now >= data.at + TICKET_LIFE) {
        return { passed: false, why: "expired" };
      }
      if (result.verified) {
        return { passed: true, lane: "worked", ticketId: nonce };
      }
      return now - data.at < MIN_FILL
        ? { passed: false, why: "too_fast" }
        : { passed: true, lane: "slow", ticketId: nonce };
    },
  };
}

function readTicket(ticket: string): z.infer<typeof Challenge> | null {
  try {
    return Challenge.parse(JSON.parse(atob(ticket)));
  } catch {
    return null;
  }
}

function readSolution(text: string): z.infer<typeof Solution> | null {
  try {
    return Solution.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
