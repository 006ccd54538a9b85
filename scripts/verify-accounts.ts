import { AccountsFile } from "../src/label/registry/accounts.ts";
import { checkDraws, recomputeChanges } from "../src/label/registry/verify-accounts.ts";
import type { AnswersFile } from "../src/label/scoring/formats.ts";

/*
 * `npm run verify-accounts -- ADDRESS`: computes the audits drawn by lot, and what the label changed, again from what a site publishes. Ends with
 * 0 when all agrees, 1 when something does not, 2 when there is nothing to judge.
 */
const [site] = process.argv.slice(2);
const stop = (words: string): never => {
  console.error(words);
  process.exit(2);
};
const origin = (site ?? stop("Donnez l’adresse du site : npm run verify-accounts -- https://…")).replace(/\/$/, "");
const read = async (path: string): Promise<unknown> => {
  const answer = await fetch(`${origin}${path}`);
  return answer.ok ? answer.json() : stop(`${origin}${path} : ${answer.status}`);
};

const accounts = AccountsFile.parse(await read("/label/comptes.json"));
const answersAt = async (label: string, entry: number): Promise<AnswersFile> =>
  (await read(`/label/registre/${label}/reponses.json?entree=${entry}`)) as AnswersFile;
const pairs = await Promise.all(
  accounts.compared.map((one) =>
    Promise.all([answersAt(one.firstLabel, one.firstEntry), answersAt(one.lastLabel, one.lastEntry)]),
  ),
);
const isSame = JSON.stringify(recomputeChanges(pairs)) === JSON.stringify(accounts.changes);
const checks = [
  ...(await checkDraws(accounts)),
  { words: `ce que le label a changé : ${pairs.length} offres comparées`, isTrue: isSame },
];
checks.forEach(({ words, isTrue }) => console.log(`${isTrue ? "✓" : "✗"} ${words}`));
process.exit(checks.every(({ isTrue }) => isTrue) ? 0 : 1);
