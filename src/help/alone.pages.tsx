import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { readContent } from "../kernel/front-matter.ts";
import { Head } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { proseOf } from "./comprendre.pages.tsx";
import { NamedLines } from "./line.parts.tsx";
import type { Sources } from "./words.ts";

/** `/jeunes/sans-mes-parents`: other ways, for the young who cannot ask their parents; it has no form and counts nobody. */
export const AlonePage = ({ content, sources }: { content: string; sources: Sources }): Child => {
  const { head, body } = readContent(content);
  const html = proseOf("content/jeunes", body, sources, "tu");
  return (
    <div class="split">
      <div>
        <Head eyebrow="Pour toi" title={head["title"] ?? ""} lead={head["lead"] ?? ""} />
        <NamedLines head={head} sources={sources} />
        <div class="prose">{raw(html)}</div>
      </div>
      <div class="wide-only">
        <Scene name="decroche" />
      </div>
    </div>
  );
};
