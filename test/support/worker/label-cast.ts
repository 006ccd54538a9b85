import type { PersonId, OrganisationId } from "../../../src/kernel/ids.ts";
import examples from "../../../docs/scoring/label.answers.json";
import type { Cast, Play } from "../../../scripts/local/play-draft.ts";
import type { AnswersFile, ReferentialFile } from "../../../src/label/scoring/formats.ts";
import { PLATFORM, type Within } from "../../../src/access/roles.ts";
import { modelOf } from "../../../src/label/scoring/model.ts";
import { member, organisation, owns } from "./staff.ts";
import { unique } from "./people.ts";
import { NOW, depsAt, run } from "./world.ts";
import { REFERENTIAL_FILE } from "../referential.ts";

export const model = modelOf(REFERENTIAL_FILE as ReferentialFile);
export const units = (examples as AnswersFile).units;
const DAY = 86_400;

/** Somebody has graded enough fictitious answers: files may be given to them. */
export const calibrated = (personId: PersonId, at = NOW - 100 * DAY) =>
  run(
    "INSERT INTO calibrations SELECT ?1, 'essai-' || value, 2, 'essai', ?2 FROM json_each('[1,2,3,4,5,6,7,8,9,10]') WHERE true",
    personId,
    at,
  );

let next = 100;

const address = (): string => `delivered+${unique()}@resend.dev`;
/** Everybody that one file needs, and the mutuelle that they judge. Addresses sign in. */
export async function cast(): Promise<{ place: OrganisationId; people: Cast; addresses: Record<string, string> }> {
  const place = await organisation(`org_${unique()}`, "mutuelle");
  await run("UPDATE organisations SET number = ?2 WHERE id = ?1", place, String(next++).padStart(9, "0"));
  const addresses: Record<string, string> = {};
  const one = async (name: string, role: string, where: Within = PLATFORM): Promise<PersonId> => {
    addresses[name] = address();
    return member(addresses[name], role, where);
  };
  const people: Cast = {
    applicant: await one("applicant", "applicant", place),
    operator: await one("operator", "operator"),
    assessors: [await one("first", "assessor"), await one("second", "assessor")],
    adjudicator: await one("adjudicator", "assessor"),
    panel: [
      await one("panel1", "panel_member"),
      await one("panel2", "panel_member"),
      await one("panel3", "panel_member"),
    ],
  };
  await owns(people.applicant, place);
  for (const person of [...people.assessors, people.adjudicator]) {
    await calibrated(person);
  }
  return { place, people, addresses };
}

/** What plays a file that ends today; the first example by default. */
export const playOf = (place: OrganisationId, people: Cast, over: Partial<Play> = {}): Play => ({
  depsAt,
  model,
  organisation: place,
  cast: people,
  start: NOW - 70 * DAY,
  offer: { offerName: "Offre d’essai", contracts: ["Socle"], members: 1000, covered: 800 },
  unit: units[0] ?? { id: "", answers: {} },
  ...over,
});
