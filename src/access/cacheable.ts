/* What may be kept in front of the site: pages and data that are the same for everybody who asks. What has no line here is kept by nobody. */

/** In seconds: fresh; then shown while a newer one is made; then shown only if the site fails. */
type Times = { fresh: number; stale: number; failing: number };
type Kept = Times & {
  /** The names of its query, in the order of its key. */
  query: readonly string[];
};

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Shows seats: half a minute late at most. */
const SEATS: Times = { fresh: 10, stale: 20, failing: HOUR };
/** Shows none, or is read by calendars and other sites, which ask once an hour. */
const SLOW: Times = { fresh: 60, stale: 240, failing: DAY };
/** Says whether a label holds: an hour at most after it was suspended. */
const LABEL: Times = { fresh: 60, stale: 240, failing: HOUR };

const FILTERS = [
  "public",
  "departement",
  "lieu",
  "a_partir_du",
  "jusqu_au",
  "sans_marche",
  "soir",
  "mercredi",
  "apres",
];
const kept = (times: Times, ...query: string[]): Kept => ({ ...times, query });

/**
 * Route by route. What somebody typed is never a key (`ou`, `quoi`): it asks the site itself. The public log and the files of the registry
 * are not here: who checks one against the other must not get two ages of them.
 */
export const CACHEABLE: ReadonlyMap<string, Kept> = new Map(
  Object.entries({
    "/": kept(SLOW),
    "/ateliers": kept(SEATS, ...FILTERS, "vue", "mois", "commune", "rayon", "tri"),
    "/ateliers/regles": kept(SLOW),
    "/ateliers/:slug": kept(SEATS),
    "/ateliers/seances/:id": kept(SEATS),
    "/ateliers/seances/:id/tirage": kept(SEATS),
    "/associations/:slug": kept(SEATS),
    "/agenda/association/:file": kept(SLOW),
    "/agenda/departement/:file": kept(SLOW),
    "/api/v1/ateliers": kept(SEATS, ...FILTERS, "page"),
    "/integrer": kept(SLOW),
    "/integrer/ateliers": kept(SEATS, ...FILTERS),
    "/observatoire": kept(SLOW, "vue"),
    "/observatoire/resultats.csv": kept(SLOW),
    "/api/v1/resultats": kept(SLOW),
    "/sitemap.xml": kept(SLOW, "partie"),
    "/label/registre": kept(LABEL),
    "/label/registre/:fiche": kept(LABEL),
    "/label/badge/:fichier": kept(LABEL),
    "/label/badge/:fiche/encart": kept(LABEL),
  }),
);

const PATTERNS = [...CACHEABLE].map(([route, { query }]) => ({
  path: new RegExp(`^${route.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}$`),
  query,
}));

/** What links carry to count where people come from: it changes no page, and makes no key. */
const COUNTS_VISITS = /^(?:utm_|mtm_|pk_|at_)|^(?:fbclid|gclid|msclkid|ref)$/;
/** A value that is longer is nobody's filter. */
const LONGEST = 64;

/** The query of a page in one order, without what is empty; null when it holds something else: then the site itself answers. */
function keyOf(asked: URLSearchParams, names: readonly string[]): string | null {
  const said = [...asked].filter(([name, value]) => value !== "" && !COUNTS_VISITS.test(name));
  if (said.some(([name, value]) => !names.includes(name) || value.length > LONGEST)) {
    return null;
  }
  const inOrder = names.flatMap((name) => said.filter(([one]) => one === name));
  return new URLSearchParams(inOrder).toString();
}

/** The question that everybody who asks this asks: nothing of whoever asks is in it. Null: this one the site answers itself. */
export function askedByAll(request: Request): Request | null {
  if (request.method !== "GET") {
    return null;
  }
  const url = new URL(request.url);
  const found = PATTERNS.find(({ path }) => path.test(url.pathname));
  const key = found === undefined ? null : keyOf(url.searchParams, found.query);
  if (key === null) {
    return null;
  }
  url.search = key;
  const accept = request.headers.get("accept")?.includes("text/html") === true ? "text/html" : "application/json";
  return new Request(url.href, { headers: { accept } });
}

type Answered = {
  /** The route that answered, without its method. */
  route: string;
  status: number;
  /** It gives a cookie, or is for whoever is signed in. */
  isOnes: boolean;
  /** Seconds until something that it shows opens, closes or begins. */
  changesIn: number;
};

/** What the cache is told of an answer; null: nobody keeps it. Never past the moment at which a door on the page changes. */
export function keptFor({ route, status, isOnes, changesIn }: Answered): string | null {
  const times = CACHEABLE.get(route);
  if (times === undefined || status !== 200 || isOnes) {
    return null;
  }
  const fresh = Math.min(times.fresh, changesIn);
  const stale = Math.min(times.stale, changesIn - fresh);
  return `public, max-age=${fresh}, stale-while-revalidate=${stale}, stale-if-error=${times.failing}`;
}
