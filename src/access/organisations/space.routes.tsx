import { Hono } from "hono";

import { cameBefore } from "../access.store.ts";
import { current, setLogin } from "../guard.ts";
import { callsTheRoll } from "../roles.ts";
import { startLogin } from "../sign-in.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { readAddressForm } from "../../platform/antibot-form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../../platform/http.ts";
import { isLed, leadTo } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { unreachedAt } from "../../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { Mailbox } from "../../ui/parts.tsx";
import { askForSpace } from "./ask-for-space.ts";
import { findInvitation } from "./invitations.store.ts";
import { accept, isOpen } from "./invite.ts";
import { KIND, OrganisationForm, ROLE_WORDS } from "./organisation.ts";
import { PLATFORM_NAME } from "./organisations.mails.ts";
import { organisationsOf } from "./organisations.store.ts";
import { AskSpacePage, FoundPage, InvitationPage, SpaceAskedPage, SpacePage } from "./space.pages.tsx";

const HEAD = { title: "Espaces" } as const;
const TAKEN: Problem = {
  ...PROBLEMS[409],
  title: "Cette structure a déjà un espace",
  detail: "Demandez à la personne qui en est responsable de vous y inviter. Si plus personne ne l’est, écrivez-nous.",
  next: { label: "Nous écrire", href: "/contact" },
};
const OVER: Problem = {
  ...PROBLEMS[410],
  title: "Cette invitation n’est plus valable",
  detail: "Elle a servi, a expiré, ou a été annulée. Demandez-en une autre à la personne qui vous a invité.",
  next: { label: "Se connecter", href: "/connexion" },
};

/** `/structures/demander`, `/invitation/…` and `/espace`: how organisations and people come in. */
export function spaceRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/structures/demander", (c) => askSpace(c, EMPTY_FORM));
  app.post("/structures/demander", (c) => takeSpace(c, show));
  app.get("/structures/demander/envoye", async (c) =>
    c.render((await isLed(c)) ? <SpaceAskedPage waiting={null} /> : <Mailbox form="/structures/demander" />, HEAD),
  );
  app.get("/invitation/:token", async (c) => {
    const invitation = await invitationOf(c);
    if (invitation === null) {
      return answerProblem(c, OVER, show);
    }
    const page =
      invitation.state === "unproven" && invitation.kind !== null ? (
        <FoundPage action={c.req.path} kind={KIND[invitation.kind].label} />
      ) : (
        <InvitationPage
          action={c.req.path}
          what={invitation.name ?? PLATFORM_NAME}
          role={ROLE_WORDS[invitation.role]}
        />
      );
    return c.render(page, HEAD);
  });
  app.post("/invitation/:token", (c) => join(c, show));
  app.get("/espace", async (c) => {
    const who = c.get("who");
    const ids = who.memberships.map((m) => m.organisationId);
    const organisations = await organisationsOf(c.get("deps").db, ids);
    const isOffered = callsTheRoll(who) && !who.ownsPasskey && (await cameBefore(c.get("deps").db, who));
    const page = <SpacePage who={who} organisations={organisations} isPasskeyOffered={isOffered} />;
    return c.render(page, { title: "Mon espace" });
  });
  return app;
}

async function askSpace(c: SiteContext, state: FormState): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const page = <AskSpacePage state={state} ticket={await antibot.issue(now)} />;
  return c.render(page, { ...HEAD, canonical: "/structures/demander", script: "antibot" });
}

async function takeSpace(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const read = await readAddressForm(c, EmailAddress);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const { fields } = read;
  const typed = { kind: fields.get("kind"), name: fields.get("name"), number: fields.get("number") };
  const form = OrganisationForm.safeParse(typed);
  if (!read.ok || !form.success) {
    const issues = form.success ? [] : form.error.issues;
    const errors = Object.fromEntries(issues.map((issue) => [String(issue.path[0]), issue.message]));
    c.status(422);
    return askSpace(c, { values: fields.shown, errors: { ...errors, ...(read.ok ? {} : read.state.errors) } });
  }
  // Read before anything is written: a read that fails afterwards would have it written twice.
  const unreached = await unreachedAt(deps, read.email);
  const asked = await askForSpace(deps, { form: form.data, email: read.email, client: deps.client });
  if (!asked.ok) {
    return answerProblem(c, asked.refusal === "taken" ? TAKEN : PROBLEMS[429], show);
  }
  const { eventId, waiting } = asked.value;
  deps.ring(eventId);
  const mail = unreached ?? waiting;
  return mail === null
    ? leadTo(c, "/structures/demander/envoye")
    : c.render(<SpaceAskedPage waiting={{ mail, now: deps.now, fix: "/structures/demander" }} />, HEAD);
}

/** The invitation that the link names; null for one that is wrong, used, over or taken back: they look the same. */
async function invitationOf(c: SiteContext) {
  const { links, db, now } = c.get("deps");
  const id = await links.verify("invitation", c.req.param("token") ?? "", now);
  const invitation = id === null ? null : await findInvitation(db, id);
  return invitation !== null && isOpen(invitation, now) ? invitation : null;
}

/** A newcomer is signed in by the click, which proves the mailbox; somebody known signs in as always. */
async function join(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const invitation = await invitationOf(c);
  if (invitation === null) {
    return answerProblem(c, OVER, show);
  }
  const accepted = await accept(deps, invitation.id);
  if (!accepted.ok) {
    return answerProblem(c, accepted.refusal === "taken" ? TAKEN : OVER, show);
  }
  const { personId, isNew, organisationId } = accepted.value;
  if (isNew) {
    setLogin(c, await startLogin(deps, { personId, before: await current(c) }));
  }
  return c.redirect(organisationId === "" ? "/espace" : `/espace/structures/${organisationId}`, 303);
}
