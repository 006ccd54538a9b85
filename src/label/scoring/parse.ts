import type * as z from "zod/mini";

import { type Wrong, checkAnswers, checkReferential } from "./check.ts";
import { AnswersFile, ReferentialFile } from "./formats.ts";
import { type Model, modelOf } from "./model.ts";

export type Parsed<T> = { ok: true; value: T } | { ok: false; wrong: Wrong[] };
type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  number: "un nombre (fini, écrit sans guillemets)",
  int: "un nombre entier",
  string: "un texte",
  boolean: "true ou false",
  object: "un objet",
  array: "une liste",
  record: "un objet",
  null: "null",
  tuple: "une liste de deux nombres",
};

function why(issue: Issue): string {
  if (issue.code === "unrecognized_keys") {
    return `clé inconnue : ${issue.keys.join(", ")}`;
  }
  if (issue.code === "invalid_type") {
    return issue.input === undefined ? "cette clé manque" : `on attend ${KINDS[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === "invalid_value") {
    return `valeurs possibles : ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
  }
  if (issue.code === "too_small" || issue.code === "too_big") {
    return issue.code === "too_small" ? `au moins ${String(issue.minimum)}` : `au plus ${String(issue.maximum)}`;
  }
  if (issue.code === "invalid_format") {
    return issue.format === "date" ? "ce jour n’existe pas : écrivez AAAA-MM-JJ" : "cette écriture n’est pas la bonne";
  }
  return "aucune des formes admises : voyez docs/scoring.md";
}

/** The most telling issue inside a union: the one that got furthest in. */
function deepest(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") {
    return [issue];
  }
  const inside = issue.errors.map((errors) =>
    errors.flatMap((one) => deepest({ ...one, path: [...issue.path, ...one.path] })),
  );
  const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((one) => one.path.length));
  const best = inside.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  const isTelling = depth(best) > issue.path.length || best.some((one) => one.code === "unrecognized_keys");
  return isTelling ? best : [issue];
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text === "" ? "" : "."}${String(key)}`),
    "",
  ) || "fichier";

function shaped<T>(schema: z.ZodMiniType<T>, value: unknown): Parsed<T> {
  const read = schema.safeParse(value, { reportInput: true });
  return read.success
    ? { ok: true, value: read.data }
    : {
        ok: false,
        wrong: read.error.issues.flatMap(deepest).map((one) => ({ place: placeOf(one.path), why: why(one) })),
      };
}

/** Keys given twice in one object of a valid JSON text: `JSON.parse` would keep the last one without a word. */
function keysTwice(text: string): Wrong[] {
  const open: Set<string>[] = [];
  const wrong: Wrong[] = [];
  let last: string | null = null;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (token === "{" || token === "[") {
      open.push(new Set());
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":" && last !== null) {
      const key = JSON.parse(last) as string;
      const keys = open.at(-1);
      if (keys?.has(key) === true) {
        wrong.push({ place: key, why: "cette clé est donnée deux fois dans le même objet" });
      }
      keys?.add(key);
    }
    last = token.startsWith('"') ? token : null;
  }
  return wrong;
}

/** Reads JSON text; a syntax error, `NaN` and a key given twice are told with their place. */
export function parseJson(text: string): Parsed<unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    const wrong = keysTwice(text);
    return wrong.length === 0 ? { ok: true, value } : { ok: false, wrong };
  } catch (error) {
    return { ok: false, wrong: [{ place: "fichier", why: `JSON illisible (${(error as Error).message})` }] };
  }
}

/** Reads a referential of the documented format (`referential/1`), or says all that is wrong with it. */
export function parseReferential(value: unknown): Parsed<Model> {
  const read = shaped(ReferentialFile, value);
  if (!read.ok) {
    return read;
  }
  const wrong = checkReferential(read.value);
  return wrong.length === 0 ? { ok: true, value: modelOf(read.value) } : { ok: false, wrong };
}

/** Reads answers of the documented format (`answers/1`) for a referential, or says all that is wrong with them. */
export function parseAnswers(value: unknown, { file }: Model): Parsed<AnswersFile> {
  const read = shaped(AnswersFile, value);
  if (!read.ok) {
    return read;
  }
  const wrong = checkAnswers(read.value, file);
  return wrong.length === 0 ? read : { ok: false, wrong };
}
