import type { Child } from "hono/jsx";

import { Icon } from "../../ui/icon.tsx";
import { LevelMark } from "../../ui/logo.tsx";
import { Card } from "../../ui/cards.tsx";
import { Empty, Fold, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { plural } from "../../kernel/text.ts";
import { FACET_NAMES, type Facet } from "../decision/facets.ts";
import type { Label } from "../decision/label.ts";
import { outOf100, roofsOf } from "../referential/words.ts";
import { FACET_LABELS, factOf } from "./filters.ts";
import { FACET_ICONS, Fictitious, HelpFirst, standingOf } from "./label.parts.tsx";

export type CompareProps = { labels: readonly Label[]; asked: number; todayOn: string };

/** `/label/comparateur`: up to four offers side by side; one's own situation stays in the page. */
export const ComparePage = ({ labels, asked, todayOn }: CompareProps): Child => (
  <>
    <p class="crumbs">
      <a href="/label/registre">Registre</a>
    </p>
    <h1>{labels.length < 2 ? "Comparer" : `Comparer ${WORDS[labels.length] ?? ""} offres`}</h1>
    <p class="lead">Quatre offres au plus, sur ce qui a été vérifié. Le prix des contrats n’y est pas.</p>
    <HelpFirst />
    {asked > 4 && labels.length > 0 ? (
      <Notice kind="warn">
        <p>Quatre offres au plus : les quatre premières sont montrées.</p>
      </Notice>
    ) : null}
    {labels.length === 0 ? (
      <Empty
        scene="table"
        title={asked === 0 ? "Aucune offre n’est choisie" : "Aucune des offres de cette adresse n’est au registre"}
      >
        <p>
          <a class="button" href="/label/registre">
            Choisir dans le registre
          </a>
        </p>
      </Empty>
    ) : (
      <div id="compare" data-compare="">
        <Situation />
        <p role="status" id="situation-said"></p>
        <div class="split">
          <Side labels={labels} todayOn={todayOn} />
          <Priorities />
        </div>
      </div>
    )}
    <Duties />
  </>
);
const WORDS: Readonly<Record<number, string>> = { 2: "deux", 3: "trois", 4: "quatre" };

const NEEDS: readonly (readonly [Facet, string])[] = [
  ["minors", "C’est pour une personne mineure"],
  ["costs", "Avancer de l’argent m’est difficile"],
  ["contracts_open", "Mon contrat est le moins cher"],
  ["no_complaint", "Je n’ai pas porté plainte"],
  ["number_costs", "Je dois changer de numéro"],
  ["delay", "J’ai besoin de parler vite"],
];

/** Controls without a name, outside any form: nothing of it can be sent. */
const Situation = (): Child => (
  <fieldset class="chips even screen" hidden={true} data-own="">
    <legend>Ma situation</legend>
    <p class="hint">Reste dans cette page : ni dans l’adresse, ni envoyé, ni gardé.</p>
    <div>
      {NEEDS.map(([facet, label]) => (
        <label class="chip">
          <input type="checkbox" data-need={facet} />
          <Icon name={FACET_ICONS[facet]} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  </fieldset>
);

/** What counts for whoever compares: sorted in the browser, and no label. */
const Priorities = (): Child => (
  <div class="screen" hidden={true} data-own="">
    <Card title="Mes priorités">
      <p class="hint">Trier selon ce qui compte pour vous. Ce n’est pas le label.</p>
      {(["sessions", "delay", "costs"] as const).map((facet) => (
        <div class="field">
          <label for={`poids-${facet}`}>
            {FACET_LABELS[facet]} · <span>0 sur 4</span>
          </label>
          <input type="range" id={`poids-${facet}`} min={0} max={4} value="0" data-weight={facet} />
        </div>
      ))}
      <p id="order" role="status"></p>
    </Card>
  </div>
);

/** What whoever compares must say (C. conso. D111-10 and following), followed though nothing is sold here. */
const Duties = (): Child => (
  <Fold title="Comment cette comparaison est faite" hint="aucun classement, aucune mutuelle ne paie" icon="balance">
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
  </Fold>
);

/** What was verified of each offer under one facet. */
const factLine = (facet: Facet, labels: readonly Label[]): Child[] => [
  FACET_LABELS[facet],
  ...labels.map((label) => (
    <span data-facet={facet} data-grade={String(label[facet])} data-offer={label.organisation}>
      {factOf(label, facet)}
    </span>
  )),
];

/** Offers side by side, a line for each thing that was verified; what they have in common comes last. */
const Side = ({ labels, todayOn }: Pick<CompareProps, "labels" | "todayOn">): Child => {
  const isShared = (facet: Facet): boolean => labels.length > 1 && new Set(labels.map((one) => one[facet])).size === 1;
  const shared = FACET_NAMES.filter(isShared);
  const heads = ["Sur quoi", ...labels.map((label) => label.offerName)];
  return (
    <div>
      <p class="meta">Tri : par ordre alphabétique.</p>
      <Table
        isCompared
        heads={heads}
        rows={[
          [
            "Mutuelle",
            ...labels.map((label) => (
              <>
                <a href={`/label/registre/${label.id}`}>{label.organisation}</a>
                <Fictitious label={label} />
              </>
            )),
          ],
          ...FACET_NAMES.filter((facet) => !isShared(facet)).map((facet) => factLine(facet, labels)),
          [
            "Niveau",
            ...labels.map((label) => (
              <>
                <LevelMark level={roofsOf(label.level)} words={label.levelName} />
                <small> {standingOf(label, todayOn)}</small>
              </>
            )),
          ],
          [
            "Score",
            ...labels.map((label) => `${outOf100(label.verifiedBp)} vérifié ; ${outOf100(label.declaredBp)} déclaré`),
          ],
        ]}
      />
      {shared.length === 0 ? null : (
        <Fold
          title="Ce qu’elles ont en commun"
          hint={`${plural(shared.length, "ligne")} : ${shared.map((facet) => FACET_LABELS[facet].toLowerCase()).join(", ")}`}
          icon="oui"
          isOpen={shared.length === FACET_NAMES.length}
        >
          <Table isCompared heads={heads} rows={shared.map((facet) => factLine(facet, labels))} />
        </Fold>
      )}
    </div>
  );
};
