/* A cache in front of pages, written from RFC 9111, RFC 5861 and the vendor's pages about its own: the local runtime has none. */

type Entry = { answer: Response; at: number; fresh: number; stale: number; failing: number };
type Pages = (request: Request) => Promise<Response>;

const seconds = (rule: string, name: string): number =>
  Number(new RegExp(`(?:^|[ ,])${name}=(\\d+)`).exec(rule)?.[1] ?? 0);
const SILENT: Readonly<Record<number, number>> = { 200: 7200, 404: 180 };

/** How long an answer is kept: by the rule for this cache before the rule for all; without any for two hours, or three minutes. */
function kept(answer: Response, at: number): Entry | null {
  const rule = answer.headers.get("cloudflare-cdn-cache-control") ?? answer.headers.get("cache-control");
  const isNever = rule !== null && /no-store|private|no-cache/.test(rule);
  const fresh = rule === null ? (SILENT[answer.status] ?? 0) : seconds(rule, "max-age");
  const [stale, failing] = [seconds(rule ?? "", "stale-while-revalidate"), seconds(rule ?? "", "stale-if-error")];
  return isNever || fresh + stale + failing === 0 ? null : { answer: answer.clone(), at, fresh, stale, failing };
}

export type EdgeCache = {
  ask: Pages;
  /** How often the pages themselves were asked, and with what. */
  asked: Request[];
  /** Waits for what is made anew behind a stale answer. */
  settled: () => Promise<unknown>;
};

/** `now` in seconds. Its key is path and query; those who want the same at once share one answer. */
export function edgeCache(pages: Pages, now: () => number): EdgeCache {
  const entries = new Map<string, Entry>();
  const running = new Map<string, Promise<Response>>();
  const asked: Request[] = [];
  const render = (key: string, request: Request): Promise<Response> => {
    const going = running.get(key);
    if (going !== undefined) {
      return going;
    }
    asked.push(request);
    const made = pages(request).then((answer) => {
      running.delete(key);
      const entry = kept(answer, now());
      if (entry !== null) {
        entries.set(key, entry);
      } else if (answer.status < 500) {
        entries.delete(key);
      }
      return answer;
    });
    running.set(key, made);
    return made;
  };
  const ask = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const key = `${url.pathname}?${url.search}`;
    const entry = entries.get(key);
    const age = entry === undefined ? Infinity : now() - entry.at;
    if (entry !== undefined && age < entry.fresh) {
      return entry.answer.clone();
    }
    if (entry !== undefined && age < entry.fresh + entry.stale) {
      void render(key, request);
      return entry.answer.clone();
    }
    const answer = (await render(key, request)).clone();
    return answer.status >= 500 && entry !== undefined && age < entry.fresh + entry.failing
      ? entry.answer.clone()
      : answer;
  };
  return { ask, asked, settled: () => Promise.all(running.values()) };
}
