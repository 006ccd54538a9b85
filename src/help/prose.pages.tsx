import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { readContent } from "../kernel/front-matter.ts";
import { Head } from "../ui/parts.tsx";
import { proseOf } from "./comprendre.pages.tsx";
import type { Sources } from "./words.ts";

/** A page of help that is words alone, from its content file. */
export const ProsePage = ({ place, content, sources }: { place: string; content: string; sources: Sources }): Child => {
  const { head, body } = readContent(content);
  return (
    <>
      <Head title={head["title"] ?? ""} lead={head["lead"] ?? ""} />
      <div class="prose">{raw(proseOf(place, body, sources))}</div>
    </>
  );
};
