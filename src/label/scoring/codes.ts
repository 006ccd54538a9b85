/** Why a value, a node or a unit has no number; the closed list of the core. */
export type ScoringCode =
  | "GRADE_NOT_ANCHORED"
  | "OUT_OF_SCALE"
  | "LOG_NONPOSITIVE"
  | "PROPORTION_INVALID"
  | "RANGE_MISMATCH"
  | "VALUE_KIND"
  | "MISSING"
  | "WEIGHTS_ZERO"
  | "NONPOSITIVE"
  | "NODE_EMPTY"
  | "INSUFFICIENT_DATA";

/** A code, and the criterion or the node that it is about. */
export type Trouble = { code: ScoringCode; place: string };
export type Outcome<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

export const good = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const bad = (code: ScoringCode, place: string): { ok: false; trouble: Trouble } => ({
  ok: false,
  trouble: { code, place },
});

/** What to do about each code, for whoever wrote the file. */
export const MESSAGES: Readonly<Record<ScoringCode, string>> = {
  GRADE_NOT_ANCHORED: "cette note n’est pas dans l’échelle du critère : donnez une des notes ancrées",
  OUT_OF_SCALE: "cette valeur sort des bornes du critère : corrigez-la ou les bornes",
  LOG_NONPOSITIVE: "un logarithme demande une valeur supérieure à 0",
  PROPORTION_INVALID: "une proportion demande 0 ≤ success ≤ total",
  RANGE_MISMATCH: "la note déclarée est celle de la gamme la moins couverte : donnez la plus basse de byRange",
  VALUE_KIND: "cette valeur n’est pas de la sorte que le critère attend (nombre, true ou false, { success, total })",
  MISSING: "une réponse manque, et ce référentiel n’en laisse manquer aucune",
  WEIGHTS_ZERO: "tous les poids qui s’appliquent ici valent 0 : une moyenne n’existe pas",
  NONPOSITIVE: "cette moyenne demande des valeurs supérieures à 0",
  NODE_EMPTY: "tout ce que ce nœud contient est sans objet ou exclu : il n’a pas de note",
  INSUFFICIENT_DATA: "trop peu de données pour donner un chiffre",
};
