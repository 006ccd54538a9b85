import { AlignmentType, Document, HeadingLevel, Packer, Paragraph, TextRun } from "docx";

import type { LetterBlock } from "../help/prosecutor-letter.ts";

/** Right-to-left scripts: Hebrew, Arabic and their extensions. */
const RTL = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
/** Characters that XML cannot hold. */
// oxlint-disable-next-line no-control-regex -- they are what has to go
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A letter or a journal as a Word file, made in the browser. */
export function toDocx(title: string, blocks: readonly LetterBlock[]): Promise<Blob> {
  const document = new Document({
    creator: "",
    title,
    styles: { default: { document: { run: { font: "Arial", size: 22 } } } },
    sections: [{ children: blocks.map(toParagraph) }],
  });
  return Packer.toBlob(document);
}

function toParagraph({ kind, text }: LetterBlock): Paragraph {
  const isHeading = kind === "heading" || kind === "title";
  return new Paragraph({
    ...(isHeading ? { heading: HeadingLevel.HEADING_2 } : {}),
    bidirectional: RTL.test(text),
    alignment: kind === "right" ? AlignmentType.RIGHT : AlignmentType.LEFT,
    spacing: { before: isHeading || kind === "right" ? 240 : 0, after: 120 },
    children: [
      new TextRun({
        text: text.replace(UNWRITABLE, ""),
        bold: isHeading,
        color: "000000",
        rightToLeft: RTL.test(text),
      }),
    ],
  });
}
