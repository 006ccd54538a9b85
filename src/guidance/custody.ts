import { limitsOf } from "../platform/counters.ts";
import { reasonInWords } from "../mail/words.ts";
import type { Custodian } from "../privacy/custodian.ts";
import { SETTINGS_LINKS } from "./subscribe.ts";
import { eraseGuidance } from "./settings.ts";
import { findSettings, heldOf, recipientOf } from "./settings.store.ts";
import type { CONSENT_ACTIONS } from "./subscription.schema.ts";

const STATUS_WORDS = ["demandé, pas confirmé", "actif", "arrêté", "jamais confirmé"];
const PROOF_WORDS: Readonly<Record<(typeof CONSENT_ACTIONS)[number], string>> = {
  requested: "demandé",
  confirmed: "confirmé",
  changed: "réglages changés",
  paused: "mis en pause",
  resumed: "repris",
  withdrawn: "arrêté",
};
const MESSAGE_WORDS = [
  "à venir",
  "en cours d’envoi",
  "envoyé",
  "remis",
  "refusé par la messagerie",
  "signalé comme indésirable",
  "non envoyé",
  "refusé",
  "inconnu",
  "non envoyé",
];
const iso = (at: number | null): string | null => (at === null ? null : new Date(at * 1000).toISOString());

/** What guidance holds about a person: topics, habits, every message with why or why not, every proof. */
export const guidanceCustody: Custodian = {
  label: "Messages et parcours",
  limits: limitsOf(SETTINGS_LINKS),
  show: async (deps, contactId) => {
    const recipientId = await recipientOf(deps.db, contactId);
    const settings = recipientId === null ? null : await findSettings(deps.db, recipientId);
    if (recipientId === null || settings === null) {
      return [];
    }
    const { messages, proofs } = await heldOf(deps.db, recipientId);
    return [
      {
        quoi: "réglages",
        lieu: settings.zone,
        heure: settings.send_hour,
        pause_jusqu_au: iso(settings.paused_until_at),
      },
      ...settings.topics.map((t) => ({
        quoi: "parcours",
        nom: t.topic,
        etat: STATUS_WORDS[t.status],
        age_de_l_enfant: t.age_group,
        demande: iso(t.requested_at),
        confirme: iso(t.confirmed_at),
        fin: iso(t.ended_at),
        dit_fini_le: iso(settings.ways.find(({ sequence }) => sequence === t.topic)?.improved_at ?? null),
      })),
      ...messages.map((m) => ({
        quoi: "message",
        nom: m.topic,
        etape: m.step,
        etat: MESSAGE_WORDS[m.status],
        raison: m.reason === null ? null : reasonInWords(m.reason),
        date: iso(m.due_at),
      })),
      ...proofs.map((p) => ({
        quoi: "preuve",
        nom: p.topic === "*" ? "tous les messages" : p.topic,
        action: PROOF_WORDS[p.action],
        page: p.page,
        date: iso(p.occurred_at),
      })),
    ];
  },
  erase: eraseGuidance,
};
