import type { PersonId, OrganisationId, ApplicationId } from "../../src/kernel/ids.ts";
import { type Application, readApplication } from "../../src/label/application/application.store.ts";
import { addToLibrary, usePiece } from "../../src/label/application/library.store.ts";
import type { Declared } from "../../src/label/application/range.ts";
import { keepRange, openApplication, saveAnswer } from "../../src/label/application/work-on.ts";
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
  /** The ranges that it comes with; grades of ranges stand in the unit. */
  ranges?: readonly Declared[];
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
export async function draftIt({
  depsAt,
  model,
  organisation,
  offer,
  ranges = [],
  unit,
  cast,
  start,
}: Play): Promise<ApplicationId> {
  const deps = depsAt(start);
  const id = await openApplication(deps, {
    organisation,
    by: cast.applicant,
    offer,
    referential: `${model.file.id}@${model.file.version}`,
  });
  for (const declared of ranges) {
    const known = await readApplication(deps.db, { id, organisationId: organisation });
    const range = { ...declared, id: deps.newId("rng") };
    await keepRange(deps, {
      application: known?.application as Application,
      ranges: known?.ranges ?? [],
      range,
      by: cast.applicant,
    });
  }
  const opened = await readApplication(deps.db, { id, organisationId: organisation });
  if (opened === null) {
    throw new Error("not opened");
  }
  for (const criterion of Object.keys(unit.answers)) {
    await answerIt(deps, { work: opened, unit, criterion, by: cast.applicant });
  }
  return id;
}

type Work = NonNullable<Awaited<ReturnType<typeof readApplication>>>;
/** Answers one criterion as a unit says, with an address as each piece. */
async function answerIt(
  deps: Deps,
  { work, unit, criterion, by }: { work: Work; unit: UnitSpec; criterion: string; by: PersonId },
): Promise<void> {
  const { declared, na, byRange, evidence = [], justification } = long(unit.answers[criterion]);
  const grades = work.ranges.flatMap(({ id, name }) => (byRange?.[name] === undefined ? [] : [[id, byRange[name]]]));
  const typed = {
    declared: typeof declared === "number" ? declared : null,
    isNa: na !== undefined,
    byRange: grades.length === 0 ? null : (Object.fromEntries(grades) as Record<string, number>),
    justification: na?.justification ?? justification ?? `Voir la pièce jointe (${criterion}).`,
  };
  const isPublic = criterion.endsWith("1");
  await saveAnswer(deps, {
    application: work.application,
    criterionId: criterion,
    typed: { ...typed, isPublishable: isPublic, revision: 0 },
    by,
  });
  for (const [n, piece] of evidence.entries()) {
    const libraryId = deps.newId("lib");
    const said = { by, now: deps.now };
    await deps.db.batch([
      addToLibrary({
        ...said,
        id: libraryId,
        organisationId: work.application.organisationId,
        name: `Page ${n + 1} pour ${criterion}`,
        kind: "url",
        url: `https://mutuelle-fictive.example/${criterion.toLowerCase()}`,
        r2Key: null,
        sha256: null,
        bytes: null,
        mime: null,
        issuedOn: piece.issuedOn,
        expiresOn: piece.expiresOn ?? null,
        carriedBy: null,
      }),
      usePiece({
        ...said,
        id: deps.newId("evi"),
        applicationId: work.application.id,
        criterionId: criterion,
        libraryId,
        pages: "",
        visibility: isPublic ? "public" : "private",
      }),
    ]);
  }
}
