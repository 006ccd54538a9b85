import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Todo } from "../ui/parts.tsx";
import { proseHtml } from "./prose.ts";

/** A page made of words alone, from a file of `content/pages`. */
export const WordPage = ({ title, body }: { title: string; body: string }): Child => (
  <div class="split">
    <div>
      <h1>{title}</h1>
      <div class="prose">{raw(proseHtml(body))}</div>
    </div>
    <aside class="card flat stick" aria-labelledby="ailleurs">
      <h2 id="ailleurs">Ce que l’on cherche souvent</h2>
      <Todo
        items={[
          { icon: "alerte", title: <a href="/aide">Que faire maintenant</a> },
          { icon: "tel", title: <a href="/aide/numeros">Qui appeler</a> },
          { icon: "groupe", title: <a href="/ateliers">Les ateliers</a> },
        ]}
      />
    </aside>
  </div>
);
