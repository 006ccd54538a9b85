import { Hono } from "hono";

import { csvFile } from "../../kernel/csv.ts";
import type { Database } from "../../platform/d1.ts";
import type { Edge } from "../../platform/http.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import type { SurveySite } from "./edge.ts";
import { LEAST_ANSWERS } from "./figures.ts";
import { type Snapshot, latestOfKind } from "./impact.store.ts";
import { type ResultLine, answersIn, linesOf, resultsOf } from "./results.ts";
import { ObservatoryPage } from "./results.pages.tsx";
import type { QuestionSet } from "./survey.ts";

const KINDS = ["public", "programme", "departement"] as const;
const PUBLIC_FOR = { "cache-control": "public, max-age=3600" } as const;

/** Everything that is published of the questionnaires, the newest week of each: pages, CSV and API read only this. */
const published = async (db: Database): Promise<Snapshot[]> =>
  (await Promise.all(KINDS.map((kind) => latestOfKind(db, kind)))).flat();

/** What a snapshot is about, in words and in lines. */
function reading(site: SurveySite) {
  const setOf = ({ scope }: Snapshot) => site.surveys.find((set) => set.id === scope.split(":").at(-1));
  const labelOf = (snapshot: Snapshot): string => {
    const [kind, key = ""] = snapshot.scope.split(":");
    const who = setOf(snapshot)?.title ?? "";
    return kind === "public"
      ? `${who}, partout`
      : kind === "programme"
        ? (site.programmes.bySlug.get(key)?.title ?? key)
        : `${who}, ${DEPARTEMENTS[key as keyof typeof DEPARTEMENTS] ?? key}`;
  };
  /** A département from which answers to this questionnaire are published, and how many. */
  const placeOf = ({ scope, figures }: Snapshot, set: QuestionSet | undefined) => {
    const [kind, code = "", id] = scope.split(":");
    return kind === "departement" && set !== undefined && id === set.id
      ? [{ code, name: DEPARTEMENTS[code as keyof typeof DEPARTEMENTS] ?? code, n: answersIn(set, figures) }]
      : [];
  };
  const lines = (all: readonly Snapshot[]) =>
    all.flatMap((snapshot) => {
      const set = setOf(snapshot);
      const { scope, weekOn, figures } = snapshot;
      const placed = (line: ResultLine) => ({ scope, week: weekOn, ...line });
      return set === undefined ? [] : linesOf(set, figures).map(placed);
    });
  return { setOf, labelOf, placeOf, lines };
}

/** `/observatoire`: what the workshops change, from frozen snapshots alone. */
export function resultsRoutes(site: SurveySite): Hono<Edge> {
  const app = new Hono<Edge>();
  const { setOf, labelOf, placeOf, lines } = reading(site);
  app.get("/observatoire", async (c) => {
    const all = await published(c.get("deps").db);
    const chosen = all.find((one) => one.scope === c.req.query("vue")) ?? all[0];
    const set = chosen === undefined ? undefined : setOf(chosen);
    const page = (
      <ObservatoryPage
        views={all.map((one) => ({ scope: one.scope, label: labelOf(one) }))}
        scope={chosen?.scope ?? ""}
        weekOn={chosen?.weekOn ?? null}
        parts={set === undefined || chosen === undefined ? [] : resultsOf(set, chosen.figures)}
        places={all.flatMap((one) => placeOf(one, set))}
      />
    );
    const description = "Ce que les ateliers changent : les mêmes questions avant, après, trois mois plus tard.";
    return c.render(page, { title: "Observatoire", canonical: "/observatoire", description });
  });
  app.get("/observatoire/resultats.csv", async (c) => {
    const rows = lines(await published(c.get("deps").db)).map((l) => [
      l.scope,
      l.week,
      l.question,
      l.wave,
      l.option,
      l.n,
    ]);
    const head = ["perimetre", "semaine", "question", "moment", "reponse", "nombre"];
    return c.body(csvFile([head, ...rows]), 200, {
      "content-type": "text/csv; charset=utf-8",
      ...PUBLIC_FOR,
      "content-disposition": 'attachment; filename="resultats.csv"',
    });
  });
  app.get("/api/v1/resultats", async (c) => {
    const results = lines(await published(c.get("deps").db));
    return c.json({ licence: "Licence Ouverte 2.0", threshold: LEAST_ANSWERS, results }, 200, PUBLIC_FOR);
  });
  return app;
}
