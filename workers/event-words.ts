import { type EventType, sites } from "./features.ts";

/** Every type of event, in words. */
const types: Readonly<Record<string, string>> = Object.assign(
  {},
  ...sites.map((one) => ("eventWords" in one ? one.eventWords() : {})),
);
type FamilyOf<T extends string> = T extends `${infer Family}.${string}` ? Family : never;

/** What the first word of a type stands for, in the order of the filter; a family without words does not compile. */
const families: Readonly<Record<FamilyOf<EventType>, string>> = {
  organisation: "Structures",
  invitation: "Invitations",
  membership: "Équipes",
  sign_in: "Demandes de connexion",
  proof: "Preuves redemandées",
  login: "Connexions",
  passkey: "Clés",
  person: "Personnes consultées ou effacées",
  restore: "Base restaurée",
  journal: "Journal : exports et points de contrôle",
  registration: "Inscriptions",
  queue: "Listes d’attente : groupes dépassés",
  contact: "Liens d’inscription redemandés",
  session: "Séances",
  list: "Prénoms affichés",
  attendance: "Présences de classes",
  attestation: "Attestations",
  export: "Listes téléchargées",
  facilitator: "Intervenants",
  association: "Agréments des associations",
  staffing: "Séances où il manque un adulte",
  workshop_request: "Demandes de classe",
  watch: "« Prévenez-moi » : adresses qui attendent une association",
  directory: "Annuaire des établissements",
  subscription: "Abonnements",
  settings: "Liens des réglages",
  address: "Adresses",
  mail: "Interrupteurs et essais du courrier",
  sequence: "Parcours",
  batch: "Envois",
  message: "Messages",
  parked: "Messages mis de côté",
  application: "Candidatures au label",
  file: "Dossiers du label",
  accounts: "Comptes, audits, remarques et signalements du label",
};

/** The words of the console's audit trail. */
export const auditWords = { types, families };
