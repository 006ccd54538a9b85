import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { proseHtml } from "./prose.ts";

/** A page made of words alone, from a file of `content/pages`. */
export const WordPage = ({ title, body }: { title: string; body: string }): Child => (
  <div class="narrow">
    <h1>{title}</h1>
    <div class="prose">{raw(proseHtml(body))}</div>
  </div>
);
