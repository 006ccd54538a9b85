import { expect, test } from "vitest";

import { openWindow, startBrowser } from "../support/browser.ts";
import { PUBLISHED, engineScript, hashesIn } from "../support/examples.ts";

test("a browser gives the published hashes", async () => {
  const browser = await startBrowser();
  const { page } = await openWindow(browser);
  await page.evaluate(`${engineScript()}\nglobalThis.engine = engine;`);
  const found = await hashesIn((name, args) => page.evaluate(`engine.${name}(...${JSON.stringify(args)})`));
  await browser.close();
  expect(found).toEqual(PUBLISHED);
});
