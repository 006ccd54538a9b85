import type { PersonId } from "../../kernel/ids.ts";
import type { Given, Statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { actOf, recordEach } from "../../platform/outbox.ts";
import type { AccountsEventType } from "./accounts.events.ts";

/** An operator who acts, and what names the act. */
export type Operator = Pick<Deps, "now" | "newId"> & { by: PersonId };

/**
 * The event of an operator's act on the accounts, first in its batch: one for each row of `rows` (`subject`, `data`), none where the act will
 * find nothing to do.
 */
export const told = (
  { now, newId, by }: Operator,
  type: AccountsEventType,
  { rows, given }: { rows: string; given: Readonly<Record<string, Given>> },
): Statement =>
  recordEach(
    { type, at: now, actor: by, prefix: actOf(newId("evt")) },
    `SELECT subject, NULL AS subject_rev, data FROM (${rows})`,
    given,
  );
