import type { Robustness } from "../scoring/robustness.ts";
import type { Facet } from "./facets.ts";

/** A label as the registry shows it: what its last decision made of it. */
export type Label = Record<Facet, number> & {
  id: string;
  applicationId: string;
  organisationId: string;
  organisation: string;
  siren: string;
  offerName: string;
  sortName: string;
  isDemo: boolean;
  contracts: string[];
  state: "active" | "reserved" | "suspended" | "withdrawn";
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
  journalSeq: number;
  /** Sites that proved to be the mutuelle's. */
  domains: string[];
};

/** Verified grades below which an offer is left out; and whether it must be in force. */
export type Asked = Readonly<Partial<Record<Facet, number>>> & { isInForce?: boolean };
