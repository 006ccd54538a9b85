import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { root } from "../../src/kernel/merkle.ts";
import { DAY, instantOf } from "../../src/kernel/time.ts";
import { readNote, toBase64 } from "../../src/label/transparency-log/checkpoint.ts";
import { type ListedArchive, historyOf, leafOfArchive, listArchives } from "../../src/platform/archive.ts";
import { bytesShelf } from "../../src/platform/export-r2.ts";
import { textShelf } from "../../src/platform/texts-r2.ts";
import { openSigner } from "../../src/platform/signer.ts";
import { eraseNow } from "../../src/workshops/erase.ts";
import { archiveNightly } from "../../workers/reactor/archive.ts";
import { confirmed } from "../support/worker/people.ts";
import { pump, sendDepsAt } from "../support/worker/reactor.ts";
import { as, signedIn } from "../support/worker/staff.ts";
import { setClock } from "../support/worker/web.ts";
import { NOW, db, depsAt, openSession, run, value } from "../support/worker/world.ts";

const NIGHT = instantOf("2027-03-20T04:30", "Europe/Paris");
const shelf = bytesShelf(env.EVIDENCE);
const texts = textShelf(env.EVIDENCE);
const at = (now: number) => ({ ...sendDepsAt(now), clock: () => now });
beforeEach(() => setClock(NOW));

test("ninety days after somebody was forgotten their registration's trail is in a signed file, and reads whole from both, in the console too", async () => {
  const session = await openSession({ startsAt: NOW + 20 * DAY });
  const [gone, stays] = [await confirmed(session, NOW), await confirmed(session, NOW)];
  await pump(NOW);
  await eraseNow(depsAt(NOW + DAY), gone);
  await pump(NOW + DAY);
  const before = [await historyOf({ db, shelf }, gone), await historyOf({ db, shelf }, stays)];
  const inDatabase = (id: string) => value("SELECT count(*) FROM events WHERE subject = ?1", id);

  await archiveNightly(at(NIGHT - DAY * 40), env);
  expect(await inDatabase(gone)).toBe(before[0]?.length);
  await setClock(NIGHT);
  await archiveNightly(at(NIGHT), env);
  expect([await inDatabase(gone), await inDatabase(stays)]).toEqual([0, before[1]?.length]);
  expect([await historyOf({ db, shelf }, gone), await historyOf({ db, shelf }, stays)]).toEqual(before);
  expect(await value("SELECT archived_at FROM registrations WHERE id = ?1", gone)).toBe(NIGHT);

  const all = await listArchives(db);
  const listed = JSON.parse((await texts.get("archive/log.json")) ?? "{}") as {
    archives: ListedArchive[];
  };
  expect(listed.archives).toEqual(all);
  const note = (await texts.get("archive/checkpoint")) ?? "";
  const { publicKey } = await openSigner(env.SIGNING_KEYS);
  const keys = [{ kid: "a", publicKey: toBase64(publicKey) }];
  expect(await readNote(note, keys)).toEqual({
    origin: "site.test/archive",
    size: 1,
    root: toBase64(await root(all.map(leafOfArchive))),
  });
  expect(await readNote(note.replace("\n1\n", "\n2\n"), keys)).toBeNull();

  const operator = as((await signedIn("operator@resend.dev")).cookie);
  const { html } = await operator.get(`/console/journal?sujet=${gone}`);
  for (const words of ["place gardée", "inscription demandée"]) {
    expect(html).toContain(words);
  }
  expect(html.match(new RegExp(gone, "g"))?.length ?? 0).toBeGreaterThanOrEqual(before[0]?.length ?? 99);

  // Something after all: the trail has a part in each place.
  await run(
    "INSERT INTO events (id, type, version, at, actor, subject, subject_rev, data, reacted_at) VALUES ('evt_~', 'registration.missed', 1, ?2, 'clock', ?1, 99, '{}', 1)",
    gone,
    NIGHT,
  );
  expect((await historyOf({ db, shelf }, gone)).map(({ id }) => id)).toEqual([
    ...(before[0] ?? []).map(({ id }) => id),
    "evt_~",
  ]);
  // Once a night.
  expect(await archiveNightly(at(NIGHT + 60), env)).toBe(false);
});
