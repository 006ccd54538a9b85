import { Hono } from "hono";

import { asId } from "../kernel/ids.ts";
import { pick } from "../kernel/pick.ts";
import { DAY } from "../kernel/time.ts";
import { readForm } from "../platform/form.ts";
import type { Deps } from "../platform/deps.ts";
import type { Edge, SiteContext } from "../platform/http.ts";
import { actIn } from "../platform/said.ts";
import { readAddress, readName, unreachedAt, waitingMail } from "../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { renderCalendar } from "./sessions/calendar.ts";
import { followSubject } from "./classes/request.mails.ts";
import { type Opened, addOne, askToCancel, namesOf, removeOne, takeFewer, takeItBack } from "./manage.acts.tsx";
import type { ManageProps } from "./manage.parts.tsx";
import { mayMove } from "./seats/change-date.ts";
import { isInformalTo } from "./seats/party.ts";
import { moveTo } from "./seats/date-choice.tsx";
import { mayChangeParty } from "./seats/change-party.ts";
import { REACHED, lastMoved, messagesOf } from "./letters/session-message.store.ts";
import { datesFor } from "./seats/dates.ts";
import { findDraw } from "./list/draw.store.ts";
import { proofOf } from "./list/draw.ts";
import { peopleOf } from "./seats/people.store.ts";
import { isLostByCancelling, mayTakeBack } from "./seats/take-back.ts";
import { confirm } from "./seats/confirm.ts";
import { countProof } from "./seats/proof-weeks.store.ts";
import { correctAddress } from "./seats/correct-address.ts";
import { type Site, problem } from "./sessions/edge.ts";
import { eraseNow } from "./erase.ts";
import { ManagePage } from "./manage.pages.tsx";
import type { Holder } from "./seats/status.parts.tsx";
import { move } from "./seats/move.ts";
import { attestPerson } from "./presence/attest.ts";
import { PrintedName } from "./presence/attestation.ts";
import { PersonPaper } from "./presence/attestation.pages.tsx";
import { holdUntil, manageSubject } from "./seats/manage-link.ts";
import { AddressForm, fieldErrors } from "./seats/registration.schema.ts";
import { findRegistration } from "./seats/registration.store.ts";
import { placeInWords } from "./sessions/session.ts";

/** A registration, and what its link opens. */
type Held = Opened & { holder: Holder };

/** `/i/:token`: see, confirm, cancel, answer an offer, correct the address, erase, calendar. GET shows, POST acts. */
export function manageRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const opened =
    (may: (held: Held) => boolean, act: (c: SiteContext, held: Held) => Promise<Response>) =>
    async (c: SiteContext): Promise<Response> => {
      const held = await open(c, site);
      if (held !== null && held.registration.requestId !== null) {
        return toRequest(c, held.registration);
      }
      return held === null || !may(held) ? problem(c, site, 410) : act(c, held);
    };
  app.get(
    "/i/:token",
    opened(anyone, (c, held) => {
      if (c.req.method === "GET" && isProven(held) && held.registration.state === "held") {
        c.get("deps").afterwards(countProof("opened", c.get("deps").now));
      }
      return page(c, held, EMPTY_FORM);
    }),
  );
  app.get("/i/:token/agenda.ics", opened(isProven, calendar));
  app.post("/i/:token/confirmer", opened(isProven, confirmSeat));
  app.post("/i/:token/annuler", opened(mayCancel, cancel));
  app.post(
    "/i/:token/laisser",
    opened(isProven, (c, held) => giveBack(c, held, "decline", "laisse")),
  );
  app.post(
    "/i/:token/adresse",
    opened(anyone, (c, held) => takeAddress(c, held, site)),
  );
  app.post("/i/:token/retirer", opened(isProven, removeOne));
  app.post(
    "/i/:token/ajouter",
    opened(isProven, (c, held) => addOne(c, held, (state) => page(c, held, state))),
  );
  app.post(
    "/i/:token/prendre",
    opened(isProven, async (c, held) => {
      const taken = await takeFewer(c, held);
      return taken === "all" ? confirmSeat(c, held) : taken;
    }),
  );
  app.post(
    "/i/:token/date",
    opened(isProven, (c, held) => moveTo(c, held, { by: "participant", home: `/i/${held.token}`, field: "seance" })),
  );
  app.post("/i/:token/reprendre", opened(isProven, takeItBack));
  app.post("/i/:token/effacer", opened(isProven, eraseAll));
  app.post(
    "/i/:token/attestation",
    opened(isProven, (c, held) => paper(c, held, site)),
  );
  return app;
}

/** A class is followed, and cancelled whole, by the page of its request. */
async function toRequest(c: SiteContext, { requestId, contactId }: Held["registration"]): Promise<Response> {
  const { links, now } = c.get("deps");
  const subject = followSubject(asId("wrq", requestId), asId("ctc", contactId));
  return c.redirect(`/demandes/${await links.sign("class-request", subject, now + DAY)}`, 303);
}

const anyone = (): boolean => true;
const isProven = (held: Held): boolean => held.holder === "manage";
/** The browser of the hold may only give back what nobody proved yet. */
const mayCancel = (held: Held): boolean => isProven(held) || ["held", "joining"].includes(held.registration.state);

/** Who holds this link, and what it opens. Wrong, old and replaced links look the same: null. */
async function open(c: SiteContext, { programmes }: Site): Promise<Held | null> {
  const { db, links, now } = c.get("deps");
  const token = c.req.param("token") ?? "";
  const managed = await links.verify("manage", token, now);
  const subject = managed ?? (await links.verify("hold", token, now));
  const found = subject === null ? null : await findRegistration(db, asId("reg", subject.split("~")[0]));
  const programme = programmes.bySlug.get(found?.session.slug ?? "");
  if (found === null || programme === undefined || (managed !== null && isReplaced(found.registration, managed))) {
    return null;
  }
  return { ...found, programme, holder: managed === null ? "hold" : "manage", token };
}

/** The address was corrected since: a link mailed to the old one opens nothing. What is erased has no address any more. */
const isReplaced = ({ id, contactId, erasedAt }: Held["registration"], subject: string): boolean =>
  erasedAt === null && subject !== manageSubject(id, contactId);

async function page(c: SiteContext, held: Held, state: FormState): Promise<Response> {
  const deps = c.get("deps");
  const { registration, holder } = held;
  const isShown = holder === "manage" || registration.verifiedAt === null;
  const address = registration.contactId === null || !isShown ? null : await readAddress(deps, registration.contactId);
  const name = isShown ? await readName(deps, registration.name) : null;
  const { done } = actIn(c);
  const isUnproven = holder === "hold" && ["held", "joining"].includes(registration.state);
  const waiting =
    isUnproven && registration.contactId !== null
      ? ((address === null ? null : await unreachedAt(deps, address)) ??
        (await waitingMail(deps, { contactId: registration.contactId, about: registration.id })))
      : null;
  const proof = await proofFor(deps, registration);
  const props = { ...held, name, address, state, done, waiting, proof, ...(await choices(deps, held)) };
  const shown = <ManagePage {...props} now={deps.now} />;
  const title = `${isInformalTo(held.programme.audience, registration.kind) ? "Ton" : "Votre"} inscription`;
  return c.render(shown, { title, current: "retrouver" });
}

/** What proves that a request is in the frozen list of its draw; null: it takes part in none, or the list is not frozen yet. */
async function proofFor({ db }: Pick<Deps, "db">, { ticket, sessionId }: Held["registration"]) {
  const draw = ticket === null ? null : await findDraw(db, sessionId);
  return ticket === null || draw === null ? null : proofOf(draw.entries, ticket);
}

/** What may still be changed from here: who comes, when, or that it was cancelled by mistake. */
async function choices(
  deps: Pick<Deps, "db" | "vault" | "now">,
  held: Held,
): Promise<Pick<ManageProps, "people" | "names" | "dates" | "canTakeBack" | "messages" | "movedAt">> {
  if (held.holder === "hold") {
    return { people: [], names: [], dates: null, canTakeBack: false, messages: [], movedAt: null };
  }
  const people = mayChangeParty(held, deps.now) ? await peopleOf(deps.db, held.registration.id) : [];
  const dates = mayMove(held, deps.now) ? await datesFor(deps, held) : null;
  const names = await namesOf(deps, people);
  const sent = held.session.endsAt > deps.now ? await messagesOf(deps.db, held.session.id) : [];
  const messages = sent.filter(({ audience }) => REACHED[audience].includes(held.registration.state));
  const movedAt = messages.length > 0 ? await lastMoved(deps.db, held.session.id) : null;
  return { people, names, dates, canTakeBack: await mayTakeBack(deps, held), messages, movedAt };
}

const back = (c: SiteContext, token: string, done: string): Response => c.redirect(`/i/${token}?fait=${done}`, 303);

const CONFIRM_REFUSED: Readonly<Record<string, string>> = { already_registered: "deja", too_many_dates: "limite" };

async function confirmSeat(c: SiteContext, held: Held): Promise<Response> {
  const deps = c.get("deps");
  const result = await confirm(deps, held.registration.id);
  deps.ring(...result.eventIds);
  const isList = ["joining", "waitlisted"].includes(held.registration.state);
  const isDone = result.ok || result.refusal === "already_done";
  const refused = result.ok ? "" : (pick(CONFIRM_REFUSED, result.refusal) ?? "trop-tard");
  return back(c, held.token, isDone ? (isList ? "rang" : "confirme") : refused);
}

async function giveBack(c: SiteContext, held: Held, what: "cancel" | "decline", done: string): Promise<Response> {
  const deps = c.get("deps");
  const result = await move(deps, { registrationId: held.registration.id, act: what });
  deps.ring(result.ok ? result.value.eventId : null);
  return back(c, held.token, result.ok || result.refusal === "already_done" ? done : "trop-tard");
}

/** Given back at once where one press takes it again, after a question where somebody else would have it. */
async function cancel(c: SiteContext, held: Held): Promise<Response> {
  const form = await readForm(c);
  const isAsked = isLostByCancelling(held, c.get("deps").now);
  return isAsked && form?.get("confirme") !== "oui" ? askToCancel(c, held) : giveBack(c, held, "cancel", "annule");
}

async function takeAddress(c: SiteContext, held: Held, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  if (form === null) {
    return problem(c, site, 400);
  }
  const parsed = AddressForm.safeParse({ email: form.get("email") });
  if (!parsed.success) {
    c.status(422);
    return page(c, held, { values: form.shown, errors: fieldErrors(parsed.error) });
  }
  const result = await correctAddress(deps, {
    registrationId: held.registration.id,
    email: parsed.data.email,
    client: deps.client,
  });
  if (!result.ok) {
    return result.refusal === "too_often" ? problem(c, site, 429) : back(c, held.token, "trop-tard");
  }
  deps.ring(result.value.eventId);
  return back(c, await deps.links.sign("hold", held.registration.id, holdUntil(deps.now)), "envoye");
}

/** The paper itself is the answer: the name on it is not kept, so there is no page to come back to. */
async function paper(c: SiteContext, held: Held, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const form = await readForm(c);
  const name = PrintedName.safeParse(form?.get("nom") ?? "");
  if (form === null || !name.success) {
    c.status(422);
    return page(c, held, { values: form?.shown ?? {}, errors: { nom: name.error?.issues[0]?.message ?? "" } });
  }
  const issued = await attestPerson(deps, { found: held, name: name.data });
  if (!issued.ok) {
    return problem(c, site, 409);
  }
  deps.ring(issued.value.eventId);
  const { session, programme } = held;
  const props = { code: issued.value.code, title: programme.title, session, origin: deps.origin, now: deps.now };
  return c.render(<PersonPaper {...props} name={name.data} />, { title: "Attestation" });
}

async function eraseAll(c: SiteContext, held: Held): Promise<Response> {
  const deps = c.get("deps");
  deps.ring(...(await eraseNow(deps, held.registration.id)));
  return c.redirect(`/i/${held.token}`, 303);
}

function calendar(c: SiteContext, { registration, session, programme }: Held): Promise<Response> {
  const isGone = ["cancelled", "declined", "expired"].includes(registration.state);
  const body = renderCalendar({
    uid: `${registration.id}@${new URL(c.get("deps").origin).host}`,
    sequence: session.icsSequence + registration.icsSequence,
    isCancelled: isGone || session.state === "cancelled",
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    tz: session.tz,
    title: programme.neutralTitle,
    place: placeInWords(session),
    stamp: Math.max(session.updatedAt, registration.updatedAt),
  });
  const headers = {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": 'attachment; filename="atelier.ics"',
  };
  return Promise.resolve(c.body(body, 200, headers));
}
