import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Choices, type FormState } from "../../ui/form.tsx";
import { type Session, halfInWords } from "./session.ts";
import { type Scope, inScope } from "./scope.ts";

type ScopeProps = {
  session: Session;
  /** The other dates of its series that are still to come. */
  others: readonly Session[];
  state: FormState;
  legend: string;
  /** Tells its fields from those of another such choice on the page. */
  row?: string;
};
const WORDS: Readonly<Record<Scope, string>> = {
  une: "Cette séance",
  suivantes: "Celle-ci et les suivantes",
  toutes: "Toutes celles à venir",
};

const wordsOfPair = (session: Session): Readonly<Record<Scope, string>> => ({
  une: `${halfInWords(session)} seulement`,
  suivantes: "",
  toutes: "Les deux : en salle et à distance",
});

/** Which dates of a series, or which half of a session, an act is for; nothing to choose for a session that stands alone. */
export const ScopeChoice = ({ session, others, state, legend, row = "" }: ScopeProps): Child => {
  const isPair = session.other !== null;
  const options = (["une", "suivantes", "toutes"] as const).flatMap((scope): [string, string][] => {
    const n = inScope(scope, session, others).length + 1;
    const words = isPair ? wordsOfPair(session)[scope] : `${WORDS[scope]} (${plural(n, "date")})`;
    return scope === "une" || n > 1 ? [[scope, words]] : [];
  });
  return others.length === 0 ? null : (
    <Choices
      name="portee"
      legend={legend}
      hint={
        isPair ? undefined : "Tout change, ou rien : si une date ne le peut pas, elle est nommée et aucune ne change."
      }
      options={Object.fromEntries(options)}
      state={{ errors: state.errors, values: { portee: state.values["portee"] ?? ["une"] }, row }}
      kind="radio"
    />
  );
};
