import * as z from "zod";

import { type OrganisationId, type RequestId, type SessionId, idOf } from "../../kernel/ids.ts";
import { type Agreement, NO_AGREEMENT, agreementInWords } from "../catalogue/association.ts";
import { DAY, MINUTE, PARIS, dayOf } from "../../kernel/time.ts";
import { CLASS_SHAPE, type SchoolClass } from "../schools/school-class.ts";
import type { PlannedClass } from "./plan.ts";
import { HEAD_WAYS, type RequestState } from "./request.ts";
import { classesInWords } from "./request-words.ts";
import { endOfNextSchoolYear } from "./school-days.ts";

const Hours = z.object({ startsAt: z.int(), endsAt: z.int() });
const Seen = Hours.extend(CLASS_SHAPE).extend({
  pupils: z.int(),
  session: idOf("ses"),
});
/** The variables of every mail about a class request: codes, numbers, dates and public names; no address. */
export const RequestVars = z
  .object({
    request: idOf("wrq"),
    title: z.string(),
    /** The programme, whose sheets prepare and follow a visit. */
    slug: z.string().nullable().default(null),
    host: z.string(),
    classes: z.string(),
    tz: z.string(),
    /** What mails written before plans had ends hold instead of `plans`. */
    slots: z.array(z.int()).optional(),
    /** The plans of the side that speaks, best first. */
    plans: z.array(z.array(Hours)).default([]),
    /** Each class of a visit that is fixed. */
    visit: z.array(Seen).default([]),
    startsAt: z.int().nullable(),
    association: z.string().nullable(),
    /** What is said of its agreement by the school authorities. */
    agreement: z.string().default(NO_AGREEMENT),
    associationId: idOf("org").nullable(),
    until: z.int().nullable(),
    /** How the head is asked; null while an operator looks at the place first. */
    head: z.enum(HEAD_WAYS).nullable(),
    reason: z.string().nullable(),
    /** When a visit that moved would have begun. */
    oldStartsAt: z.int().nullable().default(null),
    /** Until when the association that is asked first sees the request alone; null: all do. */
    firstUntil: z.int().nullable().default(null),
    linkUntil: z.int(),
  })
  .strict();
export type RequestVars = z.input<typeof RequestVars>;

/** A request, as far as mails speak of it. */
type Told = {
  id: RequestId;
  slug: string;
  state: RequestState;
  host: string;
  commune: string;
  tz: string;
  adults: number;
  groups: readonly (SchoolClass & {
    pupils: number;
    session: SessionId | null;
    startsAt: number | null;
    endsAt: number | null;
  })[];
  plans: readonly { by: "school" | "association"; classes: PlannedClass[] }[];
  startsAt: number | null;
  association: string | null;
  agreementKind: Agreement["agreementKind"];
  agreementUntilOn: string | null;
  agreementSeenOn: string | null;
  associationId: OrganisationId | null;
  expiresAt: number | null;
  moveBy: "school" | "association" | null;
  moveUntil: number | null;
};
/** What a mail may say of a request at a moment. */
export function requestVars(request: Told, title: string, at: number): RequestVars {
  const by = request.moveBy ?? (request.state === "proposed" ? "association" : "school");
  return {
    request: request.id,
    title,
    slug: request.slug,
    host: `${request.host}, ${request.commune}`,
    classes: classesInWords(request),
    tz: request.tz,
    plans: request.plans.filter((one) => one.by === by).map(({ classes }) => classes),
    visit: request.groups.flatMap(({ level, year, label, setting, pupils, startsAt, endsAt, session }) =>
      startsAt === null || endsAt === null || session === null
        ? []
        : [{ startsAt, endsAt, level, year, label, setting, pupils, session }],
    ),
    startsAt: request.startsAt,
    association: request.association,
    agreement: agreementInWords(request, dayOf(at, PARIS)) ?? NO_AGREEMENT,
    associationId: request.associationId,
    until: request.moveUntil ?? request.expiresAt,
    head: null,
    reason: null,
    linkUntil: endOfNextSchoolYear(at, request.tz),
  };
}

/** A visit that does not exist, for the test of a mail. */
export const exampleVisit = (now: number): RequestVars => {
  const startsAt = now + 7 * DAY;
  const seen = {
    startsAt,
    endsAt: startsAt + 110 * MINUTE,
    level: "4e_3e" as const,
    year: "4e" as const,
    label: "B",
    pupils: 26,
  };
  return {
    request: "wrq_essai",
    title: "Atelier (essai)",
    slug: "agir-en-temoin",
    host: "Établissement d’essai",
    classes: classesInWords({ groups: [seen], adults: 1 }),
    tz: PARIS,
    visit: [{ ...seen, session: "ses_essai" }],
    startsAt,
    association: "Association d’essai",
    associationId: null,
    until: null,
    head: null,
    reason: null,
    linkUntil: startsAt,
  };
};
