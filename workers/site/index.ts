import { behindCache, front } from "./front.ts";
import { buildSite } from "./site.tsx";

const site = buildSite();
/** What this Worker exports, as it reaches it; generated types know the entry of one Worker alone. */
type Exports = { Pages: Fetcher };

/** What everybody sees the same: the runtime keeps its answers as their headers say (`[cache]` of wrangler.toml), and asks here for what it has not. */
export const Pages = {
  fetch: (request, env, ctx) => behindCache(async (asked) => site.fetch(asked, env, ctx))(request),
} satisfies ExportedHandler<SiteEnv>;

export default {
  fetch: (request, env, ctx) =>
    front({
      site: async (asked) => site.fetch(asked, env, ctx),
      pages: (asked) => (ctx.exports as unknown as Exports).Pages.fetch(asked),
    })(request),
  /** Time is an input: all timed work is the reactor's. */
  scheduled: async (controller, env) => {
    await env.EVENTS.send({ k: "tick", at: Math.floor(controller.scheduledTime / 1000) });
  },
} satisfies ExportedHandler<SiteEnv>;
