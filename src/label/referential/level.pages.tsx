import type { Child } from "hono/jsx";

import { Facts, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import type { LevelSpec, ReferentialFile } from "../scoring/formats.ts";
import { dimensionsOf, outOf100 } from "./words.ts";

/** `/label/referentiel/:version/niveaux/:niveau`: what one level of one version asks. */
export const LevelPage = ({ file, level }: { file: ReferentialFile; level: LevelSpec }): Child => {
  const upTo = new Set((file.levels ?? []).filter((one) => one.minBp <= level.minBp).map((one) => one.id));
  const gates = file.criteria.flatMap(({ id, name = "", gates: asked = [] }) => {
    const least = Math.max(0, ...asked.filter((gate) => upTo.has(gate.level)).map((gate) => gate.minGrade));
    return least === 0 ? [] : [{ id, name, least }];
  });
  return (
    <>
      <Head
        eyebrow={`Référentiel ${file.version}`}
        title={`Niveau ${level.name ?? level.id}`}
        lead="Il faut tout cela à la fois, avec des preuves acceptées et récentes."
      />
      <Facts
        rows={[
          ["Score vérifié", `${outOf100(level.minBp)} au moins`],
          ["Dans chaque dimension", `${outOf100(level.floors?.[0]?.minBp ?? 0)} au moins`],
          ["Preuves", `de ${level.evidenceMaxMonths ?? 0} mois au plus`],
          ["Contacts mystère", String(level.mysteryTests ?? 0)],
          ["Entretien", level.interview === true ? "oui" : "non"],
        ]}
      />
      <Table
        caption="Portes : notes minimales"
        heads={["Critère", "Note, au moins"]}
        rows={gates.map(({ id, name, least }) => [
          <a href={`/label/referentiel#${id}`}>
            {id} · {name}
          </a>,
          String(least),
        ])}
      />
      <p>
        {dimensionsOf(file).length} dimensions, {file.criteria.length} critères :{" "}
        <a href="/label/referentiel">tout le référentiel</a>.
      </p>
    </>
  );
};
