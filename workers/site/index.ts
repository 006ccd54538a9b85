import { isOfLabel } from "../label/rooms.ts";
import { buildSite } from "./site.tsx";

const site = buildSite();

export default {
  /** The front door: what belongs to the label is its Worker's, which nothing else reaches. */
  fetch: (request, env, ctx) =>
    isOfLabel(new URL(request.url).pathname) ? env.LABEL.fetch(request) : site.fetch(request, env, ctx),
  /** Time knocks: all timed work is the reactor's. */
  scheduled: async (controller, env) => {
    await env.EVENTS.send({ k: "tick", at: Math.floor(controller.scheduledTime / 1000) });
  },
} satisfies ExportedHandler<SiteEnv>;
