import annulee from "../content/mails/annulee.md";
import changement from "../content/mails/changement.md";
import confirmee from "../content/mails/confirmee.md";
import dejaInscrit from "../content/mails/deja-inscrit.md";
import limiteAtteinte from "../content/mails/limite-atteinte.md";
import listeConfirmer from "../content/mails/liste-confirmer.md";
import listeDepasse from "../content/mails/liste-depasse.md";
import listeRejointe from "../content/mails/liste-rejointe.md";
import placeExpiree from "../content/mails/place-expiree.md";
import placeGardee from "../content/mails/place-gardee.md";
import placeProposee from "../content/mails/place-proposee.md";
import retrouver from "../content/mails/retrouver.md";
import helpLineRecords from "../content/help-lines.json";
import accueillirLaParole from "../content/programmes/accueillir-la-parole.md";
import agirEnTemoin from "../content/programmes/agir-en-temoin.md";
import garderLaMain from "../content/programmes/garder-la-main-sur-sa-ligne.md";
import monNumeroMesRegles from "../content/programmes/mon-numero-mes-regles.md";
import notrePacte from "../content/programmes/notre-pacte-du-telephone.md";
import photosPartages from "../content/programmes/photos-partages-et-respect.md";
import premierTelephone from "../content/programmes/premier-telephone.md";
import quandLesMessages from "../content/programmes/quand-les-messages-font-mal.md";
import repererEnConsultation from "../content/programmes/reperer-en-consultation.md";
import vivreEnGroupe from "../content/programmes/vivre-en-groupe-de-messages.md";
import { parseHelpLines } from "../src/help/help-lines.ts";
import { type Programmes, parseProgramme } from "../src/workshops/programme.ts";

/** The words of mails, by key. */
export const mailWords: Readonly<Record<string, string>> = {
  annulee,
  changement,
  confirmee,
  "deja-inscrit": dejaInscrit,
  "limite-atteinte": limiteAtteinte,
  "liste-confirmer": listeConfirmer,
  "liste-depasse": listeDepasse,
  "liste-rejointe": listeRejointe,
  "place-expiree": placeExpiree,
  "place-gardee": placeGardee,
  "place-proposee": placeProposee,
  retrouver,
};

/** The help lines, in the order of display. */
export const helpLines = parseHelpLines(helpLineRecords);

const all = [
  parseProgramme("garder-la-main-sur-sa-ligne", garderLaMain),
  parseProgramme("photos-partages-et-respect", photosPartages),
  parseProgramme("premier-telephone", premierTelephone),
  parseProgramme("quand-les-messages-font-mal", quandLesMessages),
  parseProgramme("notre-pacte-du-telephone", notrePacte),
  parseProgramme("accueillir-la-parole", accueillirLaParole),
  parseProgramme("reperer-en-consultation", repererEnConsultation),
  parseProgramme("mon-numero-mes-regles", monNumeroMesRegles),
  parseProgramme("vivre-en-groupe-de-messages", vivreEnGroupe),
  parseProgramme("agir-en-temoin", agirEnTemoin),
];

/** The programmes, in the order of the catalogue. */
export const programmes: Programmes = { all, bySlug: new Map(all.map((p) => [p.slug, p])) };
