import { plural } from "../../kernel/text.ts";
import { momentIn } from "../../kernel/time.ts";
import type { RequestEventType } from "./request.events.ts";

/** What a request goes through, and the papers that are made of it; nothing else that an event says of it is told. */
type TrailType = RequestEventType | "attestation.issued";
/** Something that happened to a request: its event. */
export type Happened = { type: TrailType; at: number; data: Readonly<Record<string, unknown>> };
type Say = (data: Happened["data"], tz: string) => string | null;

const said =
  (words: string): Say =>
  () =>
    words;
const unsaid: Say = () => null;
const SIDES: Readonly<Record<string, string>> = {
  school: "l’établissement",
  association: "l’association",
  erasure: "une demande d’effacement",
};
const by = (data: Happened["data"]): string => SIDES[String(data["by"])] ?? "l’un des deux";
const PENCILLED: Readonly<Record<string, string>> = {
  accept: "Une association a retenu une de vos dates, au crayon",
  propose: "Une association a noté d’autres dates, au crayon",
};

/** What each event is called on the pages of a request: by role, never a name. What concerns one side alone is not said. */
const TRAIL: Record<TrailType, Say> = {
  "workshop_request.drafted": said("Demande écrite"),
  "workshop_request.submitted": said("Demande envoyée aux associations ; direction interrogée"),
  "workshop_request.vetted": said("Structure vérifiée par notre équipe"),
  "workshop_request.pencilled": (data) => PENCILLED[String(data["as"])] ?? null,
  "workshop_request.handed_over": said("Une association l’a transmise à une autre"),
  "workshop_request.passed": said("Une association ne pourra pas venir"),
  "workshop_request.authorised": said("Accord de la direction"),
  "workshop_request.refused": said("La direction n’a pas donné son accord"),
  "workshop_request.proposed": said("Une association propose d’autres dates"),
  "workshop_request.proposal_declined": said("Ces dates ne convenaient pas"),
  "workshop_request.scheduled": said("Séance fixée"),
  "workshop_request.taken_over": said("Une autre association reprend la séance"),
  "workshop_request.freed": said("L’association a fermé ; la demande est de nouveau ouverte"),
  "workshop_request.waited": said("Associations relancées"),
  "workshop_request.widened": said("Montrée aussi aux associations des départements voisins"),
  "workshop_request.opened_to_all": said("Montrée à toutes les associations"),
  "workshop_request.declined": said("Aucune association n’a pu venir"),
  "workshop_request.withdrawn": said("Demande retirée"),
  "workshop_request.lapsed": said("Sans réponse, la demande s’est éteinte"),
  "workshop_request.cancelled": (data) => `Séance annulée par ${by(data)}`,
  "workshop_request.head_reminded": said("Direction relancée"),
  "workshop_request.agreement_withdrawn": said("La direction a retiré son accord"),
  "workshop_request.reopened": said("Demande rouverte"),
  "workshop_request.resized": (data) => {
    const pupils = Number(data["pupils"]);
    return pupils === 0 ? "Nombres ou lettres changés" : `Nombres changés : ${plural(pupils, "élève")} d’écart`;
  },
  "workshop_request.class_added": (data) => `Une classe ajoutée : ${plural(Number(data["classes"]), "classe")}`,
  "workshop_request.class_dropped": (data) => `Une classe retirée : ${plural(Number(data["classes"]), "classe")}`,
  "workshop_request.move_asked": (data) => `Autre date demandée par ${by(data)}`,
  "workshop_request.move_declined": said("La date fixée est gardée"),
  "workshop_request.moved": (data, tz) =>
    `Séance déplacée : elle devait commencer le ${momentIn(Number(data["from"]), tz)}`,
  "workshop_request.acknowledged": said("Annulation vue"),
  "workshop_request.not_held": said("La séance n’a pas eu lieu"),
  "workshop_request.word_written": (data) => `Un mot de ${by(data)}`,
  "workshop_request.word_reported": unsaid,
  "workshop_request.word_settled": unsaid,
  "workshop_request.colleague_invited": said("Un collègue invité à la suivre"),
  "workshop_request.colleague_joined": said("Un collègue la suit"),
  "workshop_request.colleague_left": said("Un collègue ne la suit plus"),
  "workshop_request.reported": said("Bilan envoyé à la direction"),
  "workshop_request.done": said("Séance passée"),
  "attestation.issued": said("Attestation faite"),
  "workshop_request.erased": said("Adresses effacées"),
};

export const TRAIL_TYPES = Object.keys(TRAIL) as [TrailType, ...TrailType[]];

/** What happened to a request, oldest first; the same thing twice in a row is one line, with its last day. */
export function trailOf(happened: readonly Happened[], tz: string): { at: number; words: string }[] {
  const lines: { at: number; words: string }[] = [];
  for (const { type, at, data } of happened) {
    const words = TRAIL[type](data, tz);
    if (words === null) {
      continue;
    }
    if (lines.at(-1)?.words === words) {
      lines.pop();
    }
    lines.push({ at, words });
  }
  return lines;
}
