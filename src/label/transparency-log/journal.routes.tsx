import { Hono } from "hono";

import { pick } from "../../kernel/pick.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import type { LabelSite } from "../application/edge.tsx";
import { toBase64, writeVerifierKey } from "./checkpoint.ts";
import { type Entry, labelOf, leafOf } from "./entry.ts";
import { JournalPage, ProofPage, WitnessesPage } from "./journal.pages.tsx";
import { witnessAnswers } from "./witness.store.ts";
import { WITNESSES } from "./witnesses.ts";
import { type IssuedCheckpoint, type Log, readLog } from "./journal.store.ts";
import { originOf } from "./keep.ts";
import { consistencyPath, inclusionPath } from "../../kernel/merkle.ts";
import { type LogFile, type ProofFile, tlogProof } from "./log-format.ts";
import { notesFeed } from "./notes-feed.ts";
import { verifyProof } from "./verify-log.ts";

const SHOWN = 50;

/** `/label/journal`: the log, its checkpoints, the proof of one entry. */
export function journalRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/label/journal", async (c) => {
    const { db, origin } = c.get("deps");
    const log = await readLog(db);
    const { entries, checkpoints, keys } = log;
    const key = keys.at(-1)?.publicKey;
    return c.render(
      <JournalPage
        entries={entries.slice(-SHOWN).toReversed()}
        labels={labelsIn(log)}
        hasWitnesses={WITNESSES.length > 0}
        checkpoint={checkpoints.at(-1) ?? null}
        verifierKey={key === undefined ? null : await writeVerifierKey(originOf(origin), key)}
      />,
      {
        current: "label",
        title: "Journal",
        canonical: "/label/journal",
        description: "Le journal des décisions du label, que chacun peut vérifier.",
      },
    );
  });
  app.get("/label/journal/temoins", async (c) =>
    c.render(<WitnessesPage witnesses={WITNESSES} answers={await witnessAnswers(c.get("deps").db)} />, {
      current: "label",
      title: "Témoins",
      canonical: "/label/journal/temoins",
      description: "Qui vérifie chaque jour que le journal du label n’a pas été récrit.",
    }),
  );
  app.get("/label/journal/:fichier", async (c) => {
    const log = await readLog(c.get("deps").db);
    const answer = pick(FILES, c.req.param("fichier"))?.(c, log) ?? null;
    return (await answer) ?? answerProblem(c, PROBLEMS[404], site.show);
  });
  app.get("/label/journal/points/:taille", async (c) => {
    const { checkpoints } = await readLog(c.get("deps").db);
    const found = checkpoints.find(({ size }) => String(size) === c.req.param("taille"));
    return found === undefined ? answerProblem(c, PROBLEMS[404], site.show) : c.text(found.note);
  });
  app.get("/label/journal/preuve/:numero", (c) => proof(c, site));
  return app;
}

/** The label of each decision that is public, by its entry. */
const labelsIn = ({ entries, payloads }: Log): Map<number, string> =>
  new Map(
    payloads.flatMap(({ seq, payload }): [number, string][] => {
      const entry = entries[seq - 1];
      const label = entry === undefined ? null : labelOf(entry, payload);
      return label?.startsWith("lbl_") === true ? [[seq, label]] : [];
    }),
  );

type Given = (c: SiteContext, log: Log) => Response | Promise<Response | null> | null;
/** Files of the log by name; `null`: not there yet, or not of such sizes. */
const FILES: Readonly<Record<string, Given>> = {
  "journal.json": (c, log) => c.json(logFile(log, c.get("deps").origin)),
  /** The latest note alone: what its readers expect at one address. */
  checkpoint: (c, { checkpoints }) => {
    const last = checkpoints.at(-1);
    return last === undefined ? null : c.text(last.note);
  },
  "points.xml": (c, { checkpoints }) =>
    c.body(notesFeed(checkpoints.slice(-SHOWN).toReversed(), c.get("deps").origin), 200, {
      "content-type": "application/rss+xml; charset=utf-8",
    }),
  /** What proves that the log only grew from one size to another, one hash a line. */
  coherence: async (c, { entries }) => {
    const [from, to] = [c.req.query("de"), c.req.query("a")].map((text) =>
      /^\d{1,9}$/.test(text ?? "") ? Number(text) : -1,
    );
    if (from === undefined || to === undefined || from < 0 || from > to || to > entries.length) {
      return null;
    }
    const path = await consistencyPath(entries.slice(0, to).map(leafOf), from);
    return c.text(path.map((one) => `${toBase64(one)}\n`).join(""));
  },
};

/** The log as anybody may take it away. */
const logFile = ({ entries, payloads, checkpoints, keys }: Log, origin: string): LogFile => ({
  format: "journal/2",
  origin: originOf(origin),
  keys,
  entries,
  payloads,
  checkpoints: checkpoints.map(({ size, note }) => ({ size, note })),
});

/** What of the proof of an entry is asked for: a page, our file, or that of C2SP. */
const PROOF = /^(?<seq>\d{1,9})(?<kind>\.json|\.tlog-proof)?$/;
const askedIn = (c: SiteContext): { seq: string; kind: string | null } => {
  const { seq = "", kind = null } = PROOF.exec(c.req.param("numero") ?? "")?.groups ?? {};
  return { seq, kind };
};
/** The proof of an entry under the first checkpoint that covers it, or under one that is asked for by its size (`?point=`). */
async function proof(c: SiteContext, site: LabelSite): Promise<Response> {
  const { seq, kind } = askedIn(c);
  const log = await readLog(c.get("deps").db);
  const entry = log.entries[Number(seq) - 1];
  if (entry === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const checkpoint = covering(log, entry, c.req.query("point"));
  const file = checkpoint === null ? null : await proofFile(log, { entry, checkpoint, origin: c.get("deps").origin });
  if (kind !== null) {
    return file === null
      ? answerProblem(c, PROBLEMS[404], site.show)
      : kind === ".json"
        ? c.json(file)
        : c.text(tlogProof(file));
  }
  return showProof(c, { entry, file, size: checkpoint?.size ?? null, payload: payloadOf(log, entry.seq) });
}

type Shown = { entry: Entry; file: ProofFile | null; size: number | null; payload: string | null };
async function showProof(c: SiteContext, { entry, file, size, payload }: Shown): Promise<Response> {
  const wrong = file === null ? [] : (await verifyProof(file, [])).wrong;
  const page = { entry, note: file?.note ?? null, size, payload, wrong };
  return c.render(<ProofPage {...page} />, { current: "label", title: "Preuve", script: "registry" });
}

/** The checkpoint that an entry is proven under. */
function covering({ checkpoints }: Log, { seq }: Entry, asked: string | undefined): IssuedCheckpoint | null {
  const found = checkpoints.filter(({ size }) => size >= seq);
  return found.find(({ size }) => String(size) === asked) ?? found[0] ?? null;
}

type Proven = { entry: Entry; checkpoint: IssuedCheckpoint; origin: string };
async function proofFile(log: Log, { entry, checkpoint, origin }: Proven): Promise<ProofFile> {
  const leaves = log.entries.slice(0, checkpoint.size).map(leafOf);
  return {
    format: "preuve/1",
    origin: originOf(origin),
    keys: log.keys,
    entry,
    note: checkpoint.note,
    path: (await inclusionPath(leaves, entry.seq - 1)).map(toBase64),
  };
}

const payloadOf = ({ payloads }: Log, seq: number): string | null => {
  const found = payloads.find((one) => one.seq === seq);
  return found === undefined ? null : JSON.stringify(found, null, 2);
};
