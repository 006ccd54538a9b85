import { pick } from "../kernel/pick.ts";

/* What the console and a person's own copy say of a mail that did not leave, or came back. */

/** The subject of every mail, by its key; what differs from one to the next is left open. */
export type MailNames = Readonly<Record<string, string>>;

/** Every reason that the pipeline, a sequence or an act writes under a mail, by what stands before its colon. */
export const REASON_WORDS: Readonly<Record<string, string>> = {
  bounced: "l’adresse n’existe pas, dit le fournisseur",
  bounced_soft: "la boîte n’a pas pris le message, dit le fournisseur",
  cancelled: "ce dont il parlait a été annulé",
  capped: "assez de messages ce jour-là",
  complained: "signalé comme indésirable",
  early: "trop tôt",
  ended: "ce dont il parlait est fini",
  erased: "la personne a demandé l’effacement",
  expired: "son moment était passé",
  failed: "le fournisseur n’a pas pu le remettre",
  gathered: "réuni avec d’autres dans un seul message",
  guardian: "le parent a répondu",
  handed_over: "cela revient à une autre personne",
  held: "l’adresse est au repos après des refus",
  late_enrolment: "demandé après cette étape",
  left: "la personne en est sortie",
  "not found at the provider": "absent de la liste du fournisseur",
  not_allowed_here: "cette adresse ne peut pas recevoir d’essais",
  improved: "la personne a dit que c’est fini",
  one_click: "la personne s’est désinscrite",
  ours: "mal formé : la faute est chez nous",
  paused: "la personne avait demandé une pause",
  recipient: "le fournisseur refuse cette adresse",
  refused: "mis de côté : nouvel essai plus tard",
  rescheduled: "la date a changé",
  resent: "renvoyé",
  settings: "la personne l’a arrêté dans ses réglages",
  suppressed: "l’adresse ne reçoit plus rien, par refus ou par signalement",
  template: "impossible à écrire : la faute est chez nous",
  unless: "il ne servait plus",
  unreadable: "l’adresse ne peut pas être lue",
  "unresolved after 23 h": "personne ne sait s’il est parti",
  unsubscribed: "la personne s’est désinscrite",
};

/** What stands before the colon of a reason, or before the name of a mail that could not be written. */
const codeOf = (reason: string): string => (reason.startsWith("template ") ? "template" : (reason.split(":")[0] ?? ""));

/** A reason as it is said; what is not a word of ours is the provider's own, and stays as it came. */
export const reasonInWords = (reason: string): string => pick(REASON_WORDS, codeOf(reason)) ?? reason;

/** A mail as people know it: by its subject. One that was taken out of the content keeps its key. */
export const mailName = (names: MailNames, template: string): string => pick(names, template) ?? template;
