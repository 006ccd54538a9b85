import type { Child } from "hono/jsx";

import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { EMPTY_FORM, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Notice } from "../../ui/parts.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import type { Model } from "../scoring/model.ts";
import type { Piece } from "./application.ts";
import { staleFor } from "./freshness.ts";
import type { LibraryPiece } from "./library.store.ts";

/** A piece of a criterion or of the library, as far as one line says it. */
type Shown = Pick<LibraryPiece, "kind" | "url" | "bytes" | "issuedOn"> & { name: string };
/** What a piece is called: those of before have no name of their own. */
const titleOf = ({ name, kind }: Pick<Shown, "name" | "kind">): string => (name === "" ? EVIDENCE_KINDS[kind] : name);

/** A piece by its name, which opens it. */
export const SomeFile = ({ piece, href }: { piece: Shown; href: string }): Child => (
  <>
    {piece.url === null ? (
      <a href={href} download={true}>
        {titleOf(piece)}
      </a>
    ) : (
      <a href={piece.url} rel="noreferrer nofollow">
        {piece.name === "" ? piece.url : piece.name}
      </a>
    )}{" "}
    ({EVIDENCE_KINDS[piece.kind]}
    {piece.bytes === null ? "" : `, ${Math.ceil(piece.bytes / 1024)} Ko`}){"\u00a0"}· du{" "}
    {dayInWords(startOfDay(piece.issuedOn, PARIS), PARIS)}
  </>
);

type PiecesProps = {
  base: string;
  criterion: CriterionSpec;
  pieces: readonly Piece[];
  /** The mutuelle's pieces: any of them may serve here too. */
  library: readonly LibraryPiece[];
  model: Model;
  todayOn: string;
  isOpen: boolean;
  refused: RefusedPiece | null;
};
/** The pieces of a criterion, and the forms that add one: from the library, or anew. */
export const Pieces = ({ base, criterion, pieces, library, model, todayOn, isOpen, refused }: PiecesProps): Child => {
  const shows = (from: RefusedPiece["from"]): boolean =>
    isOpen || (refused?.criterionId === criterion.id && refused.from === from);
  return (
    <div data-pieces={criterion.id} id={`${criterion.id}-pieces`}>
      <h3>Preuves</h3>
      {pieces.length === 0 ? (
        <p>Aucune pièce. Sans preuve acceptée, une note compte pour 0 dans le score vérifié.</p>
      ) : null}
      <ul class="rows">
        {pieces.map((piece) => (
          <li>
            <OnePiece base={base} piece={piece} stale={staleFor(model, piece, todayOn)} />
            {isOpen ? (
              <div class="acts">
                {piece.newerId === null ? null : (
                  <form method="post" action={`${base}/preuves/${piece.id}/version`} class="inline">
                    <button type="submit">Prendre la nouvelle version</button>
                  </form>
                )}
                <form method="post" action={`${base}/preuves/${piece.id}/retirer`} class="inline">
                  <button type="submit" class="quiet">
                    Retirer cette pièce
                  </button>
                </form>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {shows("library") ? <FromLibrary base={base} criterion={criterion} library={library} refused={refused} /> : null}
      {shows("given") ? (
        <AddPiece action={`${base}/criteres/${criterion.id}/preuves`} criterion={criterion} refused={refused} />
      ) : null}
    </div>
  );
};

const OnePiece = ({ base, piece, stale }: { base: string; piece: Piece; stale: string | null }): Child => (
  <p>
    <SomeFile piece={piece} href={`${base}/preuves/${piece.id}`} />
    {piece.pages === "" ? "" : ` · ${piece.pages}`}
    {piece.expiresOn === null
      ? ""
      : `, valable jusqu’au ${dayInWords(startOfDay(piece.expiresOn, PARIS), PARIS)}`} ·{" "}
    {piece.visibility === "public" ? "publique" : "vue du comité seulement"}
    {piece.carriedBy === null ? "" : ` · détenue par le SIREN ${piece.carriedBy}`}
    {stale === null ? null : (
      <>
        <br />
        <strong>Elle est {stale}.</strong>
      </>
    )}
    {piece.sha256 === null ? null : (
      <>
        <br />
        <small>
          SHA-256 <code>{piece.sha256.slice(0, 16)}…</code>
        </small>
      </>
    )}
  </p>
);

/** What was typed and refused of a piece, for one criterion: of one that is given, or that is taken from the library. */
export type RefusedPiece = { criterionId: string; from: "given" | "library"; state: FormState };
/** The same row in the summary of what to correct and in the form that it leads to. */
export const rowOf = ({ criterionId, from }: Omit<RefusedPiece, "state">): string =>
  from === "given" ? criterionId : `${criterionId}-prise`;
/** What a form of a piece holds, with the row that its fields are named after. */
const stateOf = (form: Omit<RefusedPiece, "state">, refused: RefusedPiece | null): FormState => {
  const isMine = refused?.criterionId === form.criterionId && refused.from === form.from;
  return { ...(isMine ? refused.state : EMPTY_FORM), row: rowOf(form) };
};
const hasErrors = ({ errors }: FormState): boolean => Object.keys(errors).length > 0;

const PAGES = "Où dans la pièce (facultatif) : « art. 12, p. 8 »";
const MayBePublished = ({ state }: { state: FormState }): Child => (
  <label class="choice">
    <input type="checkbox" name="public" checked={state.values["public"]?.[0] === "on"} />
    <span>Cette pièce peut être publiée. Sinon, le comité seul la voit.</span>
  </label>
);

/** A piece that was given already, for this criterion too. */
const FromLibrary = ({
  base,
  criterion: { id },
  library,
  refused,
}: Pick<PiecesProps, "base" | "criterion" | "library" | "refused">): Child => {
  const current = library.filter((one) => one.supersededBy === null);
  const state = stateOf({ criterionId: id, from: "library" }, refused);
  return current.length === 0 ? null : (
    <details open={hasErrors(state)}>
      <summary>
        Prendre dans la bibliothèque<span class="seen-by-readers"> pour {id}</span>
      </summary>
      <form method="post" action={`${base}/criteres/${id}/bibliotheque`} novalidate>
        <Select
          name="piece"
          label={PIECE_LABELS.piece}
          options={current.map((one) => [one.id, `${one.name} · ${one.issuedOn}`] as const)}
          state={state}
        />
        <Line name="pages" label={PAGES} state={state} />
        <MayBePublished state={state} />
        <button type="submit">
          Prendre cette pièce<span class="seen-by-readers"> pour {id}</span>
        </button>
      </form>
    </details>
  );
};

/** Fields of a piece, by the names that refusals use. */
export const PIECE_LABELS = {
  piece: "Pièce déjà donnée",
  fichier: "Fichier",
  url: "Adresse de la page",
  emise: "Date de la pièce",
  expire: "Fin de validité",
  detenteur: "SIREN du détenteur",
  pages: "Où dans la pièce",
};

/** What a piece is, whether for a criterion or as a version of one. A file has to be chosen again: no page can hold one. */
export const PieceFields = ({ state }: { state: FormState & { row: string } }): Child => (
  <>
    <Notice kind="warn">
      <p>
        <strong>Aucune donnée d’une victime</strong>, même masquée à moitié. Une pièce qui en contient est refusée.
      </p>
    </Notice>
    <div class="field">
      <label for={`fichier-${state.row}`}>Fichier</label>
      <p class="hint">PDF, image, tableau CSV, ou document de bureautique. 20 Mo au plus.</p>
      {state.errors["fichier"] === undefined ? null : <p class="field-error">{state.errors["fichier"]}</p>}
      <input type="file" id={`fichier-${state.row}`} name="fichier" />
    </div>
    <Line name="url" label="Ou l’adresse d’une page publique" state={state} />
    <Line name="nom" label="Nom de la pièce (facultatif) : sinon, celui du fichier" state={state} />
    <Select
      name="nature"
      label="Nature"
      options={{ document: "Document", dataset: "Tableau de données" }}
      state={state}
    />
    <Line name="emise" label="Date de la pièce" type="date" state={state} />
    <Line name="expire" label="Fin de validité (facultatif)" type="date" state={state} />
    <Line name="detenteur" label="SIREN de qui la détient, si ce n’est pas vous (facultatif)" state={state} />
  </>
);

type AddProps = { action: string; criterion: CriterionSpec; refused?: RefusedPiece | null };
/** The form that adds a piece to a criterion. */
export const AddPiece = ({ action, criterion: { id }, refused = null }: AddProps): Child => {
  const state = { ...stateOf({ criterionId: id, from: "given" }, refused), row: id };
  return (
    <details open={hasErrors(state)}>
      <summary>
        Ajouter une preuve<span class="seen-by-readers"> pour {id}</span>
      </summary>
      <form method="post" action={action} enctype="multipart/form-data" data-upload={id} novalidate>
        <PieceFields state={state} />
        <Line name="pages" label={PAGES} state={state} />
        <MayBePublished state={state} />
        <button type="submit">
          Ajouter<span class="seen-by-readers"> cette preuve à {id}</span>
        </button>
        <p role="status" data-upload-state={id}></p>
        <progress max={100} value={0} hidden={true} aria-label={`Envoi de la pièce pour ${id}`}></progress>
      </form>
    </details>
  );
};

type LineProps = { name: string; label: string; type?: "text" | "date"; state: FormState };
const Line = (props: LineProps): Child => <TextField autocomplete="off" isOptional={true} {...props} />;
