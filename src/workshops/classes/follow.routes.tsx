import { Hono } from "hono";

import { type RequestId, asId } from "../../kernel/ids.ts";
import { refuse } from "../../kernel/result.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Deps } from "../../platform/deps.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import type { Site } from "../sessions/edge.ts";
import { dayOf } from "../../kernel/time.ts";
import { renderFeed } from "../sessions/calendar.ts";
import * as act from "./answer-request.ts";
import { FOLLOW_SAID, FollowPage, JoinPage, LeftPage } from "./follow.pages.tsx";
import { HeadPage } from "./head.pages.tsx";
import { sheetsOf } from "../presence/presence.store.ts";
import { ACT_PATHS, CancelReasons, isOpen } from "./act.parts.tsx";
import { COLLEAGUE_ROLES } from "./request-codes.ts";
import { inviteColleague, joinRequest, leaveRequest, reportWord, threadOf } from "./write-word.ts";
import { planAt } from "./move-request.ts";
import { type HeadWay, stillOpen } from "./request.ts";
import {
  type Answer,
  type Asked,
  SHARED_ACTS,
  addClass,
  cancelReason,
  dropClass,
  keptOf,
  reopen,
  resize,
  withWord,
} from "./shared-acts.ts";
import { comingTo } from "./visit.store.ts";
import { classInWords, spotInWords } from "./request-words.ts";
import { followSubject, headSubject } from "./request.mails.ts";
import { type ClassRequest, eventsOf, findRequest } from "./requests.store.ts";
import { trailOf } from "./trail.ts";
import { endOfNextSchoolYear } from "./school-days.ts";

const HEAD = { title: "Votre demande", current: "ateliers" } as const;
export const GONE: Problem = {
  ...PROBLEMS[410],
  detail: "Il est peut-être incomplet, trop ancien, ou la demande a été effacée.",
  next: { label: "Faire une demande", href: "/etablissements" },
};
/** `/demandes/:token` for the person who asked, `/accord/:token` for the head. GET shows, POST acts. */
export function followRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const opened =
    (run: (c: SiteContext, held: Held, base: string) => Promise<Response>) =>
    async (c: SiteContext): Promise<Response> => {
      const held = await openHeld(c);
      return held === null
        ? answerProblem(c, GONE, site.show)
        : run(c, held, `/demandes/${c.req.param("token") ?? ""}`);
    };
  /** Who was invited and has not joined is asked that first: nothing of the request is theirs to see or to do. */
  const joined = (run: (c: SiteContext, held: Held, base: string) => Promise<Response>) =>
    opened(async (c, held, base) => (held.colleague?.joinedAt === null ? c.redirect(base, 303) : run(c, held, base)));
  app.get(
    "/demandes/:token",
    opened((c, held) => page(c, site, held, EMPTY_FORM)),
  );
  app.get(
    "/demandes/:token/agenda.ics",
    joined(async (c, { request }) => calendar(c, request, programmeOf(site, request).title)),
  );
  for (const [name, run] of Object.entries(ACTS)) {
    app.post(
      `/demandes/:token/${name}`,
      joined((c, held, base) => answer(c, site, { held, base, name, run })),
    );
  }
  app.post("/demandes/:token/signaler", joined(report));
  app.post("/demandes/:token/rejoindre", opened(join));
  app.post(
    "/demandes/:token/quitter",
    opened((c, held) => leave(c, held, site)),
  );
  headRoutes(app, site);
  return app;
}

/** Somebody of the association wrote what an operator should look at. */
async function report(c: SiteContext, { request }: Held, base: string): Promise<Response> {
  const word = (await readForm(c))?.get("mot") ?? "";
  const eventId = await reportWord(c.get("deps"), { request, word, reader: "school", actor: "school" });
  c.get("deps").ring(...(eventId === null ? [] : [eventId]));
  return c.redirect(`${base}?fait=${eventId === null ? "change" : "signaler"}`, 303);
}

/** The click of a colleague who was invited. */
async function join(c: SiteContext, { request, colleague }: Held, base: string): Promise<Response> {
  const joined = colleague === null ? null : await joinRequest(c.get("deps"), { request, colleague });
  c.get("deps").ring(...(joined?.ok === true ? [joined.value] : []));
  return c.redirect(`${base}?fait=${joined?.ok === true ? "rejoindre" : "change"}`, 303);
}

/** A colleague leaves, or never wanted to come. */
async function leave(c: SiteContext, { request, colleague }: Held, site: Site): Promise<Response> {
  if (colleague === null) {
    return answerProblem(c, GONE, site.show);
  }
  c.get("deps").ring(await leaveRequest(c.get("deps"), { requestId: request.id, contactId: colleague.contactId }));
  return c.render(<LeftPage />, HEAD);
}

type Answering = { held: Held; base: string; name: string; run: Run };
async function answer(c: SiteContext, site: Site, { held, base, name, run }: Answering): Promise<Response> {
  const { request, side } = held;
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const kept = keptOf(fields.shown, request.tz);
  if (!isListed(held, name, c.get("deps").now)) {
    return kept.length > 0 ? tooLate(c, site, held, kept) : after(c, base, name, refuse("not_possible"));
  }
  const confirm = CONFIRM[name];
  if (confirm !== undefined && fields.get("confirme") !== "oui") {
    return c.render(
      <ConfirmPage
        {...confirm}
        action={c.req.path}
        fields={name === "retirer-classe" ? { classe: fields.get("classe") } : {}}
        back={base}
      >
        {name === "annuler" ? <CancelReasons /> : null}
      </ConfirmPage>,
      HEAD,
    );
  }
  const { minutes } = programmeOf(site, request);
  const done = await run(c.get("deps"), { request, who: { side, by: null, actor: "school" }, fields, minutes });
  if ("errors" in done) {
    c.status(422);
    return page(c, site, held, { values: fields.shown, errors: done.errors });
  }
  return done.ok || kept.length === 0 ? after(c, base, name, done) : tooLate(c, site, held, kept);
}

/** Somebody else was faster: where things stand now, and what was typed. */
async function tooLate(c: SiteContext, site: Site, held: Held, kept: readonly string[]): Promise<Response> {
  const request = (await findRequest(c.get("deps").db, held.request.id)) ?? held.request;
  c.status(409);
  return page(c, site, { ...held, request }, { ...EMPTY_FORM, kept });
}

/** A file with one entry for each class of a visit that is fixed. */
function calendar(c: SiteContext, request: ClassRequest, title: string): Response {
  const { origin, now } = c.get("deps");
  const entries = request.groups.flatMap((group) => {
    const { session, startsAt, endsAt, icsSequence } = group;
    return session === null || startsAt === null || endsAt === null
      ? []
      : [
          {
            uid: `${session}@${new URL(origin).host}`,
            sequence: icsSequence ?? 0,
            isCancelled: request.state === "cancelled",
            startsAt,
            endsAt,
            tz: request.tz,
            title: `${title} (${classInWords(group)})`,
            place: spotInWords(request),
            stamp: request.updatedAt,
          },
        ];
  });
  return c.body(renderFeed(title, entries, now), 200, {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": 'attachment; filename="venue.ics"',
  });
}

/** Whether who holds the link may do this now: what the table lists, and nothing else. */
function isListed({ request, side }: Held, name: string, now: number): boolean {
  const asked = (Object.keys(ACT_PATHS) as (keyof typeof ACT_PATHS)[]).find((one) => ACT_PATHS[one] === name);
  return asked === undefined || isOpen(stillOpen(request, side, now), asked);
}

type Run = (deps: Deps, asked: Asked) => Promise<Answer>;
const invite: Run = async (deps, { request, fields }) => {
  const email = EmailAddress.safeParse(fields.get("adresse"));
  const role = fields.get("fonction");
  const errors = errorAt("adresse", email);
  if (!Object.hasOwn(COLLEAGUE_ROLES, role)) {
    errors["fonction"] = "Choisissez sa fonction.";
  }
  if (!email.success || Object.keys(errors).length > 0) {
    return { errors };
  }
  const done = await inviteColleague(deps, { request, email: email.data, role });
  return !done.ok && done.refusal === "invited_already"
    ? { errors: { adresse: "Cette adresse est déjà invitée : il reste à cliquer dans le message reçu." } }
    : (done as Answer);
};
const ACTS: Readonly<Record<string, Run>> = {
  confirmer: (deps, { request }) => act.proveRequest(deps, request.id),
  retirer: (deps, { request }) => act.withdrawRequest(deps, request.id),
  annuler: (deps, { request, fields }) =>
    act.cancelVisit(deps, { id: request.id, by: "school", actor: "school", reason: cancelReason(fields) }),
  choisir: (deps, { request, fields }) => {
    const startsAt = Number(fields.get("creneau"));
    return planAt(request, "association", startsAt) === null
      ? Promise.resolve({ errors: { creneau: "Choisissez une des dates proposées." } })
      : withWord(fields, "Choisir", (word) => act.acceptProposal(deps, { id: request.id, startsAt, word }));
  },
  aucune: (deps, { request, fields }) =>
    withWord(fields, "Aucune", (word) => act.declineProposal(deps, { id: request.id, word })),
  nombres: resize,
  "ajouter-classe": addClass,
  "retirer-classe": dropClass,
  inviter: invite,
  relancer: reopen,
  ...SHARED_ACTS,
};
const CONFIRM: Readonly<Record<string, { title: string; consequence: string; button: string }>> = {
  "retirer-classe": {
    title: "Retirer cette classe",
    consequence:
      "Elle ne sera pas vue ; les autres gardent leurs heures. L’association est prévenue par message, et la direction si elle avait donné son accord.",
    button: "Retirer cette classe",
  },
  retirer: {
    title: "Retirer votre demande",
    consequence: "Personne ne la verra plus. Pour recommencer, il faudra une nouvelle demande.",
    button: "Retirer",
  },
  annuler: {
    title: "Annuler la séance",
    consequence: "L’association est prévenue par message, et ne viendra pas.",
    button: "Annuler la séance",
  },
};

/** Rings for what was done and goes back to the page; what was done already, or by somebody else, shows where things stand. */
function after(c: SiteContext, base: string, name: string, ran: Exclude<Answer, { errors: unknown }>): Response {
  c.get("deps").ring(...(ran.ok ? ran.value.eventIds : []));
  return c.redirect(`${base}?fait=${ran.ok ? name : "change"}`, 303);
}

/** A request, and who of the school holds the link to it. */
type Held = {
  request: ClassRequest;
  side: "requester" | "colleague";
  /** The colleague that it is; null: who asked. */
  colleague: ClassRequest["colleagues"][number] | null;
};
/** What the link of somebody of the school opens; null when it is wrong, old, or its address is erased. */
async function openHeld(c: SiteContext, token = c.req.param("token") ?? ""): Promise<Held | null> {
  const { links, db, now } = c.get("deps");
  const subject = await links.verify("class-request", token, now);
  const request = subject === null ? null : await findRequest(db, asId("wrq", subject.split("~")[0]));
  if (request === null || request.contactId === null) {
    return null;
  }
  if (subject === followSubject(request.id, request.contactId)) {
    return { request, side: "requester", colleague: null };
  }
  const colleague = request.colleagues.find((one) => subject === followSubject(request.id, one.contactId));
  return colleague === undefined ? null : { request, side: "colleague", colleague };
}
/** The request that a link opens, for the person who follows it; a colleague has to have clicked first. */
export async function openRequest(c: SiteContext, token?: string): Promise<ClassRequest | null> {
  const held = await openHeld(c, token);
  return held === null || held.colleague?.joinedAt === null ? null : held.request;
}

/** `kept`: what was typed for an act that came too late. */
type Shown = FormState & { kept?: readonly string[] };
async function page(c: SiteContext, site: Site, held: Held, { kept = [], ...state }: Shown): Promise<Response> {
  const deps = c.get("deps");
  const { request, side, colleague } = held;
  if (colleague?.joinedAt === null) {
    return c.render(
      <JoinPage
        request={request}
        title={programmeOf(site, request).title}
        base={`/demandes/${c.req.param("token") ?? ""}`}
      />,
      HEAD,
    );
  }
  const until = endOfNextSchoolYear(deps.now, request.tz);
  const isAsked = request.state === "awaiting_head";
  const token = isAsked ? await deps.links.sign("class-head", headSubject(request.id, "handed_over"), until) : "";
  const coordinator = request.state === "scheduled" ? request.coordinatorContactId : null;
  return c.render(
    <FollowPage
      request={request}
      title={programmeOf(site, request).title}
      base={`/demandes/${c.req.param("token") ?? ""}`}
      headLink={isAsked ? `${deps.origin}/accord/${token}` : null}
      open={stillOpen(request, side, deps.now)}
      isColleague={side === "colleague"}
      thread={await threadOf(deps, { id: request.id, reader: "school" })}
      trail={trailOf(await eventsOf(deps.db, request.id), request.tz)}
      sheets={request.state === "scheduled" || request.state === "done" ? await sheetsOf(deps.db, request.id) : []}
      address={coordinator === null ? null : await readAddress(deps, coordinator)}
      state={state}
      done={saidOf(c, FOLLOW_SAID, [request.state])}
      kept={kept}
      now={deps.now}
    />,
    HEAD,
  );
}

/** The title and minutes of the programme that a request is about. */
export function programmeOf(
  { programmes }: Pick<Site, "programmes">,
  request: ClassRequest,
): { title: string; minutes: number } {
  const programme = programmes.bySlug.get(request.slug);
  return { title: programme?.title ?? request.slug, minutes: programme?.durationMinutes ?? 60 };
}

/** What a head's link opens, and which of the two it is; null when it is wrong, old, or the request is erased. */
export async function openAgreement(c: SiteContext): Promise<{ request: ClassRequest; via: HeadWay } | null> {
  const { links, db, now } = c.get("deps");
  const subject = await links.verify("class-head", c.req.param("token") ?? "", now);
  const [id, kind] = subject?.split("~") ?? [];
  const request = subject === null ? null : await findRequest(db, asId("wrq", id));
  return request === null || request.erasedAt !== null
    ? null
    : { request, via: kind === "o" ? "official_mail" : "handed_over" };
}

function headRoutes(app: Hono<Edge>, site: Site): void {
  const title = { title: "Votre accord", current: "ateliers" } as const;
  app.get("/accord/:token", async (c) => {
    const found = await openAgreement(c);
    if (found === null) {
      return answerProblem(c, GONE, site.show);
    }
    const { request } = found;
    const { db, now } = c.get("deps");
    const open = stillOpen(request, "head", now);
    const coming = request.state === "scheduled" ? await comingTo(db, request.id) : 0;
    const { title: programme } = programmeOf(site, request);
    return c.render(
      <HeadPage
        request={request}
        title={programme}
        base={c.req.path}
        open={open}
        coming={coming}
        todayOn={dayOf(c.get("deps").now, request.tz)}
        trail={trailOf(await eventsOf(db, request.id), request.tz)}
        year={found.via === "official_mail" && request.uai !== null ? `${c.req.path}/annee` : null}
      />,
      title,
    );
  });
  for (const [name, run] of Object.entries(HEAD_ACTS)) {
    app.post(`/accord/:token/${name}`, async (c) => {
      const deps = c.get("deps");
      const found = await openAgreement(c);
      if (found === null) {
        return answerProblem(c, GONE, site.show);
      }
      const back = `/accord/${c.req.param("token")}`;
      if (name === "retirer" && (await readForm(c))?.get("confirme") !== "oui") {
        return c.render(<ConfirmPage {...WITHDRAW} action={c.req.path} fields={{}} back={back} />, title);
      }
      const ran = await run(deps, { id: found.request.id, via: found.via });
      deps.ring(...(ran.ok ? ran.value.eventIds : []));
      return c.redirect(back, 303);
    });
  }
}
const HEAD_ACTS = {
  oui: act.authoriseRequest,
  non: act.refuseRequest,
  retirer: (deps: Deps, { id }: { id: RequestId }) => act.withdrawAgreement(deps, id),
} as const;
const WITHDRAW = {
  title: "Retirer votre accord",
  consequence: "L’association et la personne qui a demandé sont prévenues par message. Aucune association ne viendra.",
  button: "Retirer mon accord",
};
