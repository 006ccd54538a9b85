import type { Result } from "../../kernel/result.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { momentIn } from "../../kernel/time.ts";
import { typedNumber } from "../../kernel/typed-number.ts";
import type { Deps } from "../../platform/deps.ts";
import * as change from "./change-visit.ts";
import { type MoveRefusal, type RequestMoved, planAt } from "./move-request.ts";
import { CANCEL_REASONS, type CancelReason, NOT_HELD_REASONS, type NotHeldReason } from "./request-codes.ts";
import { paragraph } from "../letters/session-message.ts";
import { writeWord } from "./write-word.ts";
import { readMoment } from "../../kernel/typed-moment.ts";
import { wider } from "./other-classes.ts";
import { ADULTS, ClassLabel, NO_HOUR, PUPILS, type Typed, readGroup, readPlans } from "./request.schema.ts";
import type { ClassRequest } from "./requests.store.ts";

/** What came of an act: done, refused, or a form to correct. */
export type Answer = Result<RequestMoved, MoveRefusal> | { errors: Record<string, string> };
/** An act that both sides have: on which request, by whom, with what they typed; `minutes`: how long the programme is. */
export type Asked = { request: ClassRequest; who: change.By; fields: Typed; minutes: number };
type Run = (deps: Deps, asked: Asked) => Promise<Answer>;

/** The plans that somebody typed, in the form of a request that exists. */
export const readMore = ({ request, fields, minutes }: Pick<Asked, "request" | "fields" | "minutes">, now: number) =>
  readPlans(fields, {
    classes: request.groups.map((group) => group.position),
    levels: request.groups.map((group) => group.level),
    minutes,
    lunch: request.lunch,
    now,
    place: request,
  });

const askMove: Run = (deps, asked) => {
  const { plans, errors } = readMore(asked, deps.now);
  const none = plans.length === 0 ? { creneau1: "Écrivez au moins une date et une heure." } : {};
  return Object.keys({ ...none, ...errors }).length > 0
    ? Promise.resolve({ errors: { ...none, ...errors } })
    : change.askMove(deps, { id: asked.request.id, plans, who: asked.who });
};

const acceptMove: Run = (deps, { request, who, fields }) => {
  const startsAt = Number(fields.get("autre"));
  return request.moveBy !== null && planAt(request, request.moveBy, startsAt) === null
    ? Promise.resolve({ errors: { autre: "Choisissez une des dates proposées." } })
    : change.acceptMove(deps, { id: request.id, startsAt, who });
};

const notHeld: Run = (deps, { request, who, fields }) => {
  const reason = fields.get("raison");
  return Object.hasOwn(NOT_HELD_REASONS, reason)
    ? change.noteNotHeld(deps, { id: request.id, reason: reason as NotHeldReason, who })
    : Promise.resolve({ errors: { raison: "Choisissez ce qui s’est passé." } });
};

const WordText = paragraph(3, 500);
const NO_NAME = "Relisez : un mot ne contient aucun nom d’élève. Cochez la case.";
const ENOUGH = "Dix mots par jour au plus : écrivez la suite demain.";
/** A word as it is typed, in the fields `mot` and `sansNom`, or in those of one answer among several; null: none is written. */
function readWord(
  fields: Typed,
  { of = "", isOptional }: { of?: string; isOptional: boolean },
): { text: string | null; errors: Record<string, string> } {
  if (isOptional && fields.get(`mot${of}`).trim() === "") {
    return { text: null, errors: {} };
  }
  const text = WordText.safeParse(fields.get(`mot${of}`));
  const errors = errorAt(`mot${of}`, text);
  if (fields.get(`sansNom${of}`) !== "on") {
    errors[`sansNom${of}`] = NO_NAME;
  }
  return { text: text.data ?? null, errors };
}
const write: Run = async (deps, { request, who, fields }) => {
  const { text, errors } = readWord(fields, { isOptional: false });
  return text === null || Object.keys(errors).length > 0
    ? { errors }
    : tooOften(await writeWord(deps, { id: request.id, who, text }));
};
/** Too many words for a day: said where the word was typed. */
const tooOften = (done: Result<RequestMoved, MoveRefusal>, of = ""): Answer =>
  !done.ok && done.refusal === "too_often" ? { errors: { [`mot${of}`]: ENOUGH } } : done;

/** An answer with the word that goes with it, in the fields of that answer; nothing is done while the word is wrong. */
export async function withWord(
  fields: Typed,
  of: string,
  run: (word: string | null) => Promise<Result<RequestMoved, MoveRefusal>>,
): Promise<Answer> {
  const { text, errors } = readWord(fields, { of, isOptional: true });
  return Object.keys(errors).length > 0 ? { errors } : tooOften(await run(text), of);
}

/** What the school and the association may both do, by the path that posts it. */
export const SHARED_ACTS: Readonly<Record<string, Run>> = {
  deplacer: askMove,
  "accepter-date": acceptMove,
  "garder-date": (deps, { request, who }) => change.declineMove(deps, { id: request.id, who }),
  ecrire: write,
  vu: (deps, { request, who }) => change.acknowledge(deps, { id: request.id, who }),
  "pas-tenue": notHeld,
};

/** Other numbers of pupils and adults, another letter, as typed. */
export async function resize(deps: Deps, { request, who, fields }: Omit<Asked, "minutes">): Promise<Answer> {
  const errors: Record<string, string> = {};
  const adults = typedNumber(1, 10, ADULTS).safeParse(fields.get("adults"));
  const pupils = request.groups.map(({ position }) => {
    const read = typedNumber(1, 40, PUPILS).safeParse(fields.get(`eleves${position}`));
    const label = ClassLabel.safeParse(fields.get(`lettre${position}`));
    Object.assign(errors, errorAt(`eleves${position}`, read), errorAt(`lettre${position}`, label));
    return { position, pupils: read.data ?? 0, label: label.data ?? null };
  });
  if (!adults.success || Object.keys(errors).length > 0) {
    return { errors: adults.success ? errors : { ...errors, adults: ADULTS } };
  }
  return change.resizeRequest(deps, { id: request.id, numbers: { pupils, adults: adults.data }, who });
}

/** One class more, at an hour of its own or after the last. */
export async function addClass(deps: Deps, { request, who, fields, minutes }: Asked): Promise<Answer> {
  const errors: Record<string, string> = {};
  const seen = readGroup(fields, "Plus", errors);
  const typed = fields.get("debut").trim();
  const own = typed === "" ? null : readMoment(typed, request.tz);
  if (typed !== "" && own === null) {
    errors["debut"] = NO_HOUR;
  }
  if (seen === null || Object.keys(errors).length > 0) {
    return { errors };
  }
  const more = wider(request, { level: seen.level, own, minutes, now: deps.now });
  return "words" in more
    ? { errors: { debut: more.words } }
    : change.addClass(deps, { id: request.id, seen, own, minutes, who });
}

/** One class less. */
export const dropClass = (deps: Deps, { request, who, fields }: Asked): Promise<Answer> =>
  change.dropClass(deps, { id: request.id, position: Number(fields.get("classe")), who });

/** The same request once more, with the dates that still stand, or those that were typed. */
export async function reopen(deps: Deps, asked: Omit<Asked, "who">): Promise<Answer> {
  const { plans, errors } = readMore(asked, deps.now);
  return Object.keys(errors).length > 0 ? { errors } : change.reopenRequest(deps, { id: asked.request.id, plans });
}

/** What was typed for an act that came too late, to be copied: dates in words, and words to the other side. */
export const keptOf = (typed: Readonly<Record<string, readonly string[]>>, tz: string): string[] =>
  Object.entries(typed).flatMap(([name, [text = ""]]) => {
    const isDate = /^(?:creneau\d|debut)/.test(name);
    if (text.trim() === "" || !(isDate || name.startsWith("mot"))) {
      return [];
    }
    const at = isDate ? readMoment(text, tz) : null;
    return [at === null ? text : momentIn(at, tz)];
  });

/** Why a visit is called off, as chosen. */
export const cancelReason = (fields: Typed): CancelReason => {
  const reason = fields.get("raison");
  return Object.hasOwn(CANCEL_REASONS, reason) ? (reason as CancelReason) : "other";
};
