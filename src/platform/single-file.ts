/** A file that a form gives, as a stream; its bytes. */
export type SingleFile = { body: ReadableStream<Uint8Array>; bytes: number };

/** The head of a part is shorter than this. */
const MOST_HEAD = 8192;
const END_OF_HEAD = new Uint8Array([13, 10, 13, 10]);

/**
 * The file of a form that has one field and nothing else, as it comes in: nothing of it is kept in memory. Null for anything else. The
 * length is that of the body less what stands around the file; the stream fails when that is not there.
 */
export async function singleFile(request: Request): Promise<SingleFile | null> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(
    request.headers.get("content-type") ?? "",
  )?.[1];
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (boundary === undefined || !Number.isInteger(length) || request.body === null) {
    return null;
  }
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const head = await readHead(reader);
  const tail = new TextEncoder().encode(`\r\n--${boundary}--\r\n`);
  const bytes = head === null ? -1 : length - head.length - tail.length;
  if (head === null || bytes < 0 || !/filename=/i.test(new TextDecoder().decode(head.text))) {
    await reader.cancel();
    return null;
  }
  return { bytes, body: fileOf(reader, head.rest, { bytes, tail }) };
}

type Head = { text: Uint8Array; length: number; rest: Uint8Array };
async function readHead(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Head | null> {
  let seen = new Uint8Array();
  while (seen.length <= MOST_HEAD) {
    const { done, value } = await reader.read();
    if (done) {
      return null;
    }
    const both = new Uint8Array(seen.length + value.length);
    both.set(seen);
    both.set(value, seen.length);
    seen = both;
    const at = seen.findIndex((_, i) => END_OF_HEAD.every((byte, j) => seen[i + j] === byte));
    if (at !== -1) {
      return { text: seen.subarray(0, at), length: at + 4, rest: seen.subarray(at + 4) };
    }
  }
  return null;
}

/** Lets the file through, and compares what follows it with what must stand there. */
function fileOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  rest: Uint8Array,
  { bytes, tail }: { bytes: number; tail: Uint8Array },
): ReadableStream<Uint8Array> {
  let left = bytes;
  let after = 0;
  /** True when something of the file was in the chunk. */
  const take = (chunk: Uint8Array, controller: ReadableStreamDefaultController<Uint8Array>): boolean => {
    const own = chunk.subarray(0, left);
    left -= own.length;
    if (own.length > 0) {
      controller.enqueue(own);
    }
    for (const byte of chunk.subarray(own.length)) {
      if (byte !== tail[after]) {
        throw new Error("another form than one file");
      }
      after += 1;
    }
    return own.length > 0;
  };
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      take(rest, controller);
    },
    pull: async (controller) => {
      // A chunk that holds nothing of the file asks for the next one at once: nobody else would.
      for (let isMore = true; isMore;) {
        const { done, value } = await reader.read();
        isMore = !done && !take(value, controller);
        if (done && (left > 0 || after < tail.length)) {
          controller.error(new Error("cut"));
        } else if (done) {
          controller.close();
        }
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
