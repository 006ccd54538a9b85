import type { Child } from "hono/jsx";

/** One page of paper, at its real size on the screen and on the printer: a `header`, a body, a `footer`. */
export const Paper = ({ size, children }: { size: "a4" | "a3"; children?: Child }): Child => (
  <article class={`paper ${size}`}>{children}</article>
);
