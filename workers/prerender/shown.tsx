import type { Child } from "hono/jsx";

/** One kind of part on the page of parts. */
export const Shown = ({ title, children }: { title: string; children?: Child }): Child => (
  <section>
    <h2>{title}</h2>
    {children}
  </section>
);
