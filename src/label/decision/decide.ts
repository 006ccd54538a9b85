import type { PersonId, EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { Deps } from "../../platform/deps.ts";
import { taskOf } from "../assessment/file.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { type Case, type DecideRefusal, groundsOf, lastOf } from "./case.ts";
import { type Kind, isKind, kindsOpen, panelIn } from "./decision.ts";
import * as store from "./decision.store.ts";
import { isClosed, take } from "./take.ts";
import { placeForClosed } from "../transparency-log/slots.ts";

/** What the panel in charge may propose on a day. */
export async function openTo(one: Case, todayOn: string): Promise<Kind[]> {
  const grounds = await groundsOf(one, todayOn);
  const { state, dueOn } = one.file.application;
  const standing = { level: grounds?.result.level ?? null, majors: grounds?.majors ?? 0 };
  return kindsOpen({ state, dueOn, measure: one.decided.measure }, lastOf(one), standing, todayOn);
}

const isOnPanel = ({ file }: Case, personId: PersonId): boolean => {
  const mine = taskOf(file, personId);
  return mine?.task === panelIn(file.application.state) && !mine.isTied;
};

/** One member puts a decision before the two others, with its reasons, over the proposal that they read. Presenting signs. */
export async function present(
  deps: Deps,
  { one, kind, reasons, revision, by }: { one: Case; kind: string; reasons: string; revision: number; by: PersonId },
): Promise<Result<null, DecideRefusal>> {
  const todayOn = dayOf(deps.now, PARIS);
  if (!isOnPanel(one, by)) {
    return refuse("not_yours");
  }
  if (reasons.trim().length < 20) {
    return refuse("no_reasons");
  }
  if (!isKind(kind) || !(await openTo(one, todayOn)).includes(kind)) {
    return refuse("not_open");
  }
  const grounds = await groundsOf(one, todayOn, kind);
  if (grounds === null) {
    return refuse("not_open");
  }
  const round = (lastOf(one)?.round ?? 0) + 1;
  const { id: applicationId } = one.file.application;
  const proposal = { applicationId, round, kind, reasons: reasons.trim(), by, resultHash: grounds.result.resultHash };
  const [saved = []] = await deps.db.batch([
    store.saveProposal({ ...proposal, revision, now: deps.now }),
    store.signPresented({ applicationId, round, revision: revision + 1, personId: by, now: deps.now }),
  ]);
  return saved.length > 0 ? ok(null) : refuse("moved");
}

type Signing = {
  whole: Case;
  /** Of the proposal that was read. */
  revision: number;
  by: PersonId;
  readAgain: () => Promise<Case | null>;
};
/** Whether this would be the last signature of a decision that stays closed, and the log has no place for it now. */
async function lacksPlace(deps: Deps, { whole, by }: Pick<Signing, "whole" | "by">): Promise<boolean> {
  const { proposal, signers } = whole.decided;
  const others = signers.filter((person) => person !== by && isOnPanel(whole, person));
  const isLast = proposal !== null && others.length >= 2 && isClosed(whole, proposal.kind);
  return isLast && (await placeForClosed(deps)) === null;
}

/**
 * Signs what was presented. With the third signature the decision is taken, once: of two third signatures at the same moment one
 * writes it, the other finds it written. Refused when a grade moved since it was presented. The id of the event, or `null`.
 */
export async function sign(
  deps: Deps,
  { whole, revision, by, readAgain }: Signing,
): Promise<Result<EventId | null, DecideRefusal>> {
  const { proposal } = whole.decided;
  const { id } = whole.file.application;
  if (!isOnPanel(whole, by)) {
    return refuse("not_yours");
  }
  if (proposal === null || proposal.revision !== revision) {
    return refuse("moved");
  }
  if (await lacksPlace(deps, { whole, by })) {
    return refuse("log_full");
  }
  await deps.db.batch([
    store.sign({ applicationId: id, round: proposal.round, revision, personId: by, now: deps.now }),
  ]);
  const now = await readAgain();
  const signers = now?.decided.signers.filter((person) => isOnPanel(now, person)) ?? [];
  return now === null || now.decided.proposal === null || signers.length < 3
    ? ok(null)
    : take(deps, { one: now, signers, by });
}
