import { Hono } from "hono";

import { type RequestId, asId } from "../../kernel/ids.ts";
import { pick } from "../../kernel/pick.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Result } from "../../kernel/result.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import type { Site } from "../sessions/edge.ts";
import { renderFeed } from "../sessions/calendar.ts";
import * as act from "./answer-request.ts";
import { FollowPage, HeadPage } from "./follow.pages.tsx";
import { sheetsOf } from "../presence/presence.store.ts";
import { type MoveRefusal, type RequestMoved, planAt } from "./move-request.ts";
import { classInWords } from "./request-words.ts";
import { followSubject, headSubject } from "./request.mails.ts";
import { type ClassRequest, findRequest } from "./requests.store.ts";
import { endOfNextSchoolYear } from "./school-days.ts";

const HEAD = { title: "Votre demande", current: "ateliers" } as const;
export const GONE: Problem = {
  ...PROBLEMS[410],
  detail: "Il est peut-être incomplet, trop ancien, ou la demande a été effacée.",
  next: { label: "Faire une demande", href: "/etablissements" },
};
const DONE: Readonly<Record<string, string>> = {
  confirmer: "Votre demande est partie.",
  retirer: "Votre demande est retirée.",
  annuler: "La séance est annulée. L’association en est prévenue.",
  choisir: "C’est fixé.",
  aucune: "La demande est de nouveau montrée à toutes les associations.",
  presence: "Merci, c’est confirmé.",
  change: "La situation a changé entre-temps. Voici où vous en êtes.",
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
      opened(async (c, request, base) => {
        const form = await readForm(c);
        const confirm = CONFIRM[name];
        if (confirm !== undefined && form?.get("confirme") !== "oui") {
          return c.render(<ConfirmPage {...confirm} action={c.req.path} fields={{}} back={base} />, HEAD);
        }
        const chosen = Number(form?.get("creneau") ?? "");
        if (name === "choisir" && planAt(request, "association", chosen) === null) {
          c.status(422);
          return page(c, site, request, { values: {}, errors: { creneau: "Choisissez une des dates proposées." } });
        }
        return after(c, base, name, await run(c, request.id, chosen));
      }),
    );
  }
  headRoutes(app, site);
  return app;
}

/** A file with one entry for each class of a visit that is fixed. */
function calendar(c: SiteContext, request: ClassRequest, title: string): Response {
  const { origin, now } = c.get("deps");
  const entries = request.groups.flatMap(({ session, startsAt, endsAt, icsSequence, level, pupils }) =>
    session === null || startsAt === null || endsAt === null
      ? []
      : [
          {
            uid: `${session}@${new URL(origin).host}`,
            sequence: icsSequence ?? 0,
            isCancelled: request.state === "cancelled",
            startsAt,
            endsAt,
            tz: request.tz,
            title: `${title} (${classInWords({ level, pupils })})`,
            place: `${request.host}, ${request.address}, ${request.commune}`,
            stamp: request.updatedAt,
          },
        ],
  );
  return c.body(renderFeed(title, entries, now), 200, {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": 'attachment; filename="venue.ics"',
  });
}

type Ran = Result<RequestMoved, MoveRefusal>;
const ACTS: Readonly<Record<string, (c: SiteContext, id: RequestId, chosen: number) => Promise<Ran>>> = {
  confirmer: (c, id) => act.proveRequest(c.get("deps"), id),
  retirer: (c, id) => act.withdrawRequest(c.get("deps"), id),
  annuler: (c, id) => act.cancelVisit(c.get("deps"), { id, by: "school", actor: "school" }),
  choisir: (c, id, at) => act.acceptProposal(c.get("deps"), { id, startsAt: at }),
  aucune: (c, id) => act.declineProposal(c.get("deps"), id),
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
function after(c: SiteContext, base: string, name: string, ran: Ran): Response {
  c.get("deps").ring(...(ran.ok ? ran.value.eventIds : []));
  return c.redirect(`${base}?fait=${ran.ok ? name : "change"}`, 303);
}

/** The request that the requester's link opens; null when it is wrong, old, or its address is erased. */
export async function openRequest(c: SiteContext): Promise<ClassRequest | null> {
  const { links, db, now } = c.get("deps");
  const subject = await links.verify("class-request", c.req.param("token") ?? "", now);
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
      {...programmeOf(site, request)}
      base={`/demandes/${c.req.param("token") ?? ""}`}
      headLink={isAsked ? `${deps.origin}/accord/${token}` : null}
      canCancel={request.state === "scheduled" && (request.startsAt ?? 0) > deps.now}
      sheets={request.state === "scheduled" || request.state === "done" ? await sheetsOf(deps.db, request.id) : []}
      address={coordinator === null ? null : await readAddress(deps, coordinator)}
      state={state}
      done={pick(DONE, c.req.query("fait"))}
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
    const isDecided = request.state !== "awaiting_head";
    return c.render(
      <HeadPage request={request} {...programmeOf(site, request)} base={c.req.path} isDecided={isDecided} />,
      title,
    );
  });
  for (const answer of ["oui", "non"] as const) {
    app.post(`/accord/:token/${answer}`, async (c) => {
      const deps = c.get("deps");
      const found = await asked(c);
      if (found === null) {
        return answerProblem(c, GONE, site.show);
      }
      const { request, via } = found;
      const ran =
        answer === "oui"
          ? await act.authoriseRequest(deps, { id: request.id, via })
          : await act.refuseRequest(deps, { id: request.id, via });
      deps.ring(...(ran.ok ? ran.value.eventIds : []));
      return c.redirect(`/accord/${c.req.param("token")}`, 303);
    });
  }
}
