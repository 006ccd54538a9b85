import * as z from "zod";

import { eventKit } from "../../kernel/event.ts";

const Accepted = z.partialRecord(z.enum(["gone", "kinds"]), z.string());
/** The events of the school directory, version 1. */
const EVENTS = {
  /** The subject is the file. `again`: the former file whose bytes these are. */
  "directory.file_given": z.object({ bytes: z.int(), again: z.string().nullable() }),
  "directory.write_asked": z.object({ accepted: Accepted }),
  /** The subject is the import. `accepted`: what would have stopped it, and why a person went on. The first imports lack the last three. */
  "directory.imported": z.object({
    rows: z.int(),
    rejected: z.int(),
    added: z.int(),
    changed: z.int(),
    absent: z.int(),
    services: z.int().optional(),
    mended: z.int().optional(),
    accepted: Accepted.optional(),
  }),
} as const;
export type DirectoryEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const directoryWords: Readonly<Record<DirectoryEventType, string>> = {
  "directory.file_given": "fichier de l’annuaire donné",
  "directory.write_asked": "écriture de l’annuaire demandée",
  "directory.imported": "annuaire des établissements importé",
};

/** Makes it. */
export const directoryEvent = eventKit(EVENTS).make;
