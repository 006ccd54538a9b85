import { PARIS, momentIn } from "../../src/kernel/time.ts";

/** What is late, in the words of the people who wait for it. What stops nobody is not said. */
const WORDS: Readonly<Record<string, string>> = {
  database: "Les réservations et les demandes ne peuvent pas être prises en ce moment.",
  tick: "Les messages et les rappels partent en retard.",
  event: "Les réponses à ce que vous avez envoyé arrivent en retard.",
  mail: "Les messages partent en retard.",
  refused: "Certains messages n’arrivent pas. Nous nous en occupons.",
};
/** A page that is older says nothing any more. */
const OLD_AFTER = "dix minutes";

export type Line = { label: string; href: string; what: string };

/** What people read of the state of the platform: what is late, since when this was looked at, and what helps meanwhile. */
export function statusPage(
  { stuck, at }: { stuck: readonly string[]; at: number },
  helpLines: readonly Line[],
): string {
  const said = Array.from(new Set(stuck.flatMap((key) => WORDS[key] ?? [])));
  const state =
    said.length === 0 ? "<p><strong>Tout fonctionne.</strong></p>" : said.map((one) => `<p>${one}</p>`).join("");
  const lines = helpLines.map(({ label, href, what }) => `<li><a href="${href}">${label}</a> ${what}</li>`).join("");
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>État de Ligne Sûre</title></head><body><main><h1>État de Ligne Sûre</h1>${state}
<p>Vu le ${momentIn(at, PARIS)}. Cette page est écrite chaque minute : si cette heure est passée de plus de ${OLD_AFTER}, la plateforme est arrêtée, et nous le savons.</p>
<h2>Besoin d’aide tout de suite</h2><ul>${lines}</ul></main></body></html>`;
}
