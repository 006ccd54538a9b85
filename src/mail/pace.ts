/** Spaces out calls to the provider, and rests when it says that it has had enough. */
export type Pace = { turn: () => Promise<void>; rest: (seconds: number) => void };

/** At most `perSecond` calls a second from this consumer. `clock` in milliseconds. */
export function pacer(perSecond: number, clock: () => number, sleep: (ms: number) => Promise<void>): Pace {
  let next = 0;
  return {
    turn: async () => {
      const now = clock();
      const at = Math.max(now, next);
      next = at + 1000 / perSecond;
      if (at > now) {
        await sleep(at - now);
      }
    },
    rest: (seconds) => {
      next = Math.max(next, clock() + seconds * 1000);
    },
  };
}
