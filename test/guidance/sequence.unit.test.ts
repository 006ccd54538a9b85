import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { catalogueOf, parseSequence } from "../../src/guidance/sequence.ts";
import { catalogue } from "../../workers/content.ts";

const known = { mails: new Set(["a", "b"]), predicates: new Set(["seat.taken"]) };
const step = (over: object = {}) => ({
  key: "1",
  offset: "P1D",
  at: "18:30",
  expires_after: "P5D",
  unless: [],
  mail: "a",
  ...over,
});
const file = (over: object = {}) => ({
  id: "essai",
  version: 1,
  class: 2,
  list: "essai",
  anchor: "subscribed",
  steps: [step()],
  ...over,
});
const refusal = (data: unknown, name = "essai.v1.json"): string => {
  try {
    parseSequence(name, data, known);
    return "accepted";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

describe("a sequence file with a mistake stops the build, with the file, the place and what to do", () => {
  test("the one below is right", () => {
    expect(refusal(file())).toBe("accepted");
  });

  test.each([
    ["an unknown anchor", file({ anchor: "full_moon" }), "anchor:"],
    ["a bad offset", file({ steps: [step({ offset: "3 days" })] }), "steps.0.offset: a duration such as P3D"],
    ["a missing template", file({ steps: [step({ mail: "z" })] }), "steps.0.mail: no content/mails/z.md; write it"],
    ["two steps of one key", file({ steps: [step(), step({ offset: "P3D" })] }), 'steps.1.key: "1" is used twice'],
    [
      "an hour inside quiet hours",
      file({ steps: [step({ at: "21:30" })] }),
      "steps.0.at: 21:30 is within quiet hours (21:00 to 8:00)",
    ],
    [
      "an unknown condition",
      file({ steps: [step({ unless: ["rain"] })] }),
      'steps.0.unless: nobody registered "rain"; known: seat.taken',
    ],
    ["days without an hour", file({ steps: [step({ at: undefined })] }), "steps.0.at: an offset in days needs an hour"],
    ["hours with an hour", file({ steps: [step({ offset: "PT2H" })] }), "an offset in hours takes no hour"],
    ["no expiry", file({ steps: [step({ expires_after: undefined })] }), "steps.0.expires_after:"],
    [
      "steps out of order",
      file({ steps: [step({ offset: "P9D" }), step({ key: "2" })] }),
      "steps.1.offset: must come at least a day after P9D",
    ],
    ["an unknown field", file({ colour: "red" }), "colour"],
    ["another name", file({ version: 2 }), "the file must be called essai.v2.json"],
  ])("%s", (_, data, says) => {
    expect(refusal(data)).toContain("content/sequences/essai.v1.json");
    expect(refusal(data)).toContain(says);
  });
});

describe("versions", () => {
  const v = (version: number) => parseSequence(`essai.v${version}.json`, file({ version }), known);

  test("the newest takes new enrolments, older ones stay to be finished", () => {
    const all = catalogueOf([v(2), v(1), v(3)]);
    expect(all.newest("essai")?.version).toBe(3);
    expect(all.find("essai", 1)?.version).toBe(1);
    expect(all.current).toHaveLength(1);
  });

  test("every file of the folder is imported, and a published version never changes", () => {
    const published = JSON.parse(readFileSync("content/sequences/published.json", "utf8")) as Record<string, string>;
    const files = readdirSync("content/sequences").filter((name) => name !== "published.json");
    expect(catalogue.all.map((s) => `${s.id}.v${s.version}.json`).toSorted()).toEqual(files.toSorted());
    const hashes = Object.fromEntries(
      files.map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(`content/sequences/${name}`))
          .digest("hex"),
      ]),
    );
    const help =
      "a version that people follow is changed by writing the next one, and adding its hash to published.json";
    expect(hashes, help).toEqual(published);
  });
});
