import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import type { LabelSite } from "../application/edge.tsx";
import { toBase64, writeVerifierKey } from "./checkpoint.ts";
import { leafOf } from "./entry.ts";
import { JournalPage, ProofPage } from "./journal.pages.tsx";
import { type Log, readLog } from "./journal.store.ts";
import { originOf } from "./keep.ts";
import { inclusionPath } from "./merkle.ts";
import type { LogFile, ProofFile } from "./log-format.ts";
import { verifyProof } from "./verify-log.ts";

const HEAD = { current: "label" } as const;
const SHOWN = 50;

/** `/label/journal`: the log, its checkpoints, the proof of one entry. */
export function journalRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/label/journal", async (c) => {
    const { db, origin } = c.get("deps");
    const { entries, checkpoints, keys } = await readLog(db);
    const key = keys.at(-1)?.publicKey;
    return c.render(
      <JournalPage
        entries={entries.slice(-SHOWN).toReversed()}
        checkpoint={checkpoints.at(-1) ?? null}
        verifierKey={key === undefined ? null : await writeVerifierKey(originOf(origin), key)}
      />,
      {
        ...HEAD,

        title: "Journal",
        canonical: "/label/journal",
        description: "Le journal des décisions du label, que chacun peut vérifier.",
      },
    );
  });
  app.get("/label/journal/:fichier", async (c) => {
    const log = await readLog(c.get("deps").db);
    if (c.req.param("fichier") === "journal.json") {
      return c.json(logFile(log, c.get("deps").origin));
    }
    return c.req.param("fichier") === "checkpoint"
      ? c.text(
          log.checkpoints
            .toReversed()
            .map((one) => one.note)
            .join("\n"),
        )
      : answerProblem(c, PROBLEMS[404], site.show);
  });
  app.get("/label/journal/preuve/:numero", (c) => proof(c, site));
  return app;
}

/** The log as anybody may take it away. */
const logFile = ({ entries, payloads, checkpoints, keys }: Log, origin: string): LogFile => ({
  format: "journal/1",
  origin: originOf(origin),
  keys,
  entries,
  payloads,
  checkpoints: checkpoints.map(({ size, note }) => ({ size, note })),
});

/** The proof of an entry under the first checkpoint that covers it, or under one that is asked for by its size (`?point=`). */
async function proof(c: SiteContext, site: LabelSite): Promise<Response> {
  const [, number = "", isFile] = /^(\d{1,9})(\.json)?$/.exec(c.req.param("numero") ?? "") ?? [];
  const log = await readLog(c.get("deps").db);
  const entry = log.entries[Number(number) - 1];
  if (number === "" || entry === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const covering = log.checkpoints.filter((one) => one.size >= entry.seq);
  const checkpoint = covering.find((one) => String(one.size) === c.req.query("point")) ?? covering[0];
  if (checkpoint === undefined) {
    return isFile === undefined
      ? c.render(<ProofPage entry={entry} note={null} size={null} payload={payloadOf(log, entry.seq)} wrong={[]} />, {
          ...HEAD,
          title: "Preuve",
        })
      : answerProblem(c, PROBLEMS[404], site.show);
  }
  const leaves = log.entries.slice(0, checkpoint.size).map(leafOf);
  const file: ProofFile = {
    format: "preuve/1",
    origin: originOf(c.get("deps").origin),
    keys: log.keys,
    entry,
    note: checkpoint.note,
    path: (await inclusionPath(leaves, entry.seq - 1)).map(toBase64),
  };
  if (isFile !== undefined) {
    return c.json(file);
  }
  const { wrong } = await verifyProof(file, []);
  const props = { entry, note: checkpoint.note, size: checkpoint.size, payload: payloadOf(log, entry.seq), wrong };
  return c.render(<ProofPage {...props} />, { ...HEAD, title: "Preuve", script: "registry" });
}

const payloadOf = ({ payloads }: Log, seq: number): string | null => {
  const found = payloads.find((one) => one.seq === seq);
  return found === undefined ? null : JSON.stringify(found, null, 2);
};
