import { Hono } from "hono";

import type { SessionId } from "../../kernel/ids.ts";
import { csvFile } from "../../kernel/csv.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { DAY } from "../../kernel/time.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { readName } from "../../privacy/contacts.store.ts";
import type { Site } from "../sessions/edge.ts";
import { type ExportLine, linesToExport } from "./export.store.ts";
import { sessionsSince } from "./planning.store.ts";
import { findAnySession, ownSession } from "../sessions/session.store.ts";
import { NEEDS } from "../seats/registration.schema.ts";
import { sessionEvent } from "../sessions/session.events.ts";
import { placeInWords, momentOf } from "../sessions/session.ts";

const SPACE = "/espace/structures/:structure/seances";
const STATES: Readonly<Record<string, string>> = {
  awaiting_consent: "attend l’accord d’un parent",
  confirmed: "confirmée",
  waitlisted: "sur liste d’attente",
  offered: "place proposée",
  attended: "présent",
  absent: "absent",
};

/** CSV for spreadsheets: an association's sessions, a session's registrations. The role decides the columns; each download is an event. */
export function exportRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.post(`${SPACE}/exporter`, (c) => exportSessions(c, site));
  app.post(`${SPACE}/:seance/exporter`, async (c) => {
    const session = await ownSession(c.get("deps").db, {
      id: idParam(c, "ses", "seance"),
      associationId: idParam(c, "org", "structure"),
    });
    const role = c
      .get("who")
      .memberships.some((m) => m.organisationId === c.req.param("structure") && m.role === "coordinator")
      ? "coordinator"
      : "facilitator";
    return session === null ? answerProblem(c, PROBLEMS[404], site.show) : exportLines(c, session.id, role);
  });
  app.post("/console/seances/:id/exporter", async (c) => {
    const session = await findAnySession(c.get("deps").db, idParam(c, "ses", "id"));
    return session === null ? answerProblem(c, PROBLEMS[404], site.show) : exportLines(c, session.id, "operator");
  });
  return app;
}

type Role = "coordinator" | "facilitator" | "operator";
type Column = {
  head: string;
  roles: readonly Role[];
  of: (line: ExportLine, name: string | null) => string | number | null;
};
const day = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);
/** First names are for those who call them, needs for those who prepare the room; operators see neither. */
const COLUMNS: readonly Column[] = [
  { head: "numero", roles: ["coordinator", "operator"], of: (line) => line.id },
  { head: "prenom", roles: ["coordinator", "facilitator"], of: (_, name) => name },
  { head: "etat", roles: ["coordinator", "facilitator", "operator"], of: (line) => STATES[line.state] ?? line.state },
  { head: "places", roles: ["coordinator", "facilitator", "operator"], of: (line) => line.seats },
  {
    head: "tranches_age",
    roles: ["coordinator", "operator"],
    of: (line) => (JSON.parse(line.bands) as (string | null)[]).map((b) => b ?? "?").join(" "),
  },
  { head: "accord_parent", roles: ["coordinator"], of: (line) => line.consent },
  {
    head: "besoins",
    roles: ["coordinator", "facilitator"],
    of: (line) =>
      (JSON.parse(line.needs ?? "[]") as string[]).map((need) => NEEDS[need as keyof typeof NEEDS] ?? need).join(", "),
  },
  { head: "inscrit_le", roles: ["coordinator", "operator"], of: (line) => day(line.created_at) },
];

async function exportLines(c: SiteContext, sessionId: SessionId, role: Role): Promise<Response> {
  const deps = c.get("deps");
  const columns = COLUMNS.filter((column) => column.roles.includes(role));
  const lines = await linesToExport(deps.db, sessionId);
  const rows = await Promise.all(
    lines.map(async (line) => {
      const name =
        role === "operator"
          ? null
          : await readName(deps, { id: line.name_id, name_sealed: line.name_sealed, kid: line.kid });
      return columns.map((column) => column.of(line, name));
    }),
  );
  return download(c, "inscriptions.csv", sessionId, [columns.map((column) => column.head), ...rows]);
}

async function exportSessions(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const association = idParam(c, "org", "structure");
  const sessions = await sessionsSince(db, { associationId: association, from: now - 366 * DAY });
  const head = ["numero", "atelier", "quand", "lieu", "etat", "places", "prises", "en_attente"];
  const rows = sessions.map((s) => [
    s.id,
    programmes.bySlug.get(s.slug)?.title ?? s.slug,
    momentOf(s),
    placeInWords(s),
    s.state,
    s.capacity,
    s.taken,
    s.waiting,
  ]);
  return download(c, "seances.csv", association, [head, ...rows]);
}

/** The file, and the trace of who took it: an id and a number of lines, no content. */
async function download(
  c: SiteContext,
  file: string,
  subject: string,
  rows: (string | number | null)[][],
): Promise<Response> {
  const deps = c.get("deps");
  const id = deps.newId("evt");
  const about = { id, subject, at: deps.now, actor: c.get("who").personId };
  await deps.db.batch([recordEvent(sessionEvent("export.downloaded", about, { file, lines: rows.length - 1 }))]);
  deps.ring(id);
  return c.body(csvFile(rows), 200, {
    "content-type": "text/csv; charset=utf-8",
    "cache-control": "no-store",
    "content-disposition": `attachment; filename="${file}"`,
  });
}
