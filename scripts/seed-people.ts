import { CALIBRATION, CALIBRATION_LASTS, LEAST_CASES } from "../src/label/assessment/calibration.ts";
import { roleSql, whoIs } from "./local/people.ts";
import type { Keys } from "./local/seal.ts";
import { demoDraftSql } from "./seed-label.ts";

/** Addresses of the demo, by what they are. All go to the simulator's mailbox. */
export const DEMO_PEOPLE = {
  operator: "delivered+equipe@resend.dev",
  assessor: "delivered+evaluation@resend.dev",
  coordinator: "delivered+coordination@resend.dev",
  facilitator: "delivered+animation@resend.dev",
  educator: "delivered+ecole@resend.dev",
  applicant: "delivered+mutuelle@resend.dev",
} as const;

/** Who the label needs for one file, and the mutuelles that it judges: all fictitious, all in the simulator's mailbox. */
export const LABEL_PEOPLE = {
  operator: DEMO_PEOPLE.operator,
  applicant: DEMO_PEOPLE.applicant,
  assessor: DEMO_PEOPLE.assessor,
  assessor2: "delivered+evaluation2@resend.dev",
  adjudicator: "delivered+arbitrage@resend.dev",

  panel1: "delivered+comite1@resend.dev",
  panel2: "delivered+comite2@resend.dev",
  panel3: "delivered+comite3@resend.dev",

  appeal1: "delivered+recours1@resend.dev",
  appeal2: "delivered+recours2@resend.dev",
  appeal3: "delivered+recours3@resend.dev",
  bruyere: "delivered+bruyere@resend.dev",
  cytise: "delivered+cytise@resend.dev",
} as const;
const ASSESSORS = ["assessor", "assessor2", "adjudicator"] as const;
const LABEL_ROLES = [
  ...ASSESSORS.map((name) => [name, "assessor"] as const),
  ...(["panel1", "panel2", "panel3", "appeal1", "appeal2", "appeal3"] as const).map(
    (name) => [name, "panel_member"] as const,
  ),
];
const MUTUELLES = [
  {
    id: "org_demo-bruyere",
    kind: "mutuelle",
    name: "Mutuelle de la Bruyère (mutuelle fictive)",
    number: "000000026",
    state: "active",
    role: "applicant",
    email: LABEL_PEOPLE.bruyere,
  },
  {
    id: "org_demo-cytise",
    kind: "mutuelle",
    name: "Mutuelle du Cytise (mutuelle fictive)",
    number: "000000034",
    state: "active",
    role: "applicant",
    email: LABEL_PEOPLE.cytise,
  },
] as const;

/** Organisations that do not exist: a UAI of département 000, a SIREN that was never given; both pass their keys. */
const ORGANISATIONS = [
  {
    id: "org_demo-ecole",
    kind: "school",
    name: "Collège de l’Exemple (établissement fictif)",
    number: "0000001B",
    state: "pending",
    role: "educator",
    email: DEMO_PEOPLE.educator,
  },
  {
    id: "org_demo-mutuelle",
    kind: "mutuelle",
    name: "Mutuelle du Vieux Chêne (mutuelle fictive)",
    number: "000000018",
    state: "active",
    role: "applicant",
    email: DEMO_PEOPLE.applicant,
  },
] as const;

type Space = (typeof MUTUELLES)[number] | (typeof ORGANISATIONS)[number];

function ownerSql(keys: Keys, id: string, email: string): string {
  return `UPDATE organisations SET owner_id = ${whoIs(keys, email).person} WHERE id = '${id}' AND owner_id IS NULL;`;
}

/** A space, and the one person in it, who owns it. */
function spaceSql(keys: Keys, { id, kind, name, number, state, role, email }: Space, now: number): string[] {
  return [
    `INSERT INTO organisations (id, kind, name, number, state, is_demo, created_at) VALUES ('${id}', '${kind}', '${name}', '${number}', '${state}', 1, ${now}) ON CONFLICT DO NOTHING;`,
    ...roleSql(keys, { email, organisationId: id, role }, now),
    ownerSql(keys, id, email),
  ];
}

/** Somebody whose check was seen and covers a year: they can be assigned. */
function checkedSql(keys: Keys, email: string, id: string, now: number): string {
  const day = (days: number): string => new Date((now + days * 86_400) * 1000).toISOString().slice(0, 10);
  const { person } = whoIs(keys, email);
  return `INSERT INTO facilitators (id, person_id, association_id, honour_seen_on, honour_seen_by, honour_until_on, trained_on, feed_ref, created_at, updated_at)
    SELECT '${id}', ${person}, 'org_demo-1', '${day(-30)}', ${person}, '${day(335)}', '${day(-90)}', lower(hex(randomblob(10))), ${now}, ${now}
    WHERE true ON CONFLICT DO NOTHING;`;
}

/** The assessors have graded the fictitious answers, the second a little high: files may be given to them. */
function calibratedSql(keys: Keys, now: number): string[] {
  const day = now - 100 * 86_400;
  return ASSESSORS.flatMap((name, i) => {
    const { person } = whoIs(keys, LABEL_PEOPLE[name]);
    return CALIBRATION.cases.slice(0, LEAST_CASES + i).map(({ id, grade, declared }) => {
      const given = i === 1 && grade < 3 ? declared : grade;
      return `INSERT INTO calibrations (person_id, case_id, grade, why, saved_at) SELECT ${person}, '${id}', ${given}, 'Lu dans les pièces (fictif).', ${day}
        WHERE NOT EXISTS (SELECT 1 FROM calibrations WHERE person_id = ${person} AND case_id = '${id}' AND saved_at > ${day - CALIBRATION_LASTS});`;
    });
  });
}

/** The SQL of the demo's people: somebody of each role, a space that waits for an operator, one that is open. */
export function demoPeopleSql(keys: Keys, now: number): string {
  return [
    ...LABEL_ROLES.flatMap(([name, role]) => roleSql(keys, { email: LABEL_PEOPLE[name], role }, now)),
    ...calibratedSql(keys, now),
    ...MUTUELLES.flatMap((space) => spaceSql(keys, space, now)),
    ...roleSql(keys, { email: DEMO_PEOPLE.coordinator, organisationId: "org_demo-1", role: "coordinator" }, now),
    ...roleSql(keys, { email: DEMO_PEOPLE.facilitator, organisationId: "org_demo-1", role: "facilitator" }, now),
    ownerSql(keys, "org_demo-1", DEMO_PEOPLE.coordinator),
    checkedSql(keys, DEMO_PEOPLE.coordinator, "fac_demo-1", now),
    checkedSql(keys, DEMO_PEOPLE.facilitator, "fac_demo-2", now),
    ...ORGANISATIONS.flatMap((space) => spaceSql(keys, space, now)),
    demoDraftSql("org_demo-mutuelle", whoIs(keys, DEMO_PEOPLE.applicant).person, now),
  ].join("\n");
}
