import type { Child } from "hono/jsx";

/** The mark: a telephone line that rises into a roof, the accent of « Sûre ». */
export const Mark = (): Child => (
  <svg class="mark" viewBox="0 0 48 32" width="48" height="32" aria-hidden="true" focusable="false">
    <path d="M2 26h11L24 8l11 18h11" />
    <circle class="m-d" cx="24" cy="24" r="3.2" />
  </svg>
);

/** The same line with one, two, three roofs, and the voices under them: [x, y, radius]. */
const ROOFS = {
  1: { line: "M2 24h16l12-18 12 18h16", dots: [[30, 21, 2.6]] },
  2: {
    line: "M2 24h6L19 6l11 18L41 6l11 18h6",
    dots: [
      [19, 21, 2.6],
      [41, 21, 2.6],
    ],
  },
  3: {
    line: "M2 24h3l8-12 8 12 9-18 9 18 8-12 8 12h3",
    dots: [
      [13, 21.5, 2.2],
      [30, 21, 2.6],
      [47, 21.5, 2.2],
    ],
  },
} as const;

/** A level of the label: its name, and as many roofs. */
export const LevelMark = ({ level, words, isBig = false }: { level: 1 | 2 | 3; words: string; isBig?: boolean }) => (
  <span class={isBig ? "lvl big" : "lvl"}>
    <svg class="mark" viewBox="0 0 60 28" width="60" height="28" aria-hidden="true" focusable="false">
      <path d={ROOFS[level].line} />
      {ROOFS[level].dots.map(([cx, cy, r]) => (
        <circle class="m-d" cx={cx} cy={cy} r={r} />
      ))}
    </svg>
    <span>{words}</span>
  </span>
);
