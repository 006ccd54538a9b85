import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

import { openKey, startWitness } from "../../../scripts/local/witness-server.ts";
import { temporaryFolder } from "../../../scripts/local/temporary.ts";
import {
  KEY_TYPES,
  noteText,
  readVerifierKey,
  signedNote,
  toBase64,
  writeVerifierKey,
} from "../../../src/label/transparency-log/checkpoint.ts";
import { cosignaturesOf } from "../../../src/label/transparency-log/cosignature.ts";
import { root } from "../../../src/kernel/merkle.ts";
import { type Submitted, submit } from "../../../src/label/transparency-log/submit.ts";
import { type AskWitness, witnessThrough } from "../../../src/platform/witness.ts";

const ORIGIN = "site.test/label/journal";
const askWitness = witnessThrough(fetch);
const servers: Server[] = [];
afterAll(() => servers.forEach((one) => one.close()));

/** A log under a key, and its note at some size; `twist` writes its leaves otherwise. */
async function newLog() {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", true, ["sign"])) as CryptoKeyPair;
  const raw = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
  const sign = async (bytes: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, bytes));
  const leavesOf = (size: number, twist = 0) => Array.from({ length: size }, (_, i) => new Uint8Array([i, twist]));
  const noteAt = async (leaves: Uint8Array<ArrayBuffer>[]) =>
    signedNote(noteText(ORIGIN, leaves.length, await root(leaves)), ORIGIN, raw, sign);
  const key = (await readVerifierKey(await writeVerifierKey(ORIGIN, toBase64(raw)))) ?? expect.unreachable();
  return { key, leavesOf, noteAt };
}
type Log = Awaited<ReturnType<typeof newLog>>;
/** A witness of a log, over real HTTP, with its file. */
async function newWitness(log: Log, folder = temporaryFolder("temoin")) {
  const key = await openKey(join(folder, "cle.json"), "association.test/temoin");
  const given = { logs: [log.key], key, store: join(folder, "vu.json"), port: 0 };
  const { url, server } = await startWitness(given);
  servers.push(server);
  const vkey = (await readVerifierKey(key.vkey, KEY_TYPES.witness)) ?? expect.unreachable();
  const put = async (
    size: number,
    over: { known?: number; twist?: number; ask?: AskWitness; key?: typeof vkey } = {},
  ): Promise<Submitted> => {
    const leaves = log.leavesOf(size, over.twist);
    const note = await log.noteAt(leaves);
    return submit(over.ask ?? askWitness, { key: over.key ?? vkey, url, known: over.known ?? 0, note, leaves });
  };
  return { put, url, vkey, folder, close: () => server.close() };
}
/** Something that answers as it wants. */
async function liar(answer: (body: string) => { status: number; text: string } | null): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const said = answer(body);
      if (said !== null) {
        response.writeHead(said.status).end(said.text);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a checkpoint before a witness, over HTTP", () => {
  test("first contact, growth, and again the same: cosigned each time, with a line that checks", async () => {
    const log = await newLog();
    const { put, vkey } = await newWitness(log);
    const seen = [await put(3), await put(7, { known: 3 }), await put(7, { known: 7 })];
    expect(seen.map(({ said, known }) => [said, known])).toEqual([
      ["cosigned", 3],
      ["cosigned", 7],
      ["cosigned", 7],
    ]);
    const note = `${await log.noteAt(log.leavesOf(7))}${seen[1]?.line ?? ""}\n`;
    expect((await cosignaturesOf(note, [vkey])).seen.map(({ witness }) => witness.name)).toEqual([
      "association.test/temoin",
    ]);
  });

  test("who forgot what it has learns it from a 409, and is cosigned from there; what a witness saw outlives it", async () => {
    const log = await newLog();
    const first = await newWitness(log);
    expect((await first.put(5)).said).toBe("cosigned");
    first.close();
    const again = await newWitness(log, first.folder);
    expect(await again.put(9, { known: 0 })).toMatchObject({ said: "cosigned", known: 9 });
    expect(again.vkey.kid).toBe(first.vkey.kid);
  });

  test("a log that was rewritten is refused and cosigned by nobody: longer, of the same size, or shorter", async () => {
    const log = await newLog();
    const { put } = await newWitness(log);
    await put(6);
    expect(await put(8, { known: 6, twist: 1 })).toMatchObject({ said: "inconsistent", line: null });
    expect(await put(6, { known: 6, twist: 1 })).toMatchObject({ said: "inconsistent", line: null });
    expect(await put(4, { known: 4 })).toMatchObject({ said: "ahead", line: null });
    expect((await put(8, { known: 6 })).said).toBe("cosigned");
  });

  test("of many requests at once none rolls back what was seen", async () => {
    const log = await newLog();
    const { put } = await newWitness(log);
    await put(2);
    await Promise.all([9, 4, 7, 3, 8, 5].map((size) => put(size, { known: 2 })));
    expect(await put(9, { known: 0 })).toMatchObject({ said: "cosigned", known: 9 });
    expect(await put(8, { known: 8 })).toMatchObject({ said: "ahead", line: null });
  });

  test("an unknown log, an unknown key, a witness that signs otherwise, answers nonsense or is not there: said, nothing kept", async () => {
    const [log, other] = [await newLog(), await newLog()];
    const { put } = await newWitness(log);
    const stranger = await newWitness(other);
    const note = await log.noteAt(log.leavesOf(3));
    const at = (url: string, body = note, ask = askWitness) =>
      submit(ask, { key: stranger.vkey, url, known: 0, note: body, leaves: log.leavesOf(3) });
    expect((await at(stranger.url)).said).toBe("unknown_key");
    expect((await at(stranger.url, note.replaceAll(ORIGIN, "autre.test/journal"))).said).toBe("unknown_log");
    const good = await put(3);
    const packed = Buffer.from(good.line?.split(" ").at(-1) ?? "", "base64");
    packed[70] = (packed[70] ?? 0) ^ 1;
    const lies = `— association.test/temoin ${packed.toString("base64")}\n`;
    expect(
      await put(3, { known: 3, ask: () => Promise.resolve({ status: 200, type: "text/plain", text: lies }) }),
    ).toMatchObject({
      said: "false_signature",
      line: null,
    });
    const nonsense = await liar(() => ({ status: 200, text: "merci" }));
    const broken = await liar(() => ({ status: 500, text: "" }));
    expect([(await at(nonsense)).said, (await at(broken)).said]).toEqual(["unexpected", "unexpected"]);
    expect((await at("http://127.0.0.1:9")).said).toBe("unreachable");
  });

  test("what is not a request of the protocol is refused as such", async () => {
    const log = await newLog();
    const { url } = await newWitness(log);
    const note = await log.noteAt(log.leavesOf(3));
    const status = async (body: string) => (await askWitness(`${url}/add-checkpoint`, body))?.status;
    const hash = toBase64(new Uint8Array(32));
    expect([
      await status("bonjour"),
      await status(`old 03\n\n${note}`),
      await status(`old 9\n\n${note}`),
      await status(`old 0\n${`${hash}\n`.repeat(64)}\n${note}`),
      await status(`old 0\n\n${note.replace("\n3\n", "\n4\n")}`),
      await status(`old 0\n\n${note}`),
    ]).toEqual([400, 400, 400, 400, 403, 200]);
  });
});
