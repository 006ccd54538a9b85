/* How somebody reaches the help of an offer this very evening. Declared by the mutuelle, shown with its day, never scored. */

/** When somebody answers. */
export const HOURS = {
  always: "jour et nuit, tous les jours",
  evenings: "tous les jours, le soir aussi",
  days: "tous les jours, en journée",
  week: "en semaine, aux heures de bureau",
} as const;

/** Pages of the mutuelle, never a number: its own page is right when a number changes. */
export type Tonight = {
  /** The page that gives the line. */
  line: string | null;
  hours: keyof typeof HOURS;
  /** A form to write by. */
  form: string | null;
  /** The day on which it was said. */
  on: string;
};
