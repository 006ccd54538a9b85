import type { Child } from "hono/jsx";

import { Table } from "../../ui/table.tsx";
import { longOf } from "../assessment/grades.ts";
import { noonOf } from "../assessment/process.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import type { Decision } from "../decision/decision.ts";
import { STATES_IN_WORDS } from "./label-words.ts";
import type { Model } from "../scoring/model.ts";
import { EVIDENCE_KINDS, dimensionsOf, levelName, outOf100, whatIsMissing } from "../referential/words.ts";
import type { Label } from "../decision/label.ts";
import type { PublicPiece } from "./labels.store.ts";

/** What the page of a label is given. */
export type OfferProps = {
  label: Label;
  model: Model;
  /** The newest first. */
  decisions: readonly Decision[];
  pieces: readonly PublicPiece[];
  origin: string;
  todayOn: string;
};

/** Dimensions as chart and table, and what keeps the offer from the next level. */
export const Scores = ({ model, decisions }: OfferProps): Child => {
  const result = decisions[0]?.result;
  if (result === undefined) {
    return null;
  }
  const floors = new Map((model.levels[0]?.floors ?? []).map((floor) => [floor.node, floor.minBp]));
  const missing = whatIsMissing(model.file, result);
  return (
    <section aria-labelledby="dimensions">
      <h2 id="dimensions">Par dimension, score vérifié</h2>
      <Table
        heads={["Dimension", "Sur 100", "Barre"]}
        rows={dimensionsOf(model.file).map(({ id, name }) => {
          const bp = result.nodes.find((one) => one.id === id)?.basisPoints ?? 0;
          return [
            `${id} · ${name}`,
            outOf100(bp),
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" width="100%" height="12">
              <rect class="track" width="100" height="6" />
              <rect width={String(bp / 100)} height="6" fill="var(--deep)" />
              <line
                class="floor"
                x1={String((floors.get(id) ?? 0) / 100)}
                x2={String((floors.get(id) ?? 0) / 100)}
                y1="0"
                y2="6"
              />
            </svg>,
          ];
        })}
      />
      <p class="hint">Le trait est le plancher du premier niveau.</p>
      {missing === null ? <p>Toutes les conditions du plus haut niveau sont remplies.</p> : <p>{missing}</p>}
      {result.gates.length === 0 ? null : (
        <details>
          <summary>Les portes du niveau suivant</summary>
          <ul>
            {result.gates.map((gate) => (
              <li>
                {gate.criterion} · {model.criteria.get(gate.criterion)?.name} : note {gate.obtained ?? 0}, il faut{" "}
                {gate.required}, {gate.met ? "franchie" : "fermée"}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

/** What the mutuelle said may be read by everyone. */
export const Evidence = ({ model, decisions, pieces }: OfferProps): Child => {
  const words = Object.entries(decisions[0]?.answers.units[0]?.answers ?? {}).flatMap(([id, answer]) => {
    const { justification, publishable } = longOf(answer);
    return publishable === true && justification !== undefined ? [[id, justification] as const] : [];
  });
  return (
    <section aria-labelledby="preuves">
      <h2 id="preuves">Preuves publiques</h2>
      {words.length + pieces.length === 0 ? (
        <p>Aucune : les preuves ont été lues par les personnes qui ont évalué le dossier.</p>
      ) : null}
      <details>
        <summary>Les lire</summary>
        <ul>
          {words.map(([id, text]) => (
            <li>
              {id} · {model.criteria.get(id)?.name} : {text}
            </li>
          ))}
          {pieces.map((piece) => (
            <li>
              {piece.criterion} :{" "}
              <a href={piece.url} rel="nofollow ugc noreferrer">
                {EVIDENCE_KINDS[piece.kind]} du {piece.issuedOn}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
};

export const History = ({ decisions, model }: OfferProps): Child => (
  <section aria-labelledby="histoire">
    <h2 id="histoire">Décisions</h2>
    <ol reversed={true}>
      {decisions.map((one) => (
        <li>
          <p>
            <strong>{dayInWords(noonOf(one.decidedOn), PARIS)}</strong> : {STATES_IN_WORDS[one.state]}
            {one.kind === "appeal" ? ", après recours" : ""}, niveau {levelName(model.file, one.level)}. Journal n°{" "}
            {one.journalSeq}, <a href={`/label/journal/preuve/${one.journalSeq}`}>preuve</a>.
          </p>
          <p>{one.reasons}</p>
        </li>
      ))}
    </ol>
  </section>
);
