import type { Statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";

/** Something that an organisation has announced, and that its closing would leave to nobody. */
export type Owned = {
  /** The name that the form gives it, and what the operator reads. */
  id: string;
  what: string;
  /** Who may take it over instead, id and name; nobody: it ends. */
  heirs: Readonly<Record<string, string>>;
};

/** Who takes what over, by id; what is not named ends, and everybody it concerns is told. */
type Heirs = Readonly<Record<string, string>>;

/** What a feature keeps for organisations, and settles in the batch that closes one: no door stays open. */
export type Estate = {
  owned: (deps: Deps, organisationId: string) => Promise<Owned[]>;
  settle: (deps: Deps, closing: { organisationId: string; heirs: Heirs; by: string }) => Statement[];
};
