import type { Child } from "hono/jsx";

import { Table } from "../../ui/table.tsx";
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
        {changes.length === 0 ? "Rien ne change." : `${changes.length} changements.`}
        {after.effectiveFrom === undefined ? "" : ` En vigueur le ${after.effectiveFrom}.`} Un label obtenu court sous
        sa version jusqu’à la surveillance suivante.
      </p>
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

function whatOf(change: Change): string {
  if (change.kind === "update") {
    return ATTRIBUTE_WORDS[change.attribute] ?? change.attribute;
  }
  return { add: "nouveau critère", remove: "critère retiré", move: "autre dimension" }[change.kind];
}
