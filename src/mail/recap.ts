import * as z from "zod";

import { type Block, type Filling, withoutTyped, writeLetter } from "./letter.ts";
import { type Reader, type Template, template } from "./template.ts";

/** The one mail that carries what an unproven address is asked; renewed at most this often, in seconds. */
export const RECAP = "recapitulatif";
export const RECAP_EVERY = 900;

/** What is gathered, by the id of the mail that it would have been: ids sort by nothing, so each says when it came. */
const RecapVars = z
  .object({
    items: z.record(
      z.string(),
      z.object({ template: z.string(), vars: z.record(z.string(), z.unknown()), at: z.int() }),
    ),
  })
  .strict();

/** The mail of all that waits for a click: of each mail its subject, its list and its button, the latest first. */
export function recapTemplate(
  words: Readonly<Record<string, string>>,
  templates: () => ReadonlyMap<string, Template>,
): Template {
  const content = words[RECAP];
  if (content === undefined) {
    throw new Error(`no content/mails/${RECAP}.md`);
  }
  return template(RECAP, content, RecapVars, async ({ items }, reader) => {
    const parts: Part[] = [];
    for (const item of Object.values(items).toSorted((a, b) => b.at - a.at)) {
      parts.push(await partOf(templates().get(item.template), item.vars, reader));
    }
    const blocks = parts.flatMap((part) => part.blocks);
    const isInformal = parts.every((part) => part.isInformal);
    return { isInformal, values: { n: String(parts.length) }, links: {}, blocks: { demandes: blocks } };
  });
}

type Part = { isInformal: boolean; blocks: Block[] };

async function partOf(found: Template | undefined, vars: unknown, reader: Reader): Promise<Part> {
  if (found === undefined) {
    throw new Error("a mail that was gathered has no template");
  }
  const filling = withoutTyped(await found.fill(vars, { ...reader, name: null }));
  const letter = writeLetter(found.content, filling);
  const acts = letter.blocks.filter(({ kind }) => kind !== "paragraph").map(asEqual);
  return { isInformal: filling.isInformal, blocks: [bold(letter.subject), ...acts, ...limitOf(filling)] };
}

const asEqual = (block: Block): Block => (block.kind === "button" ? { ...block, isEqual: true } : block);

const bold = (text: string): Block => ({ kind: "paragraph", spans: [{ text, isStrong: true, href: null }] });

const limitOf = ({ values: { limite = "" } }: Filling): Block[] =>
  limite === ""
    ? []
    : [{ kind: "paragraph", spans: [{ text: `Dernier moment : ${limite}.`, isStrong: false, href: null }] }];
