import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { cosign } from "../../src/label/transparency-log/cosignature.ts";
import { KEY_TYPES, toBase64, writeVerifierKey } from "../../src/label/transparency-log/checkpoint.ts";
import { type Held, type WitnessedLog, ruleOn } from "../../src/label/transparency-log/witness-rule.ts";

/* A small witness (C2SP tlog-witness) for whoever has no other: Node and one file, nothing else. */

const Kept = { name: "", pkcs8: "" };
export type WitnessKey = { name: string; vkey: string; raw: Uint8Array<ArrayBuffer>; sign: CryptoKey };

/** Writes a file whole, or not at all: it is on the disk before this returns. */
function persist(path: string, text: string): void {
  const file = openSync(`${path}.new`, "w", 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
}

/** Reads the key of a file; makes one under a name where there is none. */
export async function openKey(path: string, name: string): Promise<WitnessKey> {
  if (!existsSync(path)) {
    const made = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
    const pkcs8 = toBase64(new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey)));
    persist(path, JSON.stringify({ name, pkcs8 }));
  }
  const kept = JSON.parse(readFileSync(path, "utf8")) as typeof Kept;
  const sign = await crypto.subtle.importKey("pkcs8", Buffer.from(kept.pkcs8, "base64"), "Ed25519", true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", sign);
  const raw = new Uint8Array(Buffer.from(x, "base64url"));
  return { name: kept.name, vkey: await writeVerifierKey(kept.name, toBase64(raw), KEY_TYPES.witness), raw, sign };
}

type Given = { logs: readonly WitnessedLog[]; key: WitnessKey; store: string; port: number; now?: () => number };
/** Starts a witness; its address and its end. Requests are judged one after another, so that what it saw never rolls back. */
export async function startWitness(given: Given): Promise<{ url: string; server: Server }> {
  const { logs, key, store, port, now = () => Math.floor(Date.now() / 1000) } = given;
  const held = new Map(
    Object.entries(existsSync(store) ? (JSON.parse(readFileSync(store, "utf8")) as Record<string, Held>) : {}),
  );
  const sign = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", key.sign, bytes));
  const answer = async (body: string): Promise<{ status: number; type: string; text: string }> => {
    const ruled = await ruleOn(body, logs, (origin) => held.get(origin) ?? null);
    if (ruled.status !== 200) {
      const { status, size } = ruled;
      return { status, type: size === undefined ? "text/plain" : "text/x.tlog.size", text: `${size ?? status}\n` };
    }
    held.set(ruled.text.split("\n")[0] ?? "", ruled.held);
    persist(store, JSON.stringify(Object.fromEntries(held)));
    const line = await cosign({ text: ruled.text, at: now() }, { name: key.name, publicKey: key.raw, sign });
    return { status: 200, type: "text/plain; charset=utf-8", text: `${line}\n` };
  };
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const isAsked = request.method === "POST" && request.url === "/add-checkpoint";
      const done = last.then(() =>
        isAsked ? answer(Buffer.concat(parts).toString("utf8")) : { status: 404, type: "text/plain", text: "404\n" },
      );
      last = done.catch(() => null);
      void done.then(
        ({ status, type, text }) => response.writeHead(status, { "content-type": type }).end(text),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
