/** The line of the mark with one, two, three roofs, and the voices under them, [x, y, radius]: on a ground of 60 by 28. */
export const ROOFS = {
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
