import type { Child } from "hono/jsx";

import { PARIS, momentIn } from "../kernel/time.ts";
import { Act } from "../ui/console.tsx";
import { mailLeft } from "../ui/mail-left.ts";
import { Rows } from "../ui/work.tsx";
import { AntibotFields, ErrorSummary, type FormState, TextField } from "../ui/form.tsx";
import { Steps } from "../ui/line.tsx";
import { Done, Notice, Todo } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { type Who, callsTheRoll, isTrusted } from "./roles.ts";

/** Asks for an address: a link and a code go there. No password, ever. */
export const SignInPage = ({ state, ticket, next }: { state: FormState; ticket: string; next: string }): Child => (
  <>
    <ErrorSummary state={state} labels={{ email: "Adresse e-mail", billet: "" }} />
    <div class="split wide">
      <div>
        <h1>Se connecter</h1>
        <p class="lead">Pour les associations, les établissements, les mutuelles et l’équipe. Aucun mot de passe.</p>
        <Stage now={0} />
        <form method="post" action="/connexion" novalidate class="card roof">
          <AntibotFields ticket={ticket} />
          <input type="hidden" name="suite" value={next} />
          <TextField name="email" label="Adresse e-mail" type="email" state={state} autocomplete="email" />
          <button type="submit">Recevoir un lien</button>
          <p class="hint">Une fois connecté, un seul cookie, le vôtre, le temps de la connexion.</p>
        </form>
      </div>
      <aside class="card flat" aria-labelledby="sans">
        <h2 id="sans">Pas besoin d’être connecté</h2>
        <Todo
          items={[
            {
              icon: "date",
              title: <a href="/inscription/retrouver">Retrouver mon inscription</a>,
              children: <p>à un atelier</p>,
            },
            { icon: "courrier", title: <a href="/preferences">Régler mes messages</a> },
            {
              icon: "plus",
              title: <a href="/structures/demander">Demander un espace</a>,
              children: <p>quand votre structure n’en a pas encore</p>,
            },
          ]}
        />
      </aside>
    </div>
  </>
);

const Stage = ({ now }: { now: number }): Child => (
  <Steps label="Connexion" steps={[{ title: "Votre adresse" }, { title: "Le message" }]} now={now} />
);

/** After the form: the same page whether somebody has that address or not. The code works in this page alone. */
export const CodePage = ({ form, state, sent }: { form: string; state: FormState; sent: string | null }): Child => (
  <>
    <ErrorSummary state={state} labels={{ code: "Code" }} />
    <div class="split wide">
      <div>
        <h1>Vérifiez votre messagerie</h1>
        <Stage now={1} />
        <Notice kind="good">
          <p>
            {sent === null
              ? `Si cette adresse a un accès, ${mailLeft}. Ouvrez le lien, ou écrivez ici le code à six chiffres.`
              : `Si cette adresse a un accès, un message l’attend déjà, envoyé ${sent} : son lien ouvre encore.`}
          </p>
        </Notice>
        <form method="post" action="/connexion/code" novalidate class="card roof">
          <input type="hidden" name="demande" value={form} />
          <TextField name="code" label="Code à six chiffres" state={state} autocomplete="one-time-code" />
          <button type="submit">Me connecter</button>
          <p class="hint">
            Le code sert quinze minutes, une fois, avec cinq essais. <a href="/connexion">Demander un autre code</a>.
          </p>
        </form>
      </div>
      <Scene name="lettre" />
    </div>
  </>
);

/** Behind the mailed link: only the button signs in, because mail filters open links too. */
export const EnterPage = ({ action }: { action: string }): Child => (
  <div class="split">
    <div>
      <h1>Se connecter</h1>
      <p class="lead">Vous allez être connecté sur cet appareil.</p>
      <form method="post" action={action}>
        <button type="submit">Me connecter</button>
      </form>
    </div>
    <Scene name="decroche" />
  </div>
);

type Login = { id: string; created_at: number; seen_at: number };
type Key = { id: string; createdAt: number; usedAt: number };

/** Where one is signed in, with which passkeys, and how to end it. */
export const SecurityPage = ({
  logins,
  keys,
  who,
  done,
}: {
  logins: readonly Login[];
  keys: readonly Key[];
  who: Who;
  done: string | null;
}): Child => (
  <div class="narrow">
    <h1>Mes connexions</h1>
    <Done words={done} />
    <Rows
      rows={logins.map((login) => ({
        title: `Ouverte le ${momentIn(login.created_at, PARIS)}`,
        why: login.id === who.loginId ? "cet appareil" : "un autre appareil",
        act: (
          <Act
            action="/espace/securite/fermer"
            what={login.id === who.loginId ? "Me déconnecter" : "Fermer cette connexion"}
            fields={{ connexion: login.id }}
          />
        ),
      }))}
    />
    {logins.length < 2 ? null : (
      <form method="post" action="/espace/securite/fermer-les-autres">
        <button type="submit" class="quiet">
          Fermer toutes les autres
        </button>
      </form>
    )}
    <p>
      <a href="/espace/securite/adresse">Changer l’adresse avec laquelle je me connecte</a>
    </p>
    {isTrusted(who) || callsTheRoll(who) ? <Keys keys={keys} who={who} /> : null}
  </div>
);

/** The passkeys of somebody who has a role that asks for one, or reads first names. */
const Keys = ({ keys, who }: { keys: readonly Key[]; who: Who }): Child => (
  <section aria-labelledby="cles">
    <h2 id="cles">Mes clés</h2>
    <p>
      Une clé est votre téléphone, votre ordinateur ou une clé USB : elle prouve que c’est vous, même si quelqu’un lit
      votre messagerie. Gardez-en deux, sur deux appareils.
    </p>
    {keys.length === 0 ? <p>Vous n’en avez pas encore.</p> : null}
    <Rows
      rows={keys.map((key) => ({
        title: `Ajoutée le ${momentIn(key.createdAt, PARIS)}`,
        why: `montrée le ${momentIn(key.usedAt, PARIS)}`,
        ...(keys.length > 1 && who.passkeyAt !== null
          ? {
              act: (
                <Act
                  action="/espace/cle/retirer"
                  what="Retirer cette clé : elle n’ouvrira plus rien"
                  fields={{ cle: key.id }}
                />
              ),
            }
          : {}),
      }))}
    />
    <p>
      <a
        class="button"
        href={`/espace/cle?suite=/espace/securite${keys.length > 0 && who.passkeyAt !== null ? "&autre=oui" : ""}`}
      >
        {keys.length === 0
          ? "Ajouter ma première clé"
          : who.passkeyAt !== null
            ? "Ajouter une autre clé"
            : "Montrer ma clé"}
      </a>
    </p>
  </section>
);
