import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { dayInWords } from "../../kernel/time.ts";
import { Head, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { PARIS, noonOf } from "../assessment/process.ts";
import { STATES_IN_WORDS, shownState } from "../decision/label-words.ts";
import { outOf100 } from "../words.ts";
import { FACET_NAMES } from "./facets.ts";
import { FACET_LABELS, FILTERS, type Query, factOf } from "./filters.ts";
import type { Label } from "./label.ts";

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

type Props = { labels: readonly Label[]; total: number; after: string | null; query: Query; todayOn: string };

/** `/label/registre`: every label ever given, by name; filters say what people need, never a score. */
export const RegistryPage = ({ labels, total, after, query, todayOn }: Props): Child => (
  <>
    <Head
      eyebrow="Label"
      title="Registre"
      lead="Tous les labels donnés, y compris suspendus, retirés ou expirés. Les refus n’y sont pas."
    />
    <HelpFirst />
    <div class="split">
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
      <div>
        <p>
          {plural(total, "label donné", "labels donnés")} en tout.{" "}
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

type CompareProps = { labels: readonly Label[]; asked: number; todayOn: string };

/** `/label/comparateur`: up to four offers side by side; one's own situation stays in the page. */
export const ComparePage = ({ labels, asked, todayOn }: CompareProps): Child => (
  <>
    <Head
      eyebrow="Label"
      title="Comparer"
      lead="Quatre offres au plus, sur ce qui a été vérifié. Le prix des contrats n’y est pas."
    />
    <HelpFirst />
    {asked > 4 ? (
      <Notice kind="warn">
        <p>Quatre offres au plus : les quatre premières sont montrées.</p>
      </Notice>
    ) : null}
    {labels.length === 0 ? (
      <p>
        Choisissez des offres dans <a href="/label/registre">le registre</a>.
      </p>
    ) : (
      <div id="compare" data-compare="">
        <Situation />
        <p role="status" id="situation-said"></p>
        <p>
          <strong>Tri : par ordre alphabétique.</strong>
        </p>
        <Table
          heads={["", ...labels.map((label) => `${label.organisation}${label.isDemo ? " (exemple fictif)" : ""}`)]}
          rows={[
            ["Offre", ...labels.map((label) => <a href={`/label/registre/${label.id}`}>{label.offerName}</a>)],
            ["Niveau", ...labels.map((label) => `${label.levelName}, ${standingOf(label, todayOn)}`)],
            [
              "Score vérifié, déclaré",
              ...labels.map((label) => `${outOf100(label.verifiedBp)}, ${outOf100(label.declaredBp)}`),
            ],
            ...FACET_NAMES.map((facet) => [
              FACET_LABELS[facet],
              ...labels.map((label) => (
                <span data-facet={facet} data-grade={String(label[facet])} data-offer={label.organisation}>
                  {factOf(label, facet)}
                </span>
              )),
            ]),
          ]}
        />
      </div>
    )}
    <Duties />
  </>
);

/** Controls without a name, outside any form: nothing of it can be sent. */
const Situation = (): Child => (
  <section class="criterion screen" aria-labelledby="situation" hidden={true} id="situation-box">
    <h2 id="situation">Ma situation</h2>
    <p class="hint">Reste dans cette page : ni dans l’adresse, ni envoyé, ni gardé.</p>
    {[
      ["minors", "C’est pour une personne mineure"],
      ["costs", "Avancer de l’argent m’est difficile"],
      ["contracts_open", "Mon contrat est le moins cher"],
      ["no_complaint", "Je n’ai pas porté plainte"],
      ["number_costs", "Je dois changer de numéro"],
      ["delay", "J’ai besoin de parler vite"],
    ].map(([facet, label]) => (
      <label class="choice">
        <input type="checkbox" data-need={facet} />
        <span>{label}</span>
      </label>
    ))}
    <h3>Mes priorités</h3>
    <p class="hint">Trier selon ce qui compte pour vous. Ce n’est pas le label.</p>
    {(["sessions", "delay", "costs"] as const).map((facet) => (
      <div class="field">
        <label for={`poids-${facet}`}>{FACET_LABELS[facet]}</label>
        <input type="range" id={`poids-${facet}`} min={0} max={4} value="0" data-weight={facet} />
      </div>
    ))}
    <p id="order" role="status"></p>
  </section>
);

/** What whoever compares must say (C. conso. D111-10 and following), followed though nothing is sold here. */
const Duties = (): Child => (
  <section aria-labelledby="regles">
    <h2 id="regles">Comment cette comparaison est faite</h2>
    <ul>
      <li>
        Classement : aucun. L’ordre est alphabétique ; « mes priorités » trie dans votre navigateur, et ce n’est pas le
        label.
      </li>
      <li>
        Chaque ligne est la note vérifiée d’un critère du <a href="/label/referentiel">référentiel</a>, dans ses mots.
      </li>
      <li>
        Aucune mutuelle ne paie pour être là ou mieux placée ; aucun lien de capital ou de contrat ne nous lie à elles.
      </li>
      <li>
        Toutes les offres qui ont reçu le label y sont ; les autres n’ont pas demandé, ou pas obtenu, et ne sont pas
        nommées.
      </li>
      <li>Mise à jour à chaque décision.</li>
    </ul>
  </section>
);
