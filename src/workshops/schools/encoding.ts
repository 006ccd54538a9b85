/** The bytes of a file, from its start, each time it is called: a file is read more than once and never kept whole. */
export type Bytes = () => AsyncIterable<Uint8Array>;

/** How the text of a file was written down. */
export const ENCODINGS = {
  "utf-8": "UTF-8",
  "windows-1252": "Windows-1252",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
} as const;
export type Encoding = keyof typeof ENCODINGS;

/** A line of a file as an editor shows it, by its number; `isWhole` is false when bytes of it are no text in this encoding. */
export type TextLine = { line: number; text: string; isWhole: boolean };

/** Longer than any line of a table: what goes on without an end is cut there. */
const MOST_LINE = 262_144;
const NEW_LINE = 10;
const NOTHING = new Uint8Array();

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) {
    return b;
  }
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

async function* byteLines(bytes: Bytes): AsyncIterable<Uint8Array> {
  let rest: Uint8Array = NOTHING;
  for await (const chunk of bytes()) {
    let from = 0;
    for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, from)) {
      yield joined(rest, chunk.subarray(from, at));
      rest = NOTHING;
      from = at + 1;
    }
    // A copy: the chunk's memory may be used again.
    rest = joined(rest, chunk.slice(from));
    if (rest.length > MOST_LINE) {
      yield rest;
      rest = NOTHING;
    }
  }
  yield rest;
}

async function* wideLines(bytes: Bytes, encoding: Encoding): AsyncIterable<string> {
  const decoder = new TextDecoder(encoding);
  let rest = "";
  for await (const chunk of bytes()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(-MOST_LINE);
    yield* lines;
  }
  yield rest + decoder.decode();
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
const lenient = new TextDecoder("utf-8");
/** A line of bytes as UTF-8, or null when it is none. */
function asUtf8(line: Uint8Array): string | null {
  try {
    return strict.decode(line);
  } catch {
    return null;
  }
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** What the bytes of a file are: its encoding, how it begins. */
export type Looked = { encoding: Encoding; start: Uint8Array };
/** What of a file is its beginning: more than its first line. */
const START = 16_384;

/**
 * Looks at all bytes of a file, in one pass. Its encoding is what its byte order mark says, else what most of its lines with accents are:
 * a stray byte in a file that is UTF-8 everywhere else costs its own line, and nothing more.
 */
export async function lookAt(bytes: Bytes): Promise<Looked> {
  let start: Uint8Array = NOTHING;
  let balance = 0;
  const noted: Bytes = async function* () {
    for await (const chunk of bytes()) {
      start = start.length < START ? joined(start, chunk.slice(0, START)) : start;
      yield chunk;
    }
  };
  for await (const line of byteLines(noted)) {
    const text = asUtf8(line);
    balance += text === null ? -1 : Number(text.length !== line.length);
  }
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => start[i] === byte));
  return { encoding: marked?.[0] ?? (balance < 0 ? "windows-1252" : "utf-8"), start };
}

/** The lines of a file, numbered from 1. */
export async function* linesOf(bytes: Bytes, encoding: Encoding): AsyncIterable<TextLine> {
  let line = 0;
  if (encoding === "utf-16le" || encoding === "utf-16be") {
    for await (const text of wideLines(bytes, encoding)) {
      yield { line: ++line, text: text.replace(/\r$/, ""), isWhole: true };
    }
    return;
  }
  const western = new TextDecoder("windows-1252");
  for await (const raw of byteLines(bytes)) {
    const text = encoding === "utf-8" ? asUtf8(raw) : western.decode(raw);
    yield { line: ++line, text: (text ?? lenient.decode(raw)).replace(/\r$/, ""), isWhole: text !== null };
  }
}
