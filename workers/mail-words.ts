/* Every word of mails, imported once. Mails go by the name of their file. */
import mailManqueIntervenant from "../content/mails/manque-intervenant.md";
import mailVerificationExpire from "../content/mails/verification-expire.md";
import mailAccordADemander from "../content/mails/accord-a-demander.md";
import mailAccordRappel from "../content/mails/accord-rappel.md";
import mailAccordNon from "../content/mails/accord-non.md";
import mailAccordParent from "../content/mails/accord-parent.md";
import mailChangementParent from "../content/mails/changement-parent.md";
import mailAnnuleeParent from "../content/mails/annulee-parent.md";
import mailAnnulee from "../content/mails/annulee.md";
import mailChangement from "../content/mails/changement.md";
import mailClesRetirees from "../content/mails/cles-retirees.md";
import mailConfirmee from "../content/mails/confirmee.md";
import mailConnexionLien from "../content/mails/connexion-lien.md";
import mailConnexion from "../content/mails/connexion.md";
import mailDejaInscrit from "../content/mails/deja-inscrit.md";
import mailLabelRecevable from "../content/mails/label-recevable.md";
import mailLabelNonRecevable from "../content/mails/label-non-recevable.md";
import mailLabelPrecisions from "../content/mails/label-precisions.md";
import mailLabelContradictoire from "../content/mails/label-contradictoire.md";
import mailLabelDecision from "../content/mails/label-decision.md";
import mailLabelRecours from "../content/mails/label-recours.md";
import mailLabelMission from "../content/mails/label-mission.md";
import mailLabelPret from "../content/mails/label-pret.md";
import mailLabelPoint from "../content/mails/label-point.md";
import mailLabelDepose from "../content/mails/label-depose.md";
import mailInvitation from "../content/mails/invitation.md";
import mailLimiteAtteinte from "../content/mails/limite-atteinte.md";
import mailListeConfirmer from "../content/mails/liste-confirmer.md";
import mailListeDepasse from "../content/mails/liste-depasse.md";
import mailListeRejointe from "../content/mails/liste-rejointe.md";
import mailParcoursAdresse from "../content/mails/parcours-adresse.md";
import mailParcoursConfirmer from "../content/mails/parcours-confirmer.md";
import mailParcoursDeja from "../content/mails/parcours-deja.md";
import mailParcoursReglages from "../content/mails/parcours-reglages.md";
import mailPlaceExpiree from "../content/mails/place-expiree.md";
import mailPlaceGardee from "../content/mails/place-gardee.md";
import mailPlaceProposee from "../content/mails/place-proposee.md";
import mailResponsable from "../content/mails/responsable.md";
import mailRetrouver from "../content/mails/retrouver.md";
import mailSeanceAnnulee from "../content/mails/seance-annulee.md";
import mailStructureConfirmer from "../content/mails/structure-confirmer.md";
import mailStructureFermee from "../content/mails/structure-fermee.md";
import mailStructureRefusee from "../content/mails/structure-refusee.md";
import mailStructureValidee from "../content/mails/structure-validee.md";
import mailDemandeConfirmer from "../content/mails/demande-confirmer.md";
import mailDemandeRecue from "../content/mails/demande-recue.md";
import mailAutorisationChef from "../content/mails/autorisation-chef.md";
import mailDemandeAVoir from "../content/mails/demande-a-voir.md";
import mailCreneauPropose from "../content/mails/creneau-propose.md";
import mailSeanceFixee from "../content/mails/seance-fixee.md";
import mailSeanceFixeeAsso from "../content/mails/seance-fixee-asso.md";
import mailDemandeAttend from "../content/mails/demande-attend.md";
import mailDemandeFin from "../content/mails/demande-fin.md";
import mailDemandeFinAsso from "../content/mails/demande-fin-asso.md";
import { sequenceWords } from "./sequence-words.ts";

/** The words of mails, by key. */
export const mailWords: Readonly<Record<string, string>> = {
  "demande-confirmer": mailDemandeConfirmer,
  "demande-recue": mailDemandeRecue,
  "autorisation-chef": mailAutorisationChef,
  "demande-a-voir": mailDemandeAVoir,
  "creneau-propose": mailCreneauPropose,
  "seance-fixee": mailSeanceFixee,
  "seance-fixee-asso": mailSeanceFixeeAsso,
  "demande-attend": mailDemandeAttend,
  "demande-fin": mailDemandeFin,
  "demande-fin-asso": mailDemandeFinAsso,
  ...sequenceWords,
  annulee: mailAnnulee,
  "label-depose": mailLabelDepose,
  "label-recevable": mailLabelRecevable,
  "label-non-recevable": mailLabelNonRecevable,
  "label-precisions": mailLabelPrecisions,
  "label-contradictoire": mailLabelContradictoire,
  "label-decision": mailLabelDecision,
  "label-recours": mailLabelRecours,
  "label-mission": mailLabelMission,
  "label-pret": mailLabelPret,
  "label-point": mailLabelPoint,
  "manque-intervenant": mailManqueIntervenant,
  "verification-expire": mailVerificationExpire,
  "accord-a-demander": mailAccordADemander,
  "accord-rappel": mailAccordRappel,
  "accord-non": mailAccordNon,
  "accord-parent": mailAccordParent,
  "changement-parent": mailChangementParent,
  "annulee-parent": mailAnnuleeParent,
  "seance-annulee": mailSeanceAnnulee,
  changement: mailChangement,
  "cles-retirees": mailClesRetirees,
  confirmee: mailConfirmee,
  connexion: mailConnexion,
  "connexion-lien": mailConnexionLien,
  "deja-inscrit": mailDejaInscrit,
  invitation: mailInvitation,
  "limite-atteinte": mailLimiteAtteinte,
  "liste-confirmer": mailListeConfirmer,
  "liste-depasse": mailListeDepasse,
  "liste-rejointe": mailListeRejointe,
  "parcours-adresse": mailParcoursAdresse,
  "parcours-confirmer": mailParcoursConfirmer,
  "parcours-deja": mailParcoursDeja,
  "parcours-reglages": mailParcoursReglages,
  "place-expiree": mailPlaceExpiree,
  "place-gardee": mailPlaceGardee,
  "place-proposee": mailPlaceProposee,
  responsable: mailResponsable,
  retrouver: mailRetrouver,
  "structure-confirmer": mailStructureConfirmer,
  "structure-fermee": mailStructureFermee,
  "structure-refusee": mailStructureRefusee,
  "structure-validee": mailStructureValidee,
};
