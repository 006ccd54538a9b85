import { byId, speaker } from "./page.ts";

/* Finds a line or a service in the directory: in the page, without a request. */
const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(?<=\d)[\s.](?=\d)/g, "");
const input = byId("chercher", HTMLInputElement);
const entries = [...document.querySelectorAll<HTMLElement>("[data-entry]")];

const say = speaker(byId("trouve", HTMLElement));
input.addEventListener("input", () => {
  const wanted = fold(input.value.trim());
  const answer = document.querySelector<HTMLElement>(`[data-answer="${CSS.escape(wanted)}"]`);
  const found = entries.filter((entry) => {
    entry.hidden = wanted !== "" && !fold(entry.textContent).includes(wanted);
    return !entry.hidden;
  });
  say(
    answer?.querySelector("strong")?.textContent ??
      (wanted === ""
        ? ""
        : found.length === 0
          ? "Rien à ce nom. Essayez un mot plus court, ou videz la case pour tout revoir."
          : `${found.length} réponse${found.length > 1 ? "s" : ""} ci-dessous.`),
  );
});
document.querySelector<HTMLElement>(".find")?.toggleAttribute("hidden", false);
