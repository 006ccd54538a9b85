import { Hono } from "hono";

import { type OrganisationId, type PersonId, asId } from "../../kernel/ids.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { readAddress } from "../../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { contactOfPerson } from "../access.store.ts";
import { dropLogin } from "../guard.ts";
import {
  type CorrectionRefusal,
  askCorrection,
  confirmCorrection,
  mayUndo,
  undoCorrection,
  waitsForClick,
} from "./correct-address.ts";
import { AskCorrectionPage, CorrectedPage, CorrectionPage } from "./corrections.pages.tsx";
import { findCorrection, placesOf } from "./corrections.store.ts";

const HEAD = { title: "Adresse" } as const;
const OVER: Problem = {
  ...PROBLEMS[410],
  title: "Ce lien n’est plus valable",
  detail: "Il a servi, il a expiré, ou un autre l’a remplacé. Rien n’a changé par ce clic.",
  next: { label: "Se connecter", href: "/connexion" },
};
const TAKEN: Problem = {
  ...PROBLEMS[409],
  title: "Cette adresse a déjà un espace",
  detail:
    "Une adresse ouvre un seul compte. Connectez-vous avec elle, puis demandez à votre équipe de vous y inviter : l’ancien compte pourra en partir.",
  next: { label: "Se connecter", href: "/connexion" },
};
const REFUSED: Readonly<Record<CorrectionRefusal, string>> = {
  not_found: "Cette personne n’est plus dans l’équipe.",
  elsewhere:
    "Cette personne agit aussi ailleurs sur Ligne Sûre : elle seule change son adresse, dans « Mes connexions ».",
  too_often: "Trop de changements demandés aujourd’hui. Recommencez demain.",
};

/** From where an address is corrected: one’s own, a colleague’s by whoever runs the team, anybody’s of a structure by an operator. */
const DOORS = [
  { path: "/espace/securite", isOwn: true },
  { path: "/espace/structures/:structure", isOwn: false },
  { path: "/console/structures/:structure", isOwn: false },
] as const;
type Door = (typeof DOORS)[number];

export function correctionRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  for (const door of DOORS) {
    app.get(`${door.path}/adresse`, (c) => ask(c, { door, personId: asId("per", c.req.query("personne")), show }));
    app.post(`${door.path}/adresse`, (c) => take(c, door, show));
  }
  for (const kind of ["confirm", "undo"] as const) {
    const path = `/acces/${kind === "confirm" ? "adresse" : "annuler"}/:token`;
    app.get(path, async (c) =>
      (await openedBy(c, kind)) === null
        ? answerProblem(c, OVER, show)
        : c.render(<CorrectionPage kind={kind} action={c.req.path} />, HEAD),
    );
    app.post(path, (c) => act(c, kind, show));
  }
  return app;
}

const baseOf = (c: SiteContext): string => c.req.path.replace(/\/adresse$/, "");
const withinOf = (c: SiteContext, { isOwn }: Door): OrganisationId | null =>
  isOwn ? null : idParam(c, "org", "structure");

type Asking = { door: Door; personId: PersonId; show: ShowProblem; state?: FormState };
async function ask(c: SiteContext, { door, personId: asked, show, state = EMPTY_FORM }: Asking): Promise<Response> {
  const deps = c.get("deps");
  const within = withinOf(c, door);
  const personId = within === null ? c.get("who").personId : asked;
  if (within !== null && !(await placesOf(deps.db, personId)).includes(within)) {
    return state === EMPTY_FORM ? c.redirect(baseOf(c), 303) : answerProblem(c, PROBLEMS[404], show);
  }
  const contactId = await contactOfPerson(deps.db, personId);
  const whose = contactId === null ? null : await readAddress(deps, contactId);
  const page = { action: c.req.path, whose: door.isOwn ? null : whose, personId, back: baseOf(c), state };
  return c.render(<AskCorrectionPage {...page} />, HEAD);
}

async function take(c: SiteContext, door: Door, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const by = c.get("who").personId;
  const personId = door.isOwn ? by : asId("per", fields.get("personne"));
  const email = EmailAddress.safeParse(fields.get("email"));
  const again = (wrong: string): Promise<Response> => {
    c.status(422);
    return ask(c, { door, personId, show, state: { values: fields.shown, errors: { email: wrong } } });
  };
  if (!email.success) {
    return again(email.error.issues[0]?.message ?? "");
  }
  const within = withinOf(c, door);
  const done = await askCorrection(deps, { by, personId, email: email.data, client: deps.client, within });
  if (!done.ok) {
    return again(REFUSED[done.refusal]);
  }
  deps.ring(done.value);
  return c.redirect(`${baseOf(c)}?de=${done.value}&fait=adresse`, 303);
}

/** The purposes of the two links; each opens its own door alone. */
const PURPOSES = { confirm: "address-confirm", undo: "address-undo" } as const;
type Kind = keyof typeof PURPOSES;

async function openedBy(c: SiteContext, kind: Kind) {
  const { links, db, now } = c.get("deps");
  const id = await links.verify(PURPOSES[kind], c.req.param("token") ?? "", now);
  const correction = id === null ? null : await findCorrection(db, id);
  const isOpen = kind === "confirm" ? waitsForClick : mayUndo;
  return correction !== null && isOpen(correction, now) ? correction : null;
}

async function act(c: SiteContext, kind: Kind, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const correction = await openedBy(c, kind);
  const done =
    correction === null ? null : await (kind === "confirm" ? confirmCorrection : undoCorrection)(deps, correction);
  if (done?.ok !== true) {
    return answerProblem(c, done?.refusal === "taken" ? TAKEN : OVER, show);
  }
  deps.ring(done.value);
  dropLogin(c);
  return c.render(<CorrectedPage kind={kind} />, HEAD);
}
