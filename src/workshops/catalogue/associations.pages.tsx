import type { Child } from "hono/jsx";

import { Icon, type IconName } from "../../ui/icon.tsx";
import { Bits, Empty, Head } from "../../ui/parts.tsx";
import { SessionWeeks } from "./catalogue.parts.tsx";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { GoCards } from "../../ui/cards.tsx";
import { More } from "../../ui/console.tsx";
import { agreementInWords } from "./association.ts";
import type { Association, ListedAssociation } from "./associations.store.ts";
import { DEPARTEMENTS } from "../sessions/departements.ts";
import { type Programmes, audienceInWords } from "../sessions/programme.ts";
import { type Session, languageInWords } from "../sessions/session.ts";

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
    {association.words === null ? null : <p>« {association.words} »</p>}
    <AboutIt association={association} sessions={sessions} programmes={programmes} now={now} />
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

/** Where it comes, for whom and in which languages, as its dates say; and what the school authorities signed with it. */
const AboutIt = ({ association, sessions, programmes, now }: Omit<AssociationProps, "feed">): Child => {
  const places = new Set([...association.areas, ...sessions.flatMap(({ venue }) => venue?.departement ?? [])]);
  const publics = new Set(
    sessions.flatMap(({ slug }) => {
      const programme = programmes.bySlug.get(slug);
      return programme === undefined ? [] : [audienceInWords(programme)];
    }),
  );
  const languages = new Set(sessions.map(({ language }) => languageInWords(language)));
  const agreement = agreementInWords(association, dayOf(now, PARIS));
  const where = Array.from(places, (code) => DEPARTEMENTS[code] ?? code)
    .toSorted((a, b) => a.localeCompare(b, "fr"))
    .join(", ");
  const rows: (readonly [IconName, string])[] = [
    ["lieu", where],
    ["groupe", Array.from(publics).join(" · ")],
    ["tchat", Array.from(languages).join(" · ")],
    ["abri", agreement ?? ""],
  ];
  const bits = rows.filter(([, words]) => words !== "");
  return bits.length === 0 ? null : (
    <section aria-label="En bref">
      <Bits bits={bits} />
    </section>
  );
};

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
