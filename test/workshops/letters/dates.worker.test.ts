import { beforeEach, expect, test } from "vitest";

import { DAY } from "../../../src/kernel/time.ts";
import { confirmed, submitted, unique } from "../../support/worker/people.ts";
import { pump } from "../../support/worker/reactor.ts";
import { setClock } from "../../support/worker/web.ts";
import { NOW, openSession, rows, value } from "../../support/worker/world.ts";

beforeEach(() => setClock(NOW));

test("three proven dates of one workshop for one address; the fourth is told the limit, and a date given free counts no more", async () => {
  const email = `delivered+${unique()}@resend.dev`;
  const dates = await Promise.all([1, 2, 3, 4, 5].map((n) => openSession({ startsAt: NOW + (20 + n) * DAY })));
  const [first = "ses_", second = "ses_", third = "ses_", fourth = "ses_", fifth = "ses_"] = dates;
  await confirmed(first, NOW, { email });
  await confirmed(second, NOW, { email });
  const told = async (template: string): Promise<unknown> => {
    await pump(NOW);
    return value("SELECT count(*) FROM messages WHERE template = ?1", template);
  };
  await confirmed(third, NOW, { email });
  expect(await told("place-gardee")).toBe(0);
  await submitted(fourth, NOW, { email });
  expect([await told("place-gardee"), await told("limite-atteinte")]).toEqual([0, 1]);
  await rows("UPDATE registrations SET state = 'cancelled' WHERE session_id IN (?1, ?2)", first, fourth);
  await submitted(fifth, NOW, { email });
  expect([await told("place-gardee"), await told("limite-atteinte")]).toEqual([1, 1]);
});
