import type { ContactId, EventId, OrganisationId, RequestId } from "../../kernel/ids.ts";
import { sealWord } from "./sealed-word.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { ADDRESS_IN_USE, forgetAddresses, forgetNames, keepAddress, readWords } from "../../privacy/contacts.store.ts";
import { RETENTION } from "../../privacy/retention.ts";
import type { By } from "./change-visit.ts";
import { type MoveRefusal, type RequestMoved, moveRequest } from "./move-request.ts";
import { type Proposer, proposerOf } from "./request.ts";
import { requestEvent } from "./request.events.ts";
import type { ClassRequest } from "./requests.store.ts";
import * as store from "./thread.store.ts";

/** One side writes to the other, once an association holds the request: sealed, read on the page alone. */
export const writeWord = (deps: Deps, { id, who, text }: { id: RequestId; who: By; text: string }) =>
  moveRequest(deps, {
    id,
    act: "write",
    ...who,
    write: async ({ associationId: association }) => {
      const by = proposerOf(who.side);
      if (association === null) {
        return null;
      }
      const { word, statements } = await sealWord(deps, { request: id, association, by, text });
      return {
        event: (about) => requestEvent("workshop_request.word_written", about, { word, by, association }),
        also: statements,
      };
    },
  });

/** A message as its two sides read it; null words: an operator has taken them away. */
export type Written = {
  id: string;
  request: RequestId;
  by: Proposer;
  /** The association that wrote it, or to which it was written. */
  association: string;
  at: number;
  text: string | null;
  isReported: boolean;
};
const opened = async (deps: Deps, word: store.Word): Promise<Written> => ({
  id: word.id,
  request: word.workshopRequestId,
  by: word.writtenBy,
  association: word.association,
  at: word.createdAt,
  text: await readWords(deps, { id: word.bodyId, name_sealed: word.nameSealed, kid: word.kid }),
  isReported: word.reportedAt !== null,
});

/** What was written about a request, as one reads it: an association its own exchange with the school, the school all of them. */
export const threadOf = async (
  deps: Deps,
  { id, reader }: { id: RequestId; reader: OrganisationId | "school" },
): Promise<Written[]> =>
  Promise.all(
    (await store.wordsOf(deps.db, { id, associationId: reader === "school" ? null : reader })).map((word) =>
      opened(deps, word),
    ),
  );

/** What operators were asked to look at. */
export const reportedThread = async (deps: Deps): Promise<Written[]> =>
  Promise.all((await store.reportedWords(deps.db)).map((word) => opened(deps, word)));

type Reporting = { request: ClassRequest; word: string; reader: OrganisationId | "school"; actor: string };
/** Whoever reads an exchange asks an operator to look at what the other side wrote; null: there is no such message in it. */
export async function reportWord(deps: Deps, { request, word, reader, actor }: Reporting): Promise<EventId | null> {
  const by = reader === "school" ? "school" : "association";
  const thread = await threadOf(deps, { id: request.id, reader });
  if (!thread.some((one) => one.id === word && one.by !== by && !one.isReported)) {
    return null;
  }
  const about = { id: deps.newId("evt"), request: request.id, revision: null, at: deps.now, actor };
  await deps.db.batch([
    recordEvent(requestEvent("workshop_request.word_reported", about, { word })),
    store.reportWord(word, deps.now),
  ]);
  return about.id;
}

/** An operator has looked: the words stay, or go. */
export async function settleWord(
  deps: Deps,
  { word, isKept, person }: { word: string; isKept: boolean; person: string },
): Promise<EventId | null> {
  const found = (await store.reportedWords(deps.db)).find((one) => one.id === word);
  if (found === undefined) {
    return null;
  }
  const about = {
    id: deps.newId("evt"),
    request: found.workshopRequestId,
    revision: null,
    at: deps.now,
    actor: person,
  };
  const gone = isKept || found.bodyId === null ? [] : [found.bodyId];
  await deps.db.batch([
    recordEvent(requestEvent("workshop_request.word_settled", about, { word, isKept })),
    store.settleWord(word, isKept),
    forgetNames(gone),
  ]);
  return about.id;
}

type Inviting = { request: ClassRequest; email: string; role: string };
/** Who asked invites a colleague: nothing of the request goes to that address before its own click. */
export async function inviteColleague(
  deps: Deps,
  { request, email, role }: Inviting,
): Promise<Result<RequestMoved, MoveRefusal | "invited_already">> {
  const { addrHash, statements } = await keepAddress(deps, { email, zone: request.tz });
  const colleague = deps.newId("col");
  try {
    return await moveRequest(deps, {
      id: request.id,
      act: "invite",
      side: "requester",
      actor: "school",
      write: () => ({
        event: (about) => requestEvent("workshop_request.colleague_invited", about, { colleague }),
        also: [...statements, store.inviteColleague({ id: colleague, request: request.id, addrHash, role }, deps.now)],
      }),
    });
  } catch (error) {
    if (refusedBy(error) !== store.INVITED_ALREADY) {
      throw error;
    }
    return refuse("invited_already");
  }
}

/** The click of who was invited: from now on they follow the request as who asked does. */
export async function joinRequest(
  deps: Deps,
  { request, colleague }: { request: ClassRequest; colleague: ClassRequest["colleagues"][number] },
): Promise<Result<EventId, "not_possible">> {
  if (colleague.joinedAt !== null) {
    return refuse("not_possible");
  }
  const about = { id: deps.newId("evt"), request: request.id, revision: null, at: deps.now, actor: "school" };
  await deps.db.batch([
    recordEvent(requestEvent("workshop_request.colleague_joined", about, { colleague: colleague.id })),
    store.joinRequest(colleague.id, deps.now),
  ]);
  return ok(about.id);
}

/** A colleague no longer follows a request, or never wanted to: their address goes with it unless something else needs it. */
export async function leaveRequest(
  deps: Deps,
  { requestId, contactId }: { requestId: RequestId; contactId: ContactId },
): Promise<EventId> {
  const about = { id: deps.newId("evt"), request: requestId, revision: null, at: deps.now, actor: "school" };
  await deps.db.batch([
    recordEvent(requestEvent("workshop_request.colleague_left", about, { contact: contactId })),
    store.leaveRequest(requestId, contactId),
    ...forgetAddresses([contactId], ADDRESS_IN_USE, deps.now, deps.now + RETENTION.hash),
  ]);
  return about.id;
}
