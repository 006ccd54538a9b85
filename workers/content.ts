import factRecords from "../content/facts.json";
import helpLineRecords from "../content/help-lines.json";
import lawRecords from "../content/law.json";
import serviceRecords from "../content/services.json";
import accueillirLaParole from "../content/programmes/accueillir-la-parole.md";
import agirEnTemoin from "../content/programmes/agir-en-temoin.md";
import garderLaMain from "../content/programmes/garder-la-main-sur-sa-ligne.md";
import monTelephoneMesLimites from "../content/programmes/mon-telephone-mes-limites.md";
import monNumeroMesRegles from "../content/programmes/mon-numero-mes-regles.md";
import notrePacte from "../content/programmes/notre-pacte-du-telephone.md";
import photosPartages from "../content/programmes/photos-partages-et-respect.md";
import premierTelephone from "../content/programmes/premier-telephone.md";
import quandLesMessages from "../content/programmes/quand-les-messages-font-mal.md";
import repererEnConsultation from "../content/programmes/reperer-en-consultation.md";
import vivreEnGroupe from "../content/programmes/vivre-en-groupe-de-messages.md";
import parcoursPremierTelephone from "../content/parcours/premier-telephone.md";
import parcoursMessagesMalveillants from "../content/parcours/messages-malveillants.md";
import parcoursNumeroCircule from "../content/parcours/numero-circule.md";
import parcoursImagesDiffusees from "../content/parcours/images-diffusees.md";
import parcoursEnParler from "../content/parcours/en-parler.md";
import parcoursEnfantAuteur from "../content/parcours/enfant-auteur.md";
import sequenceAtelier from "../content/sequences/atelier.v1.json";
import sequencePremierTelephone from "../content/sequences/premier-telephone.v1.json";
import sequenceLabelSuivi from "../content/sequences/label-suivi.v1.json";
import sequenceMessagesMalveillants from "../content/sequences/messages-malveillants.v1.json";
import sequenceNumeroCircule from "../content/sequences/numero-circule.v1.json";
import sequenceImagesDiffusees from "../content/sequences/images-diffusees.v1.json";
import sequenceEnParler from "../content/sequences/en-parler.v1.json";
import sequenceEnfantAuteur from "../content/sequences/enfant-auteur.v1.json";
import surveyYouth from "../content/enquetes/jeunes.v1.json";
import surveyParents from "../content/enquetes/parents.v1.json";
import surveyProfessionals from "../content/enquetes/professionnels.v1.json";
import { type Path, pathOf } from "../src/guidance/paths.ts";
import { type Sequence, catalogueOf, parseSequence } from "../src/guidance/sequence.ts";
import { parseFacts } from "../src/help/facts.ts";
import { parseHelpLines } from "../src/help/help-lines.ts";
import { type Programmes, parseProgramme } from "../src/workshops/sessions/programme.ts";
import { QuestionSet } from "../src/workshops/impact/survey.ts";
import { LABEL_ENDED } from "../src/label/registry/label-words.ts";
import { REMINDER_CONDITIONS } from "../src/workshops/seats/registration.ts";
import { sequenceWords } from "./sequence-words.ts";

/** The help lines, in the order of display. */
export const helpLines = parseHelpLines(helpLineRecords);

/** The words of each programme, by slug, in the order of the catalogue. */
export const programmeWords: Readonly<Record<string, string>> = {
  "garder-la-main-sur-sa-ligne": garderLaMain,
  "photos-partages-et-respect": photosPartages,
  "mon-telephone-mes-limites": monTelephoneMesLimites,
  "premier-telephone": premierTelephone,
  "quand-les-messages-font-mal": quandLesMessages,
  "notre-pacte-du-telephone": notrePacte,
  "accueillir-la-parole": accueillirLaParole,
  "reperer-en-consultation": repererEnConsultation,
  "mon-numero-mes-regles": monNumeroMesRegles,
  "vivre-en-groupe-de-messages": vivreEnGroupe,
  "agir-en-temoin": agirEnTemoin,
};
const all = Object.entries(programmeWords).map(([slug, words]) => parseProgramme(slug, words));

/** The programmes, in the order of the catalogue. */
export const programmes: Programmes = { all, bySlug: new Map(all.map((p) => [p.slug, p])) };

/** The questionnaires of workshops, every version. */
export const surveys: readonly QuestionSet[] = [surveyYouth, surveyParents, surveyProfessionals].map((one) =>
  QuestionSet.parse(one),
);

/** Facts that pages and mails may state, by id. */
export const facts = parseFacts({
  "law.json": lawRecords,
  "services.json": serviceRecords,
  "facts.json": factRecords,
});

const known = {
  mails: new Set(Object.keys(sequenceWords)),
  predicates: new Set<string>([...REMINDER_CONDITIONS, LABEL_ENDED]),
};
const files: Readonly<Record<string, unknown>> = {
  "atelier.v1.json": sequenceAtelier,
  "messages-malveillants.v1.json": sequenceMessagesMalveillants,
  "numero-circule.v1.json": sequenceNumeroCircule,
  "images-diffusees.v1.json": sequenceImagesDiffusees,
  "enfant-auteur.v1.json": sequenceEnfantAuteur,
  "premier-telephone.v1.json": sequencePremierTelephone,
  "en-parler.v1.json": sequenceEnParler,
  "label-suivi.v1.json": sequenceLabelSuivi,
};

/** Every version of every sequence. A mistake in a file stops here, with its name. */
export const catalogue = catalogueOf(Object.entries(files).map(([file, data]) => parseSequence(file, data, known)));

const presentations: Readonly<Record<string, string>> = {
  "premier-telephone": parcoursPremierTelephone,
  "messages-malveillants": parcoursMessagesMalveillants,
  "numero-circule": parcoursNumeroCircule,
  "images-diffusees": parcoursImagesDiffusees,
  "en-parler": parcoursEnParler,
  "enfant-auteur": parcoursEnfantAuteur,
};

/** The guidance that parents can choose, in the order of the page. */
export const paths: readonly Path[] = catalogue.current.flatMap((sequence: Sequence) => {
  const presentation = presentations[sequence.id];
  return presentation === undefined ? [] : [pathOf(sequence, presentation, sequenceWords)];
});
