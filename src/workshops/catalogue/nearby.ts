import type { Deps } from "../../platform/deps.ts";
import type { ReadAsset } from "../../platform/assets.ts";
import { kilometres } from "../../kernel/distance.ts";
import {
  type Asked,
  MOST_TOWNS,
  type Town,
  type TownLine,
  nameKey,
  readPlace,
  townOf,
  townsMeant,
} from "../sessions/gazetteer.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { Session } from "../sessions/session.ts";
import { type Candidate, sessionsById, soonestIn } from "./nearby.store.ts";

/** What a place that somebody wrote turned out to be. */
export type Place =
  | { kind: "town"; town: Town }
  | { kind: "departement"; code: string }
  | { kind: "several"; towns: readonly Town[]; hasMore: boolean }
  | { kind: "unknown" }
  | { kind: "nothing" };
type Shelves = { asset: ReadAsset };

/** A shelf of the gazetteer; one that holds nothing is not there. */
async function shelf({ asset }: Shelves, path: string): Promise<TownLine[]> {
  const index = (await asset("/geo/index.json")) as string[];
  return index.includes(path) ? ((await asset(`/geo/${path}.json`)) as TownLine[]) : [];
}

const shelvesOf = (asked: Asked): string[] =>
  asked.kind === "postcode"
    ? asked.shelves.map((code) => `d/${code}`)
    : asked.kind === "name"
      ? [`n/${asked.shelf}`]
      : [];

/** The place that somebody wrote, or chose among several by the commune's code. From our own record: nobody else is asked. */
export async function findPlace(deps: Shelves, { typed, code }: { typed: string; code: string }): Promise<Place> {
  if (/^\d[\dAB]\d{3}$/.test(code)) {
    const lines = await shelf(deps, `d/${/^9[78]/.test(code) ? code.slice(0, 3) : code.slice(0, 2)}`);
    const chosen = lines.find((line) => line[0] === code);
    return chosen === undefined ? { kind: "unknown" } : { kind: "town", town: townOf(chosen) };
  }
  const asked = readPlace(typed);
  if (asked.kind === "nothing" || asked.kind === "departement") {
    return asked;
  }
  const lines = (await Promise.all(shelvesOf(asked).map((path) => shelf(deps, path)))).flat();
  const towns = townsMeant(asked, lines);
  const [town] = towns;
  if (town === undefined) {
    return { kind: "unknown" };
  }
  return towns.length === 1
    ? { kind: "town", town }
    : { kind: "several", towns: towns.slice(0, MOST_TOWNS), hasMore: towns.length > MOST_TOWNS };
}

/** A session and how far it is, in kilometres. */
export type Near = { session: Session; km: number };
/** Sessions on one page. */
const PAGE_SIZE = 12;
/** The nearest of all, when none is within the distance. */
const NEAREST = 3;
/** So many départements are looked into: those whose middle is nearest. */
const MOST_DEPARTEMENTS = 8;

type Search = {
  town: Town;
  radius: number;
  slugs: readonly string[];
  from: number;
  to: number;
  isStepFree: boolean;
  isEvening: boolean;
  isWednesday: boolean;
  /** The nearest first, instead of the soonest. */
  isNearestFirst: boolean;
};
/** The soonest sessions around a town, or the nearest, within a distance; when there is none, the three nearest, wherever they are near. `next`: when those begin that no page shows yet. */
export async function searchAround(
  deps: Pick<Deps, "db" | "now"> & Shelves,
  { town, radius, isNearestFirst, ...asked }: Search,
): Promise<{ within: Near[]; beyond: Near[]; next: number | null }> {
  const middles = (await deps.asset("/geo/middles.json")) as Record<string, { lat: number; lon: number }>;
  const departements = Object.keys(DEPARTEMENTS)
    .flatMap((code) => {
      const middle = middles[code];
      return middle === undefined ? [] : [{ code, km: code === town.departement ? 0 : kilometres(town, middle) }];
    })
    .toSorted((a, b) => a.km - b.km)
    .slice(0, MOST_DEPARTEMENTS)
    .map(({ code }) => code);
  const wanted = await soonestIn(deps.db, { ...asked, departements, now: deps.now });
  const near: { id: Session["id"]; km: number; startsAt: number }[] = [];
  for (const one of wanted) {
    near.push({ id: one.id, km: kilometres(town, await pointOf(deps, { one, middles })), startsAt: one.startsAt });
  }
  const byDistance = (a: Pick<Near, "km"> & { startsAt: number }, b: typeof a): number =>
    a.km - b.km || a.startsAt - b.startsAt;
  const inside = near
    .filter(({ km }) => km <= radius)
    .toSorted(isNearestFirst ? byDistance : (a, b) => a.startsAt - b.startsAt);
  const shown = inside.slice(0, PAGE_SIZE);
  const others = inside.length > 0 ? [] : near.toSorted(byDistance).slice(0, NEAREST);
  const all = shown.concat(others);
  const sessions = new Map(
    (
      await sessionsById(
        deps.db,
        all.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  );
  const withSession = (list: typeof all): Near[] =>
    list.flatMap(({ id, km }) => {
      const session = sessions.get(id);
      return session === undefined ? [] : [{ session, km }];
    });
  return {
    within: withSession(shown),
    beyond: withSession(others),
    next: isNearestFirst ? null : (inside[PAGE_SIZE]?.startsAt ?? null),
  };
}

type Spot = Pick<Candidate, "commune" | "departement">;
/** A commune of a département by its name; null when the record has none of that name. */
export async function communeNamed(deps: Shelves, { commune, departement }: Spot): Promise<Town | null> {
  const lines = await shelf(deps, `d/${departement}`);
  const key = nameKey(commune);
  // Mostly it is written as the record writes it: comparing words is much faster than making keys of all of them.
  const found = lines.find(([, name]) => name === commune) ?? lines.find(([, name]) => nameKey(name) === key);
  return found === undefined ? null : townOf(found);
}

/** Where a candidate is: its commune by its name, or the middle of its département. */
const pointOf = async (
  deps: Shelves,
  { one, middles }: { one: Candidate; middles: Readonly<Record<string, { lat: number; lon: number }>> },
): Promise<{ lat: number; lon: number }> =>
  (await communeNamed(deps, one)) ?? middles[one.departement] ?? { lat: 0, lon: 0 };
