import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Select } from "../../ui/form.tsx";
import { Card } from "../../ui/cards.tsx";
import { TileMap } from "../../ui/map.tsx";
import { Empty, Fold, Head, Notice } from "../../ui/parts.tsx";
import { Dumbbell, Fill, Table } from "../../ui/table.tsx";
import { LEAST_ANSWERS } from "./figures.ts";
import type { ResultPart } from "./results.ts";
import { WAVES } from "../sessions/waves.ts";

const CHANGES = ["en retrait", "inchangé", "en progrès"];

/** What one wave says of one option, in words. */
const shareInWords = (word: string, n: number, of: number): string => `${word} : ${n} sur ${of}`;

/** The answer that the workshop teaches, before and after; the table under it says every other one. */
const Taught = ({ part: { options, waves } }: { part: ResultPart }): Child => {
  const most = Math.max(...options.map(({ score }) => score));
  const best = options.findIndex(({ score }) => score === most);
  const shares = waves.map(({ wave, counts, n }) => ({ word: WAVES[wave], count: counts[best] ?? 0, n }));
  const [first, last] = [shares[0], shares.at(-1)];
  const percent = (share: typeof first): number => (share === undefined ? 0 : (100 * share.count) / share.n);
  return (
    <>
      <p>
        « {options[best]?.text} »
        <br />
        <span class="meta">{shares.map(({ word, count, n }) => shareInWords(word, count, n)).join(" · ")}</span>
      </p>
      {shares.length > 1 ? (
        <Dumbbell before={percent(first)} after={percent(last)} />
      ) : (
        <Fill n={first?.count ?? 0} of={first?.n ?? 1} />
      )}
    </>
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
      <p class="hint">Cercle vide : avant l’atelier. Point plein : la dernière fois que la question a été posée.</p>
      {parts.map((part) => (
        <section class="card">
          <h3>{part.question}</h3>
          <Taught part={part} />
          <Fold title="Toutes les réponses, en chiffres" icon="balance">
            <Table
              heads={["Réponse", ...part.waves.map(({ wave, n }) => `${WAVES[wave]} (${plural(n, "réponse")})`)]}
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
          </Fold>
        </section>
      ))}
    </>
  );

type ResultView = { scope: string; label: string };
type Place = { code: string; name: string; n: number };
type Props = {
  views: readonly ResultView[];
  scope: string;
  weekOn: string | null;
  parts: readonly ResultPart[];
  /** Where answers to this questionnaire are published from. */
  places: readonly Place[];
};

/** « Ce que les ateliers changent »: frozen figures, by public, programme and département. */
export const ObservatoryPage = ({ views, scope, weekOn, parts, places }: Props): Child => (
  <>
    <Head
      eyebrow="Observatoire"
      title="Ce que les ateliers changent"
      lead="Les mêmes questions avant, après et trois mois plus tard. Personne ne sait qui a répondu, nous non plus."
    />
    <div class="split">
      <div>
        {views.length === 0 ? (
          <Empty scene="cercle" title="Pas encore de résultats">
            <p>Il faut au moins {LEAST_ANSWERS} réponses à un même questionnaire.</p>
          </Empty>
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
            <h2>{views.find((view) => view.scope === scope)?.label ?? "Les réponses"}</h2>
            <Results parts={parts} />
            {places.length === 0 ? null : (
              <>
                <h2>D’où viennent ces réponses</h2>
                <TileMap
                  title="Les réponses publiées à ce questionnaire, par département"
                  counted="Réponses"
                  places={places}
                  least={LEAST_ANSWERS}
                  steps={[2 * LEAST_ANSWERS, 10 * LEAST_ANSWERS]}
                />
              </>
            )}
          </>
        )}
      </div>
      <Card kind="flat" title="Comment lire ces chiffres">
        <p>
          Ce sont des réponses volontaires, sans groupe de comparaison : elles montrent une évolution, elles ne prouvent
          pas à elles seules que l’atelier en est la cause. Rien n’est montré avant {LEAST_ANSWERS} réponses, un chiffre
          ne bouge que quand {LEAST_ANSWERS} réponses de plus sont arrivées, et les totaux ne comptent que ce qui est
          montré : on ne peut pas retrouver une personne en soustrayant.
        </p>
        <p>
          <a href="/observatoire/resultats.csv">Télécharger (CSV)</a> ·{" "}
          <a href="/api/v1/resultats">Pour les machines (JSON)</a>
        </p>
      </Card>
    </div>
  </>
);
