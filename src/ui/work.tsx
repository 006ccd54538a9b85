import type { Child } from "hono/jsx";

import { Icon, type IconName } from "./icon.tsx";
import { Count, Status, type StatusKind } from "./parts.tsx";

type Tab = { href: string; title: string; icon?: IconName; isCurrent?: boolean; count?: number };

/** The pages of one object: which one is open, where things wait. */
export const Tabs = ({ label, tabs }: { label: string; tabs: readonly Tab[] }): Child => (
  <nav class="tabs" aria-label={label}>
    <ul>
      {tabs.map(({ href, title, icon, isCurrent = false, count = 0 }) => (
        <li>
          <a href={href} aria-current={isCurrent ? "page" : undefined}>
            {icon === undefined ? null : <Icon name={icon} />}
            {title}
            {count === 0 ? null : <Count n={count} of="en attente" />}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

type Waiting = {
  title: Child;
  /** Why it is here, one line. */
  why?: Child;
  /** When it is due, in words. */
  due?: { kind: StatusKind; icon?: IconName; words: string };
  /** One button or link with its own verb. */
  act?: Child;
};

/** What waits, the oldest first: the thing, why, until when, and one act. */
export const Rows = ({ rows }: { rows: readonly Waiting[] }): Child => (
  <ul class="rows">
    {rows.map(({ title, why, due, act }) => (
      <li class="row">
        <div>
          <p>
            <strong>{title}</strong>
          </p>
          {why === undefined ? null : <p class="meta">{why}</p>}
        </div>
        {due === undefined ? null : <Status kind={due.kind} icon={due.icon ?? "heure"} words={due.words} />}
        {act ?? null}
      </li>
    ))}
  </ul>
);

type WeekDay = {
  /** « mer. 2 ». */
  words: string;
  isToday?: boolean;
  events: readonly { href: string; at: string; title: string; hint?: string }[];
};

/** Seven days and what they hold; on a phone the days that hold something. */
export const WeekStrip = ({ days }: { days: readonly WeekDay[] }): Child => (
  <ol class="strip">
    {days.map(({ words, isToday = false, events }) => (
      <li class={isToday ? "today" : events.length === 0 ? "void" : undefined}>
        <strong>{words}</strong>
        {isToday ? <span class="seen-by-readers"> aujourd’hui</span> : null}
        {events.map(({ href, at, title, hint }) => (
          <a href={href}>
            <strong>{at}</strong> {title}
            {hint === undefined ? null : (
              <>
                <br />
                {hint}
              </>
            )}
          </a>
        ))}
      </li>
    ))}
  </ol>
);

type MonthProps = {
  /** « décembre 2026 ». */
  words: string;
  /** Which day of the week the first is, from 0 (Monday). */
  firstWeekday: number;
  /** How many days the month has. */
  days: number;
  /** Where a day leads, and what is there, for the days that hold a session. */
  sessions: ReadonlyMap<number, { href: string; words: string }>;
};
const WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/** A month in which the days with a session are links. */
export const Month = ({ words, firstWeekday, days, sessions }: MonthProps): Child => {
  const cells = Array.from({ length: Math.ceil((firstWeekday + days) / 7) * 7 }, (_, i) => i - firstWeekday + 1);
  const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return (
    <table class="month">
      <caption>{words}</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((day) => (
            <th scope="col">
              {day.slice(0, 2)}
              <span class="seen-by-readers">{day.slice(2)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr>
            {week.map((day) => (
              <td>
                <DayOf day={day} days={days} session={sessions.get(day)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

type DayProps = { day: number; days: number; session: { href: string; words: string } | undefined };
const DayOf = ({ day, days, session }: DayProps): Child => {
  if (day < 1 || day > days) {
    return null;
  }
  return session === undefined ? (
    day
  ) : (
    <a href={session.href}>
      <span>
        {day}
        <span class="seen-by-readers">{` : ${session.words}`}</span>
      </span>
    </a>
  );
};
