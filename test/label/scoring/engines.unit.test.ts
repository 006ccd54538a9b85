import { spawnSync } from "node:child_process";
import { getQuickJS } from "quickjs-emscripten";
import { expect, test } from "vitest";

import { SENSITIVITY, answersTexts, resultTexts, sensitivityTexts } from "../../support/engine.ts";
import { EXAMPLES, PUBLISHED, engineScript, hashesIn, sensitivityIn } from "../../support/examples.ts";

/* In workerd: engines.worker.test.ts; in a browser: test/browser/engines.browser.test.ts. */

test("the page publishes a hash for each unit of its examples that has a score", () => {
  const ids = EXAMPLES.flatMap(({ texts }) =>
    (JSON.parse(texts[1]) as { units: { id: string }[] }).units.map((unit) => unit.id),
  );
  expect([...PUBLISHED.keys()]).toEqual(ids.filter((id) => id !== "pays-c"));
});

test("Node gives the published hashes: an old file scored with its own version gives the hash it had", async () => {
  const engine = { answersTexts, resultTexts, sensitivityTexts } as Record<string, (...args: never[]) => string[]>;
  const call = (name: string, args: readonly unknown[]) => engine[name]?.(...(args as never[])) ?? [];
  expect(await hashesIn(call)).toEqual(PUBLISHED);
  expect(await sensitivityIn(call)).toBe(SENSITIVITY);
});

test("QuickJS, which shares no code with the others, gives the published hashes", async () => {
  const context = (await getQuickJS()).newContext();
  context.unwrapResult(context.evalCode(engineScript())).dispose();
  const call = (name: string, args: readonly unknown[]): string[] => {
    const result = context.unwrapResult(context.evalCode(`JSON.stringify(engine.${name}(...${JSON.stringify(args)}))`));
    const text = context.getString(result);
    result.dispose();
    return JSON.parse(text) as string[];
  };
  const [found, hangs] = [await hashesIn(call), await sensitivityIn(call)];
  context.dispose();
  expect(found).toEqual(PUBLISHED);
  expect(hangs).toBe(SENSITIVITY);
});

test("the command prints the published hashes", () => {
  const printed = EXAMPLES.flatMap(({ referential, answers }) => {
    const { stdout } = spawnSync(process.execPath, [
      "scripts/score.ts",
      "--referential",
      referential,
      "--answers",
      answers,
    ]);
    const { units } = JSON.parse(String(stdout)) as { units: { id: string; resultHash?: string }[] };
    return units.flatMap((unit) => (unit.resultHash === undefined ? [] : [[unit.id, unit.resultHash] as const]));
  });
  expect(new Map(printed)).toEqual(PUBLISHED);
});
