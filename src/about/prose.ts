import { Marked } from "marked";

import { proseTable } from "./prose-table.ts";
import { typo } from "../kernel/text.ts";

const marked = new Marked({
  walkTokens: (token) => {
    if (token.type === "text" && "text" in token && !("tokens" in token)) {
      token.text = typo(String(token.text));
    }
  },
  renderer: proseTable,
});

/** Words of ours, from a content file: Markdown to HTML, with French typography. At build time; never for what people type. */
export const proseHtml = (markdown: string): string => marked.parse(markdown, { async: false });
