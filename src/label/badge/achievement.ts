/* What a label is in Open Badges 3.0: one achievement per level and version, and what an offer obtained. */

type Level = { referential: string; level: string; levelName: string };
const versionOf = (referential: string): string => referential.split("@")[1] ?? referential;

/** Where a level of a version is described. */
export const levelPath = (version: string, level: string): string => `/label/referentiel/${version}/niveaux/${level}`;

const LEVELS = ["Essentiel", "Renforcé", "Complet"];
/** One level of one version: the same for every offer that reaches it. */
export function achievementOf(origin: string, { referential, level, levelName }: Level): Record<string, unknown> {
  const id = `${origin}${levelPath(versionOf(referential), level)}`;
  return {
    id,
    type: ["Achievement"],
    achievementType: "QualityAssuranceCredential",
    name: `Label Ligne Sûre, ${levelName}`,
    criteria: { id },
    description: `Niveau ${levelName} du référentiel ${referential}. Ce label n’est ni un agrément ni une garantie de résultat.`,
    resultDescription: [
      {
        id: `${id}#niveau`,
        type: ["ResultDescription"],
        name: "Niveau",
        resultType: "PerformanceLevel",
        allowedValue: LEVELS,
      },
      {
        id: `${id}#score`,
        type: ["ResultDescription"],
        name: "Score vérifié, sur 100",
        resultType: "Percent",
        valueMin: "0",
        valueMax: "100",
      },
    ],
  };
}

/** What an offer obtained: its level, its verified score. */
export function resultsOf(origin: string, about: Level & { verifiedBp: number }): Record<string, unknown>[] {
  const id = `${origin}${levelPath(versionOf(about.referential), about.level)}`;
  return [
    { type: ["Result"], resultDescription: `${id}#niveau`, value: about.levelName },
    { type: ["Result"], resultDescription: `${id}#score`, value: (about.verifiedBp / 100).toFixed(2) },
  ];
}
