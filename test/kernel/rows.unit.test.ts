import * as z from "zod";
import { describe, expect, expectTypeOf, test } from "vitest";

import { type RowOf, flag, instant, json, row } from "../../src/kernel/rows.ts";

const Seat = row({
  id: z.string(),
  starts_at: instant.nullable(),
  is_calendar_wanted: flag,
  needs: json(z.array(z.string())),
});
const FOUND = { id: "reg_1", starts_at: null, is_calendar_wanted: 1, needs: '["lsf"]' };

describe("a row, declared once", () => {
  test("gives code its own names, truths and lists", () => {
    expect(Seat.parse(FOUND)).toEqual({ id: "reg_1", startsAt: null, isCalendarWanted: true, needs: ["lsf"] });
    expectTypeOf<RowOf<typeof Seat>>().toEqualTypeOf<{
      id: string;
      startsAt: number | null;
      isCalendarWanted: boolean;
      needs: string[];
    }>();
    // @ts-expect-error -- a misspelt field does not compile
    void Seat.parse(FOUND).startAt;
  });

  test("names its columns for a query, some by an expression of their own", () => {
    expect(Seat.columns("r", { needs: "p.needs" })).toBe("r.id, r.starts_at, r.is_calendar_wanted, p.needs AS needs");
    expect(Seat.columns()).toBe("id, starts_at, is_calendar_wanted, needs");
  });

  test("fields are worked out from the row, and may replace some of it", () => {
    const more = Seat.derive((seat) => ({ isLate: seat.startsAt === null, needs: seat.needs.length }));
    expect(more.parse(FOUND)).toEqual({
      id: "reg_1",
      startsAt: null,
      isCalendarWanted: true,
      needs: 1,
      isLate: true,
    });
    expect(more.columns("r")).toBe(Seat.columns("r"));
  });

  test("a truth that is neither 0 nor 1, or JSON that is none, is refused by the name of its column, without its value", () => {
    const said = (found: object): string => Seat.safeParse(found).error?.message ?? "";
    expect(said({ ...FOUND, is_calendar_wanted: 2 })).toContain("is_calendar_wanted");
    for (const needs of ['{"secret":1}', "secret", '["a", 3]']) {
      expect(said({ ...FOUND, needs })).toContain("needs");
      expect(said({ ...FOUND, needs })).not.toContain("secret");
    }
    expect(said({ ...FOUND, id: undefined })).toContain("id");
  });
});
