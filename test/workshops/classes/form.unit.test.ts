import { describe, expect, test } from "vitest";

import { instantOf } from "../../../src/kernel/time.ts";
import { levelChoicesFor } from "../../../src/workshops/schools/school-class.ts";
import { readClassForm } from "../../../src/workshops/classes/request.schema.ts";

const PARIS = "Europe/Paris";
const NOW = instantOf("2026-12-01T10:00", PARIS);

describe("the form of a class request", () => {
  const good: Record<string, string> = {
    programme: "p",
    niveau1: "4e",
    lettre1: " b ",
    cadre1: "ulis",
    eleves1: "26",
    adults: "2",
    adultRole: "teacher",
    requesterRole: "cpe",
    hasOpenSituation: "non",
    headVia: "handed_over",
    creneau1: "2027-01-14T10:00",
  };
  const read = (over: Record<string, string> = {}, lists: Record<string, string[]> = {}) => {
    const typed = { ...good, ...over };
    return readClassForm(
      { get: (name) => typed[name] ?? "", all: (name) => lists[name] ?? [] },
      { minutes: new Map([["p", 110]]), place: { tz: PARIS, departement: "94" }, now: NOW },
    );
  };
  const errors = (over: Record<string, string>) => {
    const done = read(over);
    return done.ok ? {} : done.errors;
  };

  test("a class may be several years together, as before; without a date, months and days of the lists are kept alone", () => {
    expect(read({ niveau1: "4e_3e", lettre1: "", cadre1: "" })).toMatchObject({
      value: { groups: [{ level: "4e_3e", year: null, label: null, setting: "ordinary" }] },
    });
    const lists = { mois: ["jan", "feb", "août"], jours: ["mon", "sun"], moments: ["am"] };
    expect(read({ creneau1: "" }, lists)).toMatchObject({
      value: { plans: [], wishes: { months: ["jan", "feb"], days: ["mon"], halves: ["am"] } },
    });
  });

  test("a class of which only the number is written is of the level of the class before: four classes of 5e say it once", () => {
    const four = {
      niveau1: "5e",
      lettre1: "A",
      eleves2: "24",
      lettre2: "B",
      niveau3: "4e",
      eleves3: "25",
      eleves4: "26",
    };
    expect(read({ ...four, cadre1: "", creneau1: "" })).toMatchObject({
      value: {
        groups: [
          { year: "5e", label: "A", pupils: 26 },
          { year: "5e", label: "B", pupils: 24 },
          { year: "4e", label: null, pupils: 25 },
          { year: "4e", label: null, pupils: 26 },
        ],
      },
    });
  });

  test("a school's own levels are the first that one may choose, and all others follow", () => {
    const first = (kind: string | null) =>
      levelChoicesFor(kind)
        .slice(0, 6)
        .map(([code]) => code);
    expect(first("college")).toEqual(["6e", "5e", "4e", "3e", "6e_5e", "4e_3e"]);
    expect(first(null)).toEqual(["mat", "cp", "ce1", "ce2", "cm1", "cm2"]);
    expect(levelChoicesFor("lycee")).toHaveLength(levelChoicesFor(null).length);
  });

  test("reads numbers, roles and slots, and no more", () => {
    expect(read()).toEqual({
      ok: true,
      value: {
        programme: "p",
        adults: 2,
        adultRole: "teacher",
        requesterRole: "cpe",
        headVia: "handed_over",
        hasRoom: false,
        hasProjector: false,
        hasStepFree: false,
        hasOpenSituation: false,
        lunch: "12:00",
        dabord: "",
        place: "school",
        elsewhere: null,
        wishes: { months: [], days: [], halves: [] },
        groups: [{ level: "4e_3e", year: "4e", label: "B", setting: "ulis", pupils: 26 }],
        plans: [[{ startsAt: instantOf("2027-01-14T10:00", PARIS), endsAt: instantOf("2027-01-14T11:50", PARIS) }]],
      },
    });
    expect(read({ creneau1: "" })).toMatchObject({ ok: true, value: { plans: [] } });
  });

  test.each([
    ["0 pupils", { eleves1: "0" }, "eleves1"],
    ["4 000 pupils", { eleves1: "4000" }, "eleves1"],
    ["minus one", { eleves1: "-1" }, "eleves1"],
    ["a name instead of a number", { eleves1: "Léa et Karim" }, "eleves1"],
    ["a level without pupils", { niveau2: "cm" }, "eleves2"],
    ["a letter without pupils", { lettre2: "C" }, "eleves2"],
    ["no level at all", { niveau1: "" }, "niveau1"],
    ["an unknown level", { niveau1: "9e" }, "niveau1"],
    ["a name of what every object has", { niveau1: "constructor" }, "niveau1"],
    ["a first name as a letter", { lettre1: "Léa" }, "lettre1"],
    ["a short first name as a letter", { lettre1: "Al" }, "lettre1"],
    ["an unknown setting", { cadre1: "prison" }, "cadre1"],
    ["an unknown place", { place: "moon" }, "place"],
    ["no adult", { adults: "0" }, "adults"],
    ["an unknown programme", { programme: "x" }, "programme"],
    ["an unknown role", { requesterRole: "pupil" }, "requesterRole"],
    ["no answer on the situation", { hasOpenSituation: "" }, "hasOpenSituation"],
    ["the same slot twice", { creneau2: "2027-01-14T10:00" }, "creneau2"],
    ["a slot at night", { creneau1: "2027-01-14T23:00" }, "creneau1"],
    ["a pause that is none", { lunch: "3 h" }, "lunch"],
    ["a class on the pause of midday", { creneau1: "2027-01-14T11:00" }, "creneau1"],
    [
      "a second class that would begin too soon",
      { niveau2: "cm", eleves2: "9", creneau1_2: "2027-01-14T10:30" },
      "creneau1_2",
    ],
    [
      "a second class without a first",
      { niveau2: "cm", eleves2: "9", creneau1: "", creneau1_2: "2027-01-14T10:30" },
      "creneau1",
    ],
    [
      "three classes that do not fit before the evening",
      { niveau2: "cm", eleves2: "2", niveau3: "cm", eleves3: "2", creneau1: "2027-01-14T13:30" },
      "creneau1",
    ],
    [
      "another place without its commune",
      { place: "other", lieuNom: "Médiathèque", lieuAdresse: "1 rue X" },
      "lieuCommune",
    ],
    [
      "a telephone number as an address",
      { place: "other", lieuNom: "Médiathèque", lieuAdresse: "06 12 34 56 78", lieuCommune: "Créteil" },
      "lieuAdresse",
    ],
  ])("%s is told at its field", (_, over, field) => {
    expect(Object.keys(errors(over))).toEqual([field]);
  });
});
