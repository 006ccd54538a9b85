import type { Child } from "hono/jsx";

import { LevelMark } from "../../ui/logo.tsx";
import { roofsOf } from "../referential/words.ts";
import type { Badge, Shown } from "./badge.ts";

type Props = { badge: Badge; shown: Shown; origin: string };
/** A whole page inside another site: what the label says now, in words; its link opens our page beside. */
export const FramedBadge = ({ badge, shown: { message, isInForce }, origin }: Props): Child => (
  <html lang="fr">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Label Ligne Sûre : {message}</title>
      <meta name="robots" content="noindex" />
      <link rel="stylesheet" href="/site.css" />
    </head>
    <body>
      <main class="wrap narrow">
        <h1 class="meta">Label Ligne Sûre</h1>
        <p>{isInForce ? <LevelMark level={roofsOf(badge.level)} words={message} /> : <strong>{message}</strong>}</p>
        <p>
          {badge.offer}, {badge.organisation}.{" "}
          <a href={`${origin}/label/registre/${badge.id}`} target="_blank" rel="noopener">
            Voir la fiche et la preuve<span class="seen-by-readers"> (autre fenêtre)</span>
          </a>
        </p>
      </main>
    </body>
  </html>
);
