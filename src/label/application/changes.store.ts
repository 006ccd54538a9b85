import * as z from "zod";

import type { ApplicationId, OrganisationId } from "../../kernel/ids.ts";
import { instant, row } from "../../kernel/rows.ts";
import { type Database, statement } from "../../platform/d1.ts";
import type { AnswerSpec } from "../scoring/formats.ts";
import type { Filing } from "./changes.ts";
import type { Declared } from "./range.ts";

const Document = z.object({
  answers: z.record(z.string(), z.custom<AnswerSpec>()),
  // Filings of before know no names, no ranges.
  evidence: z.array(
    z.object({
      criterion: z.string(),
      url: z.string().nullable(),
      sha256: z.string().nullable().default(null),
      name: z.string().default(""),
    }),
  ),
  offer: z.object({ ranges: z.array(z.custom<Declared>()).default([]) }).default({ ranges: [] }),
});
/** A document as it was filed, read. */
export function readFiling(document: string): Filing {
  const { answers, evidence, offer } = Document.parse(JSON.parse(document));
  return { answers, pieces: evidence, ranges: offer.ranges };
}

const Row = row({ document: z.string(), number: z.int(), filed_at: instant });
/** What was filed under a number, and when; `null`: nothing was. */
export type FiledBefore = { filing: Filing; number: number; filedAt: number };

/** The filing before a number: of the same file, else of the file before it for the same offer. */
export async function filingBefore(
  db: Database,
  {
    applicationId,
    organisationId,
    offerName,
    number,
  }: { applicationId: ApplicationId; organisationId: OrganisationId; offerName: string; number: number },
): Promise<FiledBefore | null> {
  const found = await db.one(
    Row,
    statement(
      `SELECT s.document, s.number, s.filed_at FROM applications a JOIN submissions s ON s.application_id = a.id
       WHERE a.organisation_id = :organisationId AND ((a.id = :applicationId AND s.number < :number)
         OR (a.id <> :applicationId AND a.offer_name = :offerName AND s.filed_at <= (SELECT created_at FROM applications WHERE id = :applicationId)))
       ORDER BY s.filed_at DESC, s.number DESC LIMIT 1`,
      { applicationId, organisationId, offerName, number },
    ),
  );
  return found === null ? null : { filing: readFiling(found.document), number: found.number, filedAt: found.filedAt };
}
