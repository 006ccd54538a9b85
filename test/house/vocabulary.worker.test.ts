import { expect, test } from "vitest";

import { CORRECTION_STATES } from "../../src/access/organisations/corrections.store.ts";
import { KINDS, STANDING, STATE_WORDS } from "../../src/access/organisations/organisation.ts";
import { ROLES } from "../../src/access/roles.ts";
import { AGE_GROUPS, CONSENT_ACTIONS } from "../../src/guidance/subscription.schema.ts";
import * as application from "../../src/label/application/application.ts";
import { CHANNELS, CONTACT_KINDS, RESPONSES } from "../../src/label/assessment/file.ts";
import { FINDING_STEPS, MONTHS_TO_MEND } from "../../src/label/assessment/findings.ts";
import { CAUSES } from "../../src/label/assessment/grades.ts";
import { INTERESTS, PANELS, TASKS } from "../../src/label/assessment/process.ts";
import { KEPT_KINDS, LABEL_STATES } from "../../src/label/decision/decision.ts";
import { ANSWERED, REMARK_STATES, SHOWN, TO_TREAT } from "../../src/label/registry/remark.ts";
import { PACES } from "../../src/label/transparency-log/journal.store.ts";
import { WITNESS_SAID } from "../../src/label/transparency-log/submit.ts";
import { ENVISAGED, GROUNDS } from "../../src/label/decision/measure.ts";
import * as label from "../../src/label/decision/label.ts";
import { EVIDENCE_KINDS } from "../../src/label/scoring/formats.ts";
import { TYPES } from "../../src/label/transparency-log/entry.ts";
import { AGREEMENT_KINDS } from "../../src/workshops/catalogue/association.ts";
import * as request from "../../src/workshops/classes/request.ts";
import { ASSIGNMENT_STATES } from "../../src/workshops/facilitators/facilitator.ts";
import { PARTS } from "../../src/workshops/facilitators/facilitators.store.ts";
import { MESSAGE_AUDIENCES, MESSAGE_KINDS } from "../../src/workshops/letters/session-message.ts";
import { ATTESTATION_KINDS, SIGNED_VIA } from "../../src/workshops/presence/attestation.ts";
import { FILE_STATES, WORKING } from "../../src/workshops/schools/file.ts";
import * as school from "../../src/workshops/schools/school.ts";
import { ENDED_STATUSES } from "../../src/mail/refused.ts";
import * as codes from "../../src/workshops/classes/request-codes.ts";
import * as plan from "../../src/workshops/classes/plan.ts";
import { OUTCOMES, SIDES } from "../../src/workshops/seats/consent.ts";
import * as registration from "../../src/workshops/seats/registration.ts";
import { AGE_BANDS } from "../../src/workshops/sessions/age.ts";
import { RESERVED_SLUGS, WORKSHOP_STATES } from "../../src/workshops/sessions/programme.ts";
import * as session from "../../src/workshops/sessions/session.ts";
import { WAVES } from "../../src/workshops/sessions/waves.ts";
import { rows } from "../support/worker/world.ts";

type Lists = Readonly<Record<string, readonly (string | number)[]>>;

/** Which list of the code each list of the schema is: of a column, of an index, of a table of words. */
const LISTS: Lists = {
  "address_corrections.state": CORRECTION_STATES,
  "applications.state": application.STATES,
  "adjudications.cause": CAUSES,
  "assignments.task": TASKS,
  "assignments.task (slots)": PANELS,
  "associations.agreement_kind": AGREEMENT_KINDS,
  "attendance_sheets.signed_via": SIGNED_VIA,
  "attestations.kind": ATTESTATION_KINDS,
  "complaints.kind": label.COMPLAINT_KINDS,
  "complaints.state": label.COMPLAINT_STATES,
  "consents.action": CONSENT_ACTIONS,
  "decisions.kind": KEPT_KINDS,
  "decisions.state": LABEL_STATES,
  "measures.ground": Object.keys(GROUNDS),
  "measures.kind": ENVISAGED,
  "witness_answers.said": Object.keys(WITNESS_SAID),
  "directory_files.state": FILE_STATES,
  "draft_remarks.state": [REMARK_STATES, ANSWERED].flat(), // those of the column, and those that need an answer
  "domain_bindings.state": label.BINDING_STATES,
  "evidence_files.kind": EVIDENCE_KINDS,
  "library_pieces.kind": EVIDENCE_KINDS,
  "evidence_files.state": application.PIECE_STATES,
  "evidence_files.visibility": application.PIECE_VISIBILITIES,
  "findings.severity": Object.keys(MONTHS_TO_MEND),
  "guardian_consents.outcome": OUTCOMES,
  "guardian_consents.side": SIDES,
  "index draft_remarks__draft": SHOWN,
  "index draft_remarks__open": TO_TREAT,
  "index directory_files__busy_until": WORKING,
  "index domain_bindings__next_at": label.RECOGNISED,
  "index messages__status_due_at": ENDED_STATUSES,
  "index organisations__kind_number": STANDING,
  "index registrations__expires_at": registration.EXPIRABLE,
  "index registrations__session_id_contact_id": registration.PROVEN,
  "finding_steps.kind": FINDING_STEPS,
  "interests.kind": Object.keys(INTERESTS),
  "invitations.role": ROLES,
  "journal_entries.type": TYPES,
  "labels.checkpoint_mails": Object.keys(PACES),
  "labels.state": label.HELD_STATES,
  "memberships.role": ROLES,
  "mystery_contacts.channel": Object.keys(CHANNELS),
  "mystery_contacts.kind": CONTACT_KINDS,
  "offers.outcome": registration.OFFER_OUTCOMES,
  "organisations.kind": KINDS,
  "organisations.state": Object.keys(STATE_WORDS),
  "registrations.parent_word": registration.PARENT_WORDS,
  "registrations.source (mark_as_read)": registration.SOURCES,
  "participants.age_band": Object.keys(AGE_BANDS),
  "places.kind": Object.keys(codes.PLACE_KINDS),
  "places.state": request.PLACE_STATES,
  "responses.kind": Object.keys(RESPONSES),
  "schools.kind": Object.keys(school.SCHOOL_KINDS),
  "schools.priority": school.PRIORITIES,
  "schools.sector": school.SECTORS,
  "schools.source": school.SCHOOL_SOURCES,
  "schools.status": school.SCHOOL_STATUSES,
  "session_facilitators.part": PARTS,
  "session_facilitators.state": ASSIGNMENT_STATES,
  "session_messages.audience": Object.keys(MESSAGE_AUDIENCES),
  "session_messages.kind": Object.keys(MESSAGE_KINDS),
  "sessions.consent_under_age": session.CONSENT_AGES,
  "sessions.language": Object.keys(session.LANGUAGES),
  "sessions.mode": session.SESSION_MODES,
  "sessions.state": session.SESSION_STATES,
  "sessions.visibility": session.VISIBILITIES,
  "subscriptions.age_group": AGE_GROUPS,
  "survey_answers.wave": Object.keys(WAVES),
  "words of registration_cancel_reasons": registration.CANCEL_REASONS,
  "words of registration_kinds": registration.REGISTRATION_KINDS,
  "words of registration_states": registration.STATES,
  "workshop_request_answers.answer": request.LEAVINGS,
  "visit_plans.proposed_by": request.PROPOSERS,
  "workshop_request_slots.proposed_by": request.PROPOSERS,
  "workshop_requests.cancel_reason": Object.keys(codes.CANCEL_REASONS),
  "workshop_requests.cancelled_by": request.CANCELLERS,
  "workshop_requests.move_by": request.PROPOSERS,
  "workshop_requests.not_held": Object.keys(codes.NOT_HELD_REASONS),
  "request_messages.written_by": request.PROPOSERS,
  "workshop_requests.place": Object.keys(codes.VISIT_PLACES),
  "workshop_requests.lunch": Object.keys(plan.LUNCHES),
  "workshop_requests.head_via": request.HEAD_WAYS,
  "workshop_requests.pencil": request.PENCILS,
  "workshop_requests.state": request.REQUEST_STATES,
  "workshops.slug": RESERVED_SLUGS,
  "workshops.state": WORKSHOP_STATES,
};

type Made = { type: string; name: string; sql: string };
const schema = () =>
  rows<Made>("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'");
const IN = /(?:CONSTRAINT (\w+) CHECK \([^\n]*?)?\b(\w+) (?:NOT )?IN\s*\(([^)]*)\)/g;

/** Every list of words or numbers that the schema holds, by where it stands; 0 and 1 are a truth, no list. */
async function listsOf(made: readonly Made[]): Promise<Lists> {
  const lists: Record<string, (string | number)[]> = {};
  for (const { type, name, sql } of made) {
    for (const [, constraint, column = "", list = ""] of sql.matchAll(IN)) {
      const words = list.split(",").map((word) => (word.includes("'") ? word.replace(/[\s']/g, "") : Number(word)));
      const place =
        type === "index" ? `index ${name}` : `${name}.${column}${constraint === undefined ? "" : ` (${constraint})`}`;
      if (words.join() !== "0,1") {
        lists[place] = [...(lists[place] ?? []), ...words];
      }
    }
    if (sql.includes("(word TEXT PRIMARY KEY)")) {
      lists[`words of ${name}`] = (await rows<{ word: string }>(`SELECT word FROM ${name}`)).map(({ word }) => word);
    }
  }
  return lists;
}

/** Where two sets of lists differ. The order counts in an index alone: SQLite uses it only for the very list it was made with. */
function differences(a: Lists, b: Lists): string[] {
  const said = (lists: Lists, place: string): string => {
    const list = lists[place]?.map(String) ?? ["(none)"];
    return (place.startsWith("index ") ? list : list.toSorted()).join(" ");
  };
  const places = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return places
    .filter((place) => said(a, place) !== said(b, place))
    .map((place) => `${place}: ${said(a, place)} | ${said(b, place)}`);
}

test("every list of words in the schema is a list of the code, word for word", async () => {
  const found = await listsOf(await schema());
  expect(Object.keys(found).length).toBeGreaterThan(50);
  expect(differences(found, LISTS)).toEqual([]);
});

test("one word more, one word less, a list of nobody, a list that is gone and an index in another order are each seen", async () => {
  const made = await schema();
  const found = await listsOf(made);
  const but = (more: Lists): Lists => ({ ...LISTS, ...more });
  expect(differences(found, but({ "schools.sector": ["public", "private", "agricole"] }))).toHaveLength(1);
  expect(differences(found, but({ "offers.outcome": ["open", "accepted"] }))).toHaveLength(1);
  expect(differences(found, but({ "words of registration_states": registration.STATES.slice(1) }))).toHaveLength(1);
  expect(differences(found, but({ "schools.colour": ["red"] }))).toHaveLength(1);
  expect(differences(found, but({ "index domain_bindings__next_at": ["warned", "bound"] }))).toHaveLength(1);
  const added = { type: "table", name: "t", sql: "CREATE TABLE t (state TEXT NOT NULL CHECK (state IN ('a', 'b')))" };
  expect(differences(await listsOf([...made, added]), LISTS)).toEqual(["t.state: a b | (none)"]);
});
