/** What was found outside, or why nothing was. */
export type Fetched = { ok: true; text: string; host: string } | { ok: false; why: OutsideRefusal };
export type OutsideRefusal = "address" | "private" | "redirect" | "slow" | "status" | "unreachable";

/** The only way to an address that somebody gave. */
export type Outside = {
  /** Text of a page: at most 64 KB of it, within five seconds, over https, from a public host, never after a redirect to another. */
  read: (url: string) => Promise<Fetched>;
  /** TXT records of a name; empty when there are none or nobody answers. */
  txt: (name: string) => Promise<string[]>;
};

const MOST_BYTES = 64 * 1024;
const MOST_MS = 5000;
const MOST_HOPS = 3;
const RESOLVER = "https://cloudflare-dns.com/dns-query";

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

/** Addresses that no public site has (IANA special-purpose registries): private, shared, loopback, link-local, documentation, multicast. */
export function isPrivateIp(ip: string): boolean {
  if (ip.includes(":")) {
    const text = ip.toLowerCase();
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
    return mapped === undefined ? !/^[23]/.test(text) || text.startsWith("2001:db8") : isPrivateIp(mapped);
  }
  const [a = 0, b = 0, c = 0] = ip.split(".").map(Number);
  return (
    [0, 10, 127].includes(a) ||
    a >= 224 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) ||
    (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
    (a === 203 && b === 0 && c === 113)
  );
}

/**
 * The way outside. `playedAt`: a server that plays the outside world where there is none (`/host/path`, `/dns?name=`); empty in
 * production. Names are asked of a resolver first, so that one that points inside is refused before anything is fetched.
 */
export function openOutside(playedAt: string, fetcher: typeof fetch = (...all) => fetch(...all)): Outside {
  const at = (url: URL): string =>
    playedAt === "" ? url.href : `${playedAt}/${url.hostname}${url.pathname}${url.search}`;
  const dns = playedAt === "" ? RESOLVER : `${playedAt}/dns`;
  const ask = async (name: string, type: string, signal: AbortSignal): Promise<string[]> => {
    const answer = await fetcher(`${dns}?name=${encodeURIComponent(name)}&type=${type}`, {
      headers: { accept: "application/dns-json" },
      signal,
    });
    const read = answer.ok ? ((await answer.json()) as { Answer?: { type: number; data: string }[] }) : {};
    const code = type === "A" ? 1 : type === "AAAA" ? 28 : 16;
    return (read.Answer ?? []).filter((one) => one.type === code).map((one) => one.data);
  };
  const isInside = async (host: string, signal: AbortSignal): Promise<boolean> => {
    const found = (await Promise.all(["A", "AAAA"].map((type) => ask(host, type, signal)))).flat();
    return found.length === 0 || found.some(isPrivateIp);
  };
  const follow = async (start: URL, signal: AbortSignal): Promise<Fetched> => {
    let url = start;
    for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
      const answer = await fetcher(at(url), {
        redirect: "manual",
        signal,
        headers: { accept: "text/html,application/json" },
      });
      const location = answer.headers.get("location");
      if (answer.status >= 300 && answer.status < 400 && location !== null) {
        await answer.body?.cancel();
        const next = publicAddress(URL.parse(location, url)?.href ?? "");
        if (next === null || next.hostname !== start.hostname) {
          return { ok: false, why: "redirect" };
        }
        url = next;
        continue;
      }
      return answer.ok && answer.body !== null
        ? { ok: true, text: await firstBytes(answer.body), host: start.hostname }
        : { ok: false, why: "status" };
    }
    return { ok: false, why: "redirect" };
  };
  return {
    read: async (text) => {
      const url = publicAddress(text);
      const signal = AbortSignal.timeout(MOST_MS);
      if (url === null) {
        return { ok: false, why: "address" };
      }
      try {
        return (await isInside(url.hostname, signal)) ? { ok: false, why: "private" } : await follow(url, signal);
      } catch {
        return { ok: false, why: signal.aborted ? "slow" : "unreachable" };
      }
    },
    txt: async (name) => {
      try {
        const found = await ask(name, "TXT", AbortSignal.timeout(MOST_MS));
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
