import * as z from "zod";

import { PARIS, momentIn } from "../../src/kernel/time.ts";
import type { Alert } from "../../src/platform/alert.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { type Health, readHealth } from "../../src/platform/health.ts";
import { log } from "../../src/platform/log.ts";
import { forgettings } from "./tick.ts";

/* The state of the platform for people, as a file in the bucket of public objects, which answers at an address of its own where no Worker does; and a word to whoever is on call, by another way than our mails. */

/** What is late, in the words of the people who wait for it. What stops nobody is not said. */
const WORDS: Readonly<Record<string, string>> = {
  database: "Les réservations et les demandes ne peuvent pas être prises en ce moment.",
  tick: "Les messages et les rappels partent en retard.",
  event: "Les réponses à ce que vous avez envoyé arrivent en retard.",
  mail: "Les messages partent en retard.",
  refused: "Certains messages n’arrivent pas. Nous nous en occupons.",
};
/** A page that is older says nothing any more. */
const OLD_AFTER = "dix minutes";

type Line = { label: string; href: string; what: string };
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
  await status.put("etat.html", pageOf(kept, status.helpLines), "text/html; charset=utf-8");
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

function pageOf({ stuck, at }: Kept, helpLines: readonly Line[]): string {
  const said = Array.from(new Set(stuck.flatMap((key) => WORDS[key] ?? [])));
  const state =
    said.length === 0 ? "<p><strong>Tout fonctionne.</strong></p>" : said.map((one) => `<p>${one}</p>`).join("");
  const lines = helpLines.map(({ label, href, what }) => `<li><a href="${href}">${label}</a> ${what}</li>`).join("");
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="60">
<title>État de Ligne Sûre</title></head><body><main><h1>État de Ligne Sûre</h1>${state}
<p>Vu le ${momentIn(at, PARIS)}. Cette page est écrite chaque minute : si cette heure est passée de plus de ${OLD_AFTER}, la plateforme est arrêtée, et nous le savons.</p>
<h2>Besoin d’aide tout de suite</h2><ul>${lines}</ul></main></body></html>`;
}
