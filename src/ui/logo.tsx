import type { Child } from "hono/jsx";

/** The mark: a telephone line that rises into a roof, the accent of « Sûre ». */
export const Mark = (): Child => (
  <svg class="mark" viewBox="0 0 48 32" width="48" height="32" aria-hidden="true" focusable="false">
    <path d="M2 26h11L24 8l11 18h11" />
    <circle cx="24" cy="24" r="3.2" />
  </svg>
);

/** A wide drawing of the same line, running over roofs: the picture of the home page. */
export const Skyline = (): Child => (
  <svg class="skyline" viewBox="0 0 1200 240" aria-hidden="true" focusable="false" preserveAspectRatio="xMidYMax slice">
    <path class="ground" d="M0 208h1200" />
    <path
      class="line"
      d="M0 168h112l62-78 62 78h58V84a14 14 0 0 1 14-14h44a14 14 0 0 1 14 14v84h70l86-116 86 116h64l48-60 48 60h54v-46l52-50 52 50v46h94l58-72 58 72h64"
    />
    <path class="drop" d="M160 165v-26h28v26M316 92h28M506 132v-26h32v26zM862 165v-30h24v30" />
    <circle class="dot" cx="330" cy="148" r="5" />
    <circle class="dot" cx="720" cy="148" r="5" />
    <circle class="dot" cx="1078" cy="146" r="5" />
  </svg>
);
