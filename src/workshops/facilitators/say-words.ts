import type { ContactId, OrganisationId, PersonId, SessionId } from "../../kernel/ids.ts";
import type { Deps } from "../../platform/deps.ts";
import { keepName, readName } from "../../privacy/contacts.store.ts";
import { type OwnNeed, readOwnNeeds } from "./own-needs.ts";
import { type ShownName, asOneText, readShownName } from "../catalogue/shown-name.ts";
import {
  type KeptWords,
  type Whose,
  forgetWords,
  namesAt,
  placeWords,
  wordsInTeam,
  wordsOfContact,
} from "./own-words.store.ts";

type Reads = Pick<Deps, "db" | "vault">;
type Kind = Parameters<typeof placeWords>[0];

/** Somebody says something of themselves, or takes it back: then nothing is kept. */
async function say(deps: Deps, { kind, words, ...whose }: Whose & { kind: Kind; words: string | null }): Promise<void> {
  if (words !== null) {
    await deps.db.batch([placeWords(kind, { ...whose, wordsId: deps.newId("ctc"), now: deps.now })]);
  }
  const kept = (await wordsInTeam(deps.db, { kind, associationId: whose.associationId })).find(
    ({ personId }) => personId === whose.personId,
  );
  if (kept !== undefined) {
    await deps.db.batch(
      words === null ? forgetWords(kind, [kept]) : [await keepName(deps, { id: kept.wordsId, name: words })],
    );
  }
}

/** What they need in order to give a session. */
export const sayNeeds = (deps: Deps, { needs, ...whose }: Whose & { needs: readonly OwnNeed[] }): Promise<void> =>
  say(deps, { kind: "needs", ...whose, words: needs.length === 0 ? null : needs.join(" ") });
/** How families may call them, on the page of what they give; null: not at all. */
export const sayName = (deps: Deps, { name, ...whose }: Whose & { name: ShownName | null }): Promise<void> =>
  say(deps, { kind: "name", ...whose, words: name === null ? null : asOneText(name) });

const open = async (deps: Pick<Deps, "vault">, { wordsId, nameSealed, kid }: KeptWords): Promise<string> =>
  (await readName(deps, { id: wordsId, name_sealed: nameSealed, kid })) ?? "";
const needsIn = async (deps: Pick<Deps, "vault">, kept: KeptWords): Promise<OwnNeed[]> =>
  readOwnNeeds((await open(deps, kept)).split(" "));

/** What the team of an association needs, by person, for whoever coordinates it. */
export async function needsOfTeam(
  deps: Reads,
  associationId: OrganisationId,
): Promise<ReadonlyMap<PersonId, OwnNeed[]>> {
  const kept = await wordsInTeam(deps.db, { kind: "needs", associationId });
  return new Map(await Promise.all(kept.map(async (one) => [one.personId, await needsIn(deps, one)] as const)));
}
/** How somebody lets families call them; null: they did not say so. */
export async function nameOfMember(deps: Reads, { associationId, personId }: Whose): Promise<ShownName | null> {
  const kept = (await wordsInTeam(deps.db, { kind: "name", associationId })).find((one) => one.personId === personId);
  return kept === undefined ? null : readShownName(await open(deps, kept));
}
/** Those who give a session, as families may call them: whoever said so, and nobody else. */
export async function namesOfThoseAt(deps: Reads, sessionId: SessionId): Promise<ShownName[]> {
  const kept = await namesAt(deps.db, sessionId);
  const names = await Promise.all(kept.map(async (one) => readShownName(await open(deps, one))));
  return names.filter((name) => name !== null);
}

/** What one person said, in every team, to be shown to them. */
export async function ownWordsOf(
  deps: Reads,
  contactId: ContactId,
): Promise<{ needs: [OrganisationId, OwnNeed[]][]; names: [OrganisationId, ShownName | null][] }> {
  const needs = await wordsOfContact(deps.db, { kind: "needs", contactId });
  const names = await wordsOfContact(deps.db, { kind: "name", contactId });
  return {
    needs: await Promise.all(
      needs.map(async (one): Promise<[OrganisationId, OwnNeed[]]> => [one.associationId, await needsIn(deps, one)]),
    ),
    names: await Promise.all(
      names.map(async (one): Promise<[OrganisationId, ShownName | null]> => [
        one.associationId,
        readShownName(await open(deps, one)),
      ]),
    ),
  };
}
