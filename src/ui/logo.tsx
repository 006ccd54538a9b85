import type { Child } from "hono/jsx";

import { ROOFS } from "../kernel/roofs.ts";

/** The mark: a telephone line that rises into a roof, the accent of « Sûre ». */
export const Mark = (): Child => (
  <svg class="mark" viewBox="0 0 48 32" width="48" height="32" aria-hidden="true">
    <path d="M2 26h11L24 8l11 18h11" />
    <circle class="m-d" cx="24" cy="24" r="3.2" />
  </svg>
);

/** A level of the label: its name, and as many roofs. */
export const LevelMark = ({ level, words, isBig = false }: { level: 1 | 2 | 3; words: string; isBig?: boolean }) => (
  <span class={isBig ? "lvl big" : "lvl"}>
    <svg class="mark" viewBox="0 0 60 28" width="60" height="28" aria-hidden="true">
      <path d={ROOFS[level].line} />
      {ROOFS[level].dots.map(([cx, cy, r]) => (
        <circle class="m-d" cx={cx} cy={cy} r={r} />
      ))}
    </svg>
    <span>{words}</span>
  </span>
);
