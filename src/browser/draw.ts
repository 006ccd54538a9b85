import { CHECK_WORDS, type DrawChecks, type DrawFile, checkDraw } from "../workshops/list/draw.ts";

/* The page of a draw: everything computed again, here. Nothing is sent, nothing is kept. */
const place = document.querySelector("#checked");
const say = (words: string): void => place?.replaceChildren(words);

const inWords = (checks: DrawChecks): string =>
  (Object.keys(CHECK_WORDS) as (keyof DrawChecks)[])
    .map((key) => `${checks[key] ? "✓" : "✗ FAUX :"} ${CHECK_WORDS[key]}`)
    .join(" · ");

async function check(address: string): Promise<void> {
  say("Calcul…");
  const file = (await (await fetch(address)).json()) as DrawFile;
  const checks = await checkDraw(file);
  say(checks === null ? "Le tirage n’a pas encore eu lieu." : `Calculé dans cette page. ${inWords(checks)}.`);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-draw]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    void check(button.dataset["draw"] ?? "").catch(() => say("Le calcul n’a pas pu se faire : rechargez la page."));
  });
}
