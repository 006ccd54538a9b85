import type { OrganisationId, ApplicationId, LabelId } from "../../kernel/ids.ts";
import type { Robustness } from "../scoring/robustness.ts";
import type { Sensitivity } from "../scoring/sensitivity.ts";
import type { Declared } from "../application/range.ts";
import type { Tonight } from "../application/tonight.ts";
import type { Facet } from "./facets.ts";

/** Where a label may stand: a refusal makes none. */
export const HELD_STATES = ["active", "reserved", "suspended", "withdrawn"] as const;
/** It is in force until its day. */
export const IN_FORCE = ["active", "reserved"] as const satisfies readonly (typeof HELD_STATES)[number][];
/** A site that a mutuelle says is its own: to be proven, proven, missed twice, lost. */
export const BINDING_STATES = ["pending", "bound", "warned", "unbound"] as const;
/** Sites that count as the mutuelle's, and are looked at each week. */
export const RECOGNISED = ["bound", "warned"] as const satisfies readonly (typeof BINDING_STATES)[number][];
/** What people signal of a label. */
export const COMPLAINT_KINDS = ["inaccuracy", "experience"] as const;
export const COMPLAINT_STATES = ["open", "review", "closed"] as const;
/** Nobody has closed it. */
export const WAITING = ["open", "review"] as const satisfies readonly (typeof COMPLAINT_STATES)[number][];

/** A label as the registry shows it: what its last decision made of it. */
export type Label = Record<Facet, number> & {
  id: LabelId;
  applicationId: ApplicationId;
  organisationId: OrganisationId;
  organisation: string;
  siren: string;
  offerName: string;
  sortName: string;
  isDemo: boolean;
  contracts: string[];
  /** The ranges that it comes with, as the mutuelle declared them. */
  ranges: readonly Declared[];
  /** How its help is reached this evening, as the mutuelle said; null: it did not. */
  tonight: Tonight | null;
  state: (typeof HELD_STATES)[number];
  /** The last day of an urgent suspension. */
  provisionalUntilOn: string | null;
  level: string;
  levelName: string;
  verifiedBp: number;
  declaredBp: number;
  referential: string;
  decidedOn: string;
  validUntilOn: string;
  surveyedOn: string | null;
  resultHash: string;
  robustness: Robustness;
  /** What the level depends on; null: decided before it was computed. */
  hangsOn: Sensitivity | null;
  journalSeq: number;
  /** Its place in the lists of what no longer holds; null until its badge was published. */
  statusIndex: number | null;
  /** Sites that proved to be the mutuelle's. */
  domains: string[];
};

/** Verified grades below which an offer is left out; and whether it must be in force. */
export type Asked = Readonly<Partial<Record<Facet, number>>> & {
  isInForce?: boolean;
  /** With a range that everybody may join. */
  isForEveryone?: boolean;
  /** Who must be able to join: a code of `WHO`. */
  who?: string;
  /** Where one lives: the code of a département. */
  departement?: string;
  /** How a word of the mutuelle or of the offer begins, folded. */
  named?: string;
};
