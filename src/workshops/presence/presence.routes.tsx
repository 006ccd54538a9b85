import { Hono } from "hono";
import * as z from "zod";

import { PROBLEMS } from "../../kernel/problem.ts";
import { hourIn } from "../../kernel/time.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import type { Deps } from "../../platform/deps.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { readName } from "../../privacy/contacts.store.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { ADULT_ROLES } from "../schools/school-class.ts";
import type { Site } from "../sessions/edge.ts";
import { isVisit } from "../sessions/session.ts";
import { LISTLESS, isListOpen } from "../seats/registration.ts";
import { fieldErrors } from "../seats/registration.schema.ts";
import { ChangeSession } from "./change.parts.tsx";
import { markPerson } from "./mark-person.ts";
import { confirmCount, countOneClass, markPresence } from "./mark.ts";
import type { Made, Mark } from "./mark-order.ts";
import { DAY_SAID, type DayStanding, PresencePage } from "./presence.pages.tsx";
import { type PresenceLine, isAssigned, presenceOf } from "./presence.store.ts";

const HEAD = { title: "Mon espace", script: "presence" } as const;
/** A session of an association as one of its team opens it: whether its list may be marked now, and whether its first names may be asked for. */
export type Opened = NonNullable<Awaited<ReturnType<typeof presenceOf>>> & {
  isOpen: boolean;
  mayName: boolean;
  isCoordinator: boolean;
  canChange: boolean;
  base: string;
};

/** `/espace/structures/:structure/seances/:seance`: who came. The guard has let the association's team alone come here. */
export function presenceRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const path = "/espace/structures/:structure/seances/:seance";
  app.get(path, (c) => showDay(c, site, EMPTY_FORM));
  for (const [name, run] of Object.entries(ACTS)) {
    app.post(`${path}/${name}`, async (c) => {
      const list = await openList(c);
      const fields = await readForm(c);
      const line = list?.lines.find((one) => [one.person, one.id].includes(fields?.get("ligne") ?? ""));
      if (list === null || fields === null) {
        return answerProblem(c, PROBLEMS[list === null ? 404 : 400], site.show);
      }
      const done = list.isOpen && line !== undefined ? await run(c, line, fields) : "refused";
      if (done === "refused") {
        return answerProblem(c, { ...PROBLEMS[409], next: { label: "Voir la liste", href: list.base } }, site.show);
      }
      if ("errors" in done) {
        c.status(422);
        return showList(c, site, { list, state: { values: fields.shown, errors: done.errors } });
      }
      return done.stands !== null && c.req.header("accept")?.startsWith("application/json") === true
        ? c.json(whatStands(done.stands, name, list.session.tz))
        : c.redirect(`${list.base}?fait=${name}`, 303);
    });
  }
  return app;
}

/** For the device that sent a mark: the one that stands now, and words when it is not the one that was sent. */
function whatStands({ isPresent, madeMs }: Mark, sent: string, tz: string) {
  const mark = isPresent ? "present" : "absent";
  const hour = hourIn(Math.floor(madeMs / 1000), tz);
  return { mark, madeMs, says: mark === sent ? "" : `une marque plus récente existe (${hour})` };
}

/** The page of one session, for the team that gives it: its list, and what a coordinator may change before it. */
export async function showDay(c: SiteContext, site: Site, state: FormState): Promise<Response> {
  const list = await openList(c);
  return list === null ? answerProblem(c, PROBLEMS[404], site.show) : showList(c, site, { list, state });
}

/** The list, when the session is this association's; and whether it may be marked now by who asks. */
export async function openList(c: SiteContext): Promise<Opened | null> {
  const { db, now } = c.get("deps");
  const structure = idParam(c, "org", "structure");
  const found = await presenceOf(db, { sessionId: idParam(c, "ses", "seance"), associationId: structure });
  if (found === null) {
    return null;
  }
  const { startsAt, state } = found.session;
  const isCoordinator = c
    .get("who")
    .memberships.some((m) => m.organisationId === structure && m.role === "coordinator");
  const isIts =
    isCoordinator || (await isAssigned(db, { sessionId: found.session.id, personId: c.get("who").personId }));
  const isOpen = isIts && isListOpen(found.session, { role: isCoordinator ? "coordinator" : "facilitator", now });
  const mayName = isOpen || (isCoordinator && isAhead(found.session, now));
  const canChange = isCoordinator && startsAt > now && ["open", "closed"].includes(state) && !isVisit(found.session);
  return {
    ...found,
    isOpen,
    mayName,
    isCoordinator,
    canChange,
    base: `/espace/structures/${structure}/seances/${found.session.id}`,
  };
}

/** It will take place, and has not begun. */
const isAhead = ({ startsAt, state }: Opened["session"], now: number): boolean =>
  startsAt > now && !LISTLESS.includes(state);

function standingOf({ canChange, isOpen, lines, session }: Opened): DayStanding[] {
  const standing: [DayStanding, boolean][] = [
    ["told", canChange && (lines.length > 0 || session.waiting > 0)],
    ["ahead", canChange],
    ["open", isOpen],
    ["counted", isOpen && lines.some((line) => line.pupilsPresent !== null && line.signedAt === null)],
    ["confirmed", isOpen && lines.some((line) => line.signedAt !== null)],
  ];
  return standing.flatMap(([state, stands]) => (stands ? [state] : []));
}

export async function showList(
  c: SiteContext,
  { programmes }: Site,
  { list, state, isNamed = false }: { list: Opened; state: FormState; isNamed?: boolean },
): Promise<Response> {
  const deps = c.get("deps");
  const called = list.isOpen || isNamed ? await namesOf(deps, list.lines) : null;
  const title = programmes.bySlug.get(list.session.slug)?.title ?? list.session.slug;
  const named: (PresenceLine & { called: string | null })[] = list.lines.map((line, i) =>
    Object.assign({ called: called?.[i] ?? null }, line),
  );
  const lines = named.toSorted((a, b) => (a.called ?? "").localeCompare(b.called ?? "", "fr"));
  const done = saidOf(c, DAY_SAID, standingOf(list));
  const change = list.canChange ? <ChangeSession base={list.base} session={list.session} state={state} /> : null;
  return c.render(
    <PresencePage
      {...list}
      lines={lines}
      title={title}
      state={state}
      done={done}
      change={change}
      isNamed={isNamed}
      now={deps.now}
    />,
    HEAD,
  );
}

/** How each line is called, in the same order: by first name; whoever gave none comes with who did, « avec Anne ». Null once erased. */
export async function namesOf(deps: Pick<Deps, "vault">, lines: readonly PresenceLine[]): Promise<(string | null)[]> {
  const names = await Promise.all(
    lines.map((one) => readName(deps, { id: one.nameId, name_sealed: one.nameSealed, kid: one.kid })),
  );
  return lines.map(({ id, position }, i) => {
    const first = names[lines.findIndex((one) => one.id === id)] ?? null;
    return names[i] ?? (first === null ? null : `${first} : ${position === 2 ? "1 autre" : `${position - 1}e autre`}`);
  });
}

const Counts = z.object({
  pupils: typedNumber(0, 60, "Écrivez le nombre d’élèves présents, de 0 à 60."),
  adults: typedNumber(1, 10, "Écrivez le nombre d’adultes de l’établissement présents, de 1 à 10."),
});

/** What is wrong with what was typed; that it is not open any more; or done, with the mark that stands. */
type Outcome = { errors: Record<string, string> } | { stands: Mark | null } | "refused";
type Act = (c: SiteContext, line: PresenceLine, fields: FormFields) => Promise<Outcome>;

/** When the device says that the mark was made, and over which one; a page without script says nothing. */
function readMade(fields: FormFields): Made {
  const [atMs, seenMs] = [Number(fields.get("faite") || Number.NaN), Number(fields.get("vue"))];
  return Number.isSafeInteger(atMs) && Number.isSafeInteger(seenMs) ? { atMs, seenMs } : "now";
}

const marking =
  (isPresent: boolean): Act =>
  async (c, { id, person }, fields) => {
    const deps = c.get("deps");
    const mark = { registrationId: id, isPresent, by: c.get("who").personId, made: readMade(fields) };
    const marked = person === null ? await markPresence(deps, mark) : await markPerson(deps, { ...mark, person });
    if (!marked.ok) {
      return "refused";
    }
    deps.ring(marked.value.eventId);
    return { stands: marked.value.stands };
  };
const ACTS: Readonly<Record<string, Act>> = {
  present: marking(true),
  absent: marking(false),
  classe: async (c, line, fields) => {
    const deps = c.get("deps");
    const counts = Counts.safeParse({ pupils: fields.get("pupils"), adults: fields.get("adults") });
    if (!counts.success) {
      return { errors: fieldErrors(counts.error) };
    }
    const marked = await countOneClass(deps, {
      registrationId: line.id,
      counts: counts.data,
      actor: c.get("who").personId,
    });
    deps.ring(marked.ok ? marked.value.eventId : null);
    return marked.ok ? { stands: null } : "refused";
  },
  confirmer: async (c, line, fields) => {
    const role = fields.get("role");
    if (!Object.hasOwn(ADULT_ROLES, role)) {
      return { errors: { role: "Choisissez la fonction de l’adulte qui confirme." } };
    }
    const deps = c.get("deps");
    await confirmCount(deps, { registrationIds: [line.id], signer: { role, via: "screen" } });
    return { stands: null };
  },
};
