import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { EMPTY_FORM, ErrorSummary, type FormState } from "../../ui/form.tsx";
import { Done, Empty, Fold, Head } from "../../ui/parts.tsx";
import { EVIDENCE_KINDS } from "../referential/words.ts";
import type { Model } from "../scoring/model.ts";
import { staleFor } from "./freshness.ts";
import type { LibraryPiece } from "./library.store.ts";
import { PIECE_LABELS, PieceFields, SomeFile } from "./pieces.parts.tsx";

type Props = {
  base: string;
  /** Applications of the mutuelle. */
  label: string;
  pieces: readonly LibraryPiece[];
  model: Model;
  todayOn: string;
  state: FormState;
  done: string | null;
};

/** A mutuelle's pieces, each once: what rests on it, how fresh it is, its next version. */
export const LibraryPage = ({ base, label, pieces, model, todayOn, state, done }: Props): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={PIECE_LABELS} />
    <p class="crumbs">
      <a href={label}>Candidatures</a>
    </p>
    <Head
      eyebrow="Label"
      title="Bibliothèque de pièces"
      lead="Chaque pièce est donnée une fois, et sert à tous les critères et à tous les dossiers qui en ont besoin."
    />
    <Done words={done} />
    {pieces.length === 0 ? (
      <Empty scene="lettre" title="Aucune pièce pour l’instant">
        <p>Une pièce que vous ajoutez à un critère vient aussi ici, prête pour les autres.</p>
      </Empty>
    ) : null}
    {pieces.map((piece) => (
      <Fold
        title={piece.name}
        hint={`${EVIDENCE_KINDS[piece.kind]} du ${dayInWords(startOfDay(piece.issuedOn, PARIS), PARIS)} · ${usesInWords(piece)}`}
        icon="preuve"
        id={piece.id}
        isOpen={state.row === piece.id}
      >
        <OnePiece base={base} piece={piece} stale={staleFor(model, piece, todayOn)} />
        {piece.supersededBy === null ? (
          <form method="post" action={`${base}/${piece.id}/version`} enctype="multipart/form-data" novalidate>
            <h2>Donner une nouvelle version</h2>
            <p class="hint">Les dossiers gardent l’ancienne tant que vous ne dites pas d’en changer.</p>
            <PieceFields state={{ ...(state.row === piece.id ? state : EMPTY_FORM), row: piece.id }} />
            <button type="submit">
              Donner cette version<span class="seen-by-readers"> de {piece.name}</span>
            </button>
          </form>
        ) : (
          <p>
            Une version plus récente est plus haut ou plus bas dans cette page. Celle-ci reste pour les dossiers qui la
            citent.
          </p>
        )}
        {piece.uses.length > 0 ? null : (
          <form method="post" action={`${base}/${piece.id}/retirer`}>
            <button type="submit" class="quiet">
              Retirer de la bibliothèque<span class="seen-by-readers"> : {piece.name}</span>
            </button>
          </form>
        )}
      </Fold>
    ))}
  </div>
);

const usesInWords = ({ uses }: LibraryPiece): string =>
  uses.length === 0 ? "ne sert à rien encore" : plural(uses.length, "usage");

const OnePiece = ({ base, piece, stale }: { base: string; piece: LibraryPiece; stale: string | null }): Child => (
  <>
    <p>
      <SomeFile piece={piece} href={`${base}/${piece.id}`} />
      {piece.carriedBy === null ? "" : ` · détenue par le SIREN ${piece.carriedBy}`}
      {piece.expiresOn === null ? "" : ` · valable jusqu’au ${dayInWords(startOfDay(piece.expiresOn, PARIS), PARIS)}`}
    </p>
    {stale === null ? <p>Assez récente pour tous les niveaux.</p> : <p class="field-error">Elle est {stale}.</p>}
    {piece.uses.length === 0 ? null : (
      <>
        <p>Elle sert à :</p>
        <ul>
          {piece.uses.map(({ offer, criterion }) => (
            <li>
              {criterion} · {offer}
            </li>
          ))}
        </ul>
      </>
    )}
  </>
);
