import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { DAY } from "../../kernel/time.ts";
import { type Edge, answerProblem } from "../../platform/http.ts";
import { Rows } from "../../ui/work.tsx";
import { Empty, Facts, Head } from "../../ui/parts.tsx";
import type { Site } from "../sessions/edge.ts";
import { GONE, openAgreement, programmeOf } from "./follow.routes.tsx";
import { visitHours } from "./request.parts.tsx";
import { classesInWords, standingInWords } from "./request-words.ts";
import { type ClassRequest, requestsAmong } from "./requests.store.ts";
import { schoolYearOf, startOfSchoolYear } from "./school-days.ts";
import { pupilsCounted, requestsOfSchool } from "./school-year.store.ts";

/** `/accord/:token/annee`: what a school asked for and received, this school year and the last; for the link of its official address alone. */
export function schoolYearRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/accord/:token/annee", async (c) => {
    const found = await openAgreement(c);
    const uai = found?.via === "official_mail" ? found.request.uai : null;
    if (found === null || uai === null) {
      return answerProblem(c, GONE, site.show);
    }
    const { db, now } = c.get("deps");
    const { host, commune, tz } = found.request;
    const since = startOfSchoolYear(startOfSchoolYear(now, tz) - DAY, tz);
    const ids = await requestsOfSchool(db, { uai, since });
    const [requests, counted] = await Promise.all([requestsAmong(db, ids), pupilsCounted(db, ids)]);
    const rows = requests
      .map((request): Asked => ({
        request,
        title: programmeOf(site, request).title,
        pupils: counted.get(request.id) ?? null,
      }))
      .toSorted((a, b) => (b.request.startsAt ?? b.request.createdAt) - (a.request.startsAt ?? a.request.createdAt));
    return c.render(<YearsPage host={`${host}, ${commune}`} rows={rows} years={yearsOf(rows)} />, {
      title: "Les ateliers de votre établissement",
      current: "ateliers",
    });
  });
  return app;
}

type Asked = { request: ClassRequest; title: string; pupils: number | null };
const yearOf = ({ request }: Asked): number => schoolYearOf(request.startsAt ?? request.createdAt, request.tz);
const yearsOf = (rows: readonly Asked[]): number[] => Array.from(new Set(rows.map(yearOf))).toSorted((a, b) => b - a);
/** A visit that took place. */
const isHeld = ({ request: { state, notHeld } }: Asked): boolean => state === "done" && notHeld === null;

const YearsPage = ({
  host,
  rows,
  years,
}: {
  host: string;
  rows: readonly Asked[];
  years: readonly number[];
}): Child => (
  <div class="narrow">
    <Head
      eyebrow={host}
      title="Les ateliers de votre établissement"
      lead="Ce qui a été demandé et ce qui a eu lieu, en nombres : de quoi écrire le bilan de juin. Aucun nom."
    />
    {years.length === 0 ? <Empty scene="toits" title="Aucune demande depuis deux ans" /> : null}
    {years.map((year) => (
      <Year year={year} rows={rows.filter((one) => yearOf(one) === year)} />
    ))}
  </div>
);

const Year = ({ year, rows }: { year: number; rows: readonly Asked[] }): Child => {
  const held = rows.filter(isHeld);
  const pupils = held.reduce((sum, one) => sum + (one.pupils ?? 0), 0);
  const uncounted = held.filter((one) => one.pupils === null).length;
  return (
    <section aria-labelledby={`annee-${year}`}>
      <h2 id={`annee-${year}`}>
        Année {year}-{year + 1}
      </h2>
      <Facts
        rows={[
          ["Venues", plural(held.length, "venue"), "ecole"],
          [
            "Élèves comptés",
            plural(pupils, "élève"),
            "groupe",
            uncounted === 0 ? undefined : `${plural(uncounted, "venue")} sans compte`,
          ],
        ]}
      />
      <Rows
        rows={rows.map((one) => ({
          title: one.title,
          why: (
            <>
              {classesInWords(one.request)}
              {visitHours(one.request) === "" ? "" : `, ${visitHours(one.request)}`}
            </>
          ),
          due: {
            kind: isHeld(one) ? "good" : "wait",
            words: isHeld(one)
              ? one.pupils === null
                ? "passée, sans compte"
                : `passée, ${plural(one.pupils, "élève compté", "élèves comptés")}`
              : standingInWords(one.request),
          },
          act: null,
        }))}
      />
    </section>
  );
};
