import type { Child } from "hono/jsx";

import type { ContactId } from "../kernel/ids.ts";
import { PARIS, momentIn } from "../kernel/time.ts";
import { LIFTED_BECAUSE } from "../mail/address.events.ts";
import { type MailNames, mailName, reasonInWords } from "../mail/words.ts";
import { Act, ConsolePage } from "../ui/console.tsx";
import { Choices, EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { type Held, HeldLists } from "../ui/held.tsx";
import { Notice } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
const STATUS = [
  "à venir",
  "en cours d’envoi",
  "parti",
  "remis",
  "refusé",
  "signalé indésirable",
  "non parti",
  "refusé",
  "issue inconnue",
  "non écrit",
];

/** One mail of somebody, as the pipeline knows it. */
export type HistoryLine = {
  sequence: string | null;
  step: string | null;
  template: string;
  status: number;
  reason: string | null;
  due_at: number;
  sent_at: number | null;
  test: number;
};
/** Everything about one address: what each feature holds, and every mail. */
type Dossier = {
  contactId: ContactId;
  held: Held[];
  mails: readonly HistoryLine[];
  /** Since when nothing leaves to them because they reported a mail; null: it does. */
  reportedAt: number | null;
  mailNames: MailNames;
};
type Props = { dossier: Dossier | null; isUnknown: boolean; error: string | null; done: string | null };

/** One person, by exact address only: why this mail, why not that one, what we hold, and the way to erase it. */
export const PersonPage = ({ dossier, isUnknown, error, done }: Props): Child => (
  <ConsolePage
    title="Une personne"
    lead="Par adresse exacte, quand elle vous écrit. L’adresse n’est ni gardée, ni écrite dans l’historique de cet appareil ; la consultation est inscrite au journal."
    done={done}
  >
    <form method="post" action="/console/personnes" class="narrow" novalidate>
      <div class="field">
        <label for="email">Adresse e-mail</label>
        {error === null ? null : (
          <p class="field-error" id="email-erreur">
            {error}
          </p>
        )}
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="off"
          required
          aria-invalid={error === null ? undefined : "true"}
          aria-describedby={error === null ? undefined : "email-erreur"}
        />
      </div>
      <button type="submit">Voir cette personne</button>
    </form>
    {isUnknown ? (
      <Notice>
        <p>Rien pour cette adresse : jamais donnée, ou déjà effacée.</p>
      </Notice>
    ) : null}
    {dossier === null ? null : <DossierPart dossier={dossier} />}
  </ConsolePage>
);

const DossierPart = ({ dossier }: { dossier: Dossier }): Child => (
  <>
    <HeldLists held={dossier.held} />
    <section aria-labelledby="messages">
      <h2 id="messages">Ses messages, et pourquoi pas</h2>
      {dossier.mails.length === 0 ? <p>Aucun message.</p> : <Mails lines={dossier.mails} names={dossier.mailNames} />}
    </section>
    {dossier.reportedAt === null ? null : (
      <Notice kind="warn">
        <p>
          Depuis le {momentIn(dossier.reportedAt, PARIS)}, plus rien ne part à cette adresse : un de nos messages y a
          été signalé comme indésirable.
        </p>
      </Notice>
    )}
    <section class="card late narrow" aria-labelledby="agir">
      <h2 id="agir">Agir à sa demande</h2>
      {dossier.reportedAt === null ? null : (
        <Act
          action="/console/personnes/lever"
          what="Lui écrire de nouveau…"
          fields={{ contact: dossier.contactId }}
          warn="Lève le signalement. À sa demande écrite, ou si la faute était la nôtre."
        />
      )}
      <Act
        action="/console/personnes/effacer"
        what="Tout effacer…"
        fields={{ contact: dossier.contactId }}
        warn="La personne peut le faire elle-même, par le lien de ses réglages. Ici, à sa demande écrite seulement."
      />
    </section>
  </>
);

/** Why mail may go again to the person who had reported it: asked with the last yes. */
export const LiftReasons = ({ state = EMPTY_FORM }: { state?: FormState }): Child => (
  <Choices name="raison" legend="Pourquoi" options={LIFTED_BECAUSE} state={state} kind="radio" />
);

const Mails = ({ lines, names }: { lines: readonly HistoryLine[]; names: MailNames }): Child => (
  <Table
    heads={["Message", "Quand", "Ce qu’il en est"]}
    rows={lines.map((line) => [
      `${mailName(names, line.template)}${line.test === 1 ? " (essai)" : ""}`,
      momentIn(line.sent_at ?? line.due_at, PARIS),
      `${STATUS[line.status] ?? ""}${line.reason === null ? "" : ` : ${reasonInWords(line.reason)}`}`,
    ])}
  />
);
