import type { Child } from "hono/jsx";

import type { IconName } from "./icon.tsx";
import { Bits, Status, type StatusKind } from "./parts.tsx";

/** A day in short, as written on a leaf of a wall calendar: « mer. », 2, « déc. ». */
export type Day = { weekday: string; day: number; month: string };

/** The day as a leaf; its words are read beside it. */
export const Leaf = ({ day, isBig = false }: { day: Day; isBig?: boolean }): Child => (
  <span class={isBig ? "leaf big" : "leaf"} aria-hidden="true">
    {day.weekday}
    <b>{day.day}</b>
    {day.month}
  </span>
);

export type SessionState = { kind: StatusKind; icon: IconName; words: string };

type SessionCardProps = {
  day: Day;
  title: string;
  href: string;
  /** When, in words: the leaf is silent. */
  when: string;
  bits: readonly (readonly [IconName, Child])[];
  state: SessionState;
  isCancelled?: boolean;
};

/** One session in a list (`ul.sessions`): the whole card leads to its page. */
export const SessionCard = ({ day, title, href, when, bits, state, isCancelled = false }: SessionCardProps) => (
  <li class={`card go session${isCancelled ? " off" : ""}`}>
    <Leaf day={day} />
    <h3>
      <a class="cover" href={href}>
        {title}
      </a>
    </h3>
    <p>{when}</p>
    <Bits bits={bits} />
    <Status kind={state.kind} icon={state.icon} words={state.words} />
  </li>
);
