import { visitPredicates } from "./classes/reminders.ts";
import { reminderPredicates } from "./letters/reminders.ts";

/** What holds a reminder back, for persons and for visits. */
export const workshopPredicates = { ...reminderPredicates, ...visitPredicates };
