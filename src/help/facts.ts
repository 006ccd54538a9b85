import * as z from "zod";

import { PROVENANCE, readWhere } from "./help-lines.ts";

/** A fact that a page or a mail may state: its sentence, the official text behind it, where we read it, who checked it. */
const FactRecord = z
  .object({
    id: z.string().regex(/^[a-z0-9_]+$/),
    official: z.string(),
    text: z.string(),
    in_force_from: z.string().nullable(),
    ...PROVENANCE,
  })
  .strict();
export type Fact = z.infer<typeof FactRecord>;

/** Reads `content/facts.json`, by id. No record, no sentence. */
export const parseFacts = (data: unknown): ReadonlyMap<string, Fact> =>
  new Map(
    z
      .array(FactRecord)
      .parse(data)
      .map((fact) => [fact.id, fact]),
  );

/** « Code pénal, article … : lu en février 2026 sur … ; pas encore vérifié sur la page officielle. » */
export const sourceOf = (fact: Fact): string => `${fact.official} : ${readWhere(fact)}.`;
