import { describe, expect, test } from "vitest";

import { instantOf } from "../../src/kernel/time.ts";
import { knock, stepsTo, subscribed } from "../support/worker/guidance.ts";
import { LOST } from "../support/worker/mail.ts";
import { value } from "../support/worker/world.ts";

const at = (local: string): number => instantOf(`2026-12-${local}`, "Europe/Paris");

describe("quiet hours count when a mail leaves, not when it was made ready", () => {
  test("frozen before nine by a provider that did not answer, it leaves at eight, once, under its key", async () => {
    const { email } = await subscribed(at("02T20:50"));
    await knock(at("02T20:52"), { mailer: { post: () => Promise.resolve(LOST) } });
    expect(
      await value("SELECT count(*) FROM send_batches WHERE class = 2 AND frozen_at IS NOT NULL AND status < 3"),
    ).toBe(1);
    for (const hour of ["02T21:05", "02T23:00", "03T04:00", "03T07:59"]) {
      await knock(at(hour));
    }
    expect(await stepsTo(email)).toEqual([]);
    await knock(at("03T08:01"));
    await knock(at("03T08:10"));
    expect(await stepsTo(email)).toHaveLength(1);
    expect(await value("SELECT count(*) FROM send_batches WHERE class = 2")).toBe(1);
  });
});
