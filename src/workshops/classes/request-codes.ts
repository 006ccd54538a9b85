/* The closed lists of a class request: what somebody chooses, and what it is called. */

/** Who asks: a role, never a name. */
export const REQUESTER_ROLES = {
  teacher: "Enseignante, enseignant",
  cpe: "CPE",
  head: "Direction",
  nurse: "Infirmerie, service social",
  referent: "Référent pHARe",
  youth_worker: "Éducation, animation jeunesse",
} as const;

/** Who may follow a request beside who asked. */
export const COLLEAGUE_ROLES = { ...REQUESTER_ROLES, secretariat: "Secrétariat" } as const;

/** Why a visit is called off. */
export const CANCEL_REASONS = {
  date: "La date n’est plus possible",
  no_one: "Plus personne de disponible",
  closure: "Grève, fermeture, intempéries",
  other: "Une autre raison",
} as const;
export type CancelReason = keyof typeof CANCEL_REASONS;

/** Why a visit that was fixed did not happen. */
export const NOT_HELD_REASONS = {
  nobody_came: "Personne de l’association n’est venu",
  class_absent: "La classe n’était pas là",
  no_room: "La salle ou le matériel manquait",
} as const;
export type NotHeldReason = keyof typeof NOT_HELD_REASONS;

/** Why an association will not come. */
export const DECLINE_REASONS = {
  no_one: "Personne de disponible sur ces dates",
  too_far: "Trop loin pour nous",
  level: "Ce niveau n’est pas le nôtre",
  too_many: "Trop de demandes en ce moment",
} as const;

/** Places that are not in the school directory. */
export const PLACE_KINDS = {
  school: "Établissement scolaire absent de l’annuaire",
  cfa: "CFA",
  mission_locale: "Mission locale",
  foyer: "Foyer, maison d’enfants",
  town: "Commune, centre social",
  mutuelle: "Mutuelle, pour ses adhérents",
} as const;
export type PlaceKind = keyof typeof PLACE_KINDS;

/** Where the classes are seen. */
export const VISIT_PLACES = {
  school: "Dans l’établissement",
  association: "Dans les locaux de l’association",
  other: "Dans un autre lieu",
} as const;

/** Days and halves of days that suit while there is no date. */
export const DAYS = {
  mon: "lundi",
  tue: "mardi",
  wed: "mercredi",
  thu: "jeudi",
  fri: "vendredi",
  sat: "samedi matin",
} as const;
export type Day = keyof typeof DAYS;
export const HALVES = { am: "le matin", pm: "l’après-midi" } as const;
export type Half = keyof typeof HALVES;
