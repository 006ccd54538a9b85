import { expect, test } from "vitest";

import type { Role, Who } from "../../src/access/roles.ts";
import { workspaceOf } from "../../workers/site/workspaces.ts";

const HERE = "org_aaaaaaaaaaaaaaaaaaaaaaaaaa";
const somebody = (role: Role, organisationId: string): Who => ({
  personId: "per_1",
  loginId: "log_1",
  contactId: "ctc_1",
  memberships: [
    { organisationId: organisationId as Who["memberships"][number]["organisationId"], role, isOwner: false },
  ],
  ownsPasskey: false,
  passkeyAt: null,
  mailboxAt: 0,
});
const placesOf = (role: Role, path: string, within = HERE): string[] =>
  workspaceOf(somebody(role, within), path).places.map(({ label, isCurrent }) => (isCurrent ? `[${label}]` : label));

test("a workspace has the places that a person may open there, and marks the nearest one", () => {
  const base = `/espace/structures/${HERE}`;
  expect(placesOf("coordinator", `${base}/seances/ses_1/equipe`)).toEqual([
    "Accueil",
    "Demandes",
    "[Séances]",
    "Mes séances",
    "Intervenants",
    "Territoire",
  ]);
  expect(placesOf("facilitator", `${base}/seances/ses_1`)).toEqual(["[Accueil]", "Mes séances"]);
  expect(placesOf("applicant", `${base}/label`)).toEqual(["Accueil", "[Label]", "Pièces"]);
  expect(placesOf("educator", "/espace/securite")).toEqual(["Accueil", "[Mes connexions]"]);
  expect(placesOf("assessor", "/espace/evaluation/x", "")).toContain("[Dossiers du label]");
  expect(placesOf("operator", "/console/label/x", "").filter((place) => place.startsWith("["))).toEqual(["[Label]"]);
});

test("nobody is shown the places of an organisation that is not theirs", () => {
  expect(placesOf("coordinator", "/espace/structures/org_bbbbbbbbbbbbbbbbbbbbbbbbbb/demandes")).toEqual([]);
});

test("a workspace bears the name of its space on every page, and no other's", () => {
  const who = somebody("coordinator", HERE);
  const named = { ...who, memberships: who.memberships.map((one) => Object.assign({ name: "Les Fils tendus" }, one)) };
  const labelAt = (path: string): string => workspaceOf(named, path).label;
  expect([
    labelAt(`/espace/structures/${HERE}/seances/ses_1/equipe`),
    labelAt("/espace/structures/org_bbbbbbbbbbbbbbbbbbbbbbbbbb/seances"),
    labelAt("/espace/securite"),
  ]).toEqual(["Les Fils tendus", "Espace de la structure", "Mon espace"]);
});
