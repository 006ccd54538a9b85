import type { Permission } from "./roles.ts";

/** Every route of the site, under what it asks for. A route without a line here does not exist: the guard answers 404. */
const ROUTES_OF: Readonly<Record<Permission, readonly string[]>> = {
  visit: [
    "GET /", "GET /quitter",
    "GET /sante", "GET /robots.txt", "GET /sitemap.xml", "GET /.well-known/security.txt", "POST /webhooks/resend",
    // Workshops: the catalogue, a seat, and what one holds by a signed link.
    "GET /ateliers", "GET /ateliers/regles", "GET /ateliers/:slug", "GET /ateliers/seances/:id",
    "GET /associations/:slug", "GET /agenda/association/:file", "GET /agenda/departement/:file",
    "GET /api/v1/ateliers", "GET /api/openapi.json", "GET /integrer", "GET /integrer/ateliers",
    "GET /agenda/intervenant/:file",
    "POST /ateliers/seances/:id/reserver", "GET /ateliers/seances/:id/inscription",
    
      "POST /ateliers/seances/:id/inscription",
      "GET /ateliers/seances/:id/liste",
      "POST /ateliers/seances/:id/liste"
    ,
    "GET /i/:token", "GET /i/:token/agenda.ics", "POST /i/:token/confirmer", "POST /i/:token/annuler",
    "POST /i/:token/laisser", "POST /i/:token/adresse", "POST /i/:token/effacer", "POST /i/:token/places",
    "POST /i/:token/attestation", "GET /attestations/verifier", "POST /attestations/verifier",
    "GET /enquetes/:token", "POST /enquetes/:token", "GET /observatoire", "GET /observatoire/resultats.csv",
    "GET /accord-parent/:token", "GET /api/v1/resultats",
    ...["oui", "non", "retirer", "pas-moi"].map((act) => `POST /accord-parent/:token/${act}`),
    "GET /inscription/retrouver", "POST /inscription/retrouver", "GET /inscription/retrouver/envoye",
    // A class: finding the school, asking, following by a signed link, the head's answer.
    "GET /etablissements", "GET /etablissements/demande", "GET /etablissements/envoye",
    "GET /etablissements/demande/absent", "POST /etablissements/demande/absent",
    "GET /etablissements/demande/:uai", "POST /etablissements/demande/:uai", "GET /demandes/:token",
    ...["confirmer", "retirer", "annuler", "choisir", "aucune", "presence", "attestation"].map(
      (act) => `POST /demandes/:token/${act}`,
    ),
    "GET /accord/:token", "POST /accord/:token/oui", "POST /accord/:token/non",
    // Guidance: asking for it, and one's own settings by a signed link.
    "GET /parents", "POST /parents", "GET /parents/envoye", "GET /parents/confirmer/:token",
    "POST /parents/confirmer/:token",
    "GET /u/:token", "POST /u/:token", "GET /suivi/:token", "POST /suivi/:token",
    "GET /preferences", "POST /preferences", "GET /preferences/envoye", "GET /preferences/adresse/:token",
    "POST /preferences/adresse/:token", "GET /preferences/:token", "GET /preferences/:token/donnees",
    "GET /preferences/:token/donnees.json", "POST /preferences/:token/parcours", "POST /preferences/:token/rythme",
    "POST /preferences/:token/adresse", "POST /preferences/:token/arreter", "POST /preferences/:token/effacer",
    // The label, as the public reads it.
    
      "GET /label/registre",
      "GET /label/registre.csv",
      "GET /label/registre.json",
      "GET /label/registre/schema.json",
      "GET /label/registre/exemple-valide.csv",
      "GET /label/registre/:fiche",
      "GET /label/registre/:fiche/recalcul"
    ,
    
      "GET /label/registre/:fiche/reponses.json",
      "GET /label/registre/:fiche/resultat.json",
      "GET /label/comparateur"
    ,
    "GET /label/verifier", "POST /label/verifier", "GET /label/badge/:fichier", "GET /.well-known/did.json",
    "GET /label/journal", "GET /label/journal/:fichier", "GET /label/journal/preuve/:numero",
    "GET /label/signaler/:fiche", "POST /label/signaler/:fiche",
    // Coming in.
    "GET /connexion", "POST /connexion", "POST /connexion/code",
    
      "GET /connexion/lien/:token",
      "POST /connexion/lien/:token",
      "GET /invitation/:token",
      "POST /invitation/:token"
    ,
    "GET /structures/demander", "POST /structures/demander", "GET /structures/demander/envoye",
  ],
  keep_own_space: [
    
      "GET /espace",
      "GET /espace/securite",
      "POST /espace/securite/fermer",
      "POST /espace/securite/fermer-les-autres"
    ,
    "GET /espace/cle", "POST /espace/cle/ajouter", "POST /espace/cle/montrer", "POST /espace/cle/retirer",
  ],
  coordinate: [
    "POST /espace/structures/:structure/seances/exporter",
    "GET /espace/structures/:structure/demandes", "GET /espace/structures/:structure/demandes/:demande",
    ...["accepter", "proposer", "passer", "transmettre", "annuler"].map(
      (act) => `POST /espace/structures/:structure/demandes/:demande/${act}`,
    ),
    "GET /espace/structures/:structure/seances", "GET /espace/structures/:structure/seances/nouvelle",
    "POST /espace/structures/:structure/seances/nouvelle",
    ...["deplacer", "places", "annuler"].map((act) => `POST /espace/structures/:structure/seances/:seance/${act}`),
    "GET /espace/structures/:structure/intervenants", "POST /espace/structures/:structure/intervenants/noter",
    "GET /espace/structures/:structure/seances/:seance/equipe",
    ...["assigner", "retirer"].map((act) => `POST /espace/structures/:structure/seances/:seance/equipe/${act}`),
    "GET /espace/structures/:structure/territoire", "POST /espace/structures/:structure/territoire",
  ],
  attend: [
    "POST /espace/structures/:structure/seances/:seance/exporter",
    "GET /espace/structures/:structure/mes-seances", "POST /espace/structures/:structure/mes-seances/agenda",
    "POST /espace/structures/:structure/seances/:seance/manque",
    
      "GET /espace/structures/:structure/seances/:seance",
      "GET /espace/structures/:structure/seances/:seance/questionnaires"
    ,
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
    ...["evaluation", "domaines"].map((page) => `GET /espace/structures/:structure/label/:dossier/${page}`),
    ...["criteres/:critere/repondre", "domaines/:domaine/verifier", "repartir"].map(
      (act) => `POST /espace/structures/:structure/label/:dossier/${act}`,
    ),
  ],
  sign: ["deposer", "retirer", "recours", "domaines", "domaines/:domaine/retirer"].map(
    (act) => `POST /espace/structures/:structure/label/:dossier/${act}`,
  ),
  assess: [
    "GET /espace/evaluation", "POST /espace/evaluation/liens", "GET /espace/evaluation/:dossier",
    ...["rendre", "precisions", "proposer", "signer", "constats/:constat/lever", "criteres/:critere"].map(
      (act) => `POST /espace/evaluation/:dossier/${act}`,
    ),
    ...["echange", "arbitrer", "constats"].map((act) => `POST /espace/evaluation/:dossier/criteres/:critere/${act}`),
    "GET /espace/evaluation/:dossier/criteres/:critere",
    "GET /espace/evaluation/:dossier/preuves/:preuve",
  ],
  see_organisation: ["GET /espace/structures/:structure", "POST /espace/structures/:structure/quitter"],
  run_organisation: [
    "POST /espace/structures/:structure/inviter", "POST /espace/structures/:structure/annuler",
    "POST /espace/structures/:structure/retirer", "POST /espace/structures/:structure/transmettre",
  ],
  operate: [
    "GET /console", "GET /console/contenus", "GET /console/conservation", "GET /console/journal",
    "POST /console/journal/exporter", "GET /console/seances", "GET /console/seances/:id",
    "POST /console/seances/:id/exporter",
    "GET /console/demandes", "POST /console/demandes/:demande/verifier", "POST /console/demandes/:demande/ecarter",
    "GET /console/structures", "GET /console/structures/:structure", "POST /console/structures/:structure/valider",
    "POST /console/structures/:structure/refuser", "POST /console/structures/:structure/fermer",
    "POST /console/structures/:structure/confier", "GET /console/equipe", "POST /console/equipe/inviter",
    "POST /console/equipe/annuler", "POST /console/equipe/retirer", "POST /console/equipe/rouvrir",
    "GET /console/personnes", "POST /console/personnes", "POST /console/personnes/effacer",
    
      "GET /console/parcours",
      "GET /console/courrier",
      "POST /console/courrier/envoi",
      "POST /console/courrier/classe"
    ,
    "POST /console/courrier/disjoncteur", "POST /console/courrier/pause", "POST /console/courrier/reprendre",
    "POST /console/courrier/deplacer", "POST /console/courrier/essai", "POST /console/courrier/rejouer",
    "POST /console/courrier/renvoyer", "GET /console/courrier/envois/:id",
    "POST /console/courrier/envois/:id/chercher",
    
      "GET /console/label",
      "GET /console/label/:dossier",
      "GET /console/label/signalements",
      "GET /console/label/accords"
    ,
    "POST /console/label/signalements/:signalement/traiter",
    ...[
      "recevable",
      "irrecevable",
      "commencer",
      "reprendre",
      "contradictoire",
      "prendre",
      "confier",
      "liberer",
      "contact",
    ].map((act) => `POST /console/label/:dossier/${act}`),
  ],
};

/** What a route, as `METHOD /path/:like/this`, asks for. */
export const ROUTES: ReadonlyMap<string, Permission> = new Map(
  Object.entries(ROUTES_OF).flatMap(([permission, routes]) =>
    routes.map((route): [string, Permission] => [route, permission as Permission]),
  ),
);
