import type { EvidenceRefusal, EvidenceStore, Rules } from "./evidence.ts";

const hex = (buffer: ArrayBuffer): string =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Lets a stream through once its first bytes are of an accepted type, and stops one that grows too long. */
function gate({ mostBytes, headBytes, sniff }: Rules, tell: (what: EvidenceRefusal | { mime: string }) => void) {
  let head: Uint8Array<ArrayBuffer> | null = new Uint8Array();
  let seen = 0;
  const open = (controller: TransformStreamDefaultController<Uint8Array>): void => {
    const found = head === null ? null : sniff(head.subarray(0, headBytes));
    if (found === null || head === null) {
      tell("type");
      controller.error(new Error("refused: type"));
      return;
    }
    tell(found);
    controller.enqueue(head);
    head = null;
  };
  return new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      seen += chunk.length;
      if (seen > mostBytes) {
        tell("too_big");
        controller.error(new Error("refused: too big"));
      } else if (head === null) {
        controller.enqueue(chunk);
      } else {
        const joined = new Uint8Array(head.length + chunk.length);
        joined.set(head);
        joined.set(chunk, head.length);
        head = joined;
        if (head.length >= headBytes) {
          open(controller);
        }
      }
    },
    flush: (controller) => {
      if (head !== null) {
        open(controller);
      }
    },
  });
}

/** The files of a bucket. The hash is made on the way in; a body that is not as long as it said is refused. */
export function evidenceStore(bucket: R2Bucket): EvidenceStore {
  return {
    put: async (key, body, bytes, rules) => {
      if (bytes === 0 || bytes > rules.mostBytes) {
        await body.cancel().catch(() => undefined);
        return { ok: false, refusal: bytes === 0 ? "empty" : "too_big" };
      }
      let said: EvidenceRefusal | { mime: string } = "cut";
      const digest = new crypto.DigestStream("SHA-256");
      const hash = digest.digest;
      hash.catch(() => undefined); // told by `done` below
      const door = gate(rules, (what) => (said = what));
      const sized = new FixedLengthStream(bytes);
      const [toKeep, toHash] = door.readable.tee();
      const done = await Promise.allSettled([
        body.pipeTo(door.writable),
        toKeep.pipeTo(sized.writable),
        bucket.put(key, sized.readable),
        toHash.pipeTo(digest),
      ]);
      const verdict = said as EvidenceRefusal | { mime: string };
      if (typeof verdict === "object" && done.every((one) => one.status === "fulfilled")) {
        return { ok: true, sha256: hex(await hash), mime: verdict.mime };
      }
      await bucket.delete(key).catch(() => undefined);
      return { ok: false, refusal: typeof verdict === "string" ? verdict : "cut" };
    },
    get: async (key) => (await bucket.get(key))?.body ?? null,
    drop: async (key) => {
      await bucket.delete(key).catch(() => undefined);
    },
  };
}

/** Objects of a bucket that came since a moment, by their keys; the first thousand. */
export async function filesSince(bucket: R2Bucket, since: number): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list(cursor === undefined ? {} : { cursor });
    keys.push(...page.objects.flatMap(({ key, uploaded }) => (uploaded.getTime() >= since * 1000 ? [key] : [])));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined && keys.length < 1000);
  return keys;
}
