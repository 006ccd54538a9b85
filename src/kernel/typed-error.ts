import type * as z from "zod";

/** What to say beside a field, under its name; nothing when what was typed could be read. */
export const errorAt = (name: string, read: z.ZodSafeParseResult<unknown>): Record<string, string> =>
  read.success ? {} : { [name]: read.error.issues[0]?.message ?? "" };
