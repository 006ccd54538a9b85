/** What may be kept as evidence. A ZIP is a text or a sheet of an office suite: never opened, only kept and handed back. */
const SIGNATURES: readonly { mime: string; extension: string; starts: readonly number[] }[] = [
  { mime: "application/pdf", extension: "pdf", starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mime: "image/png", extension: "png", starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mime: "image/jpeg", extension: "jpg", starts: [0xff, 0xd8, 0xff] },
  { mime: "application/zip", extension: "zip", starts: [0x50, 0x4b, 0x03, 0x04] },
];
const CSV = { mime: "text/csv", extension: "csv" };
/** How many first bytes are looked at. */
export const HEAD_BYTES = 512;

/** Text of a table: valid UTF-8 or Latin-1 without control characters, a separator, and nothing that a browser would run. */
function isTable(head: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(head);
  const isText = head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
  return isText && /[;,\t]/.test(text) && !/^\s*(?:\u00ef\u00bb\u00bf)?\s*</.test(text);
}

/** The type of a file by its first bytes, never by its name; `null` for one that is not accepted. */
export function sniff(head: Uint8Array): { mime: string; extension: string } | null {
  const found = SIGNATURES.find(({ starts }) => starts.every((byte, i) => head[i] === byte));
  return found ?? (isTable(head) ? CSV : null);
}

/** The extension that a kept file is handed back with. */
export const extensionOf = (mime: string): string =>
  [...SIGNATURES, CSV].find((one) => one.mime === mime)?.extension ?? "bin";
