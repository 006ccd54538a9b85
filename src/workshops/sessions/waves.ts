import * as z from "zod";

import type { SessionId } from "../../kernel/ids.ts";
import { DAY, MINUTE } from "../../kernel/time.ts";

/** When the questionnaires of a session are answered: before, after, three months later. */
export const WAVES = { pre: "Avant l’atelier", post: "Après l’atelier", m3: "Trois mois après" } as const;
export type Wave = keyof typeof WAVES;
export const Wave = z.enum(Object.keys(WAVES) as [Wave, ...Wave[]]);

/** Fewer seats taken than this and no questionnaire opens: the session alone would point at somebody. */
export const LEAST_SEATS = 5;
type Timed = { startsAt: number; endsAt: number };

/** From when until when a wave may be answered, in unix seconds. */
export function waveWindow(wave: Wave, { startsAt, endsAt }: Timed): { opensAt: number; closesAt: number } {
  const windows = {
    pre: { opensAt: startsAt - 7 * DAY, closesAt: startsAt + 30 * MINUTE },
    post: { opensAt: endsAt - 30 * MINUTE, closesAt: endsAt + 14 * DAY },
    m3: { opensAt: endsAt + 83 * DAY, closesAt: endsAt + 120 * DAY },
  };
  return windows[wave];
}

/** The subject of the one link of a session and wave, the same for everybody. */
export const surveySubject = (sessionId: SessionId, wave: Wave): string => `${sessionId}~${wave}`;
