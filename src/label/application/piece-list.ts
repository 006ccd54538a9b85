import { csvFile } from "../../kernel/csv.ts";
import type { Model } from "../scoring/model.ts";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import type { Answer, Piece } from "./application.ts";

/** The checklist of an application's evidence: what each criterion asks, what is there, what each level allows as age. */
export function pieceList(model: Model, answers: readonly Answer[], pieces: readonly Piece[]): string {
  const grade = new Map(answers.map((one) => [one.criterionId, one.isNa ? "sans objet" : (one.declared ?? "")]));
  const ages = model.levels.map((level) => `age_max_mois_${level.id}`);
  return csvFile([
    ["critere", "nom", "note_declaree", "piece_demandee", "nature", "minimum", "pieces_donnees", ...ages],
    ...model.file.criteria.flatMap(({ id, name = "", evidence = [] }) =>
      evidence.map((asked) => [
        id,
        name,
        grade.get(id) ?? "",
        asked.text,
        EVIDENCE_KINDS[asked.kind],
        asked.min,
        pieces.filter((one) => one.criterionId === id && one.kind === asked.kind).length,
        ...model.levels.map((level) => level.evidenceMaxMonths ?? null),
      ]),
    ),
  ]);
}
