import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Mark } from "./logo.tsx";

/** The scripts of ours that a page may run beside `enhance.js`. */
type Script =
  | "antibot"
  | "passkey"
  | "notes"
  | "letter"
  | "find"
  | "presence"
  | "school"
  | "simulator"
  | "ask"
  | "application"
  | "assess"
  | "registry";

/** What a page says of itself. `title` is neutral: it shows in tabs and histories of shared devices. */
export type PageHead = {
  title: string;
  description?: string;
  /** Path of the page itself, for search engines; without it the page is not indexed. */
  canonical?: string;
  /** schema.org data of the page. */
  jsonLd?: object;
  script?: Script;
  /** A style sheet beside the common one. */
  style?: "help" | "label";
  current?: "ateliers" | "parents" | "retrouver" | "aide" | "comprendre" | "recours" | "label";
};

/** What the site gives every page. */
export type Frame = {
  origin: string;
  isDemo: boolean;
  band: Child;
  assets: Record<Script, string>;
};

declare module "hono" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  interface ContextRenderer {
    (content: Child, head: PageHead): Response | Promise<Response>;
  }
}

const NAV = [
  { key: "aide", label: "Que faire", href: "/aide" },
  { key: "comprendre", label: "Comprendre", href: "/comprendre" },
  { key: "recours", label: "Recours", href: "/recours" },
  { key: "ateliers", label: "Ateliers", href: "/ateliers" },
  { key: "parents", label: "Parents", href: "/parents" },
  { key: "label", label: "Label", href: "/label" },
  { key: "retrouver", label: "Mon inscription", href: "/inscription/retrouver" },
] as const;

/** The frame of every page: skip link, header, « Quitter vite », content, help band, footer. */
export const Layout = ({ head, frame, children }: { head: PageHead; frame: Frame; children?: Child }): Child => (
  <html lang="fr">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${head.title} · Ligne Sûre`}</title>
      <Meta head={head} frame={frame} />
      <link rel="preload" href="/fonts/atkinson-hyperlegible-next.woff2" as="font" type="font/woff2" crossorigin="" />
      <link rel="stylesheet" href="/site.css" />
      {head.style === undefined ? null : <link rel="stylesheet" href={`/${head.style}.css`} />}
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <script src="/enhance.js" defer={true}></script>
      {head.script === undefined ? null : <script src={frame.assets[head.script]} defer={true}></script>}
    </head>
    <body>
      <a class="skip" href="#contenu">
        Aller au contenu
      </a>
      {frame.isDemo ? (
        <aside class="demo-note" aria-label="À propos de cette démonstration">
          Démonstration : associations, lieux et séances fictifs. Aucune inscription réelle.
        </aside>
      ) : null}
      <Top current={head.current} />
      <main id="contenu" tabindex={-1}>
        {children}
      </main>
      {frame.band}
      <Foot />
    </body>
  </html>
);

/** Wordmark, menu, and the way out. */
const Top = ({ current }: { current: PageHead["current"] }): Child => (
  <header class="top">
    <a class="brand" href="/">
      <Mark />
      <span>Ligne Sûre</span>
    </a>
    <nav aria-label="Menu principal">
      <ul>
        {NAV.map((item) => (
          <li>
            <a href={item.href} aria-current={current === item.key ? "page" : undefined}>
              {item.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <a class="exit" href="/quitter" rel="nofollow" data-exit>
      Quitter vite
    </a>
  </header>
);

/** What every page ends with. */
const Foot = (): Child => (
  <footer class="foot">
    <ul>
      <li>
        <a href="/aide/numeros">Qui appeler</a>
      </li>
      <li>
        <a href="/etablissements">Établissements</a>
      </li>
      <li>
        <a href="/partenaires">Partenaires</a>
      </li>
      <li>
        <a href="/observatoire">Observatoire</a>
      </li>
      <li>
        <a href="/a-propos">À propos</a>
      </li>
      <li>
        <a href="/contact">Nous joindre</a>
      </li>
      <li>
        <a href="/mentions-legales">Mentions légales</a>
      </li>
      <li>
        <a href="/confidentialite">Vos données</a>
      </li>
      <li>
        <a href="/accessibilite">Accessibilité : non conforme</a>
      </li>
      <li>
        <a href="/attestations/verifier">Vérifier une attestation</a>
      </li>
      <li>
        <a href="/connexion" rel="nofollow">
          Équipes : se connecter
        </a>
      </li>
    </ul>
    <p>Aucun cookie avant connexion, aucun traceur. Aucun numéro de téléphone ne nous parvient.</p>
  </footer>
);

const Meta = ({ head, frame }: { head: PageHead; frame: Frame }): Child => (
  <>
    {head.description === undefined ? null : <meta name="description" content={head.description} />}
    {head.canonical === undefined || frame.isDemo ? <meta name="robots" content="noindex" /> : null}
    {head.canonical === undefined ? null : (
      <>
        <link rel="canonical" href={frame.origin + head.canonical} />
        <meta property="og:title" content={head.title} />
        <meta property="og:url" content={frame.origin + head.canonical} />
        <meta property="og:type" content="website" />
        <meta property="og:locale" content="fr_FR" />
        <meta property="og:site_name" content="Ligne Sûre" />
        {head.description === undefined ? null : <meta property="og:description" content={head.description} />}
      </>
    )}
    {head.jsonLd === undefined ? null : (
      <script type="application/ld+json">{raw(JSON.stringify(head.jsonLd).replaceAll("<", "\\u003c"))}</script>
    )}
  </>
);
