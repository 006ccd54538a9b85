import type { EventId } from "../../src/kernel/ids.ts";
import { badgeStore } from "../../src/platform/badges-r2.ts";
import { PARIS, dayOf, zoned } from "../../src/kernel/time.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { reactorVars } from "../../src/platform/env.ts";
import { log } from "../../src/platform/log.ts";
import { outsideThrough } from "../../src/platform/outside.ts";
import { type Signer, openSigner } from "../../src/platform/signer.ts";
import { checkDue } from "../../src/label/badge/domains.ts";
import { type Publisher, publishBadges, publishKeys, publishLists } from "../../src/label/badge/publish.ts";
import { claimJob, releaseJob } from "../../src/platform/nightly-jobs.ts";
import { witnessThrough } from "../../src/platform/witness.ts";
import { askWitnesses } from "../../src/label/transparency-log/ask-witnesses.ts";
import { WITNESSES } from "../../src/label/transparency-log/witnesses.ts";
import { keepJournal, registerNews } from "../../src/label/transparency-log/keep.ts";
import { fillLog } from "../../src/label/transparency-log/slots.ts";
import { labelsToPublish } from "../../src/label/registry/labels.store.ts";
import { isLogShort } from "../../src/label/restore.ts";
import { textShelf } from "../../src/platform/texts-r2.ts";
import { words } from "./words.built.ts";

/* What the label asks of the reactor: it alone can sign. */

let opened: Promise<Signer> | undefined;
/** The signer, opened once per isolate. */
const signerOf = (secret: string): Promise<Signer> => (opened ??= openSigner(secret));

async function publisherOf(env: ReactorEnv): Promise<Publisher> {
  const vars = reactorVars(env);
  return { badges: badgeStore(env.BADGES), signer: await signerOf(vars.SIGNING_KEYS), origin: vars.SITE_ORIGIN };
}

/** Whether the log was taken back with its database: appended to, it would be another than the one that was published. Told each time. */
async function mustWait(deps: Deps, env: ReactorEnv): Promise<boolean> {
  const isShort = await isLogShort(deps, textShelf(env.EVIDENCE));
  if (isShort) {
    log.error("label.log_short", new Error(), {});
  }
  return isShort;
}

/** Writes badges that do not say yet what was decided. Harmless when nothing was. */
export async function publishLabels(deps: Deps, env: ReactorEnv): Promise<void> {
  const waiting = await labelsToPublish(deps.db);
  if (waiting.length === 0 || (await mustWait(deps, env))) {
    return;
  }
  const publisher = await publisherOf(env);
  // Nothing is signed under a key that the log and did.json do not show.
  await registerNews(deps, { signer: publisher.signer, versions: words.versions });
  await publishKeys(deps, publisher);
  log.info("label.published", { published: await publishBadges(deps, { publisher, labels: waiting }) });
}

/** Each tick: the witnesses who have not cosigned the latest checkpoint. */
async function askForCosignatures(deps: Deps): Promise<void> {
  const cosigned = await askWitnesses(deps, { witnesses: WITNESSES, ask: witnessThrough(fetch) });
  if (cosigned > 0) {
    log.info("label.cosigned", { cosigned });
  }
}

/** Each tick: a few of the sites whose weekly check is due. */
async function checkSites(deps: Deps, env: ReactorEnv): Promise<void> {
  const checked = await checkDue(deps.db, { outside: outsideThrough(env.OUTSIDE), now: deps.now });
  if (checked > 0) {
    log.info("label.checked", { checked });
  }
}

/** Each tick: what the log writes where nobody was refused. Once a day: the key and the versions, the checkpoint. The event to ring for. */
export async function keepLabel(deps: Deps, env: ReactorEnv): Promise<EventId[]> {
  if (await mustWait(deps, env)) {
    return [];
  }
  const vars = reactorVars(env);
  const signer = await signerOf(vars.SIGNING_KEYS);
  await fillLog(deps);
  const kept = await keepJournal(deps, { signer, origin: vars.SITE_ORIGIN, versions: words.versions });
  if (kept === null) {
    return [];
  }
  await publishKeys(deps, { badges: badgeStore(env.BADGES), origin: vars.SITE_ORIGIN });
  return kept.eventId === null ? [] : [kept.eventId];
}

/** Twice a day, at the first tick after midnight and noon in Paris: lists are relied on for a day, and an urgent suspension ends with its day. */
async function renewLists(deps: Deps, env: ReactorEnv): Promise<void> {
  const duty = zoned(deps.now, PARIS).hour < 12 ? "statuts-matin" : "statuts-soir";
  const day = dayOf(deps.now, PARIS);
  if (!(await claimJob(deps.db, { duty, dayOn: day, now: deps.now }))) {
    return;
  }
  try {
    await publishLists(deps, await publisherOf(env));
  } catch (error) {
    await deps.db.changed(releaseJob(duty, day));
    throw error;
  }
}

/** Each tick: who vouches for the log, and sites that show a badge. */
export async function lookOutside(deps: Deps, env: ReactorEnv): Promise<void> {
  await checkSites(deps, env);
  await renewLists(deps, env);
  await askForCosignatures(deps);
}
