import type { MailDraft } from "../../src/mail/message.ts";
import { MOST_MAILS, messageId } from "../../src/mail/message.ts";
import { openBatch, writeMessage } from "../../src/mail/messages.store.ts";
import { badgeStore } from "../../src/platform/badges-r2.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { reactorVars } from "../../src/platform/env.ts";
import { log } from "../../src/platform/log.ts";
import { openOutside } from "../../src/platform/outside.ts";
import { type Signer, openSigner } from "../../src/platform/signer.ts";
import { DAY, dayOf } from "../../src/kernel/time.ts";
import { checkDue } from "../../src/label/badge/domains.ts";
import { publishBadges, publishKeys } from "../../src/label/badge/publish.ts";
import { keepJournal, registerNews } from "../../src/label/journal/keep.ts";
import { labelsToPublish } from "../../src/label/registry/labels.store.ts";
import { holders } from "../../src/label/registry/following.store.ts";
import { words } from "./words.built.ts";

/* What the label asks of the reactor: it alone can sign. */

let opened: Promise<Signer> | undefined;
/** The signer, opened once per isolate. */
const signerOf = (secret: string): Promise<Signer> => (opened ??= openSigner(secret));

/** Writes badges that do not say yet what was decided. Harmless when nothing was. */
export async function publishLabels(deps: Deps, env: ReactorEnv): Promise<void> {
  const waiting = await labelsToPublish(deps.db);
  if (waiting.length === 0) {
    return;
  }
  const vars = reactorVars(env);
  const press = { badges: badgeStore(env.BADGES), signer: await signerOf(vars.SIGNING_KEYS), origin: vars.SITE_ORIGIN };
  // Nothing is signed under a key that the log and did.json do not show.
  if (await registerNews(deps, { signer: press.signer, versions: words.versions })) {
    await publishKeys(deps, press);
  }
  log.info("label.published", { published: await publishBadges(deps, press, waiting) });
}

/** Once a day: the key and the versions in the log, the checkpoint, its mails; then sites whose weekly check is due. Batches to ring. */
export async function keepLabel(deps: Deps, env: ReactorEnv): Promise<string[]> {
  const vars = reactorVars(env);
  const signer = await signerOf(vars.SIGNING_KEYS);
  const kept = await keepJournal(deps, { signer, origin: vars.SITE_ORIGIN, versions: words.versions });
  if (kept === null) {
    return [];
  }
  await publishKeys(deps, { badges: badgeStore(env.BADGES), origin: vars.SITE_ORIGIN });
  const checked = await checkDue(deps.db, openOutside(vars.OUTSIDE_BASE_URL), deps.now);
  log.info("label.kept", { isKeyNew: kept.isKeyNew ? 1 : 0, checked });
  return kept.note === null ? [] : mailCheckpoint(deps, kept.note);
}

/** The checkpoint to every mutuelle that holds a label: a copy that we do not hold. */
async function mailCheckpoint(deps: Deps, note: string): Promise<string[]> {
  const contacts = await holders(deps.db, dayOf(deps.now, "Europe/Paris"));
  const rung: string[] = [];
  for (let i = 0; i < contacts.length; i += MOST_MAILS) {
    const batch = deps.newId("bat");
    const drafts = contacts.slice(i, i + MOST_MAILS).map((contactId): MailDraft => ({
      ...{
        dedupeKey: `label-point:${note.split("\n")[1] ?? ""}:${contactId}`,
        template: "label-point",
        contactId,
        nameId: null,
      },
      ...{ vars: { note }, dueAt: deps.now, expiresAt: deps.now + 2 * DAY, isUnproven: false },
    }));
    const writes = await Promise.all(
      drafts.map(async (draft) => writeMessage(await messageId(draft.dedupeKey), batch, draft, deps.now)),
    );
    await deps.db.batch([openBatch(batch, deps.now), ...writes]);
    rung.push(batch);
  }
  return rung;
}
