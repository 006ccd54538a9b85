import { expect, test } from "vitest";

import { openWindow, startBrowser } from "../support/browser.ts";
import { SENSITIVITY } from "../support/engine.ts";
import { PUBLISHED, engineScript, hashesIn, sensitivityIn } from "../support/examples.ts";

test("a browser gives the published hashes", async () => {
  const browser = await startBrowser();
  const { page } = await openWindow(browser);
  await page.evaluate(`${engineScript()}\nglobalThis.engine = engine;`);
  const call = (name: string, args: readonly unknown[]): Promise<string[]> =>
    page.evaluate(`engine.${name}(...${JSON.stringify(args)})`);
  const [found, hangs] = [await hashesIn(call), await sensitivityIn(call)];
  await browser.close();
  expect(found).toEqual(PUBLISHED);
  expect(hangs).toBe(SENSITIVITY);
});
