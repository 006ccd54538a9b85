import { kilometres } from "../../kernel/distance.ts";
import { communeNamed } from "../catalogue/nearby.ts";
import { findSchool } from "../schools/schools.store.ts";
import { distanceInWords } from "../sessions/gazetteer.ts";
import { associationsPer } from "./areas.store.ts";
import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { PARIS, dayOf } from "../../kernel/time.ts";
import { agreementInWords } from "../catalogue/association.ts";
import { pick } from "../../kernel/pick.ts";
import { plural } from "../../kernel/text.ts";
import { type Edge, type SiteContext } from "../../platform/http.ts";
import { Card } from "../../ui/cards.tsx";
import { Empty, Facts, Head, Notice } from "../../ui/parts.tsx";
import { LEVELS, MONTHS, SETTINGS } from "../schools/school-class.ts";
import { type Comes, comesFrom, comesTo } from "../schools/showcase.store.ts";
import { DEPARTEMENTS, zoneOf } from "../sessions/departements.ts";
import { type Site, problem } from "../sessions/edge.ts";
import { LEAST_ANSWERED, medianDays } from "./answer-time.ts";
import { answeredIn, heldIn } from "./requests.store.ts";
import { startOfSchoolYear } from "./school-days.ts";

/** `/etablissements/departement/:code`, who comes there; `/etablissements/association/:slug`, what one association offers to classes. */
export function departementRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/etablissements/departement/:code", (c) => showDepartement(c, site));
  app.get("/etablissements/association/:slug", (c) => showAssociation(c, site));
  return app;
}

async function showDepartement(c: SiteContext, site: Site): Promise<Response> {
  const { db, now, asset } = c.get("deps");
  const code = c.req.param("code") ?? "";
  const name = pick(DEPARTEMENTS, code);
  if (name === null) {
    return problem(c, site, 404);
  }
  const place = { tz: zoneOf(code), departement: code };
  const school = await schoolAsked(c, code);
  const [comes, answered, held] = await Promise.all([
    comesTo(db, code),
    answeredIn(db, { departement: code, now }),
    heldIn(db, { departement: code, since: startOfSchoolYear(now, place.tz) }),
  ]);
  const median = medianDays(answered, place);
  const middles = comes.length > 0 ? {} : ((await asset("/geo/middles.json")) as Middles);
  const near = nearestTo(
    school ?? pick(middles, code) ?? undefined,
    middles,
    await associationsPer(db, Object.keys(middles)),
  );
  const far = school === null ? new Map<string, number>() : await howFar(c, { school, code, comes });
  const byDistance = comes.toSorted((a, b) => (far.get(a.slug) ?? Infinity) - (far.get(b.slug) ?? Infinity));
  return c.render(
    <DepartementPage
      now={now}
      code={code}
      name={name}
      comes={school === null ? comes : byDistance}
      far={far}
      median={median}
      held={held}
      near={near}
      site={site}
    />,
    {
      title: `Des associations dans les classes : ${name}`,
      description:
        "Qui vient dans les classes de ce département, pour quels niveaux, et en combien de jours on répond.",
      canonical: `/etablissements/departement/${code}`,
      current: "ateliers",
    },
  );
}

type Point = { lat: number; lon: number };
/** The school that one looks around, when the address names one that is in this département and whose place is known. */
async function schoolAsked(c: SiteContext, code: string): Promise<Point | null> {
  const school = await findSchool(c.get("deps").db, c.req.query("etablissement") ?? "");
  const { latitude: lat, longitude: lon, departement } = school ?? { latitude: null, longitude: null, departement: "" };
  return departement !== code || lat === null || lon === null ? null : { lat, lon };
}
/** How far from a school the associations are that receive classes in its département, by the name of their page. */
async function howFar(
  c: SiteContext,
  { school, code, comes }: { school: Point; code: string; comes: readonly Comes[] },
): Promise<Map<string, number>> {
  const found = await Promise.all(
    comes.map(async ({ slug, receives }): Promise<[string, number][]> => {
      const town =
        receives === null ? null : await communeNamed(c.get("deps"), { commune: receives, departement: code });
      return town === null ? [] : [[slug, kilometres(school, town)]];
    }),
  );
  return new Map(found.flat());
}

async function showAssociation(c: SiteContext, site: Site): Promise<Response> {
  const slug = c.req.param("slug") ?? "";
  const comes = await comesFrom(c.get("deps").db, slug);
  const [first] = comes;
  if (first === undefined) {
    return problem(c, site, 404);
  }
  return c.render(
    <div class="narrow">
      <Head
        eyebrow="Dans les classes"
        title={first.name}
        lead="Ce qu’elle propose aux établissements, comme elle le dit."
      />
      <Card kind="roof">
        <Offer comes={first} site={site} now={c.get("deps").now} />
        <a class="button" href={`/etablissements/demande?pour=${first.slug}`}>
          Demander à cette association
        </a>
        <p class="hint">Elle voit votre demande seule pendant cinq jours ouvrés ; ensuite, toutes la voient.</p>
      </Card>
      <Card kind="flat" title="Où elle vient">
        {first.departementCode === "" ? <p>Elle ne dit pas encore qu’elle vient dans les classes.</p> : null}
        <ul>
          {comes
            .filter(({ departementCode }) => departementCode !== "")
            .map(({ departementCode, levels }) => (
              <li>
                <a href={`/etablissements/departement/${departementCode}`}>
                  {DEPARTEMENTS[departementCode] ?? departementCode}
                </a>
                {" : "}
                {levels.map((level) => LEVELS[level]).join(" ; ")}
              </li>
            ))}
        </ul>
      </Card>
    </div>,
    { title: `${first.name}, dans les classes`, canonical: `/etablissements/association/${slug}`, current: "ateliers" },
  );
}

/** What an association says of itself; what it has not said is left out. */
const Offer = ({ comes, site, now, km }: { comes: Comes; site: Site; now: number; km?: number | undefined }): Child => {
  const { programmes, publics, months, answerDays, receives, since, words } = comes;
  const agreed = agreementInWords(comes, dayOf(now, PARIS));
  const titles = programmes.flatMap((slug) => site.programmes.bySlug.get(slug)?.title ?? []);
  const adapted = publics.map((one) => `${SETTINGS[one]}${since[one] === undefined ? "" : ` depuis ${since[one]}`}`);
  return (
    <>
      {words === null ? null : <p>« {words} »</p>}
      <Facts
        rows={[
          titles.length === 0 ? null : ["Ateliers", titles.join(" ; "), "carnet"],
          publics.length === 0 ? null : ["Adapte pour", adapted.join(" ; "), "groupe"],
          months.length === 0 ? null : ["Mois", months.map((one) => MONTHS[one]).join(", "), "date"],
          agreed === null ? null : ["Agrément", agreed, "abri"],
          receives === null
            ? null
            : [
                "Reçoit aussi des classes",
                receives,
                "lieu",
                km === undefined ? undefined : `${distanceInWords(km)} de votre établissement`,
              ],
          answerDays === null
            ? null
            : ["Répond d’habitude en", plural(answerDays, "jour ouvré", "jours ouvrés"), "heure", "d’après elle"],
        ]}
      />
    </>
  );
};

type Middles = Readonly<Record<string, { lat: number; lon: number }>>;
type Near = { departement: string; n: number; km: number };
/** Beyond that, nobody comes for an hour of class. */
const [MOST_KM, MOST_NEAR] = [250, 3];
/** The départements near this one to whose classes somebody comes, the nearest first; their middles are compared. */
function nearestTo(
  here: Point | undefined,
  middles: Middles,
  comes: readonly { departement: string; n: number }[],
): Near[] {
  return comes
    .flatMap(({ departement, n }) => {
      const there = middles[departement];
      return here === undefined || there === undefined
        ? []
        : [{ departement, n, km: Math.round(kilometres(here, there)) }];
    })
    .filter(({ km }) => km <= MOST_KM)
    .toSorted((a, b) => a.km - b.km)
    .slice(0, MOST_NEAR);
}

/** Who comes nearby, where nobody comes here. */
const Nearby = ({ near }: { near: readonly Near[] }): Child =>
  near.length === 0 ? null : (
    <Card kind="flat" title="Les plus proches">
      <ul>
        {near.map(({ departement, n, km }) => (
          <li>
            <a href={`/etablissements/departement/${departement}`}>{DEPARTEMENTS[departement] ?? departement}</a>
            {` : ${plural(n, "association")}, à ${km} km environ`}
          </li>
        ))}
      </ul>
      <p class="hint">
        En ligne droite, jusqu’au centre du département. Une association peut ajouter le vôtre : demandez.
      </p>
    </Card>
  );

type PageProps = {
  /** Where nobody comes here: who comes nearby. */
  near: readonly Near[];
  code: string;
  name: string;
  comes: readonly Comes[];
  /** How far from one's school each is, in kilometres, where that is known. */
  far: ReadonlyMap<string, number>;
  median: number | null;
  held: { visits: number; pupils: number };
  site: Site;
  now: number;
};
const DepartementPage = ({ code, name, comes, far, median, held, near, site, now }: PageProps): Child => (
  <>
    <p class="crumbs">
      <a href="/etablissements">Établissements</a>
    </p>
    <Head
      eyebrow="Dans les classes"
      title={name}
      lead={
        comes.length === 0
          ? "Aucune association ne dit encore qu’elle vient ici."
          : `${plural(comes.length, "association")} ${comes.length > 1 ? "viennent" : "vient"} dans les classes de ce département.`
      }
    />
    <div class="split">
      <div class="stack">
        {comes.length === 0 ? (
          <Empty scene="nuit" title="Personne ici, pour l’instant">
            <p>Demandez quand même : une association qui ajoute ce département voit aussitôt votre demande.</p>
            <p>
              <a href={`/etablissements/prevenir?departement=${code}`}>Ou prévenez-moi quand une association vient</a>
            </p>
          </Empty>
        ) : (
          comes.map((one) => (
            <Card title={one.name}>
              <p>{one.levels.map((level) => LEVELS[level]).join(" ; ")}</p>
              <Offer comes={one} site={site} now={now} km={far.get(one.slug)} />
              <p>
                <a class="button quiet" href={`/etablissements/demande?pour=${one.slug}`}>
                  Demander à cette association<span class="seen-by-readers">, {one.name}</span>
                </a>
              </p>
              <p>
                <a href={`/etablissements/association/${one.slug}`}>Où {one.name} vient aussi</a>
              </p>
            </Card>
          ))
        )}
        <Nearby near={near} />
        {comes.length === 0 ? null : (
          <p>
            Personne pour votre niveau ?{" "}
            <a href={`/etablissements/prevenir?departement=${code}`}>Prévenez-moi quand une association vient</a>
          </p>
        )}
        <p>
          <a class="button" href="/etablissements">
            Demander un atelier à toutes
          </a>
        </p>
      </div>
      <Card kind="flat" title="En nombres">
        <Facts
          rows={[
            [
              "Première réponse",
              median === null ? "pas encore assez de demandes" : plural(median, "jour ouvré", "jours ouvrés"),
              "heure",
              median === null ? `affichée à partir de ${LEAST_ANSWERED} demandes en un an` : "la moitié va plus vite",
            ],
            ["Venues de l’année scolaire", plural(held.visits, "venue"), "ecole", plural(held.pupils, "élève")],
          ]}
        />
        <Notice>
          <p>Ces nombres ne disent rien d’un établissement : ils comptent tout le département.</p>
        </Notice>
      </Card>
    </div>
  </>
);
