import { afterEach } from "vitest";

import { openPages } from "./browser.ts";

/* What a browser test that failed had on its screen, told with its error: alone it would say what was not there, never what was. */
afterEach(async ({ task }) => {
  const error = task.result?.errors?.[0];
  if (error) {
    const told = (await Promise.all(openPages().map(whatIsOn))).join("");
    error.message += told;
    error.stack = (error.stack ?? "").replace("\n", () => `${told}\n`);
  }
});

async function whatIsOn(page: ReturnType<typeof openPages>[number]): Promise<string> {
  const words = await page
    .locator("main, body:not(:has(main))")
    .first()
    .innerText({ timeout: 1000 })
    .catch((error: unknown) => String(error));
  return `\n     on the screen of ${page.url()}: ${words.replaceAll(/\s+/g, " ").slice(0, 300)}`;
}
