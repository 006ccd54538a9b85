import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { eventKit } from "../../kernel/event.ts";
import { TASKS } from "./process.ts";

const day = z.string().nullable();
/** The events of an assessment, version 1. The subject is the application; its revision is the lock on each phase. */
const EVENTS = {
  "file.admitted": z.object({ dueOn: day }),
  "file.rejected": z.object({}),
  "file.begun": z.object({ dueOn: day }),
  "file.clarification_asked": z.object({ dueOn: day }),
  "file.resumed": z.object({ dueOn: day }),
  "file.opened_to_answers": z.object({ dueOn: day }),
  "file.assigned": z.object({ person: idOf("per"), task: z.enum(TASKS) }),
  "file.released": z.object({ person: idOf("per"), task: z.enum(TASKS) }),
  "file.restored": z.object({ person: idOf("per"), task: z.enum(TASKS) }),
  "file.handed_in": z.object({}),
  "file.appealed": z.object({ dueOn: day }),
  "file.hearing_opened": z.object({ dueOn: day, isUrgent: z.boolean() }),
  "file.measure_closed": z.object({}),
  "file.decided": z.object({
    decision: z.string(),
    label: idOf("lbl").nullable(),
    /** The last day to appeal, unless it is read before; null: it cannot be. */
    appealUntilOn: day.optional(),
  }),
  "file.replied": z.object({ criterion: z.string(), side: z.enum(["mutuelle", "judge"]) }),
  "file.finding_mended": z.object({ finding: z.string() }),
  "file.finding_answered": z.object({ finding: z.string() }),
  "file.decision_read": z.object({ decision: z.string(), appealUntilOn: z.string() }),
} as const;
export type AssessmentEventType = keyof typeof EVENTS;

/** What happened, as the console's audit trail says it. */
export const assessmentWords: Readonly<Record<AssessmentEventType, string>> = {
  "file.admitted": "dossier recevable",
  "file.rejected": "dossier non recevable",
  "file.begun": "dossier : évaluation commencée",
  "file.clarification_asked": "dossier : précisions demandées",
  "file.resumed": "dossier : évaluation reprise",
  "file.opened_to_answers": "dossier ouvert aux réponses de la mutuelle",
  "file.assigned": "dossier : tâche attribuée",
  "file.released": "dossier : tâche retirée",
  "file.restored": "dossier : tâche rendue, avec ce qui avait été noté",
  "file.handed_in": "dossier : évaluation rendue",
  "file.appealed": "dossier : recours déposé",
  "file.hearing_opened": "dossier : mesure envisagée, la mutuelle est entendue",
  "file.measure_closed": "dossier : mesure close sans suite",
  "file.decided": "dossier : décision prise",
  "file.replied": "dossier : réplique sur une note",
  "file.finding_mended": "dossier : constat dit corrigé par la mutuelle",
  "file.finding_answered": "dossier : constat noté, levé ou maintenu",
  "file.decision_read": "dossier : décision lue par la mutuelle",
};

/** Makes and reads events of assessments. */
export const { make: assessmentEvent, read: assessmentData } = eventKit(EVENTS);
