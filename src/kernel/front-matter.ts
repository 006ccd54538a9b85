/** A content file: its head (flat `key: value` lines between two `---`) and its body. */
export type ContentFile = { head: Record<string, string>; body: string };

/** Splits a content file; throws when the head is missing or a line of it is not `key: value`. */
export function readContent(text: string): ContentFile {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined || body === undefined) {
    throw new Error("content: no head between two --- lines");
  }
  const entries = head.split("\n").map((line): [string, string] => {
    const [, key, value] = /^([a-z_]+): (.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      throw new Error(`content: this line of the head is not "key: value": ${line}`);
    }
    return [key, value];
  });
  return { head: Object.fromEntries(entries), body };
}
