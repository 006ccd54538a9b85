import { describe, expect, test } from "vitest";

import { instantOf } from "../../../src/kernel/time.ts";
import { type Lunch, isLongVisit, layOut, planProblem } from "../../../src/workshops/classes/plan.ts";
import { planInWords } from "../../../src/workshops/classes/request-words.ts";
import { readPlans } from "../../../src/workshops/classes/request.schema.ts";

const VAL_DE_MARNE = { tz: "Europe/Paris", departement: "94" };
const NOW = instantOf("2026-12-01T10:00", "Europe/Paris");

describe("the plan of a visit", () => {
  const at = (hour: string): { day: string; minute: number } => {
    const [h = 0, m = 0] = hour.split(":").map(Number);
    return { day: "2027-01-14", minute: h * 60 + m };
  };
  const words = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
  const hours = (first: string, classes: number, minutes: number, lunch: Lunch = "12:00") =>
    layOut(
      Array.from({ length: classes }, (_, i) => (i === 0 ? at(first) : null)),
      { minutes, lunch },
    ).map(({ from, to }) => `${words(from)}–${words(to)}`);

  test("classes follow each other ten minutes apart, midday stays free, and the last one's end is said when the day is too short", () => {
    expect(hours("8:00", 4, 110)).toEqual(["8:00–9:50", "10:00–11:50", "13:30–15:20", "15:30–17:20"]);
    expect(hours("8:00", 3, 60, "none")).toEqual(["8:00–9:00", "9:10–10:10", "10:20–11:20"]);
    expect(hours("10:30", 2, 60, "11:30")).toEqual(["10:30–11:30", "13:00–14:00"]);
    const late = layOut([at("10:00"), null, null, null], { minutes: 110, lunch: "12:00" });
    expect(planProblem(late, "12:00")).toEqual({
      at: 3,
      words:
        "La quatrième classe finirait à 19\u00a0h\u00a020, et la journée de classe va de 8 h à 18 h : répartissez sur deux jours.",
    });
  });

  test("a class that follows past the end of the day is split over two days, one that was typed there has another hour", () => {
    const problem = (start: string) =>
      planProblem(layOut([at(start), null, null], { minutes: 110, lunch: "12:00" }), "12:00")?.words;
    expect(problem("14:00")).toBe(
      "La troisième classe commencerait à 18\u00a0h, et la journée de classe va de 8 h à 18 h : répartissez sur deux jours.",
    );
    expect(problem("18:30")).toContain("va de 8 h à 18 h : changez l’heure");
  });

  test("a class may have its own hour and day; none begins before the one before it ends", () => {
    const tomorrow = { day: "2027-01-15", minute: 8 * 60 };
    const two = layOut([at("8:00"), null, tomorrow, null], { minutes: 110, lunch: "12:00" });
    expect(two.map(({ day, from }) => [day, words(from)])).toEqual([
      ["2027-01-14", "8:00"],
      ["2027-01-14", "10:00"],
      ["2027-01-15", "8:00"],
      ["2027-01-15", "10:00"],
    ]);
    expect(planProblem(two, "12:00")).toBeNull();
    const over = layOut([at("8:00"), at("9:00")], { minutes: 110, lunch: "12:00" });
    expect(planProblem(over, "12:00")).toMatchObject({
      at: 1,
      words: expect.stringContaining("avant la fin") as string,
    });
    const eats = layOut([at("11:00")], { minutes: 110, lunch: "12:00" });
    expect(planProblem(eats, "12:00")?.words).toContain("pause de midi");
    expect(planProblem(eats, "none")).toBeNull();
  });

  test("more than six hours of classes in one day is said", () => {
    const long = (classes: number) =>
      isLongVisit(
        Array.from({ length: classes }, (_, i) => ({ startsAt: i * 7200, endsAt: i * 7200 + 6600 })),
        () => "2027-01-14",
      );
    expect([long(3), long(4)]).toEqual([false, true]);
  });

  test("hours hold on every clock of the Republic, and over the night on which clocks change", () => {
    const read = (creneau1: string, creneau1_2: string, place: { tz: string; departement: string }) =>
      readPlans(
        { get: (name) => ({ creneau1, creneau1_2 })[name] ?? "" },
        { classes: [1, 2], levels: [], minutes: 110, lunch: "12:00", now: NOW, place },
      ).plans.map((plan) => planInWords(plan, place.tz).replaceAll("\u00a0", " "));
    expect(read("2027-03-26T15:00", "2027-03-30T08:00", VAL_DE_MARNE)).toEqual([
      "vendredi 26 mars 2027 : 15 h – 16 h 50 ; puis mardi 30 mars 2027 : 8 h – 9 h 50",
    ]);
    expect(read("2027-03-26T08:00", "", { tz: "Indian/Reunion", departement: "974" })).toEqual([
      "vendredi 26 mars 2027 : 8 h – 9 h 50, 10 h – 11 h 50 (heure de La Réunion)",
    ]);
  });
});
