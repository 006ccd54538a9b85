import type { EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { DAY } from "../../kernel/time.ts";
import { type Limit, TOO_MANY, askedEnough, countOne } from "../../platform/counters.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvent } from "../../platform/outbox.ts";
import { type WaitingMail, keepAddress, onlyMail, waitingMailTo } from "../../privacy/contacts.store.ts";
import { zoneOf } from "../sessions/departements.ts";
import { keepWorkshop } from "../sessions/session.store.ts";
import { isBookable } from "../schools/school.ts";
import { findSchool } from "../schools/schools.store.ts";
import * as store from "./ask.store.ts";
import { silenceUntil } from "./request.ts";
import { requestEvent } from "./request.events.ts";
import type { ClassForm, PlaceForm } from "./request.schema.ts";

/** Where the class is: a school of the directory, or a place typed in the form, which an operator checks. */
export type Where = { uai: string } | { place: PlaceForm };
export type AskRefusal = "not_found" | "no_official_address" | "too_many" | "too_often";

const PER_CLIENT: Limit = { what: "class-client", most: 20, seconds: 600 };
/** Requests under one address in a day, from one connection. */
const CLASS_REQUESTS: Limit = { what: "class-address", most: 5, seconds: DAY };
/** Live requests of one school for one programme. */
const MOST_LIVE = 3;

/** The event to ring for, null when nothing new was written; and the mail that waits in the mailbox already, if one does. */
type ClassAsked = { eventId: EventId | null; waiting: WaitingMail | null };

type Asking = { where: Where; form: ClassForm; who: { email: string; key: string; client: string } };

/** Takes in a class request: nothing counts before the click in the mailbox. Sent twice, it is taken in once. */
export async function askForClass(deps: Deps, { where, form, who }: Asking): Promise<Result<ClassAsked, AskRefusal>> {
  const problem = "uai" in where ? await schoolProblem(deps, { uai: where.uai, form }) : null;
  if (problem !== null) {
    return refuse(problem);
  }
  const before = await askedBefore(deps, who);
  return before === null ? takeIn(deps, { where, form, who }) : ok(before);
}

/** The same form, or one too many: what is answered when nothing new is written; null to go on. */
async function askedBefore(deps: Deps, who: Asking["who"]): Promise<ClassAsked | null> {
  if ((await store.requestOfKey(deps.db, who.key)) !== null) {
    return NOTHING_NEW;
  }
  const lastAt = await askedEnough(deps, { door: CLASS_REQUESTS, ...who });
  return lastAt === null ? null : { eventId: null, waiting: onlyMail(lastAt) };
}
const NOTHING_NEW: ClassAsked = { eventId: null, waiting: null };

async function takeIn(deps: Deps, { where, form, who }: Asking): Promise<Result<ClassAsked, "too_often">> {
  const [departement, waiting] = [await departementOf(deps, where), await waitingMailTo(deps, who.email)];
  const [id, placeId, tz] = [deps.newId("wrq"), deps.newId("plc"), zoneOf(departement)];
  const { addrHash, statements } = await keepAddress(deps, { email: who.email, zone: tz });
  const about = { id: deps.newId("evt"), request: id, revision: 1, at: deps.now, actor: "visitor" };
  const expiresAt = silenceUntil("unproven", deps.now, { tz, departement }) ?? deps.now;
  try {
    await deps.db.batch([
      recordEvent(requestEvent("workshop_request.drafted", about, {})),
      await countOne(deps.vault, PER_CLIENT, who.client, deps.now),
      ...statements,
      keepWorkshop(form.programme, deps.now),
      ...("place" in where ? [store.insertPlace(placeId, where.place, deps.now)] : []),
      ...store.insertRequest({
        id,
        departement,
        addrHash,
        form,
        expiresAt,
        eraseAt: expiresAt,
        key: who.key,
        now: deps.now,
        where: "uai" in where ? { uai: where.uai, placeId: null } : { uai: null, placeId },
      }),
    ]);
    return ok({ eventId: about.id, waiting });
  } catch (error) {
    const constraint = refusedBy(error);
    if (constraint !== store.SAME_FORM && constraint !== TOO_MANY) {
      throw error;
    }
    return constraint === TOO_MANY ? refuse("too_often") : ok(NOTHING_NEW);
  }
}

const departementOf = async ({ db }: Deps, where: Where): Promise<string> =>
  "uai" in where ? ((await findSchool(db, where.uai))?.departement ?? "") : where.place.departement;

async function schoolProblem(
  { db }: Deps,
  { uai, form }: { uai: string; form: ClassForm },
): Promise<AskRefusal | null> {
  const school = await findSchool(db, uai);
  if (school === null || !isBookable(school)) {
    return "not_found";
  }
  if (form.headVia === "official_mail" && school.officialEmail === null) {
    return "no_official_address";
  }
  return (await store.liveOf(db, { uai, slug: form.programme })) >= MOST_LIVE ? "too_many" : null;
}
