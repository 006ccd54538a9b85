import type { EventId, OrganisationId, RequestId } from "../../kernel/ids.ts";
import { DAY } from "../../kernel/time.ts";
import { type Limit, countOne } from "../../platform/counters.ts";
import type { Statement } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { keepName } from "../../privacy/contacts.store.ts";
import type { Proposer } from "./request.ts";
import { requestEvent } from "./request.events.ts";
import { insertWord } from "./thread.store.ts";

/** Words of one side in a day, about one request. */
const WORDS_A_DAY: Limit = { what: "request-words", most: 10, seconds: DAY };

type Word = { request: RequestId; association: OrganisationId; by: Proposer; text: string };
/** What a word writes: counted, sealed, kept for the school and that association alone. */
export async function sealWord(
  deps: Deps,
  { request, association, by, text }: Word,
): Promise<{ word: string; statements: Statement[] }> {
  const [word, body] = [deps.newId("rqm"), deps.newId("ctc")];
  return {
    word,
    statements: [
      await countOne(deps.vault, WORDS_A_DAY, `${request} ${by}`, deps.now),
      await keepName(deps, { id: body, name: text }),
      insertWord({ id: word, request, association, by, body }, deps.now),
    ],
  };
}

/** A word that goes with an answer: written in the same batch, told by a mail of its own. */
export async function wordBeside(
  deps: Deps,
  { actor, ...said }: Word & { actor: string },
): Promise<{ statements: Statement[]; rings: EventId[] }> {
  const { word, statements } = await sealWord(deps, said);
  const { request, association, by } = said;
  const about = { id: deps.newId("evt"), request, revision: null, at: deps.now, actor };
  const event = requestEvent("workshop_request.word_written", about, { word, by, association });
  return { statements: [recordEvent(event), ...statements], rings: [about.id] };
}
