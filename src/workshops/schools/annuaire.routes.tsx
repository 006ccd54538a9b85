import { Hono } from "hono";

import { tooLong } from "../../kernel/text.ts";
import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import type { EvidenceRefusal } from "../../platform/evidence.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../../platform/http.ts";
import { saidOf } from "../../platform/said.ts";
import { singleFile } from "../../platform/single-file.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { BASE, FilePage, FilesPage } from "./annuaire.pages.tsx";
import { MOST_BYTES } from "./file.ts";
import { type GivenFile, findFile, lastFiles } from "./files.store.ts";
import { giveAgain, giveFile, writeFile } from "./give-file.ts";
import { OVERRIDABLE, type Accepted } from "./verdict.ts";

const HEAD = { title: "Console" } as const;
/** The address that takes a file of the directory, and its megabytes. */
export const takesDirectory = (path: string): number => (path === BASE ? MOST_BYTES / 1024 / 1024 : 0);

const NOT_KEPT: Readonly<Record<EvidenceRefusal, string>> = {
  empty: "Ce fichier est vide.",
  too_big: "Ce fichier dépasse 60 Mo. L’annuaire en pèse moins : vérifiez que c’est le bon.",
  type: "Ce fichier ne se lit pas.",
  cut: "L’envoi s’est arrêté en route, rien n’a été gardé. Recommencez.",
};
const MOVED: Problem = {
  ...PROBLEMS[409],
  title: "Ce fichier a changé entre-temps",
  next: { label: "Voir l’annuaire", href: BASE },
};
/** By where a file of the directory stands. */
export const DIRECTORY_SAID: Said<GivenFile["state"]> = {
  donne: { given: "Le fichier est gardé. Il est en cours de lecture." },
  ecrire: { writing: "L’écriture commence." },
};

/** `/console/annuaire`: operators bring the directory up to date. */
export function annuaireRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(BASE, (c) => list(c, EMPTY_FORM));
  app.post(BASE, (c) => upload(c));
  app.get(`${BASE}/:fichier`, (c) => look(c, show, EMPTY_FORM));
  app.post(`${BASE}/:fichier/ecrire`, (c) => write(c, show));
  app.post(`${BASE}/:fichier/reprendre`, async (c) => {
    const deps = c.get("deps");
    const given = await giveAgain(deps, { fileId: c.req.param("fichier"), by: c.get("who").personId });
    if (!given.ok) {
      return answerProblem(c, given.refusal === "not_found" ? PROBLEMS[404] : MOVED, show);
    }
    deps.ring(given.value.eventId);
    return c.redirect(`${BASE}/${given.value.id}?fait=donne`, 303);
  });
  return app;
}

async function list(c: SiteContext, state: FormState): Promise<Response> {
  return c.render(<FilesPage files={await lastFiles(c.get("deps").db)} state={state} />, HEAD);
}

async function upload(c: SiteContext): Promise<Response> {
  const deps = c.get("deps");
  const file = await singleFile(c.req.raw);
  const given =
    file === null
      ? ({ ok: false, refusal: "empty" } as const)
      : await giveFile(deps, { upload: file, by: c.get("who").personId });
  if (!given.ok) {
    c.status(422);
    return list(c, { values: {}, errors: { fichier: NOT_KEPT[given.refusal] } });
  }
  deps.ring(given.value.eventId);
  return c.redirect(`${BASE}/${given.value.id}?fait=donne`, 303);
}

async function look(c: SiteContext, show: ShowProblem, state: FormState): Promise<Response> {
  const file = await findFile(c.get("deps").db, c.req.param("fichier") ?? "");
  if (file === null) {
    return answerProblem(c, PROBLEMS[404], show);
  }
  const done = saidOf(c, DIRECTORY_SAID, [file.state]);
  return c.render(<FilePage file={file} state={state} done={done} />, HEAD);
}

async function write(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const fileId = c.req.param("fichier") ?? "";
  const typed = OVERRIDABLE.map((stop) => [stop, fields.get(stop).trim()] as const);
  const long = typed.flatMap(([stop, reason]) => {
    const words = tooLong(reason, 300);
    return words === null ? [] : [[stop, words] as const];
  });
  if (long.length > 0) {
    c.status(422);
    return look(c, show, { values: fields.shown, errors: Object.fromEntries(long) as Record<string, string> });
  }
  const accepted: Accepted = Object.fromEntries(typed.filter(([, reason]) => reason !== ""));
  const asked = await writeFile(deps, { fileId, accepted, by: c.get("who").personId });
  if (asked.ok) {
    deps.ring(asked.value.eventId);
    return c.redirect(`${BASE}/${fileId}?fait=ecrire`, 303);
  }
  if (asked.refusal !== "unanswered") {
    return answerProblem(c, asked.refusal === "not_found" ? PROBLEMS[404] : MOVED, show);
  }
  c.status(422);
  const empty = typed.filter(([, reason]) => reason === "").map(([stop]) => [stop, "Dites pourquoi, en une phrase."]);
  return look(c, show, { values: fields.shown, errors: Object.fromEntries(empty) as Record<string, string> });
}
