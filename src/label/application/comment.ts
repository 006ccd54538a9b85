import type { ApplicationId, EventId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { applicationEvent } from "./application.events.ts";
import { type Meant, dropComment, writeComment } from "./comments.store.ts";

const MOST = 1000;

type Said = { applicationId: ApplicationId; criterionId: string; by: PersonId; text: string; meant: Meant | null };
/** Leaves a word for the team about a criterion; whoever it is meant for is written to, without the word itself. */
export async function leaveComment(
  deps: Deps,
  { applicationId, criterionId, by, text, meant }: Said,
): Promise<Result<EventId, "empty" | "too_long">> {
  const said = text.trim();
  if (said === "" || said.length > MOST) {
    return refuse(said === "" ? "empty" : "too_long");
  }
  const about = { id: deps.newId("evt"), subject: applicationId, at: deps.now, actor: by };
  await deps.db.batch([
    recordEvent(applicationEvent("application.commented", about, { criterion: criterionId, meant })),
    writeComment({ id: deps.newId("tcm"), applicationId, criterionId, by, text: said, now: deps.now }),
  ]);
  return ok(about.id);
}

/** Takes one's own word back. */
export const takeBackComment = async (
  { db }: Pick<Deps, "db">,
  own: { id: string; applicationId: ApplicationId; by: PersonId },
): Promise<void> => {
  await db.batch([dropComment(own)]);
};
