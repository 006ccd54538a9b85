import { describe, expect, test } from "vitest";

import { toBase64, writeVerifierKey } from "../../../src/label/transparency-log/checkpoint.ts";
import { cosignaturesOf } from "../../../src/label/transparency-log/cosignature.ts";
import { type Policy, isQuorum, readPolicy } from "../../../src/label/transparency-log/policy.ts";
import { witnessKey } from "../../support/witness-key.ts";

const NOTE = `site.test/label/journal\n3\n${toBase64(new Uint8Array(32))}\n\n`;
const policyOf = async (text: string): Promise<Policy> => {
  const read = await readPolicy(text);
  return read.ok ? read.value : expect.unreachable(read.refusal);
};

describe("a cosignature", () => {
  test("is seen under its witness, at its time; altered, of another note, time or key it is an alarm, of a stranger nothing", async () => {
    const [one, other] = [await witnessKey("temoin.test/1"), await witnessKey("temoin.test/2")];
    const line = await one.seen(NOTE, 1_795_000_000);
    expect(await cosignaturesOf(`${NOTE}${line}\n`, [one.key, other.key])).toEqual({
      seen: [{ witness: one.key, at: 1_795_000_000 }],
      false: [],
    });
    expect(await cosignaturesOf(`${NOTE}${line}\n`, [other.key])).toEqual({ seen: [], false: [] });
    const packed = Uint8Array.from(atob(line.split(" ").at(-1) ?? ""), (char) => char.charCodeAt(0));
    const changed = (at: number): string =>
      `— ${one.name} ${toBase64(packed.map((byte, i) => (i === at ? byte ^ 1 : byte)))}`;
    const wrong = [
      `${NOTE}${changed(11)}`,
      `${NOTE}${changed(75)}`,
      `${NOTE.replace("\n3\n", "\n4\n")}${line}`,
      `${NOTE}— ${one.name} ${toBase64(packed.slice(0, 70))}`,
    ];
    for (const note of wrong) {
      expect(await cosignaturesOf(`${note}\n`, [one.key])).toEqual({ seen: [], false: [one.name] });
    }
  });
});

describe("a policy", () => {
  test("is read with its log, witnesses, groups and quorum; who is enough follows", async () => {
    const keys = await Promise.all(["x1", "x2", "x3", "y1"].map(witnessKey));
    const log = await writeVerifierKey("site.test/label/journal", toBase64(new Uint8Array(32).fill(1)));
    const lines = keys.map(({ name, vkey }) => `witness ${name} ${vkey} https://${name}.test/`);
    const policy = await policyOf(
      [
        "# whom I believe",
        `log ${log}`,
        ...lines,
        "group x 2 x1 x2 x3",
        " group all-of-it all x\ty1 ",
        "quorum all-of-it",
      ].join("\n"),
    );
    expect(policy.logs.map(({ name }) => name)).toEqual(["site.test/label/journal"]);
    expect(policy.witnesses[0]?.url).toBe("https://x1.test/");
    const enough = (...names: string[]): boolean => isQuorum(policy, new Set(names));
    expect([enough("x1", "x2", "y1"), enough("x1", "y1"), enough("x1", "x2", "x3"), enough()]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isQuorum(await policyOf("quorum none"), new Set())).toBe(true);
  });

  test("that does not say what it means is refused, with the line that is wrong", async () => {
    const { vkey } = await witnessKey("x1");
    const cases: [text: string, says: string][] = [
      ["", "quorum"],
      ["quorum x1", "ligne 1"],
      [`witness x1 ${vkey}\nwitness x1 ${vkey}\nquorum x1`, "ligne 2"],
      [`witness x1 ${vkey}\nwitness x2 ${vkey}\nquorum x1`, "ligne 2"],
      [`witness x1 ${vkey.slice(0, -1)}${vkey.endsWith("A") ? "B" : "A"}\nquorum x1`, "ligne 1"],
      [`log ${vkey}\nquorum none`, "ligne 1"],
      [`witness x1 ${vkey}\ngroup g 2 x1\nquorum g`, "ligne 2"],
      [`witness x1 ${vkey}\ngroup g any x1\ngroup h any x1\nquorum h`, "ligne 3"],
      [`witness x1 ${vkey}\ngroup g any none\nquorum g`, "ligne 2"],
      ["quorum none\nquorum none", "ligne 2"],
      ["constructor x\nquorum none", "ligne 1"],
    ];
    for (const [text, says] of cases) {
      const read = await readPolicy(text);
      expect([text, read.ok ? "read" : read.refusal]).toEqual([text, expect.stringContaining(says)]);
    }
  });
});
