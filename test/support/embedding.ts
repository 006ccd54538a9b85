import { globSync, statSync } from "node:fs";

import type { Browser } from "playwright-core";

import { OPEN_DATA, OPEN_FILES } from "../../src/access/routes.ts";
import { openWindow } from "./browser.ts";
import type { SharedWorld } from "./shared-world.ts";

/** What stands for the parameters of open routes, in the order of the table. */
const valuesOf = (label: string): Readonly<Record<string, string>> => ({
  "association/:file": "association/demo-1.ics",
  "departement/:file": "departement/94.ics",
  ":fiche": label,
  "journal/:fichier": "journal/journal.json",
  ":numero": "1.json",
  "badge/:fichier": `badge/${label}.vc.json`,
});

/** Every open route, by an address that exists there (the first proof, which waits for a night, aside). */
const openPaths = (label: string): string[] =>
  OPEN_DATA.map((path) => Object.entries(valuesOf(label)).reduce((at, [name, value]) => at.replace(name, value), path));
const openFiles = (): string[] =>
  OPEN_FILES.flatMap((path) => globSync(`public${path}`))
    .filter((file) => statSync(file).isFile())
    .map((file) => file.replace("public", ""));

/**
 * What a page of another origin of this machine gets of ours: `closed`, what is open and cannot be read there (none);
 * `badge`, whether it may be shown; `open`, what is not open data and can be read all the same (none).
 */
export async function embedded(
  browser: Browser,
  world: SharedWorld,
  label: string,
): Promise<{ closed: string[]; badge: boolean; open: string[] }> {
  const { page, context } = await openWindow(browser);
  await page.goto(world.simUrl);
  // With a header of their own browsers ask before: routes answer that too, files are read plainly.
  const reads = (
    paths: readonly string[],
    headers: Record<string, string> = {},
  ): Promise<{ path: string; status: number }[]> =>
    page.evaluate(
      ([base, asked, sent]) =>
        Promise.all(
          asked.map((path) =>
            fetch(base + path, { headers: sent }).then(
              ({ status }) => ({ path, status }),
              () => ({ path, status: 0 }),
            ),
          ),
        ),
      [world.url, paths, headers] as const,
    );
  const shows = (path: string): Promise<boolean> =>
    page.evaluate(
      (src) =>
        new Promise((done) => {
          const image = new Image();
          image.addEventListener("load", () => done(true));
          image.addEventListener("error", () => done(false));
          image.src = src;
        }),
      world.url + path,
    );
  const told = ({ path, status }: { path: string; status: number }): string => `${path} ${status}`;
  const seen = {
    closed: [...(await reads(openPaths(label), { "if-none-match": '"none"' })), ...(await reads(openFiles()))]
      .filter(({ status }) => status === 0)
      .map(told),
    badge: await shows(`/label/badge/${label}.svg`),
    open: (await reads(["/", "/ateliers", `/label/registre/${label}`, "/espace"]))
      .filter(({ status }) => status !== 0)
      .map(told),
  };
  await context.close();
  return seen;
}
