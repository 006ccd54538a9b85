import { buildLabel } from "./label.ts";

const label = buildLabel();

/** The label. No route on the internet: the site's Worker hands it what `rooms.ts` says. */
export default {
  fetch: (request, env, ctx) => label.fetch(request, env, ctx),
} satisfies ExportedHandler<LabelEnv>;
