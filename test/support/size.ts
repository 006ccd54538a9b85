import { inject } from "vitest";

/** How much a test does: `npm run test:long` does all of it, before each release; `npm test` enough to show the same, each time. */
export const sized = ({ short, long }: { short: number; long: number }): number => (inject("isLong") ? long : short);

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- an interface is what can be merged into
  export interface ProvidedContext {
    isLong: boolean;
  }
}
