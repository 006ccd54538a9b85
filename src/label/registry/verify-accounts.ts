import type { AnswersFile } from "../scoring/formats.ts";
import { sha256 } from "../scoring/canonical.ts";
import { type Accounts, PUBLISHED_FROM } from "./accounts.ts";
import { drawCases, drawLabels } from "./audit-draw.ts";

/** What somebody finds who computes again what the label gives account of, a line each. */
type Check = { words: string; isTrue: boolean };

/** Draws computed again from what is published of them. */
export async function checkDraws({ audits }: Pick<Accounts, "audits">): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { year, seed, root, commitment, among, drawn } of audits) {
    if (seed === null || root === null) {
      checks.push({ words: `${year} : pas encore tiré`, isTrue: seed === null && root === null && drawn.length === 0 });
      continue;
    }
    const labels = await drawLabels({ seed, root }, among);
    const isDrawn =
      labels.toSorted().join() ===
      drawn
        .map(({ label }) => label)
        .toSorted()
        .join();
    checks.push(
      { words: `${year} : le nombre est celui qui était promis`, isTrue: (await sha256(seed)) === commitment },
      { words: `${year} : les labels sont ceux du tirage`, isTrue: isDrawn },
    );
    for (const { label, cases, indexes } of drawn) {
      const chosen = cases === null ? [] : await drawCases({ seed, root }, label, cases);
      checks.push({
        words: `${year}, ${label} : les cas sont ceux du tirage`,
        isTrue: chosen.join() === indexes.join(),
      });
    }
  }
  return checks;
}

const gradesOf = ({ units }: AnswersFile): Map<string, number> =>
  new Map(
    Object.entries(units[0]?.answers ?? {}).flatMap(([id, answer]): [string, number][] =>
      typeof answer === "object" && answer !== null && "verified" in answer && typeof answer.verified === "number"
        ? [[id, answer.verified]]
        : [],
    ),
  );

/** What rose and fell, computed again from two published decisions of each offer. */
export function recomputeChanges(pairs: readonly (readonly [first: AnswersFile, last: AnswersFile])[]) {
  const found = new Map<string, { offers: number; rose: number; fell: number }>();
  for (const [first, last] of pairs) {
    const before = gradesOf(first);
    for (const [id, grade] of gradesOf(last)) {
      const was = before.get(id);
      if (was !== undefined) {
        const { offers, rose, fell } = found.get(id) ?? { offers: 0, rose: 0, fell: 0 };
        found.set(id, {
          offers: offers + 1,
          rose: rose + (grade > was ? 1 : 0),
          fell: fell + (grade < was ? 1 : 0),
        });
      }
    }
  }
  return [...found]
    .filter(([, { offers }]) => offers >= PUBLISHED_FROM)
    .map(([criterion, { offers, rose, fell }]) => ({ criterion, offers, rose, fell }))
    .toSorted((a, b) => (a.criterion < b.criterion ? -1 : 1));
}
