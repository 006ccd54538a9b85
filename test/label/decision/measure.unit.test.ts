import { expect, test } from "vitest";

import { type NewMeasure, checkMeasure, readHeld } from "../../../src/label/decision/measure.ts";
import { refusedBecause } from "../../support/refusals.ts";

const LONG =
  "Une personne a reçu un rappel qui nommait l’aide devant l’auteur présumé ; la mutuelle, prévenue, n’a rien changé.";
const isCriterion = (id: string): boolean => ["PSY-1", "CON-1"].includes(id);
const checked = (over: Partial<NewMeasure>) =>
  checkMeasure(
    {
      kind: "suspend",
      ground: "report",
      groundRef: "Article public du 3 mars.",
      held: "PSY-1 : les séances ne sont plus données.",
      reasons: "Les séances annoncées ne sont plus données.",
      isUrgent: false,
      ...over,
    },
    { attached: ["cmp_1"], isCriterion },
  );

refusedBecause(checkMeasure, [
  ["no_reasons", () => checked({ reasons: "oui" })],
  ["no_reasons", () => checked({ isUrgent: true, ground: "danger" })],
  ["no_ground", () => checked({ groundRef: "" })],
  ["no_ground", () => checked({ ground: "complaint", groundRef: "cmp_autre" })],
  ["not_urgent", () => checked({ isUrgent: true, reasons: LONG })],
  ["not_urgent", () => checked({ isUrgent: true, reasons: LONG, ground: "danger", kind: "withdraw" })],
  ["no_points", () => checked({ held: "rien" })],
  ["no_points", () => checked({ held: "XXX-1 : un critère qui n’existe pas" })],
]);

test("a measure with grounds, reasons and points is taken; an urgent one for danger or fraud", () => {
  expect(checked({ ground: "complaint", groundRef: "cmp_1" }).ok).toBe(true);
  expect(checked({ isUrgent: true, reasons: LONG, ground: "fraud" }).ok).toBe(true);
});

test("points are read a line each, a criterion once", () => {
  const text = "PSY-1 : les séances ne sont plus données\n\n  CON-1: un dossier a été montré à la gestion  ";
  expect(readHeld(text, isCriterion)).toEqual([
    { criterion: "PSY-1", text: "les séances ne sont plus données" },
    { criterion: "CON-1", text: "un dossier a été montré à la gestion" },
  ]);
  expect(readHeld(`${text}\nPSY-1 : une deuxième fois la même`, isCriterion)).toBeNull();
  expect(readHeld("PSY-1 : court", isCriterion)).toBeNull();
});
