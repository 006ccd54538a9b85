import { inject } from "vitest";

/** How much a test does: `npm run test:long` does all of it, before each release; `npm run test:all` enough to show the same, each time. */
export const sized = ({ short, long }: { short: number; long: number }): number => (inject("isLong") ? long : short);

/**
 * How a journey is walked: before each release without JavaScript, then with it; each time one way, half of the journeys
 * without and half with it.
 */
export const walked = ({ short }: { short: boolean }): readonly boolean[] =>
  inject("isLong") ? [false, true] : [short];

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  export interface ProvidedContext {
    isLong: boolean;
  }
}
