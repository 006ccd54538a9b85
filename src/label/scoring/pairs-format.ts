import * as z from "zod/mini";

/** Pairs of blind grades, as they are published: by criterion, the lower grade, the higher, how often. */
export const PairsFile = z.strictObject({
  format: z.literal("pairs/1"),
  criteria: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.int()]))),
});
export type PairsFile = z.infer<typeof PairsFile>;
