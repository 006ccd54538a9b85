/** A D1 binding that is the real one, and what went through it. */
export type Watched = { d1: D1Database; seen: Set<string>; trips: number; read: number; written: number };

/** Wraps a binding: notes the text of every statement, counts round trips, rows read and rows written. */
export function watchD1(real: D1Database): Watched {
  const watched: Watched = { d1: real, seen: new Set(), trips: 0, read: 0, written: 0 };
  const bare = new WeakMap<object, D1PreparedStatement>();
  const note = (meta: { rows_read?: number; rows_written?: number }): void => {
    watched.read += meta.rows_read ?? 0;
    watched.written += meta.rows_written ?? 0;
  };
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const all = async () => {
      watched.trips += 1;
      const result = await statement.all();
      note(result.meta);
      return result;
    };
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all,
      run: all,
      first: async () => (await all()).results[0] ?? null,
    } as unknown as D1PreparedStatement;
    bare.set(wrapped, statement);
    return wrapped;
  };
  watched.d1 = {
    prepare: (sql: string) => {
      watched.seen.add(sql);
      return wrap(real.prepare(sql));
    },
    batch: async (statements: D1PreparedStatement[]) => {
      watched.trips += 1;
      const results = await real.batch(statements.map((s) => bare.get(s) ?? s));
      results.forEach((result) => note(result.meta));
      return results;
    },
  } as unknown as D1Database;
  return watched;
}
