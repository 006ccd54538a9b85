import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Choices, type FormState } from "../../ui/form.tsx";
import { Fold } from "../../ui/parts.tsx";
import { type Session, halfInWords, momentOf } from "./session.ts";
import { type Which, inScope } from "./scope.ts";

type ScopeProps = {
  session: Session;
  /** The other dates of its series that are still to come, and its other half. */
  others: readonly Session[];
  state: FormState;
  legend: string;
  /** Tells its fields from those of another such choice on the page. */
  row?: string;
  /** What both halves have alike is never changed for one. */
  isDateWhole?: boolean;
};
const HALVES = "Les deux : en salle et à distance";
const wordsFor = (session: Session): Readonly<Record<Which, string>> => ({
  une: session.other === null ? "Cette séance" : `${halfInWords(session)} seulement`,
  date: session.seriesId === null ? HALVES : "Cette date, en salle et à distance",
  suivantes: "Celle-ci et les suivantes",
  toutes: session.seriesId === null ? HALVES : "Toutes celles à venir",
  choisies: "Celle-ci et celles que je coche",
});
const datesIn = (sessions: readonly Session[]): number => new Set(sessions.map(({ startsAt }) => startsAt)).size;

/** What may be chosen: every choice says another set of dates. */
function choicesOf({ session, others, isDateWhole = false }: ScopeProps): [Which, string][] {
  const isPair = session.other !== null;
  const dates = datesIn(others.concat(session));
  const shown: Record<Which, boolean> = {
    une: !(isPair && isDateWhole),
    date: isPair && session.seriesId !== null,
    suivantes: others.some(({ startsAt }) => startsAt > session.startsAt),
    toutes: isPair && session.seriesId === null ? !isDateWhole : dates > 1,
    choisies: dates > 2,
  };
  const words = wordsFor(session);
  return (Object.keys(words) as Which[]).flatMap((which): [Which, string][] => {
    const n = datesIn(inScope({ which, starts: [] }, session, others).concat(session));
    const isCounted = session.seriesId !== null && which !== "choisies" && !(isPair && ["une", "date"].includes(which));
    return shown[which] ? [[which, isCounted ? `${words[which]} (${plural(n, "date")})` : words[which]]] : [];
  });
}

/** Which dates of a series, or which half of a session, an act is for; nothing to choose for a session that stands alone. */
export const ScopeChoice = (props: ScopeProps): Child => {
  const { session, others, state, legend, row = "" } = props;
  const choices = choicesOf(props);
  const [first] = choices;
  const dates = new Map(
    others
      .filter(({ startsAt }) => startsAt !== session.startsAt)
      .map((other): [string, string] => [String(other.startsAt), momentOf(other)]),
  );
  return first === undefined || choices.length < 2 ? null : (
    <>
      <Choices
        name="portee"
        legend={legend}
        hint={
          session.seriesId === null
            ? undefined
            : "Tout change, ou rien : si une date ne le peut pas, elle est nommée et aucune ne change."
        }
        options={Object.fromEntries(choices)}
        state={{ errors: state.errors, values: { portee: state.values["portee"] ?? [first[0]] }, row }}
        kind="radio"
      />
      {choices.some(([which]) => which === "choisies") ? (
        <Fold title="Cocher des dates" isOpen={state.values["portee"]?.[0] === "choisies"}>
          <Choices
            name="dates"
            legend="Les autres dates"
            options={Object.fromEntries(dates)}
            state={{ errors: {}, values: { dates: state.values["dates"] ?? [] }, row }}
            kind="checkbox"
          />
        </Fold>
      ) : null}
    </>
  );
};
