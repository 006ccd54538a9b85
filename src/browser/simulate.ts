import type { AnswerSpec, AnswersFile } from "../label/scoring/formats.ts";
import type { Model } from "../label/scoring/model.ts";
import { parseAnswers, parseJson, parseReferential } from "../label/scoring/parse.ts";
import { type ScoredUnit, scoreUnit } from "../label/scoring/score.ts";
import { whatIf } from "../label/scoring/what-if.ts";
import { EFFORTS, dimensionsOf, levelName, outOf100, prerequisite, whatIsMissing } from "../label/referential/words.ts";
import { byId, offerFile, onFile, warnBeforeLeaving } from "./page.ts";

/*
 * The simulator: an offer graded in this page by the code that grades everywhere else; nothing is sent or stored. Comes when somebody
 * begins (`simulator.ts`).
 */
const root = byId("simulator", HTMLElement);
const grid = byId("grid", HTMLFormElement);
const target = byId("target", HTMLSelectElement);
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
let isUnsaved = false;

const radios = (id: string): HTMLInputElement[] => [...grid.querySelectorAll<HTMLInputElement>(`input[name="${id}"]`)];
const say = (words: string): void => {
  byId("done", HTMLElement).textContent = words;
};

function text<K extends keyof HTMLElementTagNameMap>(tag: K, words: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

/** What is checked, as answers. */
function answers({ file }: Model): Record<string, AnswerSpec> {
  const given = file.criteria.flatMap(({ id, na }): [string, AnswerSpec][] => {
    const value = radios(id).find((one) => one.checked)?.value;
    if (value === undefined) {
      return [];
    }
    return [[id, value === "na" ? { na: { justification: na?.condition ?? "" } } : { declared: Number(value) }]];
  });
  return Object.fromEntries(given);
}

const asFile = (model: Model): AnswersFile => ({
  format: "answers/1",
  referential: `${model.file.id}@${model.file.version}`,
  at: today,
  units: [{ id: "simulation", answers: answers(model) }],
});

/** Fills the grid from answers, whatever their form; what they do not name is left blank. */
function fill(model: Model, given: Readonly<Record<string, AnswerSpec>>): void {
  for (const { id } of model.file.criteria) {
    const answer = given[id] ?? null;
    const isLong = typeof answer === "object" && answer !== null;
    const isNa = isLong && "na" in answer && answer.na !== undefined;
    const declared = isLong && "declared" in answer ? answer.declared : answer;
    radios(id).forEach((one) => (one.checked = isNa ? one.value === "na" : one.value === String(declared)));
  }
}

/** A bar from 0 to 100 with its floor, as `Fill` draws it; the words beside say the same. */
function bar(bp: number, floorBp: number): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const add = (shape: "rect" | "path", given: Record<string, string | number>): void => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", shape);
    Object.entries(given).forEach(([key, value]) => part.setAttribute(key, String(value)));
    svg.append(part);
  };
  svg.setAttribute("class", "fill");
  svg.setAttribute("viewBox", "0 0 300 14");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  add("rect", { class: bp < floorBp ? "low" : "v", width: (bp * 3) / 100, height: 14 });
  for (const part of ["gap", "m"]) {
    add("path", { class: part, d: `M${(floorBp * 3) / 100} 0v14`, "vector-effect": "non-scaling-stroke" });
  }
  return svg;
}

function showDimensions({ file }: Model, unit: ScoredUnit, given: ReadonlySet<string>): void {
  const rows = dimensionsOf(file).map(({ id, name, criteria }) => {
    const bp = unit.nodes.find((node) => node.id === id)?.basisPoints ?? 0;
    const floor = unit.floors.find((one) => one.node === id);
    const words = floor === undefined || floor.met ? "" : `, il faut ${floor.requiredBp / 100}`;
    const row = document.createElement("li");
    row.append(text("span", name), text("b", `${Math.floor(bp / 100)}${words}`), bar(bp, floor?.requiredBp ?? 0));
    const count = document.querySelector(`[data-done="${id}"]`);
    count?.replaceChildren(`${criteria.filter((one) => given.has(one)).length} sur ${criteria.length} notés`);
    return row;
  });
  byId("dimensions", HTMLElement).replaceChildren(...rows);
}

// oxlint-disable-next-line no-restricted-globals -- the page reads a file of its own site
const reading = fetch(root.dataset["referential"] ?? "").then((answer) => answer.json());
let known: Model | null = null;
/** The referential, ready to score with: made ready when somebody begins, not before. */
async function modelNow(): Promise<Model> {
  if (known === null) {
    const model = parseReferential(await reading);
    if (!model.ok) {
      throw new Error("the published referential is wrong");
    }
    known = model.value;
  }
  return known;
}

const REASONS = { gate: "porte", floor: "plancher", total: "total" } as const;
function showPlan(model: Model, unit: { id: string; answers: Record<string, AnswerSpec> }): void {
  const plan = whatIf(model, unit, target.value, { at: today, isAssumed: true });
  const level = levelName(model.file, target.value);
  if (!plan.ok) {
    return;
  }
  const steps = plan.value.steps.map((step) => {
    const name = model.criteria.get(step.criterion)?.name ?? "";
    const item = document.createElement("li");
    const link = text("a", `${step.criterion} · ${name}`);
    link.href = `#${step.criterion}`;
    const does = text("button", "Appliquer");
    does.type = "button";
    does.className = "quiet small";
    does.setAttribute("aria-label", `Appliquer : ${step.criterion} à la note ${step.to}`);
    does.addEventListener("click", () => {
      radios(step.criterion).forEach((one) => (one.checked = one.value === String(step.to)));
      changed(model);
      (byId("plan", HTMLElement).querySelector("button") ?? target).focus();
    });
    const detail = `de ${step.from} à ${step.to} (${REASONS[step.reason]}, effort ${EFFORTS[model.criteria.get(step.criterion)?.remediation?.effort ?? 1]}) : ${outOf100(step.newBp)}`;
    item.append(link, document.createElement("br"), `${detail} `, does);
    return item;
  });
  byId("plan", HTMLElement).replaceChildren(...steps);
  const beside = model.levels.slice(0, model.levels.findIndex((one) => one.id === target.value) + 1).at(-1);
  const apart = [
    ...(beside?.mysteryTests
      ? [prerequisite({ kind: "mysteryTests", level: beside.id, required: beside.mysteryTests, obtained: 0 })]
      : []),
    ...(beside?.interview === true
      ? [prerequisite({ kind: "interview", level: beside.id, required: 1, obtained: 0 })]
      : []),
    ...(beside?.evidenceMaxMonths ? [`des preuves de ${beside.evidenceMaxMonths} mois au plus`] : []),
  ];
  const reached =
    steps.length === 0
      ? `Les notes de « ${level} » sont atteintes. `
      : "Ce sont les notes qui demandent le moins d’efforts en tout. ";
  byId("beside", HTMLElement).textContent = `${reached}Il faudra aussi : ${apart.join(", ")}.`;
}

function show(model: Model): void {
  const unit = { id: "simulation", answers: answers(model) };
  const scored = scoreUnit(model, unit, { at: today, isAssumed: true });
  if (scored.status !== "ok") {
    byId("summary", HTMLElement).textContent = `Pas de score : ${scored.error.message} (${scored.error.place}).`;
    return;
  }
  const count = Object.keys(unit.answers).length;
  const standing = `${levelName(model.file, scored.level)} · ${outOf100(scored.declared.basisPoints ?? 0)}`;
  byId("glance-bar", HTMLElement).hidden = false;
  byId("glance", HTMLElement).textContent = `${standing} : voir ce qui manque`;
  byId("summary", HTMLElement).textContent =
    `${standing}. ${count} ${count > 1 ? "critères notés" : "critère noté"} sur ${model.file.criteria.length}.`;
  const missing = whatIsMissing(model.file, scored, ["floors"]) ?? "Les notes du plus haut niveau sont atteintes.";
  byId("missing", HTMLElement).textContent =
    count === 0 ? "Commencez par noter un critère, n’importe lequel." : missing;
  showDimensions(model, scored, new Set(Object.keys(unit.answers)));
  showPlan(model, unit);
}

function changed(model: Model): void {
  isUnsaved = true;
  show(model);
}

function open(model: Model, words: string): void {
  const json = parseJson(words);
  const read = json.ok ? parseAnswers(json.value, model) : json;
  if (!read.ok) {
    const [first] = read.wrong;
    say(`Ce fichier n’a pas été repris : ${first?.place ?? ""} : ${first?.why ?? ""}. Rien n’a changé ici.`);
    return;
  }
  fill(model, read.value.units[0]?.answers ?? {});
  show(model);
  isUnsaved = false;
  say("Les réponses du fichier sont dans la grille.");
}

function save(model: Model): void {
  const content = new Blob([`${JSON.stringify(asFile(model), null, 2)}\n`], { type: "application/json" });
  offerFile(`simulation-label-${today}.json`, content);
  isUnsaved = false;
  say("Le fichier est dans vos téléchargements.");
}

const withModel = (act: (model: Model) => void) => () => void modelNow().then(act);
grid.addEventListener("change", withModel(changed));
target.addEventListener("change", withModel(show));
byId("save", HTMLButtonElement).addEventListener("click", withModel(save));
byId("print", HTMLButtonElement).addEventListener("click", () => window.print());
byId("clear", HTMLButtonElement).addEventListener(
  "click",
  withModel((model) => {
    grid.reset();
    show(model);
    isUnsaved = false;
    say("La grille est vide.");
  }),
);
onFile(byId("open", HTMLInputElement), (words) => void modelNow().then((model) => open(model, words)));
warnBeforeLeaving(() => isUnsaved);
