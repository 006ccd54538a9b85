import type { Child } from "hono/jsx";

import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { Notice } from "../../ui/parts.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import type { Piece } from "./application.ts";

type PiecesProps = { base: string; criterion: CriterionSpec; pieces: readonly Piece[]; isOpen: boolean };
/** The pieces of a criterion, and the form that adds one. */
export const Pieces = ({ base, criterion, pieces, isOpen }: PiecesProps): Child => (
  <div data-pieces={criterion.id} id={`${criterion.id}-pieces`}>
    <h3>Preuves</h3>
    {pieces.length === 0 ? (
      <p>Aucune pièce. Sans preuve acceptée, une note compte pour 0 dans le score vérifié.</p>
    ) : null}
    <ul class="rows">
      {pieces.map((piece) => (
        <li>
          <p>
            {piece.url === null ? (
              <a href={`${base}/preuves/${piece.id}`} download={true}>
                {EVIDENCE_KINDS[piece.kind]}, {Math.ceil((piece.bytes ?? 0) / 1024)} Ko
              </a>
            ) : (
              <a href={piece.url} rel="noreferrer nofollow">
                {piece.url}
              </a>
            )}
            {"\u00a0"}· du {dayInWords(startOfDay(piece.issuedOn, PARIS), PARIS)}
            {piece.expiresOn === null
              ? ""
              : `, valable jusqu’au ${dayInWords(startOfDay(piece.expiresOn, PARIS), PARIS)}`}{" "}
            · {piece.visibility === "public" ? "publique" : "vue du comité seulement"}
            {piece.carriedBy === null ? "" : ` · détenue par le SIREN ${piece.carriedBy}`}
            {piece.sha256 === null ? null : (
              <>
                <br />
                <small>
                  SHA-256 <code>{piece.sha256.slice(0, 16)}…</code>
                </small>
              </>
            )}
          </p>
          {isOpen ? (
            <form method="post" action={`${base}/preuves/${piece.id}/retirer`} class="inline">
              <button type="submit" class="quiet">
                Retirer cette pièce
              </button>
            </form>
          ) : null}
        </li>
      ))}
    </ul>
    {isOpen ? <AddPiece action={`${base}/criteres/${criterion.id}/preuves`} criterion={criterion} /> : null}
  </div>
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
        <div class="field">
          <label for={`${id}-nature`}>Nature</label>
          <select id={`${id}-nature`} name="nature">
            <option value="document">Document</option>
            <option value="dataset">Tableau de données</option>
          </select>
        </div>
        <Line id={`${id}-emise`} name="emise" label="Date de la pièce" type="date" />
        <Line id={`${id}-expire`} name="expire" label="Fin de validité (facultatif)" type="date" />
        <Line
          id={`${id}-detenteur`}
          name="detenteur"
          label="SIREN de qui la détient, si ce n’est pas vous (facultatif)"
        />
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
