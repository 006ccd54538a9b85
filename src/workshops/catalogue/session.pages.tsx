import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { HOUR, dayShort, durationInWords } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Dock } from "../../ui/dock.tsx";
import { ChipLinks, EMPTY_FORM } from "../../ui/form.tsx";
import { Bits, Facts, Head, Status } from "../../ui/parts.tsx";
import { Timeline } from "../../ui/line.tsx";
import { Leaf } from "../../ui/session-card.tsx";
import { type Programme, audienceInWords } from "../sessions/programme.ts";
import type { ShownName } from "./shown-name.ts";
import { MOST_SEATS } from "../seats/party.ts";
import { ReserveForm, leastOf } from "../seats/registration.parts.tsx";
import { AUDIENCE_ICONS, SessionRow, ToKnow, leafOf, stateOf } from "../sessions/session.parts.tsx";
import { MOST_DATES } from "../sessions/session.store.ts";
import {
  type Session,
  doorInWords,
  doorOf,
  hourOf,
  isDrawing,
  isDrawnNow,
  isInformalFor,
  languageInWords,
  mayQueue,
  momentOf,
  spanOf,
  otherDoorInWords,
} from "../sessions/session.ts";

type ProgrammeProps = { programme: Programme; body: string; sessions: readonly Session[]; now: number };

/** One programme: enough to decide and to prepare, and its dates beside. */
export const ProgrammePage = ({ programme, body, sessions, now }: ProgrammeProps): Child => (
  <>
    <p class="crumbs">
      <a href="/ateliers">Les ateliers</a> · {audienceInWords(programme)}
    </p>
    <Head title={programme.title} lead={programme.summary} />
    <div class="split wide">
      <div>
        <Bits
          bits={[
            ["gratuit", "Gratuit"],
            ["heure", durationInWords(programme.durationMinutes * 60)],
            ["groupe", programme.group],
          ]}
        />
        <Facts
          rows={[
            ["Pour", programme.public, AUDIENCE_ICONS[programme.audience]],
            ["Animé par", programme.animatedBy, "coeur"],
          ]}
        />
        <div class="prose">{raw(body)}</div>
        {programme.levels.length === 0 ? null : <WhatYouGet slug={programme.slug} />}
        <DatesDock programme={programme} sessions={sessions} />
      </div>
      <section class={programme.audience === "class" ? "card roof" : undefined} aria-labelledby="dates">
        <h2 id="dates">{programme.audience === "class" ? "Comment l’avoir dans sa classe" : "Les dates"}</h2>
        <Dates programme={programme} sessions={sessions} now={now} />
      </section>
    </div>
  </>
);

/** What a team receives with a visit, and may print before it asks. */
const WhatYouGet = ({ slug }: { slug: string }): Child => (
  <Card kind="flat" title="Ce que vous recevrez">
    <ul>
      <li>
        <a href={`/kit/une-semaine-avant-${slug}`}>Une semaine avant : la salle, les adultes, le mot aux familles</a>
      </li>
      <li>
        <a href={`/kit/le-lendemain-${slug}`}>Le lendemain : ce qu’une classe peut dire, qui fait quoi</a>
      </li>
      <li>
        <a href={`/kit/tout-${slug}`}>Toutes les feuilles de cet atelier, à imprimer</a>
      </li>
    </ul>
  </Card>
);

/** On a phone the dates are far below: the next one, and the way to all of them. */
const DatesDock = ({ programme, sessions }: Pick<ProgrammeProps, "programme" | "sessions">): Child => {
  const [next] = sessions;
  const isForClasses = programme.audience === "class";
  return next === undefined && !isForClasses ? null : (
    <Dock isForPhones>
      <p>
        <strong>
          {next === undefined ? "À l’invitation de l’établissement" : `Dès le ${dayShort(next.startsAt, next.tz)}`}
        </strong>
        <br />
        gratuit
      </p>
      <a class="button" href="#dates">
        {isForClasses ? "L’avoir dans sa classe" : "Voir les dates"}
      </a>
    </Dock>
  );
};

const Dates = ({ programme, sessions, now }: Omit<ProgrammeProps, "body">): Child => {
  if (programme.audience === "class") {
    return (
      <>
        <p>
          Cet atelier se tient en classe, à l’invitation de l’établissement et avec l’accord de la cheffe ou du chef
          d’établissement : il n’a pas de séance publique. Élèves et parents peuvent imprimer cette page et la montrer à
          un enseignant, au CPE ou à la direction.
        </p>
        <p>
          <a class="button" href="/etablissements">
            Le demander pour une classe
          </a>
        </p>
      </>
    );
  }
  return sessions.length === 0 ? (
    <p>
      Aucune date n’est ouverte en ce moment. <a href="/ateliers">Voir les autres ateliers</a>.
    </p>
  ) : (
    <>
      <ul class="sessions">
        {sessions.slice(0, MOST_DATES).map((session) => (
          <SessionRow session={session} title={session.venue?.commune ?? "En ligne"} now={now} />
        ))}
      </ul>
      {sessions.length <= MOST_DATES ? null : (
        <p>
          Il y a d’autres dates : <a href={`/ateliers?public=${programme.audience}`}>toutes les séances</a>.
        </p>
      )}
    </>
  );
};

type SessionProps = {
  session: Session;
  programme: Programme;
  now: number;
  /** The half in the room, of a session that is held there and online. */
  room?: Session | null;
  /** Those who give it, as they let families call them: hardly ever all. */
  names?: readonly ShownName[];
};

/** One session: when, where, seats, and the door that is open. */
export const SessionPage = (props: SessionProps): Child => {
  const { session, programme } = props;
  return (
    <>
      <p class="crumbs">
        <a href="/ateliers">Les ateliers</a> · {audienceInWords(programme)}
        {session.isDemo ? " · Exemple fictif" : ""}
      </p>
      <div class="split">
        <div>
          <div class="dated">
            <Leaf day={leafOf(session.startsAt, session.tz)} isBig />
            <h1>{programme.title}</h1>
            <p>
              <strong>{spanOf(session)}</strong> · {whereInShort(props)}
            </p>
          </div>
          <p class="lead">{programme.summary}</p>
          <About {...props} />
          <DoorDock {...props} />
        </div>
        <div class="stick" id="place">
          <Card kind="roof">
            <Ways {...props} />
            <DoorBox {...props} />
          </Card>
        </div>
      </div>
    </>
  );
};

const whereInShort = ({ session, room }: SessionProps): string =>
  session.other === null
    ? (session.venue?.commune ?? "en ligne")
    : `${(room ?? session).venue?.commune ?? "en salle"} et à distance`;

/** In a room and online: two doors, each with its own seats; the one that is open is said. */
const Ways = ({ session, room, now }: SessionProps): Child => {
  const { other, mode } = session;
  const commune = (room ?? session).venue?.commune;
  const doors = { here: doorInWords(session, now), there: otherDoorInWords(session, now) };
  const [onsite, online] = mode === "online" ? [doors.there, doors.here] : [doors.here, doors.there];
  const hrefOf = (way: Session["mode"]): string =>
    `/ateliers/seances/${way === mode ? session.id : (other?.id ?? "")}#place`;
  const place = commune === undefined ? "" : `, ${commune}`;
  return other === null || session.state === "cancelled" ? null : (
    <>
      <ChipLinks
        label="Comment venir"
        chips={[
          { href: hrefOf("onsite"), title: "En salle", icon: "lieu", isCurrent: mode !== "online" },
          { href: hrefOf("online"), title: "À distance", icon: "ligne", isCurrent: mode === "online" },
        ]}
      />
      <Bits
        bits={[
          ["lieu", `En salle${place} : ${onsite ?? ""}`],
          ["ligne", `À distance, caméra facultative : ${online ?? ""}`],
        ]}
      />
    </>
  );
};

/** The steps of a workshop; a class programme says none. */
const HowItGoes = ({ programme: { steps } }: { programme: Programme }): Child =>
  steps.length === 0 ? null : (
    <section aria-labelledby="deroule">
      <h2 id="deroule">Comment cela se passe</h2>
      <Timeline
        stops={steps.map(({ title, words }) => ({ title, state: "plan" as const, children: <p>{words}</p> }))}
      />
    </section>
  );

/** What one must know before coming, where it is, who gives it. */
const About = (props: SessionProps): Child => {
  const { session, programme, room } = props;
  const { venue } = room ?? session;
  const isOnline = session.mode === "online" || session.other !== null;
  return (
    <>
      <ToKnow session={session} />
      <Facts
        isAbreast
        rows={[
          ["Prix", "Gratuit", "gratuit"],
          ["Groupe", plural(session.capacity, "place"), "groupe"],
          ["Langue", languageInWords(session.language), "courrier"],
          venue === null
            ? null
            : ["Accès", venue.isStepFree ? "Sans marche" : "Sans marche : non assuré", "rampe", venue.access],
          venue === null
            ? null
            : ["Audition", venue.hasHearingLoop ? "Boucle magnétique ou micro" : "Pas de boucle magnétique", "boucle"],
        ]}
      />
      <HowItGoes programme={programme} />
      <p>
        <a href={`/ateliers/${programme.slug}`}>Lire le programme en entier</a> ·{" "}
        <a href={`/ateliers/${programme.slug}#dates`}>Le même atelier, un autre jour</a>
      </p>
      <Share session={session} />
      <div class="cols two">
        <Card title={venue === null ? "En ligne" : "Le lieu"}>
          {venue === null ? null : (
            <p>
              <strong>{venue.name}</strong>
              <br />
              {venue.address}, {venue.commune} ({venue.departement})
            </p>
          )}
          {venue === null ? null : <GoingThere venue={venue} />}
          {isOnline ? (
            <p>
              {venue === null ? "" : "À distance : "}le lien de connexion est donné une fois l’inscription confirmée. La
              séance n’est jamais enregistrée.
            </p>
          ) : null}
        </Card>
        <WhoGives {...props} />
      </div>
    </>
  );
};

/** Who receives people: the association, and whoever of its team lets families read a first name. */
const WhoGives = ({ session, programme, names = [] }: SessionProps): Child => (
  <Card title="Qui anime">
    <p>
      {programme.animatedBy} : <a href={`/associations/${session.associationSlug}`}>{session.association}</a>
    </p>
    {names.length === 0 ? null : (
      <ul>
        {names.map(({ first, line }) => (
          <li>
            <strong>{first}</strong>
            {line === "" ? null : `, ${line}`}
          </li>
        ))}
      </ul>
    )}
  </Card>
);

/** The way there, on a map of somebody else that opens when it is pressed; the address, to be put into another. */
const GoingThere = ({ venue }: { venue: NonNullable<Session["venue"]> }): Child => {
  const address = `${venue.address}, ${venue.commune}`;
  return (
    <>
      <p>
        <a
          href={`https://www.openstreetmap.org/search?${new URLSearchParams({ query: address }).toString()}`}
          rel="noreferrer"
        >
          Itinéraire, sur OpenStreetMap
        </a>
      </p>
      <button type="button" class="quiet small" data-copy={`${venue.name}, ${address}`} hidden>
        Copier l’adresse
      </button>
    </>
  );
};

/** With a script: the device's own way to share, under the neutral title of the page, and the link to be put elsewhere. */
const Share = ({ session }: { session: Session }): Child => (
  <p class="acts">
    <button type="button" class="quiet small" data-share={`/ateliers/seances/${session.id}`} hidden>
      Partager
    </button>{" "}
    <button type="button" class="quiet small" data-copy={`/ateliers/seances/${session.id}`} hidden>
      Copier le lien
    </button>
  </p>
);

/** On a phone the door is far below: what it is about, and the way to it; where nothing is to be chosen first, one seat at once. */
const DoorDock = ({ session, programme, now }: SessionProps): Child => {
  const door = doorOf(session, now);
  const isAtOnce = door === "reserve" && !["youth", "family"].includes(programme.audience);
  return door !== "reserve" && door !== "queue" ? null : (
    <Dock isForPhones>
      <p>
        <strong>
          {dayShort(session.startsAt, session.tz)}, {hourOf(session)}
        </strong>
        <br />
        {doorInWords(session, now)}
        {isAtOnce ? null : " · gratuit"}
      </p>
      {isAtOnce ? (
        <button type="submit" form="reserver">
          Réserver 1 place
        </button>
      ) : (
        <a class="button" href="#place">
          {door === "reserve" ? "Réserver" : isDrawing(session) ? "Demander une place" : "La liste d’attente"}
        </a>
      )}
    </Dock>
  );
};

const DoorBox = (props: SessionProps): Child => {
  const { session, programme, now } = props;
  const door = doorOf(session, now);
  if (door === "reserve") {
    return <ReserveBox {...props} />;
  }
  if (door === "queue") {
    return <QueueBox {...props} />;
  }
  const why = {
    not_yet: `Les ${isDrawing(session) ? "demandes" : "inscriptions"} ouvrent le ${momentOf(session, session.opensAt)}.`,
    closed: "La séance approche ou est complète : il n’y a plus de place à demander.",
    past: "D’autres dates sont peut-être ouvertes.",
    cancelled: "Les personnes inscrites ont été prévenues.",
  }[door];
  return (
    <>
      <h2>{doorInWords(session, now)}</h2>
      <p>{why}</p>
      <DrawWords {...props} />
      <OtherDates programme={programme} />
    </>
  );
};

const OtherDates = ({ programme }: { programme: Programme }): Child => (
  <p>
    <a href={`/ateliers/${programme.slug}#dates`}>Voir les autres dates</a>
  </p>
);

const ReserveBox = ({ session, programme, now }: SessionProps): Child => (
  <>
    <h2>Réserver</h2>
    <p>
      <Status {...stateOf(session, now)} />
    </p>
    {session.capacity - session.taken < leastOf(programme) ? (
      <p>Un adulte et un enfant ont besoin de deux places.</p>
    ) : (
      <ReserveForm session={session} programme={programme} ticket="" state={EMPTY_FORM} />
    )}
    <DrawWords session={session} programme={programme} now={now} />
    {mayQueue(session, Math.min(MOST_SEATS, session.capacity), now) ? (
      <p>
        Vous êtes plus nombreux{"\u00a0"}: <a href={`/ateliers/seances/${session.id}/liste`}>rejoindre la liste</a>.
      </p>
    ) : null}
    <p class="hint">
      Gratuit. {isInformalFor(programme.audience) ? "Ta" : "Votre"} place est gardée 15 minutes, le temps d’écrire un
      prénom et une adresse e-mail. Ils sont effacés 30 jours après l’atelier, comme les besoins.
    </p>
  </>
);

/** Who asks now, and when the draw is. */
const drawInWords = (session: Session, now: number): string =>
  isDrawnNow(session, now)
    ? `Rien ne presse : toutes les demandes faites avant ${hourOf(session, session.opensAt + HOUR)} sont tirées au sort le ${momentOf(session, session.drawAt ?? now)}.`
    : "La première heure est passée : votre demande attendra derrière celles qui sont tirées au sort.";

/** A session with a draw leads to its rule, and to what checks it. */
const DrawWords = ({ session }: SessionProps): Child =>
  session.drawAt === null ? null : (
    <p>
      <a href={`/ateliers/seances/${session.id}/tirage`}>
        {isDrawing(session) ? "Places tirées au sort : la règle" : "Le tirage au sort, et de quoi le refaire"}
      </a>
    </p>
  );

const QueueBox = (props: SessionProps): Child => {
  const { session, programme, now } = props;
  return (
    <>
      <h2>{doorInWords(session, now)}</h2>
      <p>
        {isDrawing(session)
          ? drawInWords(session, now)
          : session.waiting === 0
            ? "Personne n’attend encore : la première place libérée est pour la première demande."
            : "Des demandes attendent déjà : la liste est servie dans l’ordre."}
      </p>
      <p>
        <a class="button block" href={`/ateliers/seances/${session.id}/liste`}>
          {isDrawing(session) ? "Demander une place" : "Rejoindre la liste"}
        </a>
      </p>
      <DrawWords {...props} />
      <OtherDates programme={programme} />
    </>
  );
};
