import { type Entry, IMPORT_REFUSALS, fromFile, merged, sorted, toFile, whenInWords } from "../help/notes.ts";
import { byId, offerFile, onFile, warnBeforeLeaving } from "./page.ts";

/* The journal of facts: it lives in this page. Nothing is sent, and nothing is stored unless the box is ticked. */
const KEY = "journal";
let entries: Entry[] = [];
/** Whether closing the page now would lose something. */
let isUnsaved = false;

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
  table.tBodies[0]?.replaceChildren(...entries.map(row));
  if (keep.checked) {
    localStorage.setItem(KEY, toFile(entries));
    isUnsaved = false;
  }
}

function row(entry: Entry): HTMLTableRowElement {
  const tr = document.createElement("tr");
  const cells = [whenInWords(entry), entry.what, entry.witnesses, entry.proof];
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
  say("Le fait est revenu dans les cases. Corrigez-le et ajoutez-le, ou laissez-le de côté.");
  what.focus();
}

byId("add", HTMLButtonElement).addEventListener("click", () => {
  const missing = on.value === "" ? on : what.value.trim() === "" ? what : null;
  byId("entry-error", HTMLElement).textContent =
    missing === null ? "" : missing === on ? "Choisissez une date, même approximative." : "Écrivez ce qui s’est passé.";
  [on, what].forEach((field) => field.toggleAttribute("aria-invalid", field === missing));
  if (missing !== null) {
    missing.focus();
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
  what.focus();
});

byId("export", HTMLButtonElement).addEventListener("click", () => {
  offerFile("journal.json", new Blob([toFile(entries)], { type: "application/json" }));
  isUnsaved = false;
  say("Le fichier « journal.json » est dans vos téléchargements.");
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
});
byId("clear", HTMLButtonElement).addEventListener("click", () => {
  if (window.confirm("Effacer tous les faits de ce journal ?")) {
    entries = [];
    isUnsaved = false;
    keep.checked = false;
    localStorage.removeItem(KEY);
    show();
    say("Le journal est vide.");
  }
});
keep.addEventListener("change", () => {
  if (keep.checked) {
    show();
    say("Le journal est gardé sur cet appareil.");
  } else {
    localStorage.removeItem(KEY);
    isUnsaved = entries.length > 0;
    say("Le journal n’est plus gardé sur cet appareil. Il reste dans cette page.");
  }
});

const kept = localStorage.getItem(KEY);
const read = kept === null ? null : fromFile(kept);
if (read !== null && "entries" in read) {
  entries = read.entries;
  keep.checked = true;
  say("Le journal gardé sur cet appareil est ouvert.");
}
warnBeforeLeaving(() => isUnsaved || what.value.trim() !== "");
byId("journal", HTMLElement).hidden = false;
document.querySelector(".blank")?.toggleAttribute("hidden", true);
show();
