import type { Child } from "hono/jsx";

import { Card } from "../../ui/cards.tsx";
import type { Case } from "../decision/case.ts";
import { type Role, rightsOf, whereOf } from "../decision/rights.ts";
import { dueInWords } from "./worklist.pages.tsx";

/** What whoever reads a page may do on its file now, each with its last day. */
export const RightsPart = ({ whole, roles, now }: { whole: Case; roles: readonly Role[]; now: number }): Child => {
  const where = whereOf(whole, now);
  const rights = new Map(roles.flatMap((role) => rightsOf(where, role)).map((one) => [one.right, one]));
  return (
    <Card title="Ce que vous pouvez faire">
      {rights.size === 0 ? (
        <p>Rien pour le moment : ce dossier attend quelqu’un d’autre.</p>
      ) : (
        <ul>
          {[...rights.values()].map(({ words, untilOn }) => (
            <li>
              {words}
              {untilOn === null ? "" : ` (${dueInWords(untilOn, now)})`}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">
        <a href="/label#droits">Qui peut faire quoi, et jusqu’à quand</a>
      </p>
    </Card>
  );
};
