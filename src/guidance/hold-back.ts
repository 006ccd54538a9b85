import { MINUTE } from "../kernel/time.ts";
import type { Verdict } from "../mail/gate.ts";
import type { LoadedMessage } from "../mail/message.ts";
import type { Deps } from "../platform/deps.ts";
import type { Registry } from "./predicate.ts";
import type { Catalogue } from "./sequence.ts";
import { anchorsOf } from "./enrolments.store.ts";

/** How long a mail of a paused sequence waits before it is looked at again. */
const PAUSED_FOR = 15 * MINUTE;

/**
 * What the sequences say of their mails at the last moment: one whose sequence was paused waits, one whose condition
 * came true since is skipped, also of a version that others no longer begin. By message id; a message that is absent may pass.
 */
export function holdBack(catalogue: Catalogue, registry: Registry) {
  return async (
    { db, now }: Deps,
    messages: readonly LoadedMessage[],
    paused: ReadonlySet<string>,
  ): Promise<Map<string, Verdict>> => {
    const said = new Map<string, Verdict>();
    const unlessOf = (m: LoadedMessage): readonly string[] =>
      catalogue.all
        .findLast(({ id, steps }) => id === m.sequence && steps.some(({ key }) => key === m.step))
        ?.steps.find(({ key }) => key === m.step)?.unless ?? [];
    const conditional = messages.filter((m) => m.enrolment_id !== null && unlessOf(m).length > 0);
    const asked =
      conditional.length === 0
        ? []
        : await anchorsOf(
            db,
            conditional.map((m) => m.enrolment_id ?? ""),
          );
    for (const [name, predicate] of Object.entries(registry.predicates)) {
      const about = conditional.filter((m) => unlessOf(m).includes(name));
      const ids = new Set(about.map((m) => m.enrolment_id));
      const holds =
        about.length === 0
          ? new Set<string>()
          : await predicate(
              db,
              asked.filter((a) => ids.has(a.id)),
            );
      for (const m of about.filter((message) => holds.has(message.enrolment_id ?? ""))) {
        said.set(m.id, { keep: false, reason: `unless:${name}` });
      }
    }
    for (const m of messages.filter((message) => paused.has(message.sequence ?? ""))) {
      said.set(m.id, { keep: false, until: now + PAUSED_FOR });
    }
    return said;
  };
}
