import type { Child } from "hono/jsx";

import { dayInWords, hourInWords } from "../kernel/time.ts";
import { AntibotFields, ErrorSummary, type FormState, TextField } from "../ui/form.tsx";
import { Notice } from "../ui/parts.tsx";

/** Asks for an address: a link and a code go there. No password, ever. */
export const SignInPage = ({ state, ticket, next }: { state: FormState; ticket: string; next: string }): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ email: "Adresse e-mail", billet: "" }} />
    <h1>Se connecter</h1>
    <p class="lead">Pour les associations, les établissements, les mutuelles et l’équipe. Aucun mot de passe.</p>
    <form method="post" action="/connexion" novalidate>
      <AntibotFields ticket={ticket} />
      <input type="hidden" name="suite" value={next} />
      <TextField name="email" label="Adresse e-mail" type="email" state={state} autocomplete="email" />
      <button type="submit">Recevoir un lien</button>
    </form>
    <p class="hint">
      Une fois connecté, un seul cookie, le vôtre, le temps de la connexion. Vous avez une inscription à un atelier ?{" "}
      <a href="/inscription/retrouver">Retrouvez-la ici</a>. Vous recevez nos messages ?{" "}
      <a href="/preferences">Réglez-les ici</a> : pas besoin de vous connecter.
    </p>
  </div>
);

/** After the form: the same page whether somebody has that address or not. The code works in this page alone. */
export const CodePage = ({ form, next, state }: { form: string; next: string; state: FormState }): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ code: "Code" }} />
    <h1>Vérifiez votre messagerie</h1>
    <Notice kind="good">
      <p>
        Si cette adresse a un accès, un message vient d’y partir. Ouvrez le lien, ou écrivez ici le code à six chiffres.
      </p>
    </Notice>
    <form method="post" action="/connexion/code" novalidate>
      <input type="hidden" name="demande" value={form} />
      <input type="hidden" name="suite" value={next} />
      <TextField name="code" label="Code à six chiffres" state={state} autocomplete="one-time-code" />
      <button type="submit">Me connecter</button>
    </form>
    <p class="hint">
      Le code sert quinze minutes, une fois, avec cinq essais. <a href="/connexion">Demander un autre code</a>.
    </p>
  </div>
);

/** Behind the mailed link: only the button signs in, because mail filters open links too. */
export const EnterPage = ({ action, next }: { action: string; next: string }): Child => (
  <div class="narrow">
    <h1>Se connecter</h1>
    <p class="lead">Vous allez être connecté sur cet appareil.</p>
    <form method="post" action={action}>
      <input type="hidden" name="suite" value={next} />
      <button type="submit">Me connecter</button>
    </form>
  </div>
);

type Login = { id: string; created_at: number; seen_at: number };

/** Where one is signed in, and how to end it. */
export const SecurityPage = ({
  logins,
  current,
  roles,
}: {
  logins: readonly Login[];
  current: string;
  roles: readonly string[];
}): Child => (
  <div class="narrow">
    <h1>Mes connexions</h1>
    {roles.includes("operator") ? (
      <p>
        <a class="button" href="/console">
          Ouvrir la console
        </a>
      </p>
    ) : null}
    <ul>
      {logins.map((login) => (
        <li>
          <p>
            Ouverte le {dayInWords(login.created_at, "Europe/Paris")} à {hourInWords(login.created_at, "Europe/Paris")}
            {login.id === current ? " (cet appareil)" : ""}
          </p>
          <form method="post" action="/espace/securite/fermer">
            <input type="hidden" name="connexion" value={login.id} />
            <button type="submit" class="quiet">
              {login.id === current ? "Me déconnecter" : "Fermer cette connexion"}
            </button>
          </form>
        </li>
      ))}
    </ul>
    <form method="post" action="/espace/securite/fermer-les-autres">
      <button type="submit" class="quiet">
        Fermer toutes les autres
      </button>
    </form>
  </div>
);
