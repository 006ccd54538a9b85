import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

import { describe, expect, test } from "vitest";

import type { ReferentialFile } from "../../src/label/scoring/formats.ts";
import { DURATIONS } from "../../src/label/assessment/process.ts";
import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";
import { RETENTION } from "../../src/privacy/retention.ts";
import { HOLD_TIME } from "../../src/workshops/seats/registration.ts";
import { saidBy } from "../support/said-by.ts";

/* A number that a page says in prose is the one that the code or the data counts; those of documents are looked up by `documents.unit.test.ts`. */

const read = (file: string): string => readFileSync(file, "utf8");
/** A file as one line: a sentence may be broken in it, and have no-break spaces. */
const flat = (file: string): string => read(file).replace(/\s+/g, " ");
const FRENCH = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(
  " ",
);
const TENS: Readonly<Record<string, number>> = {
  une: 1,
  vingt: 20,
  "vingt-quatre": 24,
  trente: 30,
  "quarante-huit": 48,
};
const nombre = (word = ""): number => {
  const lower = word.toLowerCase();
  return FRENCH.includes(lower) ? FRENCH.indexOf(lower) : (TENS[lower] ?? Number(word));
};
/** What is counted, and where pages say how many there are: the first group of a pattern, wherever it occurs. */
type Claim = readonly [count: number, ...places: (readonly [file: string, said: RegExp])[]];

/** What is not said where it is claimed, or says another number. */
const wrongIn = (claims: readonly Claim[], textOf = flat): string[] =>
  claims.flatMap(([count, ...places]) =>
    places.flatMap(([file, said]) => {
      const found = [...textOf(file).matchAll(said)];
      const lies = found.filter(([, word]) => nombre(word) !== count);
      return found.length === 0
        ? [`${file}: ${said} is not there`]
        : lies.map(([text]) => `${file}: ${text}: ${count}`);
    }),
  );

/** What is counted in records: the questions of `/aide`, the published referential of the label. */
const path = JSON.parse(read("content/aide/chemin.json")) as Record<string, { ask?: string }>;
const asked = Object.values(path).filter(({ ask }) => ask !== undefined).length;
const label = JSON.parse(read("content/referentials/label@0.9.0.json")) as ReferentialFile;
const LETTER = saidBy("src/label/referential/referential.ts", "QUESTIONS");
const COUNTED: readonly Claim[] = [
  [
    asked,
    ["src/ui/parts.tsx", /(\w+) questions, une réponse/g],
    ["src/about/home.pages.tsx", /(\w+) questions, une réponse/g],
    ["src/help/tongue.ts", /(deux|trois|quatre) questions/gi],
    ["content/aide/mots.facile.json", /(deux|trois|quatre) questions/gi],
    ["content/comprendre/jeunes.md", /\(\/aide\), (\S+) questions/g],
    ["content/pages/confidentialite.md", /aux (\S+) questions/g],
  ],
  [
    label.tree.children.length,
    ["content/label/index.md", /chacune des (\S+) dimensions/g],
    ["src/label/application/application.pages.tsx", /Les (\S+) dimensions/g],
    ["src/label/referential/referential.pages.tsx", /en (\S+) dimensions/g],
  ],
  [
    label.levels?.length ?? 0,
    ["content/label/index.md", /(\S+) niveaux : /g],
    ["src/label/public/label.pages.tsx", /Les (\S+) niveaux/g],
    ["src/label/referential/referential.pages.tsx", /Les (\S+) niveaux/g],
  ],
  [
    LETTER,
    ["src/label/public/ask.pages.tsx", /(?:Voici|Les) (\S+) questions/g],
    ["src/label/public/label.pages.tsx", /(\w+) questions, et une lettre/g],
    ["src/label/registry/registry.pages.tsx", /(\w+) questions et une lettre/g],
    ["workers/prerender/label.tsx", /(\w+) questions à poser/g],
  ],
  [
    globSync("content/programmes/*.md").filter((file) => flat(file).includes("audience: class ")).length,
    ["content/pages/moins-de-15-ans.md", /(\w+) ateliers se font en classe/g],
  ],
  [
    newest("premiere-semaine").steps.length,
    ["content/comprendre/enseignants.md", /\(\/parents\/reperes-8\) : (\S+) messages/g],
  ],
];

const ROLES = "src/access/roles.ts";
const SPACES = "src/access/organisations";
const CLASSES = "src/workshops/classes";
const PRIVACY = "content/pages/confidentialite.md";
const PROCESS = "src/label/assessment/process.ts";
const MEASURE = "src/label/decision/measure.ts";
const DRAW = "src/workshops/list/draw-time.ts";
/** What lasts some time, or happens some times at most, as the code has it. */
const TIMED: readonly Claim[] = [
  [
    RETENTION.afterSession / DAY,
    ["src/privacy/retention.ts", /effacé (\d+) jours après l’atelier/g],
    ["src/about/home.pages.tsx", /plus de (\d+) jours après l’atelier/g],
    ["src/workshops/manage.parts.tsx", /(\d+) jours après l’atelier/g],
    ["src/workshops/manage.party.tsx", /(\d+) jours après l’atelier/g],
    ["src/workshops/catalogue/session.pages.tsx", /(\d+) jours après l’atelier/g],
    ["src/workshops/consent/consent.pages.tsx", /(\d+) jours après l’atelier/g],
    ["src/workshops/seats/registration.parts.tsx", /(\d+) jours après l’atelier/g],
    ["src/workshops/seats/status.parts.tsx", /s’effacent d’eux-mêmes (\d+) jours après/g],
    ["src/workshops/presence/by-hand.pages.tsx", /(\d+) jours après la séance/g],
    [PRIVACY, /(\d+) jours après la séance/g],
  ],
  [
    RETENTION.afterRefusal / HOUR,
    ["src/workshops/consent/consent.pages.tsx", /(?:effacée )dans les (\d+) heures/g],
    ["src/workshops/seats/registration.parts.tsx", /effacée dans les (\d+) heures/g],
    [PRIVACY, /(\d+) heures après (?:le|un) refus/g],
  ],
  [
    RETENTION.neverConfirmedAdult / DAY,
    ["src/privacy/retention.ts", /effacé après (\d+) jours/g],
    [PRIVACY, /(\d+) jours ; 48 heures/g],
  ],
  [
    RETENTION.neverConfirmedMinor / HOUR,
    ["src/privacy/retention.ts", /effacé après (\d+) heures/g],
    [PRIVACY, /7 jours ; (\d+) heures/g],
  ],
  [
    Math.floor(RETENTION.agreements / (30 * DAY)),
    ["src/workshops/manage.parts.tsx", /(\d+) mois après l’atelier/g],
    ["src/workshops/consent/consent.pages.tsx", /(\d+) mois après l’atelier/g],
    [PRIVACY, /(\d+) mois après la séance/g],
  ],
  [RETENTION.hash / DAY, [PRIVACY, /(\d+) jours après l’effacement prévu/g]],
  [
    RETENTION.afterLeaving / DAY,
    [PRIVACY, /(\d+) jours après la fin du parcours/g],
    ["src/guidance/parents.pages.tsx", /Effacée (\d+) jours après la fin du parcours/g],
  ],
  [Math.floor(RETENTION.consents / (365 * DAY)), [PRIVACY, /sans adresse IP \| Pouvoir le prouver \| (\d+) ans/g]],
  [Math.floor(RETENTION.attestations / (365 * DAY)), [PRIVACY, /code et empreinte : (\d+) ans/g]],
  [Math.floor(RETENTION.messages / (30 * DAY)), [PRIVACY, /Vous l’expliquer \| (\d+) mois/g]],
  [RETENTION.afterRole / DAY, [PRIVACY, /(\d+) jours après la fin du dernier rôle/g]],
  [RETENTION.afterLogin / DAY, [PRIVACY, /(\d+) jours après leur fin/g]],
  [
    RETENTION.released / DAY,
    ["src/label/workspace/console.routes.tsx", /(?:gardés?|plus de) (\d+) jours/g],
    ["src/label/assessment/released.store.ts", /plus de (\S+) jours/g],
  ],
  [
    HOLD_TIME.first / MINUTE,
    ["src/about/home.pages.tsx", /gardée (\d+) minutes/g],
    ["src/workshops/catalogue/session.pages.tsx", /gardée (\d+) minutes/g],
  ],
  [
    saidBy("src/workshops/seats/take-back.ts", "TAKE_BACK_TIME") / MINUTE,
    ["src/workshops/manage.parts.tsx", /pendant (\S+) minutes/gi],
  ],
  [
    saidBy("src/workshops/seats/registration.ts", "MOST_MOVES"),
    ["src/workshops/seats/date-choice.tsx", /changé de date (\S+) fois/g],
    ["src/workshops/manage.pages.tsx", /changé de date (\S+) fois/g],
    ["src/workshops/consent/consent.pages.tsx", /changé de date (\S+) fois/g],
  ],
  [
    saidBy("src/workshops/seats/registration.ts", "MARKED_FROM") / HOUR,
    ["src/workshops/presence/presence.pages.tsx", /à partir de (\S+) heures avant/g],
  ],
  [
    saidBy("src/workshops/seats/registration.ts", "MARKED_UNTIL") / DAY,
    ["src/workshops/presence/presence.pages.tsx", /\((\S+) pour la coordination\)/g],
  ],
  [
    saidBy("src/workshops/sessions/session.ts", "LIST_CLOSES_HOURS"),
    ["src/workshops/planning/edit.pages.tsx", /ou (\S+) heures avant la séance/g],
  ],
  [
    saidBy("src/workshops/letters/session-message.ts", "MOST_A_WEEK"),
    ["src/workshops/planning/message.routes.tsx", /(\w+) messages en sept jours/g],
  ],
  [
    saidBy("src/workshops/planning/plan-session.ts", "SHOWN_SINCE") / DAY,
    ["src/workshops/planning/session-list.pages.tsx", /depuis (\S+) jours/g],
  ],
  [
    saidBy("src/workshops/planning/figures.store.ts", "LATE") / HOUR,
    ["src/workshops/planning/figures.routes.tsx", /rendue dans les (\d+) heures/g],
  ],
  [
    saidBy("src/workshops/sessions/waves.ts", "LEAST_SEATS"),
    ["src/workshops/impact/survey.pages.tsx", /À moins de (\S+) personnes/g],
  ],
  [saidBy("src/workshops/impact/figures.ts", "LEAST_ANSWERS"), [PRIVACY, /publié avant (\S+) réponses/g]],
  [saidBy(DRAW, "BEACON_AFTER") / MINUTE, ["src/workshops/list/draw.pages.tsx", /connu (\S+) minutes après/g]],
  [saidBy(DRAW, "BEACON_AWAY") / HOUR, ["src/workshops/list/draw.pages.tsx", /pendant (\S+) heures/g]],
  [saidBy(`${CLASSES}/request.schema.ts`, "MOST_SLOTS"), [`${CLASSES}/find.pages.tsx`, /(\S+) créneaux ou aucun/g]],
  [
    saidBy(`${CLASSES}/plan.ts`, "PAUSE"),
    [`${CLASSES}/ask.pages.tsx`, /suivent, (\S+) minutes après/g],
    [`${CLASSES}/act.parts.tsx`, /la dernière, (\S+) minutes après/g],
  ],
  [
    saidBy(`${CLASSES}/request.ts`, "LATE_BEFORE") / DAY,
    [`${CLASSES}/request.reactions.ts`, /à moins de (\S+) jours de la date/g],
  ],
  [
    saidBy("src/workshops/schools/advance-file.ts", "MOST_TRIES"),
    ["src/workshops/schools/advance-file.ts", /s’est arrêtée (\S+) fois/g],
  ],
  [saidBy(ROLES, "PROOF_IS_FRESH") / MINUTE, ["src/access/proof.pages.tsx", /plus de (\S+) minutes/g]],
  [
    saidBy("src/access/passkeys.ts", "CHALLENGE_LIVES") / MINUTE,
    ["src/access/ask-anew.tsx", /plus de (\S+) minutes/g],
    ["src/access/passkey.routes.tsx", /plus de (\S+) minutes/g],
  ],
  [
    saidBy("src/access/sign-in.ts", "SIGN_IN_LIVES") / MINUTE,
    ["src/access/access.pages.tsx", /sert (\S+) minutes/g],
    ["src/access/proof.pages.tsx", /sert (\S+) minutes/g],
  ],
  [
    saidBy(`${SPACES}/invite.ts`, "INVITATION_LIVES") / DAY,
    [`${SPACES}/approval.pages.tsx`, /Elle vaut (\S+) jours/g],
    [`${SPACES}/team.pages.tsx`, /s’efface après (\S+) jours/g],
  ],
  [
    saidBy(`${SPACES}/correct-address.ts`, "CLICK_LIVES") / DAY,
    [`${SPACES}/corrections.pages.tsx`, /valable (\S+) jours/g],
  ],
  [
    saidBy(`${SPACES}/correct-address.ts`, "FIRST_PASSKEY") === DAY ? 24 : 0,
    [`${SPACES}/corrections.pages.tsx`, /dans les (\S+) heures/g],
  ],
  [
    saidBy("src/access/passkeys.ts", "RECOVERY_LIVES") === DAY ? 24 : 0,
    [`${SPACES}/approval.routes.tsx`, /elle a (\S+) heures/gi],
    ["src/access/proof.pages.tsx", /rouvrir (\S+) heures/g],
  ],
  [
    saidBy("src/guidance/guidance.reactions.ts", "SETTINGS_LINK_LIVES") / DAY,
    ["src/guidance/settings.pages.tsx", /il vaut (\S+) jours/g],
  ],
  [
    saidBy("src/console/overview.store.ts", "TICK_LATE") / MINUTE,
    ["src/console/overview.store.ts", /plus de (\S+) minutes/g],
  ],
  [
    saidBy(PROCESS, "APPEAL_DAYS"),
    ["content/label/index.md", /dans les (\S+) jours qui suivent sa lecture/g],
    ["src/label/workspace/follow.pages.tsx", /délai de recours, (\S+) jours/g],
    ["src/label/workspace/follow.routes.tsx", /dans les (\S+) jours qui suivent la lecture/g],
  ],
  [saidBy(PROCESS, "READ_WITHIN"), ["src/label/decision/rights.ts", /(\w+) jours ; ensuite, elle compte comme lue/g]],
  [saidBy(PROCESS, "VALID_MONTHS") / 12, ["content/label/index.md", /Un label dure (\S+) ans/g]],
  [
    DURATIONS.contradictory,
    ["content/label/convention.md", /pendant (\S+) jours ouvrés/g],
    ["src/label/workspace/follow.pages.tsx", /(\S+) jours ouvrés au moins avant la décision/g],
  ],
  [DURATIONS.clarification, ["src/label/workspace/tasks.parts.tsx", /revient pour (\S+) jours ouvrés/g]],
  [
    saidBy(MEASURE, "HEARING_DAYS"),
    ["content/label/index.md", /elle a (\S+) jours ouvrés pour répondre/g],
    ["src/label/workspace/run.pages.tsx", /La mutuelle a (\S+) jours ouvrés pour répondre/g],
  ],
  [saidBy(MEASURE, "PROVISIONAL_DAYS"), ["content/label/index.md", /pour (\S+) jours ouvrés au plus/g]],
  [
    saidBy("src/label/assessment/calibration.ts", "LEAST_CASES"),
    ["src/label/workspace/console.routes.tsx", /juge (\S+) réponses fictives/g],
  ],
  [
    saidBy("src/label/scoring/sensitivity.ts", "LEAST_PAIRS"),
    ["src/label/workspace/console.pages.tsx", /à partir de (\S+) critères/g],
  ],
];

describe("a number that a page says in words", () => {
  test.each([
    ["what is counted", COUNTED],
    ["how long, how often", TIMED],
  ])("%s is what there is", (_, claims) => {
    expect(wrongIn(claims)).toEqual([]);
    const places = claims.flatMap(([, ...rest]) => rest);
    expect(wrongIn(claims.map(([count, ...rest]): Claim => [count + 1, ...rest]))).toHaveLength(
      places.flatMap(([file, said]) => [...flat(file).matchAll(said)]).length,
    );
    expect(wrongIn(claims, () => "")).toHaveLength(places.length);
  });

  test("a sequence has as many messages, as many subjects and lasts as long as its presentation says", () => {
    const told = globSync("content/parcours/*.md").map((file) => {
      const summary = /^summary: (.+)$/m.exec(read(file))?.[1] ?? "";
      return { summary, steps: newest(basename(file, ".md")).steps };
    });
    expect(told.length).toBeGreaterThan(7);
    expect(told.filter(({ summary, steps }) => !isTold(summary, steps))).toEqual([]);
    const [one] = told;
    const shorter = one === undefined ? [] : one.steps.slice(0, -1);
    expect(isTold(one?.summary ?? "", shorter)).toBe(false);
    expect(isTold("Deux messages en deux semaines : un, deux.", [{ offset: "PT0S" }, { offset: "P14D" }])).toBe(true);
    expect(isTold("Deux messages en deux semaines : un, deux.", [{ offset: "PT0S" }, { offset: "P15D" }])).toBe(false);
    expect(isTold("Deux messages en un mois : un seul.", [{ offset: "PT0S" }, { offset: "P28D" }])).toBe(false);
  });

  test("the minutes of the parts of a workshop add up to its length", () => {
    const shared = globSync("content/programmes/*.md").flatMap((file) => {
      const text = read(file);
      const parts = [...text.matchAll(/^(?:- \*\*(\d+) minutes\*\*|.*\((\d+) minutes\))/gm)].map(([, a, b]) => a ?? b);
      const length = Number(/^duration_minutes: (\d+)$/m.exec(text)?.[1]);
      return parts.length === 0 ? [] : [{ file, length, sum: parts.reduce((sum, part) => sum + Number(part), 0) }];
    });
    expect(shared.length).toBeGreaterThan(3);
    expect(shared.filter(({ length, sum }) => length !== sum)).toEqual([]);
  });

  test("a sheet of the kit has as many cards, posters and questions as its title and its lead say", () => {
    const counts: readonly Claim[] = [
      [partsOf("cartes-11-14", /^### (\d+)\./gm), ["content/kit/cartes-11-14.md", /lead: (\w+) situations/g]],
      [partsOf("cartes-15-plus", /^### (\d+)\./gm), ["content/kit/cartes-15-plus.md", /lead: (\w+) situations/g]],
      [partsOf("dix-affiches", /^## (.+)$/gm), ["content/kit/dix-affiches.md", /title: (\w+) affiches/g]],
      [partsOf("trois-cas", /^## Cas (\d+)/gm), ["content/kit/trois-cas.md", /title: (\w+) cas/g]],
      [partsOf("quiz", /^\*\*(\d+)\.\*\*/gm), ["content/kit/quiz.md", /title: (\w+) questions/g]],
    ];
    expect(wrongIn(counts)).toEqual([]);
  });
});

type Offset = { offset: string };
/** The steps of the newest version of a sequence. */
function newest(id: string): { steps: readonly Offset[] } {
  const versions = globSync(`content/sequences/${id}.v*.json`).map(
    (file) => JSON.parse(read(file)) as { version: number; steps: readonly Offset[] },
  );
  return versions.toSorted((a, b) => b.version - a.version)[0] ?? { steps: [] };
}
/** « Six messages en huit semaines : un, deux, … », « Un message par mois pendant six mois : … ». */
function isTold(summary: string, steps: readonly Offset[]): boolean {
  const [, first, length, unit] = /^(\w+) messages en (\w+) (semaines?|mois)\b/.exec(summary) ?? [];
  const monthly = /^Un message par mois pendant (\w+) mois\b/.exec(summary)?.[1];
  const [, subjects = ""] = /^[^:]+ : (.+)$/.exec(summary) ?? [];
  const last = Number(/^P(\d+)D$/.exec(steps.at(-1)?.offset ?? "")?.[1]);
  const lasts = unit === "mois" ? Math.ceil(last / 31) : Math.ceil(last / 7);
  const isInTime =
    monthly === undefined
      ? nombre(length) === lasts
      : steps.every(({ offset }, i) => offset === (i === 0 ? "PT0S" : `P${i}M`));
  return nombre(first ?? monthly) === steps.length && subjects.split(", ").length === steps.length && isInTime;
}
/** How many different things of a sheet a pattern finds: a card has a front and a back. */
const partsOf = (sheet: string, part: RegExp): number =>
  new Set([...read(`content/kit/${sheet}.md`).matchAll(part)].map(([, name]) => name)).size;
