import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { caseOf, decide, hear, play } from "../../../scripts/local/play-label.ts";
import { PARIS, dayOf } from "../../../src/kernel/time.ts";
import { appeal } from "../../../src/label/decision/appeal.ts";
import { openTo, present, sign } from "../../../src/label/decision/decide.ts";
import { answerMeasure, openMeasure, secondMeasure } from "../../../src/label/decision/hear.ts";
import type { NewMeasure } from "../../../src/label/decision/measure.ts";
import { issueCheckpoint, registerNews } from "../../../src/label/transparency-log/keep.ts";
import { verifyLog } from "../../../src/label/transparency-log/verify-log.ts";
import { openSigner } from "../../../src/platform/signer.ts";
import { refusedBecause } from "../../support/refusals.ts";
import { publish } from "../../support/worker/badges.ts";
import { cast, playOf, units } from "../../support/worker/label-cast.ts";
import { mailsTo, pump } from "../../support/worker/reactor.ts";
import { as, signedIn } from "../../support/worker/staff.ts";
import { ORIGIN, ask, setClock } from "../../support/worker/web.ts";
import { NOW, depsAt, rows, run, value } from "../../support/worker/world.ts";

const DAY = 86_400;
const LONG =
  "Une personne a reçu un rappel qui nommait l’aide devant l’auteur présumé ; la mutuelle, prévenue, n’a rien changé.";

async function granted(over: Parameters<typeof playOf>[2] = {}) {
  const { place, people, addresses } = await cast();
  const p = playOf(place, people, over);
  const id = await play(p, "decided");
  const whole = (now = NOW) => caseOf(p, id, now);
  const open = async (now: number) => openTo(await whole(now), dayOf(now, PARIS));
  return { place, people, addresses, p, id, whole, open };
}
const labelState = async () => (await rows("SELECT state, provisional_until_on AS until FROM labels"))[0];

const GOOD: NewMeasure = {
  kind: "suspend",
  ground: "report",
  groundRef: "Article public du 3 mars.",
  held: "PSY-1 : les séances ne sont plus données.",
  reasons: "Les séances annoncées ne sont plus données.",
  isUrgent: false,
};

beforeEach(() => setClock(NOW));

describe("a mutuelle is heard before anything goes against its label", () => {
  test("two members open it, the mutuelle is told once, answers each point, and only then is the panel free to decide", async () => {
    const { p, id, whole, open, people } = await granted();
    expect(await open(NOW)).toEqual(["maintain"]);
    const measure = await hear(p, id, NOW);
    expect(await open(NOW + 5 * DAY)).toEqual([]);
    expect(await rows("SELECT type FROM events WHERE type = 'file.hearing_opened'")).toHaveLength(1);
    const answer = { criterion: "PSY-1", text: "Les séances ont repris le 2 novembre, voici le tableau." };
    expect(await answerMeasure(depsAt(NOW + DAY), { one: await whole(), id: measure, answer })).toEqual({
      ok: true,
      value: null,
    });
    expect((await whole()).decided.measure?.answers).toEqual([answer]);
    expect(await open(NOW + 40 * DAY)).toEqual(["maintain", "reserve", "suspend", "withdraw", "close"]);
    expect(await answerMeasure(depsAt(NOW + 40 * DAY), { one: await whole(), id: measure, answer })).toMatchObject({
      refusal: "not_open",
    });
    const given = { kind: "maintain", reasons: "La mutuelle montre que les séances ont repris.", revision: 0 };
    await present(depsAt(NOW + 40 * DAY), { one: await whole(), ...given, by: people.panel[0] });
    for (const by of people.panel.slice(1)) {
      await sign(depsAt(NOW + 40 * DAY), { whole: await whole(), revision: 1, by, readAgain: () => whole() });
    }
    expect([await labelState(), await value("SELECT outcome FROM measures")]).toEqual([
      { state: "active", until: null },
      "maintain",
    ]);
  });

  test("opened again before a second agreed, the first is put aside; of two last signatures at once one tells the mutuelle", async () => {
    const { people, whole } = await granted();
    const [by, other, third] = people.panel;
    const opened = async (who: typeof by): Promise<string> => {
      expect((await openMeasure(depsAt(NOW), { one: await whole(), given: GOOD, attached: [], by: who })).ok).toBe(
        true,
      );
      return (await whole()).decided.measure?.id ?? "";
    };
    const first = await opened(by);
    const id = await opened(other);
    expect([id === first, await value("SELECT count(*) FROM measures WHERE outcome = 'replaced'")]).toEqual([false, 1]);
    const one = await whole();
    await Promise.all(
      [by, third].map((who) => secondMeasure(depsAt(NOW), { one, id, by: who, readAgain: () => whole() })),
    );
    expect(await rows("SELECT type FROM events WHERE type = 'file.hearing_opened'")).toHaveLength(1);
  });

  test("an urgent suspension needs three, holds at once in registry, badge and log, and lapses by itself", async () => {
    const { p, id, open } = await granted();
    const signer = await openSigner(env.SIGNING_KEYS);
    await registerNews(depsAt(NOW - DAY), { signer, versions: [] });
    await hear(p, id, NOW, { isUrgent: true, ground: "danger", reasons: LONG });
    const until = String((await labelState())?.["until"]);
    expect(await labelState()).toMatchObject({ state: "active" });
    await publish(NOW);
    const label = String(await value("SELECT id FROM labels"));
    const seen = async (now: number) => {
      await setClock(now);
      const { labels } = JSON.parse((await ask("/label/registre.json")).html) as {
        labels: { id_label: string; niveau: string; etat: string }[];
      };
      const said = JSON.parse((await ask(`/label/badge/${label}.json`)).html) as { message: string };
      return { labels, said: said.message, etat: labels[0]?.etat };
    };
    const during = await seen(NOW);
    expect([during.etat, during.said]).toEqual(["suspended", "suspendu à titre provisoire"]);
    expect((await ask(`/label/registre/${label}`)).html).toContain("suspendu à titre provisoire");
    expect((await ask("/label/registre?vigueur=1")).html).not.toContain(label);
    const lapsed = Date.parse(`${until}T12:00:00Z`) / 1000 + DAY;
    const after = await seen(lapsed);
    expect([after.etat, after.said]).toEqual(["active", expect.stringContaining("Renforcé")]);
    expect(await open(lapsed)).toContain("suspend");
    await issueCheckpoint(depsAt(NOW + DAY), { signer, origin: ORIGIN });
    await setClock(NOW);
    const log = JSON.parse((await ask("/label/journal/journal.json")).html) as Parameters<typeof verifyLog>[0];
    const judged = async (registry: typeof after.labels, now: number) =>
      (await verifyLog(log, { keys: [], kept: [], policy: null, registry, now })).wrong.filter((line) =>
        line.includes("label "),
      );
    expect(await judged(during.labels, NOW)).toEqual([]);
    expect(await judged(after.labels, lapsed)).toEqual([]);
    expect(await judged(after.labels, NOW)).toHaveLength(1);
  });

  test("closed without anything: no decision, no entry, and another measure may come", async () => {
    const { p, id, whole, people, open } = await granted();
    await hear(p, id, NOW - 40 * DAY);
    const given = { kind: "close", reasons: "Ce qui était reproché n’est pas établi.", revision: 0 };
    await present(depsAt(NOW), { one: await whole(), ...given, by: people.panel[0] });
    for (const by of people.panel.slice(1)) {
      await sign(depsAt(NOW), { whole: await whole(), revision: 1, by, readAgain: () => whole() });
    }
    expect(await value("SELECT count(*) FROM decisions")).toBe(1);
    expect(await value("SELECT count(*) FROM journal_entries")).toBe(1);
    expect([(await whole()).decided.measure, (await whole()).decided.proposal, await open(NOW)]).toEqual([
      null,
      null,
      ["maintain"],
    ]);
    await decide(p, id, "withdraw", NOW + 60 * DAY);
    expect(await labelState()).toMatchObject({ state: "withdrawn" });
  });

  test("the mutuelle and the panel see it on their pages, and act there without a script", async () => {
    const { id, place, addresses } = await granted();
    const label = String(await value("SELECT id FROM labels"));
    await run(
      "INSERT INTO complaints VALUES ('cmp_1', ?1, 'experience', 'Personne ne décroche depuis un mois.', 'open', NULL, ?2, NULL)",
      label,
      NOW - DAY,
    );
    const desk = `/espace/evaluation/${id}`;
    const member = async (name: string) => as((await signedIn(addresses[name] ?? "", "panel_member")).cookie);
    const [one, two] = [await member("panel1"), await member("panel2")];
    expect((await one.get(desk)).html).toMatch(/signalement\s: Personne ne décroche/);
    const fields = {
      mesure: "suspend",
      motif: "complaint",
      piece: "cmp_1",
      reference: "",
      griefs: "PSY-1 : personne ne décroche depuis un mois.",
      raisons: "court",
    };
    const wrong = await one.post(`${desk}/mesure`, fields);
    expect([wrong.status, wrong.html.includes("personne ne décroche depuis un mois.")]).toEqual([422, true]);
    expect((await one.post(`${desk}/mesure`, { ...fields, raisons: "L’écoute annoncée ne répond plus." })).status).toBe(
      303,
    );
    expect((await one.get(desk)).html.match(/Membre \d[^<]*signé/g)).toEqual([
      expect.stringMatching(/1 \(vous\)\s: a signé/),
      expect.stringMatching(/2\s: n’a pas encore signé/),
      expect.stringMatching(/3\s: n’a pas encore signé/),
    ]);
    const follow = `/espace/structures/${place}/label/${id}/evaluation`;
    const { cookie } = await signedIn(addresses["applicant"] ?? "", "applicant", place);
    const mutuelle = as(cookie);
    expect((await mutuelle.get(follow)).html).not.toContain("Une mesure est envisagée");
    const measure = String(await value("SELECT id FROM measures"));
    expect((await two.post(`${desk}/appuyer`, { mesure: measure })).status).toBe(303);
    expect((await mutuelle.get(follow)).html).toContain("Une mesure est envisagée");
    const base = follow.replace("/evaluation", "");
    const short = await mutuelle.post(`${base}/audition`, { mesure: measure, critere: "PSY-1", reponse: "non" });
    expect([short.status, short.html.includes("Dites pourquoi")]).toEqual([422, true]);
    const long = { mesure: measure, critere: "PSY-1", reponse: "x".repeat(4001) };
    expect(await mutuelle.post(`${base}/audition`, long)).toMatchObject({
      status: 422,
      html: expect.stringContaining(long.reponse),
    });
    expect(
      (
        await mutuelle.post(`${base}/audition`, {
          mesure: measure,
          critere: "PSY-1",
          reponse: "La ligne a été rétablie hier.",
        })
      ).status,
    ).toBe(303);
    const piece = new FormData();
    Object.entries({
      url: "https://www.exemple.fr/ligne",
      emise: "2026-11-02",
      expire: "",
      detenteur: "",
      nature: "document",
    }).forEach(([name, text]) => piece.append(name, text));
    const sent = { method: "POST", body: piece, headers: { cookie, origin: ORIGIN } };
    expect((await ask(`${base}/criteres/PSY-1/preuves`, sent)).location).toContain("/evaluation?fait=piece");
    expect((await two.get(`${desk}/criteres/PSY-1`)).html).toContain("https://www.exemple.fr/ligne");
    expect((await two.get(desk)).html).toContain("La ligne a été rétablie hier.");
    expect((await mutuelle.get(follow)).html).toContain("J’ai pris connaissance");
    expect((await mutuelle.post(`${base}/recours`, { texte: "x".repeat(6001) })).status).toBe(422);
    await mutuelle.post(`${base}/lu`, {});
    expect((await mutuelle.get(follow)).html).not.toContain("J’ai pris connaissance");
  });
});

/** A measure by the first member, on a label of its own. */
async function opening(by?: "operator") {
  const { people, whole } = await granted();
  const { panel, operator } = people;
  return openMeasure(depsAt(NOW), {
    one: await whole(),
    given: GOOD,
    attached: [],
    by: by === "operator" ? operator : panel[0],
  });
}
/** A second signature, by the second member, under the measure that is open. */
async function seconding(who: 1 | "operator", which?: string) {
  const { people, whole } = await granted();
  await openMeasure(depsAt(NOW), { one: await whole(), given: GOOD, attached: [], by: people.panel[0] });
  const one = await whole();
  const by = who === "operator" ? people.operator : people.panel[who];
  return secondMeasure(depsAt(NOW), { one, id: which ?? one.decided.measure?.id ?? "", by, readAgain: () => whole() });
}
async function answering(text: string, now: number) {
  const { p, id, whole } = await granted();
  const measure = await hear(p, id, NOW);
  return answerMeasure(depsAt(now), { one: await whole(), id: measure, answer: { criterion: "PSY-1", text } });
}
refusedBecause(openMeasure, [
  ["not_yours", () => opening("operator")],
  [
    "not_open",
    async () => {
      const { people, whole } = await granted({ unit: units[2] ?? { id: "", answers: {} } });
      return openMeasure(depsAt(NOW), { one: await whole(), given: GOOD, attached: [], by: people.panel[0] });
    },
  ],
  [
    "moved",
    async () => {
      const { p, id, people, whole } = await granted();
      await hear(p, id, NOW);
      return openMeasure(depsAt(NOW), { one: await whole(), given: GOOD, attached: [], by: people.panel[0] });
    },
  ],
]);
refusedBecause(secondMeasure, [
  ["not_yours", () => seconding("operator")],
  ["moved", () => seconding(1, "mea_autre")],
]);
refusedBecause(answerMeasure, [
  ["no_reasons", () => answering("non", NOW)],
  ["not_open", () => answering("Les séances ont repris.", NOW + 40 * DAY)],
]);
refusedBecause(appeal, [
  [
    "nothing_to_win",
    async () => {
      const { whole, people } = await granted();
      const one = await whole();
      const decisions = one.decided.decisions.map((last) => ({ ...last, level: "N3" }));
      const text = "Les pièces jointes depuis montrent un meilleur service.";
      return appeal(depsAt(NOW), {
        one: { ...one, decided: { ...one.decided, decisions } },
        text,
        by: people.applicant,
      });
    },
  ],
]);

describe("an appeal", () => {
  test("is open thirty days from the day the mutuelle says it read the decision, which the page asks once", async () => {
    const { id, place, addresses } = await granted();
    const follow = `/espace/structures/${place}/label/${id}`;
    const mutuelle = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
    await mutuelle.post(`${follow}/lu`, {});
    await mutuelle.post(`${follow}/lu`, {});
    expect(await rows("SELECT read_on FROM decision_readings")).toEqual([{ read_on: dayOf(NOW, PARIS) }]);
    expect((await mutuelle.get(`${follow}/evaluation`)).html).toContain("Contester cette décision");
    await setClock(NOW + 31 * DAY);
    expect((await mutuelle.get(`${follow}/evaluation`)).html).not.toContain("Contester cette décision");
  });
});

describe("answers to grades", () => {
  test("are a thread: the third person replies, the mutuelle is told once a day and answers, which the third person is told once a day, the panel reads it all, and it ends with the phase", async () => {
    const { place, people, addresses } = await cast();
    const id = await play(playOf(place, people, { start: NOW - 15 * DAY }), "contradictory");
    await pump(NOW);
    const mutuelle = as((await signedIn(addresses["applicant"] ?? "", "applicant", place)).cookie);
    const desk = async (who: string, role: "assessor" | "panel_member") =>
      as((await signedIn(addresses[who] ?? "", role)).cookie);
    const judge = await desk("adjudicator", "assessor");
    const space = `/espace/structures/${place}/label/${id}`;
    const criterion = `/espace/evaluation/${id}/criteres/PSY-1`;
    const say = (who: typeof judge, path: string, reponse: string) => who.post(`${path}/repliquer`, { reponse });
    const answer = { observation: "disagreement", reponse: "La page 4 des garanties dit quatre séances." };
    expect((await say(judge, criterion, "Rien n’a encore été répondu ici.")).status).toBe(409);
    // What is too long is handed back whole, never cut without a word.
    const long = "x".repeat(2001);
    const refused = await mutuelle.post(`${space}/criteres/PSY-1/repondre`, { ...answer, reponse: long });
    expect([refused.status, refused.html.includes(`>${long}</textarea>`)]).toEqual([422, true]);
    await mutuelle.post(`${space}/criteres/PSY-1/repondre`, answer);
    expect((await say(await desk("panel1", "panel_member"), criterion, "Ce n’est pas à moi.")).status).toBe(409);
    expect((await say(judge, criterion, "Non")).html).toContain("Répondez en une phrase au moins.");
    expect((await say(judge, criterion, "La page 4 parle d’une autre gamme.")).location).toContain("fait=replique");
    await pump(NOW + 60);
    // Once it was replied to, the first answer stays what it was.
    expect(
      (await mutuelle.post(`${space}/criteres/PSY-1/repondre`, { ...answer, reponse: "Autre chose." })).status,
    ).toBe(409);
    const short = await say(mutuelle, `${space}/criteres/PSY-1`, "Si.");
    expect([short.status, short.html.includes(">Si.</textarea>")]).toEqual([422, true]);
    expect((await say(mutuelle, `${space}/criteres/PSY-1`, long)).html).toContain(`>${long}</textarea>`);
    for (const [who, path, text] of [
      [mutuelle, `${space}/criteres/PSY-1`, "La gamme Socle est nommée à la ligne trois."],
      [judge, criterion, "La ligne trois dit deux séances."],
      [mutuelle, `${space}/criteres/PSY-1`, "Deux par épisode, quatre par an."],
      [judge, criterion, "C’est l’épisode qui compte."],
    ] as const) {
      expect([text, (await say(who, path, text)).status]).toEqual([text, 303]);
    }
    await pump(NOW + 120);
    expect((await say(mutuelle, `${space}/criteres/PSY-1`, "Une fois de trop, donc.")).status).toBe(409);
    const told = (await mailsTo(addresses["applicant"] ?? "")).filter((one) => one.subject.includes("réplique"));
    expect(told).toHaveLength(1);
    const judged = (await mailsTo(addresses["adjudicator"] ?? "")).filter((one) => one.subject.includes("avant le"));
    expect(judged.map((one) => one.text.includes("restent à relire"))).toEqual([true]);
    const panel = await desk("panel1", "panel_member");
    for (const text of [
      "La page 4 parle d’une autre gamme.",
      "Deux par épisode, quatre par an.",
      "C’est l’épisode qui compte.",
    ]) {
      expect([text, (await panel.get(`/espace/evaluation/${id}`)).html.includes(text)]).toEqual([text, true]);
    }
    // After the last day nothing more is said, though nobody has decided yet.
    await mutuelle.post(`${space}/criteres/PSY-2/repondre`, answer);
    await setClock(NOW + 30 * DAY);
    const [late, back] = [
      await desk("adjudicator", "assessor"),
      await signedIn(addresses["applicant"] ?? "", "applicant", place),
    ];
    expect((await say(late, criterion.replace("PSY-1", "PSY-2"), "Trop tard pour vous répondre.")).status).toBe(409);
    expect((await as(back.cookie).post(`${space}/criteres/PSY-3/repondre`, answer)).status).toBe(409);
    expect((await as(back.cookie).get(`${space}/evaluation`)).html).not.toMatch(/name="reponse"/);
  });
});
