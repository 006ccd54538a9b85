import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { type Sources, toHtml } from "./words.ts";

/** `/aide/empire`: three lines for when it gets worse, no question, one sheet of paper. */
export const WorsePage = ({ sources }: { sources: Sources }): Child => (
  <section class="narrow worse">
    <h1>Ça empire</h1>
    <ol class="gestures">
      {LINES.map((words) => (
        <li>{raw(toHtml("empire", words, sources, { inline: true }))}</li>
      ))}
    </ol>
    <p class="acts">
      <a class="button" href="/aide">
        Recommencer
      </a>
      <a class="button quiet" href="/aide/ecrire">
        Écrire au lieu de parler
      </a>
    </p>
  </section>
);

const LINES = [
  "**En danger maintenant :** le {line:17}. Sans parler : un SMS au {line:114}.",
  "**Quelqu’un à qui parler, maintenant :** {line:3114}, jour et nuit, pour toute souffrance. Enfant ou adolescent : {line:119}. Femmes, proches : {line:3919}.",
  "**Ce qui a changé change la réponse :** reprenez les trois questions depuis le début.",
];
