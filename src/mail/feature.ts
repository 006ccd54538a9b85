import type { Deps } from "../platform/deps.ts";
import { addressWords } from "./address.events.ts";
import { operationWords } from "./operations.events.ts";
import { type TestStep, operationReactions } from "./operations.reactions.ts";
import { operationRoutes } from "./operations.routes.tsx";
import { batchesDue, holdsDue, mailsDue, receiptsDue } from "./retention.store.ts";
import { cutOff, noteTick } from "./tick.store.ts";
import { addressReactions } from "./trial.reactions.ts";
import { trialRoutes } from "./trial.routes.tsx";
import { trialTemplate } from "./trial.ts";
import { webhookRoutes } from "./webhook.routes.ts";

const forgettings = () => [batchesDue, ...mailsDue, receiptsDue, holdsDue];

type Given = Parameters<typeof operationRoutes>[0] & { news: Parameters<typeof webhookRoutes>[0] };
export const site = {
  routes: (given: Given) => [webhookRoutes(given.news), operationRoutes(given), trialRoutes(given)],
  eventWords: () => ({ ...operationWords, ...addressWords }),
  forgettings,
};

export const reactor = {
  reactions: ({ testStep }: { testStep: TestStep }) => ({ ...operationReactions(testStep), ...addressReactions }),
  templates: (words: Readonly<Record<string, string>>) => [trialTemplate(words)],
  forgettings,
  tick: { first: ({ now }: Deps) => [noteTick(now), ...cutOff(now)] },
};
