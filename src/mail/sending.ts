import type { BatchId } from "../kernel/ids.ts";
import type { BodyStore } from "../platform/bodies.ts";
import type { Deps } from "../platform/deps.ts";
import type { Endpoint, MailList, Mailer } from "../platform/mailer.ts";
import type { AllowList, Verdict } from "./gate.ts";
import type { LoadedMessage } from "./message.ts";
import type { NextStep } from "./outcome.ts";
import type { Pace } from "./pace.ts";
import type { Renderer } from "./renderer.ts";

/* What sending a batch and settling it hand to each other. */

/** What sending needs on top of the usual: the provider, the bodies, the renderer, who may be written to. */
export type SendDeps = Deps & {
  mailer: Mailer;
  /** The provider's own list, for mails whose outcome nobody knows. */
  accepted: MailList;
  bodies: BodyStore;
  renderer: Renderer;
  allowed: AllowList;
  /** What the sequences say of their mails at this moment: paused, or not any more. By message id; silence lets it pass. */
  sequences: (
    deps: Deps,
    messages: readonly LoadedMessage[],
    paused: ReadonlySet<string>,
  ) => Promise<Map<string, Verdict>>;
  /** Spaces out the calls of this consumer; transactional mail has none. */
  pace?: Pace;
  /** A place where tests end the invocation. */
  faultPoint?: (name: string) => Promise<void>;
  /** Unix seconds, read anew: how much of a lease is left. */
  clock: () => number;
};

/** How a delivery of a batch ended, for logs and counts. */
export type SendOutcome = "refused_claim" | "empty" | "sent" | "released" | "dead" | NextStep["do"];

/** A batch that this consumer holds, and since when. */
export type Held = { batchId: BatchId; leaseId: string; startedAt: number };
/** A frozen batch, ready to leave. */
export type Ready = { body: Uint8Array<ArrayBuffer>; sha: string; endpoint: Endpoint; messages: LoadedMessage[] };
