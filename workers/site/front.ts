import { askedByAll } from "../../src/access/cacheable.ts";

/** Tells the cache, and nobody else, for how long it keeps an answer; it wins over `Cache-Control`, which stays the browser's. */
export const TELLS_CACHE = "cloudflare-cdn-cache-control";

type Answer = (request: Request) => Promise<Response>;
type Front = { site: Answer; pages: Answer };

/** What everybody may see the same comes through the cache; all else from the site itself. Nothing of who asks reaches the cache. */
export const front =
  ({ site, pages }: Front): Answer =>
  async (request) => {
    const asked = askedByAll(request);
    const answer = await (asked === null ? site(request) : pages(asked));
    return unchanged(request, answer) ? emptied(answer) : plain(answer);
  };

/** What stands behind the cache: says of each answer whether it may be kept; silence would be two hours. */
export const behindCache =
  (site: Answer): Answer =>
  async (request) => {
    const answer = await site(request);
    if (!answer.headers.has(TELLS_CACHE)) {
      answer.headers.set(TELLS_CACHE, "no-store");
    }
    return answer;
  };

const unchanged = (request: Request, answer: Response): boolean => {
  const [tag, known] = [answer.headers.get("etag"), request.headers.get("if-none-match")];
  const bare = (text: string): string => text.trim().replace(/^W\//, "");
  return answer.status === 200 && tag !== null && known !== null && known.split(",").map(bare).includes(bare(tag));
};

function plain(answer: Response): Response {
  const open = new Response(answer.body, answer);
  open.headers.delete(TELLS_CACHE);
  return open;
}

/** The answer without what it holds: whoever asks has it. */
function emptied(answer: Response): Response {
  const { headers } = plain(answer);
  headers.delete("content-length");
  headers.delete("content-type");
  return new Response(null, { status: 304, headers });
}
