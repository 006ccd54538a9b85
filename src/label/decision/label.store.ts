import type { LabelId } from "../../kernel/ids.ts";
import { type Statement, statement } from "../../platform/d1.ts";
import { FACET_NAMES } from "./facets.ts";
import type { Label } from "./label.ts";

type New = Omit<
  Label,
  "domains" | "robustness" | "isDemo" | "surveyedOn" | "provisionalUntilOn" | "statusIndex" | "tonight"
> & {
  isDemo: boolean;
  robustness: object;
  /** An appeal is about a decision before: what is suspended meanwhile stays so. */
  isAppeal: boolean;
};
/** What a decision makes of a label. */
export const writeLabel = (l: New): Statement =>
  statement(
    `INSERT INTO labels (id, application_id, organisation_id, organisation, siren, offer_name, sort_name, is_demo, contracts, ranges, state,
       level, level_name, verified_bp, declared_bp, referential, decided_on, valid_until_on, result_hash, robustness, sensitivity, journal_seq, published_seq,
       ${FACET_NAMES.join(", ")})
     VALUES (:id, :applicationId, :organisationId, :organisation, :siren, :offerName, :sortName, :isDemo, :contracts, :ranges, :state,
       :level, :levelName, :verifiedBp, :declaredBp, :referential, :decidedOn, :validUntilOn, :resultHash, :robustness, :hangsOn, :journalSeq, 0,
       ${FACET_NAMES.map((facet) => `:${facet}`).join(", ")})
     ON CONFLICT (id) DO UPDATE SET ranges = excluded.ranges, state = excluded.state, level = excluded.level, level_name = excluded.level_name, verified_bp = excluded.verified_bp,
       declared_bp = excluded.declared_bp, decided_on = excluded.decided_on, valid_until_on = excluded.valid_until_on,
       provisional_until_on = iif(:isAppeal, labels.provisional_until_on, NULL), result_hash = excluded.result_hash, robustness = excluded.robustness, sensitivity = excluded.sensitivity, journal_seq = excluded.journal_seq,
       ${FACET_NAMES.map((facet) => `${facet} = excluded.${facet}`).join(", ")}`,
    {
      ...l,
      ranges: JSON.stringify(l.ranges),
      robustness: JSON.stringify(l.robustness),
      hangsOn: JSON.stringify(l.hangsOn),
    },
  );

/** A look at a label's file, a year after: it was done that day. */
export const markSurveyed = (labelId: LabelId, day: string): Statement =>
  statement("UPDATE labels SET surveyed_on = :day WHERE id = :labelId", { labelId, day });
