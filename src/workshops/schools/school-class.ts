/** School levels and the youth organisations' one (domain codes). */
export const LEVELS = {
  cm: "CM1, CM2",
  "6e_5e": "6e, 5e",
  "4e_3e": "4e, 3e",
  lycee_gt: "Lycée général ou technologique",
  lycee_pro: "Lycée professionnel",
  cap: "CAP",
  youth_org: "Groupe d’une structure jeunesse",
} as const;
export type Level = keyof typeof LEVELS;

/** Who of the school stays in the room: a role, never a name. */
export const ADULT_ROLES = {
  teacher: "Enseignante, enseignant",
  cpe: "CPE",
  nurse: "Infirmière, infirmier",
  aed: "Assistant d’éducation",
  youth_worker: "Éducatrice, animateur",
} as const;
