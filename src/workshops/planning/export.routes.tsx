import { Hono } from "hono";

import { csvFile, csvLine } from "../../kernel/csv.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { DAY, type Moment, ZONE_CHOICES, isoIn } from "../../kernel/time.ts";
import type { Cell } from "../../platform/xlsx.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { readName } from "../../privacy/contacts.store.ts";
import type { Site } from "../sessions/edge.ts";
import { type ExportLine, linesToExport } from "./export.store.ts";
import { isAssigned } from "../presence/presence.store.ts";
import { countSince, pagesSince } from "./planning.store.ts";
import { findAnySession, ownSession } from "../sessions/session.store.ts";
import type { Outcome } from "../seats/consent.ts";
import { STATE_WORDS, isListOpen } from "../seats/registration.ts";
import { NEEDS } from "../seats/needs.ts";
import { AGE_BANDS } from "../sessions/age.ts";
import { SESSION_STATES } from "./oversight.pages.tsx";
import { sessionEvent } from "../sessions/session.events.ts";
import { type Session, placeInWords } from "../sessions/session.ts";

const SPACE = "/espace/structures/:structure/seances";
/** What became of the question put to a parent. */
const AGREEMENTS: Readonly<Record<Outcome, string>> = {
  asked: "demandé",
  given: "donné",
  refused: "refusé",
  lapsed: "sans réponse",
  withdrawn: "retiré",
};

/** CSV and workbooks for spreadsheets, by one list of columns: an association's sessions, a session's registrations. The role decides the columns; each download is an event. */
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
/** A column of a file, whichever its format. */
export type Column<T> = { head: string; of: (row: T) => Cell };
const ALL: readonly Role[] = ["coordinator", "facilitator", "operator"];
/** Each person of a party came, or did not; before that they share its state. */
const cameInWords = ({ state, isPresent }: ExportLine): string =>
  STATE_WORDS[isPresent === null ? state : isPresent ? "attended" : "absent"];
/** Whose hours stand in a row: a workbook writes a moment as it is read there, without its offset. */
const clockOf = ({ tz }: Session): string => ZONE_CHOICES[tz] ?? tz;
/** First names are for those who call them, while the list is open; needs for those who prepare the room; operators see neither. In the words of the screens. */
const PEOPLE: readonly (Column<Person> & { roles: readonly Role[] })[] = [
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
    of: ({ line, session }) => ({ at: line.createdAt, tz: session.tz }),
  },
  { head: "fuseau", roles: ["coordinator", "operator"], of: ({ session }) => clockOf(session) },
];

async function exportLines(c: SiteContext, session: Session, role: Role): Promise<Response> {
  const deps = c.get("deps");
  const isIts =
    role === "coordinator" ||
    (role === "facilitator" && (await isAssigned(deps.db, { sessionId: session.id, personId: c.get("who").personId })));
  const isNamed = role !== "operator" && isIts && isListOpen(session, { role, now: deps.now });
  const columns = PEOPLE.filter((column) => column.roles.includes(role) && (isNamed || column.head !== "prenom"));
  const lines = await linesToExport(deps.db, session.id);
  const ids = [...new Set(lines.map((line) => line.id))];
  const people = await Promise.all(
    lines.map(async (line): Promise<Person> => {
      const sealed = { id: line.nameId, name_sealed: line.nameSealed, kid: line.kid };
      return { line, rank: ids.indexOf(line.id) + 1, name: isNamed ? await readName(deps, sealed) : null, session };
    }),
  );
  return download(c, { name: "inscriptions", subject: session.id, columns, pages: [people], lines: people.length });
}

async function exportSessions(c: SiteContext, { programmes }: Site): Promise<Response> {
  const { db, now } = c.get("deps");
  const associationId = idParam(c, "org", "structure");
  const from = now - 366 * DAY;
  const columns: readonly Column<Session>[] = [
    { head: "atelier", of: (s) => programmes.bySlug.get(s.slug)?.title ?? s.slug },
    { head: "debut", of: ({ startsAt, tz }) => ({ at: startsAt, tz }) },
    { head: "fin", of: ({ endsAt, tz }) => ({ at: endsAt, tz }) },
    { head: "fuseau", of: clockOf },
    { head: "lieu", of: placeInWords },
    { head: "etat", of: ({ state }) => SESSION_STATES[state] },
    { head: "places", of: ({ capacity }) => capacity },
    { head: "prises", of: ({ taken }) => taken },
    { head: "en_attente", of: ({ waiting }) => waiting },
  ];
  const lines = await countSince(db, { associationId, from });
  const pages = pagesSince(db, { associationId, from });
  return download(c, { name: "seances", subject: associationId, columns, pages, lines });
}

/** Rows, as many at once as are read at once. */
type Pages<T> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;
type Download<T> = {
  name: string;
  subject: string;
  columns: readonly Column<T>[];
  pages: Pages<T>;
  lines: number;
};
/** The file, as it is read, and the trace of who took it: an id and a number of lines, no content. */
export async function download<T>(
  c: SiteContext,
  { name, subject, columns, pages, lines }: Download<T>,
): Promise<Response> {
  const deps = c.get("deps");
  const isWorkbook = (await readForm(c))?.get("format") === "xlsx";
  const file = `${name}.${isWorkbook ? "xlsx" : "csv"}`;
  const id = deps.newId("evt");
  const about = { id, subject, at: deps.now, actor: c.get("who").personId };
  await deps.db.batch([recordEvent(sessionEvent("export.downloaded", about, { file, lines }))]);
  deps.ring(id);
  const heads = columns.map(({ head }) => head);
  const cells = cellsOf(columns, pages);
  const pieces = isWorkbook ? (await import("../../platform/xlsx.ts")).xlsxFile(heads, cells) : csvPieces(heads, cells);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done = false, value } = await pieces.next();
      if (done) {
        controller.close();
        return;
      }
      controller.enqueue(value as Uint8Array);
    },
  });
  return c.body(body, 200, {
    "content-type": isWorkbook
      ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      : "text/csv; charset=utf-8",
    "cache-control": "no-store",
    "content-disposition": `attachment; filename="${file}"`,
  });
}

async function* cellsOf<T>(columns: readonly Column<T>[], pages: Pages<T>): AsyncGenerator<Cell[][]> {
  for await (const rows of pages) {
    yield rows.map((row) => columns.map((column) => column.of(row)));
  }
}

async function* csvPieces(
  heads: readonly string[],
  pages: AsyncIterable<readonly Cell[][]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(csvFile([heads]));
  for await (const rows of pages) {
    const lines = rows.map((cells) => csvLine(cells.map((cell) => (isMoment(cell) ? isoIn(cell) : cell))));
    yield encoder.encode(lines.join(""));
  }
}
const isMoment = (cell: Cell): cell is Moment => typeof cell === "object" && cell !== null;
