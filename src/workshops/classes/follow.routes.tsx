import { Hono } from "hono";

import { type RequestId, asId } from "../../kernel/ids.ts";
import { said } from "../../kernel/said.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Deps } from "../../platform/deps.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import type { Site } from "../sessions/edge.ts";
import { renderFeed } from "../sessions/calendar.ts";
import * as act from "./answer-request.ts";
import { FOLLOW_SAID, FollowPage, HeadPage } from "./follow.pages.tsx";
import { sheetsOf } from "../presence/presence.store.ts";
import { CancelReasons } from "./act.parts.tsx";
import { planAt } from "./move-request.ts";
import { stillOpen } from "./request.ts";
import { type Answer, type Asked, SHARED_ACTS, cancelReason, reopen, resize } from "./shared-acts.ts";
import { comingTo } from "./visit.store.ts";
import { classInWords, spotInWords } from "./request-words.ts";
import { followSubject, headSubject } from "./request.mails.ts";
import { type ClassRequest, findRequest } from "./requests.store.ts";
import { endOfNextSchoolYear } from "./school-days.ts";

const HEAD = { title: "Votre demande", current: "ateliers" } as const;
export const GONE: Problem = {
  ...PROBLEMS[410],
  detail: "Il est peut-être incomplet, trop ancien, ou la demande a été effacée.",
  next: { label: "Faire une demande", href: "/etablissements" },
};
/** `/demandes/:token` for who asked, `/accord/:token` for the head. GET shows, POST acts. */
export function followRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const opened =
    (run: (c: SiteContext, request: ClassRequest, base: string) => Promise<Response>) =>
    async (c: SiteContext): Promise<Response> => {
      const request = await openRequest(c);
      return request === null
        ? answerProblem(c, GONE, site.show)
        : run(c, request, `/demandes/${c.req.param("token") ?? ""}`);
    };
  app.get(
    "/demandes/:token",
    opened((c, request) => page(c, site, request, EMPTY_FORM)),
  );
  app.get(
    "/demandes/:token/agenda.ics",
    opened(async (c, request) => calendar(c, request, programmeOf(site, request).title)),
  );
  for (const [name, run] of Object.entries(ACTS)) {
    app.post(
      `/demandes/:token/${name}`,
      opened((c, request, base) => answer(c, site, { request, base, name, run })),
    );
  }
  headRoutes(app, site);
  return app;
}

type Answering = { request: ClassRequest; base: string; name: string; run: Run };
async function answer(c: SiteContext, site: Site, { request, base, name, run }: Answering): Promise<Response> {
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const confirm = CONFIRM[name];
  if (confirm !== undefined && fields.get("confirme") !== "oui") {
    return c.render(
      <ConfirmPage {...confirm} action={c.req.path} fields={{}} back={base}>
        {name === "annuler" ? <CancelReasons /> : null}
      </ConfirmPage>,
      HEAD,
    );
  }
  const { minutes } = programmeOf(site, request);
  const done = await run(c.get("deps"), { request, who: SCHOOL, fields, minutes });
  if ("errors" in done) {
    c.status(422);
    return page(c, site, request, { values: fields.shown, errors: done.errors });
  }
  return after(c, base, name, done);
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

type Run = (deps: Deps, asked: Asked) => Promise<Answer>;
/** Whoever holds the link of who asked. */
const SCHOOL = { side: "requester", by: null, actor: "school" } as const;
const ACTS: Readonly<Record<string, Run>> = {
  confirmer: (deps, { request }) => act.proveRequest(deps, request.id),
  retirer: (deps, { request }) => act.withdrawRequest(deps, request.id),
  annuler: (deps, { request, fields }) =>
    act.cancelVisit(deps, { id: request.id, by: "school", actor: "school", reason: cancelReason(fields) }),
  choisir: (deps, { request, fields }) => {
    const startsAt = Number(fields.get("creneau"));
    return planAt(request, "association", startsAt) === null
      ? Promise.resolve({ errors: { creneau: "Choisissez une des dates proposées." } })
      : act.acceptProposal(deps, { id: request.id, startsAt });
  },
  aucune: (deps, { request }) => act.declineProposal(deps, request.id),
  nombres: resize,
  relancer: reopen,
  ...SHARED_ACTS,
};
const CONFIRM: Readonly<Record<string, { title: string; consequence: string; button: string }>> = {
  retirer: {
    title: "Retirer votre demande",
    consequence: "Personne ne la verra plus. Pour recommencer, il faudra une nouvelle demande.",
    button: "Retirer",
  },
  annuler: {
    title: "Annuler la séance",
    consequence: "L’association est prévenue aussitôt, et ne viendra pas.",
    button: "Annuler la séance",
  },
};

/** Rings for what was done and goes back to the page; what was done already, or by somebody else, shows where things stand. */
function after(c: SiteContext, base: string, name: string, ran: Exclude<Answer, { errors: unknown }>): Response {
  c.get("deps").ring(...(ran.ok ? ran.value.eventIds : []));
  return c.redirect(`${base}?fait=${ran.ok ? name : "change"}`, 303);
}

/** The request that the requester's link opens; null when it is wrong, old, or its address is erased. */
export async function openRequest(c: SiteContext, token = c.req.param("token") ?? ""): Promise<ClassRequest | null> {
  const { links, db, now } = c.get("deps");
  const subject = await links.verify("class-request", token, now);
  const request = subject === null ? null : await findRequest(db, asId("wrq", subject.split("~")[0]));
  return request !== null && request.contactId !== null && subject === followSubject(request.id, request.contactId)
    ? request
    : null;
}

async function page(c: SiteContext, site: Site, request: ClassRequest, state: FormState): Promise<Response> {
  const deps = c.get("deps");
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
      open={stillOpen(request, "requester", deps.now)}
      sheets={request.state === "scheduled" || request.state === "done" ? await sheetsOf(deps.db, request.id) : []}
      address={coordinator === null ? null : await readAddress(deps, coordinator)}
      state={state}
      done={said(FOLLOW_SAID, c.req.query("fait"), [request.state])}
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

function headRoutes(app: Hono<Edge>, site: Site): void {
  const title = { title: "Votre accord", current: "ateliers" } as const;
  const asked = async (c: SiteContext) => {
    const { links, db, now } = c.get("deps");
    const subject = await links.verify("class-head", c.req.param("token") ?? "", now);
    const [id, kind] = subject?.split("~") ?? [];
    const request = subject === null ? null : await findRequest(db, asId("wrq", id));
    const via = kind === "o" ? ("official_mail" as const) : ("handed_over" as const);
    return request === null || request.erasedAt !== null ? null : { request, via };
  };
  app.get("/accord/:token", async (c) => {
    const found = await asked(c);
    if (found === null) {
      return answerProblem(c, GONE, site.show);
    }
    const { request } = found;
    const { db, now } = c.get("deps");
    const open = stillOpen(request, "head", now);
    const coming = request.state === "scheduled" ? await comingTo(db, request.id) : 0;
    const { title: programme } = programmeOf(site, request);
    return c.render(
      <HeadPage request={request} title={programme} base={c.req.path} open={open} coming={coming} />,
      title,
    );
  });
  for (const [name, run] of Object.entries(HEAD_ACTS)) {
    app.post(`/accord/:token/${name}`, async (c) => {
      const deps = c.get("deps");
      const found = await asked(c);
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
  consequence: "L’association et la personne qui a demandé sont prévenues aussitôt. Aucune association ne viendra.",
  button: "Retirer mon accord",
};
