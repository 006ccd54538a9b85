import { writeAsk } from "../label/public/ask.ts";
import { byId, todayInWords } from "./page.ts";

/* The letter to one's mutuelle: written in this page, sent by nobody but the person. */
const field = (id: string): HTMLInputElement => byId(id, HTMLInputElement);
const boxes = [...byId("asked", HTMLElement).querySelectorAll<HTMLInputElement>("[data-question]")];
const sheet = byId("sheet", HTMLElement);

const letter = (): string[] =>
  writeAsk({
    mutuelle: field("mutuelle").value,
    name: field("person").value,
    place: field("place").value,
    dateInWords: todayInWords(),
    questions: boxes.filter((box) => box.checked).map((box) => box.dataset["question"] ?? ""),
  });

function show(): void {
  const lines = letter().map((words) => {
    const line = document.createElement("p");
    line.textContent = words;
    return line;
  });
  sheet.replaceChildren(...lines);
}

byId("copy", HTMLButtonElement).addEventListener("click", async () => {
  const done = byId("done", HTMLElement);
  try {
    await navigator.clipboard.writeText(letter().join("\n\n"));
    done.textContent = "La lettre est copiée. Collez-la où vous voulez.";
  } catch {
    getSelection()?.selectAllChildren(sheet);
    done.textContent = "La lettre est sélectionnée : copiez-la avec votre navigateur.";
  }
});
byId("print", HTMLButtonElement).addEventListener("click", () => window.print());
[...boxes, field("mutuelle"), field("person"), field("place")].forEach((one) => one.addEventListener("input", show));
byId("fields", HTMLElement).hidden = false;
byId("acts", HTMLElement).hidden = false;
show();
