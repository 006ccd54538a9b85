import { buildSite } from "./site.tsx";

const site = buildSite();

export default {
  fetch: (request, env, ctx) => site.fetch(request, env, ctx),
  /** Time is an input: all timed work is the reactor's. */
  scheduled: async (controller, env) => {
    await env.EVENTS.send({ k: "tick", at: Math.floor(controller.scheduledTime / 1000) });
  },
} satisfies ExportedHandler<SiteEnv>;
