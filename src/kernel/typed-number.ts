import * as z from "zod";

/** A whole number as people type it, between two bounds, both allowed; one message says what to write. */
export const typedNumber = (least: number, most: number, message: string) =>
  z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().regex(/^\d{1,4}$/, message))
    .transform(Number)
    .pipe(z.int().min(least, message).max(most, message));
