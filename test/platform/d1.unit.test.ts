import { describe, expect, test } from "vitest";
import * as z from "zod";

import { type Database, type Statement, isPassing, joined, statement } from "../../src/platform/d1.ts";

describe("a statement with named parameters", () => {
  test("numbers its names in the order of their first use, each once", () => {
    expect(statement("SELECT :b, :a, :b WHERE c = :a", { a: 1, b: "two" })).toEqual({
      sql: "SELECT ?1, ?2, ?1 WHERE c = ?2",
      params: ["two", 1],
    });
  });

  test("writes a list as one JSON text, a truth as 0 or 1, and keeps null", () => {
    const { params } = statement(":ids :yes :no :none", { ids: ["a", "b"], yes: true, no: false, none: null });
    expect(params).toEqual(['["a","b"]', 1, 0, null]);
  });

  test("leaves alone what stands between quotes or in a comment", () => {
    const sql = "SELECT '12:30', 'it''s :not', \"a:b\" -- nor :this\nFROM t WHERE x = :x";
    expect(statement(sql, { x: 1 })).toEqual({
      sql: "SELECT '12:30', 'it''s :not', \"a:b\" -- nor :this\nFROM t WHERE x = ?1",
      params: [1],
    });
  });

  test("a misspelt name throws when the statement is made, and so does a value that nothing names", () => {
    expect(() => statement("x = :sesion", { session: 1 })).toThrow("no :session in");
    expect(() => statement("x = :session AND y = :other", { session: 1 })).toThrow("no value for :other in");
    expect(() => statement("x = 1", { now: 1 })).toThrow("no :now in");
  });
});

test.each([
  ["D1_ERROR: Network connection lost.", true],
  ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", true],
  ["D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.", true],
  ["D1_ERROR: database is locked: SQLITE_BUSY", true],
  ["D1_ERROR: no such column: x: SQLITE_ERROR", false],
  ["D1_ERROR: events are kept: SQLITE_CONSTRAINT", false],
  ["D1_ERROR: UNIQUE constraint failed: events.id: SQLITE_CONSTRAINT", false],
  ["D1_ERROR: string or blob too big: SQLITE_TOOBIG", false],
  ["D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'", false],
  ["TypeError: x is not a function", false],
])("what fails in passing is told from what fails each time: %s", (message, passes) => {
  expect(isPassing(new Error(message))).toBe(passes);
});

describe("reads that are asked at the same moment", () => {
  const Row = z.object({ n: z.int() });
  const of = (n: number): Statement => statement("SELECT :n AS n", { n });
  /** A database that notes what each round trip asked, and says no to `bad`. */
  const noting = (bad: number, error: string): { db: Database; trips: number[][] } => {
    const trips: number[][] = [];
    const readAll = (queries: readonly Statement[]): Promise<unknown[][]> => {
      const asked = queries.map(({ params }) => Number(params[0]));
      trips.push(asked);
      return asked.includes(bad) ? Promise.reject(new Error(error)) : Promise.resolve(asked.map((n) => [{ n }]));
    };
    return { db: joined({ readAll } as unknown as Database), trips };
  };

  test("go together, the same question once, and each gets its own answer", async () => {
    const { db, trips } = noting(0, "");
    const answers = await Promise.all([db.one(Row, of(1)), db.all(Row, of(2)), db.readAll([of(1), of(3)])]);
    expect(answers).toEqual([{ n: 1 }, [{ n: 2 }], [[{ n: 1 }], [{ n: 3 }]]]);
    await db.one(Row, of(4));
    expect(trips).toEqual([[1, 2, 3], [4]]);
  });

  test("one that is wrong fails alone; a database that is away is asked once, by all of them", async () => {
    const wrong = noting(2, "D1_ERROR: no such column: x: SQLITE_ERROR");
    const [good, bad] = await Promise.allSettled([wrong.db.one(Row, of(1)), wrong.db.one(Row, of(2))]);
    expect([good.status, bad.status, wrong.trips]).toEqual(["fulfilled", "rejected", [[1, 2], [1], [2]]]);
    const away = noting(2, "D1_ERROR: Network connection lost.");
    const both = await Promise.allSettled([away.db.one(Row, of(1)), away.db.one(Row, of(2))]);
    expect([both.map(({ status }) => status), away.trips]).toEqual([["rejected", "rejected"], [[1, 2]]]);
  });
});
