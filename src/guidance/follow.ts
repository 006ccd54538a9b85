import { type ContactId, idFromKey } from "../kernel/ids.ts";
import type { FollowUp } from "../mail/plan.ts";
import type { Statement } from "../platform/d1.ts";
import type { Deps } from "../platform/deps.ts";
import { newRef } from "../platform/ids.ts";
import { enrol, exitAnchored, exitOne, moveAnchor } from "./enrolments.store.ts";
import type { Catalogue } from "./sequence.ts";
import { moveReminders } from "./settings.store.ts";
import { subscribeByService } from "./subscriptions.store.ts";

/** One enrolment for an anchor, and one for each who follows it beside. */
const enrolmentId = (sequence: string, anchorRef: string, beside: ContactId | null): Promise<string> =>
  idFromKey("enr", beside === null ? `${sequence}|${anchorRef}` : `${sequence}|${anchorRef}|${beside}`);

/** Turns what reactions planned into statements. Enrolling in reminders also makes them something one can leave. */
export async function followUps(
  { now, random }: Pick<Deps, "now" | "random">,
  { catalogue, planned }: { catalogue: Catalogue; planned: readonly FollowUp[] },
): Promise<Statement[]> {
  const statements: Statement[] = [];
  for (const item of planned) {
    if (item.do === "exit") {
      statements.push(...exitAnchored(item.anchorRef, item.reason, now));
    } else if (item.do === "leave") {
      const { sequence, anchorRef, contactId } = item;
      statements.push(exitOne(await enrolmentId(sequence, anchorRef, contactId), "left", now));
    } else if (item.do === "readdress") {
      statements.push(...moveReminders(item, now));
    } else if (item.do === "move") {
      statements.push(...moveAnchor(item, now));
    } else {
      const sequence = catalogue.newest(item.sequence);
      if (sequence === undefined) {
        throw new Error(`no sequence ${item.sequence}`);
      }
      const { contactId, nameId, anchorRef, anchorAt, anchorTz = null, askedAt = now } = item;
      const id = await enrolmentId(sequence.id, anchorRef, item.isBeside === true ? contactId : null);
      if (sequence.class === 1) {
        statements.push(subscribeByService(contactId, sequence.id, newRef(random), now));
      }
      statements.push(
        enrol(
          {
            id,
            sequence: sequence.id,
            version: sequence.version,
            contactId,
            nameId,
            anchorRef,
            anchorAt,
            anchorTz,
            askedAt,
            isOnce: sequence.class === 2,
          },
          now,
        ),
      );
    }
  }
  return statements;
}
