import { Hono } from "hono";

import { isId } from "../kernel/ids.ts";
import { PARIS, dayOf, zoned } from "../kernel/time.ts";
import { historyOf } from "../platform/archive.ts";
import type { SiteDeps } from "../platform/deps.ts";
import { readNights } from "../platform/nightly-jobs.ts";
import { type Counted, countDue, lateForgettings } from "../platform/forgetting.ts";
import { readForm } from "../platform/form.ts";
import { readHealth } from "../platform/health.ts";
import type { Edge, SiteContext } from "../platform/http.ts";
import { recordEvent } from "../platform/outbox.ts";
import { countSeals } from "../privacy/contacts.store.ts";
import { consoleEvent } from "./console.events.ts";
import { JournalPage, OverviewPage, RecheckPage, RetentionPage, waitingOf } from "./console.pages.tsx";
import { type AuditWords, type JournalFilter, isWanted, journalCsv, journalFilter } from "./audit.ts";
import { type Window, readJournal } from "./audit.store.ts";
import { readTodos } from "./overview.store.ts";
import { GaugesPage } from "./gauges.pages.tsx";
import { readDoubleStep, readGauges } from "./gauges.store.ts";
import { type Checked, dueForCheck } from "./recheck.ts";

/** What the console is given: the records that people check, everything that is forgotten in time, the words of the trail. */
export type ConsoleSite = {
  records: readonly Checked[];
  forgettings: readonly Counted[];
  auditWords: AuditWords;
  /** Bytes of the database. */
  databaseSize: (c: SiteContext) => Promise<number>;
};

const HEAD = { title: "Console" } as const;
/** By this hour in Paris, the night's work should be done. */
const NIGHT_DONE_BY = 5;
const PAGE = 50;
/** Events examined for one page, and for one export. */
const WINDOW = 500;
const EXPORT = 5000;

/** `/console`: what waits, the trail, the contents, the forgetting. Operators only: the guard sees to it. */
export function consoleRoutes({ records, forgettings, auditWords, databaseSize }: ConsoleSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/console", async (c) => {
    const { db, now, vault } = c.get("deps");
    const { lost } = await countSeals({ db, vault });
    const isNightDue = zoned(now, PARIS).hour >= NIGHT_DONE_BY;
    const late = await lateForgettings(db, { rules: forgettings, now });
    const todos = await readTodos(db, { now, today: dayOf(now, PARIS), isNightDue, late: late.length, lost });
    const facts = dueForCheck(records, now).length;
    return c.render(<OverviewPage todos={todos} now={now} facts={facts} />, { ...HEAD, waiting: waitingOf(todos) });
  });
  app.get("/console/mesures", async (c) => {
    const { db, now } = c.get("deps");
    const health = await readHealth(db, { rules: forgettings, now });
    const size = await databaseSize(c);
    const weeks = await readDoubleStep(db, now);
    const page = { ...(await readGauges(db, now)), weeks, health, size, now };
    return c.render(<GaugesPage {...page} />, HEAD);
  });
  app.get("/console/contenus", (c) => c.render(<RecheckPage due={dueForCheck(records, c.get("deps").now)} />, HEAD));
  app.get("/console/conservation", async (c) => {
    const { db, now, vault } = c.get("deps");
    const due = await countDue(db, { rules: forgettings, now });
    const seals = await countSeals({ db, vault });
    const page = { now, rules: forgettings, due, nights: await readNights(db), seals };
    return c.render(<RetentionPage {...page} />, HEAD);
  });
  app.get("/console/journal", async (c) => {
    const filter = journalFilter((name) => c.req.query(name) ?? "", auditWords.families);
    const { lines, isOver } = await trailOf(c.get("deps"), { filter, size: WINDOW });
    const wanted = lines.filter((line) => isWanted(line, filter));
    const shown = wanted.slice(0, PAGE);
    const last = wanted.length > PAGE ? shown.at(-1) : isOver ? undefined : lines.at(-1);
    return c.render(<JournalPage words={auditWords} lines={shown} after={last?.id ?? null} query={queryOf(c)} />, HEAD);
  });
  app.post("/console/journal/exporter", async (c) => {
    const deps = c.get("deps");
    const fields = await readForm(c);
    const filter = journalFilter((name) => fields?.get(name) ?? "", auditWords.families);
    const { lines } = await trailOf(deps, { filter, size: EXPORT });
    const wanted = lines.filter((line) => isWanted(line, filter));
    const by = c.get("who").personId;
    const about = { id: deps.newId("evt"), subject: by, at: deps.now, actor: by };
    await deps.db.batch([recordEvent(consoleEvent("journal.exported", about, { lines: wanted.length }))]);
    deps.ring(about.id);
    c.header("content-type", "text/csv; charset=utf-8");
    c.header("content-disposition", 'attachment; filename="journal.csv"');
    return c.body(journalCsv(wanted));
  });
  return app;
}

/** What the trail shows. That of one registration is whole, also where its beginning has left the database for a file (docs/archive.md). */
async function trailOf(
  { db, evidence }: Pick<SiteDeps, "db" | "evidence">,
  { filter, size }: { filter: JournalFilter; size: number },
): Promise<Window> {
  if (!isId("reg", filter.subject)) {
    return readJournal(db, { filter, size });
  }
  const get = async (key: string) => {
    const body = await evidence.get(key);
    return body === null ? null : new Uint8Array(await new Response(body).arrayBuffer());
  };
  const all = await historyOf({ db, shelf: { get } }, filter.subject);
  const wanted = all.filter(({ id }) => id >= filter.from && (filter.before === "" || id < filter.before)).toReversed();
  return { lines: wanted.slice(0, size), isOver: wanted.length <= size };
}

/** The filters of the address, to carry on to the next page and the export. */
function queryOf(c: SiteContext): Record<string, string> {
  const names = ["famille", "acteur", "sujet", "du", "au"];
  return Object.fromEntries(names.flatMap((name) => (c.req.query(name) ? [[name, c.req.query(name) ?? ""]] : [])));
}
