import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { decide, play } from "../../../scripts/local/play-label.ts";
import { appendToLog } from "../../../src/label/transparency-log/append.ts";
import { issueCheckpoint, keepJournal, registerNews } from "../../../src/label/transparency-log/keep.ts";
import { LogFile, ProofFile } from "../../../src/label/transparency-log/log-format.ts";
import { verifyLog, verifyProof } from "../../../src/label/transparency-log/verify-log.ts";
import { openSigner } from "../../../src/platform/signer.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { ORIGIN, ask, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, run, value } from "../../support/worker/world.ts";
import { REFERENTIAL } from "../../support/referential.ts";

const DAY = 86_400;
const versions = [{ name: REFERENTIAL, hash: "a".repeat(64) }];
const keeper = async () => ({ signer: await openSigner(env.SIGNING_KEYS), origin: ORIGIN, versions });
const log = async () => LogFile.parse(JSON.parse((await ask("/label/journal/journal.json")).html));
const proof = async (seq: number) => ProofFile.parse(JSON.parse((await ask(`/label/journal/preuve/${seq}.json`)).html));
/** What only somebody with the database in their hands can do. */
const rewrite = async (sql: string): Promise<void> => {
  await run("DROP TRIGGER IF EXISTS journal_entries__frozen");
  await run(sql);
};
/** Yesterday: a decision, and the checkpoint of that day. */
async function yesterday() {
  const { place, people } = await cast();
  const p = playOf(place, people);
  await registerNews(depsAt(NOW - 90 * DAY), await keeper());
  const id = await play(p, "decided");
  await issueCheckpoint(depsAt(NOW - DAY), await keeper());
  return { p, id };
}

beforeEach(() => setClock(NOW));

describe("the log", () => {
  test("as it is published it holds, with its key, its versions, its decision", async () => {
    await yesterday();
    const file = await log();
    expect(file.entries.map((one) => one.type)).toEqual([
      "key_rotated",
      "referential_published",
      "application_decided",
      "checkpoint_issued",
    ]);
    expect(await verifyLog(file as never)).toEqual({
      wrong: [],
      said: "4 entrées, 4 contenus publics, 1 points de contrôle",
    });
  });

  test("one row changed in D1 is found and named; the checkpoint of yesterday still proves yesterday's decision", async () => {
    const { p, id } = await yesterday();
    const kept = await proof(3);
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    await rewrite("UPDATE journal_entries SET recorded_at = recorded_at + 1 WHERE seq = 5");
    expect((await verifyLog((await log()) as never)).wrong).toEqual([
      "entrée 5 : son contenu ne donne pas son empreinte",
    ]);
    expect((await verifyProof(kept as never)).wrong).toEqual([]);
  });

  test("a chain rewritten from an entry on, hashes and all, is contradicted by the checkpoint", async () => {
    const { p, id } = await yesterday();
    const before = (await log()).checkpoints[0]?.note ?? "";
    const hash = await value("SELECT hash FROM journal_entries WHERE seq = 2");
    // Everything from the decision on is written anew, as a forger with the database would.
    await run("DROP TRIGGER journal_entries__kept");
    await run("DELETE FROM journal_entries WHERE seq >= 3");
    await run("DELETE FROM journal_payloads WHERE seq >= 3");
    await run("DELETE FROM checkpoints");
    await appendToLog(depsAt(NOW), {
      drafts: [{ type: "application_decided", subject: "lbl_autre", payload: { kind: "refuse" }, isPublic: false }],
      rest: () => [],
    });
    await appendToLog(depsAt(NOW), {
      drafts: [{ type: "state_changed", subject: "lbl_autre", payload: {}, isPublic: false }],
      rest: () => [],
    });
    const forged = await log();
    expect(hash).toHaveLength(64);
    expect((await verifyLog(forged as never)).wrong).toEqual([]);
    expect((await verifyLog(forged as never, [before])).wrong).toEqual([
      "point de contrôle 3 : les entrées 1 à 3 ne donnent plus sa racine",
    ]);
    expect([p.organisation, id].every((one) => one !== "")).toBe(true);
  });

  test("a log that was rewritten gets no new checkpoint", async () => {
    await yesterday();
    await rewrite("UPDATE journal_entries SET subject = 'lbl_autre' WHERE seq = 3");
    await expect(issueCheckpoint(depsAt(NOW), await keeper())).rejects.toThrow("rewritten below 3");
  });

  test("a public payload that was changed is named", async () => {
    await yesterday();
    await run("UPDATE journal_payloads SET payload = replace(payload, '\"N2\"', '\"N3\"') WHERE seq = 3");
    expect((await verifyLog((await log()) as never)).wrong).toEqual([
      "entrée 3 : ce qu’elle publie n’est pas ce qui a été inscrit",
    ]);
  });

  test("six that append at once make one chain", async () => {
    const drafts = Array.from(
      { length: 6 },
      (_, i) => ({ type: "state_changed", subject: `lbl_${i}`, payload: { i }, isPublic: true }) as const,
    );
    await Promise.all(drafts.map((draft) => appendToLog(depsAt(NOW), { drafts: [draft], rest: () => [] })));
    const file = await log();
    expect(file.entries.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await verifyLog(file as never)).wrong).toEqual([]);
  });

  test("every entry has its proof; a forged path, another entry, another key are refused", async () => {
    await yesterday();
    for (const seq of [1, 2, 3]) {
      expect((await verifyProof((await proof(seq)) as never)).wrong).toEqual([]);
    }
    const good = await proof(2);
    const forged = [
      { ...good, path: good.path.toReversed() },
      { ...good, entry: (await proof(3)).entry },
      { ...good, keys: [{ kid: "z", publicKey: btoa("x".repeat(32)) }] },
      { ...good, note: good.note.replace("\n3\n", "\n4\n") },
    ];
    for (const one of forged) {
      expect((await verifyProof(one as never)).wrong).not.toEqual([]);
    }
  });

  test("the checkpoint is issued once a day, whoever knocks; a day without news issues none", async () => {
    await yesterday();
    const given = await keeper();
    const [one, two] = await Promise.all([keepJournal(depsAt(NOW), given), keepJournal(depsAt(NOW + 1), given)]);
    expect([one, two].filter((found) => found !== null)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM checkpoints")).toBe(2);
    expect(await issueCheckpoint(depsAt(NOW + 2 * DAY), given)).not.toBeNull();
  });

  test("an entry that no checkpoint covers says so", async () => {
    const { p, id } = await yesterday();
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    expect((await ask("/label/journal/preuve/5")).html).toContain("Aucun point de contrôle ne couvre encore");
    expect((await ask("/label/journal/preuve/99")).status).toBe(404);
  });
});
