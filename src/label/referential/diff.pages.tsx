import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Facts, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { pathOf } from "./words.ts";
import { type Change, diffOf } from "./diff.ts";
import type { ReferentialFile } from "../scoring/formats.ts";

const ATTRIBUTE_WORDS: Readonly<Record<string, string>> = {
  name: "nom",
  requirement: "exigence",
  weight: "points",
  anchors: "échelle",
  gates: "portes",
  evidence: "preuves",
  na: "sans objet",
  severity: "gravité",
  lifecycle: "état",
  help: "aide",
  remediation: "pour progresser",
  minBp: "score minimal",
  floors: "planchers",
  evidenceMaxMonths: "âge maximal des preuves (mois)",
  naMaxBp: "part maximale de « sans objet »",
  mysteryTests: "tests mystère",
  interview: "entretien",
};
const EFFECT_WORDS: Readonly<Record<Change["effect"], string>> = {
  tightens: "demande plus ou autrement",
  loosens: "demande moins",
  neutral: "ne change pas la note",
};

/** `/label/referentiel/:avant...:apres`: what changed between two versions, criterion by criterion. */
export const DiffPage = ({ before, after }: { before: ReferentialFile; after: ReferentialFile }): Child => {
  const changes = diffOf(before, after);
  return (
    <>
      <p class="eyebrow">Référentiel du label</p>
      <h1>
        De {before.version} à {after.version}
      </h1>
      <p class="lead">
        {changes.length === 0 ? "Rien ne change." : `${plural(changes.length, "changement")}.`}
        {after.effectiveFrom === undefined ? "" : ` En vigueur le ${after.effectiveFrom}.`} Un label obtenu court sous
        sa version jusqu’à la surveillance suivante.
      </p>
      {after.status === "draft" ? <DraftNotice after={after} /> : null}
      <Rules before={before} after={after} />
      <Table
        caption="Ce qui change"
        heads={["Critère ou niveau", "Quoi", "Avant", "Après", "Effet"]}
        rows={changes.map((change) => [
          change.id,
          whatOf(change),
          "from" in change ? change.from : "–",
          "to" in change ? change.to : "–",
          EFFECT_WORDS[change.effect],
        ])}
      />
    </>
  );
};

/** A version that is discussed: nobody is graded under it. */
const DraftNotice = ({ after }: { after: ReferentialFile }): Child => (
  <Notice>
    <p>
      <strong>C’est un projet.</strong> Personne n’est noté sous cette version. Il reste ouvert aux remarques soixante
      jours au moins avant d’être publié : <a href="/label/projet/remarques">dites ce qui n’est pas juste</a>, critère
      par critère, et lisez ce que d’autres ont dit. <a href={pathOf(after)}>Le fichier</a>
    </p>
  </Notice>
);

const RULE_WORDS = {
  any: "une pièce acceptée, de n’importe quelle nature",
  kinds: "chaque nature de pièce demandée, en nombre",
} as const;
/** What changes for the whole version: how a grade is held up, and what words mean. */
const Rules = ({ before, after }: { before: ReferentialFile; after: ReferentialFile }): Child => {
  const [was, is] = [before.evidenceRule ?? "any", after.evidenceRule ?? "any"];
  const { definitions = [] } = after;
  const isTold = was !== is || definitions.length > 0;
  return isTold ? (
    <section aria-labelledby="regles">
      <h2 id="regles">Pour toute la version</h2>
      {was === is ? null : (
        <p>
          Une note au-dessus de 0 demandait {RULE_WORDS[was]}. Elle demande {RULE_WORDS[is]}.
        </p>
      )}
      <Facts rows={definitions.map(({ term, text }): [string, string] => [term, text])} />
    </section>
  ) : null;
};

function whatOf(change: Change): string {
  if (change.kind === "update") {
    return ATTRIBUTE_WORDS[change.attribute] ?? change.attribute;
  }
  return { add: "nouveau critère", remove: "critère retiré", move: "autre dimension" }[change.kind];
}
