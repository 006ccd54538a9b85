import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Icon, type IconName } from "./icon.tsx";
import { Mark } from "./logo.tsx";
import { Count } from "./parts.tsx";

/** The scripts of ours that a page may run beside `enhance.js`. */
type Script =
  | "checklist"
  | "antibot"
  | "passkey"
  | "notes"
  | "letter"
  | "find"
  | "open-now"
  | "presence"
  | "school"
  | "around"
  | "simulator"
  | "ask"
  | "application"
  | "assess"
  | "registry"
  | "draw";

/** What a page says of itself. `title` is neutral: it shows in tabs and histories of shared devices. */
export type PageHead = {
  title: string;
  description?: string;
  /** Path of the page itself, for search engines; without it the page is not indexed. */
  canonical?: string;
  /** What links to it show in messages: a file of the site, 1200 by 630; the roofs without it. */
  picture?: string;
  /** schema.org data of the page. */
  jsonLd?: object;
  script?: Script;
  /** A style sheet beside the common one. */
  style?: "help";
  /** Of the words of the page; French without it. */
  lang?: "en" | undefined;
  /** The same page in other words: its addresses by language, for search engines. */
  others?: readonly { hreflang: string; path: string }[];
  /** A feed of what changes on the page. */
  feed?: string;
  current?: "ateliers" | "parents" | "retrouver" | "aide" | "comprendre" | "recours" | "label";
  /** For people who are signed in: whose space this is, beside the mark. */
  space?: string;
  /** And how many things wait behind a place of the navigation, by its address. */
  waiting?: Readonly<Record<string, number>>;
};

/** Somebody who is signed in: where they can go from here, and which login « Me déconnecter » ends. */
export type Workspace = {
  label: string;
  places: readonly { href: string; label: string; icon: IconName; isCurrent: boolean }[];
  loginId: string;
};

/** What the site gives every page. */
export type Frame = {
  origin: string;
  isDemo: boolean;
  band: Child;
  assets: Record<Script, string>;
  /** Null for visitors. */
  workspace: Workspace | null;
};

declare module "hono" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  interface ContextRenderer {
    (content: Child, head: PageHead): Response | Promise<Response>;
  }
}

const NAV = [
  { key: "aide", label: "Que faire", href: "/aide", icon: "alerte" },
  { key: "comprendre", label: "Comprendre", href: "/comprendre", icon: "voir" },
  { key: "recours", label: "Recours", href: "/recours", icon: "loi" },
  { key: "ateliers", label: "Ateliers", href: "/ateliers", icon: "groupe" },
  { key: "parents", label: "Parents", href: "/parents", icon: "duo" },
  { key: "label", label: "Label", href: "/label", icon: "abri" },
  { key: "retrouver", label: "Mon inscription", href: "/inscription/retrouver", icon: "date" },
] as const;

/** What the frame of visitors says in the language of the page; its index stays French, as what it leads to. */
const FRAME = {
  fr: {
    skip: "Aller au contenu",
    main: "Menu principal",
    leave: "Quitter",
    fast: "vite",
    never: "Aucun cookie avant connexion, aucun traceur. Aucun numéro de téléphone ne nous parvient.",
    nav: NAV,
  },
  en: {
    skip: "Skip to content",
    main: "Main menu",
    leave: "Leave",
    fast: "now",
    never: "No cookie, no tracker. No telephone number ever reaches us.",
    nav: [
      { key: "aide", label: "What to do", href: "/en/aide", icon: "alerte" },
      { key: "numeros", label: "Whom to call", href: "/en/aide/numeros", icon: "tel" },
      { key: "ecrire", label: "Write", href: "/en/aide/ecrire", icon: "sms" },
      { key: "recours", label: "Your rights", href: "/en/recours", icon: "loi" },
      { key: "francais", label: "Whole site (in French)", href: "/", icon: "suite" },
    ],
  },
} as const;

const langOf = ({ lang }: PageHead): keyof typeof FRAME => lang ?? "fr";

/** The frame of every page: of visitors, with the way out and the numbers to call; of those who are signed in, with their places. */
export const Layout = ({ head, frame, children }: { head: PageHead; frame: Frame; children?: Child }): Child => (
  <html lang={langOf(head)}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${head.title} · Ligne Sûre`}</title>
      <Meta head={head} frame={frame} />
      <link rel="preload" href="/fonts/atkinson-hyperlegible-next.woff2" as="font" type="font/woff2" crossorigin="" />
      <link rel="stylesheet" href="/site.css" />
      {head.style === undefined ? null : <link rel="stylesheet" href={`/${head.style}.css`} />}
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
      <link rel="manifest" href="/site.webmanifest" />
      <script src="/enhance.js" defer={true}></script>
      {head.script === undefined ? null : <script src={frame.assets[head.script]} defer={true}></script>}
    </head>
    <body>
      <a class="skip" href="#contenu">
        {FRAME[langOf(head)].skip}
      </a>
      {frame.workspace === null ? (
        <Top current={head.current} lang={langOf(head)} />
      ) : (
        <StaffTop workspace={frame.workspace} space={head.space ?? frame.workspace.label} />
      )}
      {frame.isDemo ? <DemoNote /> : null}
      {frame.workspace === null ? (
        <>
          <main id="contenu" class="wrap" tabindex={-1}>
            {children}
          </main>
          {frame.band}
          <Foot lang={langOf(head)} />
        </>
      ) : (
        <>
          <div class="wrap wide desk">
            <Places workspace={frame.workspace} waiting={head.waiting ?? {}} />
            <main id="contenu" tabindex={-1}>
              {children}
            </main>
          </div>
          <StaffFoot />
        </>
      )}
    </body>
  </html>
);

const DemoNote = (): Child => (
  <aside class="demo-note" aria-label="À propos de cette démonstration">
    Démonstration : tout est fictif.
    <span class="wide-only"> Associations, lieux, séances : aucune inscription n’est réelle.</span>
  </aside>
);

const Brand = (): Child => (
  <a class="brand" href="/">
    <Mark />
    <span>Ligne Sûre</span>
  </a>
);

/** What opens the navigation on a phone, without a script. */
const MenuButton = ({ label }: { label: string }): Child => (
  <button class="menu" type="button" popovertarget="menu">
    <Icon name="menu" />
    <span class="seen-by-readers">{label}</span>
  </button>
);

/** Wordmark, menu, and the way out. */
const Top = ({ current, lang }: { current: PageHead["current"]; lang: keyof typeof FRAME }): Child => (
  <header class="top">
    <div class="wrap">
      <Brand />
      <nav id="menu" popover="auto" aria-label={FRAME[lang].main}>
        <ul>
          {FRAME[lang].nav.map(({ key, label, href, icon }) => (
            <li>
              <a href={href} aria-current={current === key ? "page" : undefined}>
                <Icon name={icon} />
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <a class="exit" href="/quitter" rel="nofollow" data-exit>
        <Icon name="sortir" />
        <span>
          {FRAME[lang].leave}
          <span class="more"> {FRAME[lang].fast}</span>
        </span>
      </a>
      <MenuButton label="Menu" />
    </div>
  </header>
);

/** Wordmark, whose space this is, and one's account. */
const StaffTop = ({ workspace, space }: { workspace: Workspace; space: string }): Child => (
  <header class="top staff">
    <div class="wrap wide">
      <Brand />
      <span class="space meta wide-only">{space}</span>
      <nav id="menu" popover="auto" aria-label="Compte">
        <ul>
          <li>
            <a href="/espace">
              <Icon name="jeune" />
              Mon espace
            </a>
          </li>
          <li>
            <form method="post" action="/espace/securite/fermer">
              <input type="hidden" name="connexion" value={workspace.loginId} />
              <button type="submit">
                <Icon name="sortir" />
                Me déconnecter
              </button>
            </form>
          </li>
        </ul>
      </nav>
      <MenuButton label="Menu du compte" />
    </div>
  </header>
);

/** Where one can go from here, with how much waits there. */
const Places = ({ workspace, waiting }: { workspace: Workspace; waiting: Readonly<Record<string, number>> }): Child => (
  <nav class="places" aria-label={workspace.label}>
    <ul>
      {workspace.places.map(({ href, label, icon, isCurrent }) => {
        const n = Object.entries(waiting).find(([place]) => place === href)?.[1] ?? 0;
        return (
          <li>
            <a href={href} aria-current={isCurrent ? "page" : undefined}>
              <Icon name={icon} />
              {label}
              {n === 0 ? null : <Count n={n} of="en attente" />}
            </a>
          </li>
        );
      })}
    </ul>
  </nav>
);

const INDEX: readonly {
  title: string;
  links: readonly { href: string; label: string; isPrivate?: true; lang?: "en" }[];
}[] = [
  {
    title: "S’informer",
    links: [
      { href: "/aide/numeros", label: "Qui appeler" },
      { href: "/partenaires", label: "Partenaires" },
      { href: "/chercher", label: "Chercher, plan du site" },
      { href: "/facile/aide", label: "Facile à lire" },
      { href: "/en/aide", label: "English", lang: "en" },
      { href: "/observatoire", label: "Observatoire" },
    ],
  },
  {
    title: "Pour les équipes",
    links: [
      { href: "/etablissements", label: "Établissements" },
      { href: "/attestations/verifier", label: "Vérifier une attestation" },
      { href: "/connexion", label: "Équipes : se connecter", isPrivate: true },
    ],
  },
  {
    title: "Ce site",
    links: [
      { href: "/a-propos", label: "À propos" },
      { href: "/contact", label: "Nous joindre" },
      { href: "/mentions-legales", label: "Mentions légales" },
      { href: "/confidentialite", label: "Vos données" },
      { href: "/accessibilite", label: "Accessibilité : non conforme" },
    ],
  },
];

/** What every page of visitors ends with: an index. */
const Foot = ({ lang }: { lang: keyof typeof FRAME }): Child => (
  <footer class="foot">
    <div class="wrap">
      <div class="index" lang="fr">
        {INDEX.map(({ title, links }) => (
          <div>
            <p>{title}</p>
            <ul>
              {links.map(({ href, label, isPrivate, lang: own }) => (
                <li>
                  <a href={href} rel={isPrivate === true ? "nofollow" : undefined} lang={own} hreflang={own}>
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <p>{FRAME[lang].never}</p>
    </div>
  </footer>
);

const StaffFoot = (): Child => (
  <footer class="foot">
    <p class="wrap wide">
      Ligne Sûre, espace des équipes. <a href="/confidentialite">Vos données</a> <a href="/contact">Nous joindre</a>
    </p>
  </footer>
);

const Meta = ({ head, frame }: { head: PageHead; frame: Frame }): Child => (
  <>
    {head.description === undefined ? null : <meta name="description" content={head.description} />}
    {head.canonical === undefined || frame.isDemo ? <meta name="robots" content="noindex" /> : null}
    {head.feed === undefined ? null : (
      <link rel="alternate" type="application/rss+xml" title={head.title} href={head.feed} />
    )}
    {head.canonical === undefined ? null : (
      <>
        <link rel="canonical" href={frame.origin + head.canonical} />
        {(head.others ?? []).map(({ hreflang, path }) => (
          <link rel="alternate" hreflang={hreflang} href={frame.origin + path} />
        ))}
        <meta property="og:title" content={head.title} />
        <meta property="og:url" content={frame.origin + head.canonical} />
        <meta property="og:type" content="website" />
        <meta property="og:locale" content={head.lang === undefined ? "fr_FR" : "en_GB"} />
        <meta property="og:site_name" content="Ligne Sûre" />
        <meta property="og:image" content={frame.origin + (head.picture ?? "/partage.png")} />
        <meta property="og:image:width" content="1200" />
        <meta property="og:image:height" content="630" />
        <meta
          property="og:image:alt"
          content={head.picture === undefined ? "Une ligne de téléphone devient des toits." : head.title}
        />
        <meta name="twitter:card" content="summary_large_image" />
        {head.description === undefined ? null : <meta property="og:description" content={head.description} />}
      </>
    )}
    {head.jsonLd === undefined ? null : (
      <script type="application/ld+json">{raw(JSON.stringify(head.jsonLd).replaceAll("<", "\\u003c"))}</script>
    )}
  </>
);
