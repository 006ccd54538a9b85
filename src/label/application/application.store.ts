import * as z from "zod";

import { type ApplicationId, type OrganisationId, type PersonId, idOf } from "../../kernel/ids.ts";
import { flag, instant, json, row } from "../../kernel/rows.ts";
import { EVIDENCE_KINDS } from "../scoring/formats.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { recordEach } from "../../platform/outbox.ts";
import { rangesQuestion, readRanges } from "./ranges.store.ts";
import type { Range } from "./range.ts";
import type { Tonight } from "./tonight.ts";
import { type Answer, EDITABLE, PIECE_VISIBILITIES, type Piece, STATES, WITHDRAWABLE } from "./application.ts";

const Row = row({
  id: idOf("app"),
  organisation_id: idOf("org"),
  organisation: z.string(),
  is_demo: flag,
  siren: z.string().nullable(),
  offer_name: z.string(),
  contracts: json(z.array(z.string())),
  members: z.int(),
  covered: z.int(),
  referential: z.string(),
  state: z.enum(STATES),
  submission: z.int(),
  revision: z.int(),
  tonight: json(z.custom<Tonight | null>()), // read by what saves it
  created_at: z.int(),
  updated_at: z.int(),
});
/** An application and the mutuelle that makes it. */
export type Application = z.output<typeof Row>;

const AnswerRow = row({
  criterion_id: z.string(),
  declared: z.int().nullable(),
  is_na: flag,
  by_range: json(z.record(z.string(), z.int()).nullable()),
  justification: z.string(),
  is_publishable: flag,
  revision: z.int(),
  saved_at: z.int(),
});

const PieceRow = row({
  id: z.string(),
  criterion_id: z.string(),
  kind: z.enum(EVIDENCE_KINDS),
  url: z.string().nullable(),
  sha256: z.string().nullable(),
  bytes: z.int().nullable(),
  mime: z.string().nullable(),
  issued_on: z.string(),
  expires_on: z.string().nullable(),
  visibility: z.enum(PIECE_VISIBILITIES),
  carried_by: z.string().nullable(),
  library_id: z.string().nullable(),
  newer_id: z.string().nullable(),
  name: z.string(),
  pages: z.string(),
});

const COLUMNS = `a.id, a.organisation_id, o.name AS organisation, o.is_demo, o.number AS siren, a.offer_name, a.contracts, a.members,
  a.covered, a.referential, a.state, a.submission, a.revision, coalesce(a.tonight, 'null') AS tonight, a.created_at, a.updated_at`;

/** The applications of a mutuelle, the newest first. */
export const applicationsOf = (db: Database, organisationId: OrganisationId): Promise<Application[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM applications a JOIN organisations o ON o.id = a.organisation_id
       WHERE a.organisation_id = :organisationId ORDER BY a.id DESC`,
      { organisationId },
    ),
  );

/** One application of a mutuelle with its working copy, in one round trip; null for another's. */
export async function readApplication(
  db: Database,
  { id, organisationId }: { id: ApplicationId; organisationId: OrganisationId },
): Promise<{ application: Application; answers: Answer[]; pieces: Piece[]; ranges: Range[] } | null> {
  const [found = [], answers = [], pieces = [], ranges = []] = await db.readAll([
    statement(
      `SELECT ${COLUMNS} FROM applications a JOIN organisations o ON o.id = a.organisation_id
       WHERE a.id = :id AND a.organisation_id = :organisationId`,
      { id, organisationId },
    ),
    statement(
      `SELECT criterion_id, declared, is_na, coalesce(by_range, 'null') AS by_range, justification, is_publishable, revision, saved_at FROM answers
       WHERE application_id = :id ORDER BY criterion_id`,
      { id },
    ),
    statement(
      `SELECT e.id, e.criterion_id, e.kind, e.url, e.sha256, e.bytes, e.mime, e.issued_on, e.expires_on, e.visibility, e.carried_by, e.library_id, e.name, e.pages,
         (SELECT p.superseded_by FROM library_pieces p WHERE p.id = e.library_id) AS newer_id FROM evidence_files e
       WHERE e.application_id = :id AND e.removed_at IS NULL ORDER BY e.criterion_id, e.id`,
      { id },
    ),
    rangesQuestion(id),
  ]);
  return found[0] === undefined
    ? null
    : {
        application: Row.parse(found[0]),
        answers: z.array(AnswerRow).parse(answers),
        pieces: z.array(PieceRow).parse(pieces),
        ranges: readRanges(ranges),
      };
}

type Offer = { offerName: string; contracts: readonly string[]; members: number; covered: number };
type Opened = { id: ApplicationId; organisationId: OrganisationId; offer: Offer; referential: string; now: number };
/** A new draft. */
export const openApplication = ({
  id,
  organisationId,
  offer: { offerName, contracts, members, covered },
  referential,
  now,
}: Opened): Statement =>
  statement(
    `INSERT INTO applications (id, organisation_id, offer_name, contracts, members, covered, referential, state, submission, revision,
       created_at, updated_at) VALUES (:id, :organisationId, :offerName, :contracts, :members, :covered, :referential, 'draft', 0, 1, :now, :now)`,
    { id, organisationId, offerName, contracts, members, covered, referential, now },
  );

/** What the offer is; its event holds the revision. */
export const describeOffer = (id: ApplicationId, offer: Offer, now: number): Statement =>
  statement(
    `UPDATE applications SET offer_name = :offerName, contracts = :contracts, members = :members, covered = :covered, revision = revision + 1, updated_at = :now
     WHERE id = :id`,
    { id, offerName: offer.offerName, contracts: offer.contracts, members: offer.members, covered: offer.covered, now },
  );

/** How its help is reached; `null`: it is said no more. */
export const sayTonight = (id: ApplicationId, tonight: Tonight | null): Statement =>
  statement("UPDATE applications SET tonight = :tonight WHERE id = :id", {
    id,
    tonight: tonight === null ? null : JSON.stringify(tonight),
  });

type Moving = {
  id: ApplicationId;
  state: string;
  submission: number;
  /** The last day of the phase that begins. */
  dueOn: string | null;
  now: number;
};
/** Where it stands now; `submission` is the number of the last filing. */
export const moveApplication = ({ id, state, submission, dueOn, now }: Moving): Statement =>
  statement(
    `UPDATE applications SET state = :state, submission = :submission, reviewed = iif(:state = 'in_review', :submission, reviewed), words = NULL,
       due_on = :dueOn, revision = revision + 1, updated_at = :now WHERE id = :id`,
    { id, state, submission, dueOn, now },
  );

/** Under which version the working copy is; what was filed keeps its own. */
export const changeReferential = (id: ApplicationId, referential: string, now: number): Statement =>
  statement(
    "UPDATE applications SET referential = :referential, revision = revision + 1, updated_at = :now WHERE id = :id",
    { id, referential, now },
  );

type Saved = Omit<Answer, "savedAt"> & { applicationId: ApplicationId; by: PersonId; now: number };
/**
 * Saves one answer over the revision that was read. Changes nothing when somebody saved since, or when the application can no
 * longer be worked on: the caller reads again and shows both.
 */
export const saveAnswer = (a: Saved): Statement =>
  statement(
    `INSERT INTO answers (application_id, criterion_id, declared, is_na, by_range, justification, is_publishable, revision, saved_by, saved_at)
     SELECT :applicationId, :criterionId, :declared, :isNa, :byRange, :justification, :isPublishable, 1, :by, :now FROM applications
     WHERE id = :applicationId AND state IN ${sqlSet(EDITABLE)}
     ON CONFLICT (application_id, criterion_id) DO UPDATE SET declared = excluded.declared, is_na = excluded.is_na, by_range = excluded.by_range,
       justification = excluded.justification, is_publishable = excluded.is_publishable, revision = answers.revision + 1,
       saved_by = excluded.saved_by, saved_at = excluded.saved_at
     WHERE answers.revision = :revision`,
    {
      applicationId: a.applicationId,
      criterionId: a.criterionId,
      declared: a.declared,
      isNa: a.isNa,
      byRange: a.byRange === null ? null : JSON.stringify(a.byRange),
      justification: a.justification,
      isPublishable: a.isPublishable,
      revision: a.revision,
      by: a.by,
      now: a.now,
    },
  );

type Filing = {
  applicationId: ApplicationId;
  number: number;
  referential: string;
  document: string;
  hash: string;
  /** Sum of revisions of the answers that the document holds, and its newest piece and their count. */
  answersRevision: number;
  piecesMark: string;
  by: PersonId;
  now: number;
};
/** Freezes a filing; fails its CHECK, and the batch with it, when an answer or a piece changed since it was read. */
export const fileSubmission = (f: Filing): Statement =>
  statement(
    `INSERT INTO submissions (application_id, number, referential, document, hash, is_current, filed_by, filed_at)
     VALUES (:applicationId, :number, :referential, :document, :hash,
       (SELECT coalesce(sum(revision), 0) FROM answers WHERE application_id = :applicationId) = :answersRevision
         AND (SELECT count(*) || ':' || coalesce(max(id), '') FROM evidence_files WHERE application_id = :applicationId AND removed_at IS NULL) = :piecesMark,
       :by, :now)`,
    {
      applicationId: f.applicationId,
      number: f.number,
      referential: f.referential,
      document: f.document,
      hash: f.hash,
      answersRevision: f.answersRevision,
      piecesMark: f.piecesMark,
      by: f.by,
      now: f.now,
    },
  );

const Filed = row({
  number: z.int(),
  referential: z.string(),
  document: z.string(),
  hash: z.string(),
  filed_at: instant,
});
export type Filed = z.output<typeof Filed>;

/** What was filed, by number. */
export const findSubmission = (
  db: Database,
  { applicationId, number }: { applicationId: ApplicationId; number: number },
): Promise<Filed | null> =>
  db.one(
    Filed,
    statement(
      `SELECT number, referential, document, hash, filed_at FROM submissions WHERE application_id = :applicationId AND number = :number`,
      { applicationId, number },
    ),
  );

const FiledBy = z.object({
  organisation_id: idOf("org"),
  offer_name: z.string(),
  referential: z.string(),
  contact_id: idOf("ctc"),
});
/** The offer of an application, and where the person who answers for its mutuelle is written to. */
export const filedBy = (db: Database, applicationId: ApplicationId): Promise<z.infer<typeof FiledBy> | null> =>
  db.one(
    FiledBy,
    statement(
      `SELECT a.organisation_id, a.offer_name, a.referential, p.contact_id FROM applications a
         JOIN organisations o ON o.id = a.organisation_id JOIN people p ON p.id = o.owner_id
       WHERE a.id = :applicationId`,
      { applicationId },
    ),
  );

type Copied = { id: ApplicationId; from: ApplicationId; by: PersonId; freshSince: string; now: number };
/** Copies what an offer is and its answers into a new draft; what may be published has to be said again. */
export const copyApplication = ({ id, from, by, freshSince, now }: Copied): Statement[] => [
  statement(
    `INSERT INTO applications (id, organisation_id, offer_name, contracts, members, covered, referential, state, submission, revision, tonight,
       created_at, updated_at)
     SELECT :id, organisation_id, offer_name, contracts, members, covered, referential, 'draft', 0, 1, tonight, :now, :now FROM applications WHERE id = :from`,
    { id, from, now },
  ),
  statement(
    // Ranges have ids of their own in the new draft: the old id with the draft's behind it, in grades as in rows.
    `INSERT INTO answers (application_id, criterion_id, declared, is_na, by_range, justification, is_publishable, revision, saved_by, saved_at)
     SELECT :id, criterion_id, declared, is_na,
       (SELECT json_group_object(g.key || ':' || substr(:id, -8), g.value) FROM json_each(a.by_range) g HAVING a.by_range IS NOT NULL),
       justification, 0, 1, :by, :now FROM answers a WHERE application_id = :from`,
    { id, from, by, now },
  ),
  statement(
    `INSERT INTO ranges (id, application_id, name, who, who_words, territory, members, price, price_age, price_on)
     SELECT id || ':' || substr(:id, -8), :id, name, who, who_words, territory, members, price, price_age, price_on FROM ranges WHERE application_id = :from`,
    { id, from },
  ),
  statement(
    // A piece of the library comes along whatever its age, which its page says; one from before it only as a fresh address.
    `INSERT INTO evidence_files (id, application_id, criterion_id, kind, url, r2_key, sha256, bytes, mime, issued_on, expires_on, visibility, carried_by, state,
       added_by, created_at, library_id, name, pages)
     SELECT 'evi_' || lower(hex(randomblob(16))), :id, criterion_id, kind, url, r2_key, sha256, bytes, mime, issued_on, expires_on, 'private', carried_by, 'received', :by, :now,
       library_id, name, pages
     FROM evidence_files e WHERE application_id = :from AND removed_at IS NULL AND (EXISTS (SELECT 1 FROM library_pieces p WHERE p.id = e.library_id AND p.removed_at IS NULL)
       OR (library_id IS NULL AND url IS NOT NULL AND issued_on >= :freshSince))`,
    { id, from, by, now, freshSince },
  ),
];

const Open = z.object({ id: z.string(), offer_name: z.string(), state: z.enum(STATES) });
/** The applications of a mutuelle that end when its space closes. */
export const applicationsToEnd = (db: Database, organisationId: string): Promise<z.infer<typeof Open>[]> =>
  db.all(
    Open,
    statement(
      `SELECT id, offer_name, state FROM applications WHERE organisation_id = :organisationId AND state IN ${sqlSet(WITHDRAWABLE)} ORDER BY id`,
      { organisationId },
    ),
  );
/** They are withdrawn, one event each; what was filed stays as it was. */
export function endApplications({
  organisationId,
  by,
  now,
  eventPrefix,
}: {
  organisationId: string;
  by: string;
  now: number;
  eventPrefix: string;
}): Statement[] {
  const open = `organisation_id = :organisationId AND state IN ${sqlSet(WITHDRAWABLE)}`;
  return [
    recordEach(
      { type: "application.withdrawn", at: now, actor: by, prefix: eventPrefix },
      `SELECT id AS subject, revision + 1 AS subject_rev, '{}' AS data FROM applications WHERE ${open}`,
      { organisationId },
    ),
    statement(
      `UPDATE applications SET state = 'withdrawn', words = NULL, revision = revision + 1, updated_at = :now WHERE ${open}`,
      { organisationId, now },
    ),
  ];
}
