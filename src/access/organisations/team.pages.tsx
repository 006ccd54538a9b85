import type { Child } from "hono/jsx";

import type { Role, Who } from "../roles.ts";
import { PARIS, addDays, dayInWords, dayOf, dayShort, startOfDay } from "../../kernel/time.ts";
import { plural } from "../../kernel/text.ts";
import { Act } from "../../ui/console.tsx";
import { Choices, ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { Tiles } from "../../ui/cards.tsx";
import { Rows, WeekStrip } from "../../ui/work.tsx";
import { Done, Empty, Head } from "../../ui/parts.tsx";
import { type Day, Leaf } from "../../ui/session-card.tsx";
import { Fill, Table } from "../../ui/table.tsx";
import { KIND, type Organisation, ROLES_IN, ROLE_WORDS, STATE_WORDS } from "./organisation.ts";

/** A member or somebody invited, with the address for those who may see it. */
export type Colleague = { id: string; role: Role; since: number; address: string | null; hasPasskey: boolean };
export type TeamView = { members: readonly Colleague[]; invited: readonly Colleague[] };
/** The coming sessions of an association, and how full they are; none for other kinds. */
export type Calendar = {
  title: string;
  when: string;
  day: Day;
  dayOn: string;
  hour: string;
  where: string;
  taken: number;
  capacity: number;
  waiting: number;
  href: string;
  /** Why somebody has to be found to give it; null: nobody has. */
  lack: string | null;
  isSoon: boolean;
  startsIn: string;
}[];

type Props = {
  organisation: Organisation;
  team: TeamView;
  sessions: Calendar;
  /** How many class requests wait. */
  requests: number;
  who: Who;
  state: FormState;
  done: string | null;
  now: number;
};

/** The space of one organisation: what waits, its sessions, its team; the owner invites, removes, hands over. */
export const OrganisationPage = (props: Props): Child => {
  const { organisation, team, who, state, done } = props;
  const base = `/espace/structures/${organisation.id}`;
  const isOwner = organisation.ownerId === who.personId;
  return (
    <>
      <ErrorSummary state={state} labels={{ email: "Adresse", role: "Rôle" }} />
      <Head
        eyebrow={eyebrowOf(organisation)}
        title={organisation.name}
        lead={
          organisation.state === "pending"
            ? "Votre demande attend une personne de l’équipe. Vous recevrez un message ; rien d’autre à faire."
            : `${plural(team.members.length, "personne")} dans l’équipe.`
        }
      />
      <Done words={done} />
      {organisation.kind === "association" ? <Work {...props} base={base} /> : null}
      {organisation.kind === "mutuelle" && organisation.state === "active" ? (
        <p>
          <a class="button" href={`${base}/label`}>
            Candidatures au label
          </a>
        </p>
      ) : null}
      <div class="split wide">
        <TeamPart organisation={organisation} team={team} who={who} base={base} />
        <div class="stack">
          {isOwner && organisation.state === "active" ? (
            <InviteForm action={`${base}/inviter`} roles={ROLES_IN[organisation.kind]} state={state} />
          ) : null}
          {isOwner ? (
            <p class="hint">Pour partir, transmettez d’abord l’espace à une autre personne de l’équipe.</p>
          ) : (
            <Act action={`${base}/quitter`} what="Quitter cette équipe" />
          )}
        </div>
      </div>
    </>
  );
};

/** « Association · ouverte · SIREN 000000018 ». */
const eyebrowOf = ({ kind, state, number }: Organisation): string =>
  [
    KIND[kind].label,
    STATE_WORDS[state],
    number === null ? "" : `${KIND[kind].number === "uai" ? "UAI" : "SIREN"} ${number}`,
  ]
    .filter((words) => words !== "")
    .join(" · ");

/** What waits for an association, its week, its next sessions. */
const Work = ({ organisation, sessions, requests, who, now, base }: Props & { base: string }): Child => {
  const isCoordinator = who.memberships.some((m) => m.organisationId === organisation.id && m.role === "coordinator");
  const queue = sessions.reduce((sum, { waiting }) => sum + waiting, 0);
  return (
    <>
      {isCoordinator ? (
        <Tiles
          tiles={[
            {
              n: requests,
              what: requests > 1 ? "demandes de classe" : "demande de classe",
              hint: requests === 0 ? "rien n’attend" : "la première association qui répond l’emporte",
              href: `${base}/demandes`,
              kind: requests === 0 ? "plain" : "now",
            },
            { n: queue, what: queue > 1 ? "demandes en liste d’attente" : "demande en liste d’attente" },
            {
              n: sessions.length,
              what: sessions.length > 1 ? "séances à venir" : "séance à venir",
              href: `${base}/seances`,
            },
          ]}
        />
      ) : null}
      {isCoordinator ? <Lacking lacking={sessions.filter(({ lack }) => lack !== null)} /> : null}
      {sessions.length === 0 ? null : (
        <section aria-labelledby="semaine">
          <h2 id="semaine">Les sept jours qui viennent</h2>
          <WeekStrip days={weekOf(sessions, now)} />
        </section>
      )}
      <Sessions sessions={sessions} base={base} />
    </>
  );
};

/** Sessions named one by one among what has to be done. */
const MOST_LACKING = 8;
/** What a coordinator has to do before anything else: find whoever lacks, where a session is near. */
const Lacking = ({ lacking }: { lacking: Calendar }): Child =>
  lacking.length === 0 ? null : (
    <section aria-labelledby="faire">
      <h2 id="faire">À faire</h2>
      <Rows
        rows={lacking.slice(0, MOST_LACKING).map(({ title, when, href, lack, isSoon, startsIn }) => ({
          title: <a href={`${href}/equipe`}>{`${title}, ${when}`}</a>,
          why: lack,
          due: { kind: isSoon ? "bad" : "wait", words: startsIn },
        }))}
      />
      {lacking.length <= MOST_LACKING ? null : (
        <p>{`Et ${plural(lacking.length - MOST_LACKING, "autre séance", "autres séances")} dans les trois semaines.`}</p>
      )}
    </section>
  );

/** Seven days from today, with the sessions of each. */
const weekOf = (sessions: Calendar, now: number): Parameters<typeof WeekStrip>[0]["days"] =>
  Array.from({ length: 7 }, (_, i) => addDays(dayOf(now, PARIS), i)).map((day, i) => ({
    words: dayShort(startOfDay(day, PARIS), PARIS),
    isToday: i === 0,
    events: sessions
      .filter(({ dayOn }) => dayOn === day)
      .map(({ href, hour, title, taken, capacity }) => ({ href, at: hour, title, hint: `${taken} sur ${capacity}` })),
  }));

const Sessions = ({ sessions, base }: { sessions: Calendar; base: string }): Child => (
  <section aria-labelledby="seances">
    <h2 id="seances">Prochaines séances</h2>
    {sessions.length === 0 ? (
      <Empty scene="nuit" title="Aucune séance à venir">
        <p>Celles que la coordination publie arrivent ici, avec leurs inscrits.</p>
      </Empty>
    ) : (
      <div class="cols two">
        {sessions.slice(0, 2).map((session, i) => (
          <NextSession session={session} isFirst={i === 0} />
        ))}
      </div>
    )}
    {sessions.length < 3 ? null : (
      <Table
        heads={["Quand", "Atelier", "Où", "Places prises", "En attente"]}
        rows={sessions.slice(2).map((session) => [
          session.when,
          <a href={session.href}>{session.title}</a>,
          session.where,
          <>
            {session.taken} sur {session.capacity}
            <Fill n={session.taken} of={session.capacity} />
          </>,
          String(session.waiting),
        ])}
      />
    )}
    <p>
      <a href={`${base}/mes-seances`}>Mes séances et mon agenda</a>
    </p>
  </section>
);

/** A session that is near: the first holds the act of the page. */
const NextSession = ({ session, isFirst }: { session: Calendar[number]; isFirst: boolean }): Child => (
  <div class={isFirst ? "card roof" : "card"}>
    <div class="dated">
      <Leaf day={session.day} />
      <h3>{session.title}</h3>
      <p>
        {session.when} · {session.where}
      </p>
    </div>
    <p>
      <strong>{plural(session.taken, "place prise", "places prises")}</strong> sur {session.capacity}
    </p>
    <Fill n={session.taken} of={session.capacity} />
    <p>
      <a class={isFirst ? "button" : "button quiet"} href={session.href}>
        Ouvrir la liste
      </a>
    </p>
  </div>
);

type PartProps = { organisation: Organisation; team: TeamView; who: Who; base: string };
const TeamPart = ({ organisation, team, who, base }: PartProps): Child => {
  const isOwner = organisation.ownerId === who.personId;
  return (
    <section aria-labelledby="equipe">
      <h2 id="equipe">Équipe</h2>
      <ul class="rows">
        {team.members.map((member) => (
          <li>
            <p>
              <strong>{member.id === who.personId ? "Vous" : (member.address ?? "Un membre de l’équipe")}</strong>
              <br />
              {ROLE_WORDS[member.role]}, depuis le {dayInWords(member.since, PARIS)}
              {member.id === organisation.ownerId ? "\u00a0· responsable" : ""}
            </p>
            {isOwner && member.id !== who.personId ? (
              <>
                <p>
                  <a href={`${base}/adresse?personne=${member.id}`}>
                    Corriger son adresse<span class="seen-by-readers"> : {member.address}</span>
                  </a>
                </p>
                <Act action={`${base}/transmettre`} what="Lui transmettre l’espace" fields={{ personne: member.id }} />
                <Act
                  action={`${base}/retirer`}
                  what="Retirer de l’équipe"
                  fields={{ personne: member.id, role: member.role }}
                />
              </>
            ) : null}
          </li>
        ))}
        {team.invited.map((invited) => (
          <li>
            <p>
              <strong>{invited.address ?? "Une personne invitée"}</strong>
              <br />
              {ROLE_WORDS[invited.role]}, invitation valable jusqu’au {dayInWords(invited.since, PARIS)}
            </p>
            {isOwner ? (
              <Act action={`${base}/annuler`} what="Annuler l’invitation" fields={{ invitation: invited.id }} />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Invites somebody by address, with a role. */
export const InviteForm = ({
  action,
  roles,
  state,
}: {
  action: string;
  roles: readonly Role[];
  state: FormState;
}): Child => (
  <section class="card" aria-labelledby="inviter">
    <h2 id="inviter">Inviter quelqu’un</h2>
    <form method="post" action={action} novalidate>
      <TextField
        name="email"
        label="Son adresse e-mail"
        type="email"
        hint="Un message y part. Sans réponse, l’adresse s’efface après sept jours."
        state={state}
        autocomplete="off"
      />
      {roles.length === 1 ? (
        <input type="hidden" name="role" value={roles[0]} />
      ) : (
        <Choices
          name="role"
          legend="Son rôle"
          kind="radio"
          options={Object.fromEntries(roles.map((role) => [role, ROLE_WORDS[role]]))}
          state={state}
        />
      )}
      <button type="submit" class="quiet">
        Inviter
      </button>
    </form>
  </section>
);
