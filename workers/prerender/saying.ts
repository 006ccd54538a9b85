import { readWhere } from "../../src/help/provenance.ts";
import { type Sources, escape } from "../../src/help/words.ts";

/** A record by its anchor on `/sources`: what it is called, and what is known of it. */
function sayingOf(anchor: string, { facts, helpLines, todayOn }: Sources): { name: string; known: string } {
  const line = helpLines.find(({ id }) => anchor === `ligne-${id}`);
  const fact = facts.get(anchor);
  const record = line ?? fact;
  const name = line?.label ?? fact?.official ?? "";
  return { name, known: record === undefined ? "" : readWhere(record, todayOn) };
}

/**
 * The marks of a page: what `enhance.js` opens beside each (the official text, when it was read, whether it was checked), its number on
 * paper, and what the numbers stand for. The answers of `/aide` have no list: each would be longer than its sheet.
 */
export function saying(html: string, sources: Sources, isListed: boolean): { html: string; printed: string[] } {
  const numbers = new Map<string, number>();
  const said = html.replace(/<a class="src" href="\/sources#([\w-]+)"/g, (mark, anchor: string) => {
    const { name, known } = sayingOf(anchor, sources);
    const n = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, n);
    return `${mark} data-say="${escape(`${name}. ${known}`)}"${isListed ? ` data-n="${n}"` : ""}`;
  });
  return { html: said, printed: isListed ? [...numbers.keys()] : [] };
}
