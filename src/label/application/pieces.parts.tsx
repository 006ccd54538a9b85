import type { Child } from "hono/jsx";

import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
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
};
/** The pieces of a criterion, and the forms that add one: from the library, or anew. */
export const Pieces = ({ base, criterion, pieces, library, model, todayOn, isOpen }: PiecesProps): Child => (
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
    {isOpen ? <FromLibrary base={base} criterion={criterion} library={library} /> : null}
    {isOpen ? <AddPiece action={`${base}/criteres/${criterion.id}/preuves`} criterion={criterion} /> : null}
  </div>
);

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

/** A piece that was given already, for this criterion too. */
const FromLibrary = ({
  base,
  criterion: { id },
  library,
}: Pick<PiecesProps, "base" | "criterion" | "library">): Child => {
  const current = library.filter((one) => one.supersededBy === null);
  return current.length === 0 ? null : (
    <details>
      <summary>
        Prendre dans la bibliothèque<span class="seen-by-readers"> pour {id}</span>
      </summary>
      <form method="post" action={`${base}/criteres/${id}/bibliotheque`} novalidate>
        <div class="field">
          <label for={`${id}-piece`}>Pièce déjà donnée</label>
          <select id={`${id}-piece`} name="piece">
            {current.map((one) => (
              <option value={one.id}>
                {one.name} · {one.issuedOn}
              </option>
            ))}
          </select>
        </div>
        <Line id={`${id}-pages-prises`} name="pages" label="Où dans la pièce (facultatif) : « art. 12, p. 8 »" />
        <label class="choice">
          <input type="checkbox" name="public" />
          <span>Cette pièce peut être publiée. Sinon, le comité seul la voit.</span>
        </label>
        <button type="submit">
          Prendre cette pièce<span class="seen-by-readers"> pour {id}</span>
        </button>
      </form>
    </details>
  );
};

/** Fields of a piece, by the names that refusals use. */
export const PIECE_LABELS = {
  fichier: "Fichier",
  url: "Adresse de la page",
  emise: "Date de la pièce",
  expire: "Fin de validité",
  detenteur: "SIREN du détenteur",
};

/** What a piece is, whether for a criterion or as a version of one. */
export const PieceFields = ({ id }: { id: string }): Child => (
  <>
    <Notice kind="warn">
      <p>
        <strong>Aucune donnée d’une victime</strong>, même masquée à moitié. Une pièce qui en contient est refusée.
      </p>
    </Notice>
    <div class="field">
      <label for={`${id}-fichier`}>Fichier</label>
      <p class="hint">PDF, image, tableau CSV, ou document de bureautique. 20 Mo au plus.</p>
      <input type="file" id={`${id}-fichier`} name="fichier" />
    </div>
    <Line id={`${id}-url`} name="url" label="Ou l’adresse d’une page publique" />
    <Line id={`${id}-nom`} name="nom" label="Nom de la pièce (facultatif) : sinon, celui du fichier" />
    <div class="field">
      <label for={`${id}-nature`}>Nature</label>
      <select id={`${id}-nature`} name="nature">
        <option value="document">Document</option>
        <option value="dataset">Tableau de données</option>
      </select>
    </div>
    <Line id={`${id}-emise`} name="emise" label="Date de la pièce" type="date" />
    <Line id={`${id}-expire`} name="expire" label="Fin de validité (facultatif)" type="date" />
    <Line id={`${id}-detenteur`} name="detenteur" label="SIREN de qui la détient, si ce n’est pas vous (facultatif)" />
  </>
);

/** The form that adds a piece to a criterion. */
export const AddPiece = ({ action, criterion }: { action: string; criterion: CriterionSpec }): Child => {
  const id = criterion.id;
  return (
    <details>
      <summary>
        Ajouter une preuve<span class="seen-by-readers"> pour {id}</span>
      </summary>
      <form method="post" action={action} enctype="multipart/form-data" data-upload={id} novalidate>
        <PieceFields id={id} />
        <Line id={`${id}-pages`} name="pages" label="Où dans la pièce (facultatif) : « art. 12, p. 8 »" />
        <label class="choice">
          <input type="checkbox" name="public" />
          <span>Cette pièce peut être publiée. Sinon, le comité seul la voit.</span>
        </label>
        <button type="submit">
          Ajouter<span class="seen-by-readers"> cette preuve à {id}</span>
        </button>
        <p role="status" data-upload-state={id}></p>
        <progress max={100} value={0} hidden={true} aria-label={`Envoi de la pièce pour ${id}`}></progress>
      </form>
    </details>
  );
};

const Line = ({
  id,
  name,
  label,
  type = "text",
}: {
  id: string;
  name: string;
  label: string;
  type?: "text" | "date";
}): Child => (
  <div class="field">
    <label for={id}>{label}</label>
    <input type={type} id={id} name={name} autocomplete="off" />
  </div>
);
