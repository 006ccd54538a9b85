import type { OrganisationId, PersonId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import type { Statement } from "../../platform/d1.ts";
import type { Deps, SiteDeps } from "../../platform/deps.ts";
import type { EvidenceRefusal } from "../../platform/evidence.ts";
import type { Forgetting } from "../../platform/forgetting.ts";
import type { Piece } from "./application.ts";
import type { TypedPiece } from "./application.schema.ts";
import type { Application } from "./application.store.ts";
import * as store from "./library.store.ts";
import { HEAD_BYTES, sniff } from "./sniff.ts";

/* The pieces of a mutuelle: each is given once, and rests under as many criteria and files as need it. */

/** Bytes of a piece, at most. */
export const MOST_BYTES = 20 * 1024 * 1024;
export type Upload = { body: ReadableStream<Uint8Array>; bytes: number };
type Given = { organisation: OrganisationId; typed: TypedPiece; upload: Upload | null; by: PersonId };
/** `isKnown`: the library holds this very file already. */
type Stored = { piece: store.New; isKnown: boolean };

/**
 * Takes a piece in: a page by its address, a file by streaming it in. Nothing is written to the database yet; a file that is refused leaves
 * nothing, one that the library holds already is not kept twice.
 */
async function takeIn(
  deps: SiteDeps,
  { organisation, typed, upload, by }: Given,
): Promise<Result<Stored, EvidenceRefusal>> {
  const { name, kind, url, issuedOn, expiresOn, carriedBy } = typed;
  const said = { name, kind, url, issuedOn, expiresOn, carriedBy, organisationId: organisation, by, now: deps.now };
  const id = deps.newId("lib");
  if (url !== null) {
    return ok({ piece: { ...said, id, r2Key: null, sha256: null, bytes: null, mime: null }, isKnown: false });
  }
  if (upload === null) {
    return refuse("empty");
  }
  const r2Key = `${organisation}/${deps.newId("obj")}`;
  const rules = { mostBytes: MOST_BYTES, headBytes: HEAD_BYTES, sniff };
  const kept = await deps.evidence.put(r2Key, upload.body, upload.bytes, rules);
  if (!kept.ok) {
    return refuse(kept.refusal);
  }
  const { sha256, mime } = kept;
  const known = await store.pieceOfFile(deps.db, { organisationId: organisation, sha256 });
  if (known !== null) {
    await deps.evidence.drop(r2Key);
    return ok({ piece: { ...said, ...known, organisationId: organisation }, isKnown: true });
  }
  return ok({ piece: { ...said, id, r2Key, sha256, mime, bytes: upload.bytes }, isKnown: false });
}

/** The criterion rests on the piece now, once; `most`: the application has as many pieces as it may. */
async function rest(
  { db }: Deps,
  { added = [], use }: { added?: Statement[]; use: store.Use },
): Promise<Result<null, "closed" | "most">> {
  const done = await db.batch([...added, store.sayAgain(use), store.usePiece(use)]);
  if (done.slice(added.length).some((its) => its.length > 0)) {
    return ok(null);
  }
  return refuse((await store.isFull(db, use)) ? "most" : "closed");
}

export type PieceRefusal = EvidenceRefusal | "closed" | "most";
type ForCriterion = Omit<Given, "organisation"> & { application: Application; criterionId: string };
/** Keeps a piece in the library, and rests a criterion on it. Nothing stays of one that is refused. */
export async function keepPiece(
  deps: SiteDeps,
  { application, criterionId, typed, upload, by }: ForCriterion,
): Promise<Result<{ isKnown: boolean }, PieceRefusal>> {
  const taken = await takeIn(deps, { organisation: application.organisationId, typed, upload, by });
  if (!taken.ok) {
    return taken;
  }
  const { piece, isKnown } = taken.value;
  const { visibility, pages } = typed;
  const use = { id: deps.newId("evi"), applicationId: application.id, criterionId, libraryId: piece.id };
  const added = isKnown ? [] : [store.addToLibrary(piece)];
  const rested = await rest(deps, { added, use: { ...use, pages, visibility, by, now: deps.now } });
  if (!rested.ok) {
    await forgetAtOnce(deps, isKnown ? null : piece);
    return rested;
  }
  return ok({ isKnown });
}

/** A piece that came for a file that takes no more goes again. */
async function forgetAtOnce(deps: SiteDeps, piece: store.New | null): Promise<void> {
  if (piece === null) {
    return;
  }
  await deps.db.batch([store.forgetPiece(piece.id)]);
  if (piece.r2Key !== null) {
    await deps.evidence.drop(piece.r2Key);
  }
}

type Chosen = {
  application: Application;
  criterionId: string;
  libraryId: string;
  pages: string;
  visibility: Piece["visibility"];
  by: PersonId;
};
/** Rests a criterion on a piece that the library holds. `unknown`: it is not this mutuelle's, or no longer there. */
export async function restOn(
  deps: Deps,
  { application, criterionId, libraryId, pages, visibility, by }: Chosen,
): Promise<Result<null, "unknown" | "closed" | "most">> {
  const piece = await store.findPiece(deps.db, { id: libraryId, organisationId: application.organisationId });
  if (piece === null) {
    return refuse("unknown");
  }
  const use = { id: deps.newId("evi"), applicationId: application.id, criterionId, libraryId, pages, visibility };
  return rest(deps, { use: { ...use, by, now: deps.now } });
}

/** Another version of a piece: it takes its place in the library, and what rests on the old one stays until somebody says otherwise. */
export async function keepVersion(
  deps: SiteDeps,
  { of, ...given }: Given & { of: store.LibraryPiece },
): Promise<Result<{ id: string }, EvidenceRefusal | "same" | "superseded">> {
  const taken = await takeIn(deps, given);
  if (!taken.ok) {
    return taken;
  }
  const { piece, isKnown } = taken.value;
  if (isKnown) {
    return refuse("same");
  }
  await deps.db.batch([store.addToLibrary(piece), store.supersede(of.id, piece.id)]);
  const now = await store.findPiece(deps.db, { id: of.id, organisationId: given.organisation });
  if (now?.supersededBy !== piece.id) {
    await forgetAtOnce(deps, piece);
    return refuse("superseded");
  }
  return ok({ id: piece.id });
}

/** A use follows the newest version of its piece, at the same place: the old use leaves the working copy. */
export async function follow(
  deps: Deps,
  { application, piece, by }: { application: Application; piece: Piece; by: PersonId },
): Promise<Result<null, "closed" | "newest">> {
  let libraryId = piece.newerId;
  for (let next = libraryId; next !== null;) {
    const found = await store.findPiece(deps.db, { id: next, organisationId: application.organisationId });
    libraryId = found?.id ?? libraryId;
    next = found?.supersededBy ?? null;
  }
  if (libraryId === null) {
    return refuse("newest");
  }
  const { criterionId, pages, visibility } = piece;
  const [id, replaces, { now }] = [deps.newId("evi"), piece.id, deps];
  const use = { id, applicationId: application.id, criterionId, libraryId, pages, visibility, by, now, replaces };
  const [, left = []] = await deps.db.batch([store.usePiece(use), store.leaveTo({ id, replaces, now })]);
  return left.length > 0 ? ok(null) : refuse("closed");
}

/** Takes a piece out of the library, its file too unless a filing names it. Refused while something rests on it. */
export async function dropFromLibrary(
  deps: SiteDeps,
  { piece }: { piece: store.LibraryPiece },
): Promise<Result<null, "in_use">> {
  if ((await deps.db.changed(store.removeFromLibrary(piece.id, deps.now))) === 0) {
    return refuse("in_use");
  }
  if (piece.r2Key !== null && !(await store.isHeld(deps.db, { key: piece.r2Key }))) {
    await deps.evidence.drop(piece.r2Key);
  }
  return ok(null);
}

/** What no application names for a year goes, files first. */
export const libraryDue: Forgetting = {
  ...store.libraryCounted,
  phase: "erase",
  most: 50,
  run: async ({ db, now, drop }) => {
    const old = await store.unusedPieces(db, { now, most: libraryDue.most });
    for (const { id, r2Key } of old) {
      if (r2Key !== null) {
        await drop(r2Key);
      }
      await db.batch([store.forgetPiece(id)]);
    }
    return old.length;
  },
};
