import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import type { Said } from "../../kernel/said.ts";
import { Card } from "../../ui/cards.tsx";
import { Choices, ErrorSummary, type FormState, TextArea } from "../../ui/form.tsx";
import { Steps } from "../../ui/line.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { Done, Notice } from "../../ui/parts.tsx";
import {
  MESSAGE_AUDIENCES,
  MESSAGE_KINDS,
  MOST_LETTERS,
  type MessageAudience,
  type MessageKind,
  messageSentences,
} from "../letters/session-message.ts";
import type { ReachCounts, Arrived, SessionMessage } from "../letters/session-message.store.ts";
import type { Scope } from "../sessions/scope.ts";
import { ScopeChoice } from "../sessions/scope.parts.tsx";
import { SessionHead } from "../sessions/session-head.parts.tsx";
import { type Session, momentOf, placeInWords } from "../sessions/session.ts";
import { BeforeSending } from "./before-sending.parts.tsx";
import { reachOf } from "./send-message.ts";

/** What is said above the page, when a message stands so, or a team address. */
export type MessageStanding = "sent" | "reply";
export const MESSAGE_SAID: Said<MessageStanding> = {
  envoyer: { sent: withMail("C’est envoyé : chaque personne le reçoit une fois, et le lit sur sa page.") },
  reponses: { reply: "C’est noté : les réponses vont à cette adresse." },
};

const LABELS = { audience: "À qui", kind: "C’est pour dire", body: "Votre paragraphe" };
const STEPS = [{ title: "Écrire" }, { title: "Relire, envoyer" }];
const reachInWords = (counts: ReachCounts): string => {
  const parts = [
    plural(counts.seats, "inscription"),
    `${counts.waiting} en attente`,
    plural(counts.parents, "parent qui a répondu", "parents qui ont répondu"),
  ];
  return parts.filter((part) => !part.startsWith("0")).join(", ") || "Personne pour le moment";
};

type FormProps = {
  base: string;
  session: Session;
  title: string;
  counts: ReachCounts;
  state: FormState;
  done: string | null;
  /** The address that answers go to; null: nobody of the team takes them yet. */
  reply: string | null;
  /** The address of who is signed in, to take the answers. */
  own: string;
  sent: readonly (SessionMessage & { isOwn: boolean; mails: Arrived })[];
  why: string | null;
  /** The other dates of its series that are still to come. */
  others: readonly Session[];
};

/** « Écrire aux inscrits »: to whom, what about, one paragraph; and what was written before. */
export const MessagePage = (props: FormProps): Child => {
  const { base, session, counts, state, reply, why } = props;
  const audiences = Object.entries(MESSAGE_AUDIENCES).map(([code, label]) => [
    code,
    `${label} · ${reachOf(counts, code as MessageAudience)}`,
  ]);
  return (
    <>
      <ErrorSummary state={state} labels={LABELS} />
      <SessionHead {...props} open="message" isCoordinator />
      <Done words={props.done} />
      <Steps label="Écrire aux inscrits" steps={STEPS} now={0} />
      <div class="split">
        <div>
          <h2>Écrire aux inscrits</h2>
          {why === null ? null : (
            <Notice kind="warn">
              <p>{why}</p>
            </Notice>
          )}
          {reply === null || session.state === "cancelled" ? null : (
            <form method="post" action={`${base}/message`} novalidate>
              <ScopeChoice session={session} others={props.others} state={state} legend="Vous écrivez à" />
              <Choices
                name="audience"
                legend="À qui"
                hint={`${reachInWords(counts)}. Chaque adresse une seule fois.`}
                options={Object.fromEntries(audiences)}
                state={state}
                kind="radio"
                look="chips"
              />
              <Choices
                name="kind"
                legend="C’est pour dire"
                hint="Ce choix écrit la première phrase."
                options={MESSAGE_KINDS}
                state={state}
                kind="radio"
                look="chips"
              />
              <TextArea
                name="body"
                label="Votre paragraphe"
                hint={`${MOST_LETTERS} caractères au plus. Sans numéro, adresse e-mail ni lien ; sans âge à côté d’un prénom.`}
                rows={5}
                state={state}
              />
              <button type="submit">Relire avant d’envoyer</button>
            </form>
          )}
        </div>
        <div class="stack">
          <ReplyCard {...props} />
          <SentCard sent={props.sent} session={session} />
        </div>
      </div>
    </>
  );
};

const ReplyCard = ({ base, reply, own }: FormProps): Child => (
  <Card kind="flat" title="Les réponses vont à vous">
    <p>
      {reply === null ? "Avant le premier message, choisissez qui les reçoit." : <strong>{reply}</strong>} Les personnes
      voient cette adresse en répondant. Nous ne lisons pas ces réponses.
    </p>
    {reply === own ? null : (
      <form method="post" action={`${base}/reponses`}>
        <button type="submit" class="quiet small">
          Recevoir les réponses à {own}
        </button>
      </form>
    )}
  </Card>
);

/** « 14 messages écrits : 12 arrivés, 1 refusé par la messagerie »; of several dates, the mails of all. */
function becameInWords({ planned, seriesOf, mails }: SessionMessage & { mails: Arrived }): string {
  const { arrived, failed, heldBack, onTheWay } = mails;
  const written = arrived + failed + heldBack + onTheWay;
  const parts = [
    plural(arrived, "arrivé", "arrivés"),
    onTheWay === 0 ? "" : `${onTheWay} en route`,
    failed === 0 ? "" : `${plural(failed, "refusé", "refusés")} par la messagerie`,
    heldBack === 0 ? "" : `${plural(heldBack, "retenu", "retenus")}, la personne étant partie entre-temps`,
  ].filter((part) => part !== "");
  const head = plural(written === 0 ? planned : written, "message écrit", "messages écrits");
  return written === 0 ? head : `${head}${seriesOf === null ? "" : " pour toutes les dates"} : ${parts.join(", ")}`;
}

const SentCard = ({ sent, session }: { sent: FormProps["sent"]; session: Session }): Child =>
  sent.length === 0 ? null : (
    <Card title="Déjà envoyé">
      {sent.map((one) => (
        <>
          <p>
            <strong>{MESSAGE_KINDS[one.kind]}</strong> : {one.body ?? "texte effacé 30 jours après la séance"}
          </p>
          <p class="meta">
            {momentOf(session, one.createdAt)}, {one.isOwn ? "par vous" : "par une personne de l’équipe"} ·{" "}
            {becameInWords(one)}
          </p>
        </>
      ))}
    </Card>
  );

type PreviewProps = {
  base: string;
  session: Session;
  title: string;
  words: { kind: MessageKind; audience: MessageAudience; body: string; scope: Scope };
  counts: ReachCounts;
  /** The other dates that it is for. */
  others: readonly Session[];
};

/** Exactly what leaves, in each form that it takes, and to how many. */
export const PreviewPage = ({ base, session, title, words, counts, others }: PreviewProps): Child => {
  const n = reachOf(counts, words.audience);
  const forms = (
    [
      ["seat", `À ceux qui ont une place · ${counts.seats}`, words.audience !== "list" && counts.seats > 0],
      ["list", `À ceux qui attendent · ${counts.waiting}`, words.audience !== "seat" && counts.waiting > 0],
      ["parent", `Aux parents qui ont répondu · ${counts.parents}`, words.audience !== "list" && counts.parents > 0],
    ] as const
  ).filter(([, , isShown]) => isShown);
  return (
    <>
      <SessionHead base={base} session={session} title={title} open="message" isCoordinator />
      <Steps label="Écrire aux inscrits" steps={STEPS} now={1} />
      <h2>Voici ce qui part</h2>
      <div class="cols two">
        {forms.map(([to, head]) => (
          <Sheet to={to} head={head} session={session} words={words} others={others} />
        ))}
      </div>
      <p class="meta">
        Chacun le lit après son prénom, avec le lien de sa page. Les jeunes qui se sont inscrits seuls lisent les
        phrases fixes avec « tu ». Un parent qui n’a pas encore répondu ne reçoit rien.
        {others.length === 0 || session.seriesId === null
          ? null
          : " Chaque adresse reçoit un seul message, qui ne dit que les dates où elle a une place ou un rang."}
      </p>
      <BeforeSending
        action={`${base}/message`}
        hidden={hiddenOf(words)}
        back="Corriger"
        send={`Envoyer à ${plural(n, "personne")}`}
        n={n}
      />
    </>
  );
};

/** What was typed, as the next form sends it. */
const hiddenOf = ({ kind, audience, body, scope }: PreviewProps["words"]): [string, string][] => [
  ["kind", kind],
  ["audience", audience],
  ["body", body],
  ["portee", scope.which],
  ...scope.starts.map((start): [string, string] => ["dates", start]),
];

type SheetProps = {
  to: "seat" | "list" | "parent";
  head: string;
  session: Session;
  words: PreviewProps["words"];
  others: readonly Session[];
};
const Sheet = ({ to, head, session, words, others }: SheetProps): Child => {
  const about = {
    ...words,
    startsAt: session.startsAt,
    tz: session.tz,
    isOnline: session.mode === "online",
    others: Array.from(new Set(others.map(({ startsAt }) => startsAt))).filter((at) => at !== session.startsAt),
  };
  const { subject, opening, closing } = messageSentences({ ...about, place: placeInWords(session) }, to, false);
  return (
    <Card>
      <p class="meta">{head}</p>
      <p>
        <strong>Objet : {subject}</strong>
      </p>
      <p>Bonjour,</p>
      <p>{opening}</p>
      <p>
        <mark>{words.body}</mark>
      </p>
      {closing === "" ? null : <p>{closing}</p>}
      <p>{session.association}</p>
    </Card>
  );
};
