import type { Child } from "hono/jsx";

import { Head } from "../../ui/parts.tsx";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { type Session, doorInWords, momentOf } from "../sessions/session.ts";

type ListProps = { sessions: readonly Session[]; titleOf: (slug: string) => string; origin: string; now: number };
/** The list alone, for the page of somebody else: its links leave that page. */
export const EmbeddedList = ({ sessions, titleOf, origin, now }: ListProps): Child => (
  <html lang="fr">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>Prochains ateliers</title>
      <link rel="stylesheet" href="/site.css" />
      <base href={origin} target="_top" />
    </head>
    <body>
      <main class="wrap narrow">
        <h1>Prochains ateliers</h1>
        {sessions.length === 0 ? <p>Aucune date ouverte en ce moment.</p> : null}
        <ul class="rows">
          {sessions.map((session) => (
            <li>
              <h2>
                <a href={`${origin}/ateliers/seances/${session.id}`}>{titleOf(session.slug)}</a>
              </h2>
              <p>
                {momentOf(session)}, {session.venue?.commune ?? "en ligne"} · {doorInWords(session, now)}
              </p>
            </li>
          ))}
        </ul>
        <p>
          <a href={`${origin}/ateliers`}>Tous les ateliers sur Ligne Sûre</a>
        </p>
      </main>
    </body>
  </html>
);

/** How to put the list on another site. */
export const EmbedHelpPage = ({ origin }: { origin: string }): Child => (
  <div class="narrow">
    <Head
      eyebrow="Établissements, mairies, associations"
      title="Mettre les ateliers sur votre site"
      lead="Un lien simple, ou une liste qui se tient à jour. Sans script, sans cookie, sans inscription."
    />
    <h2>Le lien</h2>
    <p>
      <code>{`<a href="${origin}/ateliers?departement=94">Les ateliers du Val-de-Marne</a>`}</code>
    </p>
    <h2>La liste</h2>
    <p>
      <code>{`<iframe src="${origin}/integrer/ateliers?departement=94" title="Prochains ateliers" width="100%" height="500"></iframe>`}</code>
    </p>
    <p>
      Remplacez 94 par votre département ; ajoutez <code>&amp;public=parent</code> ou <code>&amp;public=youth</code>{" "}
      pour un seul public. Codes : {Object.keys(DEPARTEMENTS).slice(0, 3).join(", ")}… jusqu’à 976.
    </p>
    <h2>Pour les programmes</h2>
    <p>
      Les séances ouvertes en <a href="/api/v1/ateliers">JSON</a>, avec un ETag ; leur description en{" "}
      <a href="/api/openapi.json">OpenAPI</a>. Pour un lecteur de flux : <a href="/ateliers/flux.xml">RSS</a> ou{" "}
      <a href="/ateliers/flux.json">JSON Feed</a>, avec les mêmes choix que la liste, ou <code>?association=</code>. Les
      calendriers à suivre sont sur la page de chaque association.
    </p>
    <p>
      <a href="/integrer/ateliers?departement=94">Voir la liste seule</a>
    </p>
  </div>
);
