import { DAY, HOUR, MINUTE, dayOf, zoned } from "../../src/kernel/time.ts";
import type { Folk } from "./folk.ts";
import { operate } from "./rounds.ts";

/*
 * What was promised, written a second time: in plain SQL over what is stored, and over the mails as they left. Nothing here asks
 * the code of the product what is right.
 */

/** What was looked at, and what did not hold: one line each, without a date, so that a fault is told once. */
export type Found = { checks: number; broken: string[] };
/** Spans in which the clock did not knock or the provider did not answer: what fell into them may be missing, never late. */
export type Outages = readonly { from: number; to: number }[];
type Sql = (query: string, given?: Record<string, string | number>) => Record<string, unknown>[];
type World = { sql: Sql; now: number; left: readonly Left[]; outages: Outages };
type Rule = (world: World) => string[];

/** A mail as it left: when, to whom, and the row that it came from. */
type Left = {
  at: number;
  mid: string;
  to: string;
  template: string;
  class: number;
  zone: string;
  /** When who reads it asked for it by a click; 0 for anything but guidance. */
  clickedAt: number;
  registration: string;
  startsAt: number;
  tz: string;
};

/** Looks at every rule. */
export async function brokenRules(folk: Folk, { outages }: { outages: Outages }): Promise<Found> {
  const { town } = folk;
  const page = await operate(folk, { acts: false });
  const world: World = { sql: town.sql, now: town.now(), left: leftFrom(folk), outages };
  const broken = [
    ...Object.values(RULES).flatMap((rule) => rule(world)),
    ...folk.answers.filter(({ status }) => status >= 500).map(({ path, status }) => `${path} answered ${status}`),
    ...untold(world, page.html),
  ];
  return { checks: Object.keys(RULES).length + 2, broken: [...new Set(broken)] };
}

/** Keeps what the mails of these days were about: two days after one left, its row no longer says so. */
export function rememberMails({ town }: Folk): void {
  town
    .sql(
      `SELECT m.id, m.template, m.class, r.zone, m.vars, m.vars->>'registration' AS registration,
         coalesce(s.starts_at, 0) AS starts_at, coalesce(s.tz, r.zone) AS tz, coalesce(p.confirmed_at, 0) AS clicked_at FROM messages m
         LEFT JOIN subscriptions p ON p.recipient_id = m.recipient_id AND p.topic = m.topic
         JOIN recipients r ON r.id = m.recipient_id LEFT JOIN registrations g ON g.id = m.vars->>'registration'
         LEFT JOIN sessions s ON s.id = g.session_id`,
    )
    .filter((row) => row["vars"] !== "{}" || !town.written.has(String(row["id"])))
    .forEach((row) => town.written.set(String(row["id"]), row));
}

function leftFrom(folk: Folk): Left[] {
  rememberMails(folk);
  const { town } = folk;
  return town.sim.ledger().flatMap(({ at, to, tags }): Left[] => {
    const mid = tags.find(({ name }) => name === "mid")?.value ?? "";
    const row = town.written.get(mid);
    return row === undefined
      ? []
      : [
          {
            at,
            mid,
            to: to.join(),
            template: String(row["template"]),
            class: Number(row["class"]),
            zone: String(row["zone"]),
            clickedAt: Number(row["clicked_at"]),
            registration: String(row["registration"] ?? ""),
            startsAt: Number(row["starts_at"]),
            tz: String(row["tz"]),
          },
        ];
  });
}

/** Nothing wakes anybody: reminders, guidance, a nudge to a child, alarms to a team. */
const NEVER_AT_NIGHT = new Set([
  "accord-rappel",
  "manques-proches",
  "verification-expire",
  "agrement-expire",
  "liste-finie",
]);
const SEATED = "('held', 'awaiting_consent', 'confirmed', 'offered', 'attended', 'absent')";
const WAITING = "('held', 'awaiting_consent', 'joining', 'waitlisted', 'offered')";
const lines = (rows: Record<string, unknown>[], say: (row: Record<string, string>) => string): string[] =>
  rows.map((row) => say(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]))));

const RULES: Readonly<Record<string, Rule>> = {
  counters: ({ sql }) =>
    lines(
      sql(
        `SELECT s.id, s.state FROM sessions s WHERE s.state <> 'cancelled' AND (
           s.taken <> (SELECT coalesce(sum(seats), 0) FROM registrations WHERE session_id = s.id AND state IN ${SEATED})
           OR s.waiting <> (SELECT count(*) FROM registrations WHERE session_id = s.id AND state = 'waitlisted')
           OR s.taken > s.capacity)`,
      ),
      ({ id, state }) => `counters of ${id} (${state}) are not its registrations`,
    ),
  "each mail once": ({ left }) => {
    const seen = new Map<string, number>();
    const once = left.filter(({ template }) => /^(rappel-|confirmee|liste-rejointe|accord-rappel)/.test(template));
    for (const key of [
      ...left.map(({ mid }) => `mail ${mid}`),
      ...once.map((one) => `${one.template} of ${one.registration} for its session of ${dayOf(one.startsAt, one.tz)}`),
    ]) {
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    return [...seen].filter(([, n]) => n > 1).map(([key, n]) => `${key} left ${n} times`);
  },
  "quiet hours when a mail leaves": ({ left }) =>
    left
      .filter(({ class: klass, template }) => klass > 0 || NEVER_AT_NIGHT.has(template))
      .filter(({ class: klass, at, clickedAt }) => klass < 2 || at >= clickedAt + 15 * MINUTE)
      .flatMap(({ at, zone, template, to }) => {
        const { hour, minute } = zoned(at, zone);
        const isQuiet = hour >= 21 || hour < 8;
        return isQuiet ? [`${template} left at ${hour}:${String(minute).padStart(2, "0")} (${zone}) to ${to}`] : [];
      }),
  "« C'est demain » is said the day before": ({ left }) =>
    left
      .filter(({ template }) => template === "rappel-j1")
      .filter(({ at, startsAt, tz }) => dayOf(at, tz) !== dayOf(startsAt - DAY, tz))
      .map(({ at, startsAt, tz, registration }) => {
        const said = zoned(at, tz).toString({ smallestUnit: "minute" });
        return `${registration}: « C'est demain » left on ${said} for ${zoned(startsAt, tz).toString({ smallestUnit: "minute" })}`;
      }),
  "« C'est demain » is said by day where the session takes place": ({ left }) =>
    left
      .filter(({ template }) => template === "rappel-j1")
      .map(({ at, tz, registration }) => ({ local: zoned(at, tz), registration }))
      .filter(({ local }) => local.hour < 10 || local.hour > 21)
      .map(
        ({ local, registration }) => `${registration}: « C'est demain » left at ${local.hour} h (${local.timeZoneId})`,
      ),
  "who has a seat is reminded the day before": ({ sql, now, left, outages }) => {
    const told = new Set(left.filter(({ template }) => template === "rappel-j1").map((one) => one.registration));
    return sql(
      `SELECT g.id, g.created_at AS asked_at, s.starts_at, s.tz, (SELECT max(at) FROM events WHERE subject = g.id
           AND type = 'registration.confirmed') AS confirmed_at, r.zone FROM registrations g JOIN sessions s ON s.id = g.session_id
         JOIN recipients r ON r.contact_id = g.contact_id
         WHERE g.state IN ('confirmed', 'attended', 'absent') AND g.workshop_request_id IS NULL AND s.state IN ('open', 'closed', 'done')
           AND s.starts_at < :now`,
      { now },
    )
      .filter((row) => {
        const [startsAt, tz] = [Number(row["starts_at"]), String(row["tz"])];
        const eve = zoned(startsAt, tz).subtract({ days: 1 });
        const [ten, evening] = [10, 19].map((hour) => eve.with({ hour, minute: 0 }).epochMilliseconds / 1000) as [
          number,
          number,
        ];
        const isOut = outages.some(({ from, to }) => from < evening + 2 * HOUR && to > ten);
        return Number(row["asked_at"]) < ten && Number(row["confirmed_at"]) < evening && !isOut;
      })
      .filter((row) => !told.has(String(row["id"])))
      .map(
        (row) =>
          `${String(row["id"])} had a seat the evening before (${String(row["tz"])}, reads in ${String(row["zone"])}), and was not reminded`,
      );
  },
  "a session that is over leaves nobody waiting": ({ sql, now }) =>
    lines(
      sql(
        `SELECT g.state, count(*) AS n FROM registrations g JOIN sessions s ON s.id = g.session_id
         WHERE g.state IN ${WAITING} AND s.starts_at < :now - 7200 GROUP BY 1`,
        { now },
      ),
      ({ state }) => `somebody is ${state} for a session that is over`,
    ),
  "who waited is told when it ends, by the next day": ({ sql, left, now }) => {
    const told = new Set(left.filter(({ template }) => template === "liste-finie").map((one) => one.registration));
    return lines(
      sql(
        `SELECT e.subject AS id FROM events e WHERE e.type = 'registration.expired' AND e.data->>'from' = 'waitlisted'
           AND e.reacted_at IS NOT NULL AND e.at < :now - 86400`,
        { now },
      ),
      ({ id }) => id ?? "",
    )
      .filter((id) => !told.has(id))
      .map((id) => `${id} waited to the end, and was not told`);
  },
  "nothing of a closed place goes on": ({ sql, now }) =>
    lines(
      sql(
        `SELECT o.id, 'a session' AS what FROM organisations o JOIN sessions s ON s.association_id = o.id
           WHERE o.state = 'closed' AND s.state IN ('open', 'closed', 'draft') AND s.starts_at > :now
         UNION SELECT o.id, 'a class request' FROM organisations o JOIN workshop_requests q ON q.association_id = o.id
           WHERE o.state = 'closed' AND q.state IN ('awaiting_head', 'open', 'proposed', 'scheduled')
             AND coalesce(q.starts_at, :now + 1) > :now
         UNION SELECT o.id, 'its territory' FROM organisations o JOIN association_areas a ON a.association_id = o.id WHERE o.state = 'closed'
         UNION SELECT o.id, 'an application' FROM organisations o JOIN applications p ON p.organisation_id = o.id
           WHERE o.state = 'closed' AND p.state NOT IN ('withdrawn', 'decided', 'ended', 'inadmissible')`,
        { now },
      ),
      ({ id, what }) => `${id} is closed, and ${what} goes on`,
    ),
  "who is not in a team stands in no session": ({ sql, now }) =>
    lines(
      sql(
        `SELECT x.session_id AS id FROM session_facilitators x JOIN sessions s ON s.id = x.session_id JOIN facilitators f ON f.id = x.facilitator_id
         WHERE x.state = 'assigned' AND s.starts_at > :now AND s.state IN ('open', 'closed') AND NOT EXISTS (SELECT 1 FROM memberships m
           WHERE m.person_id = f.person_id AND m.organisation_id = s.association_id AND m.ended_at IS NULL)`,
        { now },
      ),
      ({ id }) => `${id} counts on somebody who left`,
    ),
  "silence ends a class request": ({ sql, now }) =>
    lines(
      sql(
        `SELECT state, count(*) AS n FROM workshop_requests WHERE state IN ('unproven', 'unvetted', 'awaiting_head', 'open', 'proposed', 'scheduled')
           AND (expires_at IS NULL OR expires_at < :now - 86400) GROUP BY 1`,
        { now },
      ),
      ({ state }) => `a class request is ${state}, and no time ends it`,
    ),
  "the log notes more than itself": ({ sql }) =>
    sql(
      `SELECT 1 FROM journal_entries a JOIN journal_entries b ON b.seq = a.seq + 1
       WHERE a.type = 'checkpoint_issued' AND b.type = 'checkpoint_issued'`,
    ).length > 0
      ? ["a checkpoint of the log follows a checkpoint"]
      : [],
  "one alarm for a session, one mail a day": ({ sql, left }) => {
    const many = lines(
      sql(
        `SELECT subject AS id, count(*) AS n FROM events WHERE type = 'session.understaffed' AND data->>'why' = 'watch' GROUP BY 1 HAVING n > 1`,
      ),
      ({ id, n }) => `the watch told ${n} times that ${id} lacks somebody`,
    );
    const days = new Map<string, number>();
    for (const { to, at, zone, template } of left.filter((one) => one.template === "manques-proches")) {
      const key = `${to} got ${template} on ${dayOf(at, zone)}`;
      days.set(key, (days.get(key) ?? 0) + 1);
    }
    const often = Array.from(days).filter(([, n]) => n > 1);
    return many.concat(often.map(([key, n]) => `${key}: ${n} mails`));
  },
  // docs/rgpd.md, a day of grace for the night that does it.
  "what is kept ends when the register says": ({ sql, now }) => {
    const past = (days: number): number => now - (days + 1) * DAY;
    const kept: readonly [string, string, number][] = [
      [
        "an address 30 days after the session",
        `SELECT 1 FROM registrations g JOIN sessions s ON s.id = g.session_id WHERE s.ends_at < :at AND g.contact_id IS NOT NULL`,
        30,
      ],
      [
        "an address that was never proven, 7 days",
        `SELECT 1 FROM registrations WHERE verified_at IS NULL AND state IN ('expired', 'cancelled') AND created_at < :at AND contact_id IS NOT NULL`,
        7,
      ],
      ["a request to sign in, 1 day", `SELECT 1 FROM sign_ins WHERE expires_at < :at`, 1],
      ["a counter", `SELECT 1 FROM rate_counters WHERE expires_at < :at`, 0],
      ["a login, 30 days after its end", `SELECT 1 FROM logins WHERE expires_at < :at`, 30],
      ["a message, 13 months", `SELECT 1 FROM messages WHERE due_at < :at`, 396],
      [
        "a parent's address, 24 hours after no",
        `SELECT 1 FROM guardian_consents WHERE outcome IN ('refused', 'lapsed') AND decided_at < :at AND contact_id IS NOT NULL AND forgotten_at IS NULL`,
        1,
      ],
    ];
    return kept.flatMap(([what, query, days]) =>
      sql(`${query} LIMIT 1`, { at: past(days) }).length > 0 ? [`kept too long: ${what}`] : [],
    );
  },
};

/** What waits for an operator, and whether the first page of the console says so with the number. */
function untold({ sql }: World, html: string): string[] {
  const text = html.replace(/<[^>]+>/g, " ").replace(/[\u00a0\u202f]/g, " ");
  const heaps: readonly [string, string][] = [
    [
      "Lieux à vérifier avant une demande de classe",
      "SELECT count(*) AS n FROM workshop_requests WHERE state = 'unvetted'",
    ],
    // What could no longer be sent again, its link being over, waits for nobody.
    [
      "Envois dont personne ne sait l’issue",
      `SELECT count(*) AS n FROM send_batches b WHERE status = 4 AND EXISTS (SELECT 1 FROM messages m, mail_control c
         WHERE m.batch_id = b.id AND m.expires_at > unixepoch() + c.clock_offset)`,
    ],
    ["Messages mis de côté", "SELECT count(*) AS n FROM parked_messages WHERE replayed_at IS NULL"],
    ["Candidatures au label à instruire", "SELECT count(*) AS n FROM applications WHERE state = 'submitted'"],
  ];
  return heaps.flatMap(([what, query]) => {
    const n = Number(sql(query)[0]?.["n"]);
    const isSaid = text.includes(`${what} : ${n}`);
    return n > 0 === isSaid
      ? []
      : [`${n} × « ${what} » wait, and the console ${isSaid ? "says it" : "does not say it"}`];
  });
}
