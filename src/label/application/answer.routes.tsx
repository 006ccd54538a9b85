import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { type Said, said } from "../../kernel/said.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { actIn, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import type { FormState } from "../../ui/form.tsx";
import { dimensionsOf, levelName, outOf100, whatIsMissing } from "../referential/words.ts";
import { type Answer, type Piece, isEditable, preview, progressOf } from "./application.ts";
import { readAnswer, readPiece } from "./application.schema.ts";
import { DimensionPage } from "./dimension.pages.tsx";
import { type LabelSite, type Loaded, SPACE, baseOf, dimensionAt, mustLoad, placeAfter, placeOf } from "./edge.tsx";
import { countedFor, isPerRange } from "./range.ts";
import { PARIS, dayInWords, dayOf, startOfDay, hourIn } from "../../kernel/time.ts";
import { findFile } from "./evidence.store.ts";
import { extensionOf } from "./sniff.ts";
import { MOST_BYTES, type PieceRefusal, type Upload, keepPiece } from "./library.ts";
import { MOST_PIECES, libraryOf } from "./library.store.ts";
import { leaveComment, takeBackComment } from "./comment.ts";
import type { RefusedComment } from "./comments.parts.tsx";
import { type Comment, commentsOf } from "./comments.store.ts";
import { type RefusedPiece, rowOf } from "./pieces.parts.tsx";
import { dropPiece, saveAnswer } from "./work-on.ts";

const HEAD = { title: "Mon espace", script: "application" } as const;
export const REFUSALS: Readonly<Record<PieceRefusal, string>> = {
  empty: "Choisissez un fichier qui contient quelque chose, ou donnez l’adresse d’une page.",
  too_big: `Ce fichier dépasse ${MOST_BYTES / 1024 / 1024} Mo. Réduisez-le, ou découpez-le.`,
  type: "Ce fichier n’est ni un PDF, ni une image PNG ou JPEG, ni un tableau CSV, ni un document de bureautique, quel que soit son nom.",
  cut: "L’envoi s’est arrêté avant la fin. Rien n’a été gardé : recommencez.",
  closed: "Cette candidature n’est plus ouverte : rien n’a été gardé.",
  most: `Cette candidature a déjà ${MOST_PIECES} pièces, et n’en prend pas plus. Retirez-en une, ou réunissez plusieurs pièces dans un document : rien n’a été gardé.`,
};
const CLOSED = "Cette candidature n’est plus ouverte : rien n’a été enregistré.";
const TAKEN = "Quelqu’un a enregistré ce critère entre-temps : relisez, puis enregistrez.";

/** Answers and pieces of an application, criterion by criterion: as pages, and as JSON for the page that saves by itself. */
export function answerRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(
    `${SPACE}/:dossier/dimensions/:dimension`,
    mustLoad(site, (c, loaded) => {
      const known = dimensionsOf(loaded.model.file).some((one) => one.id === c.req.param("dimension"));
      return known ? show(c, loaded, c.req.param("dimension") ?? "", {}) : answerProblem(c, PROBLEMS[404], site.show);
    }),
  );
  app.post(
    `${SPACE}/:dossier/criteres/:critere`,
    mustLoad(site, (c, loaded) => save(c, site, loaded)),
  );
  app.post(
    `${SPACE}/:dossier/criteres/:critere/preuves`,
    mustLoad(site, (c, loaded) => upload(c, site, loaded)),
  );
  app.get(
    `${SPACE}/:dossier/preuves/:preuve`,
    mustLoad(site, (c, loaded) => fetchFile(c, site, loaded)),
  );
  app.post(
    `${SPACE}/:dossier/preuves/:preuve/retirer`,
    mustLoad(site, async (c, { application, model, pieces }) => {
      const piece = pieces.find((one) => one.id === c.req.param("preuve"));
      if (piece === undefined || !isEditable(application.state)) {
        return answerProblem(c, PROBLEMS[piece === undefined ? 404 : 409], site.show);
      }
      if ((await readForm(c))?.get("confirme") !== "oui") {
        const consequence = `Une pièce de ${piece.criterionId}, du ${dayInWords(noon(piece.issuedOn), PARIS)}, quitte cette candidature. ${piece.libraryId === null ? "Sans retour : un fichier qui n’a pas été déposé est effacé." : "Elle reste dans votre bibliothèque, d’où vous pouvez la reprendre."}`;
        const words = { title: "Retirer cette pièce ?", consequence, button: "Retirer la pièce" };
        const back = `${baseOf(c)}/dimensions/${dimensionAt(model, piece.criterionId)}#${piece.criterionId}`;
        return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={back} />, HEAD);
      }
      await dropPiece(c.get("deps"), { applicationId: application.id, pieceId: piece.id });
      return leadTo(
        c,
        placeAfter(c, model, { criterionId: piece.criterionId, done: "piece-retiree", about: piece.id }),
      );
    }),
  );
  const words = `${SPACE}/:dossier/criteres/:critere/mots`;
  app.post(
    words,
    mustLoad(site, (c, loaded) => comment(c, site, loaded)),
  );
  app.post(
    `${words}/retirer`,
    mustLoad(site, async (c, { application, model }) => {
      const id = (await readForm(c))?.get("mot") ?? "";
      await takeBackComment(c.get("deps"), { id, applicationId: application.id, by: c.get("who").personId });
      const criterionId = c.req.param("critere") ?? "";
      return leadTo(c, placeAfter(c, model, { criterionId, done: "mot-retire", about: id }));
    }),
  );
  return app;
}

const UNSAID = { empty: "Écrivez un mot, puis laissez-le.", too_long: "1000 caractères au plus : raccourcissez." };
/** A word for the team about a criterion. */
async function comment(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const { application, model } = loaded;
  const criterionId = c.req.param("critere") ?? "";
  if (fields === null || !model.criteria.has(criterionId)) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const meant = fields.get("pour");
  const done = await leaveComment(deps, {
    applicationId: application.id,
    criterionId,
    by: c.get("who").personId,
    text: fields.get("mot"),
    meant: meant === "owner" || meant === "answerer" || meant === "team" ? meant : null,
  });
  if (!done.ok) {
    c.status(422);
    const state = { values: fields.shown, errors: { mot: UNSAID[done.refusal] }, row: criterionId };
    return show(c, loaded, dimensionAt(model, criterionId), { refusedComment: { criterionId, state } });
  }
  deps.ring(done.value);
  return c.redirect(placeOf(c, model, criterionId, "mot"), 303);
}

const noon = (day: string): number => startOfDay(day, PARIS) + 43_200;
/** What stands of the criterion that an act was about; `gone`: of a piece or a word that was taken away. */
export type AnswerStanding = "answered" | "commented" | "proven" | "newest" | "gone";
const KEPT = "La pièce est gardée.";
const KNOWN = `${KEPT} Ce même fichier avait déjà été donné : la bibliothèque ne le garde qu’une fois.`;
export const ANSWER_SAID: Said<AnswerStanding> = {
  reponse: { answered: "La réponse est enregistrée." },
  mot: { commented: "Le mot est laissé. Votre équipe seule le lit." },
  "mot-retire": { gone: "Le mot est retiré." },
  piece: { proven: KEPT },
  "piece-deja": { proven: KNOWN },
  version: { newest: "La nouvelle version de la pièce a pris la place de l’ancienne." },
  "piece-retiree": { gone: "La pièce est retirée." },
};

type Refused = { criterionId: string; state: FormState; theirs: Answer | null };
type Shown = { refused?: Refused | null; refusedPiece?: RefusedPiece | null; refusedComment?: RefusedComment | null };
async function show(
  c: SiteContext,
  loaded: Loaded,
  dimensionId: string,
  { refused = null, refusedPiece = null, refusedComment = null }: Shown,
): Promise<Response> {
  const { application, answers, pieces, ranges, model } = loaded;
  const dimension = dimensionsOf(model.file).find((one) => one.id === dimensionId);
  if (dimension === undefined) {
    throw new Error(`no dimension ${dimensionId}`);
  }
  const comments = await commentsOf(c.get("deps").db, application.id);
  const props = {
    base: baseOf(c),
    application,
    model,
    dimension,
    answers,
    pieces,
    ranges,
    library: await libraryOf(c.get("deps").db, application.organisationId),
    todayOn: dayOf(c.get("deps").now, PARIS),
    refused,
    refusedPiece,
    refusedComment,
    comments,
    me: c.get("who").personId,
    progress: progressOf(model, answers),
    scored: preview(model, answers, dayOf(c.get("deps").now, PARIS)),
    done: saidOf(c, ANSWER_SAID, await standingAt(c, loaded, comments)),
  };
  return c.render(<DimensionPage {...props} />, HEAD);
}

/** What stands of what the last act was about: a criterion, a piece or a word. */
async function standingAt(
  c: SiteContext,
  { answers, pieces }: Loaded,
  comments: readonly Comment[],
): Promise<AnswerStanding[]> {
  const isAbout = (one: { criterionId: string }): boolean => one.criterionId === actIn(c).about;
  const standing: [AnswerStanding, boolean][] = [
    ["answered", answers.some((one) => isAbout(one) && one.revision > 0)],
    ["commented", comments.some((one) => isAbout(one) && one.personId === c.get("who").personId)],
    ["proven", pieces.some(isAbout)],
    ["newest", pieces.some((one) => isAbout(one) && one.libraryId !== null && one.newerId === null)],
  ];
  const there = [...pieces, ...comments].map(({ id }) => id);
  return [...standing.flatMap(([state, stands]) => (stands ? [state] : [])), ...(await goneOf(c, there))];
}

const wantsJson = (c: SiteContext): boolean => c.req.header("accept")?.startsWith("application/json") === true;

async function save(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const criterion = loaded.model.criteria.get(c.req.param("critere") ?? "");
  if (fields === null || criterion === undefined) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const ranges = isPerRange(loaded.model.file, criterion) ? loaded.ranges : [];
  const read = readAnswer(fields, criterion, ranges);
  if (!read.ok) {
    const state = { values: fields.shown, errors: read.errors };
    return refuse(c, loaded, { criterionId: criterion.id, state, theirs: null }, 422);
  }
  const saved = await saveAnswer(deps, {
    application: loaded.application,
    criterionId: criterion.id,
    typed: read.value,
    by: c.get("who").personId,
  });
  if (!saved.ok) {
    const state = { values: fields.shown, errors: { note: saved.theirs === null ? CLOSED : TAKEN } };
    return refuse(c, loaded, { criterionId: criterion.id, state, theirs: saved.theirs }, 409);
  }
  if (!wantsJson(c)) {
    return c.redirect(placeOf(c, loaded.model, criterion.id, "reponse"), 303);
  }
  const now: Answer = { ...read.value, criterionId: criterion.id, savedAt: deps.now, revision: saved.revision };
  const standing = standingOf(loaded, now, dayOf(deps.now, PARIS));
  return c.json({ revision: saved.revision, savedAt: hourIn(deps.now, PARIS), ...standing });
}

/** Where an application stands with an answer that was just saved, in words: for the page that saves by itself. */
function standingOf({ model, application: offer, answers: known, ranges }: Loaded, saved: Answer, todayOn: string) {
  const others = known.filter((one) => one.criterionId !== saved.criterionId);
  const answers = countedFor({ file: model.file, offer, ranges }, others.concat(saved));
  const scored = preview(model, answers, todayOn);
  return scored === null
    ? { level: "", missing: "" }
    : {
        level: `${levelName(model.file, scored.level)} · ${outOf100(scored.declared.basisPoints ?? 0)}`,
        missing: whatIsMissing(model.file, scored) ?? "",
      };
}

/** What was typed comes back with what to correct; a conflict with what somebody else saved. */
function refuse(c: SiteContext, loaded: Loaded, refused: Refused, status: 409 | 422): Response | Promise<Response> {
  const { criterionId, theirs } = refused;
  const state = { ...refused.state, row: criterionId };
  if (wantsJson(c)) {
    return c.json(
      {
        errors: state.errors,
        theirs: theirs === null ? null : { ...theirs, savedAt: hourIn(theirs.savedAt, PARIS) },
      },
      status,
    );
  }
  c.status(status);
  return show(c, loaded, dimensionAt(loaded.model, criterionId), { refused: { ...refused, state } });
}

/** What was said of a piece comes back with what to correct; the answer of its criterion is shown as it is saved. */
export function refusePiece(
  c: SiteContext,
  loaded: Loaded,
  refused: RefusedPiece,
  status: 409 | 422,
): Response | Promise<Response> {
  const { criterionId, state } = refused;
  c.status(status);
  return wantsJson(c)
    ? c.json({ errors: state.errors })
    : show(c, loaded, dimensionAt(loaded.model, criterionId), {
        refusedPiece: { ...refused, state: { ...state, row: rowOf(refused) } },
      });
}

type Given = { fields: Pick<FormFields, "get" | "shown">; file: Upload | null; isNamed: boolean };
/** The fields of a piece and its file: a form of a browser, or a bare body with its fields in the address. */
export async function readUpload(c: SiteContext): Promise<Given | null> {
  const type = c.req.header("content-type") ?? "";
  if (type === "application/octet-stream") {
    const shown = Object.fromEntries(Object.entries(c.req.query()).map(([key, value]) => [key, [value]]));
    const bytes = Number(c.req.header("content-length") ?? Number.NaN);
    const { body } = c.req.raw;
    return givenBy(shown, body === null || !Number.isInteger(bytes) ? null : { body, bytes });
  }
  const form = type.startsWith("multipart/form-data") ? await c.req.formData().catch(() => null) : null;
  return form === null ? null : readParts(form);
}

function readParts(form: FormData): Given {
  const texts = [...form.entries()].flatMap(([key, value]) =>
    typeof value === "string" ? [[key, [value]] as [string, string[]]] : [],
  );
  const shown: Record<string, string[]> = Object.fromEntries(texts);
  const given = form.get("fichier");
  if (!(given instanceof File) || (given.size === 0 && given.name === "")) {
    return givenBy(shown, null);
  }
  const read = givenBy(shown, { body: given.stream(), bytes: given.size });
  if (!read.isNamed) {
    shown["nom"] = [given.name]; // what it is called there, until somebody says better
  }
  return read;
}

function givenBy(shown: Record<string, string[]>, file: Upload | null): Given {
  const get = (name: string): string => shown[name]?.[0] ?? "";
  return { fields: { shown, get }, file, isNamed: get("nom") !== "" };
}

async function upload(c: SiteContext, site: LabelSite, loaded: Loaded): Promise<Response> {
  const deps = c.get("deps");
  const criterion = loaded.model.criteria.get(c.req.param("critere") ?? "");
  const given = criterion === undefined ? null : await readUpload(c);
  if (criterion === undefined || given === null) {
    return answerProblem(c, PROBLEMS[criterion === undefined ? 404 : 400], site.show);
  }
  const again = (errors: Record<string, string>): Response | Promise<Response> => {
    const [criterionId, state] = [criterion.id, { values: given.fields.shown, errors }];
    return refusePiece(c, loaded, { criterionId, from: "given", state }, 422);
  };
  const read = readPiece(given.fields, dayOf(deps.now, PARIS));
  if (!read.ok) {
    await given.file?.body.cancel();
    return again(read.errors);
  }
  const kept = await keepPiece(deps, {
    application: loaded.application,
    criterionId: criterion.id,
    typed: read.value,
    upload: given.file,
    by: c.get("who").personId,
  });
  if (!kept.ok) {
    return again({ fichier: REFUSALS[kept.refusal] });
  }
  const done = kept.value.isKnown ? "piece-deja" : "piece";
  if (wantsJson(c)) {
    return c.json({ done: said(ANSWER_SAID, done, ["proven"]) });
  }
  const isAnswering = !isEditable(loaded.application.state);
  const place = isAnswering
    ? `${baseOf(c)}/evaluation?fait=${done}#${criterion.id}`
    : placeOf(c, loaded.model, criterion.id, done);
  return c.redirect(place, 303);
}

/** A piece is handed back as a download with a name of ours; nothing of it runs on this site. */
async function fetchFile(c: SiteContext, site: LabelSite, { application, pieces }: Loaded): Promise<Response> {
  const deps = c.get("deps");
  const piece: Piece | undefined = pieces.find((one) => one.id === c.req.param("preuve"));
  const file = piece === undefined ? null : await findFile(deps.db, { id: piece.id, applicationId: application.id });
  const body = file?.r2_key ? await deps.evidence.get(file.r2_key) : null;
  if (piece === undefined || body === null) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  return fileOf(c, { body, mime: file?.mime ?? null, name: `${piece.criterionId}-${piece.id.slice(-8)}` });
}

/** A file as a download, under a name of ours. */
export function fileOf(
  c: SiteContext,
  { body, mime, name }: { body: ReadableStream<Uint8Array>; mime: string | null; name: string },
): Response {
  const type = mime ?? "application/octet-stream";
  return c.body(body, 200, {
    "content-type": type,
    "content-disposition": `attachment; filename="${name}.${extensionOf(type)}"`,
    "cache-control": "private, no-store",
  });
}
