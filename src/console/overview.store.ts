import * as z from "zod";

import { idOf } from "../kernel/ids.ts";
import { DAY } from "../kernel/time.ts";
import { type Database, type Statement, sqlSet, statement } from "../platform/d1.ts";
import { answerDue } from "../access/organisations/organisation.ts";
import { TIMED } from "../label/assessment/process.ts";
import { TO_TREAT } from "../label/registry/remark.ts";
import { TAKING_PLACE } from "../workshops/sessions/session.ts";

/** Something that waits for a person: what, since when (unix seconds; null: nobody knows), where to act, and whether it comes before all else. */
export type Todo = { what: string; since: number | null; href: string; isFirst?: boolean };

const Space = z.object({ id: idOf("org"), name: z.string(), created_at: z.int() });
const Lacking = z.object({ id: idOf("ses"), association: z.string(), reported_at: z.int() });
const Heap = z.object({ n: z.int(), oldest: z.int().nullable() });
const Control = z.object({
  sending_enabled: z.int(),
  breaker_until_at: z.int(),
  breaker_since_at: z.int().nullable(),
  last_tick_at: z.int().nullable(),
  night_on: z.string().nullable(),
});

/** Spaces that are named one by one. */
const MOST_SPACES = 50;
/** Seconds without a tick after which the clock counts as stopped. */
const TICK_LATE = 300;

/** Rows that are alike, counted as one line. `ask` gives `n` and `oldest`. */
type Pile = { what: string; href: string; ask: Statement };
/** What waits in numbers, in the order of the page's links. */
const pilesOf = (now: number, today: string): Pile[] => [
  {
    what: "Envois dont personne ne sait l’issue",
    href: "/console/courrier#inconnus",
    // A link that is over needs nobody: what could still be sent again waits.
    ask: statement(
      `SELECT count(*) AS n, min(done_at) AS oldest FROM send_batches b WHERE status = 4
         AND EXISTS (SELECT 1 FROM messages m WHERE m.batch_id = b.id AND m.expires_at > :now)`,
      { now },
    ),
  },
  {
    what: "Messages mis de côté",
    href: "/console/courrier#cote",
    ask: statement("SELECT count(*) AS n, min(parked_at) AS oldest FROM parked_messages WHERE replayed_at IS NULL"),
  },
  {
    what: "Effacements demandés, pas encore finis",
    href: "/console/journal?famille=person",
    ask: statement(
      "SELECT count(*) AS n, min(at) AS oldest FROM events WHERE reacted_at IS NULL AND type = 'person.erasure_asked'",
    ),
  },
  {
    what: "Lieux à vérifier avant une demande de classe",
    href: "/console/demandes",
    ask: statement(
      `SELECT count(*) AS n, min(updated_at) AS oldest FROM
         (SELECT updated_at FROM workshop_requests WHERE state = 'unvetted' ORDER BY id LIMIT 1000)`,
    ),
  },
  {
    what: "Textes d’associations à lire",
    href: "/console/agrements",
    ask: statement(
      "SELECT count(*) AS n, min(updated_at) AS oldest FROM association_offers WHERE words_asked IS NOT NULL AND updated_at > 0",
    ),
  },
  {
    what: "Candidatures au label à instruire",
    href: "/console/label",
    ask: statement("SELECT count(*) AS n, min(updated_at) AS oldest FROM applications WHERE state = 'submitted'"),
  },
  {
    what: "Signalements sur un label",
    href: "/console/label/signalements",
    ask: statement("SELECT count(*) AS n, min(created_at) AS oldest FROM complaints WHERE state = 'open'"),
  },
  {
    what: "Remarques sur le projet de référentiel",
    href: "/console/label/remarques",
    ask: statement(
      `SELECT count(*) AS n, min(created_at) AS oldest FROM draft_remarks WHERE state IN ${sqlSet(TO_TREAT)}`,
    ),
  },
  {
    what: "Dossiers du label dont le délai est passé",
    href: "/console/label",
    ask: statement(
      `SELECT count(*) AS n, NULL AS oldest FROM applications WHERE state IN ${sqlSet(TIMED)} AND due_on < :today`,
      { today },
    ),
  },
];
/** What people wait for and will never get by itself: it comes before all else. */
const REFUSED: Pile = {
  what: "Messages refusés par le fournisseur",
  href: "/console/courrier#refuses",
  ask: statement(
    `SELECT count(*) AS n, min(due_at) AS oldest FROM (SELECT due_at FROM messages WHERE status IN (7, 9) AND handled_at IS NULL
       UNION ALL SELECT due_at FROM messages WHERE status = 0 AND solo = 1 LIMIT 1000)`,
  ),
};

/** What is asked beside the time: `today` is the day in Paris; nights are due by 5:00. */
type Asked = {
  now: number;
  today: string;
  isNightDue: boolean;
  /** How many things should have been forgotten two nights ago. */
  late: number;
  /** How many names and addresses no key of ours opens. */
  lost: number;
};
/** Everything that waits for an operator, from one round trip. */
export async function readTodos(db: Database, { now, today, isNightDue, late, lost }: Asked): Promise<Todo[]> {
  const piles = [REFUSED, ...pilesOf(now, today)];
  const [lacking, pending, orphans, state, ...counts] = await db.readAll([
    statement(
      `SELECT s.id, o.name AS association, max(e.at) AS reported_at FROM sessions s JOIN organisations o ON o.id = s.association_id
         JOIN events e ON e.subject = s.id AND e.type = 'session.understaffed' AND e.data->>'why' = 'reported'
       WHERE s.state IN ${sqlSet(TAKING_PLACE)} AND s.starts_at > :now - ${DAY} AND s.starts_at < :now + ${DAY} AND s.ends_at > :now
         AND NOT EXISTS (SELECT 1 FROM session_facilitators x WHERE x.session_id = s.id AND x.state = 'assigned' AND x.part = 'lead' AND x.updated_at > e.at)
       GROUP BY s.id ORDER BY reported_at`,
      { now },
    ),
    statement(
      `SELECT id, name, created_at FROM organisations WHERE state = 'pending' ORDER BY id LIMIT ${MOST_SPACES + 1}`,
    ),
    statement(
      `SELECT id, name, created_at FROM organisations o WHERE state = 'active' AND id > '' AND owner_id IS NULL
         AND (is_demo = 0 OR EXISTS (SELECT 1 FROM applications a WHERE a.organisation_id = o.id))
       ORDER BY id LIMIT ${MOST_SPACES + 1}`,
    ),
    statement(
      `SELECT sending_enabled, breaker_until_at, breaker_since_at, last_tick_at,
         (SELECT max(day_on) FROM duty_runs WHERE duty = 'nightly') AS night_on FROM mail_control WHERE id = 1`,
    ),
    ...piles.map(({ ask }) => ask),
  ]);
  const control = Control.parse(state?.[0]);
  const [refused = [], ...heaps] = piles.map((pile, i) => heap(counts[i]?.[0], pile));
  const atTheDoor = z
    .array(Lacking)
    .parse(lacking)
    .map((one) =>
      todo(
        `Il manque un adulte, signalé sur place : ${one.association}`,
        `/console/seances/${one.id}`,
        one.reported_at,
      ),
    );
  const rest = [
    ...spaces(pending, "Espace à valider").map((one) => promised(one, now)),
    ...spaces(orphans, "Structure sans responsable"),
    ...heaps.flat(),
    ...machine(control, now),
    ...kept(late, lost),
    ...(isNightDue && (control.night_on ?? "") < today
      ? [todo("Les effacements de cette nuit n’ont pas eu lieu", "/console/conservation")]
      : []),
  ].toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0));
  return [...atTheDoor.concat(refused).map(asFirst), ...rest];
}

/** Who asks for a space is promised an answer in five working days: what is later comes before all else. */
function promised(one: Todo, now: number): Todo {
  const isLate = one.since !== null && answerDue(one.since) < now;
  return isLate ? { ...one, what: `${one.what}, réponse promise dépassée`, isFirst: true } : one;
}

/** Spaces one by one, and whether there are more. */
function spaces(rows: unknown, what: string): Todo[] {
  const all = z.array(Space).parse(rows);
  const shown = all
    .slice(0, MOST_SPACES)
    .map((o) => ({ what: `${what} : ${o.name}`, since: o.created_at, href: `/console/structures/${o.id}` }));
  return all.length > MOST_SPACES ? [...shown, todo(`${what} : il y en a d’autres`, "/console/structures")] : shown;
}

const todo = (what: string, href: string, since: number | null = null): Todo => ({ what, since, href });

/** One line for a heap of things that are alike. */
const asFirst = (one: Todo): Todo => ({ ...one, isFirst: true });

function heap(row: unknown, { what, href }: Pile): Todo[] {
  const { n, oldest } = Heap.parse(row);
  return n === 0 ? [] : [todo(`${what} : ${n}`, href, oldest)];
}

/** What is kept too long, and what is kept and cannot be read. */
const kept = (late: number, lost: number): Todo[] => [
  ...(lost > 0 ? [todo(`Noms et adresses que nos clés n’ouvrent plus : ${lost}`, "/console/conservation")] : []),
  ...(late > 0 ? [todo("Des effacements ont plus de deux nuits de retard", "/console/conservation")] : []),
];

/** What is wrong with the machine itself. */
function machine(control: z.infer<typeof Control>, now: number): Todo[] {
  const isLate = control.last_tick_at === null || now - control.last_tick_at > TICK_LATE;
  const switches = "/console/courrier#interrupteurs";
  return [
    ...(control.sending_enabled === 1 ? [] : [todo("L’envoi de courrier est coupé", switches)]),
    ...(control.breaker_until_at <= now && control.breaker_since_at === null
      ? []
      : [todo("Le fournisseur de courrier refuse nos appels", switches, control.breaker_since_at)]),
    ...(isLate
      ? [todo("L’horloge n’a pas sonné depuis plus de cinq minutes", "/console/courrier", control.last_tick_at)]
      : []),
  ];
}
