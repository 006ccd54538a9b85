import * as z from "zod";

import { type ApplicationId, type LabelId, idOf } from "../../kernel/ids.ts";
import { flag, json } from "../../kernel/rows.ts";
import { EVIDENCE_KINDS } from "../scoring/formats.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import type { Declared } from "../application/range.ts";
import type { Sensitivity } from "../scoring/sensitivity.ts";
import type { Tonight } from "../application/tonight.ts";
import { FACET_NAMES } from "../decision/facets.ts";
import { type Asked, HELD_STATES, IN_FORCE, type Label, RECOGNISED } from "../decision/label.ts";

const Robustness = z.object({
  seed: z.string(),
  runs: z.int(),
  median: z.number(),
  low: z.number(),
  high: z.number(),
  unchanged: z.number().nullable(),
});
const Row = z.object({
  id: idOf("lbl"),
  applicationId: idOf("app"),
  organisationId: idOf("org"),
  organisation: z.string(),
  siren: z.string(),
  offerName: z.string(),
  sortName: z.string(),
  isDemo: flag,
  contracts: json(z.array(z.string())),
  ranges: json(z.array(z.custom<Declared>())), // read and frozen by what files
  tonight: json(z.custom<Tonight | null>()),
  state: z.enum(HELD_STATES),
  provisionalUntilOn: z.string().nullable(),
  level: z.string(),
  levelName: z.string(),
  verifiedBp: z.int(),
  declaredBp: z.int(),
  referential: z.string(),
  decidedOn: z.string(),
  validUntilOn: z.string(),
  surveyedOn: z.string().nullable(),
  resultHash: z.string(),
  robustness: json(Robustness),
  hangsOn: json(z.custom<Sensitivity | null>()), // computed and frozen by the decision
  journalSeq: z.int(),
  statusIndex: z.int().nullable(),
  sessions: z.int(),
  delay: z.int(),
  contracts_open: z.int(),
  costs: z.int(),
  no_complaint: z.int(),
  minors: z.int(),
  number_costs: z.int(),
  domains: json(z.array(z.string())),
});

const COLUMNS = `l.id, l.application_id AS applicationId, l.organisation_id AS organisationId, l.organisation, l.siren,
  l.offer_name AS offerName, l.sort_name AS sortName, l.is_demo AS isDemo, l.contracts, l.ranges,
  coalesce((SELECT a.tonight FROM applications a WHERE a.id = l.application_id), 'null') AS tonight, l.state, l.provisional_until_on AS provisionalUntilOn, l.level, l.level_name AS levelName, l.verified_bp AS verifiedBp,
  l.declared_bp AS declaredBp, l.referential, l.decided_on AS decidedOn, l.valid_until_on AS validUntilOn,
  l.surveyed_on AS surveyedOn, l.result_hash AS resultHash, l.robustness, coalesce(l.sensitivity, 'null') AS hangsOn, l.journal_seq AS journalSeq, l.status_index AS statusIndex, l.sessions, l.delay,
  l.contracts_open, l.costs, l.no_complaint, l.minors, l.number_costs,
  (SELECT json_group_array(d.domain) FROM domain_bindings d WHERE d.label_id = l.id AND d.state IN ${sqlSet(RECOGNISED)}) AS domains`;

/** Names as they are searched: words parted by spaces alone. */
const WORDS = ["-", "'", "’", "(", ")", ".", ","].reduce(
  (sql, sign) => `replace(${sql}, '${sign.replace("'", "''")}', ' ')`,
  "replace(l.sort_name, 'œ', 'oe')",
);
/** A range says départements by their codes, nothing at all, or what was filed before they were asked for: whoever reads it judges. */
const MAY_JOIN = `r.value ->> '$.territory' NOT GLOB '*([0-9]*' OR instr(r.value ->> '$.territory', '(' || :departement || ')') > 0`;
type Page = { after: { name: string; id: string }; asked: Asked; todayOn: string; most: number };
/** Labels in the order of names, after one; `least`: the verified grades below which an offer is left out. `todayOn` tells what has expired. */
export const labelsAfter = (db: Database, { after: { name, id }, asked, todayOn, most }: Page): Promise<Label[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM labels l WHERE (l.sort_name, l.id) > (:name, :id)
         ${FACET_NAMES.map((facet) => `AND l.${facet} >= :${facet}`).join(" ")}
         AND (:isInForce = 0 OR (l.state IN ${sqlSet(IN_FORCE)} AND l.valid_until_on >= :todayOn
           AND coalesce(l.provisional_until_on, '') < :todayOn))
         AND (:isForEveryone = 0 OR instr(l.ranges, '"everyone"') > 0)
         AND (:who = '' OR EXISTS (SELECT 1 FROM json_each(l.ranges) r, json_each(r.value, '$.who') w WHERE w.value = 'everyone' OR w.value = :who))
         AND (:departement = '' OR l.ranges = '[]' OR EXISTS (SELECT 1 FROM json_each(l.ranges) r WHERE ${MAY_JOIN}))
         AND (:named = '' OR instr(' ' || ${WORDS}, ' ' || :named) > 0)
       ORDER BY l.sort_name, l.id LIMIT :most`,
      {
        ...Object.fromEntries(FACET_NAMES.map((facet) => [facet, asked[facet] ?? 0])),
        name,
        id,
        todayOn,
        isInForce: asked.isInForce === true,
        isForEveryone: asked.isForEveryone === true,
        who: asked.who ?? "",
        departement: asked.departement ?? "",
        named: asked.named ?? "",
        most,
      },
    ),
  );

/** Some labels by id, in the order of names. */
export const labelsById = (db: Database, ids: readonly LabelId[]): Promise<Label[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM labels l WHERE l.id IN (SELECT value FROM json_each(:ids)) ORDER BY l.sort_name, l.id`,
      { ids },
    ),
  );
export const findLabel = async (db: Database, id: LabelId): Promise<Label | null> =>
  (await labelsById(db, [id]))[0] ?? null;

const Piece = z.object({
  criterion: z.string(),
  kind: z.enum(EVIDENCE_KINDS),
  url: z.string(),
  issuedOn: z.string(),
});
export type PublicPiece = z.infer<typeof Piece>;
/** Pages that a mutuelle gave as pieces and said may be published. */
export const publicPieces = (db: Database, applicationId: ApplicationId): Promise<PublicPiece[]> =>
  db.all(
    Piece,
    statement(
      `SELECT criterion_id AS criterion, kind, url, issued_on AS issuedOn FROM evidence_files
       WHERE application_id = :applicationId AND visibility = 'public' AND url IS NOT NULL AND removed_at IS NULL ORDER BY criterion_id, id`,
      { applicationId },
    ),
  );

const Counts = z.object({ labels: z.int(), decided: z.int(), refused: z.int() });
/** How many labels were ever given, and how many first decisions were taken, refusals among them. */
export const countAll = async (db: Database): Promise<z.infer<typeof Counts>> =>
  (await db.one(
    Counts,
    statement(
      `SELECT (SELECT count(*) FROM labels WHERE sort_name > '') AS labels,
         (SELECT count(*) FROM decisions WHERE decided_on > '' AND round = 1) AS decided,
         (SELECT count(*) FROM decisions WHERE decided_on > '' AND round = 1 AND state = 'refused') AS refused`,
    ),
  )) ?? { labels: 0, decided: 0, refused: 0 };

/** The label of an application, if it has one. */
export const labelOfApplication = (db: Database, applicationId: ApplicationId): Promise<Label | null> =>
  db.one(Row, statement(`SELECT ${COLUMNS} FROM labels l WHERE l.application_id = :applicationId`, { applicationId }));

/** Labels that may be shown on a domain: it proved to be their mutuelle's. */
export const labelsOfDomain = (db: Database, domain: string): Promise<Label[]> =>
  db.all(
    Row,
    statement(
      `SELECT ${COLUMNS} FROM domain_bindings b JOIN labels l ON l.id = b.label_id
       WHERE b.domain = :domain AND b.state IN ${sqlSet(RECOGNISED)}`,
      { domain },
    ),
  );

/** Labels whose badge does not say yet what was decided, at most 50. */
export const labelsToPublish = (db: Database): Promise<Label[]> =>
  db.all(
    Row,
    statement(`SELECT ${COLUMNS} FROM labels l WHERE l.published_seq < l.journal_seq ORDER BY l.id LIMIT 50`),
  );

/** Notes that a badge says a decision; nothing when a newer one was taken meanwhile: it is written again then. */
export const markPublished = (labelId: LabelId, seq: number): Statement =>
  statement("UPDATE labels SET published_seq = :seq WHERE id = :labelId AND journal_seq = :seq", { labelId, seq });

/** Gives a label a place in the lists, if that is free and it has none. Its place; `null`: another has it. */
export async function takePlace(
  db: Database,
  { labelId, place }: { labelId: LabelId; place: number },
): Promise<number | null> {
  await db.changed(
    statement("UPDATE OR IGNORE labels SET status_index = :place WHERE id = :labelId AND status_index IS NULL", {
      labelId,
      place,
    }),
  );
  return (await findLabel(db, labelId))?.statusIndex ?? null;
}

const Ended = z.object({ revocation: json(z.array(z.int())), suspension: json(z.array(z.int())) });
/** The places of labels that were withdrawn, and of those that are suspended that day, each in order. */
export const readEnded = async (db: Database, todayOn: string): Promise<z.infer<typeof Ended>> =>
  (await db.one(
    Ended,
    statement(
      `SELECT json_group_array(status_index ORDER BY status_index) FILTER (WHERE state = 'withdrawn') AS revocation,
         json_group_array(status_index ORDER BY status_index) FILTER (WHERE state <> 'withdrawn' AND (state = 'suspended' OR provisional_until_on >= :todayOn)) AS suspension
       FROM labels WHERE status_index IS NOT NULL`,
      { todayOn },
    ),
  )) ?? { revocation: [], suspension: [] };
