import type { EventEnvelope } from "../../kernel/event.ts";
import { DAY } from "../../kernel/time.ts";
import { answerTo } from "../../mail/message.ts";
import { type Plan, type Reactions, plan } from "../../mail/plan.ts";
import type { Deps } from "../../platform/deps.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { Level } from "../schools/school-class.ts";
import { watchData } from "./watch.events.ts";
import type { WatchMail, WatchVars } from "./watch.mails.ts";
import { findWatch } from "./watch.store.ts";

type Telling = { event: EventEnvelope; template: WatchMail; levels?: readonly Level[]; isUnproven: boolean };
/** A mail to the address that waits; nothing when it left meanwhile. */
async function tell(deps: Deps, { event, template, levels, isUnproven }: Telling): Promise<Plan> {
  const watch = await findWatch(deps.db, event.subject);
  if (watch === null) {
    return plan();
  }
  const linkUntil = event.at + RETENTION.watch;
  const departement = watch.departementCode;
  const vars: WatchVars = { watch: watch.id, departement, levels: [...(levels ?? watch.levels)], linkUntil };
  const mail = {
    dedupeKey: answerTo(event.id, template),
    template,
    contactId: watch.contactId,
    nameId: null,
    vars,
    dueAt: deps.now,
    expiresAt: event.at + 7 * DAY,
    isUnproven,
    waitsForDay: !isUnproven,
  };
  return plan({ mails: [mail] });
}

const nothing = { version: 1, react: () => Promise.resolve(plan()) };
export const watchReactions: Reactions = {
  "watch.asked": {
    version: 1,
    react: (event, deps) => tell(deps, { event, template: "prevenir-confirmer", isUnproven: true }),
  },
  "watch.served": {
    version: 1,
    react: (event, deps) => {
      const { levels } = watchData("watch.served", event);
      return tell(deps, { event, template: "prevenir-vient", levels, isUnproven: false });
    },
  },
  "watch.confirmed": nothing,
  "watch.left": nothing,
};
