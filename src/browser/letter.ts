import { IMPORT_REFUSALS, asAccount, asPieces, fromFile } from "../help/notes.ts";
import {
  type LetterBlock,
  type LetterDraft,
  PARTS,
  type PartKey,
  asText,
  writeLetter,
} from "../help/prosecutor-letter.ts";
import { byId, onFile, todayInWords, warnBeforeLeaving } from "./page.ts";
import { offerWord, sheetOf } from "./word.ts";

/* The letter to the prosecutor: written in this page, sent by nobody but the person. */
const fields = Object.fromEntries(PARTS.map(({ key }) => [key, byId(key, HTMLTextAreaElement)])) as Record<
  PartKey,
  HTMLTextAreaElement
>;
const place = byId("place", HTMLInputElement);
const civil = byId("civil", HTMLInputElement);
const sheet = byId("sheet", HTMLElement);
const tell = (id: "say" | "done", words: string): void => {
  byId(id, HTMLElement).textContent = words;
};

function letter(): LetterBlock[] {
  const typed = Object.fromEntries(PARTS.map(({ key }) => [key, fields[key].value])) as Record<PartKey, string>;
  const draft: LetterDraft = {
    ...typed,
    place: place.value,
    isCivilParty: civil.checked,
    dateInWords: todayInWords(),
  };
  return writeLetter(draft);
}

function show(): void {
  sheet.replaceChildren(...sheetOf(letter()));
}

const all = [...Object.values(fields), place];
all.forEach((field) => field.addEventListener("input", show));
civil.addEventListener("change", show);

onFile(byId("from-journal", HTMLInputElement), (text) => {
  const read = fromFile(text);
  if ("refusal" in read) {
    tell("say", IMPORT_REFUSALS[read.refusal].replace("votre journal", "votre lettre"));
    return;
  }
  const add = (field: HTMLTextAreaElement, words: string): void => {
    field.value = field.value.trim() === "" || words === "" ? field.value.trim() + words : `${field.value}\n${words}`;
  };
  add(fields.facts, asAccount(read.entries));
  add(fields.documents, asPieces(read.entries));
  show();
  tell("say", "Les faits du journal sont dans la lettre.");
});

byId("copy", HTMLButtonElement).addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(asText(letter()));
    tell("done", "La lettre est copiée. Collez-la où vous voulez.");
  } catch {
    getSelection()?.selectAllChildren(sheet);
    tell("done", "La lettre est sélectionnée : copiez-la avec votre navigateur.");
  }
});
byId("print", HTMLButtonElement).addEventListener("click", () => window.print());
byId("docx", HTMLButtonElement).addEventListener("click", async () => {
  tell("done", "Préparation du fichier…");
  const isThere = await offerWord("lettre.docx", "Lettre", letter());
  tell(
    "done",
    isThere
      ? "Le fichier « lettre.docx » est dans vos téléchargements."
      : "Le fichier n’a pas pu être préparé. Copiez la lettre ou imprimez-la : rien n’est perdu.",
  );
});

warnBeforeLeaving(() => all.some((field) => field.value.trim() !== ""));
byId("letter", HTMLElement).hidden = false;
document.querySelector(".blank")?.toggleAttribute("hidden", true);
show();
