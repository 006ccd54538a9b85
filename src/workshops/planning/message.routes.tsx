import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { teamOf } from "../facilitators/facilitators.store.ts";
import { MessageAudience, MessageBody, MessageKind } from "../letters/session-message.ts";
import {
  arrivedOf,
  countReached,
  messagesOf,
  replyContactOf,
  setReplyContact,
} from "../letters/session-message.store.ts";
import { fieldErrors } from "../seats/registration.schema.ts";
import type { Site } from "../sessions/edge.ts";
import { type Session, momentOf } from "../sessions/session.ts";
import { ownSession } from "../sessions/session.store.ts";
import * as z from "zod";
import { type Scope, inScope, othersAhead, readScope } from "../sessions/scope.ts";
import { MESSAGE_SAID, MessagePage, type MessageStanding, PreviewPage } from "./message.pages.tsx";
import { type MessageRefusal, reachOf, sendMessage, whyNotWrite } from "./send-message.ts";

const HEAD = { title: "Mon espace" } as const;
const PATH = "/espace/structures/:structure/seances/:seance";
const REFUSED: Readonly<Record<MessageRefusal, string>> = {
  not_possible: "On ne peut plus écrire aux inscrits de cette séance.",
  no_reply: "Choisissez d’abord qui reçoit les réponses.",
  nobody: "Personne n’a de place ni de rang pour le moment.",
  too_often: "Trois messages en sept jours : c’est le plus. Un quatrième est possible dans les dernières 24 heures.",
  too_many_today: "Vingt messages aujourd’hui pour votre association : c’est le plus. Revenez demain.",
};
/** Why nothing leaves; of several dates, the one that cannot be written to is named. */
const whyAt = (refusal: MessageRefusal, at: Session, session: Session): string =>
  at.id === session.id ? REFUSED[refusal] : `${momentOf(at)} : ${REFUSED[refusal]} Rien n’est parti.`;
const Words = z.object({
  audience: MessageAudience.catch("all"),
  kind: MessageKind,
  body: MessageBody,
});
const othersOf = async (c: SiteContext, session: Session, scope: Scope): Promise<Session[]> => {
  const { db, now } = c.get("deps");
  return inScope(scope, session, await othersAhead(db, { session, now }));
};

/** `…/message`: what an association writes to the people of a session. The guard has let coordinators alone come here. */
export function messageRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const opened =
    (act: (c: SiteContext, site: Site, session: Session) => Promise<Response>) =>
    async (c: SiteContext): Promise<Response> => {
      const session = await ownSession(c.get("deps").db, {
        id: idParam(c, "ses", "seance"),
        associationId: idParam(c, "org", "structure"),
      });
      return session === null ? answerProblem(c, PROBLEMS[404], site.show) : act(c, site, session);
    };
  app.get(
    `${PATH}/message`,
    opened((c, _, session) => show(c, site, { session, state: EMPTY_FORM })),
  );
  app.post(`${PATH}/message`, opened(write));
  app.post(`${PATH}/reponses`, opened(takeAnswers));
  return app;
}

const baseOf = (c: SiteContext): string =>
  `/espace/structures/${c.req.param("structure") ?? ""}/seances/${c.req.param("seance") ?? ""}`;
const titleOf = ({ programmes }: Site, session: Session): string =>
  programmes.bySlug.get(session.slug)?.title ?? session.slug;

/** The address of the team that takes the answers, and that of who is signed in. */
async function addresses(c: SiteContext): Promise<{ reply: string | null; own: string }> {
  const deps = c.get("deps");
  const association = idParam(c, "org", "structure");
  const team = await teamOf(deps.db, association);
  const contact = await replyContactOf(deps.db, association);
  const mine = team.find(({ personId }) => personId === c.get("who").personId)?.contactId;
  const isOfTeam = team.some(({ contactId }) => contactId === contact);
  return {
    reply: contact === null || !isOfTeam ? null : await readAddress(deps, contact),
    own: mine === undefined ? "" : ((await readAddress(deps, mine)) ?? ""),
  };
}

async function show(
  c: SiteContext,
  site: Site,
  { session, state, refused, at }: { session: Session; state: FormState; refused?: MessageRefusal; at?: Session },
): Promise<Response> {
  const deps = c.get("deps");
  const sent = await messagesOf(deps.db, session.id);
  const counts = await countReached(deps.db, [session.id]);
  const found = await addresses(c);
  const association = idParam(c, "org", "structure");
  const refusal = refused ?? (await whyNotWrite(deps, { session, association, before: sent }));
  const standing: MessageStanding[] = sent.length > 0 ? ["sent", "reply"] : ["reply"];
  const own = await Promise.all(
    sent.map(async (one) =>
      Object.assign({ isOwn: one.authorId === c.get("who").personId, mails: await arrivedOf(deps.db, one) }, one),
    ),
  );
  const page = (
    <MessagePage
      base={baseOf(c)}
      session={session}
      title={titleOf(site, session)}
      counts={counts}
      state={{
        ...state,
        values: {
          audience: ["all"],
          portee: [session.other === null ? "une" : session.seriesId === null ? "toutes" : "date"],
          ...state.values,
        },
      }}
      done={saidOf(c, MESSAGE_SAID, found.reply === null ? [] : standing)}
      reply={found.reply}
      own={found.own}
      sent={own}
      why={refusal === null ? null : whyAt(refusal, at ?? session, session)}
      others={await othersAhead(deps.db, { session, now: deps.now })}
    />
  );
  return c.render(page, HEAD);
}

async function write(c: SiteContext, site: Site, session: Session): Promise<Response> {
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const typed = { values: fields.shown, errors: {} };
  const read = readWords(fields);
  if (!read.ok) {
    c.status(422);
    return show(c, site, { session, state: { ...typed, errors: read.errors } });
  }
  if (fields.get("corriger") !== "") {
    return show(c, site, { session, state: typed });
  }
  return fields.get("confirme") === "oui"
    ? send(c, site, { session, words: read.words, typed })
    : preview(c, site, { session, words: read.words, typed });
}

type Words = z.output<typeof Words> & { scope: Scope };
async function preview(
  c: SiteContext,
  site: Site,
  { session, words, typed }: { session: Session; words: Words; typed: FormState },
): Promise<Response> {
  const others = await othersOf(c, session, words.scope);
  const counts = await countReached(c.get("deps").db, [session.id].concat(others.map(({ id }) => id)));
  if (reachOf(counts, words.audience) === 0) {
    c.status(409);
    return show(c, site, { session, state: typed, refused: "nobody" });
  }
  const shown = { base: baseOf(c), session, title: titleOf(site, session), words, counts, others };
  return c.render(<PreviewPage {...shown} />, HEAD);
}

async function send(
  c: SiteContext,
  site: Site,
  { session, words, typed }: { session: Session; words: Words; typed: FormState },
): Promise<Response> {
  const deps = c.get("deps");
  const sessions = [session, ...(await othersOf(c, session, words.scope))] as const;
  const by = { association: idParam(c, "org", "structure"), person: c.get("who").personId };
  const sent = await sendMessage(deps, { sessions, by, words });
  if (!sent.ok) {
    c.status(409);
    return show(c, site, { session, state: typed, refused: sent.refusal, at: sent.at });
  }
  deps.ring(...sent.value.eventIds);
  return c.redirect(`${baseOf(c)}/message?fait=envoyer`, 303);
}

type WordsRead = { ok: true; words: Words } | { ok: false; errors: Record<string, string> };
function readWords(fields: FormFields): WordsRead {
  const read = Words.safeParse({
    audience: fields.get("audience"),
    kind: fields.get("kind"),
    body: fields.get("body"),
  });
  if (read.success) {
    return { ok: true, words: { ...read.data, scope: readScope(fields) } };
  }
  const errors = fieldErrors(read.error);
  return { ok: false, errors: "kind" in errors ? { ...errors, kind: "Choisissez de quoi il s’agit." } : errors };
}

/** Who is signed in takes the answers: they proved their address when they came in. */
async function takeAnswers(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const association = idParam(c, "org", "structure");
  const mine = (await teamOf(deps.db, association)).find(({ personId }) => personId === c.get("who").personId);
  if (mine === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  await deps.db.batch([setReplyContact(association, mine.contactId)]);
  return c.redirect(`${baseOf(c)}/message?fait=reponses`, 303);
}
