import { describe, expect, test } from "vitest";

import { AgeBand } from "../../../src/workshops/sessions/age.ts";
import {
  PUBLICS,
  type Public,
  agesInWords,
  audienceInWords,
  isFor,
} from "../../../src/workshops/sessions/programme.ts";
import { programmes } from "../../../workers/content.ts";

const slugsFor = (who: Public): string[] => programmes.all.filter((one) => isFor(one, who)).map(({ slug }) => slug);

describe("what a programme says of its public comes from its ages", () => {
  test("a workshop for 11 to 17 is said so, and found under 11 to 14; one from 15 on is not", () => {
    const limits = programmes.bySlug.get("mon-telephone-mes-limites");
    expect(limits === undefined ? "" : audienceInWords(limits)).toBe("Jeunes, 11 à 17 ans");
    expect(slugsFor("11_14")).toEqual(["mon-telephone-mes-limites"]);
    expect(slugsFor("15_17")).toContain("mon-telephone-mes-limites");
    expect(slugsFor("adultes")).not.toContain("mon-telephone-mes-limites");
  });

  test("no label names an age that its programme refuses, and none leaves one out", () => {
    for (const { ages, audience } of programmes.all.filter((one) => one.audience === "youth")) {
      const says = audienceInWords({ ages, audience });
      expect(says.includes("11")).toBe(ages.includes("11_14"));
      expect(says.includes("et plus")).toBe(ages.includes("18_plus"));
    }
    expect(agesInWords(["15_17", "18_plus"])).toBe("15 ans et plus");
    expect(agesInWords(AgeBand.options)).toBe("6 ans et plus");
  });

  test("every public programme is found by what is offered to choose; the codes of other addresses still say the same", () => {
    const offered = new Set((Object.keys(PUBLICS) as Public[]).flatMap(slugsFor));
    const open = programmes.all.filter(({ audience }) => audience !== "class");
    expect(open.filter(({ slug }) => !offered.has(slug))).toEqual([]);
    expect(slugsFor("youth")).toEqual(open.filter(({ audience }) => audience === "youth").map(({ slug }) => slug));
    expect(slugsFor("pros")).toEqual([...slugsFor("educator"), ...slugsFor("health")]);
  });
});
