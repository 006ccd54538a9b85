import * as z from "zod";

import { PROVENANCE, parseRecords, readWhere } from "./provenance.ts";

/** What an offence is called, what it covers, and what it may cost: a row of the table of `/recours`. */
const Offence = z
  .object({
    article: z.string(),
    name: z.string(),
    covers: z.string(),
    /** [when, penalty]: the highest the judge may give, prison and fine. */
    penalties: z.array(z.tuple([z.string(), z.string()])).min(1),
    since: z.string().nullable(),
    /** Situations of `content/aide/chemin.json` that it may fit. */
    fits: z.array(z.string()),
  })
  .strict();

/** A service that helps to take down, to report or to be accompanied; `ages`: of the person on the image or in need. */
const Service = z
  .object({
    name: z.string(),
    url: z.url().nullable(),
    ages: z.enum(["minor", "adult", "all"]),
    kind: z.enum(["retrait", "signaler", "accompagner"]),
  })
  .strict();

/** A fact that a page or a mail may state: its sentence, the official text behind it, where we read it, who checked it. */
const FactRecord = z
  .object({
    id: z.string().regex(/^[a-z0-9_]+$/),
    official: z.string().min(1),
    text: z.string().min(1),
    in_force_from: z.iso.date().nullable(),
    offence: Offence.optional(),
    service: Service.optional(),
    ...PROVENANCE,
  })
  .strict();
export type Fact = z.infer<typeof FactRecord>;
export type Facts = ReadonlyMap<string, Fact>;

/** Reads the files of facts (`law.json`, `services.json`, `facts.json`), by id. No record, no sentence. */
export function parseFacts(files: Readonly<Record<string, unknown>>): Facts {
  const all = Object.entries(files).flatMap(([file, data]) => parseRecords(file, FactRecord, data));
  const byId = new Map(all.map((fact) => [fact.id, fact]));
  if (byId.size !== all.length) {
    throw new Error("content: two facts of one name in two files");
  }
  return byId;
}

/** « Code pénal, article … : lu en février 2026 sur … ; pas encore vérifié sur la page officielle. » */
export const sourceOf = (fact: Fact): string => `${fact.official} : ${readWhere(fact)}.`;
