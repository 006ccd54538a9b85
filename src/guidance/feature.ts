import type { Deps } from "../platform/deps.ts";
import { guidanceCustody } from "./custody.ts";
import { guidanceWords } from "./guidance.events.ts";
import { guidanceTemplates } from "./guidance.mails.ts";
import { guidanceReactions } from "./guidance.reactions.ts";
import { leaveRoutes } from "./leave.routes.tsx";
import { parentsRoutes } from "./parents.routes.tsx";
import { enrolmentsDue, subscriptionProofsDue, topicsOver } from "./retention.store.ts";
import type { Sequence } from "./sequence.ts";
import { settingsRoutes } from "./settings.routes.tsx";
import { expireRequests } from "./subscriptions.store.ts";

const forgettings = () => [topicsOver, enrolmentsDue, subscriptionProofsDue];

type Given = Parameters<typeof parentsRoutes>[0] & Parameters<typeof settingsRoutes>[0];
export const site = {
  routes: (given: Given) => [parentsRoutes(given), leaveRoutes(given), settingsRoutes(given)],
  custody: guidanceCustody,
  eventWords: () => guidanceWords,
  forgettings,
};

type Content = { sequences: readonly Sequence[] } & Parameters<typeof guidanceTemplates>[2];
export const reactor = {
  reactions: () => guidanceReactions,
  templates: (words: Readonly<Record<string, string>>, { sequences, ...records }: Content) =>
    guidanceTemplates(words, sequences, records),
  custody: guidanceCustody,
  forgettings,
  tick: { first: ({ now }: Deps) => [expireRequests(now)] },
};
