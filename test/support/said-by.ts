import { readFileSync } from "node:fs";

import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";

/** What `const NAME = …` or `name: …` says in a file: a product of numbers and of MINUTE, HOUR, DAY. */
export function saidBy(file: string, name: string): number {
  const text = new RegExp(`\\b${name}(?::| =) ([\\d._]+|[A-Z]+)(?: \\* ([\\d._]+|[A-Z]+))?`).exec(
    readFileSync(file, "utf8"),
  );
  const UNITS: Record<string, number> = { MINUTE, HOUR, DAY };
  const factors = [text?.[1] ?? "", text?.[2] ?? "1"].map((one) => UNITS[one] ?? Number(one.replaceAll("_", "")));
  return factors.reduce((product, factor) => product * factor, 1);
}
