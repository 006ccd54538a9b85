import { Hono } from "hono";

import type { OrganisationId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { plural } from "../../kernel/text.ts";
import { DAY, dayOf, durationInWords } from "../../kernel/time.ts";

import type { Deps } from "../../platform/deps.ts";
import { type Edge, type ShowProblem, answerProblem, idParam } from "../../platform/http.ts";
import { pageOf } from "../../ui/console.tsx";
import { SESSION_STATES, OverseenSessionPage, SessionsPage } from "./oversight.pages.tsx";
import { registrationsOfSession, sessionsInState, upcomingOf } from "./oversight.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { leafOf } from "../sessions/session.parts.tsx";
import { adultsNeeded } from "../facilitators/facilitator.ts";
import { staffedOf } from "../facilitators/facilitators.store.ts";
import { type Session, hourOf, isVisit, momentOf } from "../sessions/session.ts";

const HEAD = { title: "Console" } as const;
type OversightSite = { programmes: Programmes; show: ShowProblem };
const titleOf = (programmes: Programmes, session: Session): string =>
  programmes.bySlug.get(session.slug)?.title ?? session.slug;

/** `/console/seances`: every session and its registrations, as operators see them. */
export function oversightRoutes({ programmes, show }: OversightSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/console/seances", async (c) => {
    const asked = c.req.query("etat") ?? "";
    const query = {
      etat: Object.hasOwn(SESSION_STATES, asked) ? asked : "open",
      departement: c.req.query("departement") ?? "",
    };
    const [start = "", id = ""] = (c.req.query("apres") ?? "").split("~");
    const after = { afterStart: Number(start) || 0, afterId: id };
    const filter = { state: query.etat, departement: query.departement, ...after };
    const found = await sessionsInState(c.get("deps").db, filter);
    const page = pageOf(found, 50, (session) => `${session.startsAt}~${session.id}`);
    const rows = page.rows.map((session) => ({ session, title: titleOf(programmes, session) }));
    return c.render(<SessionsPage rows={rows} after={page.after} query={query} />, HEAD);
  });
  app.get("/console/seances/:id", async (c) => {
    const { session, lines } = await registrationsOfSession(c.get("deps").db, {
      sessionId: idParam(c, "ses", "id"),
      after: c.req.query("apres") ?? "",
    });
    if (session === null) {
      return answerProblem(c, PROBLEMS[404], show);
    }
    const page = pageOf(lines, 50, (line) => line.id);
    const title = titleOf(programmes, session);
    return c.render(<OverseenSessionPage session={session} title={title} lines={page.rows} after={page.after} />, HEAD);
  });
  return app;
}

/** A team is looked for from three weeks before; what lacks later than that is no work of today. */
const TEAM_FROM = 21 * DAY;
const URGENT = 7 * DAY;

/** The coming sessions of an association, for the page of its team: counts, what lacks, nobody's name. */
export const calendarOf =
  (programmes: Programmes) =>
  async ({ db, now }: Deps, associationId: OrganisationId) => {
    const sessions = await upcomingOf(db, { associationId, now });
    const soon = sessions.filter(({ startsAt, endsAt }) => endsAt > now && startsAt < now + TEAM_FROM);
    const staffed = await staffedOf(
      db,
      soon.map(({ id }) => id),
    );
    return sessions.map((session) => ({
      title: titleOf(programmes, session),
      when: momentOf(session),
      day: leafOf(session.startsAt, session.tz),
      dayOn: dayOf(session.startsAt, session.tz),
      hour: hourOf(session),
      where: session.venue?.commune ?? "en ligne",
      taken: session.taken,
      capacity: session.capacity,
      waiting: session.waiting,
      href: `/espace/structures/${associationId}/seances/${session.id}`,
      lack: lackOf(
        session,
        staffed.find(({ id }) => id === session.id),
      ),
      isSoon: session.startsAt < now + URGENT,
      startsIn: session.startsAt <= now ? "en ce moment" : `dans ${durationInWords(session.startsAt - now)}`,
    }));

    /** Why somebody has to be found for a session; null: nobody has. */
    function lackOf(session: Session, team: { leads: number; isReported: boolean } | undefined): string | null {
      if (team === undefined || team.isReported) {
        return team === undefined ? null : "Quelqu’un sur place signale qu’il manque un adulte.";
      }
      const audience = programmes.bySlug.get(session.slug)?.audience ?? "youth";
      const missing = adultsNeeded(audience, isVisit(session)) - team.leads;
      return missing > 0 ? `Il manque ${plural(missing, "adulte")} pour animer.` : null;
    }
  };
