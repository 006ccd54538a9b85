import type { Browser } from "playwright-core";

import { openWindow } from "./browser.ts";
import type { SharedWorld } from "./shared-world.ts";

/** What a page of another origin of this machine gets of ours: what may be embedded (badge, JSON, credential, keys), and what may not. */
export async function embedded(
  browser: Browser,
  world: SharedWorld,
  label: string,
): Promise<{ may: boolean[]; mayNot: boolean[] }> {
  const { page, context } = await openWindow(browser);
  await page.goto(world.simUrl);
  const seen = await page.evaluate(
    async ([base = "", id = ""]) => {
      const reads = async (path: string): Promise<boolean> => {
        try {
          return (await fetch(base + path)).ok;
        } catch {
          return false;
        }
      };
      const shows = (path: string): Promise<boolean> =>
        new Promise((done) => {
          const image = new Image();
          image.addEventListener("load", () => done(true));
          image.addEventListener("error", () => done(false));
          image.src = base + path;
        });
      const badge = `/label/badge/${id}`;
      return {
        may: [
          await shows(`${badge}.svg`),
          await reads(`${badge}.json`),
          await reads(`${badge}.vc.json`),
          await reads("/.well-known/did.json"),
        ],
        mayNot: [
          await shows("/favicon.svg"),
          await reads(`/label/registre/${id}`),
          await reads("/label/registre.json"),
          await reads("/label/journal/journal.json"),
        ],
      };
    },
    [world.url, label],
  );
  await context.close();
  return seen;
}
