/* The words of sequences: their steps are pages of the site too, so both Workers carry them. */
import mailEnParler1 from "../content/mails/en-parler-1.md";
import mailEnParler2 from "../content/mails/en-parler-2.md";
import mailEnParler3 from "../content/mails/en-parler-3.md";
import mailEnParler4 from "../content/mails/en-parler-4.md";
import mailEnParler5 from "../content/mails/en-parler-5.md";
import mailEnParler6 from "../content/mails/en-parler-6.md";
import mailEnfantAuteur1 from "../content/mails/enfant-auteur-1.md";
import mailEnfantAuteur2 from "../content/mails/enfant-auteur-2.md";
import mailEnfantAuteur3 from "../content/mails/enfant-auteur-3.md";
import mailEnfantAuteur4 from "../content/mails/enfant-auteur-4.md";
import mailImagesDiffusees1 from "../content/mails/images-diffusees-1.md";
import mailImagesDiffusees2 from "../content/mails/images-diffusees-2.md";
import mailImagesDiffusees3 from "../content/mails/images-diffusees-3.md";
import mailImagesDiffusees4 from "../content/mails/images-diffusees-4.md";
import mailLabel12Mois from "../content/mails/label-12-mois.md";
import mailLabel24Mois from "../content/mails/label-24-mois.md";
import mailLabelRenouveler from "../content/mails/label-renouveler.md";
import mailMessagesMalveillants1 from "../content/mails/messages-malveillants-1.md";
import mailMessagesMalveillants2 from "../content/mails/messages-malveillants-2.md";
import mailMessagesMalveillants3 from "../content/mails/messages-malveillants-3.md";
import mailMessagesMalveillants4 from "../content/mails/messages-malveillants-4.md";
import mailMessagesMalveillants5 from "../content/mails/messages-malveillants-5.md";
import mailMessagesMalveillants6 from "../content/mails/messages-malveillants-6.md";
import mailNumeroCircule1 from "../content/mails/numero-circule-1.md";
import mailNumeroCircule2 from "../content/mails/numero-circule-2.md";
import mailNumeroCircule3 from "../content/mails/numero-circule-3.md";
import mailNumeroCircule4 from "../content/mails/numero-circule-4.md";
import mailPremierTelephone1 from "../content/mails/premier-telephone-1.md";
import mailPremierTelephone2 from "../content/mails/premier-telephone-2.md";
import mailPremierTelephone3 from "../content/mails/premier-telephone-3.md";
import mailPremierTelephone4 from "../content/mails/premier-telephone-4.md";
import mailPremierTelephone5 from "../content/mails/premier-telephone-5.md";
import mailPremierTelephone6 from "../content/mails/premier-telephone-6.md";
import mailRappelApres from "../content/mails/rappel-apres.md";
import mailRappelJ1 from "../content/mails/rappel-j1.md";
import mailRappelJ7 from "../content/mails/rappel-j7.md";
import mailRappelJ90 from "../content/mails/rappel-j90.md";

/** The words of steps and reminders, by key. */
export const sequenceWords: Readonly<Record<string, string>> = {
  "en-parler-1": mailEnParler1,
  "en-parler-2": mailEnParler2,
  "en-parler-3": mailEnParler3,
  "en-parler-4": mailEnParler4,
  "en-parler-5": mailEnParler5,
  "en-parler-6": mailEnParler6,
  "enfant-auteur-1": mailEnfantAuteur1,
  "enfant-auteur-2": mailEnfantAuteur2,
  "enfant-auteur-3": mailEnfantAuteur3,
  "enfant-auteur-4": mailEnfantAuteur4,
  "images-diffusees-1": mailImagesDiffusees1,
  "images-diffusees-2": mailImagesDiffusees2,
  "images-diffusees-3": mailImagesDiffusees3,
  "images-diffusees-4": mailImagesDiffusees4,
  "label-12-mois": mailLabel12Mois,
  "label-24-mois": mailLabel24Mois,
  "label-renouveler": mailLabelRenouveler,
  "messages-malveillants-1": mailMessagesMalveillants1,
  "messages-malveillants-2": mailMessagesMalveillants2,
  "messages-malveillants-3": mailMessagesMalveillants3,
  "messages-malveillants-4": mailMessagesMalveillants4,
  "messages-malveillants-5": mailMessagesMalveillants5,
  "messages-malveillants-6": mailMessagesMalveillants6,
  "numero-circule-1": mailNumeroCircule1,
  "numero-circule-2": mailNumeroCircule2,
  "numero-circule-3": mailNumeroCircule3,
  "numero-circule-4": mailNumeroCircule4,
  "premier-telephone-1": mailPremierTelephone1,
  "premier-telephone-2": mailPremierTelephone2,
  "premier-telephone-3": mailPremierTelephone3,
  "premier-telephone-4": mailPremierTelephone4,
  "premier-telephone-5": mailPremierTelephone5,
  "premier-telephone-6": mailPremierTelephone6,
  "rappel-apres": mailRappelApres,
  "rappel-j1": mailRappelJ1,
  "rappel-j7": mailRappelJ7,
  "rappel-j90": mailRappelJ90,
};
