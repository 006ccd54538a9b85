import type { AnswersFile, ReferentialFile } from "../label/scoring/formats.ts";
import type { ProofFile } from "../label/transparency-log/log-format.ts";
import { verifyProof } from "../label/transparency-log/verify-log.ts";
import type { hashOf } from "./recompute.ts";

declare const RECOMPUTE_URL: string;

/* The registry in the page: a score computed again, a proof checked, one's own situation. Nothing is sent, nothing is kept. */
const read = async <T>(path: string): Promise<T> => (await fetch(path)).json() as Promise<T>;
const say = (id: string, words: string): void => {
  const place = document.querySelector(`#${id}`);
  if (place !== null) {
    place.textContent = words;
  }
};

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-recompute]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    void recompute(button).catch(() => say("recomputed", "Le calcul n’a pas pu se faire : rechargez la page."));
  });
}
async function recompute({ dataset }: HTMLButtonElement): Promise<void> {
  say("recomputed", "Calcul…");
  const module = (await import(RECOMPUTE_URL)) as { hashOf: typeof hashOf };
  const [model, answers] = await Promise.all([
    read<ReferentialFile>(dataset["model"] ?? ""),
    read<AnswersFile>(dataset["recompute"] ?? ""),
  ]);
  const hash = await module.hashOf(model, answers);
  const published = document.querySelector<HTMLElement>("[data-hash]")?.dataset["hash"];
  say(
    "recomputed",
    hash === published
      ? `Calculé dans cette page : la même empreinte, ${hash ?? ""}.`
      : `Calculé dans cette page : ${hash ?? "rien"}, ce n’est pas l’empreinte publiée.`,
  );
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-proof]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    void read<ProofFile>(button.dataset["proof"] ?? "")
      .then((proof) => verifyProof(proof, []))
      .then(({ wrong, said, words }) =>
        say("proof-said", wrong.length === 0 ? `Vérifié dans cette page : ${said}. ${words}` : wrong.join(" ; ")),
      )
      .catch(() => say("proof-said", "La vérification n’a pas pu se faire : rechargez la page."));
  });
}

/** From which verified grade an offer answers a need. */
const ENOUGH: Readonly<Record<string, number>> = {
  minors: 3,
  costs: 2,
  contracts_open: 3,
  no_complaint: 3,
  number_costs: 2,
  delay: 2,
};
const cells = [...document.querySelectorAll<HTMLElement>("[data-facet]")];
const offers = [...new Set(cells.map((cell) => cell.dataset["offer"] ?? ""))];
const gradeOf = (offer: string, facet: string): number =>
  Number(
    cells.find((cell) => cell.dataset["offer"] === offer && cell.dataset["facet"] === facet)?.dataset["grade"] ?? 0,
  );

/** What each slider is at, written beside its name too. */
function weighed(): (readonly [facet: string, weight: number])[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-weight]")].map(({ labels, value, max, dataset }) => {
    labels?.[0]?.querySelector("span")?.replaceChildren(`${value} sur ${max}`);
    return [dataset["weight"] ?? "", Number(value)] as const;
  });
}

function showSituation(): void {
  const needs = [...document.querySelectorAll<HTMLInputElement>("[data-need]:checked")].map(
    (one) => one.dataset["need"] ?? "",
  );
  for (const cell of cells) {
    const facet = cell.dataset["facet"] ?? "";
    const isNeeded = needs.includes(facet);
    const isMet = Number(cell.dataset["grade"]) >= (ENOUGH[facet] ?? 1);
    cell.querySelector("b")?.remove();
    if (isNeeded) {
      const mark = document.createElement("b");
      mark.className = isMet ? "yes" : "no";
      mark.textContent = isMet ? " ✓ répond" : " ✗ ne répond pas";
      cell.append(mark);
    }
  }
  const met = offers.map(
    (offer) =>
      `${offer} : ${needs.filter((facet) => gradeOf(offer, facet) >= (ENOUGH[facet] ?? 1)).length} sur ${needs.length}`,
  );
  say("situation-said", needs.length === 0 ? "" : `Pour votre situation : ${met.join(" ; ")}.`);
  const weights = weighed();
  const worth = (offer: string): number =>
    weights.reduce((sum, [facet, weight]) => sum + weight * gradeOf(offer, facet), 0);
  const sorted = offers.toSorted((a, b) => worth(b) - worth(a));
  say(
    "order",
    weights.every(([, weight]) => weight === 0)
      ? ""
      : `Selon vos priorités (ce n’est pas le label) : ${sorted.join(", puis ")}.`,
  );
}
for (const box of document.querySelectorAll<HTMLElement>("[data-own]")) {
  box.hidden = false;
  box.addEventListener("input", showSituation);
}
