import type { Child } from "hono/jsx";

import { Icon } from "../../ui/icon.tsx";
import { Bits, Empty, Head } from "../../ui/parts.tsx";
import { SessionWeeks } from "./catalogue.parts.tsx";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { GoCards } from "../../ui/cards.tsx";
import { More } from "../../ui/console.tsx";
import { agreementInWords } from "./association.ts";
import type { Association, ListedAssociation } from "./associations.store.ts";
import type { Programmes } from "../sessions/programme.ts";
import type { Session } from "../sessions/session.ts";

type ListProps = { associations: readonly ListedAssociation[]; after: string | null };
/** The associations that have a session to come, a page of them. */
export const AssociationsPage = ({ associations, after }: ListProps): Child => (
  <>
    <p class="crumbs">
      <a href="/ateliers">Les ateliers</a>
    </p>
    <Head title="Les associations" lead="Elles animent les ateliers gratuits, et en fixent les dates." />
    <h2>Celles qui ont des séances à venir</h2>
    {associations.length === 0 ? (
      <Empty scene="cercle" title="Aucune séance publique n’est prévue en ce moment" />
    ) : (
      <GoCards
        cards={associations.map(({ slug, name, isDemo }) => ({
          href: `/associations/${slug}`,
          icon: "coeur" as const,
          title: name,
          children: isDemo ? <small>exemple fictif</small> : null,
        }))}
      />
    )}
    <More path="/associations" query={{}} after={after} />
  </>
);

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
    <Agreed words={agreementInWords(association, dayOf(now, PARIS))} />
    <div class="split">
      <section aria-labelledby="seances">
        <h2 id="seances">Ses prochaines séances</h2>
        {sessions.length === 0 ? (
          <Empty scene="cercle" title="Aucune séance publique n’est prévue en ce moment">
            <p>
              <a class="button quiet" href="/ateliers">
                Voir toutes les séances
              </a>
            </p>
          </Empty>
        ) : (
          <SessionWeeks sessions={sessions} programmes={programmes} now={now} />
        )}
      </section>
      <div class="stack">
        <section class="card flat" aria-labelledby="classes">
          <h2 id="classes">Dans les classes</h2>
          <p>
            <a class="button" href={`/etablissements/demande?pour=${association.slug}`}>
              Demander à cette association
            </a>
          </p>
          <p>
            <a class="button quiet" href={`/etablissements/association/${association.slug}`}>
              Ce qu’elle propose aux établissements
            </a>
          </p>
        </section>
        <Follow feed={feed} />
        <p>
          <a href="/associations">Toutes les associations</a>
        </p>
      </div>
    </div>
  </>
);

const Agreed = ({ words }: { words: string | null }): Child =>
  words === null ? null : <Bits bits={[["abri", words]]} />;

/** How to follow dates in one's own calendar. `feed`: the full address of the calendar. */
export const Follow = ({ feed }: { feed: string }): Child => (
  <section class="card flat" aria-labelledby="suivre">
    <h2 id="suivre">Suivre les dates dans un agenda</h2>
    <p>
      <a class="button quiet" href={feed.replace(/^https?:/, "webcal:")}>
        <Icon name="date" /> S’abonner
      </a>
    </p>
    <p class="hint">
      Ou donnez cette adresse à votre agenda : {feed}. Il se met à jour seul : nouvelles dates, changements,
      annulations. Les titres restent discrets, et personne n’y est nommé.
    </p>
  </section>
);
