import type { Child } from "hono/jsx";

import type { Problem } from "../kernel/problem.ts";
import { PARIS, hourIn, sinceInWords } from "../kernel/time.ts";
import { Coin, Icon, type IconName } from "./icon.tsx";
import { withMail } from "./mail-left.ts";
import { Scene, type SceneName } from "./scene.tsx";

/** What a page starts with: for whom, its title, and one sentence. */
export const Head = ({ eyebrow, title, lead }: { eyebrow?: string; title: Child; lead: string }): Child => (
  <>
    {eyebrow === undefined ? null : <p class="eyebrow">{eyebrow}</p>}
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
  </>
);

const NOTICE_SIGNS = { info: "info", good: "oui", wait: "attente", warn: "alerte" } as const;

/** A remark: `info` by default, `good` after a success, `wait` for what is due, `warn` for harm or what cannot be undone. */
export const Notice = ({ kind = "info", children }: { kind?: keyof typeof NOTICE_SIGNS; children?: Child }): Child => (
  <div class={`notice ${kind}`}>
    <Icon name={NOTICE_SIGNS[kind]} />
    <div>{children}</div>
  </div>
);

/** What was just done, when something was. */
export const Done = ({ words }: { words: string | null }): Child =>
  words === null ? null : (
    <Notice kind="good">
      <p>{words}</p>
    </Notice>
  );

/** A mail that an address got lately, and when the next one leaves that gathers the rest; null when no more leaves today. */
type MailWaiting = { sentAt: number; nextAt: number | null; isRecap: boolean };

/**
 * Why nothing of ours arrives at an address: what we wrote came back, the last could not be written, or we do not write to it. `trial` is
 * the token that asks for one mail more, where one may leave; `triedAt`, when one left lately.
 */
type Unreached = { unreached: "returned" | "refused" | "closed"; trial: string | null; triedAt: number | null };
/** What is known of a mailbox when somebody types its address. */
export type MailNews = MailWaiting | Unreached;

/** `fix` is the form where the address can be corrected, when it is on another page. */
export type Waits = { mail: MailNews; now: number; tz?: string; tu?: boolean; fix?: string };

/** Says that a mail waits in the mailbox already, and when the rest follows; or that none can arrive, and what to do. */
export const Waiting = ({ mail, ...rest }: Waits): Child =>
  "unreached" in mail ? <NoMail {...mail} {...rest} /> : <MailWaits mail={mail} {...rest} />;

/** Where a page that told of a mail is opened later, or by hand: when one leaves, and `form`, from which. */
export const Mailbox = ({ form }: { form: string }): Child => (
  <div class="narrow">
    <h1>Vérifiez votre messagerie</h1>
    <p class="lead">
      {withMail("Un message part quand on envoie le formulaire ; ouvrir cette page n’en envoie aucun.")}
    </p>
    <p>
      Rien reçu ? Regardez dans les indésirables, puis <a href={form}>refaites la demande</a>.
    </p>
  </div>
);

/** The title of a page that sends people to their mailbox, unless nothing arrives there. */
export const mailboxTitle = (waiting: Waits | null, title: string): string =>
  waiting !== null && "unreached" in waiting.mail ? "Vérifiez l’adresse" : title;

const NO_MAIL: Readonly<Record<Unreached["unreached"], string>> = {
  returned: "Nos messages à cette adresse reviennent.",
  refused: "Nous n’avons pas pu écrire à cette adresse.",
  closed: "Nous n’écrivons pas à cette adresse.",
};
const NoMail = ({
  unreached,
  trial,
  triedAt,
  now,
  tz = PARIS,
  tu = false,
  fix,
}: Unreached & Omit<Waits, "mail">): Child => {
  const correct = tu ? "Corrige-la" : "Corrigez-la";
  return (
    <Notice kind="warn">
      <p>
        {NO_MAIL[unreached]} {fix === undefined ? correct : <a href={fix}>{correct}</a>}, ou{" "}
        <a href="/contact">{tu ? "écris-nous" : "écrivez-nous"}</a>.
        {triedAt === null ? null : ` Un essai est parti ${sinceInWords(triedAt, now, tz)} ; le suivant attend un mois.`}
      </p>
      {trial === null ? null : (
        <form method="post" action="/adresse/essai" class="inline">
          <input type="hidden" name="jeton" value={trial} />
          <button type="submit" class="quiet">
            Demander un essai
          </button>
          <p class="hint">L’adresse est la bonne ? Un message part. S’il arrive, les suivants arrivent aussi.</p>
        </form>
      )}
    </Notice>
  );
};

const MailWaits = ({ mail, now, tz = PARIS, tu = false }: Omit<Waits, "mail"> & { mail: MailWaiting }): Child => (
  <Notice kind="good">
    <p>
      Un message{mail.isRecap ? " récapitulatif" : ""} {tu ? "t’attend" : "vous attend"} déjà, envoyé{" "}
      {sinceInWords(mail.sentAt, now, tz)}.
      {mail.nextAt === null
        ? null
        : ` Ce qui a été demandé depuis part en un seul message à ${hourIn(mail.nextAt, tz)}, avec un bouton par demande.`}
    </p>
  </Notice>
);

/** The rule on images of minors, and danger (`icon`): nothing else looks like this. */
export const Never = ({ icon = "capture", children }: { icon?: IconName; children?: Child }): Child => (
  <div class="never">
    <Icon name={icon} />
    <div>{children}</div>
  </div>
);

/** What, its value, its sign, a small line under the value. */
type Fact = readonly [term: string, value: Child, icon?: IconName, small?: Child];

/** Facts in pairs, six at most; with signs they may stand side by side (`isAbreast`). */
export const Facts = ({ rows, isAbreast = false }: { rows: (Fact | null)[]; isAbreast?: boolean }): Child => {
  const facts = rows.filter((row) => row !== null);
  const isSigned = facts.some(([, , icon]) => icon !== undefined);
  return (
    <dl class={`facts${isSigned ? " signed" : ""}${isAbreast ? " abreast" : ""}`}>
      {facts.map(([term, value, icon, small]) => (
        <div>
          {icon === undefined ? null : <Icon name={icon} />}
          <dt>{term}</dt>
          <dd>
            {value}
            {small === undefined ? null : <small>{small}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
};

/** A few short facts on one line, each with its sign. */
export const Bits = ({ bits }: { bits: readonly (readonly [icon: IconName, words: Child])[] }): Child => (
  <ul class="bits">
    {bits.map(([icon, words]) => (
      <li>
        <Icon name={icon} />
        <span>{words}</span>
      </li>
    ))}
  </ul>
);

export type StatusKind = "plain" | "good" | "wait" | "bad";
const STATUS_SIGNS = { plain: "info", good: "oui", wait: "attente", bad: "alerte" } as const;

/** The state of a thing, in a word and a sign; nobody can press it. */
export const Status = ({
  kind = "plain",
  icon,
  words,
}: {
  kind?: StatusKind;
  icon?: IconName;
  words: string;
}): Child => (
  <span class={`st ${kind}`}>
    <Icon name={icon ?? STATUS_SIGNS[kind]} />
    <span>{words}</span>
  </span>
);

/** How many things wait, beside the name of where they wait. */
export const Count = ({ n, of }: { n: number; of: string }): Child => (
  <span class="count">
    {n}
    <span class="seen-by-readers"> {of}</span>
  </span>
);

type FoldProps = {
  title: Child;
  hint?: string;
  icon?: IconName;
  /** Folds of one group: opening one closes the others. */
  group?: string;
  id?: string;
  isOpen?: boolean;
  /** The choice of a form whose fields these are, `name=value`: making it opens the fold. */
  of?: string;
  /** Where its title is one of the page's headings. */
  heading?: "span" | "h2" | "h3";
  children?: Child;
};

/** What opens when asked: a picture, a title, one line; open on paper. */
export const Fold = ({
  title,
  hint,
  icon,
  group,
  id,
  isOpen = false,
  of,
  heading: Title = "span",
  children,
}: FoldProps): Child => (
  <details class="fold" name={group} id={id} data-of={of} open={isOpen}>
    <summary>
      {icon === undefined ? null : <Coin icon={icon} />}
      <Title>
        {title}
        {hint === undefined ? null : <small>{hint}</small>}
      </Title>
      <Icon name="bas" />
    </summary>
    <div>{children}</div>
  </details>
);

/** Gestures, three a list (five at most): a picture, a few words, one line. */
export const Todo = ({ items }: { items: readonly { icon: IconName; title: Child; children?: Child }[] }): Child => (
  <ul class="todo">
    {items.map(({ icon, title, children }) => (
      <li>
        <Coin icon={icon} />
        <div>
          <h3>{title}</h3>
          {children}
        </div>
      </li>
    ))}
  </ul>
);

/** What is not there, why, and the next best act. */
export const Empty = ({ scene, title, children }: { scene: SceneName; title: string; children?: Child }): Child => (
  <div class="empty">
    <Scene name={scene} />
    <h2>{title}</h2>
    {children}
  </div>
);

/** Where most people who lost their way wanted to go. */
const Elsewhere = ({ besides }: { besides: string | undefined }): Child => (
  <section>
    <h2>Ou bien</h2>
    <Todo
      items={ELSEWHERE.filter(({ href }) => href !== besides).map(({ href, title, hint, icon }) => ({
        icon,
        title: <a href={href}>{title}</a>,
        children: <p>{hint}</p>,
      }))}
    />
  </section>
);
const ELSEWHERE = [
  { href: "/aide", icon: "alerte", title: "Que faire maintenant", hint: "trois questions, une réponse" },
  { href: "/chercher", icon: "chercher", title: "Chercher, tout le site", hint: "avec vos mots, sans rien envoyer" },
  {
    href: "/inscription/retrouver",
    icon: "date",
    title: "Retrouver mon inscription",
    hint: "un lien neuf, par e-mail",
  },
  { href: "/ateliers", icon: "groupe", title: "Les ateliers", hint: "près de chez vous ou en ligne" },
] as const;

/** A refusal or an error, as a page: what happened, what to do, the next best step. */
export const ProblemPage = ({ problem, requestId }: { problem: Problem; requestId: string }): Child => (
  <div class="split">
    <div>
      <p class="eyebrow">{problem.status}</p>
      <h1>{problem.title}</h1>
      <p class="lead">{problem.detail}</p>
      <p class="acts">
        {problem.next === undefined ? (
          <a class="button" href="/">
            Revenir à l’accueil
          </a>
        ) : (
          <a class="button" href={problem.next.href}>
            {problem.next.label}
          </a>
        )}
      </p>
      {problem.status === 500 ? <p class="hint">Référence de l’incident : {requestId}</p> : null}
      {problem.status === 404 || problem.status === 410 ? <Elsewhere besides={problem.next?.href} /> : null}
    </div>
    <Scene name="nuit" />
  </div>
);

type AgainProps = { action: string; fields: readonly (readonly [name: string, value: string])[] };

/** What was sent did not get through, for a reason that passes: the form is kept in the page, and one press sends it again. */
export const AgainPage = ({ action, fields }: AgainProps): Child => (
  <div class="narrow">
    <h1>Le site reprend son souffle</h1>
    <p class="lead">
      Votre envoi n’est pas encore passé. Ce que vous avez écrit est gardé dans cette page : attendez quelques secondes,
      puis appuyez. Rien ne se fera deux fois.
    </p>
    <form method="post" action={action}>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit">Envoyer de nouveau</button>
    </form>
  </div>
);
