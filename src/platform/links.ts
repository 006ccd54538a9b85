import { timingSafeEqual } from "hono/utils/buffer";

import { type KeyRing, hmac, toBase64Url } from "./keys.ts";

/** Signed action links: what may be done (purpose), to what (subject), until when. No personal data inside. */
export type Links = {
  /** The token of a link. `subject` may hold letters, digits, `_`, `-` and `~`. */
  sign(purpose: string, subject: string, expiresAt: number): Promise<string>;
  /** The subject of a token that is genuine and not expired, else null: tampered and expired look the same. */
  verify(purpose: string, token: string, now: number): Promise<string | null>;
  /** Six digits that belong to a subject; only its holder can have been told them. */
  code(subject: string): Promise<string>;
  /** True for the code of a subject, under any key of the ring. */
  isCode(subject: string, typed: string): Promise<boolean>;
  /** The short token that leaves a list: key id, ten characters, 96 bits of HMAC. It never expires. */
  signRef(ref: string): Promise<string>;
  /** The ten characters of a genuine short token, else null. */
  verifyRef(token: string): Promise<string | null>;
};

/** Builds the signer from the ring `LINK_KEYS`; tokens read `kid.subject.expiry.mac`, the mac being 128 bits of HMAC-SHA-256. */
export function signedLinks(ring: KeyRing): Links {
  const mac = async (kid: string, text: string): Promise<string | null> => {
    const key = ring.keys.get(kid);
    return key === undefined ? null : toBase64Url((await hmac(key, text)).slice(0, 16));
  };
  const signed = (purpose: string, subject: string, expiry: string): string => `${purpose}\n${subject}\n${expiry}`;
  const shortMac = async (kid: string, ref: string): Promise<string | null> => {
    const key = ring.keys.get(kid);
    return key === undefined ? null : toBase64Url((await hmac(key, `leave\n${ref}`)).slice(0, 12));
  };
  const codeUnder = async (kid: string, subject: string): Promise<string> => {
    const bytes = await hmac(ring.keys.get(kid) ?? "", `code\n${subject}`);
    return String(new DataView(bytes.buffer).getUint32(0) % 1_000_000).padStart(6, "0");
  };
  return {
    code: (subject) => codeUnder(ring.current, subject),
    isCode: async (subject, typed) => {
      const codes = await Promise.all([...ring.keys.keys()].map((kid) => codeUnder(kid, subject)));
      const same = await Promise.all(codes.map((code) => timingSafeEqual(code, typed)));
      return same.includes(true);
    },
    signRef: async (ref) => `${ring.current}${ref}${await shortMac(ring.current, ref)}`,
    verifyRef: async (token) => {
      const [, kid = "", ref = "", code = ""] = /^(.)([a-z0-9]{10})(.{16})$/.exec(token) ?? [];
      const expected = await shortMac(kid, ref);
      return expected !== null && (await timingSafeEqual(expected, code)) ? ref : null;
    },
    sign: async (purpose, subject, expiresAt) => {
      const expiry = expiresAt.toString(36);
      const code = await mac(ring.current, signed(purpose, subject, expiry));
      return `${ring.current}.${subject}.${expiry}.${code}`;
    },
    verify: async (purpose, token, now) => {
      const [kid = "", subject = "", expiry = "", code = "", extra] = token.split(".");
      const expected = extra === undefined ? await mac(kid, signed(purpose, subject, expiry)) : null;
      if (expected === null || !(await timingSafeEqual(expected, code))) {
        return null;
      }
      return Number.parseInt(expiry, 36) > now ? subject : null;
    },
  };
}
