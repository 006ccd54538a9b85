import type { Child } from "hono/jsx";

import { Head, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { outOf100 } from "../referential/words.ts";
import { FACET_NAMES } from "../decision/facets.ts";
import { FACET_LABELS, factOf } from "./filters.ts";
import type { Label } from "../decision/label.ts";
import { HelpFirst, standingOf } from "./registry.pages.tsx";

export type CompareProps = { labels: readonly Label[]; asked: number; todayOn: string };

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
        <Side labels={labels} todayOn={todayOn} />
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

/** What was verified of each offer under one facet. */
const factLine = (facet: (typeof FACET_NAMES)[number], labels: readonly Label[]): Child[] => [
  FACET_LABELS[facet],
  ...labels.map((label) => (
    <span data-facet={facet} data-grade={String(label[facet])} data-offer={label.organisation}>
      {factOf(label, facet)}
    </span>
  )),
];

/** Offers side by side, a line for each thing that was verified. */
const Side = ({ labels, todayOn }: Pick<CompareProps, "labels" | "todayOn">): Child => (
  <Table
    heads={["Sur quoi", ...labels.map((label) => `${label.organisation}${label.isDemo ? " (exemple fictif)" : ""}`)]}
    rows={[
      ["Offre", ...labels.map((label) => <a href={`/label/registre/${label.id}`}>{label.offerName}</a>)],
      ["Niveau", ...labels.map((label) => `${label.levelName}, ${standingOf(label, todayOn)}`)],
      [
        "Score vérifié, déclaré",
        ...labels.map((label) => `${outOf100(label.verifiedBp)}, ${outOf100(label.declaredBp)}`),
      ],
      ...FACET_NAMES.map((facet) => factLine(facet, labels)),
    ]}
  />
);
