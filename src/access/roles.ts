import { DAY, HOUR } from "../kernel/time.ts";

/** Every role of the platform. Visitors and participants (signed links) have none of these. */
export const ROLES = [
  "educator",
  "coordinator",
  "facilitator",
  "applicant",
  "assessor",
  "panel_member",
  "operator",
] as const;
export type Role = (typeof ROLES)[number];

/** The organisation that roles of the platform itself belong to. */
export const PLATFORM = "";

/** A role in an organisation; the owner is the one who invites, removes and hands over. */
type Membership = { organisationId: string; role: Role; isOwner: boolean };

/** Who is signed in, from where, as what, and whether this login has shown a passkey. */
export type Who = {
  personId: string;
  loginId: string;
  contactId: string;
  memberships: readonly Membership[];
  hasPasskey: boolean;
};

/** The roles of somebody, wherever they have them. */
export const rolesOf = (who: Pick<Who, "memberships">): Role[] => [...new Set(who.memberships.map((m) => m.role))];

const IN_ORGANISATIONS = ["educator", "coordinator", "facilitator", "applicant"] as const;
/** Those who see other people's data or decide: their logins are short, and they show a passkey first. */
export const TRUSTED = ["assessor", "panel_member", "operator"] as const satisfies readonly Role[];

/**
 * Who may do what. `roles`: "everybody", or the roles that may; `within`: the role must be held in the organisation that
 * the path names (`:organisation`); `isOwner`: and they must own it; `needsPasskey`: this login must have shown a passkey.
 */
export const PERMISSIONS = {
  /** Public pages, and pages behind a signed link, which prove themselves who may. */
  visit: { roles: "everybody" },
  /** One's own logins, passkeys, organisations and data. */
  keep_own_space: { roles: ROLES },
  /** One organisation: what it is, who acts for it; leaving it. */
  see_organisation: { roles: IN_ORGANISATIONS, within: true },
  /** Answering class requests and saying where one works, for an association. */
  coordinate: { roles: ["coordinator"], within: true },
  /** The day itself: who came. */
  attend: { roles: ["coordinator", "facilitator"], within: true },
  /** Working on an application for the label, for a mutuelle. */
  apply: { roles: ["applicant"], within: true },
  /** Filing it or withdrawing it: what engages the mutuelle. */
  sign: { roles: ["applicant"], within: true, isOwner: true },
  /** Inviting, removing, handing over. */
  run_organisation: { roles: IN_ORGANISATIONS, within: true, isOwner: true },
  /** The console: everything operators see and decide. */
  operate: { roles: ["operator"], needsPasskey: true },
} as const satisfies Record<string, Rule>;
export type Rule = { roles: "everybody" | readonly Role[]; within?: true; isOwner?: true; needsPasskey?: true };
export type Permission = keyof typeof PERMISSIONS;

/** What the guard answers: go on, sign in first, show a passkey first, or what does not exist. */
export type Verdict = "pass" | "sign_in" | "passkey" | "hidden";

/** Applies a rule to somebody (null: nobody is signed in) and to the organisation that the path names, if any. */
export function judge(
  permission: Permission,
  who: Who | null,
  organisationId: string | undefined,
  arePasskeysOff: boolean,
): Verdict {
  const rule: Rule = PERMISSIONS[permission];
  if (rule.roles === "everybody") {
    return "pass";
  }
  if (who === null) {
    return "sign_in";
  }
  const mine = who.memberships.filter((m) => rule.roles.includes(m.role));
  const there = rule.within === true ? mine.filter((m) => m.organisationId === organisationId) : mine;
  if (there.length === 0 || (rule.isOwner === true && !there.some((m) => m.isOwner))) {
    return "hidden";
  }
  return rule.needsPasskey === true && !who.hasPasskey && !arePasskeysOff ? "passkey" : "pass";
}

/** Seconds: how long a login lives at most, and without being used. Those who can see more stay less. */
export function livesOf(roles: readonly Role[]): { absolute: number; idle: number } {
  const sees = TRUSTED.some((role) => roles.includes(role));
  return sees ? { absolute: 12 * HOUR, idle: 2 * HOUR } : { absolute: 30 * DAY, idle: 7 * DAY };
}

/** Where to go after signing in: only a path of ours, never another site (`//…`, `/\…` and full addresses are refused). */
export const ownPath = (path: string): string =>
  /^\/(?![/\\])[\w\-./?=&%#]*$/.test(path) && !path.includes("..") ? path : "/espace";

/** Every route of the site, under what it asks for. A route without a line here does not exist: the guard answers 404. */
const ROUTES_OF: Readonly<Record<Permission, readonly string[]>> = {
  visit: [
    ...["GET /", "GET /quitter"],
    ...["GET /sante", "GET /robots.txt", "GET /sitemap.xml", "GET /.well-known/security.txt", "POST /webhooks/resend"],
    // Workshops: the catalogue, a seat, and what one holds by a signed link.
    ...["GET /ateliers", "GET /ateliers/regles", "GET /ateliers/:slug", "GET /ateliers/seances/:id"],
    ...["GET /associations/:slug", "GET /agenda/association/:file", "GET /agenda/departement/:file"],
    ...["GET /api/v1/ateliers", "GET /api/openapi.json", "GET /integrer", "GET /integrer/ateliers"],
    "GET /agenda/intervenant/:file",
    ...["POST /ateliers/seances/:id/reserver", "GET /ateliers/seances/:id/inscription"],
    ...[
      "POST /ateliers/seances/:id/inscription",
      "GET /ateliers/seances/:id/liste",
      "POST /ateliers/seances/:id/liste",
    ],
    ...["GET /i/:token", "GET /i/:token/agenda.ics", "POST /i/:token/confirmer", "POST /i/:token/annuler"],
    ...["POST /i/:token/laisser", "POST /i/:token/adresse", "POST /i/:token/effacer", "POST /i/:token/places"],
    ...["POST /i/:token/attestation", "GET /attestations/verifier", "POST /attestations/verifier"],
    ...["GET /enquetes/:token", "POST /enquetes/:token", "GET /observatoire", "GET /observatoire/resultats.csv"],
    ...["GET /accord-parent/:token", "GET /api/v1/resultats"],
    ...["oui", "non", "retirer", "pas-moi"].map((act) => `POST /accord-parent/:token/${act}`),
    ...["GET /inscription/retrouver", "POST /inscription/retrouver", "GET /inscription/retrouver/envoye"],
    // A class: finding the school, asking, following by a signed link, the head's answer.
    ...["GET /etablissements", "GET /etablissements/demande", "GET /etablissements/envoye"],
    ...["GET /etablissements/demande/absent", "POST /etablissements/demande/absent"],
    ...["GET /etablissements/demande/:uai", "POST /etablissements/demande/:uai", "GET /demandes/:token"],
    ...["confirmer", "retirer", "annuler", "choisir", "aucune", "presence", "attestation"].map(
      (act) => `POST /demandes/:token/${act}`,
    ),
    ...["GET /accord/:token", "POST /accord/:token/oui", "POST /accord/:token/non"],
    // Guidance: asking for it, and one's own settings by a signed link.
    ...["GET /parents", "POST /parents", "GET /parents/envoye", "GET /parents/confirmer/:token"],
    ...["POST /parents/confirmer/:token"],
    ...["GET /u/:token", "POST /u/:token", "GET /suivi/:token", "POST /suivi/:token"],
    ...["GET /preferences", "POST /preferences", "GET /preferences/envoye", "GET /preferences/adresse/:token"],
    ...["POST /preferences/adresse/:token", "GET /preferences/:token", "GET /preferences/:token/donnees"],
    ...["GET /preferences/:token/donnees.json", "POST /preferences/:token/parcours", "POST /preferences/:token/rythme"],
    ...["POST /preferences/:token/adresse", "POST /preferences/:token/arreter", "POST /preferences/:token/effacer"],
    // Coming in.
    ...["GET /connexion", "POST /connexion", "POST /connexion/code"],
    ...[
      "GET /connexion/lien/:token",
      "POST /connexion/lien/:token",
      "GET /invitation/:token",
      "POST /invitation/:token",
    ],
    ...["GET /structures/demander", "POST /structures/demander", "GET /structures/demander/envoye"],
  ],
  keep_own_space: [
    ...[
      "GET /espace",
      "GET /espace/securite",
      "POST /espace/securite/fermer",
      "POST /espace/securite/fermer-les-autres",
    ],
    ...["GET /espace/cle", "POST /espace/cle/ajouter", "POST /espace/cle/montrer", "POST /espace/cle/retirer"],
  ],
  coordinate: [
    "POST /espace/structures/:structure/seances/exporter",
    ...["GET /espace/structures/:structure/demandes", "GET /espace/structures/:structure/demandes/:demande"],
    ...["accepter", "proposer", "passer", "transmettre", "annuler"].map(
      (act) => `POST /espace/structures/:structure/demandes/:demande/${act}`,
    ),
    ...["GET /espace/structures/:structure/seances", "GET /espace/structures/:structure/seances/nouvelle"],
    "POST /espace/structures/:structure/seances/nouvelle",
    ...["deplacer", "places", "annuler"].map((act) => `POST /espace/structures/:structure/seances/:seance/${act}`),
    ...["GET /espace/structures/:structure/intervenants", "POST /espace/structures/:structure/intervenants/noter"],
    "GET /espace/structures/:structure/seances/:seance/equipe",
    ...["assigner", "retirer"].map((act) => `POST /espace/structures/:structure/seances/:seance/equipe/${act}`),
    ...["GET /espace/structures/:structure/territoire", "POST /espace/structures/:structure/territoire"],
  ],
  attend: [
    "POST /espace/structures/:structure/seances/:seance/exporter",
    ...["GET /espace/structures/:structure/mes-seances", "POST /espace/structures/:structure/mes-seances/agenda"],
    "POST /espace/structures/:structure/seances/:seance/manque",
    ...[
      "GET /espace/structures/:structure/seances/:seance",
      "GET /espace/structures/:structure/seances/:seance/questionnaires",
    ],
    ...["present", "absent", "classe", "confirmer"].map(
      (act) => `POST /espace/structures/:structure/seances/:seance/${act}`,
    ),
  ],
  apply: [
    ...["GET", "POST"].map((method) => `${method} /espace/structures/:structure/label`),
    ...["", "/recapitulatif", "/pieces.csv", "/reponses.json", "/dimensions/:dimension", "/preuves/:preuve"].map(
      (page) => `GET /espace/structures/:structure/label/:dossier${page}`,
    ),
    "GET /espace/structures/:structure/label/:dossier/depots/:numero",
    ...["offre", "reprendre", "changer-de-version", "criteres/:critere", "criteres/:critere/preuves"].map(
      (act) => `POST /espace/structures/:structure/label/:dossier/${act}`,
    ),
    "POST /espace/structures/:structure/label/:dossier/preuves/:preuve/retirer",
  ],
  sign: ["deposer", "retirer"].map((act) => `POST /espace/structures/:structure/label/:dossier/${act}`),
  see_organisation: ["GET /espace/structures/:structure", "POST /espace/structures/:structure/quitter"],
  run_organisation: [
    ...["POST /espace/structures/:structure/inviter", "POST /espace/structures/:structure/annuler"],
    ...["POST /espace/structures/:structure/retirer", "POST /espace/structures/:structure/transmettre"],
  ],
  operate: [
    ...["GET /console", "GET /console/contenus", "GET /console/conservation", "GET /console/journal"],
    ...["POST /console/journal/exporter", "GET /console/seances", "GET /console/seances/:id"],
    "POST /console/seances/:id/exporter",
    ...["GET /console/demandes", "POST /console/demandes/:demande/verifier", "POST /console/demandes/:demande/ecarter"],
    ...["GET /console/structures", "GET /console/structures/:structure", "POST /console/structures/:structure/valider"],
    ...["POST /console/structures/:structure/refuser", "POST /console/structures/:structure/fermer"],
    ...["POST /console/structures/:structure/confier", "GET /console/equipe", "POST /console/equipe/inviter"],
    ...["POST /console/equipe/annuler", "POST /console/equipe/retirer", "POST /console/equipe/rouvrir"],
    ...["GET /console/personnes", "POST /console/personnes", "POST /console/personnes/effacer"],
    ...[
      "GET /console/parcours",
      "GET /console/courrier",
      "POST /console/courrier/envoi",
      "POST /console/courrier/classe",
    ],
    ...["POST /console/courrier/disjoncteur", "POST /console/courrier/pause", "POST /console/courrier/reprendre"],
    ...["POST /console/courrier/deplacer", "POST /console/courrier/essai", "POST /console/courrier/rejouer"],
    ...["POST /console/courrier/renvoyer", "GET /console/courrier/envois/:id"],
    ...["POST /console/courrier/envois/:id/chercher"],
  ],
};

/** What a route, as `METHOD /path/:like/this`, asks for. */
export const ROUTES: ReadonlyMap<string, Permission> = new Map(
  Object.entries(ROUTES_OF).flatMap(([permission, routes]) =>
    routes.map((route): [string, Permission] => [route, permission as Permission]),
  ),
);
