import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { typo } from "../kernel/text.ts";
import { type HelpLine, bandLines } from "./help-lines.ts";
import { readWhere } from "./provenance.ts";
import { lineHtml, siteHtml } from "./words.ts";

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
    </div>
  </aside>
);

/** `/aide/numeros`, « Qui appeler »: each line with for whom, when, and where it was read. */
export const NumbersPage = ({ lines }: { lines: readonly HelpLine[] }): Child => {
  const night = lines.filter((line) => line.at_night === "answers").map((line) => line.label);
  const evening = lines.filter((line) => line.at_night === "closed").map((line) => line.label);
  return (
    <div class="narrow">
      <h1>Qui appeler</h1>
      <p class="lead">Vous n’avez rien à prouver pour appeler. Vous pouvez raccrocher quand vous voulez.</p>
      <p data-line="all">{`La nuit, répondent\u00a0: ${night.join(", ")}. Ferment le soir\u00a0: ${evening.join(", ")}.`}</p>
      <ul class="lines">
        {lines.map((line) => (
          <NumberCard line={line} />
        ))}
      </ul>
      <Traces />
    </div>
  );
};

const NumberCard = ({ line }: { line: HelpLine }): Child => (
  <li id={`ligne-${line.id}`} data-line={line.id}>
    <h2>{raw(lineHtml(line))}</h2>
    <p>
      <strong>{typo(line.what)}</strong>
    </p>
    <p>{typo(line.for_whom)}.</p>
    <p>
      {typo(line.hours)}.{raw(siteHtml(line.site))}
    </p>
    {line.replaces.map((old) => (
      <p>
        Vous cherchez le {old} ? <strong>C’est le {line.label}.</strong>
      </p>
    ))}
    <p class="hint">
      Information{" "}
      <a href={line.read_at_url} rel="noreferrer">
        {readWhere(line)}
      </a>
      .
    </p>
  </li>
);

/** What stays on a shared phone, and how to remove it. */
const Traces = (): Child => (
  <>
    <h2 id="traces">Si vous partagez ce téléphone</h2>
    <p>
      « Quitter vite » ouvre un site neutre à la place de celui-ci. Un site ne peut pas effacer l’historique de votre
      navigateur : ouvrez son menu, « Historique », et supprimez les lignes de Ligne Sûre. La prochaine fois, une
      fenêtre de navigation privée n’en gardera pas.
    </p>
    <p>
      Les appels peuvent rester visibles dans le journal d’appels du téléphone : effacez la ligne après avoir appelé.
    </p>
  </>
);
