import type { PersonId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { canonical, sha256 } from "../scoring/canonical.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { afterWorkingDays } from "../../kernel/working-days.ts";
import { type Answer, type ApplicationAct, type Piece, REVIEW_DAYS, after, isAnswered, unitOf } from "./application.ts";
import { applicationEvent } from "./application.events.ts";
import { type Range, declaredOf } from "./range.ts";
import * as store from "./application.store.ts";

export type FileRefusal = "not_open" | "nothing" | "superseded" | "moved";
type Work = {
  application: store.Application;
  answers: readonly Answer[];
  pieces: readonly Piece[];
  ranges: readonly Range[];
};

/** A piece as it is filed; one from before the library has no name of its own. */
const filedPiece = ({ criterionId, name, pages, ...piece }: Piece) => ({
  ...piece,
  criterion: criterionId,
  libraryId: undefined,
  newerId: undefined,
  name: name === "" ? undefined : name,
  pages: pages === "" ? undefined : pages,
});

/** What is filed: the offer, the answers as the scoring core reads them, and which pieces prove them. */
export function documentOf({ application, answers, pieces, ranges }: Work, number: number): Record<string, unknown> {
  const { id, referential, offerName, contracts, members, covered, siren } = application;
  return {
    format: "submission/1",
    application: id,
    number,
    referential,
    offer: { name: offerName, siren, contracts, members, covered, ranges: ranges.map(declaredOf) },
    answers: unitOf(id, answers, ranges).answers,
    evidence: pieces.map(filedPiece),
  };
}

const eventAt = (
  deps: Deps,
  { application: { id, revision }, by }: { application: store.Application; by: PersonId },
) => ({
  id: deps.newId("evt"),
  subject: id,
  revision: revision + 1,
  at: deps.now,
  actor: by,
});

/**
 * Files an application: freezes the working copy under the next number. Refused when it is not open, holds no answer, or its
 * referential is no longer the current one; `moved` when somebody saved or filed meanwhile: two filings at once make one.
 */
export async function fileApplication(
  deps: Deps,
  { work, current, by }: { work: Work; current: string; by: PersonId },
): Promise<Result<EventId, FileRefusal>> {
  const { application, answers, pieces } = work;
  const state = after(application.state, "submit");
  if (state === null) {
    return refuse("not_open");
  }
  if (!answers.some(isAnswered)) {
    return refuse("nothing");
  }
  if (application.referential !== current) {
    return refuse("superseded");
  }
  const number = application.submission + 1;
  // Precisions that were asked have come: evaluating begins anew, with all its days.
  const dueOn =
    state === "in_review"
      ? dayOf(afterWorkingDays(REVIEW_DAYS, deps.now, { tz: PARIS, departement: null }), PARIS)
      : null;
  const document = canonical(documentOf(work, number));
  const hash = await sha256(document);
  const event = applicationEvent("application.submitted", eventAt(deps, { application, by }), { number, hash });
  const newest =
    pieces
      .map((piece) => piece.id)
      .toSorted()
      .at(-1) ?? "";
  const filing = {
    applicationId: application.id,
    number,
    referential: application.referential,
    document,
    hash,
    by,
    now: deps.now,
    answersRevision: answers.reduce((sum, one) => sum + one.revision, 0),
    piecesMark: `${pieces.length}:${newest}`,
  };
  return write(deps, {
    eventId: event.id,
    statements: [
      recordEvent(event),
      store.fileSubmission(filing),
      store.moveApplication({ id: application.id, state, submission: number, dueOn, now: deps.now }),
    ],
  });
}

/** Withdraws an application. What was filed stays as it was. */
export function withdrawApplication(
  deps: Deps,
  { application, by }: { application: store.Application; by: PersonId },
): Promise<Result<EventId, FileRefusal>> {
  const act: ApplicationAct = "withdraw";
  const state = after(application.state, act);
  if (state === null) {
    return Promise.resolve(refuse("not_open"));
  }
  const event = applicationEvent("application.withdrawn", eventAt(deps, { application, by }), {});
  return write(deps, {
    eventId: event.id,
    statements: [
      recordEvent(event),
      store.moveApplication({
        id: application.id,
        state,
        submission: application.submission,
        dueOn: null,
        now: deps.now,
      }),
    ],
  });
}

async function write(
  deps: Deps,
  { eventId, statements }: { eventId: EventId; statements: Parameters<Deps["db"]["batch"]>[0] },
): Promise<Result<EventId, "moved">> {
  try {
    await deps.db.batch(statements);
    return ok(eventId);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}
