import * as z from "zod";

import { flag } from "../kernel/rows.ts";
import { type Database, statement } from "./d1.ts";

/** What an operator holds back, by turning sending off or one class of it: answers to an act (0), guidance (2). */
export const heldMail = async (db: Database): Promise<{ answers: boolean; guidance: boolean }> =>
  (await db.one(
    z.object({ answers: flag, guidance: flag }),
    statement(
      `SELECT sending_enabled = 0 OR paused_classes & 1 <> 0 AS answers, sending_enabled = 0 OR paused_classes & 4 <> 0 AS guidance
       FROM mail_control WHERE id = 1`,
    ),
  )) ?? { answers: false, guidance: false };
