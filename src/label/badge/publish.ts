import { fromBase64 } from "../transparency-log/checkpoint.ts";
import type { BadgeStore } from "../../platform/badges.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Signer } from "../../platform/signer.ts";
import { lastDecision } from "../decision/decision.store.ts";
import { readKeys } from "../transparency-log/journal.store.ts";
import type { Label } from "../decision/label.ts";
import { isInForce, shownState } from "../registry/label-words.ts";
import { markPublished, readEnded, takePlace } from "../registry/labels.store.ts";
import { longOf } from "../assessment/grades.ts";
import { type Badge, DID_KEY, badgeKey, credentialKey } from "./badge.ts";
import { credentialOf, didDocument, signCredential } from "./credential.ts";
import { LISTS, listCredential, listKey, placeOf, second, statusEntries } from "./status-list.ts";

/** Where badges go, and what signs them. Handed to the reactor alone. */
export type Publisher = { badges: BadgeStore; signer: Signer; origin: string };

const badgeOf = (label: Label): Badge => ({
  format: "badge/1",
  id: label.id,
  state: label.state,
  provisionalUntilOn: label.provisionalUntilOn,
  level: label.level,
  levelName: label.levelName,
  offer: label.offerName,
  organisation: label.organisation,
  siren: label.siren,
  isDemo: label.isDemo,
  decidedOn: label.decidedOn,
  validUntilOn: label.validUntilOn,
  seq: label.journalSeq,
});

/** The place of a label in the lists of what no longer holds: given once, at random among those that are free. */
async function placeOfLabel({ db, random }: Deps, { id, statusIndex }: Label): Promise<number> {
  let place = statusIndex;
  while (place === null) {
    place = await takePlace(db, { labelId: id, place: placeOf(random(3)) });
  }
  return place;
}

/** Signs the lists of what no longer holds; again when a decision came in between, so that an older list never stands. */
export async function publishLists(deps: Deps, { badges, signer, origin }: Publisher): Promise<void> {
  const todayOn = dayOf(deps.now, PARIS);
  const { kid, sign } = signer;
  let standing = await readEnded(deps.db, todayOn);
  for (let written = ""; written !== JSON.stringify(standing); standing = await readEnded(deps.db, todayOn)) {
    written = JSON.stringify(standing);
    for (const name of LISTS) {
      const list = await listCredential(origin, { name, places: standing[name], now: deps.now });
      const signed = await signCredential(list, { origin, kid, at: second(deps.now), sign });
      await badges.put(listKey(name), JSON.stringify(signed));
    }
  }
}

/** Whether a credential that was published says its place: those of the first versions did not. */
const saysItsPlace = (text: string | null): boolean => text?.includes("BitstringStatusListEntry") === true;

/** The credential of a label. One that is out of force keeps its last: its bit says the rest, and nothing says its level afresh. */
async function publishCredential(
  deps: Deps,
  { publisher, label }: { publisher: Publisher; label: Label },
): Promise<void> {
  const { badges, signer, origin } = publisher;
  const place = await placeOfLabel(deps, label);
  const key = credentialKey(label.id);
  if (!isInForce(shownState(label, dayOf(deps.now, PARIS))) && saysItsPlace(await badges.get(key))) {
    return;
  }
  const status = statusEntries(origin, place);
  const about = { ...label, offer: label.offerName, status, justifications: await saidOf(deps, label) };
  const { kid, sign } = signer;
  const credential = await signCredential(credentialOf(origin, about), { origin, kid, at: second(deps.now), sign });
  await badges.put(key, JSON.stringify(credential));
}

/** What the mutuelle said may be published, by criterion. */
async function saidOf(deps: Deps, { id }: Label): Promise<Record<string, string>> {
  const unit = (await lastDecision(deps.db, id))?.answers.units[0];
  const said = Object.entries(unit?.answers ?? {}).flatMap(([criterion, answer]) => {
    const { justification, publishable } = longOf(answer);
    const isSaid = publishable === true && justification !== undefined && !/^voir la pièce/i.test(justification);
    return isSaid ? [[criterion, justification] as const] : [];
  });
  return Object.fromEntries(said);
}

/**
 * Writes what was decided to the badges that do not say it yet: picture and JSON are made from it, without the database. Written
 * again when another decision was taken meanwhile: the mark is set only under the number that was written. How many.
 */
export async function publishBadges(
  deps: Deps,
  { publisher, labels }: { publisher: Publisher; labels: readonly Label[] },
): Promise<number> {
  for (const label of labels) {
    await publishCredential(deps, { publisher, label });
    await publisher.badges.put(badgeKey(label.id), JSON.stringify(badgeOf(label)));
  }
  await publishLists(deps, publisher);
  await deps.db.batch(labels.map((label) => markPublished(label.id, label.journalSeq)));
  return labels.length;
}

/** Publishes which keys sign: current and past, as the log holds them. */
export async function publishKeys(deps: Deps, { badges, origin }: Pick<Publisher, "badges" | "origin">): Promise<void> {
  const keys = (await readKeys(deps.db)).map(({ kid, publicKey }) => ({ kid, publicKey: fromBase64(publicKey) }));
  await badges.put(DID_KEY, JSON.stringify(didDocument(origin, keys)));
}
