import type { Child } from "hono/jsx";

import { PARIS, dayInWords, startOfDay, zoned } from "../../kernel/time.ts";
import type { Programmes } from "../sessions/programme.ts";
import { SessionRow } from "../sessions/session.parts.tsx";
import type { Session } from "../sessions/session.ts";

/** The Monday of the week of a moment. */
const weekOf = (at: number, tz: string): string => {
  const day = zoned(at, tz).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
};

type WeeksProps = { sessions: readonly Session[]; programmes: Programmes; now: number };
/** Sessions, soonest first, under the week of each. */
export const SessionWeeks = ({ sessions, programmes, now }: WeeksProps): Child =>
  [...Map.groupBy(sessions, ({ startsAt, tz }) => weekOf(startsAt, tz))].map(([week, ofWeek]) => (
    <>
      <h3 class="week">
        {week === weekOf(now, PARIS) ? "Cette semaine" : `Semaine du ${dayInWords(startOfDay(week, PARIS), PARIS)}`}
      </h3>
      <ul class="sessions">
        {ofWeek.map((session) => (
          <SessionRow session={session} programme={programmes.bySlug.get(session.slug)} now={now} />
        ))}
      </ul>
    </>
  ));
