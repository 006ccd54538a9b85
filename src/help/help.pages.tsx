import type { Child } from "hono/jsx";

import { typo } from "../kernel/text.ts";
import { type HelpLine, bandLines, readWhere } from "./help-lines.ts";

const LineNumber = ({ line }: { line: HelpLine }): Child =>
  line.href === null ? <strong>{line.label}</strong> : <a href={line.href}>{line.label}</a>;

/** The band of every page: the four numbers, as links a phone can dial, and where they come from. */
export const HelpBand = ({ lines }: { lines: readonly HelpLine[] }): Child => (
  <aside class="band" aria-label="Besoin d’aide maintenant">
    <h2>Besoin d’aide maintenant ?</h2>
    <ul>
      {bandLines(lines).map((line) => (
        <li>
          <LineNumber line={line} />
          <span>{line.band}</span>
        </li>
      ))}
    </ul>
    <p>
      <a href="/aide">Pour qui, à quelles heures, et d’où viennent ces numéros</a>
    </p>
  </aside>
);

/** « Qui appeler »: each line with for whom, when, and where it was read. */
export const HelpPage = ({ lines }: { lines: readonly HelpLine[] }): Child => {
  const night = lines.filter((line) => line.at_night === "answers").map((line) => line.label);
  const evening = lines.filter((line) => line.at_night === "closed").map((line) => line.label);
  return (
    <div class="narrow">
      <h1>Qui appeler</h1>
      <p class="lead">Vous n’avez rien à prouver pour appeler. Vous pouvez raccrocher quand vous voulez.</p>
      <p>{`La nuit, répondent\u00a0: ${night.join(", ")}. Ferment le soir\u00a0: ${evening.join(", ")}.`}</p>
      <ul class="lines">
        {lines.map((line) => (
          <li id={`ligne-${line.id}`}>
            <h2>
              <LineNumber line={line} />
            </h2>
            <p>
              <strong>{typo(line.what)}</strong>
            </p>
            <p>{typo(line.for_whom)}.</p>
            <p>{typo(line.hours)}.</p>
            <p class="hint">
              Information{" "}
              <a href={line.read_at_url} rel="noreferrer">
                {readWhere(line)}
              </a>
              .
            </p>
          </li>
        ))}
      </ul>
      <h2>Si vous partagez ce téléphone</h2>
      <p>
        « Quitter vite », en haut de chaque page, ouvre un site neutre à la place de celui-ci. Un site ne peut pas
        effacer l’historique de votre navigateur : ouvrez son menu, « Historique », et supprimez les lignes de Ligne
        Sûre. La prochaine fois, une fenêtre de navigation privée n’en gardera pas.
      </p>
      <p>
        Les appels peuvent rester visibles dans le journal d’appels du téléphone : effacez la ligne après avoir appelé.
      </p>
    </div>
  );
};
