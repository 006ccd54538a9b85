import { seeded } from "../../src/workshops/schools/probes.ts";

/*
 * What a crowd does to the one thread of the database, as arithmetic: arrivals of a moment, the cache in front, one server that takes one thing after the other. `npm run
 * sim:evening` measures how long each thing takes and prints who waits how long.
 */

/** Milliseconds of the one thread that each thing takes. */
export type Costs = Readonly<
  Record<"list" | "session" | "programme" | "hold" | "form" | "newsOne" | "newsHundred", number>
>;
export type Moment = "opening" | "evening" | "wave";
/** What stands between people and the database. `times`: so many times the crowd. */
export type Setting = { hasCache: boolean; hasQueue: boolean; times?: number };
type Job = { at: number; ms: number; kind: keyof Costs };

const FRESH = 10_000;
/** The views that the cache lets through: one a key while none is kept, one behind while a stale one is shown (src/access/cacheable.ts). */
export function throughCache<V extends { at: number; key: string }>(views: readonly V[]): V[] {
  const made = new Map<string, number>();
  return views.filter(({ at, key }) => {
    const age = at - (made.get(key) ?? -Infinity);
    if (age < FRESH) {
      return false;
    }
    made.set(key, at);
    return true;
  });
}
type Crowd = { people: number; seconds: number };
/** The three moments (a wanted session opens; a broadcast; reminders leave), and a trickle of people who fill forms meanwhile. */
export const CROWDS: Readonly<Record<Moment, Crowd>> = {
  opening: { people: 20_000, seconds: 60 },
  evening: { people: 50_000, seconds: 600 },
  wave: { people: 60_000, seconds: 60 },
};
/** Keys of lists that people ask for: départements and filters; sessions that a broadcast leads to. */
const LISTS = 120;
const KEYS = { list: LISTS, session: 2000, programme: 10 } as const;
/** People a second who fill forms, whatever else happens. */
const TRICKLE = 5;

type View = { at: number; key: string; kind: "list" | "session" | "programme" };
/** A moment as it is written down: what people look at, and what they do. */
type Script = {
  people: number;
  /** A time within the moment; one that comes some seconds after another. */
  within: () => number;
  later: (at: number, from: number, to: number) => number;
  chance: () => number;
  oneOf: (word: string, n: number) => string;
  look: (view: View) => void;
  act: (kind: keyof Costs, at: number) => void;
};

/** A seat is held, and its form is sent a minute or more after. */
function fill({ act, later }: Script, at: number): void {
  act("hold", at);
  act("form", later(at, 60, 180));
}

const SCRIPTS: Readonly<Record<Moment, (script: Script, setting: Setting) => void>> = {
  opening: (script) => {
    for (let i = 0; i < script.people; i++) {
      const at = script.within();
      script.look({ at, key: script.oneOf("list", LISTS), kind: "list" });
      script.look({ at: script.later(at, 2, 8), key: "session wanted", kind: "session" });
      fill(script, script.later(at, 5, 15));
    }
  },
  evening: ({ people, within, chance, oneOf, look }) => {
    // Of three pages two are help, which is files.
    for (let i = 0; i < people; i++) {
      const what = chance();
      const kind = what < 0.5 ? "list" : what < 0.8 ? "session" : "programme";
      look({ at: within(), key: oneOf(kind, KEYS[kind]), kind });
    }
  },
  wave: ({ people, within, later, act }, { hasQueue }) => {
    const pieces = 2 * people;
    if (!hasQueue) {
      for (let i = 0; i < people; i++) {
        const at = within();
        act("newsOne", at);
        act("newsOne", later(at, 0, 3));
      }
      return;
    }
    for (let i = 0; i < pieces / 100; i++) {
      act("newsHundred", within());
    }
  },
};

/** Everything that a moment asks of the database, soonest first. */
export function jobsOf(moment: Moment, costs: Costs, setting: Setting, seed = 25): Job[] {
  const chance = seeded(seed);
  const { people, seconds } = CROWDS[moment];
  const [views, jobs]: [View[], Job[]] = [[], []];
  const script: Script = {
    people: people * (setting.times ?? 1),
    within: () => chance() * seconds * 1000,
    later: (at, from, to) => at + (from + chance() * (to - from)) * 1000,
    chance,
    oneOf: (word, n) => `${word} ${Math.floor(chance() * n)}`,
    look: (view) => void views.push(view),
    act: (kind, at) => void jobs.push({ at, kind, ms: costs[kind] }),
  };
  SCRIPTS[moment](script, setting);
  for (let i = 0; i < TRICKLE * seconds; i++) {
    fill(script, script.within());
  }
  const asked = views.toSorted((a, b) => a.at - b.at);
  (setting.hasCache ? throughCache(asked) : asked).forEach(({ at, kind }) => script.act(kind, at));
  return jobs.toSorted((a, b) => a.at - b.at);
}

/** How a moment went: waits in milliseconds, the longest line, when the database would begin to refuse, how busy it was. */
export type Served = {
  p95: number;
  worst: number;
  longest: number;
  overloadedAt: number | null;
  busy: number;
  asked: number;
};
/** From this wait on the database is taken to refuse: « overloaded ». */
const OVERLOADED = 5000;

/** One server, who comes first is served first. `of`: whose waits are told. */
export function serve(jobs: readonly Job[], of: keyof Costs): Served {
  const waits: number[] = [];
  const ends: number[] = [];
  let [free, longest, from, work] = [0, 0, 0, 0];
  let overloadedAt: number | null = null;
  for (const { at, ms, kind } of jobs) {
    const start = Math.max(at, free);
    free = start + ms;
    work += ms;
    ends.push(free);
    while ((ends[from] ?? Infinity) <= at) {
      from += 1;
    }
    longest = Math.max(longest, ends.length - from);
    if (start - at > OVERLOADED) {
      overloadedAt ??= at / 1000;
    }
    if (kind === of) {
      waits.push(start - at);
    }
  }
  waits.sort((a, b) => a - b);
  return {
    p95: waits[Math.floor(waits.length * 0.95)] ?? 0,
    worst: waits.at(-1) ?? 0,
    longest,
    overloadedAt,
    busy: work / Math.max(1, jobs.at(-1)?.at ?? 1),
    asked: jobs.length,
  };
}

/** A moment under a setting: how long holds waited. */
export const play = (moment: Moment, costs: Costs, setting: Setting): Served =>
  serve(jobsOf(moment, costs, setting), "hold");
/** It holds: a hold waits less than a second, 95 times of 100, and nobody is refused. */
export const holds = ({ p95, overloadedAt }: Served): boolean => p95 < 1000 && overloadedAt === null;
