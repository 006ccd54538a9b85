import { Hono } from "hono";

import { csvFile } from "../../kernel/csv.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { DAY } from "../../kernel/time.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { readName } from "../../privacy/contacts.store.ts";
import type { Site } from "../sessions/edge.ts";
import { type ExportLine, linesToExport } from "./export.store.ts";
import { isAssigned } from "../presence/presence.store.ts";
import { sessionsSince } from "./planning.store.ts";
import { findAnySession, ownSession } from "../sessions/session.store.ts";
import type { Outcome } from "../seats/consent.ts";
import { isListOpen } from "../seats/registration.ts";
import { NEEDS } from "../seats/needs.ts";
import { AGE_BANDS } from "../sessions/age.ts";
import { REGISTRATION_STATES, SESSION_STATES } from "./oversight.pages.tsx";
import { sessionEvent } from "../sessions/session.events.ts";
import { type Session, momentOf, placeInWords } from "../sessions/session.ts";

const SPACE = "/espace/structures/:structure/seances";
/** What became of the question put to a parent. */
const AGREEMENTS: Readonly<Record<Outcome, string>> = {
  asked: "demandé",
  given: "donné",
  refused: "refusé",
  lapsed: "sans réponse",
  withdrawn: "retiré",
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
    return session === null ? answerProblem(c, PROBLEMS[404], site.show) : exportLines(c, session, role);
  });
  app.post("/console/seances/:id/exporter", async (c) => {
    const session = await findAnySession(c.get("deps").db, idParam(c, "ses", "id"));
    return session === null ? answerProblem(c, PROBLEMS[404], site.show) : exportLines(c, session, "operator");
  });
  return app;
}

type Role = "coordinator" | "facilitator" | "operator";
/** What a line says of somebody: `rank` counts registrations, so that a party is seen to belong together. */
type Person = { line: ExportLine; rank: number; name: string | null; session: Session };
type Column = { head: string; roles: readonly Role[]; of: (person: Person) => string | number | null };
const ALL: readonly Role[] = ["coordinator", "facilitator", "operator"];
/** Each person of a party came, or did not; before that they share its state. */
const cameInWords = ({ state, isPresent }: ExportLine): string =>
  REGISTRATION_STATES[isPresent === null ? state : isPresent ? "attended" : "absent"];
/** First names are for those who call them, while the list is open; needs for those who prepare the room; operators see neither. In the words of the screens. */
const COLUMNS: readonly Column[] = [
  { head: "numero", roles: ALL, of: ({ rank }) => rank },
  { head: "prenom", roles: ["coordinator", "facilitator"], of: ({ name }) => name },
  { head: "etat", roles: ALL, of: ({ line }) => cameInWords(line) },
  { head: "places", roles: ALL, of: ({ line }) => line.seats },
  {
    head: "age",
    roles: ["coordinator", "operator"],
    of: ({ line }) => (line.ageBand === null ? null : AGE_BANDS[line.ageBand]),
  },
  {
    head: "accord_parent",
    roles: ["coordinator"],
    of: ({ line }) => (line.consent === null ? null : AGREEMENTS[line.consent]),
  },
  {
    head: "besoins",
    roles: ["coordinator", "facilitator"],
    of: ({ line }) => line.needs.map((need) => NEEDS[need]).join(", "),
  },
  {
    head: "inscrit_le",
    roles: ["coordinator", "operator"],
    of: ({ line, session }) => momentOf(session, line.createdAt),
  },
];

async function exportLines(c: SiteContext, session: Session, role: Role): Promise<Response> {
  const deps = c.get("deps");
  const isIts =
    role === "coordinator" ||
    (role === "facilitator" && (await isAssigned(deps.db, { sessionId: session.id, personId: c.get("who").personId })));
  const isNamed = role !== "operator" && isIts && isListOpen(session, { role, now: deps.now });
  const columns = COLUMNS.filter((column) => column.roles.includes(role) && (isNamed || column.head !== "prenom"));
  const lines = await linesToExport(deps.db, session.id);
  const ids = [...new Set(lines.map((line) => line.id))];
  const rows = await Promise.all(
    lines.map(async (line) => {
      const sealed = { id: line.nameId, name_sealed: line.nameSealed, kid: line.kid };
      const name = isNamed ? await readName(deps, sealed) : null;
      return columns.map((column) => column.of({ line, rank: ids.indexOf(line.id) + 1, name, session }));
    }),
  );
  return download(c, "inscriptions.csv", session.id, [columns.map((column) => column.head), ...rows]);
}

async function exportSessions(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const association = idParam(c, "org", "structure");
  const sessions = await sessionsSince(db, { associationId: association, from: now - 366 * DAY });
  const head = ["atelier", "quand", "lieu", "etat", "places", "prises", "en_attente"];
  const rows = sessions.map((s) => [
    programmes.bySlug.get(s.slug)?.title ?? s.slug,
    momentOf(s),
    placeInWords(s),
    SESSION_STATES[s.state],
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
