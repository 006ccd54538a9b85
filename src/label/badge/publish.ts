import { fromBase64 } from "../transparency-log/checkpoint.ts";
import type { BadgeStore } from "../../platform/badges.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Signer } from "../../platform/signer.ts";
import { lastDecision } from "../decision/decision.store.ts";
import { readKeys } from "../transparency-log/journal.store.ts";
import type { Label } from "../decision/label.ts";
import { markPublished } from "../registry/labels.store.ts";
import { longOf } from "../assessment/grades.ts";
import { type Badge, DID_KEY, badgeKey, credentialKey } from "./badge.ts";
import { credentialOf, didDocument, signCredential } from "./credential.ts";

/** Where badges go, and what signs them. Handed to the reactor alone. */
export type Press = { badges: BadgeStore; signer: Signer; origin: string };

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

/**
 * Writes what was decided to the badges that do not say it yet: picture and JSON are made from it, without the database. Written
 * again when another decision was taken meanwhile: the mark is set only under the number that was written. How many.
 */
export async function publishBadges(
  deps: Deps,
  { press, labels }: { press: Press; labels: readonly Label[] },
): Promise<number> {
  for (const label of labels) {
    const decision = await lastDecision(deps.db, label.id);
    const unit = decision?.answers.units[0];
    const justifications = Object.entries(unit?.answers ?? {}).flatMap(([id, answer]) => {
      const { justification, publishable } = longOf(answer);
      const isSaid = publishable === true && justification !== undefined && !/^voir la pièce/i.test(justification);
      return isSaid ? [[id, justification] as const] : [];
    });
    const about = { ...label, offer: label.offerName, justifications: Object.fromEntries(justifications) };
    const at = new Date(deps.now * 1000).toISOString().replace(/\.\d+Z$/, "Z");
    const { kid, sign } = press.signer;
    const credential = await signCredential(credentialOf(press.origin, about), { origin: press.origin, kid, at, sign });
    await press.badges.put(credentialKey(label.id), JSON.stringify(credential));
    await press.badges.put(badgeKey(label.id), JSON.stringify(badgeOf(label)));
    await deps.db.batch([markPublished(label.id, label.journalSeq)]);
  }
  return labels.length;
}

/** Publishes which keys sign: current and past, as the log holds them. */
export async function publishKeys(deps: Deps, { badges, origin }: Pick<Press, "badges" | "origin">): Promise<void> {
  const keys = (await readKeys(deps.db)).map(({ kid, publicKey }) => ({ kid, publicKey: fromBase64(publicKey) }));
  await badges.put(DID_KEY, JSON.stringify(didDocument(origin, keys)));
}
