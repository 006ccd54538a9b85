import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { tooLong } from "../../kernel/text.ts";
import type { Said } from "../../kernel/said.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import { REFUSALS, fileOf, readUpload, refusePiece } from "./answer.routes.tsx";
import { isEditable } from "./application.ts";
import { MOST_WHERE, readPages, readPiece } from "./application.schema.ts";
import {
  HEAD,
  LIBRARY,
  type LabelSite,
  type Loaded,
  SPACE,
  baseOf,
  listOf,
  modelsOf,
  mustLoad,
  placeOf,
} from "./edge.tsx";
import { dropFromLibrary, follow, keepVersion, restOn } from "./library.ts";
import { LibraryPage } from "./library.pages.tsx";
import { type LibraryPiece, findPiece, libraryOf } from "./library.store.ts";

/** Whether the piece that an act was about is there. */
export const LIBRARY_SAID: Said<"there" | "gone"> = {
  version: { there: "La nouvelle version est gardée. Dans chaque dossier, la pièce propose de la prendre." },
  retiree: { gone: "La pièce est retirée de la bibliothèque." },
};
const REFUSED = {
  same: "C’est le même fichier que celui de la bibliothèque : rien n’a été gardé.",
  superseded: "Quelqu’un a donné une autre version entre-temps : relisez, puis recommencez.",
} as const;
const GONE = "Cette pièce n’est plus dans la bibliothèque : choisissez-en une autre.";

/** `/espace/structures/:structure/bibliotheque`: pieces of a mutuelle; and the acts by which a criterion rests on one. */
export function libraryRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(LIBRARY, (c) => show(c, site, EMPTY_FORM));
  app.get(
    `${LIBRARY}/:piece`,
    ofPiece(site, async (c, piece) => {
      const body = piece.r2Key === null ? null : await c.get("deps").evidence.get(piece.r2Key);
      return body === null
        ? answerProblem(c, PROBLEMS[404], site.show)
        : fileOf(c, { body, mime: piece.mime, name: piece.id });
    }),
  );
  app.post(
    `${LIBRARY}/:piece/version`,
    ofPiece(site, (c, piece) => takeVersion(c, site, piece)),
  );
  app.post(
    `${LIBRARY}/:piece/retirer`,
    ofPiece(site, (c, piece) => remove(c, site, piece)),
  );
  app.post(
    `${SPACE}/:dossier/criteres/:critere/bibliotheque`,
    mustLoad(site, (c, loaded) => rest(c, site, loaded)),
  );
  app.post(
    `${SPACE}/:dossier/preuves/:preuve/version`,
    mustLoad(site, (c, loaded) => takeNewest(c, site, loaded)),
  );
  return app;
}

const libraryAt = (c: SiteContext): string => `/espace/structures/${c.req.param("structure") ?? ""}/bibliotheque`;

/** A route about one piece: another mutuelle's does not exist. */
const ofPiece =
  (site: LabelSite, act: (c: SiteContext, piece: LibraryPiece) => Response | Promise<Response>) =>
  async (c: SiteContext): Promise<Response> => {
    const id = c.req.param("piece") ?? "";
    const piece = await findPiece(c.get("deps").db, { id, organisationId: idParam(c, "org", "structure") });
    return piece === null ? answerProblem(c, PROBLEMS[404], site.show) : act(c, piece);
  };

async function show(c: SiteContext, site: LabelSite, state: FormState): Promise<Response> {
  const { db, now } = c.get("deps");
  const model = (await modelsOf(c, site)).at(-1);
  if (model === undefined) {
    throw new Error("no referential is published");
  }
  const pieces = await libraryOf(db, idParam(c, "org", "structure"));
  const ids = pieces.map(({ id }) => id);
  const props = {
    base: libraryAt(c),
    label: listOf(c),
    pieces,
    model,
    todayOn: dayOf(now, PARIS),
    state,
    done: saidOf(c, LIBRARY_SAID, ids.includes(actIn(c).about) ? ["there"] : await goneOf(c, ids)),
  };
  return c.render(<LibraryPage {...props} />, HEAD);
}

async function takeVersion(c: SiteContext, site: LabelSite, piece: LibraryPiece): Promise<Response> {
  const deps = c.get("deps");
  const given = await readUpload(c);
  if (given === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const { shown } = given.fields;
  const again = (errors: Record<string, string>): Promise<Response> => {
    c.status(422);
    return show(c, site, { values: shown, errors, row: piece.id });
  };
  const read = readPiece(given.fields, dayOf(deps.now, PARIS));
  if (!read.ok) {
    await given.file?.body.cancel();
    return again(read.errors);
  }
  // A version has the name of what it replaces, unless it is given another.
  const typed = { ...read.value, name: given.isNamed ? read.value.name : piece.name };
  const organisation = idParam(c, "org", "structure");
  const by = c.get("who").personId;
  const kept = await keepVersion(deps, { of: piece, organisation, typed, upload: given.file, by });
  return kept.ok
    ? c.redirect(`${libraryAt(c)}?de=${kept.value.id}&fait=version#${kept.value.id}`, 303)
    : again({ fichier: { ...REFUSALS, ...REFUSED }[kept.refusal] });
}

async function remove(c: SiteContext, site: LabelSite, piece: LibraryPiece): Promise<Response> {
  if ((await readForm(c))?.get("confirme") !== "oui") {
    const consequence = `« ${piece.name} » quitte la bibliothèque. Sans retour : son fichier est effacé, sauf si un dossier déposé le cite.`;
    const words = { title: "Retirer cette pièce de la bibliothèque ?", consequence, button: "Retirer la pièce" };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={libraryAt(c)} />, HEAD);
  }
  const done = await dropFromLibrary(c.get("deps"), { piece });
  const problem = {
    ...PROBLEMS[409],
    title: "Cette pièce sert encore",
    detail: "Retirez-la d’abord des critères qui s’appuient sur elle : la bibliothèque dit lesquels.",
  };
  return done.ok ? leadTo(c, `${libraryAt(c)}?de=${piece.id}&fait=retiree`) : answerProblem(c, problem, site.show);
}

const closed = (detail: string) => ({ ...PROBLEMS[409], title: "Rien n’a été gardé", detail });

async function rest(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const { application, model } = loaded;
  const fields = await readForm(c);
  const criterion = model.criteria.get(c.req.param("critere") ?? "");
  if (fields === null || criterion === undefined) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const again = (errors: Record<string, string>, status: 409 | 422): Response | Promise<Response> => {
    const state = { values: fields.shown, errors };
    return refusePiece(c, loaded, { criterionId: criterion.id, from: "library", state }, status);
  };
  const pages = readPages(fields);
  const long = tooLong(pages, MOST_WHERE);
  if (long !== null) {
    return again({ pages: long }, 422);
  }
  const done = await restOn(c.get("deps"), {
    application,
    criterionId: criterion.id,
    libraryId: fields.get("piece"),
    pages,
    visibility: fields.get("public") === "on" ? "public" : "private",
    by: c.get("who").personId,
  });
  if (!done.ok) {
    return again({ piece: { ...REFUSALS, unknown: GONE }[done.refusal] }, 409);
  }
  const isAnswering = !isEditable(application.state);
  const answering = `${baseOf(c)}/evaluation?fait=piece#${criterion.id}`;
  return c.redirect(isAnswering ? answering : placeOf(c, model, criterion.id, "piece"), 303);
}

async function takeNewest(c: SiteContext, site: LabelSite, { application, model, pieces }: Loaded): Promise<Response> {
  const piece = pieces.find((one) => one.id === c.req.param("preuve"));
  if (piece === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const done = await follow(c.get("deps"), { application, piece, by: c.get("who").personId });
  if (!done.ok) {
    const detail = done.refusal === "newest" ? "C’est déjà la version la plus récente." : REFUSALS.closed;
    return answerProblem(c, closed(detail), site.show);
  }
  return c.redirect(placeOf(c, model, piece.criterionId, "version"), 303);
}
