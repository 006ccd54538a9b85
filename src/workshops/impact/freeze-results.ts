import { asId } from "../../kernel/ids.ts";
import { PARIS, addDays, dayOf } from "../../kernel/time.ts";
import type { Deps } from "../../platform/deps.ts";
import { type Figures, publish, tally, total } from "./figures.ts";
import * as store from "./impact.store.ts";
import type { QuestionSet } from "./survey.ts";

/**
 * The weekly publication, on Monday night in Paris: each session with new answers first, under its threshold; then programmes,
 * départements and publics, as sums of what is shown. The number of snapshots written. Running it twice in a week writes nothing more.
 */
export async function freezeResults(deps: Deps, sets: readonly QuestionSet[]): Promise<number> {
  const { db, now } = deps;
  const weekOn = dayOf(now, PARIS);
  const fresh = await store.sessionsAnswered(db, addDays(weekOn, -15));
  const written: [string, Figures][] = [];
  for (const { id, question_set: setId } of fresh) {
    const set = sets.find((one) => one.id === setId);
    const scope = `session:${id}:${setId}`;
    const before = await store.latestOf(db, scope);
    if (set === undefined || before?.weekOn === weekOn) {
      continue;
    }
    const shown = publish(
      before?.figures ?? null,
      tally(set, await store.answersOf(db, { sessionId: id, set: setId })),
    );
    if (JSON.stringify(shown) !== JSON.stringify(before?.figures ?? {})) {
      written.push([scope, shown]);
    }
  }
  await db.batch(written.map(([scope, figures]) => store.freeze(scope, weekOn, figures)));
  return written.length === 0 ? 0 : written.length + (await freezeTotals(deps, weekOn));
}

async function freezeTotals({ db }: Deps, weekOn: string): Promise<number> {
  const sessions = await store.latestOfKind(db, "session");
  const parts = sessions.map(({ scope, figures }) => ({
    id: asId("ses", scope.split(":")[1]),
    set: scope.split(":")[2] ?? "",
    figures,
  }));
  const members = new Map(
    (
      await store.membersOf(
        db,
        parts.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  );
  const groups = new Map<string, Figures[]>();
  for (const { id, set, figures } of parts) {
    const member = members.get(id);
    const scopes = [
      ...(member === undefined ? [] : [`programme:${member.slug}:${set}`, `public:${set}`]),
      ...(member === undefined || member.departement === null ? [] : [`departement:${member.departement}:${set}`]),
    ];
    for (const one of scopes) {
      groups.set(one, [...(groups.get(one) ?? []), figures]);
    }
  }
  await db.batch([...groups].map(([scope, all]) => store.freeze(scope, weekOn, total(all))));
  return groups.size;
}
