import { env } from "cloudflare:workers";

import { type Database, database } from "../../../src/platform/d1.ts";
import { type Shelf, advanceFile } from "../../../src/workshops/schools/advance-file.ts";
import { directoryShelf } from "../../../workers/reactor/directory.ts";
import { csvOf, schoolsOf } from "../directory.ts";
import type { Watched } from "./watch-d1.ts";
import { ORIGIN, ask, send } from "./web.ts";
import { NOW, depsAt } from "./world.ts";

const BASE = "/console/annuaire";

type Form = { body: Uint8Array; headers: Record<string, string> };
/** A form with one file, as a browser sends it. */
export function formOf(content: Uint8Array | string): Form {
  const text = (part: string): Uint8Array => new TextEncoder().encode(part);
  const head = `--xYz\r\nContent-Disposition: form-data; name="fichier"; filename="annuaire.csv"\r\nContent-Type: text/csv\r\n\r\n`;
  const parts = [text(head), typeof content === "string" ? text(content) : content, text("\r\n--xYz--\r\n")];
  const body = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  const type = "multipart/form-data; boundary=xYz";
  return { body, headers: { "content-type": type, "content-length": String(body.length), origin: ORIGIN } };
}

/** What the reactor hands in, at a moment; a few searches try the directory. */
export const shelfAt = (clock: () => number, over: Partial<Shelf> = {}): Shelf => ({
  ...directoryShelf(env.EVIDENCE, clock),
  probes: 20,
  ...over,
});

/** An operator brings the directory up to date, and goes back to a former file. */
export async function directoryOfOperator(
  watched: Watched,
  over: { headers: { cookie: string }; bindings: object },
): Promise<void> {
  const db: Database = database(watched.d1);
  const shelf = shelfAt(() => NOW);
  const files = [schoolsOf(60), schoolsOf(57)];
  let path = BASE;
  for (const rows of files) {
    const { body, headers } = formOf(csvOf(rows));
    const given = await ask(BASE, { method: "POST", body, ...over, headers: { ...headers, ...over.headers } });
    path = given.location.replace(/\?.*/, "");
    await advanceFile({ ...depsAt(NOW), db }, shelf);
    await ask(path, over);
    await send(`${path}/ecrire`, { gone: "une raison" }, over);
    await advanceFile({ ...depsAt(NOW), db }, shelf);
  }
  await ask(BASE, over);
  await ask("/etablissements/demande?nom=jaures+vitry", over);
  await send(`${path}/reprendre`, {}, over);
  const broken = shelfAt(() => NOW, { open: () => () => never() });
  await advanceFile({ ...depsAt(NOW), db }, broken);
  await advanceFile({ ...depsAt(NOW), db }, broken);
}

function never(): never {
  throw new Error("no bytes");
}
