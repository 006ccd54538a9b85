import { accessWords } from "../src/access/access.events.ts";
import { organisationWords } from "../src/access/organisations/organisations.events.ts";
import { consoleWords } from "../src/console/console.events.ts";
import { guidanceWords } from "../src/guidance/guidance.events.ts";
import { applicationWords } from "../src/label/application/application.events.ts";
import { assessmentWords } from "../src/label/assessment/assessment.events.ts";
import { logWords } from "../src/label/transparency-log/journal.events.ts";
import { operationWords } from "../src/mail/operations.events.ts";
import { requestEventWords } from "../src/workshops/classes/request.events.ts";
import { facilitatorWords } from "../src/workshops/facilitators/facilitators.events.ts";
import { presenceWords } from "../src/workshops/presence/presence.events.ts";
import { directoryWords } from "../src/workshops/schools/directory.events.ts";
import { recallWords } from "../src/workshops/seats/recall.events.ts";
import { registrationWords } from "../src/workshops/seats/registration.events.ts";
import { sessionWords } from "../src/workshops/sessions/session.events.ts";

/** Every type of event, in words. */
const types = {
  ...accessWords,
  ...organisationWords,
  ...consoleWords,
  ...registrationWords,
  ...recallWords,
  ...sessionWords,
  ...presenceWords,
  ...facilitatorWords,
  ...requestEventWords,
  ...directoryWords,
  ...guidanceWords,
  ...operationWords,
  ...applicationWords,
  ...assessmentWords,
  ...logWords,
};
type FamilyOf<T extends string> = T extends `${infer Family}.${string}` ? Family : never;

/** What the first word of a type stands for, in the order of the filter; a family without words does not compile. */
const families: Readonly<Record<FamilyOf<keyof typeof types>, string>> = {
  organisation: "Structures",
  invitation: "Invitations",
  membership: "Équipes",
  sign_in: "Demandes de connexion",
  login: "Connexions",
  passkey: "Clés",
  person: "Personnes consultées ou effacées",
  journal: "Journal : exports et points de contrôle",
  registration: "Inscriptions",
  queue: "Listes d’attente : groupes dépassés",
  contact: "Liens d’inscription redemandés",
  session: "Séances",
  attendance: "Présences de classes",
  attestation: "Attestations",
  export: "Listes téléchargées",
  facilitator: "Intervenants",
  workshop_request: "Demandes de classe",
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
};

/** The words of the console's audit trail. */
export const auditWords = { types, families };
