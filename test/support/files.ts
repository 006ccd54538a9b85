import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every way a text may lie in a file: plain, as in an address, as browsers keep it, hex, base64 at each of its three offsets. */
function disguises(text: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString("base64");
    return whole.slice(shift === 0 ? 0 : 4, -4);
  });
  const plain = [text, encodeURIComponent(text), Buffer.from(text).toString("hex"), ...base64];
  return [...plain.map((one) => Buffer.from(one)), Buffer.from(text, "utf16le")];
}

/** The files under a folder that hold one of the texts, in any disguise. */
export function filesHolding(dir: string, texts: readonly string[]): string[] {
  const needles = texts.flatMap(disguises);
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      if (!existsSync(file)) {
        return false; // the body of a mail goes once it has left
      }
      const bytes = readFileSync(file);
      return needles.some((needle) => bytes.includes(needle));
    });
}
