import * as z from "zod";

/** In which words a page is read: French, French that is easy to read, English. */
export type Language = "fr" | "facile" | "en";

/** Words of the pages of help that stand around advice and lines; each other language has a file of the same keys. */
const FRENCH = {
  aideTab: "Que faire",
  aideAbout: "Trois questions, une réponse : que faire maintenant, qui appeler, quoi garder. Rien n’est envoyé.",
  numbersTab: "Qui appeler",
  numbersAbout: "Les numéros d’aide, pour qui et à quelles heures.",
  writeTab: "Écrire",
  writeAbout: "À qui écrire au lieu de parler : SMS, tchat, et les heures de chacun.",
  worseTab: "Maintenant",
  worseAbout: "Trois lignes : qui appeler, à qui parler, recommencer.",
  unsure: "",
  sure: "Chaque information a été vérifiée sur sa page officielle",
  aideTitle: "Que faire maintenant",
  aideLead: "Trois questions. Vos réponses ne quittent pas cette page.",
  old: "Votre navigateur est ancien : voici toutes les réponses, l’une après l’autre. Devant chacune, ce qui arrive et pour qui.",
  unready: "La réponse s’affiche ici dès que vous avez répondu aux deux dernières questions.",
  change: "Changer",
  read: "Lire la réponse",
  clear: "Effacer mes réponses",
  later: "Plus tard",
  keep: "Garder cette réponse",
  keepHow:
    "Pour imprimer : le menu du navigateur. Seule la réponse sort ; elle disparaît de l’écran dès que la page est fermée.",
  print: "Imprimer",
  share: "Envoyer l’adresse",
  shared: "Un téléphone que d’autres utilisent ?",
  sharedHow:
    "« Quitter vite », en haut de l’écran, ou trois fois la touche Échap, ouvre une page neutre à la place de celle-ci. Un site ne peut pas effacer l’historique du navigateur : [comment le faire](/aide/numeros#traces).",
  whole: "",
  rhythm: "Ensuite, sans se presser",
  calls: "Qui appeler, à qui écrire",
  nobody: "Et si personne ne répond ?",
  dying: "Idées de mourir :",
  dayAndNight: ", jour et nuit",
  everyNumber: "Tous ces numéros",
  worse: "Ça empire",
  foldNow: "Maintenant, pas à pas",
  foldHour: "La première heure",
  foldEvidence: "Garder les preuves",
  foldLook: "Regarder d’abord",
  foldRemove: "Bloquer, faire retirer",
  foldThen: "Ensuite, avec conseil",
  foldRemoveOnly: "Faire retirer",
  foldTalk: "En parler",
  foldComplain: "Porter plainte",
  foldProtected: "Être protégé, porter plainte",
  foldNext: "La suite",
  foldLaw: "Ce que dit la loi",
  foldCall: "Si on appelle, que se passe-t-il ?",
  write: "Écrire",
  bySms: "SMS au",
  onSite: "sur",
  writeElse: "Écrire autrement",
  free: ", gratuit",
  oldNumber: "Vous cherchez le",
  newNumber: "C’est le",
  numbersTitle: "Qui appeler",
  numbersLead: "Vous n’avez rien à prouver pour appeler. Vous pouvez raccrocher quand vous voulez.",
  atNight: "La nuit, répondent :",
  evening: "Ferment le soir :",
  history: "L’historique",
  historyHow:
    "« Quitter vite » ouvre un site neutre à la place de celui-ci. Un site ne peut pas effacer l’historique de votre navigateur : ouvrez son menu, « Historique », et supprimez les lignes de Ligne Sûre. La prochaine fois, une fenêtre de navigation privée n’en gardera pas.",
  callLog: "Les appels",
  callLogHow: "Ils peuvent rester visibles dans le journal du téléphone : effacez la ligne après avoir appelé.",
  writeTitle: "Écrire au lieu de parler",
  writeLead: "Sourd, malentendant, ou quelqu’un écoute : voici à qui écrire, et quand on vous répond.",
  writeSigned:
    "Langue des signes (LSF) : aucune page que nous avons lue ne dit encore quelles lignes la parlent ; le {line:114} se joint aussi par visio.",
  writeNight: "La nuit, par écrit : le {line:114} pour un danger, et le {line:17cyber}.",
  toNumbers: "Tous les numéros, pour appeler",
  worseTitle: "Ça empire",
  worseDanger: "**En danger maintenant :** le {line:17}. Sans parler : un SMS au {line:114}.",
  worseTalk:
    "**Quelqu’un à qui parler, maintenant :** {line:3114}, jour et nuit, pour toute souffrance. Enfant ou adolescent : {line:119}. Femmes, proches : {line:3919}.",
  worseChanged: "**Ce qui a changé change la réponse :** reprenez les trois questions depuis le début.",
  again: "Recommencer",
  bandTitle: "Besoin d’aide maintenant ?",
  bandName: "Besoin d’aide maintenant",
  bandWhy: "Pour qui, à quelles heures, et d’où viennent ces numéros",
  bandDeaf: "Sourd ou malentendant : écrire au lieu de parler",
  which: "voir lesquelles",
  reference: "",
};
export type Words = Readonly<Record<keyof typeof FRENCH, string>>;

/** A language that pages of help are also written in: how it is called, which pages, and the words around what they say. */
export type Tongue = {
  id: Language;
  name: string;
  /** Of the document. */
  lang: "fr" | "en";
  /** What the address of a page begins with. */
  prefix: string;
  pages: readonly string[];
  words: Words;
};

const Listed = z
  .object({
    id: z.enum(["facile", "en"]),
    name: z.string(),
    lang: z.enum(["fr", "en"]),
    pages: z.array(z.string()).min(1),
  })
  .strict();
const WORD_KEYS = Object.keys(FRENCH) as (keyof typeof FRENCH)[];
const WordFile = z.record(z.enum(WORD_KEYS), z.string());

/**
 * French and the languages of `content/languages.json`, each with its words. Throws with the language and the first word that is missing: a
 * sentence that nobody wrote is never made up.
 */
export function parseTongues(languages: unknown, words: Readonly<Record<string, unknown>>): Tongue[] {
  const listed = z.array(Listed).parse(languages);
  return listed.map(({ id, name, lang, pages }) => {
    const read = WordFile.safeParse(words[id]);
    if (!read.success) {
      throw new Error(`content/aide/mots.${id}.json: "${read.error.issues[0]?.path.join(".")}" is missing`);
    }
    return { id, name, lang, prefix: `/${id}`, pages, words: read.data };
  });
}

export const IN_FRENCH: Tongue = { id: "fr", name: "Français", lang: "fr", prefix: "", pages: [], words: FRENCH };
