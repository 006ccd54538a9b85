import fc from "fast-check";
import { globSync, readFileSync } from "node:fs";
import { csvFile } from "../../src/kernel/csv.ts";
import { describe, expect, test } from "vitest";

import { readContent } from "../../src/kernel/front-matter.ts";
import { base32, idFromKey } from "../../src/kernel/ids.ts";
import { fold, plural, typo, typoHtml } from "../../src/kernel/text.ts";
import {
  DAY,
  HOUR,
  addDays,
  dayInWords,
  dayOf,
  durationInWords,
  endOfDay,
  ZONE_CHOICES,
  hourIn,
  instantOf,
  momentIn,
  onClocks,
  startOfDay,
  zoned,
} from "../../src/kernel/time.ts";
import departements from "../../content/departements.json" with { type: "json" };
import { idAt, journalFilter } from "../../src/console/audit.ts";
import { ZONES } from "../../src/guidance/subscription.schema.ts";

describe("ids", () => {
  test("base32 is that of RFC 4648, lower case", () => {
    const of = (text: string) => base32(new TextEncoder().encode(text));
    expect(["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(of)).toEqual([
      "",
      "my",
      "mzxq",
      "mzxw6",
      "mzxw6yq",
      "mzxw6ytb",
      "mzxw6ytboi",
    ]);
  });

  test("the id of a key depends on the key alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (a, b) => {
        const [one, same, other] = [await idFromKey("msg", a), await idFromKey("msg", a), await idFromKey("msg", b)];
        expect(one).toBe(same);
        expect(one === other).toBe(a === b);
        expect(one).toMatch(/^msg_[a-z2-7]{26}$/);
      }),
      { numRuns: 50 },
    );
  });
});

describe("days of the calendar", () => {
  const of = (day: string): [hours: number, next: string] => [
    (endOfDay(day, "Europe/Paris") - startOfDay(day, "Europe/Paris")) / HOUR,
    dayOf(endOfDay(day, "Europe/Paris"), "Europe/Paris"),
  ];

  test("a day ends when the next one begins, also where clocks change", () => {
    expect([of("2027-03-28"), of("2027-10-31"), of("2027-06-01")]).toEqual([
      [23, "2027-03-29"],
      [25, "2027-11-01"],
      [24, "2027-06-02"],
    ]);
    expect([addDays("2027-10-31", -7), addDays("2028-02-28", 1)]).toEqual(["2027-10-24", "2028-02-29"]);
  });

  test("the trail up to a day holds the whole day and nothing of the next, also where clocks change", () => {
    for (const [day, hours] of [
      ["2027-03-28", 23],
      ["2027-10-31", 25],
    ] as const) {
      const { from, before } = journalFilter((name) => (["du", "au"].includes(name) ? day : ""), {});
      const first = startOfDay(day, "Europe/Paris");
      expect([from, before], day).toEqual([idAt(first), idAt(first + hours * HOUR)]);
    }
  });

  test("are reckoned as days, never as so many seconds: on the evening of 31 October yesterday is the same day", () => {
    const late = instantOf("2027-10-31T23:30", "Europe/Paris");
    expect(dayOf(late - DAY, "Europe/Paris")).toBe("2027-10-31");
    const files = globSync("{src,workers}/**/*.{ts,tsx}").filter((file) => !file.includes(".built."));
    const reckoned =
      /startOfDay\([^;]*\) \+ [^;]*(?:\bDAY\b|86_400)|(?:dayOf|mondayOf)\([^,;]*[-+] [^,;]*\bDAY\b[^,;]*, (?!"UTC")/;
    expect(files.filter((file) => reckoned.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});

describe("time", () => {
  const at = instantOf("2026-12-05T18:30", "Europe/Paris");

  test("dates and hours are said the French way", () => {
    expect(dayInWords(at, "Europe/Paris")).toBe("samedi 5 décembre 2026");
    expect(hourIn(at, "Europe/Paris")).toBe("18\u00a0h\u00a030");
    expect(hourIn(at + 1800, "Europe/Paris")).toBe("19\u00a0h");
  });

  test("a moment is never printed without whose hour it is: every other zone of the Republic, and online Paris too", () => {
    expect(momentIn(at, "Indian/Reunion")).toBe("samedi 5 décembre 2026 à 21\u00a0h\u00a030 (heure de La Réunion)");
    expect(momentIn(at, "Europe/Paris")).not.toContain("heure de");
    expect(momentIn(at, "Europe/Paris", { online: true })).toMatch(/ \(heure de Paris\)$/);
    const zones = new Set([...Object.keys(ZONES), ...departements.departements.map(({ zone }) => zone)]);
    const words = [...zones].map((zone) => hourIn(at, zone, { online: true }));
    expect(words.filter((one) => !/ \(heure d(?:e|es) [^/]+\)$/.test(one))).toEqual([]);
    expect(new Set(words.map((one) => one.split("(")[1])).size).toBe(zones.size);
    expect(new Set(Object.keys(ZONE_CHOICES))).toEqual(zones);
  });

  test("one moment on several clocks is told with each place, and with the day before or after", () => {
    const plain = (zones: readonly string[]): string => onClocks(at, zones).replaceAll("\u00a0", " ");
    expect(plain(["Europe/Paris"])).toBe("samedi 5 décembre 2026 : 18 h 30 à Paris");
    expect(plain(["Pacific/Noumea", "Europe/Paris"])).toBe(
      "dimanche 6 décembre 2026 : 4 h 30 à Nouméa, 18 h 30 à Paris la veille",
    );
    expect(plain(["Europe/Paris", "Pacific/Wallis"])).toContain("5 h 30 à Wallis-et-Futuna le lendemain");
  });

  test.each([
    [60, "1 minute"],
    [900, "15 minutes"],
    [5400, "1 h 30"],
    [2 * HOUR, "2 h"],
    [24 * HOUR, "24 h"],
    [3 * DAY, "3 jours"],
  ])("%i seconds is %s", (seconds, words) => {
    expect(durationInWords(seconds).replaceAll("\u00a0", " ")).toBe(words);
  });

  test("an hour that does not exist moves forward; one that happens twice is the first", () => {
    expect(zoned(instantOf("2027-03-28T02:30", "Europe/Paris"), "Europe/Paris").toPlainTime().toString()).toBe(
      "03:30:00",
    );
    expect(zoned(instantOf("2027-10-31T02:30", "Europe/Paris"), "Europe/Paris").offset).toBe("+02:00");
  });

  test("days start and end in their own zone", () => {
    expect(dayOf(instantOf("2026-12-05T23:30", "America/Martinique"), "America/Martinique")).toBe("2026-12-05");
    expect(startOfDay("2026-12-05", "Europe/Paris")).toBe(instantOf("2026-12-05T00:00", "Europe/Paris"));
  });
});

describe("French text", () => {
  test("spaces that must not break do not break", () => {
    expect(typo("Quoi ? Oui : « l'été » coûte 10 €, 15 min !")).toBe(
      "Quoi\u202f? Oui\u00a0: «\u00a0l’été\u00a0» coûte 10\u00a0€, 15\u00a0min\u202f!",
    );
  });

  test("a text already set is left as it is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("«", "»", " ", "?", ":", ";", "a", "l'", "3", "€", "min", "\u00a0")),
        (parts) => {
          const once = typo(parts.join(""));
          expect(typo(once)).toBe(once);
        },
      ),
    );
  });

  test("addresses and hours in a text are left alone", () => {
    expect(typo("https://a.fr/b?c=d;e voir 12:30")).toBe("https://a.fr/b?c=d;e voir 12:30");
  });

  test("the text of a page changes, its tags do not", () => {
    expect(typoHtml('<a title="Quoi ?">Quoi ?</a>')).toBe('<a title="Quoi ?">Quoi\u202f?</a>');
    // A point between two things goes with the second: it ends no line.
    expect(typoHtml('<p title="a · b">2 h · Lyon <b>15</b> · gratuit</p>')).toBe(
      '<p title="a · b">2\u00a0h ·\u00a0Lyon <b>15</b> ·\u00a0gratuit</p>',
    );
  });

  test("the plural starts at two, accents fold", () => {
    expect([plural(0, "place"), plural(1, "place"), plural(2, "place")]).toEqual([
      "0\u00a0place",
      "1\u00a0place",
      "2\u00a0places",
    ]);
    expect(fold("ÉLÈVE Ça")).toBe("eleve ca");
  });
});

describe("content files", () => {
  test("head and body are distinguished; a broken head is named", () => {
    expect(readContent("---\ntitle: A: b\n---\nCorps\n")).toEqual({ head: { title: "A: b" }, body: "Corps\n" });
    expect(() => readContent("Corps")).toThrow("no head");
    expect(() => readContent("---\ntitle\n---\n")).toThrow("title");
  });
});

describe("CSV", () => {
  test("opens in a French spreadsheet: byte order mark, semicolons, CRLF, quotes doubled, empty for nothing", () => {
    expect(
      csvFile([
        ["a", 1, null],
        ['say "oui"', -2, "é;è"],
      ]),
    ).toBe('\ufeff"a";"1";""\r\n"say ""oui""";"-2";"é;è"\r\n');
  });

  test.each(["=1+1", "+33", "-1", "@x", "\tx", "\rx"])(
    "a text that a spreadsheet would run is disarmed: %j",
    (text) => {
      expect(csvFile([[text]])).toBe(`\ufeff"'${text}"\r\n`);
    },
  );
});
