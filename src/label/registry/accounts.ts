import * as z from "zod/mini";

/* What the label gives account of, as everybody may read and compute it again: `/label/comptes.json`. */

/** Fewer files or offers would tell of one. */
export const PUBLISHED_FROM = 5;

export const AccountsFile = z.strictObject({
  format: z.literal("comptes/1"),
  audits: z.array(
    z.strictObject({
      year: z.int(),
      commitment: z.string(),
      committedOn: z.string(),
      drawOn: z.string(),
      /** What chance comes from; null before the draw. */
      seed: z.nullable(z.string()),
      noteSize: z.nullable(z.int()),
      root: z.nullable(z.string()),
      among: z.array(z.string()),
      drawn: z.array(
        z.strictObject({
          label: z.string(),
          cases: z.nullable(z.int()),
          indexes: z.array(z.int()),
          findings: z.int(),
          closedOn: z.nullable(z.string()),
          words: z.string(),
        }),
      ),
    }),
  ),
  /** Agreement of assessors with references, by criterion, from thirty grades. */
  calibration: z.array(
    z.strictObject({ criterion: z.string(), grades: z.int(), equal: z.number(), kappa: z.nullable(z.number()) }),
  ),
  panel: z.array(z.string()),
  /** Null before five files are decided. */
  ties: z.nullable(
    z.strictObject({ kinds: z.array(z.strictObject({ kind: z.string(), n: z.int() })), recusals: z.int() }),
  ),
  payments: z.array(
    z.strictObject({ year: z.int(), payer: z.string(), payee: z.string(), purpose: z.string(), euros: z.int() }),
  ),
  changes: z.array(z.strictObject({ criterion: z.string(), offers: z.int(), rose: z.int(), fell: z.int() })),
  /** Between which published decisions: each is at `/label/registre/{label}/reponses.json?entree={entry}`. */
  compared: z.array(
    z.strictObject({ firstLabel: z.string(), firstEntry: z.int(), lastLabel: z.string(), lastEntry: z.int() }),
  ),
  minutes: z.array(z.strictObject({ heldOn: z.string(), text: z.string() })),
});
export type Accounts = z.infer<typeof AccountsFile>;
