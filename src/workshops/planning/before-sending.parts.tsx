import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Dock } from "../../ui/dock.tsx";

type Props = {
  action: string;
  /** What was typed, which the form carries on. */
  hidden: readonly (readonly [name: string, value: string])[];
  /** What leads back to the form, and what sends. */
  back: string;
  send: string;
  /** How many people are told. */
  n: number;
};
/** The last step before people are told: nothing is written yet, and one way leads back with everything that was typed. */
export const BeforeSending = ({ action, hidden, back, send, n }: Props): Child => (
  <form method="post" action={action}>
    {hidden.map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <div class="acts">
      <button type="submit" name="corriger" value="oui" class="quiet">
        {back}
      </button>
    </div>
    <Dock>
      <p>
        <strong>{plural(n, "personne")}</strong>
      </p>
      <button type="submit" name="confirme" value="oui">
        {send}
      </button>
    </Dock>
  </form>
);
