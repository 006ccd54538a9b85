import { Hono } from "hono";

import { type OrganisationId, asId } from "../../kernel/ids.ts";
import { recover } from "../passkeys.ts";
import { PLATFORM, TRUSTED, type Within } from "../roles.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, freshOf, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { pageOf } from "../../ui/console.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { MAIL_LEFT, mailLeft, withMail } from "../../ui/mail-left.ts";
import {
  type Decision,
  closeOrganisation,
  decideOrganisation,
  endRole,
  handOver,
  ownedBy,
  teamOf,
} from "./change-team.ts";
import type { Estate } from "./estate.ts";
import { ClosePage, DecidePage, OrganisationsPage, StaffPage, fateOf } from "./approval.pages.tsx";
import { agreeToOwner, invite, proposeOwner, revoke } from "./invite.ts";
import { proposalsOf } from "./invitations.store.ts";
import { type Organisation, STATE_WORDS } from "./organisation.ts";
import { REASONS, type Reason } from "./organisations.events.ts";
import { listOrganisations, organisationsOf } from "./organisations.store.ts";
import { viewTeam } from "./team.ts";
import { INVITE_ERRORS, TEAM_PROBLEMS, heldBy, isRole } from "./team.routes.tsx";

const HEAD = { title: "Console" } as const;
const ADDRESS_ASKED = `${MAIL_LEFT} à la nouvelle adresse. Rien ne change avant son clic.`;
const REOPENED = "Ses clés sont retirées, ses connexions fermées. Elle a vingt-quatre heures pour ajouter une clé.";
/** Above the list: where the structure that was decided about stands. */
export const STRUCTURES_SAID: Said<Organisation["state"]> = {
  valider: { active: withMail("L’espace est ouvert. Son responsable en est prévenu.") },
  refuser: { refused: "La demande est refusée. La personne sait pourquoi." },
  fermer: { closed: "L’espace est fermé." },
};
/** On the page of a structure: who answers for it, who is proposed to, and what this operator just asked for. */
export const STRUCTURE_SAID: Said<string> = {
  confier: { owner: withMail("L’espace a un nouveau responsable, qui en est prévenu.") },
  responsable: {
    proposed: "L’adresse est proposée. Un autre opérateur doit être d’accord avant que l’invitation parte.",
  },
  accorder: { "invitation.sent": `L’invitation est faite : ${mailLeft}. Qui l’accepte devient responsable.` },
  rouvrir: { "passkey.reset": REOPENED },
  adresse: { "address.correction_asked": ADDRESS_ASKED },
};
/** On the page of our own team: what is there no more, and what this operator just asked for. */
export const STAFF_SAID: Said<string> = {
  invite: { "invitation.sent": `L’invitation est faite : ${mailLeft}.` },
  annuler: { gone: "L’invitation est annulée." },
  retirer: { gone: "Cette personne n’a plus ce rôle." },
  rouvrir: { "passkey.reset": REOPENED },
  adresse: { "address.correction_asked": ADDRESS_ASKED },
};
const DECISIONS = { valider: "approve", refuser: "refuse" } as const;
const isReason = (text: string): text is Reason => (REASONS as readonly string[]).includes(text);

/** What the page is given: what closing an organisation means to each feature. */
export type ApprovalSite = { estates: readonly Estate[]; show: ShowProblem };

/** `/console/structures` and `/console/equipe`: operators approve spaces and look after the team. */
export function approvalRoutes({ show, estates }: ApprovalSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/console/structures", async (c) => {
    const asked = c.req.query("etat") ?? "";
    const query = { etat: Object.hasOwn(STATE_WORDS, asked) ? asked : "pending", type: c.req.query("type") ?? "" };
    const after = c.req.query("apres") ?? "";
    const found = await listOrganisations(c.get("deps").db, { state: query.etat, kind: query.type, after });
    const page = pageOf(found, 50, (organisation) => organisation.id);
    const { about } = actIn(c);
    const named = about === "" ? [] : await organisationsOf(c.get("deps").db, [about]);
    const states = named.map(({ state }) => state);
    const done = saidOf(c, STRUCTURES_SAID, states);
    return c.render(<OrganisationsPage {...page} query={query} done={done} />, HEAD);
  });
  app.get("/console/structures/:structure", (c) => one(c, show, EMPTY_FORM));
  app.post("/console/structures/:structure/responsable", (c) => propose(c, show));
  app.post("/console/structures/:structure/accorder", (c) => agree(c, show));
  for (const [name, decision] of Object.entries(DECISIONS)) {
    app.post(`/console/structures/:structure/${name}`, (c) => decide(c, show, decision, name));
  }
  app.post("/console/structures/:structure/fermer", (c) => close(c, { show, estates }));
  app.post("/console/structures/:structure/confier", (c) => entrust(c, show));
  app.post("/console/structures/:structure/rouvrir", async (c) => {
    const within = idParam(c, "org", "structure");
    const fields = await readForm(c);
    return fields === null
      ? answerProblem(c, PROBLEMS[400], show)
      : reopen(c, { within, back: `/console/structures/${within}`, fields, show });
  });
  app.get("/console/equipe", (c) => staff(c, EMPTY_FORM));
  for (const [name, act] of Object.entries(STAFF_ACTS)) {
    app.post(`/console/equipe/${name}`, async (c) => {
      const fields = await readForm(c);
      return fields === null ? answerProblem(c, PROBLEMS[400], show) : act(c, fields, show);
    });
  }
  return app;
}

async function one(c: SiteContext, show: ShowProblem, state: FormState): Promise<Response> {
  const deps = c.get("deps");
  const team = await teamOf(deps, idParam(c, "org", "structure"));
  if (team.organisation === null) {
    return answerProblem(c, PROBLEMS[404], show);
  }
  const [view, proposals] = await Promise.all([
    viewTeam(deps, { team, seesAddresses: true }),
    proposalsOf(deps.db, { organisationId: team.organisation.id, now: deps.now }),
  ]);
  const proposed = await Promise.all(
    proposals.map(async ({ id, contactId, invitedBy, agreedBy }) => ({
      id,
      address: (await readAddress(deps, contactId)) ?? "adresse effacée",
      isMine: invitedBy === c.get("who").personId,
      isAgreed: agreedBy !== null,
    })),
  );
  const { personId } = c.get("who");
  const done = saidOf(c, STRUCTURE_SAID, [
    ...(team.organisation.ownerId === actIn(c).about ? ["owner"] : []),
    ...(proposed.some(({ isMine, isAgreed }) => isMine && !isAgreed) ? ["proposed"] : []),
    ...(await freshOf(c, personId)),
  ]);
  const page = { organisation: team.organisation, team: view, proposed, state, done };
  return c.render(<DecidePage {...page} />, HEAD);
}

/** Proposes who answers for a structure that nobody answers for. */
async function propose(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const organisationId = idParam(c, "org", "structure");
  const again = (wrong: string): Promise<Response> => {
    c.status(422);
    return one(c, show, { values: fields?.shown ?? {}, errors: { email: wrong } });
  };
  const email = EmailAddress.safeParse(fields?.get("email") ?? "");
  if (!email.success) {
    return again(email.error.issues[0]?.message ?? "");
  }
  const done = await proposeOwner(deps, {
    by: c.get("who").personId,
    client: deps.client,
    organisationId,
    email: email.data,
  });
  if (!done.ok) {
    return again(INVITE_ERRORS[done.refusal]);
  }
  deps.ring(done.value);
  return c.redirect(`/console/structures/${organisationId}?fait=responsable`, 303);
}

/** A second operator agrees, and the invitation leaves. */
async function agree(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const organisationId = idParam(c, "org", "structure");
  const invitationId = (await readForm(c))?.get("invitation") ?? "";
  const done = await agreeToOwner(deps, { by: c.get("who").personId, organisationId, invitationId });
  if (!done.ok) {
    return answerProblem(c, { ...PROBLEMS[409], ...NOT_AGREED[done.refusal] }, show);
  }
  deps.ring(done.value);
  return c.redirect(`/console/structures/${organisationId}?de=${done.value}&fait=accorder`, 303);
}
const NOT_AGREED = {
  over: { title: "Cette proposition n’attend plus", detail: "Elle est partie, a été annulée, ou a expiré." },
  same_operator: {
    title: "Il faut un second opérateur",
    detail: "Vous avez proposé cette adresse : une autre personne de l’équipe doit être d’accord.",
  },
};

/** What is said before something is refused. */
const REFUSE = {
  title: "Refuser cette demande",
  consequence: "La personne reçoit un message avec la raison. Elle pourra refaire une demande.",
  button: "Refuser",
} as const;

/** Why something is refused or closed; null when the form does not say. An approval is asked for no reason, and keeps none. */
function reasonOf(decision: Decision, fields: FormFields): Reason | null {
  const given = fields.get("raison");
  return isReason(given) ? given : decision === "approve" ? "asked" : null;
}

/** Closes an organisation after a page that asks what becomes of each thing that it has announced. */
async function close(c: SiteContext, { show, estates }: ApprovalSite): Promise<Response> {
  const deps = c.get("deps");
  const organisationId = idParam(c, "org", "structure");
  const fields = await readForm(c);
  const reason = fields === null ? null : reasonOf("close", fields);
  if (fields === null || reason === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const owned = await ownedBy(deps, { estates, organisationId });
  if (fields.get("confirme") !== "oui") {
    const page = { owned, reason, action: c.req.path, back: `/console/structures/${organisationId}` };
    return c.render(<ClosePage {...page} />, HEAD);
  }
  const heirs = Object.fromEntries(
    owned.map(({ id }) => [id, fields.get(fateOf(id))] as const).filter(([, heir]) => heir !== ""),
  );
  const by = c.get("who").personId;
  const done = await closeOrganisation(deps, { by, organisationId, reason, estates, heirs });
  return decided(c, { show, done, name: "fermer", organisationId });
}

type Done = Awaited<ReturnType<typeof decideOrganisation>>;
type Decided = { show: ShowProblem; done: Done; name: string; organisationId: OrganisationId };
function decided(c: SiteContext, { show, done, name, organisationId }: Decided) {
  if (!done.ok) {
    return answerProblem(c, done.refusal === "not_found" ? PROBLEMS[409] : TEAM_PROBLEMS[done.refusal], show);
  }
  c.get("deps").ring(done.value);
  return c.redirect(`/console/structures?de=${organisationId}&fait=${name}`, 303);
}

/** Approves at once; refuses after a page that says what follows. */
async function decide(
  c: SiteContext,
  show: ShowProblem,
  decision: Exclude<Decision, "close">,
  name: string,
): Promise<Response> {
  const deps = c.get("deps");
  const organisationId = idParam(c, "org", "structure");
  const fields = await readForm(c);
  const reason = fields === null ? null : reasonOf(decision, fields);
  if (fields === null || reason === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  if (decision !== "approve" && fields.get("confirme") !== "oui") {
    const words = { ...REFUSE, back: `/console/structures/${organisationId}` };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={{ raison: reason }} />, HEAD);
  }
  const done = await decideOrganisation(deps, { by: c.get("who").personId, organisationId, decision, reason });
  return decided(c, { show, done, name, organisationId });
}

/** Gives an organisation another owner among its team, after a page that says what follows. */
async function entrust(c: SiteContext, show: ShowProblem): Promise<Response> {
  const id = idParam(c, "org", "structure");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const kept = { personne: asId("per", fields.get("personne")) };
  const back = `/console/structures/${id}`;
  if (fields.get("confirme") !== "oui") {
    const consequence =
      "Cette personne invitera, retirera et transmettra. Le responsable actuel perd ce pouvoir ; les deux restent dans l’équipe.";
    const words = { title: "Confier l’espace", consequence, button: "Confier" };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={kept} back={back} />, HEAD);
  }
  const done = await handOver(c.get("deps"), { by: c.get("who").personId, organisationId: id, to: kept.personne });
  if (!done.ok) {
    return answerProblem(c, TEAM_PROBLEMS[done.refusal], show);
  }
  c.get("deps").ring(done.value);
  return c.redirect(`${back}?de=${kept.personne}&fait=confier`, 303);
}

async function staff(c: SiteContext, state: FormState): Promise<Response> {
  const deps = c.get("deps");
  const team = await teamOf(deps, PLATFORM);
  const view = await viewTeam(deps, { team, seesAddresses: true });
  const keys = Object.fromEntries(team.members.map((m) => [m.person_id, m.passkeys]));
  const me = c.get("who").personId;
  const there = [...team.members.map(heldBy), ...team.invited.map(({ id }) => id)];
  const done = saidOf(c, STAFF_SAID, [...(await goneOf(c, there)), ...(await freshOf(c, me))]);
  const page = { team: view, keys, me, roles: TRUSTED, state, done };
  return c.render(<StaffPage {...page} />, HEAD);
}

type StaffAct = (c: SiteContext, fields: FormFields, show: ShowProblem) => Promise<Response>;
const STAFF_ACTS: Readonly<Record<string, StaffAct>> = {
  inviter: async (c, fields) => {
    const email = EmailAddress.safeParse(fields.get("email"));
    const role = fields.get("role");
    const sent =
      email.success && isRole(role)
        ? await invite(c.get("deps"), {
            by: c.get("who").personId,
            client: c.get("deps").client,
            to: { organisationId: PLATFORM, email: email.data, role },
          })
        : null;
    if (sent?.ok === true) {
      c.get("deps").ring(sent.value);
      return c.redirect(`/console/equipe?de=${sent.value}&fait=invite`, 303);
    }
    c.status(422);
    const address = email.success ? {} : { email: email.error.issues[0]?.message ?? "" };
    const errors =
      sent === null
        ? isRole(role)
          ? address
          : { ...address, role: "Choisissez un rôle." }
        : { email: INVITE_ERRORS[sent.refusal] };
    return staff(c, { values: fields.shown, errors });
  },
  annuler: async (c, fields, show) =>
    (await revoke(c.get("deps"), {
      by: c.get("who").personId,
      organisationId: PLATFORM,
      invitationId: fields.get("invitation"),
    }))
      ? leadTo(c, `/console/equipe?de=${encodeURIComponent(fields.get("invitation"))}&fait=annuler`)
      : answerProblem(c, PROBLEMS[404], show),
  retirer: async (c, fields, show) => {
    const kept = { personne: asId("per", fields.get("personne")), role: fields.get("role") };
    if (!isRole(kept.role)) {
      return answerProblem(c, PROBLEMS[400], show);
    }
    if (fields.get("confirme") !== "oui") {
      const consequence =
        "Ce rôle prend fin dès maintenant, dans toutes ses connexions ouvertes. Pour le rendre, il faudra une nouvelle invitation.";
      const words = { title: "Retirer ce rôle", consequence, button: "Retirer" };
      return c.render(<ConfirmPage {...words} action={c.req.path} fields={kept} back="/console/equipe" />, HEAD);
    }
    const by = { personId: c.get("who").personId, as: "operator" as const };
    const done = await endRole(c.get("deps"), {
      by,
      organisationId: PLATFORM,
      who: { personId: kept.personne, role: kept.role },
    });
    return done.ok
      ? leadTo(c, `/console/equipe?de=${heldBy({ person_id: kept.personne, role: kept.role })}&fait=retirer`)
      : answerProblem(c, TEAM_PROBLEMS[done.refusal], show);
  },
  rouvrir: (c, fields, show) => reopen(c, { within: PLATFORM, back: "/console/equipe", fields, show }),
};

type Reopening = { within: Within; back: string; fields: FormFields; show: ShowProblem };

/** Lets somebody of a team start over without the passkeys they lost, after a page that says what to make sure of. */
async function reopen(c: SiteContext, { within, back, fields, show }: Reopening): Promise<Response> {
  const personId = asId("per", fields.get("personne"));
  if (fields.get("confirme") !== "oui") {
    const consequence =
      "Toutes ses clés sont retirées et ses connexions fermées ; elle a vingt-quatre heures pour ajouter une clé, par sa seule messagerie. Assurez-vous de vive voix que c’est bien elle qui le demande. C’est inscrit au journal, et elle en est prévenue par message.";
    const words = { title: "Remettre ses clés à zéro", consequence, button: "Remettre à zéro" };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={{ personne: personId }} back={back} />, HEAD);
  }
  const team = await teamOf(c.get("deps"), within);
  const isOfTeam = team.members.some((m) => m.person_id === personId);
  const done = isOfTeam ? await recover(c.get("deps"), { by: c.get("who"), personId }) : null;
  if (done?.ok !== true) {
    return answerProblem(c, PROBLEMS[done === null ? 404 : 409], show);
  }
  c.get("deps").ring(done.value);
  return c.redirect(`${back}?de=${done.value}&fait=rouvrir`, 303);
}
