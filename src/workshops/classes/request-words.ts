import { plural } from "../../kernel/text.ts";

/** « 2 classes, 48 élèves, 1 adulte ». */
export function classesInWords({ groups, adults }: { groups: readonly { pupils: number }[]; adults: number }): string {
  const pupils = groups.reduce((sum, group) => sum + group.pupils, 0);
  return `${plural(groups.length, "classe")}, ${plural(pupils, "élève")}, ${plural(adults, "adulte")}`;
}
