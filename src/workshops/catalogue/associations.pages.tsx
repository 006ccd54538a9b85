import type { Child } from "hono/jsx";

import { Head } from "../../ui/parts.tsx";
import type { Association } from "./associations.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import { SessionRow } from "../sessions/session.parts.tsx";
import type { Session } from "../sessions/session.ts";

const AGREEMENTS = {
  none: null,
  academic: "Agrément académique de l’Éducation nationale, d’après l’association.",
  national: "Agrément national de l’Éducation nationale, d’après l’association.",
} as const;

type AssociationProps = {
  association: Association;
  sessions: readonly Session[];
  programmes: Programmes;
  feed: string;
  now: number;
};

/** The public page of an association: who it is, its coming sessions, and how to follow them in a calendar. */
export const AssociationPage = ({ association, sessions, programmes, feed, now }: AssociationProps): Child => (
  <>
    <Head
      eyebrow={association.isDemo ? "Exemple fictif" : "Association"}
      title={association.name}
      lead="Elle anime des ateliers gratuits sur l’usage du téléphone. Les inscriptions se font ici, séance par séance."
    />
    {AGREEMENTS[association.agreement] === null ? null : <p>{AGREEMENTS[association.agreement]}</p>}
    <section aria-labelledby="seances">
      <h2 id="seances">Ses prochaines séances</h2>
      {sessions.length === 0 ? (
        <p>
          Aucune séance publique n’est prévue en ce moment. <a href="/ateliers">Voir toutes les séances</a>.
        </p>
      ) : (
        <ul class="sessions">
          {sessions.map((session) => (
            <SessionRow session={session} title={programmes.bySlug.get(session.slug)?.title ?? ""} now={now} />
          ))}
        </ul>
      )}
    </section>
    <Follow feed={feed} />
  </>
);

/** How to follow dates in one's own calendar. `feed`: the full address of the calendar. */
export const Follow = ({ feed }: { feed: string }): Child => (
  <section aria-labelledby="suivre">
    <h2 id="suivre">Suivre les dates dans un agenda</h2>
    <p>
      <a class="button quiet" href={feed.replace(/^https?:/, "webcal:")}>
        S’abonner
      </a>
    </p>
    <p class="hint">
      Ou donnez cette adresse à votre agenda : {feed}. Il se met à jour seul : nouvelles dates, changements,
      annulations. Les titres restent discrets, et personne n’y est nommé.
    </p>
  </section>
);
