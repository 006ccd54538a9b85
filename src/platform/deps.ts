import type { Id, EventId } from "../kernel/ids.ts";
import type { Antibot } from "./antibot.ts";
import type { ReadAsset } from "./assets.ts";
import type { Database, Statement } from "./d1.ts";
import type { EvidenceStore } from "./evidence.ts";
import type { Random } from "./ids.ts";
import type { Links } from "./links.ts";
import type { Vault } from "./vault.ts";

/** What a use case is given: the database, the time, ids, chance and the vault. Nothing else reaches outside. */
export type Deps = {
  db: Database;
  /** Unix seconds. */
  now: number;
  newId: <Prefix extends string>(prefix: Prefix) => Id<Prefix>;
  random: Random;
  vault: Vault;
};

/** What a page of the site is given on top. */
export type SiteDeps = Deps & {
  links: Links;
  antibot: Antibot;
  evidence: EvidenceStore;
  asset: ReadAsset;
  /** `https://…` of the site, from the settings, never from the request. */
  origin: string;
  /** Who asks, for limits only; hashed before it is stored. */
  client: string;
  /** Rings the reactor for events that were just written (null: none was); best effort, the clock rings again. */
  ring: (...eventIds: (EventId | null)[]) => void;
  /** Writes after the answer, which waits for nothing: a count, that may be lost. */
  afterwards: (count: Statement) => void;
};
