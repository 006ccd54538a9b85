import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { LedgerEntry } from "./types.ts";

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:980px;padding:24px;color:#16302f;background:#fbf7ef}
a{color:#0d5c56}h1{font-size:22px}form{margin:0 0 16px;display:flex;gap:8px}input{flex:1;padding:8px;font:inherit}
button{padding:8px 14px;font:inherit}ul{list-style:none;padding:0;margin:0}li{background:#fff;border-radius:8px;margin:0 0 8px}
li a{display:grid;grid-template-columns:1fr auto;gap:4px 16px;padding:12px 16px;text-decoration:none;color:inherit}
nav{margin:0 0 16px;display:flex;gap:16px}li b{font-weight:600}li span{color:#4a5f5d;font-size:14px}iframe{width:100%;height:560px;border:1px solid #d8cfbd;border-radius:8px;background:#fff}
pre{white-space:pre-wrap;background:#fff;padding:16px;border-radius:8px;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px}dt{color:#4a5f5d}dd{margin:0;overflow-wrap:anywhere}
</style></head><body>${body}</body></html>`;

const time = (at: number): string => new Date(at * 1000).toLocaleString("fr-FR", { timeZone: "Europe/Paris" });

const TABS = `<nav><a href="/">Messages reçus</a><a href="/modeles">Modèles</a></nav>`;

/** The list, newest first, filtered by address. */
export function mailboxPage(ledger: readonly LedgerEntry[], to: string): string {
  const shown = ledger.filter((entry) => to === "" || entry.to.some((address) => address.includes(to))).toReversed();
  const rows = shown.map(
    (entry) => `<li><a href="/mail/${entry.id}"><b>${escape(entry.subject)}</b><span>${time(entry.at)}</span>
      <span>${escape(entry.to.join(", "))}</span></a></li>`,
  );
  return page(
    "Boîte aux lettres de démonstration",
    `${TABS}<h1>Boîte aux lettres de démonstration</h1><p>Rien ne quitte cette machine : les messages que le site aurait envoyés arrivent ici.</p>
    <form><label for="to" hidden>Adresse</label><input id="to" name="to" placeholder="Filtrer par adresse" value="${escape(to)}"><button>Filtrer</button></form>
    ${rows.length === 0 ? "<p>Aucun message pour l’instant. Rechargez après une inscription.</p>" : `<ul>${rows.join("")}</ul>`}`,
  );
}

/** One mail: HTML in a sandboxed frame, plain text with links, headers. */
export function mailPage(entry: LedgerEntry): string {
  const text = escape(entry.text).replace(/https?:\/\/[^\s)]+/g, (url) => `<a href="${url}" target="_top">${url}</a>`);
  const unsubscribe = /<([^>]+)>/.exec(entry.headers["List-Unsubscribe"] ?? "")?.[1];
  const headers = Object.entries(entry.headers).map(
    ([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`,
  );
  return page(
    entry.subject,
    `<p><a href="/">Tous les messages</a></p><h1>${escape(entry.subject)}</h1><dl><dt>De</dt><dd>${escape(entry.from)}</dd>
    <dt>À</dt><dd>${escape(entry.to.join(", "))}</dd><dt>Reçu</dt><dd>${time(entry.at)}</dd>${headers.join("")}
    <dt>Étiquettes</dt><dd>${escape(entry.tags.map((t) => `${t.name}=${t.value}`).join(" "))}</dd></dl>
    ${unsubscribe === undefined ? "" : `<form method="post" action="${escape(unsubscribe)}"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Se désabonner en un clic</button></form>`}
    <h2>HTML</h2><iframe title="Message en HTML" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" src="/mail/${entry.id}/html"></iframe>
    <h2>Texte</h2><pre>${text}</pre>`,
  );
}

/** Every mail that exists, with example data: the files that the tests compare. */
const MODELS = join(import.meta.dirname, "../../mail/golden");
const modelNames = (): string[] =>
  readdirSync(MODELS)
    .filter((file) => file.endsWith(".txt"))
    .map((file) => file.slice(0, -".txt".length))
    .toSorted();
const modelText = (name: string): string => readFileSync(join(MODELS, `${name}.txt`), "utf8");

/** All mails by their key; `.tu` is the wording for the young. */
export function modelsPage(): string {
  const rows = modelNames().map((name) => {
    const [subject = ""] = modelText(name).split("\n");
    return `<li><a href="/modeles/${name}"><b>${escape(subject)}</b><span>${name}</span></a></li>`;
  });
  return page(
    "Modèles",
    `${TABS}<h1>${rows.length} modèles</h1><p>Ce que le site peut écrire, avec des données fictives : les fichiers que les tests comparent.</p>
    <ul>${rows.join("")}</ul>`,
  );
}

/** One mail on a phone and on a screen, where its HTML is kept, and as text; null when there is none of this name. */
export function modelPage(name: string): string | null {
  if (!modelNames().includes(name)) {
    return null;
  }
  const html = join(MODELS, `${name}.html`);
  const frame = (width: number): string =>
    `<h2>${width} px</h2><iframe title="${width} px" sandbox style="width:${width}px" srcdoc="${escape(readFileSync(html, "utf8"))}"></iframe>`;
  return page(
    name,
    `${TABS}<h1>${name}</h1>${existsSync(html) ? frame(375) + frame(640) : ""}<h2>Texte</h2><pre>${escape(modelText(name))}</pre>`,
  );
}
