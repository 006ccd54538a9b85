import * as z from "zod";

import { type Beacon, type DrawEntry, type DrawFile, FORMAT } from "./draw.ts";

const Hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const Ticket = z.string().regex(/^[0-9a-f]{32}$/);
export const DrawEntrySchema: z.ZodType<DrawEntry> = z.strictObject({ ticket: Ticket, seats: z.int().min(1) });

export const BeaconSchema: z.ZodType<Beacon> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("drand"),
    round: z.int(),
    randomness: Hex32,
    signature: z.string().regex(/^[0-9a-f]{96}$/),
  }),
  z.strictObject({ kind: z.literal("checkpoint"), note: z.string().max(4000) }),
]);

/** Reads what is published of a draw. */
export const DrawFileSchema: z.ZodType<DrawFile> = z.strictObject({
  format: z.literal(FORMAT),
  session: z.string(),
  commitment: Hex32,
  chain: z.string(),
  round: z.int(),
  frozenAt: z.int().nullable(),
  root: Hex32.nullable(),
  entries: z.array(DrawEntrySchema),
  seed: Hex32.nullable(),
  beacon: BeaconSchema.nullable(),
  order: z.array(Ticket),
});
