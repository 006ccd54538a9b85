import { type Fetched, type Outside, publicAddress } from "../../src/platform/outside.ts";
import { isPublicIp } from "./public-ip.ts";

const MOST_BYTES = 64 * 1024;
const MOST_MS = 5000;
const MOST_HOPS = 3;
const RESOLVER = "https://cloudflare-dns.com/dns-query";

type Fetcher = typeof fetch;

/** Asks a resolver for the records of a name (RFC 8484 in JSON, as Cloudflare and Google answer). */
const resolverAt =
  (dns: string, fetcher: Fetcher) =>
  async (name: string, type: "A" | "AAAA" | "TXT", signal: AbortSignal): Promise<string[]> => {
    const headers = { accept: "application/dns-json" };
    const answer = await fetcher(`${dns}?name=${encodeURIComponent(name)}&type=${type}`, { headers, signal });
    const read = answer.ok ? ((await answer.json()) as { Answer?: { type: number; data: string }[] }) : {};
    const code = { A: 1, AAAA: 28, TXT: 16 }[type];
    return (read.Answer ?? []).filter((one) => one.type === code).map((one) => one.data);
  };

/** Reads a page, over at most three redirects, none of which leaves its host. */
async function follow(start: URL, ask: (url: URL) => Promise<Response>): Promise<Fetched> {
  let url = start;
  for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
    const answer = await ask(url);
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status >= 400 || location === null) {
      return answer.ok && answer.body !== null
        ? { ok: true, text: await firstBytes(answer.body), host: start.hostname }
        : { ok: false, why: "status" };
    }
    await answer.body?.cancel();
    const next = publicAddress(URL.parse(location, url)?.href ?? "");
    if (next === null || next.hostname !== start.hostname) {
      return { ok: false, why: "redirect" };
    }
    url = next;
  }
  return { ok: false, why: "redirect" };
}

/**
 * The way outside. `playedAt`: a server that plays the outside world where there is none (`/host/path`, `/dns?name=`); empty in
 * production. Names are asked of a resolver first, so that one that points inside is refused before anything is fetched.
 */
export function openOutside(playedAt: string, fetcher: Fetcher = (...all) => fetch(...all)): Outside {
  const at = (url: URL): string =>
    playedAt === "" ? url.href : `${playedAt}/${url.hostname}${url.pathname}${url.search}`;
  const records = resolverAt(playedAt === "" ? RESOLVER : `${playedAt}/dns`, fetcher);
  const isInside = async (host: string, signal: AbortSignal): Promise<boolean> => {
    const found = (await Promise.all([records(host, "A", signal), records(host, "AAAA", signal)])).flat();
    return found.length === 0 || !found.every(isPublicIp);
  };
  const headers = { accept: "text/html,application/json" };
  return {
    read: async (text) => {
      const url = publicAddress(text);
      const signal = AbortSignal.timeout(MOST_MS);
      if (url === null) {
        return { ok: false, why: "address" };
      }
      try {
        return (await isInside(url.hostname, signal))
          ? { ok: false, why: "private" }
          : await follow(url, (next) => fetcher(at(next), { redirect: "manual", signal, headers }));
      } catch {
        return { ok: false, why: signal.aborted ? "slow" : "unreachable" };
      }
    },
    txt: async (name) => {
      try {
        const found = await records(name, "TXT", AbortSignal.timeout(MOST_MS));
        return found.map((text) => text.replace(/^"|"$/g, "").replaceAll('" "', ""));
      } catch {
        return [];
      }
    },
  };
}

/** The first bytes of a body, and no more: the rest is never read. */
async function firstBytes(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let left = MOST_BYTES;
  while (left > 0) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    parts.push(value.subarray(0, left));
    left -= value.length;
  }
  await reader.cancel();
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return new TextDecoder().decode(joined);
}
