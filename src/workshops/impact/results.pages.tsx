import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Select } from "../../ui/form.tsx";
import { Head, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { LEAST_ANSWERS } from "./figures.ts";
import type { ResultPart } from "./results.ts";
import { WAVES } from "../sessions/waves.ts";

const CHANGES = ["en retrait", "inchangé", "en progrès"];

/** One bar: its parts side by side, the darker the nearer to what the workshop teaches. The table beside says the same. */
const Bar = ({
  counts,
  shades,
  label,
}: {
  counts: readonly number[];
  shades: readonly number[];
  label: string;
}): Child => {
  const sum = Math.max(
    1,
    counts.reduce((all, n) => all + n, 0),
  );
  const most = Math.max(1, ...shades);
  let x = 0;
  return (
    <svg viewBox="0 0 100 6" role="img" aria-label={label} width="100%" preserveAspectRatio="none" height="28">
      {counts.map((n, i) => {
        const width = (100 * n) / sum;
        const at = x;
        x += width;
        return (
          <rect
            x={at.toFixed(2)}
            y="0"
            width={width.toFixed(2)}
            height="6"
            fill="currentColor"
            fill-opacity={(0.18 + (0.72 * (shades[i] ?? 0)) / most).toFixed(2)}
          />
        );
      })}
    </svg>
  );
};

/** What is published of one questionnaire, question by question. */
export const Results = ({ parts }: { parts: readonly ResultPart[] }): Child =>
  parts.length === 0 ? (
    <Notice>
      <p>
        Effectif insuffisant : rien n’est montré avant {LEAST_ANSWERS} réponses, et les chiffres sont figés une fois par
        semaine.
      </p>
    </Notice>
  ) : (
    <>
      {parts.map((part) => (
        <section>
          <h3>{part.question}</h3>
          {part.waves.map(({ wave, counts, n }) => (
            <figure>
              <figcaption>
                {WAVES[wave]} : {plural(n, "réponse")}
              </figcaption>
              <Bar counts={counts} shades={part.options.map((o) => o.score)} label={`${WAVES[wave]}, ${n} réponses`} />
            </figure>
          ))}
          <details>
            <summary>En chiffres</summary>
            <Table
              heads={["Réponse", ...part.waves.map(({ wave }) => WAVES[wave])]}
              rows={part.options.map((option, i) => [
                option.text,
                ...part.waves.map(({ counts, n }) => `${counts[i] ?? 0} sur ${n}`),
              ])}
            />
            {part.changes.map(({ wave, counts, n }) => (
              <p>
                {WAVES[wave]}, parmi {plural(n, "personne")} qui {n > 1 ? "ont" : "a"} donné deux fois le même code :{" "}
                {CHANGES.map((word, i) => `${counts[i] ?? 0} ${word}`).join(", ")}.
              </p>
            ))}
          </details>
        </section>
      ))}
    </>
  );

type ResultView = { scope: string; label: string };
type Props = { views: readonly ResultView[]; scope: string; weekOn: string | null; parts: readonly ResultPart[] };

/** « Ce que les ateliers changent »: frozen figures, by public, programme and département. */
export const ObservatoryPage = ({ views, scope, weekOn, parts }: Props): Child => (
  <div class="narrow">
    <Head
      eyebrow="Observatoire"
      title="Ce que les ateliers changent"
      lead="Les mêmes questions avant, après et trois mois plus tard. Personne ne sait qui a répondu, nous non plus."
    />
    {views.length === 0 ? (
      <Notice>
        <p>Pas encore de résultats : il faut au moins {LEAST_ANSWERS} réponses à un même questionnaire.</p>
      </Notice>
    ) : (
      <>
        <form method="get" action="/observatoire">
          <Select
            name="vue"
            label="Voir les réponses de"
            options={Object.fromEntries(views.map((view) => [view.scope, view.label]))}
            state={{ values: { vue: [scope] }, errors: {} }}
          />
          <button type="submit" class="quiet">
            Afficher
          </button>
        </form>
        {weekOn === null ? null : (
          <p class="hint">Chiffres figés la semaine du {weekOn.split("-").toReversed().join("/")}.</p>
        )}
        <Results parts={parts} />
      </>
    )}
    <h2>Comment lire ces chiffres</h2>
    <p>
      Ce sont des réponses volontaires, sans groupe de comparaison : elles montrent une évolution, elles ne prouvent pas
      à elles seules que l’atelier en est la cause. Rien n’est montré avant {LEAST_ANSWERS} réponses, un chiffre ne
      bouge que quand {LEAST_ANSWERS} réponses de plus sont arrivées, et les totaux ne comptent que ce qui est montré :
      on ne peut pas retrouver une personne en soustrayant.
    </p>
    <p>
      <a href="/observatoire/resultats.csv">Télécharger (CSV)</a> ·{" "}
      <a href="/api/v1/resultats">Pour les machines (JSON)</a>
    </p>
  </div>
);
