import type { Child } from "hono/jsx";

import type { Role, Who } from "../roles.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { plural } from "../../kernel/text.ts";
import { Act } from "../../ui/console.tsx";
import { Choices, ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { Done, Facts, Head } from "../../ui/parts.tsx";
import { KIND, type Organisation, ROLES_IN, ROLE_WORDS, STATE_WORDS } from "./organisation.ts";

/** A member or somebody invited, with the address for those who may see it. */
export type Colleague = { id: string; role: Role; since: number; address: string | null };
export type TeamView = { members: readonly Colleague[]; invited: readonly Colleague[] };
/** How many upcoming sessions an association has, and how full they are; null for other kinds. */
export type Calendar = { title: string; when: string; taken: number; capacity: number; href: string }[] | null;

type Props = {
  organisation: Organisation;
  team: TeamView;
  sessions: Calendar;
  who: Who;
  state: FormState;
  done: string | null;
};

/** The space of one organisation: where it stands, its sessions, its team; the owner invites, removes, hands over. */
export const OrganisationPage = ({ organisation, team, sessions, who, state, done }: Props): Child => {
  const base = `/espace/structures/${organisation.id}`;
  const isOwner = organisation.ownerId === who.personId;
  const isCoordinator = who.memberships.some((m) => m.organisationId === organisation.id && m.role === "coordinator");
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={{ email: "Adresse", role: "Rôle" }} />
      <Head
        eyebrow={KIND[organisation.kind].label}
        title={organisation.name}
        lead={
          organisation.state === "pending"
            ? "Votre demande attend une personne de l’équipe. Vous recevrez un message ; rien d’autre à faire."
            : `${plural(team.members.length, "personne")} dans l’équipe.`
        }
      />
      <Done words={done} />
      <Facts
        rows={[
          ["État", STATE_WORDS[organisation.state]],
          organisation.number === null
            ? null
            : [KIND[organisation.kind].number === "uai" ? "UAI" : "SIREN", organisation.number],
        ]}
      />
      <Ways base={base} isCoordinator={isCoordinator} isAssociation={sessions !== null} />
      {organisation.kind === "mutuelle" && organisation.state === "active" ? (
        <p>
          <a class="button" href={`${base}/label`}>
            Candidatures au label
          </a>
        </p>
      ) : null}
      {sessions === null ? null : <Sessions sessions={sessions} />}
      <TeamPart organisation={organisation} team={team} who={who} base={base} />
      {isOwner && organisation.state === "active" ? (
        <InviteForm action={`${base}/inviter`} roles={ROLES_IN[organisation.kind]} state={state} />
      ) : null}
      {isOwner ? (
        <p class="hint">Pour partir, transmettez d’abord l’espace à une autre personne de l’équipe.</p>
      ) : (
        <Act action={`${base}/quitter`} what="Quitter cette équipe" />
      )}
    </div>
  );
};

type WaysProps = { base: string; isCoordinator: boolean; isAssociation: boolean };
/** Where one goes from here. */
const Ways = ({ base, isCoordinator, isAssociation }: WaysProps): Child => (
  <>
    {isCoordinator ? (
      <p>
        <a class="button" href={`${base}/demandes`}>
          Demandes de classe
        </a>{" "}
        <a class="button quiet" href={`${base}/seances`}>
          Séances
        </a>{" "}
        <a class="button quiet" href={`${base}/intervenants`}>
          Intervenants
        </a>
      </p>
    ) : null}
    {isAssociation ? (
      <p>
        <a href={`${base}/mes-seances`}>Mes séances et mon agenda</a>
      </p>
    ) : null}
  </>
);

const Sessions = ({ sessions }: { sessions: Exclude<Calendar, null> }): Child => (
  <section aria-labelledby="seances">
    <h2 id="seances">Prochaines séances</h2>
    {sessions.length === 0 ? <p>Aucune séance à venir.</p> : null}
    <ul class="rows">
      {sessions.map((session) => (
        <li>
          <h3>
            <a href={session.href}>{session.title}</a>
          </h3>
          <p>
            {session.when} · {plural(session.taken, "place prise", "places prises")} sur {session.capacity}
          </p>
        </li>
      ))}
    </ul>
  </section>
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
              {member.id === organisation.ownerId ? " · responsable" : ""}
            </p>
            {isOwner && member.id !== who.personId ? (
              <>
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
  <section aria-labelledby="inviter">
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
      <button type="submit">Inviter</button>
    </form>
  </section>
);
