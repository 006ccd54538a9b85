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
import type { After } from "../sessions/session.store.ts";
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
  /** One alone, when it is asked for; empty: those that are nearest. */
  departement: string;
  after: After;
  to: number;
  isStepFree: boolean;
  isEvening: boolean;
  isWednesday: boolean;
  /** The nearest first, instead of the soonest. */
  isNearestFirst: boolean;
};
type Middles = Readonly<Record<string, { lat: number; lon: number }>>;
/** The départements whose middle is nearest, the town's own first. */
const nearestOf = (town: Town, middles: Middles): string[] =>
  Object.keys(DEPARTEMENTS)
    .flatMap((code) => {
      const middle = middles[code];
      return middle === undefined ? [] : [{ code, km: code === town.departement ? 0 : kilometres(town, middle) }];
    })
    .toSorted((a, b) => a.km - b.km)
    .slice(0, MOST_DEPARTEMENTS)
    .map(({ code }) => code);

type Found = {
  within: Near[];
  beyond: Near[];
  /** After which session those begin that no page shows yet. */
  next: After | null;
  /** Until when was looked, where a département near here has more sessions than were read. */
  lookedUntil: number | null;
};
const inOrder = (a: After, b: After): number => a.startsAt - b.startsAt || (a.id < b.id ? -1 : Number(a.id > b.id));
type Spotted = Pick<Candidate, "id" | "startsAt" | "departement"> & { km: number };
/** What one page shows of what was found, and where the next goes on. */
function onePage(
  { near, lasts }: { near: readonly Spotted[]; lasts: readonly Candidate[] },
  { town, radius, isNearestFirst }: Pick<Search, "town" | "radius" | "isNearestFirst">,
) {
  const byDistance = (a: Pick<Near, "km"> & { startsAt: number }, b: typeof a): number =>
    a.km - b.km || a.startsAt - b.startsAt;
  const inside = near.filter(({ km }) => km <= radius).toSorted(isNearestFirst ? byDistance : inOrder);
  // Past the last that was read of a département that is near, others may stand between: a page ends there, and the next goes on.
  const [end = null] = lasts
    .filter((last) => [town, ...inside].some((one) => one.departement === last.departement))
    .toSorted(inOrder);
  const known = isNearestFirst || end === null ? inside : inside.filter((one) => inOrder(one, end) <= 0);
  const shown = known.slice(0, PAGE_SIZE);
  const others = shown.length > 0 ? [] : near.toSorted(byDistance).slice(0, NEAREST);
  return {
    shown,
    others,
    next: isNearestFirst ? null : known.length > PAGE_SIZE ? (shown.at(-1) ?? null) : end,
    lookedUntil: end?.startsAt ?? null,
  };
}

/** The soonest sessions around a town, or the nearest, within a distance; when there is none, the three nearest, wherever they are near. */
export async function searchAround(
  deps: Pick<Deps, "db" | "now"> & Shelves,
  { town, radius, isNearestFirst, departement, ...asked }: Search,
): Promise<Found> {
  const middles = (await deps.asset("/geo/middles.json")) as Middles;
  const departements = departement === "" ? nearestOf(town, middles) : [departement];
  const { wanted, lasts } = await soonestIn(deps.db, { ...asked, departements, now: deps.now });
  const near: Spotted[] = [];
  for (const one of wanted) {
    near.push({ ...one, km: kilometres(town, await pointOf(deps, { one, middles })) });
  }
  const { shown, others, next, lookedUntil } = onePage({ near, lasts }, { town, radius, isNearestFirst });
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
    next,
    lookedUntil,
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
  { one, middles }: { one: Candidate; middles: Middles },
): Promise<{ lat: number; lon: number }> =>
  (await communeNamed(deps, one)) ?? middles[one.departement] ?? { lat: 0, lon: 0 };
