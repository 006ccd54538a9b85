import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { decide, play } from "../../../scripts/local/play-label.ts";
import { appendToLog } from "../../../src/label/transparency-log/append.ts";
import { issueCheckpoint, keepJournal, registerNews } from "../../../src/label/transparency-log/keep.ts";
import { LogFile, ProofFile } from "../../../src/label/transparency-log/log-format.ts";
import { type Outside, verifyLog, verifyProof } from "../../../src/label/transparency-log/verify-log.ts";
import {
  fromBase64,
  openNote,
  readVerifierKey,
  signedNote,
  noteText,
  toBase64,
  writeVerifierKey,
} from "../../../src/label/transparency-log/checkpoint.ts";
import { type Entry, entryAfter, leafOf } from "../../../src/label/transparency-log/entry.ts";
import { isConsistent, root } from "../../../src/kernel/merkle.ts";
import type { EventId } from "../../../src/kernel/ids.ts";
import { journalReactions } from "../../../src/label/transparency-log/journal.reactions.ts";
import { unreactedEvents } from "../../../src/platform/outbox.ts";
import { openSigner } from "../../../src/platform/signer.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { ORIGIN, ask, setClock } from "../../support/worker/web.ts";
import { NOW, db, depsAt, rows as rowsOf, run, value } from "../../support/worker/world.ts";
import { askWitnesses } from "../../../src/label/transparency-log/ask-witnesses.ts";
import type { AskWitness } from "../../../src/platform/witness.ts";
import { readPolicy } from "../../../src/label/transparency-log/policy.ts";
import { witnessKey } from "../../support/witness-key.ts";
import { REFERENTIAL } from "../../support/referential.ts";

const DAY = 86_400;
/** Nothing from elsewhere, or what a test gives. */
const outside = (over: Partial<Outside> = {}): Outside => ({
  keys: [],
  kept: [],
  policy: null,
  registry: null,
  now: NOW,
  ...over,
});
const versions = [{ name: REFERENTIAL, hash: "a".repeat(64) }];
const keeper = async () => ({ signer: await openSigner(env.SIGNING_KEYS), origin: ORIGIN, versions });
const log = async () => LogFile.parse(JSON.parse((await ask("/label/journal/journal.json")).html));
const proof = async (seq: number) => ProofFile.parse(JSON.parse((await ask(`/label/journal/preuve/${seq}.json`)).html));
const fetchText = async (name: string): Promise<string> => (await ask(`/label/journal/${name}`)).html;
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
  test("the checkpoint is one note alone; older ones, a feed, proofs of growth and of an entry stand beside it", async () => {
    const { p, id } = await yesterday();
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    await issueCheckpoint(depsAt(NOW), await keeper());
    const [first, last] = (await log()).checkpoints;
    const text = async (path: string): Promise<string> => (await ask(`/label/journal/${path}`)).html;
    expect(await text("checkpoint")).toBe(last?.note);
    expect((await text("checkpoint")).match(/^— /gm)).toHaveLength(1);
    expect(await text("points/3")).toBe(first?.note);
    expect((await ask("/label/journal/points/4")).status).toBe(404);
    expect((await text("points.xml")).match(/<item>/g)).toHaveLength(2);
    const headOf = (note = "") => {
      const { size = 0, root: hash = "" } = openNote(note)?.checkpoint ?? {};
      return { size, root: fromBase64(hash) };
    };
    const path = (await text("coherence?de=3&a=5")).trim().split("\n").map(fromBase64);
    expect(await isConsistent(headOf(first?.note), headOf(last?.note), path)).toBe(true);
    expect([
      (await ask("/label/journal/coherence?de=5&a=3")).status,
      (await ask("/label/journal/coherence")).status,
    ]).toEqual([404, 404]);
    const proofText = await text("preuve/3.tlog-proof");
    const { path: siblings, note } = await proof(3);
    expect(proofText).toBe(["c2sp.org/tlog-proof@v1", "index 2", ...siblings, "", note].join("\n"));
  });

  test("as it is published it holds, with its key, its versions, its decision", async () => {
    await yesterday();
    const file = await log();
    expect(file.entries.map((one) => one.type)).toEqual([
      "key_rotated",
      "referential_published",
      "decision",
      "checkpoint_issued",
    ]);
    expect(await verifyLog(file as never, outside())).toMatchObject({
      verdict: "by_itself",
      wrong: [],
      said: expect.stringMatching(/^4.entrées, 4.contenus publics, 1.point de contrôle, 0.entrée fermée$/) as string,
    });
  });

  test("one row changed in D1 is found and named; the checkpoint of yesterday still proves yesterday's decision", async () => {
    const { p, id } = await yesterday();
    const kept = await proof(3);
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    await rewrite("UPDATE journal_entries SET recorded_at = recorded_at + 1 WHERE seq = 5");
    expect((await verifyLog((await log()) as never, outside())).wrong).toEqual([
      "entrée 5 : son contenu ne donne pas son empreinte",
    ]);
    expect((await verifyProof(kept as never, [])).wrong).toEqual([]);
  });

  test("a chain rewritten from an entry on, hashes and all, is contradicted by the checkpoint", async () => {
    await yesterday();
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
    expect((await verifyLog(forged as never, outside())).wrong).toEqual([
      "entrée 1 : vieille de plus d’un jour, aucun point ne la couvre",
    ]);
    expect((await verifyLog(forged as never, outside({ kept: [before] }))).wrong).toContain(
      "point de contrôle 3 : les entrées 1 à 3 ne donnent plus sa racine",
    );
  });

  test("a log that was rewritten gets no new checkpoint", async () => {
    await yesterday();
    await rewrite("UPDATE journal_entries SET subject = 'lbl_autre' WHERE seq = 3");
    await expect(issueCheckpoint(depsAt(NOW), await keeper())).rejects.toThrow("rewritten below 3");
  });

  test("a public payload that was changed is named", async () => {
    await yesterday();
    await run("UPDATE journal_payloads SET payload = replace(payload, '\"N2\"', '\"N3\"') WHERE seq = 3");
    expect((await verifyLog((await log()) as never, outside())).wrong).toEqual([
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
    expect((await verifyLog(file as never, outside())).wrong).toEqual([]);
  });

  test("every entry has its proof; a forged path, another entry, another key are refused", async () => {
    await yesterday();
    for (const seq of [1, 2, 3]) {
      expect((await verifyProof((await proof(seq)) as never, [])).wrong).toEqual([]);
    }
    const good = await proof(2);
    const forged = [
      { ...good, path: good.path.toReversed() },
      { ...good, entry: (await proof(3)).entry },
      { ...good, keys: [{ kid: "z", publicKey: btoa("x".repeat(32)) }] },
      { ...good, note: good.note.replace("\n3\n", "\n4\n") },
    ];
    for (const one of forged) {
      expect((await verifyProof(one as never, [])).wrong).not.toEqual([]);
    }
  });

  test("the checkpoint is issued once a day, whoever knocks; the one of yesterday is no news", async () => {
    await yesterday();
    const given = await keeper();
    expect(await issueCheckpoint(depsAt(NOW - 60), given)).toBeNull();
    await appendToLog(depsAt(NOW), {
      drafts: [{ type: "state_changed", subject: "lbl_news", payload: {}, isPublic: true }],
      rest: () => [],
    });
    const [one, two] = await Promise.all([keepJournal(depsAt(NOW), given), keepJournal(depsAt(NOW + 1), given)]);
    expect([one, two].filter((found) => found !== null)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM checkpoints")).toBe(2);
    expect(await issueCheckpoint(depsAt(NOW + 2 * DAY), given)).toBeNull();
    expect(await value("SELECT count(*) FROM checkpoints")).toBe(2);
  });

  test("an entry that no checkpoint covers says so", async () => {
    const { p, id } = await yesterday();
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW);
    expect((await ask("/label/journal/preuve/5")).html).toContain("Aucun point de contrôle ne couvre encore");
    expect((await ask("/label/journal/preuve/99")).status).toBe(404);
  });
});

describe("witnesses", () => {
  test("one that says the log was rewritten (422) has operators written to, once a checkpoint; one that is only away has not", async () => {
    const { p } = await yesterday();
    const [one, two] = [await witnessKey("t1"), await witnessKey("t2")];
    const witnesses = [one, two].map(({ name, vkey }) => ({ who: name, vkey, url: `https://${name}.test` }));
    const refuses: AskWitness = (url) =>
      Promise.resolve(url.startsWith("https://t1.") ? { status: 422, type: "text/plain", text: "" } : null);
    for (const at of [NOW, NOW + 60, NOW + 120]) {
      expect(await askWitnesses(depsAt(at), { witnesses, ask: refuses })).toBe(0);
    }
    const alarms = await rowsOf<{ id: EventId }>("SELECT id FROM events WHERE type = 'journal.witness_alarm'");
    const [event, ...more] = await unreactedEvents(
      db,
      alarms.map(({ id }) => id),
    );
    expect([event?.subject, more]).toEqual(["temoin-t1", []]);
    const planned = await journalReactions["journal.witness_alarm"]?.react(event as never, depsAt(NOW) as never);
    const operator = await value("SELECT contact_id FROM people WHERE id = ?1", p.cast.operator);
    expect(planned?.mails.map(({ template, contactId, vars }) => [template, contactId, vars])).toEqual([
      ["label-temoin", operator, { witness: "t1", said: "inconsistent", size: expect.any(Number) }],
    ]);
  });

  test("are asked until they cosign, once a checkpoint; their lines stand under the note, one that fails holds nothing back", async () => {
    await yesterday();
    const [one, two] = [await witnessKey("t1"), await witnessKey("t2")];
    const witnesses = [one, two].map(({ name, vkey }) => ({ who: name, vkey, url: `https://${name}.test` }));
    const asked: string[] = [];
    const byHand: AskWitness = async (url, body) => {
      asked.push(url);
      const text = `${await one.seen(body.slice(body.indexOf("\n\n") + 2), NOW)}\n`;
      return url.startsWith("https://t1.") ? { status: 200, type: "text/plain", text } : null;
    };
    expect(await askWitnesses(depsAt(NOW), { witnesses, ask: byHand })).toBe(1);
    expect(await askWitnesses(depsAt(NOW), { witnesses, ask: byHand })).toBe(0);
    expect(asked).toEqual([
      "https://t1.test/add-checkpoint",
      "https://t2.test/add-checkpoint",
      "https://t2.test/add-checkpoint",
    ]);
    const note = await fetchText("checkpoint");
    expect(note.match(/^— /gm)).toHaveLength(2);
    const file = await log();
    const read = await readPolicy([`witness t1 ${one.vkey}`, "quorum t1"].join("\n"));
    const policy = read.ok ? read.value : expect.unreachable();
    expect((await verifyLog(file as never, outside({ policy, registry: await registryOf() }))).verdict).toBe("vouched");
    expect(await rowsOf("SELECT witness, said FROM witness_answers ORDER BY witness")).toEqual([
      { witness: "t1", said: "cosigned" },
      { witness: "t2", said: "unreachable" },
    ]);
    expect((await ask("/label/journal/temoins")).html).toContain("Aucun témoin pour l’instant");
  });
});

type File = Awaited<ReturnType<typeof log>>;
const named = async (file: File) =>
  (await readVerifierKey(await writeVerifierKey(file.origin, file.keys[0]?.publicKey ?? ""))) ?? expect.unreachable();
const registryOf = async () =>
  (JSON.parse((await ask("/label/registre.json")).html) as { labels: Outside["registry"] }).labels;

/** The whole log written anew under a key of the forger's, with another level, every hash and note right. */
async function rekeyed(file: File): Promise<File> {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", true, ["sign"])) as CryptoKeyPair;
  const raw = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
  const key = { kid: file.keys[0]?.kid ?? "", publicKey: toBase64(raw) };
  const entries: Entry[] = [];
  const payloads: File["payloads"] = [];
  const checkpoints: File["checkpoints"] = [];
  for (const { seq, salt, payload } of file.payloads) {
    const { type, subject, recorded_at: at } = file.entries[seq - 1] ?? expect.unreachable();
    const size = seq - 1;
    const told =
      type === "key_rotated"
        ? key
        : type === "checkpoint_issued"
          ? { size, root: toBase64(await root(entries.map(leafOf))) }
          : { ...(payload as object), ...(type === "decision" ? { level: "N3" } : {}) };
    if (type === "checkpoint_issued") {
      const text = noteText(file.origin, size, await root(entries.map(leafOf)));
      const sign = async (bytes: Uint8Array<ArrayBuffer>) =>
        new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, bytes));
      checkpoints.push({ size, note: await signedNote(text, file.origin, raw, sign) });
    }
    entries.push(await entryAfter(entries.at(-1) ?? null, { type, subject, payload: told, isPublic: true }, salt, at));
    payloads.push({ seq, salt, payload: told });
  }
  return { ...file, keys: [key], entries, payloads, checkpoints };
}

describe("nothing that agrees with itself alone is said to hold", () => {
  test("the log as it is: by itself, signed by a known key, vouched for by a note that was kept", async () => {
    await yesterday();
    const file = await log();
    const kept = [file.checkpoints[0]?.note ?? ""];
    const verdict = async (over: Partial<Outside>) => (await verifyLog(file as never, outside(over))).words;
    expect(await verdict({})).toContain("Rien ne prouve");
    expect(await verdict({ keys: [await named(file)] })).toContain("Signé par la clé connue");
    expect(await verdict({ kept, registry: await registryOf() })).toBe(
      "Tout se tient : un point gardé ailleurs en est le début (3 entrées sur 4).",
    );
  });

  test("re-keyed, emptied, without notes, without a payload, another level: a contradiction as soon as something comes from elsewhere", async () => {
    await yesterday();
    const file = await log();
    const kept = [file.checkpoints[0]?.note ?? ""];
    const keys = [await named(file)];
    const registry = await registryOf();
    const forged = await rekeyed(file);
    const without = (seq: number): File => ({ ...file, payloads: file.payloads.filter((one) => one.seq !== seq) });
    const rows: [what: string, file: File, given: Partial<Outside>, verdict: string][] = [
      ["re-keyed, nothing from elsewhere", forged, {}, "by_itself"],
      ["re-keyed, the key known", forged, { keys }, "contradicted"],
      ["re-keyed, a note kept", forged, { kept }, "contradicted"],
      ["re-keyed, the registry", forged, { registry }, "contradicted"],
      ["no entry", { ...file, entries: [] }, {}, "contradicted"],
      [
        "no entry, a note kept",
        { ...file, entries: [], checkpoints: [], payloads: [], keys: [] },
        { kept },
        "contradicted",
      ],
      ["nothing at all", { ...file, entries: [], checkpoints: [], payloads: [], keys: [] }, {}, "nothing"],
      ["no note", { ...file, checkpoints: [] }, {}, "contradicted"],
      ["no note, a note kept", { ...file, checkpoints: [] }, { kept }, "contradicted"],
      ["the key's payload left out", without(1), {}, "contradicted"],
      ["a version's payload left out", without(2), {}, "contradicted"],
      ["a decision's payload left out, the registry", without(3), { kept, registry }, "contradicted"],
      ["a decision's payload left out, no registry", without(3), { kept }, "by_itself"],
      ["a label missing in the registry", file, { kept, registry: [] }, "contradicted"],
      [
        "another level in the registry",
        file,
        { kept, registry: (registry ?? []).map((one) => ({ ...one, niveau: "N3" })) },
        "contradicted",
      ],
      ["a note of nothing", file, { kept: [await emptyNote(file)] }, "contradicted"],
      ["entries long uncovered", file, { now: NOW + 30 * DAY }, "contradicted"],
    ];
    const found = await Promise.all(
      rows.map(async ([what, one, given]) => [what, (await verifyLog(one as never, outside(given))).verdict]),
    );
    expect(found).toEqual(rows.map(([what, , , verdict]) => [what, verdict]));
  });

  test("cut off at each entry, with or without its notes: never vouched for by a note that was kept", async () => {
    const { p, id } = await yesterday();
    await decide({ ...p, reasons: "Une plainte sérieuse est en cours d’examen." }, id, "suspend", NOW - 3600);
    await issueCheckpoint(depsAt(NOW), await keeper());
    const file = await log();
    const kept = [file.checkpoints.at(-1)?.note ?? ""];
    const registry = await registryOf();
    expect((await verifyLog(file as never, outside({ kept, registry }))).verdict).toBe("vouched");
    for (let size = 0; size < file.entries.length; size++) {
      const cut = { entries: file.entries.slice(0, size), payloads: file.payloads.filter(({ seq }) => seq <= size) };
      const shorter = file.checkpoints.filter((one) => one.size < size);
      for (const checkpoints of [file.checkpoints, shorter, []]) {
        const one = { ...file, ...cut, checkpoints };
        const verdict = (await verifyLog(one as never, outside({ kept, registry }))).verdict;
        expect([size, checkpoints.length, verdict]).toEqual([size, checkpoints.length, "contradicted"]);
        expect((await verifyLog(one as never, outside())).words).not.toContain("Tout se tient");
      }
    }
  });

  test("a quorum of witnesses vouches; fewer, a false signature, entries that none of them saw, a re-keyed log do not", async () => {
    await yesterday();
    const file = await log();
    const [one, two, three] = [await witnessKey("t1"), await witnessKey("t2"), await witnessKey("t3")];
    const lines = [one, two, three].map(({ name, vkey }) => `witness ${name} ${vkey}`);
    const read = await readPolicy([...lines, "group tous 2 t1 t2 t3", "quorum tous"].join("\n"));
    const policy = read.ok ? read.value : expect.unreachable();
    const note = file.checkpoints[0]?.note ?? "";
    const seenBy = async (witnesses: (typeof one)[], of = file): Promise<File> => {
      const [first = { size: 0, note: "" }, ...more] = of.checkpoints;
      const said = await Promise.all(witnesses.map((witness) => witness.seen(first.note, NOW - DAY)));
      return {
        ...of,
        checkpoints: [{ ...first, note: first.note + said.map((line) => `${line}\n`).join("") }, ...more],
      };
    };
    const registry = await registryOf();
    const judged = async (of: File, over: Partial<Outside> = {}) => {
      const { verdict, wrong, words } = await verifyLog(of as never, outside({ policy, registry, ...over }));
      return [verdict, wrong.at(-1) ?? words];
    };
    expect(await judged(await seenBy([one, two]))).toEqual([
      "vouched",
      expect.stringMatching(/^Tout se tient : 2.témoins sur 3 l’ont vu le .* \(3 entrées sur 4\)\.$/),
    ]);
    expect((await judged(await seenBy([one])))[1]).toContain("quorum non atteint");
    expect((await judged(file))[0]).toBe("contradicted");
    const forged = await seenBy([one, two]);
    const line = await two.seen(note.replace("\n3\n", "\n9\n"), NOW - DAY);
    const lied = { ...forged, checkpoints: [{ size: 3, note: `${forged.checkpoints[0]?.note ?? ""}${line}\n` }] };
    expect((await judged(lied))[0]).toBe("contradicted");
    expect((await judged(await seenBy([one, two]), { now: NOW + 2 * DAY }))[0]).toBe("contradicted");
    const others = await rekeyed(file);
    const moved = { ...others, checkpoints: others.checkpoints.map((at) => ({ ...at, note: `${at.note}${line}\n` })) };
    expect((await judged(moved))[0]).toBe("contradicted");
    expect((await judged(file, { policy: { ...policy, quorum: "none" }, keys: [await named(file)] }))[0]).toBe(
      "by_itself",
    );
  });

  test("two notes of one size with two roots are a contradiction", async () => {
    await yesterday();
    const file = await log();
    const [note] = file.checkpoints;
    const other = (await rekeyed(file)).checkpoints[0];
    const both = { ...file, checkpoints: [note, other] };
    expect((await verifyLog(both as never, outside())).verdict).toBe("contradicted");
  });

  test("a key is read as it is written; one whose id is not its own is none", async () => {
    const text = await writeVerifierKey("site.test/label/journal", toBase64(new Uint8Array(32).fill(7)));
    expect(await readVerifierKey(text)).toMatchObject({ name: "site.test/label/journal" });
    for (const wrong of ["", "x", text.replace("+", "x+"), text.replace(/\+[0-9a-f]{8}\+/, "+00000000+"), `${text}A`]) {
      expect(await readVerifierKey(wrong), wrong).toBe(null);
    }
  });
});

/** A note of no entry: every log begins with it. */
async function emptyNote(file: File): Promise<string> {
  const signer = await openSigner(env.SIGNING_KEYS);
  return signedNote(noteText(file.origin, 0, await root([])), file.origin, signer.publicKey, signer.sign);
}
