import * as z from "zod";

import type { Alert } from "../../src/platform/alert.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { type Health, readHealth } from "../../src/platform/health.ts";
import { log } from "../../src/platform/log.ts";
import { type Line, statusPage } from "./status-page.ts";
import { forgettings } from "./tick.ts";

/* The state of the platform for people, as a file in the bucket of public objects, which answers at an address of its own where no Worker does; and a word to whoever is on call, by another way than our mails. */

/** Where the file goes, what helps meanwhile, and how whoever is on call is told; null: nobody is. */
export type Status = {
  put: (key: string, text: string, type: string) => Promise<void>;
  get: (key: string) => Promise<string | null>;
  helpLines: readonly Line[];
  alert: Alert | null;
};

const Kept = z.object({ stuck: z.array(z.string()), since: z.int(), isTold: z.boolean(), at: z.int() });
type Kept = z.infer<typeof Kept>;
const FILE = "etat.json";

/** Looks, and writes what people and machines read. What stands still for a second look is told once, and once more when it goes again. */
export async function tellStatus({ db, now }: Pick<Deps, "db" | "now">, status: Status): Promise<void> {
  const health = await readHealth(db, { rules: forgettings, now });
  const text = await status.get(FILE);
  const before = Kept.safeParse(text === null ? null : JSON.parse(text)).data ?? null;
  const isSame = before !== null && before.stuck.join() === health.stuck.join();
  const isTold = await tellWhoIsOnCall(status, { health, before, isSame });
  const kept: Kept = { stuck: health.stuck, since: isSame ? before.since : now, isTold, at: now };
  await status.put(FILE, JSON.stringify(kept), "application/json");
  await status.put("etat.html", statusPage(kept, status.helpLines), "text/html; charset=utf-8");
}

type Look = { health: Health; before: Kept | null; isSame: boolean };
/** Whether the state is told now: tells what stands still at the second look, and that it goes again. What could not be told is told at the next. */
async function tellWhoIsOnCall({ alert }: Status, { health, before, isSame }: Look): Promise<boolean> {
  const wasTold = before?.isTold ?? false;
  const isNews = health.ok ? wasTold : isSame && !wasTold;
  if (!isNews) {
    return wasTold;
  }
  try {
    await alert?.(
      health.ok ? "Ligne Sûre : tout repart" : `Ligne Sûre : arrêt (${health.stuck.join(", ")})`,
      `${JSON.stringify(health, null, 2)}\n\ndocs/operations.md, « When /sante answers 503 »\n`,
    );
    return !health.ok;
  } catch (error) {
    log.error("status.not_told", error, {});
    return wasTold;
  }
}
