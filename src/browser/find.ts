import { byId, speaker } from "./page.ts";

/* Finds what holds the words typed, among the entries of a page: in the page, without a request. */
const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(?<=\d)[\s.](?=\d)/g, "");
/** Words of a sentence that stand in every entry, or say nothing of what is looked for. */
const SAY_NOTHING = new Set(
  "au aux avec ce ces cette comment dans de depuis des du elle elles en est et etre fait faire il ils je la le les leur leurs lui ma mais me mes moi mon ne nos notre nous on ont ou par pas pour que quel quelle qui quoi recoit recois sa se ses son sont sur ta te tes toi ton tous tout tu un une vers vos votre vous".split(
    " ",
  ),
);
const input = byId("chercher", HTMLInputElement);
const entries = [...document.querySelectorAll<HTMLElement>("[data-entry]")].map((place) => ({
  place,
  text: `${fold(place.textContent)} ${place.dataset["entry"] ?? ""}`,
}));

/** What is shown first when a word says that somebody may be in danger; a short word counts whole alone. */
const urgent = document.querySelector<HTMLElement>("[data-urgent]");
const urgentWords = (urgent?.dataset["urgent"] ?? "").split(" ").filter((word) => word !== "");
const isSaid = (one: string, word: string): boolean => (one.length < 4 ? word === one : word.startsWith(one));

/** Shows the entries that hold the most of the words, all of them where none holds any; how many of the words that is, and in how many entries. */
function show(words: readonly string[]): { held: number; found: number } {
  const counted = entries.map(({ place, text }) => ({
    place,
    held: words.filter((word) => text.includes(word)).length,
  }));
  const held = Math.max(0, ...counted.map((entry) => entry.held));
  for (const entry of counted) {
    entry.place.hidden = entry.held < held;
  }
  for (const group of document.querySelectorAll<HTMLElement>("[data-group]")) {
    group.hidden = group.querySelector("[data-entry]:not([hidden])") === null;
  }
  return { held, found: counted.filter(({ place }) => !place.hidden).length };
}

function inWords(words: readonly string[], { held, found }: { held: number; found: number }): string {
  if (words.length === 0) {
    return "";
  }
  if (held === 0) {
    return "Rien à ce nom : tout reste ci-dessous. Essayez un mot plus court, ou un autre.";
  }
  const answers = `${found} réponse${found > 1 ? "s" : ""} ci-dessous.`;
  return held < words.length ? `Rien avec tous ces mots. Le plus proche : ${answers}` : answers;
}

const say = speaker(byId("trouve", HTMLElement));
input.addEventListener("input", () => {
  const wanted = fold(input.value.trim());
  const answer = document.querySelector<HTMLElement>(`[data-answer="${CSS.escape(wanted)}"]`);
  const words = wanted.split(/[\s’',;.!?]+/).filter((word) => word.length > 1 && !SAY_NOTHING.has(word));
  urgent?.toggleAttribute("hidden", !words.some((word) => urgentWords.some((one) => isSaid(one, word))));
  const shown = show(words);
  say(answer?.querySelector("strong")?.textContent ?? inWords(words, shown));
});
document.querySelector<HTMLElement>(".find")?.toggleAttribute("hidden", false);
