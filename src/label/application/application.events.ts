import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { eventKit } from "../../kernel/event.ts";

/** The events of applications, version 1. The subject is the application; its revision is the lock on filing. */
const EVENTS = {
  "application.opened": z.object({ organisation: idOf("org") }),
  "application.described": z.object({}),
  "application.tonight_said": z.object({}),
  /** A word among the team, about a criterion; whom it is meant for, if anybody. */
  "application.commented": z.object({
    criterion: z.string(),
    meant: z.enum(["owner", "answerer", "team"]).nullable(),
  }),
  "application.rebased": z.object({ to: z.string() }),
  "application.submitted": z.object({ number: z.int(), hash: z.string() }),
  "application.withdrawn": z.object({}),
} as const;
export type ApplicationEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const applicationWords: Readonly<Record<ApplicationEventType, string>> = {
  "application.opened": "candidature ouverte",
  "application.described": "candidature : offre décrite",
  "application.commented": "candidature : mot laissé à l’équipe",
  "application.tonight_said": "candidature : comment joindre l’aide",
  "application.rebased": "candidature : référentiel mis à jour",
  "application.submitted": "candidature déposée",
  "application.withdrawn": "candidature retirée",
};

/** Makes and reads events of applications. */
export const { make: applicationEvent, read: applicationData } = eventKit(EVENTS);
