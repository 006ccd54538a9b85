import * as z from "zod";

import { type ApplicationId, idOf } from "../../kernel/ids.ts";
import { flag, json, wordOf } from "../../kernel/rows.ts";
import { EVIDENCE_KINDS } from "../scoring/formats.ts";
import { type Database, sqlSet, statement } from "../../platform/d1.ts";
import { PIECE_VISIBILITIES, STATES, TOLD } from "../application/application.ts";
import type { Declared } from "../application/range.ts";
import { type AssessedFile, CHANNELS, CONTACT_KINDS, RESPONSES } from "./file.ts";
import { FINDING_STEPS, MONTHS_TO_MEND } from "./findings.ts";
import { CAUSES } from "./grades.ts";
import { TASKS } from "./process.ts";

const Head = z.object({
  id: idOf("app"),
  organisationId: idOf("org"),
  organisation: z.string(),
  siren: z.string(),
  isDemo: flag,
  offerName: z.string(),
  contracts: json(z.array(z.string())),
  referential: z.string(),
  state: z.enum(STATES),
  submission: z.int(),
  reviewed: z.int(),
  dueOn: z.string().nullable(),
  words: z.string().nullable(),
  revision: z.int(),
  updatedAt: z.int(),
  document: z.string().nullable(),
});
const FiledPiece = z.object({
  id: z.string(),
  criterion: z.string(),
  kind: z.enum(EVIDENCE_KINDS),

  url: z.string().nullable(),
  mime: z.string().nullable(),
  issuedOn: z.string(),
  expiresOn: z.string().nullable(),
  visibility: z.enum(PIECE_VISIBILITIES),
  // Filings of before say neither.
  name: z.string().optional(),
  pages: z.string().optional(),
});
const LatePiece = FiledPiece.extend({ lateAt: z.int() });
const Filed = z.object({
  number: z.int(),
  answers: z.record(z.string(), z.unknown()),
  evidence: z.array(FiledPiece),
  offer: z.object({ ranges: z.array(z.custom<Declared>()).default([]) }).default({ ranges: [] }), // filings of before say none
});
const Assignment = z.object({
  task: z.enum(TASKS),
  slot: z.int(),
  personId: idOf("per"),
  contactId: idOf("ctc").nullable(),
  doneAt: z.int().nullable(),
  isTied: flag,
});
const Refused = json(z.array(z.object({ piece: z.string(), why: z.string() })));
const Review = z.object({
  criterionId: z.string(),
  personId: idOf("per"),
  grade: z.int().nullable(),
  comment: z.string(),
  refused: Refused,
  seen: z.string(),
  revision: z.int(),
  savedAt: z.int(),
  firstGrade: z.int().nullable(),
  changedBecause: z.string(),
});
const Exchange = z.object({
  criterionId: z.string(),
  personId: idOf("per"),
  grade: z.int().nullable(),
  reason: z.string(),
});
const Adjudication = z.object({
  criterionId: z.string(),
  grade: z.int().nullable(),
  reason: z.string(),
  refused: Refused,
  cause: z.enum(CAUSES),
  savedAt: z.int(),
});
const Finding = z.object({
  id: z.string(),
  criterionId: z.string(),
  also: json(z.array(z.string())),
  personId: idOf("per"),
  severity: wordOf(MONTHS_TO_MEND),
  text: z.string(),
  foundOn: z.string(),
  dueOn: z.string(),
  liftedOn: z.string().nullable(),
});
const Step = z.object({
  findingId: z.string(),
  turn: z.int(),
  kind: z.enum(FINDING_STEPS),
  text: z.string(),
  saidOn: z.string(),
});
const Reply = z.object({ criterionId: z.string(), turn: z.int(), text: z.string() });
const Response = z.object({ criterionId: z.string(), kind: wordOf(RESPONSES), text: z.string() });
const Contact = z.object({
  id: z.string(),
  kind: z.enum(CONTACT_KINDS),
  channel: wordOf(CHANNELS),
  madeOn: z.string(),
  note: z.string(),
});
const TIED = (application: string, person: string): string =>
  `EXISTS (SELECT 1 FROM interests i WHERE i.person_id = ${person} AND i.organisation_id = (SELECT organisation_id FROM applications
     WHERE id = ${application}) AND (i.ended_on IS NULL OR i.ended_on > :tiesSince))`;

const of = (columns: string, table: string, order: string): string =>
  `SELECT ${columns} FROM ${table} WHERE application_id = :application ORDER BY ${order}`;
/** What one file is made of, a question each; `:application` is the file, `:tiesSince` the day since which a tie no longer blocks. */
const QUESTIONS = [
  `SELECT a.id, a.organisation_id AS organisationId, o.name AS organisation, coalesce(o.number, '') AS siren, o.is_demo AS isDemo,
     a.offer_name AS offerName, a.contracts, a.referential, a.state, a.submission, a.reviewed, a.due_on AS dueOn, a.words, a.revision,
     a.updated_at AS updatedAt, s.document FROM applications a JOIN organisations o ON o.id = a.organisation_id
     LEFT JOIN submissions s ON s.application_id = a.id AND s.number = iif(a.reviewed = 0, a.submission, a.reviewed) WHERE a.id = :application`,
  `SELECT g.task, g.slot, g.person_id AS personId, p.contact_id AS contactId, g.done_at AS doneAt, ${TIED(":application", "g.person_id")} AS isTied
     FROM assignments g LEFT JOIN people p ON p.id = g.person_id WHERE g.application_id = :application ORDER BY g.task, g.slot`,
  of(
    "criterion_id AS criterionId, person_id AS personId, grade, comment, refused, seen, revision, saved_at AS savedAt, first_grade AS firstGrade, changed_because AS changedBecause",
    "reviews",
    "criterion_id, person_id",
  ),
  of("criterion_id AS criterionId, person_id AS personId, grade, reason", "exchanges", "criterion_id, person_id"),
  of(
    "criterion_id AS criterionId, grade, reason, refused, cause, saved_at AS savedAt",
    "adjudications",
    "criterion_id",
  ),
  of(
    "id, criterion_id AS criterionId, also, person_id AS personId, severity, text, found_on AS foundOn, due_on AS dueOn, lifted_on AS liftedOn",
    "findings",
    "criterion_id, id",
  ),
  of("finding_id AS findingId, turn, kind, text, said_on AS saidOn", "finding_steps", "finding_id, turn"),
  of("criterion_id AS criterionId, kind, text", "responses", "criterion_id"),
  of("criterion_id AS criterionId, turn, text", "replies", "criterion_id, turn"),
  of("id, kind, channel, made_on AS madeOn, note", "mystery_contacts", "made_on, id"),
  `SELECT e.id, e.criterion_id AS criterion, e.kind, e.url, e.mime, e.issued_on AS issuedOn, e.expires_on AS expiresOn, e.visibility, e.name, e.pages, e.created_at AS lateAt
     FROM evidence_files e JOIN applications a ON a.id = e.application_id
     JOIN submissions s ON s.application_id = a.id AND s.number = a.reviewed
     WHERE e.application_id = :application AND e.removed_at IS NULL AND e.created_at > s.filed_at
       AND a.state IN ${sqlSet(TOLD)} ORDER BY e.criterion_id, e.id`,
];

/** A piece that came after the filing that was graded. */
const cameLate = ({ name, pages, ...piece }: z.infer<typeof LatePiece>) => ({
  ...piece,
  name: name === "" ? undefined : name,
  pages: pages === "" ? undefined : pages,
});

/** A file with all its assessment, in one round trip; `null` when there is none. `tiesSince`: an older tie blocks no more. */
export async function readFile(
  db: Database,
  { applicationId, tiesSince }: { applicationId: ApplicationId; tiesSince: string },
): Promise<AssessedFile | null> {
  const [heads = [], ...rest] = await db.readAll(
    QUESTIONS.map((sql) =>
      statement(
        sql,
        sql.includes(":tiesSince") ? { application: applicationId, tiesSince } : { application: applicationId },
      ),
    ),
  );
  if (heads[0] === undefined) {
    return null;
  }
  const { document, ...application } = Head.parse(heads[0]);
  const filed =
    document === null
      ? { number: 0, answers: {}, evidence: [], offer: { ranges: [] } }
      : Filed.parse(JSON.parse(document));
  const [assignments, reviews, exchanges, adjudications, findings, steps, responses, replies, contacts, late] = rest;
  return {
    application,
    filed: {
      number: filed.number,
      answers: filed.answers as AssessedFile["filed"]["answers"], // written by `unitOf`, and frozen
      ranges: filed.offer.ranges,
      pieces: [...filed.evidence, ...z.array(LatePiece).parse(late).map(cameLate)],
    },
    assignments: z.array(Assignment).parse(assignments),
    reviews: z.array(Review).parse(reviews),
    exchanges: z.array(Exchange).parse(exchanges),
    adjudications: z.array(Adjudication).parse(adjudications),
    findings: z.array(Finding).parse(findings),
    steps: z.array(Step).parse(steps),
    responses: z.array(Response).parse(responses),
    replies: z.array(Reply).parse(replies),
    contacts: z.array(Contact).parse(contacts),
  };
}
