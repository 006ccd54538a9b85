import * as z from "zod/mini";

import calcul from "../../content/label/calcul.md";
import index from "../../content/label/index.md";
import cappedAnswers from "../../docs/scoring/capped.answers.json";
import capped from "../../docs/scoring/capped.referential.json";
import developmentAnswers from "../../docs/scoring/development.answers.json";
import development from "../../docs/scoring/development.referential.json";
import labelAnswers from "../../docs/scoring/label.answers.json";
import { proseHtml } from "../../src/about/prose.ts";
import { readContent } from "../../src/kernel/front-matter.ts";
import { csvFile } from "../../src/kernel/csv.ts";
import { AskPage } from "../../src/label/public/ask.pages.tsx";
import { achievementOf, levelPath } from "../../src/label/badge/achievement.ts";
import { LevelPage } from "../../src/label/referential/level.pages.tsx";
import { DiffPage } from "../../src/label/referential/diff.pages.tsx";
import { ComputingPage, LabelPage } from "../../src/label/public/label.pages.tsx";
import { type Published, ReferentialPage } from "../../src/label/referential/referential.pages.tsx";
import { canonical, sha256 } from "../../src/label/scoring/canonical.ts";
import {
  type LevelSpec,
  type ReferentialFile,
  ReferentialFile as ReferentialFormat,
} from "../../src/label/scoring/formats.ts";
import { SimulatorPage } from "../../src/label/public/simulator.pages.tsx";
import { EVIDENCE_KINDS, dimensionsOf, pathOf } from "../../src/label/referential/words.ts";
import { identified, openApi, schemaFiles } from "./open-api.ts";
import { drafts, referentials } from "./referentials.ts";

const files = referentials;
const published: readonly Published[] = await Promise.all(
  files.map(async (file) => ({ file, hash: await sha256(canonical(file)) })),
);
const [current] = published.toReversed();
if (current === undefined) {
  throw new Error("no referential is published");
}
const versions = files.map((file) => file.version);
const { head, body } = readContent(index);
const computing = readContent(calcul);
/** The worked examples, as they are in the documentation. */
const EXAMPLES = {
  "label.answers": labelAnswers,
  "development.referential": development,
  "development.answers": developmentAnswers,
  "capped.referential": capped,
  "capped.answers": cappedAnswers,
};

const IN_LABEL = { current: "label" } as const;

/** What changes from a version to another. */
const diffPage = (before: ReferentialFile, after: ReferentialFile) => ({
  path: `/label/referentiel/${before.version}...${after.version}`,
  content: <DiffPage before={before} after={after} />,
  head: { ...IN_LABEL, title: "Ce qui change", description: "Ce qui change entre deux versions du référentiel." },
});

/** What one level of a version asks: what badges of it name. */
const levelPage = (file: ReferentialFile, level: LevelSpec) => ({
  path: levelPath(file.version, level.id),
  content: <LevelPage file={file} level={level} />,
  head: { ...IN_LABEL, title: `Niveau ${level.name ?? level.id}`, description: "Ce que demande un niveau du label." },
});

/** The pages of the label: public words and figures, the same for everyone. */
export const labelPages = [
  {
    path: "/label",
    content: (
      <LabelPage title={head["title"] ?? ""} lead={head["lead"] ?? ""} body={proseHtml(body)} file={current.file} />
    ),
    head: { ...IN_LABEL, title: "Le label", description: head["description"] ?? "" },
  },
  {
    path: "/label/referentiel",
    content: <ReferentialPage {...current} versions={versions} draft={drafts.at(-1)?.version ?? null} />,
    head: {
      ...IN_LABEL,
      title: "Référentiel",
      description: `Les ${current.file.criteria.length} critères du label, leurs notes, leurs preuves, leurs règles.`,
    },
  },
  {
    path: "/label/simulateur",
    content: <SimulatorPage file={current.file} />,
    head: {
      ...IN_LABEL,
      title: "Simulateur",
      description: "Noter une offre dans la page, sans rien envoyer : score, portes, planchers, plan.",
      script: "simulator" as const,
    },
  },
  {
    path: "/label/ma-mutuelle",
    content: <AskPage file={current.file} />,
    head: {
      ...IN_LABEL,
      title: "Ma mutuelle",
      description: "Douze questions à poser à sa mutuelle, et une lettre à copier ou à imprimer.",
      script: "ask" as const,
    },
  },
  {
    path: "/label/calcul",
    content: (
      <ComputingPage
        title={computing.head["title"] ?? ""}
        lead={computing.head["lead"] ?? ""}
        body={proseHtml(computing.body)}
      />
    ),
    head: { ...IN_LABEL, title: "Calcul", description: computing.head["description"] ?? "" },
  },
  ...files.slice(1).map((after, i) => diffPage(files[i] ?? after, after)),
  ...drafts.map((draft) => diffPage(current.file, draft)),
  ...files.flatMap((file) => (file.levels ?? []).map((level) => levelPage(file, level))),
];

/** Criterion, piece, greatest age by level, who may hold it: for whoever gathers the pieces. */
function evidenceList({ criteria, levels = [], ...file }: ReferentialFile): string {
  const names = new Map(dimensionsOf(file).flatMap((one) => one.criteria.map((id) => [id, one.name] as const)));
  const ages = levels.map(
    (level) =>
      `age_max_mois_${(level.name ?? level.id)
        .toLowerCase()
        .normalize("NFD")
        .replace(/\P{ASCII}/gu, "")}`,
  );
  const holder = (kind: keyof typeof EVIDENCE_KINDS): string =>
    kind === "mystery" || kind === "automatic" ? "le label" : "la mutuelle ou son prestataire d’assistance";
  return csvFile([
    ["critere", "nom", "dimension", "piece", "nature", "minimum", "publiable", ...ages, "detenteur"],
    ...criteria.flatMap(({ id, name = "", evidence = [] }) =>
      evidence.map((piece) => [
        id,
        name,
        names.get(id) ?? "",
        piece.text,
        EVIDENCE_KINDS[piece.kind],
        piece.min,

        piece.publishable ? "oui" : "non",
        ...levels.map((level) => level.evidenceMaxMonths ?? 0),
        holder(piece.kind),
      ]),
    ),
  ]);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
/** A level as badges name it. */
const achievementFile = (origin: string, file: ReferentialFile, level: LevelSpec): { path: string; text: string } => ({
  path: `${levelPath(file.version, level.id)}.json`,
  text: json({
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    ...achievementOf(origin, {
      referential: `${file.id}@${file.version}`,
      level: level.id,
      levelName: level.name ?? level.id,
    }),
  }),
});

/** The files of the label that are served as they are: each version, the list of pieces, the formats as JSON Schema. */
export const labelFiles = (origin: string): { path: string; text: string }[] => {
  const { $schema: _, ...referential } = z.toJSONSchema(ReferentialFormat);
  const schemas = schemaFiles(origin).concat(identified(origin, "/api/v1/schemas/referential-1.json", referential));
  return files
    .concat(drafts)
    .map((file) => ({ path: pathOf(file), text: json(file) }))
    .concat(
      Object.entries(EXAMPLES).map(([name, file]) => ({ path: `/label/calcul/${name}.json`, text: json(file) })),
      files.flatMap((file) => (file.levels ?? []).map((level) => achievementFile(origin, file, level))),
      schemas.map(({ path, schema }) => ({ path, text: json(schema) })),
      { path: "/label/referentiel/preuves.csv", text: evidenceList(current.file) },
      { path: "/api/openapi.json", text: json(openApi(origin)) },
    );
};
