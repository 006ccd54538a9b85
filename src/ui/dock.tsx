import type { Child } from "hono/jsx";

type Props = {
  isForPhones?: boolean;
  id?: string;
  /** Until a script shows it. */
  isHidden?: boolean;
  children?: Child;
};

/**
 * The act of a page, always in reach: on a phone a bar at its foot, on a wide screen a bar above it. `children`: what it is
 * about, in one or two lines, then the button. `isForPhones`: a wide screen has it in the side column already.
 */
export const Dock = ({ isForPhones = false, id, isHidden = false, children }: Props): Child => (
  <div class={isForPhones ? "dock phone-only" : "dock"} id={id} hidden={isHidden}>
    {children}
  </div>
);
