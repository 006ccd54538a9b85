import { beforeEach, describe, expect, test } from "vitest";

import { caseOf, decide, play } from "../../../scripts/local/play-label.ts";
import { dayOf, instantOf } from "../../../src/kernel/time.ts";
import { appeal, readDecision } from "../../../src/label/decision/appeal.ts";
import { registerNews } from "../../../src/label/transparency-log/keep.ts";
import { fillLog } from "../../../src/label/transparency-log/slots.ts";
import { keepLabel } from "../../../workers/reactor/label.ts";
import { tick } from "../../../workers/reactor/tick.ts";
import { openSigner } from "../../../src/platform/signer.ts";
import { cast, playOf } from "../../support/worker/label-cast.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { setClock } from "../../support/worker/web.ts";
import { type Pace, holders, setPace } from "../../../src/label/transparency-log/journal.store.ts";
import { NOW, db, depsAt, rows, value } from "../../support/worker/world.ts";
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

  test("last days are recalled: 10, 3 and 1 working days before to a mutuelle, 10, 3 and the day after to whoever works; what is done is recalled no more", async () => {
    const { place, people, addresses } = await cast();
    const p = playOf(place, people, { start: NOW - 15 * DAY });
    const id = await play(p, "contradictory");
    await pump(NOW);
    const told: string[] = [];
    const known: Record<string, number> = {};
    const on = async (...days: string[]): Promise<void> => {
      for (const day of days) {
        const now = instantOf(`${day}T11:00`, "Europe/Paris");
        await setClock(now);
        await tick(depsAt(now));
        await pump(now + 60);
        for (const [who, address] of Object.entries(addresses)) {
          const mails = (await mailsTo(address)).filter((one) => /jusqu|avant le|attend/.test(one.subject));
          mails.slice(known[who]).forEach((one) => told.push(`${day.slice(5)} ${who} ${one.subject}`));
          known[who] = mails.length;
        }
      }
    };
    await on("2026-12-01"); // what the phase itself said
    told.length = 0;
    await on("2026-12-07", "2026-12-08", "2026-12-17", "2026-12-18", "2026-12-21", "2027-01-06", "2027-01-07");
    expect(told.map((one) => one.replaceAll(/\s/g, " "))).toEqual([
      "12-08 applicant Votre réponse aux notes : jusqu’au mardi 22 décembre 2026",
      "12-17 applicant Votre réponse aux notes : jusqu’au mardi 22 décembre 2026",
      "12-21 applicant Votre réponse aux notes : jusqu’au mardi 22 décembre 2026",
      "01-07 operator Un dossier du label à rendre avant le jeudi 21 janvier 2027",
      "01-07 panel1 Un dossier du label à rendre avant le jeudi 21 janvier 2027",
      "01-07 panel2 Un dossier du label à rendre avant le jeudi 21 janvier 2027",
      "01-07 panel3 Un dossier du label à rendre avant le jeudi 21 janvier 2027",
    ]);
    told.length = 0;
    const at = (day: string): number => instantOf(`${day}T14:00`, "Europe/Paris");
    await decide(p, id, "grant", at("2027-01-08"));
    await on("2027-01-18", "2027-01-22");
    expect(told).toEqual([]); // the panel decided
    // Read, the decision can be contested until February 11 instead of 22.
    await readDecision(depsAt(at("2027-01-12")), { one: await caseOf(p, id, at("2027-01-12")), by: people.applicant });
    await on("2027-01-27", "2027-01-28");
    expect(told.map((one) => one.replaceAll(/\s/g, " "))).toEqual([
      "01-28 applicant Votre recours, si vous contestez la décision : jusqu’au jeudi 11 février 2027",
    ]);
    const one = await caseOf(p, id, at("2027-02-01"));
    await appeal(depsAt(at("2027-02-01")), {
      one,
      text: "La note de PSY-1 ne tient pas compte de l’annexe.",
      by: people.applicant,
    });
    await on("2027-02-08", "2027-02-10");
    expect(told).toHaveLength(1);
  });

  test("the checkpoint of a Monday goes to whoever holds a label, once, as it was signed; that of another day stays in the feed", async () => {
    const { applicant } = await granted();
    const signer = await openSigner(env.SIGNING_KEYS);
    await registerNews(depsAt(DECIDED), { signer, versions: [] });
    // DECIDED is a Saturday; the night after, then Monday morning.
    await keepLabel(depsAt(DECIDED + DAY), env as never);
    await pump(DECIDED + DAY + 1);
    expect((await mailsTo(applicant)).filter((mail) => mail.subject.startsWith("Journal du label"))).toEqual([]);
    const now = DECIDED + 2 * DAY;
    await fillLog(depsAt(instantOf(`${dayOf(DECIDED + DAY, "Europe/Paris")}T21:59`, "Europe/Paris")));
    await keepLabel(depsAt(now), env as never);
    await keepLabel(depsAt(now + 60), env as never);
    await pump(now + 61);
    const notes = await rows<{ note: string }>("SELECT note FROM checkpoints ORDER BY size DESC");
    expect(notes).toHaveLength(2);
    const mails = (await mailsTo(applicant)).filter((mail) => mail.subject.startsWith("Journal du label"));
    expect(mails).toHaveLength(1);
    for (const line of (notes[0]?.note ?? "").split("\n").filter((one) => one !== "")) {
      expect(mails[0]?.text.replaceAll(/\s+/g, " ")).toContain(line.replaceAll(/\s+/g, " "));
    }
  });

  test("a mutuelle chooses: the checkpoint of each day, that of Mondays, or none", async () => {
    await granted();
    const label = String(await value("SELECT id FROM labels"));
    const told = async (pace: Pace) => {
      await db.batch([setPace(label, pace)]);
      const sent = [true, false].map((isMonday) => holders(db, { todayOn: "2027-01-12", isMonday }));
      return (await Promise.all(sent)).map((one) => one.length);
    };
    expect([await told("weekly"), await told("daily"), await told("never")]).toEqual([
      [1, 0],
      [1, 1],
      [0, 0],
    ]);
  });
});
