import * as z from "zod";

import type { ContactId } from "../../kernel/ids.ts";
import { type RowOf, row } from "../../kernel/rows.ts";
import { type Database, type Statement, sqlSet, statement } from "../../platform/d1.ts";
import { after, deleting } from "../../platform/forgetting.ts";
import { RETENTION } from "../../privacy/retention.ts";
import { FILED } from "../application/application.ts";
import { INTEREST_YEARS } from "./process.ts";

/** What assessment forgets in time: ties that block no more, what people signalled and was closed. */
export const assessmentForgetting = [
  deleting(
    "interests",
    "Liens finis depuis plus de trois ans",
    { table: "interests", id: "person_id, organisation_id, kind" },
    {
      where: `ended_on IS NOT NULL AND ended_on < date(:now, 'unixepoch', '-${INTEREST_YEARS} years')`,
      at: `unixepoch(ended_on, '+${INTEREST_YEARS} years', '+1 day')`,
      by: "ended_on",
    },
  ),
  deleting(
    "complaints",
    "Signalements clos depuis un an",
    { table: "complaints", id: "id" },
    {
      ...after("closed_at", RETENTION.complaints),
      where: `state = 'closed' AND closed_at <= :now - ${RETENTION.complaints}`,
    },
  ),
];

const Held = z.object({ what: z.string(), about: z.string(), more: z.string().nullable() });
/** The ties and the tasks of whoever an address signs in. */
export async function heldOf(db: Database, contactId: ContactId): Promise<z.infer<typeof Held>[]> {
  const [ties = [], tasks = [], calibrated = [], named = []] = await db.readAll([
    statement(
      `SELECT 'lien' AS what, o.name AS about, i.kind AS more FROM people p JOIN interests i ON i.person_id = p.id
       JOIN organisations o ON o.id = i.organisation_id WHERE p.contact_id = :contactId`,
      { contactId },
    ),
    statement(
      `SELECT 'tâche' AS what, a.offer_name AS about, g.task AS more FROM people p JOIN assignments g ON g.person_id = p.id
       JOIN applications a ON a.id = g.application_id WHERE p.contact_id = :contactId`,
      { contactId },
    ),
    statement(
      `SELECT 'calibrage' AS what, c.case_id AS about, c.grade || ' : ' || c.why AS more FROM people p JOIN calibrations c ON c.person_id = p.id
       WHERE p.contact_id = :contactId`,
      { contactId },
    ),
    statement(
      `SELECT 'nom publié' AS what, n.name AS about, NULL AS more FROM people p JOIN panel_names n ON n.person_id = p.id
       WHERE p.contact_id = :contactId`,
      { contactId },
    ),
  ]);
  return [
    ...z.array(Held).parse(ties),
    ...z.array(Held).parse(tasks),
    ...z.array(Held).parse(calibrated),
    ...z.array(Held).parse(named),
  ];
}

const Depends = row({ organisation: z.string(), labels: z.int(), files: z.int() });
/** Labels in force and files under way of the mutuelles that whoever an address signs in answers for. */
export const dependsOn = (db: Database, contactId: ContactId): Promise<RowOf<typeof Depends>[]> =>
  db.all(
    Depends,
    statement(
      `SELECT DISTINCT o.name AS organisation,
         (SELECT count(*) FROM applications a JOIN labels l ON l.application_id = a.id WHERE a.organisation_id = o.id AND l.state <> 'withdrawn') AS labels,
         (SELECT count(*) FROM applications a WHERE a.organisation_id = o.id AND a.state IN ${sqlSet(UNDER_WAY)}) AS files
       FROM people p JOIN memberships m ON m.person_id = p.id JOIN organisations o ON o.id = m.organisation_id AND o.owner_id = p.id
       WHERE p.contact_id = :contactId AND o.kind = 'mutuelle' ORDER BY o.name`,
      { contactId },
    ),
  );
/** Filed, and not decided yet. */
const UNDER_WAY = FILED.filter((state) => !["decided", "appeal_decided"].includes(state));

/** Forgets the ties of whoever an address signs in. Their tasks stay, under an id that leads nowhere. */
export const forgetInterestsOf = (contactId: ContactId): Statement =>
  statement("DELETE FROM interests WHERE person_id IN (SELECT id FROM people WHERE contact_id = :contactId)", {
    contactId,
  });
