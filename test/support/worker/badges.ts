import { env } from "cloudflare:workers";

import { publishBadges, publishKeys } from "../../../src/label/badge/publish.ts";
import { labelsToPublish } from "../../../src/label/registry/labels.store.ts";
import { registerNews } from "../../../src/label/transparency-log/keep.ts";
import { badgeStore } from "../../../src/platform/badges-r2.ts";
import type { Random } from "../../../src/platform/ids.ts";
import { openSigner } from "../../../src/platform/signer.ts";
import type { PlayedSite } from "../played-site.ts";
import { ORIGIN } from "./web.ts";
import { depsAt } from "./world.ts";

/** What the reactor does after a decision: keys in the log and published, badges written. How many. */
export async function publish(now: number, random: Random = depsAt(now).random): Promise<number> {
  const deps = { ...depsAt(now), random };
  const publisher = { badges: badgeStore(env.BADGES), signer: await openSigner(env.SIGNING_KEYS), origin: ORIGIN };
  await registerNews(deps, { signer: publisher.signer, versions: [] });
  await publishKeys(deps, publisher);
  return publishBadges(deps, { publisher, labels: await labelsToPublish(deps.db) });
}

/** Where the outside world is played. */
const OUTSIDE = `${env.RESEND_BASE_URL}/__outside`;
/** Sets a site of the outside world. */
export const site = async (played: PlayedSite): Promise<void> => {
  await fetch(OUTSIDE, { method: "PUT", body: JSON.stringify(played) });
};
/** Which hosts were asked, and how much of the endless page left. */
export const outsideSeen = async (): Promise<{ asked: string[]; sent: number }> => (await fetch(OUTSIDE)).json();
