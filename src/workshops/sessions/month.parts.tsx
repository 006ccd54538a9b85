import type { Child } from "hono/jsx";

import { PARIS, dayInWords, dayOf } from "../../kernel/time.ts";
import { plural } from "../../kernel/text.ts";
import { Month } from "../../ui/work.tsx";
import { Notice } from "../../ui/parts.tsx";
import { type CalendarMonth, MOST_IN_MONTH } from "./month.ts";
import type { Session } from "./session.ts";

type MonthProps = {
  month: CalendarMonth;
  /** Soonest first, and one more than are shown when there are others. */
  sessions: readonly Session[];
  now: number;
  /** The address of this view for another month. */
  hrefOf: (code: string) => string;
  /** The first month that may hold something; null: any. */
  first?: string | null;
  /** A session under its day. */
  row: (session: Session) => Child;
};
/** A month: which days hold something, then what, day by day; on a phone the days alone say where to look. */
export const MonthOf = ({ month, sessions, now, hrefOf, row, first = null }: MonthProps): Child => {
  const shown = sessions.slice(0, MOST_IN_MONTH);
  const days = [...Map.groupBy(shown, ({ startsAt, tz }) => dayOf(startsAt, tz))].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const today = dayOf(now, PARIS);
  const cells = new Map(
    days.flatMap(([day, list]): [number, { href: string; words: string }][] => {
      const n = list.filter(({ state }) => state !== "cancelled").length;
      const words = `${day === today ? "aujourd’hui, " : ""}${plural(n, "séance")}`;
      return n === 0 ? [] : [[Number(day.slice(8)), { href: `#jour-${day}`, words }]];
    }),
  );
  return (
    <>
      <nav class="acts" aria-label="Mois">
        {first !== null && month.before < first ? null : (
          <a class="button quiet" href={hrefOf(month.before)}>
            Mois précédent
          </a>
        )}
        <a class="button quiet" href={hrefOf(month.after)}>
          Mois suivant
        </a>
      </nav>
      <Month words={month.words} firstWeekday={month.firstWeekday} days={month.days} sessions={cells} />
      {sessions.length <= MOST_IN_MONTH ? null : (
        <Notice kind="info">
          <p>
            Plus de {MOST_IN_MONTH} séances ce mois-là : voici les premières. Précisez le lieu ou le public pour voir
            les autres.
          </p>
        </Notice>
      )}
      {shown.length === 0 ? <p>Aucune séance ce mois-là avec ces choix.</p> : null}
      {days.map(([day, list]) => (
        <>
          <h3 class="week" id={`jour-${day}`}>
            {dayInWords(list[0]?.startsAt ?? now, list[0]?.tz ?? PARIS)}
            {day === today ? ", aujourd’hui" : ""}
          </h3>
          <ul class="sessions">{list.map(row)}</ul>
        </>
      ))}
    </>
  );
};
