import type { Child } from "hono/jsx";

import { typoHtml } from "../kernel/text.ts";
import { withSprite } from "./icon.tsx";
import { type Frame, Layout, type PageHead } from "./layout.tsx";

/** « e-mail » never breaks at its hyphen. Where an element may not stand, or would stand apart (a button is a row), it stays as it is. */
export const unbroken = (html: string): string =>
  html.replace(
    /<(title|option|textarea|script|style|button|summary)\b[^]*?<\/\1>|<(a) [^>]*class="[^"]*button[^]*?<\/a>|>[^<]*e-mail[^<]*/g,
    (run, element?: string, link?: string) =>
      element === undefined && link === undefined ? run.replace(/e-mails?/g, '<span class="whole">$&</span>') : run,
  );

/** A whole page as it is sent or written: its frame, French typography, and the symbols of the icons it uses. */
export const documentOf = (head: PageHead, frame: Frame, content: Child): string => {
  const html = typoHtml(String(<Layout head={head} frame={frame} children={content} />));
  return `<!doctype html>${withSprite(unbroken(html))}`;
};
