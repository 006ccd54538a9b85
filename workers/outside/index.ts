import { WorkerEntrypoint } from "cloudflare:workers";

import { outsideVars } from "../../src/platform/env.ts";
import type { Outside } from "../../src/platform/outside.ts";
import { openOutside } from "./open-outside.ts";

/** The only code that fetches addresses that strangers give. The site and the reactor call it through a service binding. */
export default class OutsideWorker extends WorkerEntrypoint<OutsideEnv> implements Outside {
  /** The text of a page, or why there is none. */
  read(url: string): ReturnType<Outside["read"]> {
    return this.#outside.read(url);
  }

  /** The TXT records of a name. */
  txt(name: string): ReturnType<Outside["txt"]> {
    return this.#outside.txt(name);
  }

  /** Answers nobody: the platform takes no Worker without a handler (cloudflare/workers-sdk#5788). */
  override fetch(): Response {
    return new Response(null, { status: 404 });
  }

  get #outside(): Outside {
    return openOutside(outsideVars(this.env).OUTSIDE_BASE_URL);
  }
}
