import * as z from "zod";

import { type Database, statement } from "./d1.ts";

/** Whether what answers somebody's act waits: an operator turned sending off, or that class of it (0). */
export const isMailHeld = async (db: Database): Promise<boolean> =>
  (await db.one(
    z.object({ held: z.literal(1) }),
    statement("SELECT 1 AS held FROM mail_control WHERE id = 1 AND (sending_enabled = 0 OR paused_classes & 1 = 1)"),
  )) !== null;
