import type { LetterBlock } from "../help/prosecutor-letter.ts";
import type { toDocx } from "./docx.ts";
import { offerFile } from "./page.ts";

declare const DOCX_URL: string;
type DocxModule = { toDocx: typeof toDocx };

/** Offers words as a Word file, made in the page; false when the library did not come. It comes only when somebody asks for the file. */
export async function offerWord(name: string, title: string, blocks: readonly LetterBlock[]): Promise<boolean> {
  try {
    const docx = (await import(DOCX_URL)) as DocxModule;
    offerFile(name, await docx.toDocx(title, blocks));
    return true;
  } catch {
    return false;
  }
}

/** Blocks as the lines of a sheet. */
export const sheetOf = (blocks: readonly LetterBlock[]): HTMLElement[] =>
  blocks.map(({ kind, text }) => {
    const line = document.createElement("p");
    line.className = kind;
    line.dir = "auto";
    line.textContent = text;
    return line;
  });
