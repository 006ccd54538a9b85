import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Head, Notice } from "../../ui/parts.tsx";
import { noonOf } from "../assessment/process.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { STATES_IN_WORDS, shownState } from "./label-words.ts";
import { outOf100 } from "../referential/words.ts";
import { FACET_NAMES } from "../decision/facets.ts";
import { FILTERS, type Query, factOf } from "./filters.ts";
import type { Label } from "../decision/label.ts";

/** « en vigueur jusqu’au 22 novembre 2029 », with the reserve or the end in words. */
export function standingOf(label: Label, todayOn: string): string {
  const state = shownState(label.state, label.validUntilOn, todayOn);
  const until = dayInWords(noonOf(label.validUntilOn), PARIS);
  return state === "active" || state === "reserved"
    ? `${STATES_IN_WORDS[state]} jusqu’au ${until}`
    : state === "expired"
      ? `expiré depuis le ${until}`
      : STATES_IN_WORDS[state];
}

export const Fictitious = ({ label }: { label: Pick<Label, "isDemo"> }): Child =>
  label.isDemo ? <strong> exemple fictif</strong> : null;

/** Before any comparison: whoever is in danger calls first. The numbers stand in the band of every page. */
export const HelpFirst = (): Child => (
  <Notice kind="warn">
    <p>
      Vous êtes visé maintenant ? <a href="/aide">Que faire, et qui appeler</a>, d’abord : c’est gratuit et cela
      n’attend aucune mutuelle.
    </p>
  </Notice>
);

type Counts = { labels: number; decided: number; refused: number };
type Props = { labels: readonly Label[]; counts: Counts; after: string | null; query: Query; todayOn: string };

/** Figures about all files: from five decided on, so that they tell nobody's refusal. */
const LEAST_DECIDED = 5;

/** `/label/registre`: every label ever given, by name; filters say what people need, never a score. */
export const RegistryPage = ({ labels, counts, after, query, todayOn }: Props): Child => (
  <>
    <Head
      eyebrow="Label"
      title="Registre"
      lead="Tous les labels donnés, y compris suspendus, retirés ou expirés. Les refus n’y sont pas."
    />
    <HelpFirst />
    <div class="split left">
      <Filters query={query} />
      <div>
        <p>
          {plural(counts.labels, "label donné", "labels donnés")} en tout.{" "}
          {counts.decided < LEAST_DECIDED
            ? ""
            : `${counts.decided} dossiers décidés, dont ${counts.refused} sans label. `}
          <strong>Tri : par ordre alphabétique de la mutuelle.</strong>
        </p>
        {labels.length === 0 ? (
          <p>
            Aucune offre ne remplit tout cela. Enlevez un filtre, ou demandez à votre mutuelle :{" "}
            <a href="/label/ma-mutuelle">douze questions et une lettre</a>.
          </p>
        ) : null}
        <form method="get" action="/label/comparateur">
          <ul class="rows">
            {labels.map((label) => (
              <Line label={label} todayOn={todayOn} />
            ))}
          </ul>
          {labels.length < 2 ? null : <button type="submit">Comparer les offres cochées (quatre au plus)</button>}
        </form>
        {after === null ? null : (
          <p>
            <a class="button quiet" href={`/label/registre?${String(new URLSearchParams({ ...query, apres: after }))}`}>
              La suite
            </a>
          </p>
        )}
      </div>
    </div>
    <OpenData />
  </>
);

/** What may be taken away, and under which licence. */
const OpenData = (): Child => (
  <section aria-labelledby="donnees">
    <h2 id="donnees">Les données</h2>
    <ul>
      <li>
        <a href="/label/registre.csv">registre.csv</a>, <a href="/label/registre.json">registre.json</a>, et{" "}
        <a href="/label/registre/schema.json">leur schéma</a> (<a href="/label/registre/exemple-valide.csv">exemple</a>)
      </li>
      <li>
        <a href="/label/journal">Le journal des décisions</a>, que chacun peut vérifier
      </li>
      <li>
        <a href="/label/verifier">Un badge est-il vrai ?</a> · <a href="/label/comparateur">Comparer des offres</a>
      </li>
    </ul>
    <p class="hint">
      Licence Ouverte 2.0, sauf les citations des deux articles dans le référentiel. Mis à jour à chaque décision.
    </p>
  </section>
);

/** What somebody needs, as boxes to tick; each is a verified grade. */
const Filters = ({ query }: Pick<Props, "query">): Child => (
  <form method="get" action="/label/registre" class="criterion">
    <fieldset>
      <legend>Ce qu’il me faut</legend>
      {[...FILTERS, { name: "vigueur", label: "En vigueur aujourd’hui" }].map(({ name, label }) => (
        <label class="choice">
          <input type="checkbox" name={name} value="1" checked={query[name] === "1"} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
    <button type="submit">Filtrer</button>
    <p class="hint">Chaque filtre porte sur ce qui a été vérifié, avec une preuve récente.</p>
  </form>
);

const Line = ({ label, todayOn }: { label: Label; todayOn: string }): Child => (
  <li>
    <h2>
      <a href={`/label/registre/${label.id}`}>{label.organisation}</a>
      <Fictitious label={label} />
    </h2>
    <p>
      {label.offerName} · <strong>{label.levelName}</strong>, {standingOf(label, todayOn)}
    </p>
    <p>
      Vérifié {outOf100(label.verifiedBp)}, déclaré {outOf100(label.declaredBp)} ·{" "}
      {FACET_NAMES.slice(0, 3)
        .map((facet) => factOf(label, facet))
        .join(" · ")}
    </p>
    <label class="choice">
      <input type="checkbox" name="offre" value={label.id} />
      <span>
        Comparer<span class="seen-by-readers"> {label.organisation}</span>
      </span>
    </label>
  </li>
);
