import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { dayInWords, durationInWords } from "../../kernel/time.ts";
import { AntibotFields, EMPTY_FORM } from "../../ui/form.tsx";
import { Facts, Head } from "../../ui/parts.tsx";
import { AUDIENCES, type Programme } from "../sessions/programme.ts";
import { WhoFields } from "../seats/registration.parts.tsx";
import { SessionFacts, SessionRow } from "../sessions/session.parts.tsx";
import { MOST_DATES } from "../sessions/session.store.ts";
import { type Session, doorOf, isInformalFor, seatsInWords } from "../sessions/session.ts";

/** One programme: enough to decide and to prepare, then its dates. */
export const ProgrammePage = ({
  programme,
  body,
  sessions,
  now,
}: {
  programme: Programme;
  body: string;
  sessions: readonly Session[];
  now: number;
}): Child => (
  <>
    <Head eyebrow={AUDIENCES[programme.audience]} title={programme.title} lead={programme.summary} />
    <div class="split">
      <div class="prose">{raw(body)}</div>
      <aside class="side">
        <h2>En bref</h2>
        <Facts
          rows={[
            ["Pour", programme.public],
            ["Durée", durationInWords(programme.durationMinutes * 60)],
            ["Groupe", programme.group],
            ["Animé par", programme.animatedBy],
            ["Prix", "Gratuit"],
          ]}
        />
      </aside>
    </div>
    <section aria-labelledby="dates">
      <h2 id="dates">{programme.audience === "class" ? "Comment l’avoir dans sa classe" : "Les dates"}</h2>
      <Dates programme={programme} sessions={sessions} now={now} />
    </section>
  </>
);

const Dates = ({
  programme,
  sessions,
  now,
}: {
  programme: Programme;
  sessions: readonly Session[];
  now: number;
}): Child => {
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
          <SessionRow session={session} title={programme.title} now={now} />
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

type SessionProps = { session: Session; programme: Programme; ticket: string; now: number; isWhoMissing: boolean };

/** One session: when, where, seats, and the door that is open. */
export const SessionPage = ({ session, programme, ticket, now, isWhoMissing }: SessionProps): Child => (
  <>
    <Head
      eyebrow={session.isDemo ? "Exemple fictif" : AUDIENCES[programme.audience]}
      title={programme.title}
      lead={dayInWords(session.startsAt, session.tz)}
    />
    <div class="split">
      <div>
        <SessionFacts session={session} programme={programme} />
        <p>{programme.summary}</p>
        <p>
          <a href={`/ateliers/${programme.slug}`}>Lire le programme en entier</a>
        </p>
      </div>
      <aside class="side">
        <DoorBox session={session} programme={programme} ticket={ticket} now={now} isWhoMissing={isWhoMissing} />
      </aside>
    </div>
  </>
);

const DoorBox = (props: SessionProps): Child => {
  const { session, programme, now } = props;
  const door = doorOf(session, now);
  if (door === "reserve") {
    return <ReserveBox {...props} />;
  }
  if (door === "queue") {
    return <QueueBox {...props} />;
  }
  const words = {
    not_yet: ["Pas encore ouvert", `Les inscriptions ouvrent le ${dayInWords(session.opensAt, session.tz)}.`],
    closed: ["Inscriptions closes", "La séance approche ou est complète : il n’y a plus de place à demander."],
    past: ["Cette séance est passée", "D’autres dates sont peut-être ouvertes."],
    cancelled: ["Cette séance est annulée", "Les personnes inscrites ont été prévenues."],
  }[door];
  return (
    <>
      <h2>{words[0]}</h2>
      <p>{words[1]}</p>
      <OtherDates programme={programme} />
    </>
  );
};

const OtherDates = ({ programme }: { programme: Programme }): Child => (
  <p>
    <a href={`/ateliers/${programme.slug}#dates`}>Voir les autres dates</a>
  </p>
);

const WHO_MISSING = { values: {}, errors: { pour: "Dites d’abord pour qui est la place." } };

const ReserveBox = ({ session, programme, ticket, isWhoMissing }: SessionProps): Child => (
  <>
    <h2>{seatsInWords(session)}</h2>
    <p>
      {isInformalFor(programme.audience) ? "Ta" : "Votre"} place est gardée 15 minutes, le temps de remplir un
      formulaire court : un prénom, une adresse e-mail.
    </p>
    <form method="post" action={`/ateliers/seances/${session.id}/reserver`} id="reserver">
      <AntibotFields ticket={ticket} />
      <WhoFields programme={programme} state={isWhoMissing ? WHO_MISSING : EMPTY_FORM} />
      <button type="submit">Réserver</button>
    </form>
    <p class="hint">Gratuit. Prénom, adresse et besoins sont effacés 30 jours après l’atelier.</p>
  </>
);

const QueueBox = ({ session, programme }: SessionProps): Child => (
  <>
    <h2>C’est complet</h2>
    <p>
      {session.waiting === 0
        ? "Personne n’attend encore : la première place libérée est pour la première demande."
        : `${plural(session.waiting, "demande")} sur la liste d’attente.`}
    </p>
    <p>
      <a class="button" href={`/ateliers/seances/${session.id}/liste`}>
        Rejoindre la liste
      </a>
    </p>
    <OtherDates programme={programme} />
  </>
);
