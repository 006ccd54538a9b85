import { type Actor, MAY, REQUEST_ACTS, REQUEST_STATES, type RequestState, SIDES, TRANSITIONS } from "./request.ts";

const PEOPLE: readonly Actor[] = (SIDES as readonly Actor[]).concat("clock");

/** Where an act leads from a state; null when it is refused there. */
const leadsTo = (act: (typeof REQUEST_ACTS)[number], from: RequestState): RequestState | null =>
  (TRANSITIONS[act] as Partial<Record<RequestState, RequestState>>)[from] ?? null;

/** Every state, who may do what in it, and where it leads, as a table of Markdown: what the documentation prints. */
export function actTable(): string {
  const line = (first: string, cells: readonly string[]): string => `| ${first} | ${cells.join(" | ")} |`;
  const rows = REQUEST_STATES.map((state) =>
    line(
      `\`${state}\``,
      PEOPLE.map((side) =>
        REQUEST_ACTS.flatMap((act) => {
          const to = MAY[act].includes(side) ? leadsTo(act, state) : null;
          return to === null ? [] : [to === state ? act : `${act} → ${to}`];
        }).join("<br>"),
      ),
    ),
  );
  const dashes = line(
    "---",
    PEOPLE.map(() => "---"),
  );
  return [line("State", PEOPLE), dashes].concat(rows).join("\n");
}
