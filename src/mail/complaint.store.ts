import * as z from "zod";

import type { ContactId } from "../kernel/ids.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { CAME_BACK } from "./news.ts";

/* What stands against an address and no trial lifts: its owner reported a mail as unwanted, or staff left it out. */

const AGAINST = `FROM suppressions WHERE addr_hash = (SELECT addr_hash FROM contacts WHERE id = :contactId)
  AND reason NOT IN ${sqlSet(CAME_BACK)}`;

/** Since when (seconds) no mail leaves to somebody because they reported one; null when nothing of the kind stands. */
export async function reportedSince(db: Database, contactId: ContactId): Promise<number | null> {
  const found = await db.one(z.object({ at: z.int() }), statement(`SELECT created_at AS at ${AGAINST}`, { contactId }));
  return found?.at ?? null;
}

/** Mail leaves to them again; their paths that ended then stay ended. */
export const liftReport = (contactId: ContactId): Statement => statement(`DELETE ${AGAINST}`, { contactId });
