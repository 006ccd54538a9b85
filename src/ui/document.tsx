import type { Child } from "hono/jsx";

import { typoHtml } from "../kernel/text.ts";
import { withSprite } from "./icon.tsx";
import { type Frame, Layout, type PageHead } from "./layout.tsx";

/** A whole page as it is sent or written: its frame, French typography, and the symbols of the icons it uses. */
export const documentOf = (head: PageHead, frame: Frame, content: Child): string =>
  `<!doctype html>${withSprite(typoHtml(String(<Layout head={head} frame={frame} children={content} />)))}`;
