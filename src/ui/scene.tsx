import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { SCENES } from "./scenes.ts";

export type SceneName = keyof typeof SCENES;

type Props = {
  name: SceneName;
  /** Across the whole page, cut at its sides rather than made small. */
  isWide?: boolean;
  /** Whether the line draws itself once. */
  isDrawn?: boolean;
};

/** A drawing of one continuous line. It repeats the title beside it: readers never hear it. */
export const Scene = ({ name, isWide = false, isDrawn = false }: Props): Child => (
  <svg
    class={`scene${isWide ? " wide" : ""}${isDrawn ? " drawn" : ""}`}
    viewBox={SCENES[name].viewBox}
    preserveAspectRatio={isWide ? "xMidYMax slice" : undefined}
    aria-hidden="true"
  >
    {raw(SCENES[name].drawing)}
  </svg>
);
