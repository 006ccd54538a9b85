import { beforeEach, describe, expect, test } from "vitest";

import { decide, play } from "../../../scripts/local/play-label.ts";
import { issueCheckpoint, registerNews } from "../../../src/label/transparency-log/keep.ts";
import { keepLabel } from "../../../workers/reactor/label.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { openSigner } from "../../../src/platform/signer.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { ORIGIN, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, rows, run, value } from "../../support/worker/world.ts";
import { env } from "cloudflare:workers";

const DAY = 86_400;
const DECIDED = NOW + 60 * DAY;
const subjects = async (address: string): Promise<string[]> =>
  (await mailsTo(address)).map((mail) => mail.subject.replaceAll("\u00a0", " "));

/** A label given sixty days from now, and its mails sent. */
async function granted() {
  const { place, people, addresses } = await cast();
  const p = playOf(place, people, { start: NOW });
  const id = await play(p, "decided");
  await pump(DECIDED);
  return { p, id, applicant: addresses["applicant"] ?? "", addresses };
}
/** What time causes at a moment, and its mails. */
async function later(now: number): Promise<void> {
  await setClock(now);
  await tick(depsAt(now));
  await tick(depsAt(now + 60));
  await pump(now + 61);
}

beforeEach(() => setClock(NOW));

describe("what follows a label", () => {
  test("the decision is told once; surveillance a year and two after, renewal three months before the end", async () => {
    const { applicant } = await granted();
    expect(await subjects(applicant)).toEqual(["Une décision est rendue"]);
    expect(await rows("SELECT sequence FROM enrolments WHERE sequence = 'label-suivi'")).toHaveLength(1);
    for (const days of [365 + 1, 2 * 365 + 2, 33 * 31]) {
      await later(DECIDED + days * DAY);
    }
    expect(await subjects(applicant)).toEqual([
      "Une décision est rendue",
      "Surveillance du label, un an après",
      "Surveillance du label, deux ans après",
      "Le label finit dans trois mois",
    ]);
  });

  test("a label that is withdrawn is followed no more", async () => {
    const { p, id, applicant } = await granted();
    await decide({ ...p, reasons: "L’offre n’existe plus depuis le premier janvier." }, id, "withdraw", DECIDED + DAY);
    await pump(DECIDED + DAY);
    await later(DECIDED + 366 * DAY);
    expect(await subjects(applicant)).toEqual(["Une décision est rendue", "Une décision est rendue"]);
  });

  test("kept a year after, it says when it was looked at", async () => {
    const { p, id } = await granted();
    expect(await value("SELECT surveyed_on FROM labels")).toBeNull();
    await decide(
      { ...p, reasons: "Les pièces de l’année montrent la même offre." },
      id,
      "maintain",
      DECIDED + 366 * DAY,
    );
    expect(await value("SELECT surveyed_on FROM labels")).toMatch(/^20\d\d-/);
  });

  test("each step is told to whoever acts next, and by when", async () => {
    const { place, people, addresses } = await cast();
    await play(playOf(place, people, { start: NOW - 3 * DAY }), "begun");
    await pump(NOW);
    expect((await subjects(addresses["applicant"] ?? "")).toSorted()).toEqual([
      "Candidature déposée, dépôt n° 1",
      "Candidature recevable",
    ]);
    expect((await mailsTo(addresses["adjudicator"] ?? ""))[0]?.text).toMatch(/Votre tâche\s: arbitrage/);
    expect(await subjects(addresses["operator"] ?? "")).toEqual([]);
  });

  test("the checkpoint of the day goes to whoever holds a label, once, as it was signed", async () => {
    const { applicant } = await granted();
    const signer = await openSigner(env.SIGNING_KEYS);
    await registerNews(depsAt(DECIDED), { signer, versions: [] });
    const now = DECIDED + DAY;
    await keepLabel(depsAt(now), env as never);
    await keepLabel(depsAt(now + 60), env as never);
    await pump(now + 61);
    const notes = await rows<{ note: string }>("SELECT note FROM checkpoints");
    expect(notes).toHaveLength(1);
    const mails = (await mailsTo(applicant)).filter((mail) => mail.subject.startsWith("Journal du label"));
    expect(mails).toHaveLength(1);
    for (const line of (notes[0]?.note ?? "").split("\n").filter((one) => one !== "")) {
      expect(mails[0]?.text.replaceAll(/\s+/g, " ")).toContain(line.replaceAll(/\s+/g, " "));
    }
    await run("UPDATE labels SET state = 'withdrawn'");
    expect(await issueCheckpoint(depsAt(now + DAY), { signer, origin: ORIGIN })).toBeNull();
  });
});
