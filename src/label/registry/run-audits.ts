import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { PersonId } from "../../kernel/ids.ts";
import { PARIS, addDays, dayOf, endOfDay } from "../../kernel/time.ts";
import type { Deps } from "../../platform/deps.ts";
import { sha256 } from "../scoring/canonical.ts";
import { DRAW_AFTER_DAYS, drawCases, drawLabels } from "./audit-draw.ts";
import * as store from "./audits.store.ts";

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Each night: promises the seed of the year, then draws once the note of its day is signed. How many labels were drawn. */
export async function drawAudits(deps: Deps): Promise<number> {
  const { db, now } = deps;
  const today = dayOf(now, PARIS);
  const year = Number(today.slice(0, 4));
  const draws = await store.drawsOf(db);
  if (!draws.some((one) => one.year === year)) {
    const seed = hex(deps.random(32));
    const drawOn = addDays(today, DRAW_AFTER_DAYS);
    await db.batch([store.promiseSeed({ year, commitment: await sha256(seed), seed, committedOn: today, drawOn })]);
  }
  const due = draws.filter(({ drawnOn, drawOn }) => drawnOn === null && drawOn < today);
  let drawn = 0;
  for (const one of due) {
    drawn += await draw(deps, { one, drawnOn: today });
  }
  return drawn;
}

/** Draws among the labels in force on the day of the note. */
async function draw(
  { db, newId }: Deps,
  { one: { year, seed, drawOn }, drawnOn }: { one: store.AuditDraw; drawnOn: string },
): Promise<number> {
  const note = await store.noteBefore(db, endOfDay(drawOn, PARIS));
  if (note === null) {
    return 0; // no note is signed yet: tomorrow
  }
  const among = await store.inForceOn(db, drawOn);
  const labels = await drawLabels({ seed, root: note.root }, among);
  await db.batch([
    store.closeDraw({ year, noteSize: note.size, root: note.root, among, drawnOn }),
    ...labels.map((labelId) => store.addAudit({ id: newId("aud"), year, labelId })),
  ]);
  return labels.length;
}

export type AuditRefusal = "not_open" | "no_number" | "no_words";
/** The provider says how many cases it has of the year: which of them are read follows. */
export async function countCases(
  deps: Deps,
  {
    audit,
    draw: { seed, root },
    cases,
    by,
  }: { audit: store.Audit; draw: store.AuditDraw; cases: number; by: PersonId },
): Promise<Result<null, AuditRefusal>> {
  if (!Number.isInteger(cases) || cases < 1 || cases > 1_000_000) {
    return refuse("no_number");
  }
  const indexes = await drawCases({ seed, root: root ?? "" }, audit.labelId, cases);
  const [told = []] = await deps.db.batch(store.noteCases({ ...deps, by }, { id: audit.id, cases, indexes }));
  return told.length > 0 ? ok(null) : refuse("not_open");
}

/** Closes an audit, with what was seen; its outcome is its findings. */
export async function concludeAudit(
  deps: Deps,
  { audit, words, by }: { audit: store.Audit; words: string; by: PersonId },
): Promise<Result<null, AuditRefusal>> {
  if (words.trim().length < 20) {
    return refuse("no_words");
  }
  const closed = { id: audit.id, words: words.trim(), todayOn: dayOf(deps.now, PARIS) };
  const [told = []] = await deps.db.batch(store.closeAudit({ ...deps, by }, closed));
  return told.length > 0 ? ok(null) : refuse("not_open");
}
