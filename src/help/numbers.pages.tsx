import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head, Todo } from "../ui/parts.tsx";
import { type HelpLine, bandLines } from "./help-lines.ts";
import { LineCards } from "./line.parts.tsx";
import { lineHtml } from "./words.ts";

/** The band of every page: the four numbers, as links a phone can dial, and where they come from. */
export const HelpBand = ({ lines }: { lines: readonly HelpLine[] }): Child => (
  <aside class="band" aria-label="Besoin d’aide maintenant">
    <div class="wrap">
      <h2>Besoin d’aide maintenant ?</h2>
      <ul>
        {bandLines(lines).map((line) => (
          <li>
            {raw(lineHtml(line))}
            <span>{line.band}</span>
          </li>
        ))}
      </ul>
      <p>
        <a href="/aide/numeros">Pour qui, à quelles heures, et d’où viennent ces numéros</a>
      </p>
      <p>
        <a href="/aide/ecrire">Sourd ou malentendant : écrire au lieu de parler</a>
      </p>
    </div>
  </aside>
);

/** `/aide/numeros`, « Qui appeler »: each line with for whom and when; where it was read, one press away. */
export const NumbersPage = ({ lines }: { lines: readonly HelpLine[] }): Child => {
  const night = lines.filter((line) => line.at_night === "answers").map((line) => line.label);
  const evening = lines.filter((line) => line.at_night === "closed").map((line) => line.label);
  return (
    <div class="split">
      <div>
        <Head
          title="Qui appeler"
          lead="Vous n’avez rien à prouver pour appeler. Vous pouvez raccrocher quand vous voulez."
        />
        <p class="meta" data-line="all">
          {`La nuit, répondent\u00a0: ${night.join(", ")}. Ferment le soir\u00a0: ${evening.join(", ")}.`}
        </p>
        <LineCards lines={lines} level="h2" />
      </div>
      <Traces />
    </div>
  );
};

/** What stays on a shared phone, and how to remove it. */
const Traces = (): Child => (
  <aside class="card flat stick" aria-labelledby="traces">
    <h2 id="traces">Si vous partagez ce téléphone</h2>
    <Todo
      items={[
        {
          icon: "discret",
          title: "L’historique",
          children: (
            <p>
              « Quitter vite » ouvre un site neutre à la place de celui-ci. Un site ne peut pas effacer l’historique de
              votre navigateur : ouvrez son menu, « Historique », et supprimez les lignes de Ligne Sûre. La prochaine
              fois, une fenêtre de navigation privée n’en gardera pas.
            </p>
          ),
        },
        {
          icon: "tel",
          title: "Les appels",
          children: (
            <p>Ils peuvent rester visibles dans le journal du téléphone : effacez la ligne après avoir appelé.</p>
          ),
        },
      ]}
    />
  </aside>
);
