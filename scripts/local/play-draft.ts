import type { PersonId, OrganisationId, ApplicationId } from "../../src/kernel/ids.ts";
import { readApplication } from "../../src/label/application/application.store.ts";
import { addPiece } from "../../src/label/application/evidence.store.ts";
import { openApplication, saveAnswer } from "../../src/label/application/work-on.ts";
import type { AnswerSpec, UnitSpec } from "../../src/label/scoring/formats.ts";
import type { Model } from "../../src/label/scoring/model.ts";
import type { Deps } from "../../src/platform/deps.ts";

/** People by task, as ids. */
export type Cast = {
  applicant: PersonId;
  operator: PersonId;
  assessors: [PersonId, PersonId];
  adjudicator: PersonId;
  panel: [PersonId, PersonId, PersonId];
};
export type Play = {
  /** What each act is given, at a moment. */
  depsAt: (now: number) => Deps;
  model: Model;
  organisation: OrganisationId;
  offer: { offerName: string; contracts: string[]; members: number; covered: number };
  unit: UnitSpec;
  cast: Cast;
  start: number;
  /** The grade one assessor gives; by default what the unit says is verified. */
  gradeOf?: (criterion: string, assessor: 0 | 1, verified: number) => number;
  reasons?: string;
};
type Long = Exclude<AnswerSpec, number | boolean | null | { success: number; total: number }>;
export const long = (answer: AnswerSpec | undefined): Long =>
  typeof answer === "object" && answer !== null && !("success" in answer) ? answer : {};
/** Opens an application and answers it as a unit says, with an address as each piece; its id. */
export async function draftIt({ depsAt, model, organisation, offer, unit, cast, start }: Play): Promise<ApplicationId> {
  const deps = depsAt(start);
  const id = await openApplication(deps, {
    organisation,
    by: cast.applicant,
    offer,
    referential: `${model.file.id}@${model.file.version}`,
  });
  const opened = await readApplication(deps.db, { id, organisationId: organisation });
  if (opened === null) {
    throw new Error("not opened");
  }
  for (const [criterion, answer] of Object.entries(unit.answers)) {
    const { declared, na, evidence = [], justification } = long(answer);
    const typed = {
      declared: typeof declared === "number" ? declared : null,
      isNa: na !== undefined,
      justification: na?.justification ?? justification ?? `Voir la pièce jointe (${criterion}).`,
    };
    await saveAnswer(deps, {
      application: opened.application,
      criterionId: criterion,
      typed: { ...typed, isPublishable: criterion.endsWith("1"), revision: 0 },
      by: cast.applicant,
    });
    for (const piece of evidence) {
      const url = `https://mutuelle-fictive.example/${criterion.toLowerCase()}`;
      const row = {
        id: deps.newId("evi"),
        applicationId: id,
        criterionId: criterion,
        kind: "url" as const,
        url,
        r2Key: null,
        sha256: null,
        bytes: null,
      };
      const isPublic = criterion.endsWith("1");
      await deps.db.batch([
        addPiece({
          ...row,
          mime: null,
          issuedOn: piece.issuedOn,
          expiresOn: piece.expiresOn ?? null,
          visibility: isPublic ? "public" : "private",
          carriedBy: null,
          by: cast.applicant,
          now: start,
        }),
      ]);
    }
  }
  return id;
}
