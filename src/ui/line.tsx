import type { Child } from "hono/jsx";

import { Icon, type IconName } from "./icon.tsx";

type StepsProps = {
  /** What these are the steps of, for readers. */
  label: string;
  steps: readonly { title: string; href?: string }[];
  /** Which one is now, from 0; `steps.length` when all is done. */
  now: number;
};

/** Where one is among a few steps: done, now, to come. A step with an address can be opened again. */
export const Steps = ({ label, steps, now }: StepsProps): Child => (
  <ol class="steps" aria-label={label}>
    {steps.map(({ title, href }, at) => (
      <li class={at === now ? "now" : undefined} aria-current={at === now ? "step" : undefined}>
        {href === undefined ? <span>{title}</span> : <a href={href}>{title}</a>}
      </li>
    ))}
  </ol>
);

type Stop = {
  title: Child;
  /** `plan`: part of what will happen in this order, where nothing is now. */
  state: "done" | "now" | "next" | "plan";
  icon?: IconName;
  children?: Child;
};
const SIGNS = { done: "oui", now: "toit", next: "attente", plan: "suite" } as const;

/** What happened, happens and will happen, one under the other; `children` of a stop: when, by whom, what one can still do. */
export const Timeline = ({ label, stops }: { label?: string; stops: readonly Stop[] }): Child => (
  <ol class="tl" aria-label={label}>
    {stops.map(({ title, state, icon, children }) => (
      <li class={state} aria-current={state === "now" ? "step" : undefined}>
        <Icon name={icon ?? SIGNS[state]} />
        <h3>{title}</h3>
        {children}
      </li>
    ))}
  </ol>
);
