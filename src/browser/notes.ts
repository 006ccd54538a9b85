import {
  type Entry,
  IMPORT_REFUSALS,
  asDocument,
  fromFile,
  merged,
  numbered,
  sorted,
  toFile,
  whenInWords,
  wrongIn,
} from "../help/notes.ts";
import { asText } from "../help/prosecutor-letter.ts";
import { forget, keep as keepHere, kept } from "./kept.ts";
import { byId, deviceMs, offerFile, onFile, todayInWords, warnBeforeLeaving } from "./page.ts";
import { offerWord, sheetOf } from "./word.ts";

/* The journal of facts: it lives in this page. Nothing is sent, and nothing is stored unless the box is ticked. */
const KEY = "journal";
let entries: Entry[] = [];
/** Whether closing the page now would lose something. */
let isUnsaved = false;
/** The copy of this device that the page knows: 0 for none, one more each time it is kept. */
let known = 0;

const [on, at] = [byId("on", HTMLInputElement), byId("at", HTMLInputElement)];
const [what, witnesses, proof] = ["what", "witnesses", "proof"].map((id) => byId(id, HTMLTextAreaElement)) as [
  HTMLTextAreaElement,
  HTMLTextAreaElement,
  HTMLTextAreaElement,
];
const keep = byId("keep", HTMLInputElement);
const table = byId("facts", HTMLTableElement);
const say = (words: string): void => {
  byId("say", HTMLElement).textContent = words;
};

function show(): void {
  table.hidden = entries.length === 0;
  table.tBodies[0]?.replaceChildren(...numbered(entries).map(row));
}

/** The copy that this device holds now, and its number; null: none. `entries` null: it cannot be read here. */
function copyHere(): { number: number; entries: Entry[] | null } | null {
  const found = kept(localStorage, KEY);
  if (found === null) {
    return null;
  }
  const { base, value } = found;
  const file = fromFile(typeof value === "string" ? value : JSON.stringify(value));
  return { number: (base ?? 0) + 1, entries: "entries" in file ? file.entries : null };
}

/** Keeps the journal on this device. What another tab kept meanwhile joins it; what another tab erased stays erased. */
function store(): void {
  const here = copyHere();
  const number = here?.number ?? 0;
  if (number !== known && here?.entries) {
    entries = merged(entries, here.entries);
    show();
  }
  const isErased = here === null && known > 0;
  const isUnreadable = here !== null && here.entries === null;
  const made = { base: number, at: deviceMs(), value: toFile(entries) };
  if (isErased || isUnreadable || !keepHere(localStorage, KEY, made)) {
    keep.checked = false;
    known = number;
    isUnsaved = entries.length > 0;
    say("Le journal n’est pas gardé sur cet appareil. Il reste dans cette page : enregistrez-le dans un fichier.");
    return;
  }
  known = number + 1;
  isUnsaved = false;
}
const storeIfAsked = (): void => (keep.checked ? store() : undefined);

function row({ entry, piece }: ReturnType<typeof numbered>[number]): HTMLTableRowElement {
  const tr = document.createElement("tr");
  const named = piece === null ? "" : `Pièce ${piece} : ${entry.proof}`;
  const cells = [whenInWords(entry), entry.what, entry.witnesses, named];
  cells.forEach((text, index) => {
    const cell = document.createElement(index === 0 ? "th" : "td");
    cell.textContent = text;
    cell.dir = "auto";
    cell.dataset["head"] = ["", "Ce qui s’est passé", "Qui l’a vu", "Preuve gardée"][index] ?? "";
    tr.append(cell);
  });
  const act = document.createElement("button");
  act.type = "button";
  act.className = "quiet";
  act.textContent = "Reprendre";
  act.setAttribute("aria-label", `Reprendre ce fait : ${whenInWords(entry)}`);
  act.addEventListener("click", () => takeBack(entry));
  const last = document.createElement("td");
  last.append(act);
  tr.append(last);
  return tr;
}

/** Puts a fact back into the controls, to correct it or to leave it out. */
function takeBack(entry: Entry): void {
  if (what.value.trim() !== "") {
    say("Ajoutez d’abord le fait que vous êtes en train d’écrire.");
    return;
  }
  [on.value, at.value, what.value, witnesses.value, proof.value] = [
    entry.on,
    entry.at,
    entry.what,
    entry.witnesses,
    entry.proof,
  ] as [string, string, string, string, string];
  entries = entries.filter((one) => one !== entry);
  show();
  storeIfAsked();
  say("Le fait est revenu dans les cases. Corrigez-le et ajoutez-le, ou laissez-le de côté.");
  what.focus();
}

byId("add", HTMLButtonElement).addEventListener("click", () => {
  const wrong = wrongIn({ on: on.value, what: what.value }, deviceMs());
  byId("entry-error", HTMLElement).textContent = wrong?.words ?? "";
  [on, what].forEach((field) => field.toggleAttribute("aria-invalid", field.id === wrong?.box));
  if (wrong !== null) {
    byId(wrong.box, HTMLElement).focus();
    return;
  }
  entries = sorted([
    ...entries,
    { on: on.value, at: at.value, what: what.value, witnesses: witnesses.value, proof: proof.value },
  ]);
  isUnsaved = true;
  [at, what, witnesses, proof].forEach((field) => (field.value = ""));
  show();
  say("Le fait est dans le journal, en bas de page.");
  storeIfAsked();
  what.focus();
});

byId("export", HTMLButtonElement).addEventListener("click", () => {
  offerFile("journal.json", new Blob([toFile(entries)], { type: "application/json" }));
  isUnsaved = false;
  say("Le fichier « journal.json » est dans vos téléchargements.");
});
const journal = () => asDocument(entries, todayInWords());
byId("text", HTMLButtonElement).addEventListener("click", () => {
  offerFile("journal.txt", new Blob([`${asText(journal())}\n`], { type: "text/plain;charset=utf-8" }));
  say("Le fichier « journal.txt » est dans vos téléchargements.");
});
byId("docx", HTMLButtonElement).addEventListener("click", async () => {
  say("Préparation du fichier…");
  const isThere = await offerWord("journal.docx", "Journal", journal());
  say(
    isThere
      ? "Le fichier « journal.docx » est dans vos téléchargements."
      : "Le fichier n’a pas pu être préparé. Prenez le texte, ou imprimez : rien n’est perdu.",
  );
});
/* On paper the journal is a document, with its cover; on the screen a table. */
const sheet = byId("sheet", HTMLElement);
window.addEventListener("beforeprint", () => {
  sheet.replaceChildren(...(entries.length === 0 ? [] : sheetOf(journal())));
  sheet.hidden = false;
  table.hidden = true;
});
window.addEventListener("afterprint", () => {
  sheet.hidden = true;
  show();
});
byId("print", HTMLButtonElement).addEventListener("click", () => window.print());
onFile(byId("import", HTMLInputElement), (text) => {
  const read = fromFile(text);
  if ("refusal" in read) {
    say(IMPORT_REFUSALS[read.refusal]);
    return;
  }
  entries = merged(entries, read.entries);
  isUnsaved = true;
  show();
  say(`${entries.length} faits dans le journal.`);
  storeIfAsked();
});
byId("clear", HTMLButtonElement).addEventListener("click", () => {
  if (window.confirm("Effacer tous les faits de ce journal ?")) {
    entries = [];
    isUnsaved = false;
    keep.checked = false;
    forget(localStorage, KEY);
    known = 0;
    show();
    say("Le journal est vide.");
  }
});
keep.addEventListener("change", () => {
  if (keep.checked) {
    say("Le journal est gardé sur cet appareil.");
    store();
  } else {
    forget(localStorage, KEY);
    known = 0;
    isUnsaved = entries.length > 0;
    say("Le journal n’est plus gardé sur cet appareil. Il reste dans cette page.");
  }
});

const here = copyHere();
if (here?.entries) {
  entries = here.entries;
  known = here.number;
  keep.checked = true;
  say("Le journal gardé sur cet appareil est ouvert.");
}
warnBeforeLeaving(() => isUnsaved || what.value.trim() !== "");
byId("journal", HTMLElement).hidden = false;
document.querySelector(".blank")?.toggleAttribute("hidden", true);
show();
