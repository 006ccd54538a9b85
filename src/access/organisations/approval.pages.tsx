import type { Child } from "hono/jsx";

import type { Role } from "../roles.ts";
import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, momentIn } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { Act, ConsolePage, More } from "../../ui/console.tsx";
import { Choices, EMPTY_FORM, ErrorSummary, Filters, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Facts, Fold } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import type { Owned } from "./estate.ts";
import { KIND, KINDS, answerDue, type Organisation, ROLE_WORDS, STATE_WORDS } from "./organisation.ts";
import { REASONS } from "./organisations.events.ts";
import { REASON_WORDS } from "./organisations.mails.ts";
import { InviteForm, type TeamView } from "./team.pages.tsx";
const kinds = { "": "Tous", ...Object.fromEntries(KINDS.map((kind) => [kind, KIND[kind].label])) };
const reasons = Object.fromEntries(REASONS.map((reason) => [reason, REASON_WORDS[reason]]));

type ListProps = {
  rows: readonly Organisation[];
  after: string | null;
  query: { etat: string; type: string };
  done: string | null;
};

/** Organisations by state, those that wait first. */
export const OrganisationsPage = ({ rows, after, query, done }: ListProps): Child => {
  const state: FormState = { values: { etat: [query.etat], type: [query.type] }, errors: {} };
  return (
    <ConsolePage
      title="Structures"
      lead="Qui demande un espace, qui en a un. Les plus anciennes demandes d’abord."
      done={done}
    >
      <Filters action="/console/structures">
        <Select name="etat" label="État" options={STATE_WORDS} state={state} />
        <Select name="type" label="Type" options={kinds} state={state} />
      </Filters>
      {rows.length === 0 ? (
        <p>Aucune structure dans cet état.</p>
      ) : (
        <Table
          heads={["Structure", "Type", "Numéro", "Depuis", "Réponse promise avant"]}
          rows={rows.map((row) => [
            <a href={`/console/structures/${row.id}`}>{row.name}</a>,
            KIND[row.kind].label,
            row.number ?? "aucun",
            dayInWords(row.createdAt, PARIS),
            row.state === "pending" ? momentIn(answerDue(row.createdAt), PARIS) : "",
          ])}
        />
      )}
      <More path="/console/structures" query={query} after={after} />
    </ConsolePage>
  );
};

/** An address that is proposed to answer for a structure; `isMine`: by who reads this. */
type Proposed = { id: string; address: string; isMine: boolean; isAgreed: boolean };
type DecideProps = {
  organisation: Organisation;
  team: TeamView;
  proposed: readonly Proposed[];
  state: FormState;
  done: string | null;
};

/** A structure that nobody answers for: one operator proposes an address, another agrees, the address proves itself by a click. */
const NewOwner = ({ base, proposed, state }: { base: string } & Pick<DecideProps, "proposed" | "state">): Child => (
  <section aria-labelledby="responsable">
    <h2 id="responsable">Inviter un responsable</h2>
    <ul class="rows">
      {proposed.map((one) => (
        <li>
          <p>
            <strong>{one.address}</strong>
            {one.isAgreed ? " : invitation partie, attend son clic" : " : attend l’accord d’un second opérateur"}
          </p>
          {one.isAgreed || one.isMine ? null : (
            <Act
              action={`${base}/accorder`}
              what="D’accord : envoyer l’invitation"
              fields={{ invitation: one.id }}
              warn="Assurez-vous, par une autre voie, que cette personne agit bien pour la structure."
            />
          )}
        </li>
      ))}
    </ul>
    <ErrorSummary state={state} labels={{ email: "Adresse" }} />
    <form method="post" action={`${base}/responsable`} novalidate>
      <TextField
        name="email"
        label="Adresse e-mail"
        type="email"
        hint="Un autre opérateur doit être d’accord avant que l’invitation parte. Elle vaut sept jours."
        state={state}
        autocomplete="off"
      />
      <button type="submit" class="quiet">
        Proposer
      </button>
    </form>
  </section>
);

/** One organisation: what it says it is, who asks, and what an operator may decide. */
export const DecidePage = ({ organisation, team, proposed, state, done }: DecideProps): Child => {
  const base = `/console/structures/${organisation.id}`;
  return (
    <ConsolePage
      title={organisation.name}
      lead={`${KIND[organisation.kind].label}. ${organisation.isDemo ? "Structure fictive de la démonstration." : "Vérifiez qu’elle existe, et que l’adresse du demandeur est la sienne, avant de valider."}`}
      done={done}
    >
      <div class="split">
        <div>
          <Facts
            rows={[
              ["État", STATE_WORDS[organisation.state]],
              ["Numéro", organisation.number ?? "aucun"],
              ["Demandée le", momentIn(organisation.createdAt, PARIS)],
            ]}
          />
          <Members organisation={organisation} team={team} base={base} />
          {organisation.state === "active" && organisation.ownerId === null ? (
            <NewOwner base={base} proposed={proposed} state={state} />
          ) : null}
          <p>
            <a href={`/console/journal?sujet=${organisation.id}`}>Tout ce qui lui est arrivé, dans le journal</a>
          </p>
        </div>
        {organisation.state === "pending" ? (
          <div class="stack beside">
            <Card kind="roof" title="Votre décision">
              <form method="post" action={`${base}/valider`}>
                <button type="submit" class="block">
                  Valider : ouvrir l’espace
                </button>
              </form>
              <Fold title="Refuser la demande" hint="avec une raison, que la personne lira" icon="fermer">
                <WithReason action={`${base}/refuser`} what="Refuser la demande…" />
              </Fold>
            </Card>
          </div>
        ) : null}
        {organisation.state === "active" ? (
          <Fold title="Fermer l’espace" hint="plus personne n’agira pour cette structure" icon="porte">
            <WithReason action={`${base}/fermer`} what="Fermer l’espace…" />
          </Fold>
        ) : null}
      </div>
    </ConsolePage>
  );
};

/** The name of the field that says what becomes of something that a closed organisation has announced. */
export const fateOf = (id: string): string => `sort-${id}`;

type CloseProps = { owned: readonly Owned[]; reason: string; action: string; back: string };

/** The step before an organisation closes: what becomes of each thing that it has announced. */
export const ClosePage = ({ owned, reason, action, back }: CloseProps): Child => (
  <ConfirmPage
    title="Fermer cet espace"
    consequence="Plus personne n’agira pour cette structure, dès maintenant. Son responsable reçoit un message avec la raison."
    action={action}
    fields={{ raison: reason }}
    button="Fermer l’espace"
    back={back}
  >
    {owned.length === 0 ? (
      <p>Elle n’a rien d’annoncé.</p>
    ) : (
      <p>
        Choisissez ce que devient chaque chose annoncée. Ce qui s’arrête est dit à chaque personne concernée ; ce qui
        est repris garde son lieu, son heure et ses inscrits.
      </p>
    )}
    {owned.map(({ id, what, heirs }) =>
      Object.keys(heirs).length === 0 ? (
        <p>{what}. Elle s’arrête.</p>
      ) : (
        <Select
          name={fateOf(id)}
          label={what}
          options={{ "": "Annuler et prévenir chaque personne", ...reprises(heirs) }}
          state={EMPTY_FORM}
        />
      ),
    )}
  </ConfirmPage>
);
const reprises = (heirs: Owned["heirs"]): Record<string, string> =>
  Object.fromEntries(Object.entries(heirs).map(([id, name]) => [id, `Confier à : ${name}`]));

/** A decision that says why, from a closed list. */
const WithReason = ({ action, what }: { action: string; what: string }): Child => (
  <form method="post" action={action}>
    <Choices name="raison" legend="Pour quelle raison ?" kind="radio" options={reasons} state={EMPTY_FORM} />
    <button type="submit" class="quiet">
      {what}
    </button>
  </form>
);

type MembersProps = { organisation: Organisation; team: TeamView; base: string };
const Members = ({ organisation, team, base }: MembersProps): Child => (
  <section aria-labelledby="equipe">
    <h2 id="equipe">Équipe</h2>
    {team.members.length === 0 ? (
      <p>
        Personne n’agit pour cette structure. Invitez un responsable ci-dessous, ou fermez son espace : elle pourra en
        demander un autre, avec le même numéro.
      </p>
    ) : null}
    <ul class="rows">
      {team.members.map((member) => (
        <li>
          <p>
            <strong>{member.address ?? "adresse effacée"}</strong>
            <br />
            {ROLE_WORDS[member.role]}
            {member.id === organisation.ownerId ? ", responsable" : ""}, depuis le {dayInWords(member.since, PARIS)}
            <br />
            <code>{member.id}</code>
          </p>
          {member.hasPasskey ? (
            <Act action={`${base}/rouvrir`} what="Remettre ses clés à zéro…" fields={{ personne: member.id }} />
          ) : null}
          <p>
            <a href={`${base}/adresse?personne=${member.id}`}>
              Corriger son adresse<span class="seen-by-readers"> : {member.address}</span>
            </a>
          </p>
          {member.id === organisation.ownerId ? null : (
            <Act action={`${base}/confier`} what="Lui confier l’espace…" fields={{ personne: member.id }} />
          )}
        </li>
      ))}
    </ul>
  </section>
);

type StaffProps = {
  team: TeamView;
  /** How many passkeys each person has. */
  keys: Readonly<Record<string, number>>;
  me: string;
  roles: readonly Role[];
  state: FormState;
  done: string | null;
};

/** The platform's own team: roles, passkeys, invitations. */
export const StaffPage = ({ team, keys, me, roles, state, done }: StaffProps): Child => (
  <ConsolePage
    title="Équipe"
    lead="Opérateurs, évaluateurs, membres du comité. Chacun montre une clé avant de voir des données ou de décider."
    done={done}
  >
    <ErrorSummary state={state} labels={{ email: "Adresse", role: "Rôle" }} />
    <div class="split wide">
      <ul class="rows">
        {team.members.map((member) => (
          <li>
            <p>
              <strong>{member.address ?? "adresse effacée"}</strong>
              <br />
              {ROLE_WORDS[member.role]}, depuis le {dayInWords(member.since, PARIS)},{" "}
              {plural(keys[member.id] ?? 0, "clé")}
              <br />
              <code>{member.id}</code>
            </p>
            <Act
              action="/console/equipe/retirer"
              what="Retirer ce rôle…"
              fields={{ personne: member.id, role: member.role }}
            />
            {member.id === me ? null : (
              <Act action="/console/equipe/rouvrir" what="Remettre ses clés à zéro…" fields={{ personne: member.id }} />
            )}
          </li>
        ))}
        {team.invited.map((invited) => (
          <li>
            <p>
              <strong>{invited.address ?? "adresse effacée"}</strong>
              <br />
              {ROLE_WORDS[invited.role]}, invitation valable jusqu’au {dayInWords(invited.since, PARIS)}
            </p>
            <Act action="/console/equipe/annuler" what="Annuler l’invitation" fields={{ invitation: invited.id }} />
          </li>
        ))}
      </ul>
      <InviteForm action="/console/equipe/inviter" roles={roles} state={state} />
    </div>
  </ConsolePage>
);
