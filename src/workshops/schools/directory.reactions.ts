import { type Reactions, plan } from "../../mail/plan.ts";
import { directoryWords } from "./directory.events.ts";

/** Events of the directory mail nobody: they wake the reactor, which then looks for files that have work. */
export const directoryReactions: Reactions = Object.fromEntries(
  Object.keys(directoryWords).map((type) => [type, { version: 1, react: () => Promise.resolve(plan()) }]),
);
