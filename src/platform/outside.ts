import * as z from "zod";

import { log } from "./log.ts";

/** What was found outside, or why nothing was. */
const Fetched = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), text: z.string(), host: z.string() }),
  z.strictObject({
    ok: z.literal(false),
    why: z.enum(["address", "private", "redirect", "slow", "status", "unreachable"]),
  }),
]);
const Records = z.array(z.string());
export type Fetched = z.infer<typeof Fetched>;
export type OutsideRefusal = Extract<Fetched, { ok: false }>["why"];

/** The only way to an address that somebody gave. */
export type Outside = {
  /** Text of a page: at most 64 KB of it, within five seconds, over https, from a public host, never after a redirect to another. */
  read: (url: string) => Promise<Fetched>;
  /** TXT records of a name; empty when there are none or nobody answers. */
  txt: (name: string) => Promise<string[]>;
};

/** The Worker `outside` behind its binding, which is not taken at its word: it has read what strangers wrote. */
export function outsideThrough(worker: Outside): Outside {
  const ask = async <T>(schema: z.ZodType<T>, call: () => Promise<unknown>, otherwise: T): Promise<T> => {
    try {
      return schema.parse(await call());
    } catch (error) {
      log.error("outside.failed", error);
      return otherwise;
    }
  };
  return {
    read: (url) => ask(Fetched, () => worker.read(url), { ok: false, why: "unreachable" }),
    txt: (name) => ask(Records, () => worker.txt(name), []),
  };
}

/** Names that are never public (RFC 6761, RFC 6762, RFC 8375, RFC 9476), and what looks like a number. */
const RESERVED =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|test|invalid|onion|alt|home\.arpa|in-addr\.arpa|ip6\.arpa)$/;

/** A public https address on the usual port, by name; `null` for anything else: a number, a port, a password, a bare name. */
export function publicAddress(text: string): URL | null {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "") {
    return null;
  }
  const host = url.hostname.replace(/\.$/, "");
  const isName = /^(?=.{4,253}$)(?:[a-z0-9-]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(host);
  return isName && !RESERVED.test(host) ? url : null;
}
