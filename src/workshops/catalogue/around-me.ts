import { type Point, kilometres } from "../../kernel/distance.ts";
import type { TownLine } from "../sessions/gazetteer.ts";

/** So many départements are looked into; nobody farther than this from the middle of one is near it. */
const MOST_LOOKED = 4;
const FARTHEST = 200;

/** The départements whose middles are nearest to a point; none, far from all. Pure. */
export const departementsNear = (point: Point, middles: Readonly<Record<string, Point>>): string[] =>
  Object.entries(middles)
    .map(([code, middle]) => ({ code, km: kilometres(point, middle) }))
    .filter(({ km }) => km < FARTHEST)
    .toSorted((a, b) => a.km - b.km)
    .slice(0, MOST_LOOKED)
    .map(({ code }) => code);

/** The code of the commune that is nearest to a point, among those whose own point is known; null: none is. Pure. */
export function communeNear(point: Point, lines: readonly TownLine[]): string | null {
  const known = lines.filter(([, , , , , , precision]) => precision !== "d");
  const [nearest] = known
    .map(([code, , , , lat, lon]) => ({ code, km: kilometres(point, { lat, lon }) }))
    .toSorted((a, b) => a.km - b.km);
  return nearest?.code ?? null;
}
