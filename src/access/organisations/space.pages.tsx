import type { Child } from "hono/jsx";

import { type Who, TRUSTED } from "../roles.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { GoCards } from "../../ui/cards.tsx";
import { AntibotFields, Choices, ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { mailLeft } from "../../ui/mail-left.ts";
import { Head, Notice, Waiting, type Waits, mailboxTitle } from "../../ui/parts.tsx";
import { KIND, KINDS, type Organisation, ROLE_WORDS, STATE_WORDS } from "./organisation.ts";
const kinds = Object.fromEntries(KINDS.map((kind) => [kind, KIND[kind].label]));

/** Asks for the space of an organisation. */
export const AskSpacePage = ({ state, ticket }: { state: FormState; ticket: string }): Child => (
  <div class="narrow">
    <ErrorSummary
      state={state}
      labels={{ kind: "Type de structure", name: "Nom", number: "Numéro", email: "Adresse", billet: "" }}
    />
    <Head
      eyebrow="Structures"
      title="Demander un espace"
      lead="Pour une association, un établissement, une mutuelle ou une structure jeunesse. Une personne de l’équipe vérifie, puis vous écrit."
    />
    <form method="post" action="/structures/demander" novalidate>
      <AntibotFields ticket={ticket} />
      <Choices name="kind" legend="Type de structure" kind="radio" options={kinds} state={state} />
      <TextField
        name="name"
        label="Nom de la structure"
        hint="Tel que le public le connaît. Aucun nom de personne."
        state={state}
        autocomplete="organization"
      />
      <TextField
        name="number"
        label="UAI ou SIREN"
        hint="Un établissement donne son UAI (0750654D), une mutuelle son SIREN (9 chiffres). Les autres peuvent laisser vide."
        state={state}
        isOptional
      />
      <TextField
        name="email"
        label="Votre adresse e-mail professionnelle"
        type="email"
        hint="Un lien de confirmation y part. Effacée après 7 jours si vous ne confirmez pas."
        state={state}
        autocomplete="email"
      />
      <button type="submit">Demander un espace</button>
    </form>
  </div>
);

/** After the form: the same page whoever the address belongs to, unless no mail can arrive there. */
export const SpaceAskedPage = ({ waiting }: { waiting: Waits | null }): Child => (
  <div class="narrow">
    <h1>{mailboxTitle(waiting, "Vérifiez votre messagerie")}</h1>
    {waiting === null ? (
      <Notice kind="good">
        <p>À l’adresse donnée, {mailLeft}. Votre demande sera vue par l’équipe après votre clic.</p>
      </Notice>
    ) : (
      <Waiting {...waiting} />
    )}
    <p>Rien reçu ? Regardez dans les indésirables. Trois demandes par jour au plus se font avec une même adresse.</p>
  </div>
);

/** Behind the mailed link: only the button joins, because mail filters open links too. */
export const InvitationPage = ({ action, what, role }: { action: string; what: string; role: string }): Child => (
  <div class="narrow">
    <Head eyebrow="Invitation" title={`Rejoindre ${what}`} lead={`Votre rôle : ${role}.`} />
    <form method="post" action={action}>
      <button type="submit">Accepter</button>
    </form>
    <p class="hint">Si vous ne voyez pas pourquoi, fermez cette page : sans clic, rien n’est créé.</p>
  </div>
);

/** The click on one's own request: nothing that was typed is shown, because a stranger may have typed it. */
export const FoundPage = ({ action, kind }: { action: string; kind: string }): Child => (
  <div class="narrow">
    <Head
      eyebrow={kind}
      title="Confirmer votre adresse"
      lead="Elle deviendra celle du responsable de l’espace demandé."
    />
    <form method="post" action={action}>
      <button type="submit">C’est bien la mienne</button>
    </form>
    <p class="hint">Si vous n’avez rien demandé, fermez cette page : tout s’efface dans sept jours.</p>
  </div>
);

type SpaceProps = { who: Who; organisations: readonly Organisation[]; isPasskeyOffered: boolean };

/** Everything of one's own: organisations and roles, logins, the console for those who have one. */
export const SpacePage = ({ who, organisations, isPasskeyOffered }: SpaceProps): Child => {
  const staff = who.memberships.filter((m) => (TRUSTED as readonly string[]).includes(m.role));
  return (
    <>
      <h1>Mon espace</h1>
      {isPasskeyOffered ? (
        <Notice>
          <p>
            Vos listes portent des prénoms d’enfants. Une clé, gardée par votre téléphone ou votre ordinateur, prouve
            que c’est vous ; elle vous sera demandée avant de télécharger une liste avec les prénoms.
          </p>
          <p>
            <a class="button quiet" href="/espace/cle?suite=/espace">
              Ajouter une clé
            </a>
          </p>
        </Notice>
      ) : null}
      {staff.length === 0 ? null : <p class="lead">{staff.map((m) => ROLE_WORDS[m.role]).join(", ")}</p>}
      <Mine who={who} organisations={organisations} />
      <h2 class="seen-by-readers">Mes accès</h2>
      <GoCards
        wide="three"
        cards={[
          ...(staff.some((m) => m.role === "operator")
            ? [
                {
                  href: "/console",
                  icon: "reglage",
                  title: "Ouvrir la console",
                  children: "Équipe de Ligne Sûre",
                } as const,
              ]
            : []),
          ...(staff.some((m) => m.role !== "operator")
            ? [{ href: "/espace/evaluation", icon: "abri", title: "Mes dossiers du label" } as const]
            : []),
          { href: "/espace/securite", icon: "cadenas", title: "Mes connexions et mes clés" },
          {
            href: "/preferences",
            icon: "papier",
            title: "Copie et effacement de mes données",
            children: "par un lien envoyé à mon adresse",
          },
          { href: "/structures/demander", icon: "plus", title: "Demander un espace pour une autre structure" },
        ]}
      />
    </>
  );
};

const Mine = ({ who, organisations }: { who: Who; organisations: readonly Organisation[] }): Child =>
  organisations.length === 0 ? null : (
    <section aria-labelledby="structures">
      <h2 id="structures">Mes structures</h2>
      <GoCards
        wide="two"
        cards={organisations.map((organisation) => ({
          href: `/espace/structures/${organisation.id}`,
          icon: "toit",
          title: organisation.name,
          children: `${KIND[organisation.kind].label}\u00a0· ${STATE_WORDS[organisation.state]} depuis le ${dayInWords(organisation.createdAt, PARIS)}${
            organisation.ownerId === who.personId ? "\u00a0· vous en êtes responsable" : ""
          }`,
        }))}
      />
    </section>
  );
