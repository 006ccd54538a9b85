import { consoleWords } from "./console.events.ts";
import { consoleReactions } from "./console.reactions.ts";
import { type ConsoleSite, consoleRoutes } from "./console.routes.tsx";
import { peopleRoutes } from "./people.routes.tsx";

type Given = ConsoleSite & Parameters<typeof peopleRoutes>[0];
export const site = {
  routes: (given: Given) => [consoleRoutes(given), peopleRoutes(given)],
  eventWords: () => consoleWords,
};

export const reactor = { reactions: () => consoleReactions };
