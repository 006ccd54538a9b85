/**
 * The letter to the public prosecutor: its parts, as service-public's sheet F21613 lists them
 * (`content/law.json`, record `lettre_contenu`). Written in the page, sent by nobody but the person.
 */
export const PARTS = [
  { key: "identity", label: "Votre nom et vos prénoms", hint: "Tels qu’ils sont à l’état civil.", rows: 1 },
  { key: "birth", label: "Date et lieu de naissance, nationalité", hint: "", rows: 1 },
  {
    key: "contact",
    label: "Adresse",
    hint: "Pour que la justice puisse vous répondre. Elle reste dans cette page.",
    rows: 3,
  },
  {
    key: "court",
    label: "Ville du tribunal judiciaire",
    hint: "Celui du lieu des faits, ou du domicile de l’auteur.",
    rows: 1,
  },
  {
    key: "facts",
    label: "Les faits, avec leurs dates et leurs lieux",
    hint: "Dans l’ordre, avec des mots simples. Une date approximative vaut mieux que rien.",
    rows: 10,
  },
  {
    key: "author",
    label: "L’auteur, seulement si vous le connaissez",
    hint: "Laissez vide : la plainte est alors « contre X ».",
    rows: 2,
  },
  { key: "witnesses", label: "Témoins : noms et adresses, s’il y en a", hint: "", rows: 2 },
  {
    key: "damage",
    label: "Ce que cela vous a coûté",
    hint: "Santé, travail, école, argent. Une estimation, même provisoire, suffit.",
    rows: 4,
  },
  {
    key: "documents",
    label: "Les documents joints",
    hint: "Un par ligne : captures, messages vocaux, certificat.",
    rows: 3,
  },
] as const;
export type PartKey = (typeof PARTS)[number]["key"];
/** What was typed, by part, and whether the person asks for damages. */
export type LetterDraft = Record<PartKey, string> & { isCivilParty: boolean; place: string; dateInWords: string };

/** A block of the letter: an address, a title or a paragraph. */
export type LetterBlock = { kind: "right" | "left" | "title" | "heading" | "text"; text: string };

const BLANK = "…………………………";

/** The whole letter, in order. What was left empty shows as a line to fill by hand. */
export function writeLetter(draft: LetterDraft): LetterBlock[] {
  const or = (text: string, blank = BLANK): string => (text.trim() === "" ? blank : text.trim());
  const isKnown = draft.author.trim() !== "";
  const heading = (text: string): LetterBlock => ({ kind: "heading", text });
  const texts = (text: string): LetterBlock[] => text.split(/\n+/).map((line) => ({ kind: "text", text: line }));
  return [
    { kind: "left", text: or(draft.identity) },
    { kind: "left", text: `Né(e) : ${or(draft.birth)}` },
    ...or(draft.contact)
      .split(/\n+/)
      .map((text): LetterBlock => ({ kind: "left", text })),
    { kind: "right", text: "Monsieur ou Madame le procureur de la République" },
    { kind: "right", text: `Tribunal judiciaire de ${or(draft.court)}` },
    { kind: "right", text: `À ${or(draft.place)}, le ${or(draft.dateInWords)}` },
    { kind: "title", text: isKnown ? "Objet : dépôt de plainte" : "Objet : dépôt de plainte contre X" },
    { kind: "text", text: "Madame, Monsieur le procureur de la République," },
    { kind: "text", text: "Je porte à votre connaissance les faits suivants, et je dépose plainte." },
    heading("Les faits"),
    ...texts(or(draft.facts)),
    heading("L’auteur"),
    ...texts(
      isKnown
        ? `Je pense que l’auteur de ces faits est : ${draft.author.trim()}`
        : "Je ne connais pas l’auteur de ces faits : je porte plainte contre X.",
    ),
    heading("Les témoins"),
    ...texts(or(draft.witnesses, "Je n’ai pas de témoin à indiquer à ce jour.")),
    heading("Le préjudice"),
    ...texts(or(draft.damage, "Je ne peux pas encore l’estimer et je le préciserai plus tard.")),
    ...(draft.isCivilParty
      ? [heading("Partie civile"), ...texts("Je me constitue partie civile et je demande réparation de ce préjudice.")]
      : []),
    heading("Les documents joints"),
    ...texts(or(draft.documents)),
    { kind: "text", text: "Je vous prie de croire, Madame, Monsieur le procureur, à ma considération respectueuse." },
    { kind: "right", text: "Signature :" },
  ];
}

/** The letter as plain text, to copy. */
export const asText = (blocks: readonly LetterBlock[]): string =>
  blocks.map(({ kind, text }) => (kind === "heading" || kind === "title" ? `\n${text}\n` : text)).join("\n");

/** The empty letter, to print and fill by hand. */
export const BLANK_LETTER = /* @__PURE__ */ writeLetter({
  identity: "",
  birth: "",
  contact: "",
  court: "",
  facts: "",
  author: "",
  witnesses: BLANK,
  damage: BLANK,
  documents: "",
  place: "",
  dateInWords: "",
  isCivilParty: false,
});
