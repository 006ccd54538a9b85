import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Fold, Notice } from "../../ui/parts.tsx";
import { Meters } from "../../ui/table.tsx";
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

/** Dimensions as bars, and what keeps the offer from the next level. */
export const Scores = ({ model, decisions }: OfferProps): Child => {
  const result = decisions[0]?.result;
  if (result === undefined) {
    return null;
  }
  const first = model.levels[0];
  const floors = new Map((first?.floors ?? []).map((floor) => [floor.node, floor.minBp / 100]));
  const missing = whatIsMissing(model.file, result);
  return (
    <>
      <section aria-labelledby="dimensions">
        <h2 id="dimensions">Par dimension, score vérifié</h2>
        <Meters
          meters={dimensionsOf(model.file).map(({ id, name }) => {
            const bp = result.nodes.find((one) => one.id === id)?.basisPoints ?? 0;
            return { title: name, words: outOf100(bp), n: bp / 100, of: 100, floor: floors.get(id) ?? 0 };
          })}
        />
        <p class="hint">Le trait est le plancher du premier niveau.</p>
      </section>
      <section aria-labelledby="suite">
        <h2 id="suite">Pourquoi pas plus ?</h2>
        {missing === null ? (
          <p>Toutes les conditions du plus haut niveau sont remplies.</p>
        ) : (
          <Notice kind="wait">
            <p>{missing}</p>
          </Notice>
        )}
      </section>
      {result.gates.length === 0 ? null : (
        <Fold
          title="Les portes du niveau suivant"
          hint={`${result.gates.filter((gate) => gate.met).length} franchies sur ${result.gates.length}`}
          icon="porte"
        >
          <ul>
            {result.gates.map((gate) => (
              <li>
                {gate.criterion} · {model.criteria.get(gate.criterion)?.name} : note {gate.obtained ?? 0}, il faut{" "}
                {gate.required}, {gate.met ? "franchie" : "fermée"}
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </>
  );
};

/** What the mutuelle said may be read by everyone. */
export const Evidence = ({ model, decisions, pieces }: OfferProps): Child => {
  const words = Object.entries(decisions[0]?.answers.units[0]?.answers ?? {}).flatMap(([id, answer]) => {
    const { justification, publishable } = longOf(answer);
    return publishable === true && justification !== undefined ? [[id, justification] as const] : [];
  });
  const count = words.length + pieces.length;
  return (
    <Fold title="Preuves publiques" hint={count === 0 ? "aucune" : plural(count, "preuve")} icon="preuve" id="preuves">
      {count === 0 ? <p>Les preuves ont été lues par les personnes qui ont évalué le dossier.</p> : null}
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
    </Fold>
  );
};

export const History = ({ decisions, model }: OfferProps): Child => (
  <Fold
    title="Décisions"
    hint={`${decisions.length} au journal, la dernière n° ${decisions[0]?.journalSeq ?? ""}`}
    icon="carnet"
    id="histoire"
  >
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
  </Fold>
);
