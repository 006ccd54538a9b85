import { expect, test } from "vitest";

import type { RuleSpec } from "../../../src/label/scoring/formats.ts";
import { parseReferential } from "../../../src/label/scoring/parse.ts";
import { plain, small } from "../../support/label.ts";

const always = { of: "A", as: "raw", op: ">=", than: 0 } as const;
const wrongWith = (effect: RuleSpec["effect"]): string => {
  const tree = { id: "T", method: "arithmetic" as const, children: [{ criterion: "A", weight: 1 }] };
  const rules: RuleSpec[] = [{ id: "R1", when: always, effect, reason: { fr: "essai" } }];
  const read = parseReferential(small({ criteria: plain(1), tree, rules }));
  return read.ok ? "" : read.wrong.map(({ place, why }) => `${place} ${why}`).join();
};

test.each([
  [
    { kind: "capValue", node: "NULLE_PART", to: 1 },
    "rules[0].effect.node aucun nœud ne s’appelle « NULLE_PART » (règle R1)",
  ],
  [{ kind: "setValue", node: "A", to: 1 }, "rules[0].effect.node aucun nœud ne s’appelle « A » (règle R1)"],
  [{ kind: "exclude", target: "Z" }, "rules[0].effect.target « Z » ne nomme rien (règle R1)"],
  [{ kind: "capBand", to: "B" }, "rules[0].effect.to aucune bande ne s’appelle « B » (règle R1)"],
  [{ kind: "zeroTotal" }, ""],
] as const)("a rule whose effect names what is not there is refused by that name: %o", (effect, expected) => {
  expect(wrongWith(effect)).toBe(expected);
});
