import type { Deps } from "../platform/deps.ts";
import { operationWords } from "./operations.events.ts";
import { type TestStep, deskReactions } from "./operations.reactions.ts";
import { deskRoutes } from "./operations.routes.tsx";
import { holdsDue, mailsDue, receiptsDue, skippedDue } from "./retention.store.ts";
import { cutOff, noteTick } from "./tick.store.ts";
import { webhookRoutes } from "./webhook.routes.ts";

const forgettings = () => [mailsDue, skippedDue, receiptsDue, holdsDue];

type Given = Parameters<typeof deskRoutes>[0] & { webhookSecret: (env: object) => string };
export const site = {
  routes: (given: Given) => [webhookRoutes(given.webhookSecret), deskRoutes(given)],
  eventWords: () => operationWords,
  forgettings,
};

export const reactor = {
  reactions: ({ testStep }: { testStep: TestStep }) => deskReactions(testStep),
  forgettings,
  tick: { first: ({ now }: Deps) => [noteTick(now), ...cutOff(now)] },
};
