import { Hono } from "hono";

import { type OrganisationId, asId } from "../../kernel/ids.ts";
import { ROLES, type Role } from "../roles.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import type { Deps } from "../../platform/deps.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, freshOf, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { MAIL_LEFT, mailLeft, withMail } from "../../ui/mail-left.ts";
import { type TeamRefusal, endRole, handOver, leave, teamOf } from "./change-team.ts";
import { invite, revoke } from "./invite.ts";
import { viewTeam } from "./team.ts";
import { type Calendar, OrganisationPage } from "./team.pages.tsx";

/** What the pages of a space are given: the upcoming sessions of an association come from the workshops. */
export type TeamSite = {
  calendarOf: (deps: Deps, organisationId: OrganisationId) => Promise<Calendar>;
  requestsWaiting: (deps: Deps, organisationId: OrganisationId) => Promise<number>;
  show: ShowProblem;
};
type Acting = { id: OrganisationId; base: string; fields: FormFields; site: TeamSite };

/** What each refusal says. */
export const TEAM_PROBLEMS: Record<TeamRefusal, Problem> = {
  not_found: PROBLEMS[404],
  moved: PROBLEMS[409],
  owner: {
    ...PROBLEMS[409],
    title: "Transmettez d’abord l’espace",
    detail: "Un espace garde toujours un responsable. Choisissez une personne de l’équipe, puis partez.",
  },
  last_operator: {
    ...PROBLEMS[409],
    title: "C’est le dernier opérateur",
    detail: "La plateforme garde toujours un opérateur. Invitez-en un autre, puis recommencez.",
  },
};

/** On the page of a team: who answers for it, what is there no more (a role, while its holder has another), what was just asked for. */
export const TEAM_PAGE_SAID: Said<string> = {
  invite: { "invitation.sent": `L’invitation est faite : ${mailLeft}.` },
  annuler: { gone: "L’invitation est annulée." },
  retirer: {
    less: "Cette personne n’a plus ce rôle ; elle en garde un autre ici.",
    gone: "Cette personne n’agit plus pour la structure.",
  },
  transmettre: { owner: withMail("L’espace est transmis. La personne en est prévenue.") },
  adresse: { "address.correction_asked": `${MAIL_LEFT} à la nouvelle adresse. Rien ne change avant son clic.` },
};
/** A role that somebody has, as an address names it. */
export const heldBy = ({ person_id: personId, role }: { person_id: string; role: string }): string =>
  `${personId}~${role}`;

/** `/espace/structures/…`: one organisation and its team. The guard has checked who may come here, and who may run it. */
export function teamRoutes(site: TeamSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/espace/structures/:structure", (c) => show(c, site, EMPTY_FORM));
  for (const [name, act] of Object.entries(ACTS)) {
    app.post(`/espace/structures/:structure/${name}`, async (c) => {
      const fields = await readForm(c);
      const id = idParam(c, "org", "structure");
      return fields === null
        ? answerProblem(c, PROBLEMS[400], site.show)
        : act(c, { id, base: `/espace/structures/${id}`, fields, site });
    });
  }
  return app;
}

async function show(c: SiteContext, site: TeamSite, state: FormState): Promise<Response> {
  const deps = c.get("deps");
  const who = c.get("who");
  const team = await teamOf(deps, idParam(c, "org", "structure"));
  if (team.organisation === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const view = await viewTeam(deps, { team, seesAddresses: team.organisation.ownerId === who.personId });
  const { id, kind, name } = team.organisation;
  const isAssociation = kind === "association";
  const sessions = isAssociation ? await site.calendarOf(deps, id) : [];
  const requests = isAssociation ? await site.requestsWaiting(deps, id) : 0;
  const gone = await goneOf(c, [...team.members.map(heldBy), ...team.invited.map((one) => one.id)]);
  const { about } = actIn(c);
  const isLess = gone.length > 0 && team.members.some((one) => about.startsWith(`${one.person_id}~`));
  const done = saidOf(c, TEAM_PAGE_SAID, [
    ...(isLess ? ["less"] : gone),
    ...(team.organisation.ownerId === about ? ["owner"] : []),
    ...(await freshOf(c, who.personId)),
  ]);
  const page = { organisation: team.organisation, team: view, sessions, requests, who, state, done, now: deps.now };
  const waiting = { [`/espace/structures/${id}/demandes`]: requests };
  return c.render(<OrganisationPage {...page} />, { title: "Mon espace", space: name, waiting });
}

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** What a refused invitation says under its field. */
export const INVITE_ERRORS = {
  already: "Cette personne est déjà invitée : attendez sa réponse, ou annulez la première invitation.",
  too_often: "Trop d’invitations aujourd’hui, de votre équipe ou vers cette adresse. Recommencez demain.",
  not_active: "Ce rôle n’existe pas ici, ou l’espace n’est pas encore ouvert.",
};

const ACTS: Readonly<Record<string, (c: SiteContext, acting: Acting) => Promise<Response>>> = {
  inviter: async (c, { id, base, fields, site }) => {
    const deps = c.get("deps");
    const email = EmailAddress.safeParse(fields.get("email"));
    const role = fields.get("role");
    const again = (errors: Record<string, string>) => {
      c.status(422);
      return show(c, site, { values: fields.shown, errors });
    };
    if (!email.success || !isRole(role)) {
      const errors = email.success ? {} : { email: email.error.issues[0]?.message ?? "" };
      return again(isRole(role) ? errors : { ...errors, role: "Choisissez un rôle." });
    }
    const { client } = deps;
    const sent = await invite(deps, {
      by: c.get("who").personId,
      client,
      to: { organisationId: id, email: email.data, role },
    });
    if (!sent.ok) {
      return again({ email: INVITE_ERRORS[sent.refusal] });
    }
    deps.ring(sent.value);
    return c.redirect(`${base}?de=${sent.value}&fait=invite`, 303);
  },
  annuler: async (c, { id, base, fields, site }) => {
    const isDone = await revoke(c.get("deps"), {
      by: c.get("who").personId,
      organisationId: id,
      invitationId: fields.get("invitation"),
    });
    return isDone
      ? leadTo(c, `${base}?de=${encodeURIComponent(fields.get("invitation"))}&fait=annuler`)
      : answerProblem(c, PROBLEMS[404], site.show);
  },
  retirer: (c, acting) => {
    const { id, base, fields, site } = acting;
    const [personId, role] = [asId("per", fields.get("personne")), fields.get("role")];
    if (!isRole(role)) {
      return Promise.resolve(answerProblem(c, PROBLEMS[404], site.show));
    }
    const by = { personId: c.get("who").personId, as: "owner" as const };
    const act = () => endRole(c.get("deps"), { by, organisationId: id, who: { personId, role } });
    return end(c, acting, {
      words: REMOVE,
      kept: { personne: personId, role },
      act,
      after: () => leadTo(c, `${base}?de=${heldBy({ person_id: personId, role })}&fait=retirer`),
    });
  },
  quitter: (c, acting) => {
    const who = c.get("who");
    const act = () => leave(c.get("deps"), { personId: who.personId, organisationId: acting.id });
    // Without any role left there is no space to come back to.
    const hasOthers = who.memberships.some((m) => m.organisationId !== acting.id);
    return end(c, acting, { words: LEAVE, kept: {}, act, after: () => c.redirect(hasOthers ? "/espace" : "/", 303) });
  },
  transmettre: async (c, { id, base, fields, site }) => {
    const deps = c.get("deps");
    const to = asId("per", fields.get("personne"));
    if (fields.get("confirme") !== "oui") {
      const consequence =
        "Cette personne invitera, retirera et transmettra à votre place. Vous restez dans l’équipe, sans ce pouvoir ; elle seule pourra vous le rendre.";
      const words = { title: "Transmettre l’espace", consequence, button: "Transmettre" };
      const page = <ConfirmPage {...words} action={c.req.path} fields={{ personne: to }} back={base} />;
      return c.render(page, { title: "Mon espace" });
    }
    const done = await handOver(deps, { by: c.get("who").personId, organisationId: id, to });
    if (!done.ok) {
      return answerProblem(c, TEAM_PROBLEMS[done.refusal], site.show);
    }
    deps.ring(done.value);
    return c.redirect(`${base}?de=${to}&fait=transmettre`, 303);
  },
};

const LEAVE = {
  title: "Quitter cette équipe",
  button: "Quitter",
  consequence: "Vous ne verrez plus cet espace. Pour y revenir, il faudra une nouvelle invitation.",
};
const REMOVE = {
  title: "Retirer cette personne",
  button: "Retirer",
  consequence: "Elle ne verra plus cet espace dès maintenant. Pour y revenir, il lui faudra une nouvelle invitation.",
};

/** Asks once more before somebody's part in a team ends, then ends it. */
async function end(
  c: SiteContext,
  { base, fields, site }: Acting,
  asked: {
    words: typeof LEAVE;
    kept: Record<string, string>;
    act: () => ReturnType<typeof leave>;
    after: () => Response | Promise<Response>;
  },
): Promise<Response> {
  if (fields.get("confirme") !== "oui") {
    const page = <ConfirmPage {...asked.words} action={c.req.path} fields={asked.kept} back={base} />;
    return c.render(page, { title: "Mon espace" });
  }
  const done = await asked.act();
  if (!done.ok) {
    return answerProblem(c, TEAM_PROBLEMS[done.refusal], site.show);
  }
  c.get("deps").ring(done.value);
  return asked.after();
}
