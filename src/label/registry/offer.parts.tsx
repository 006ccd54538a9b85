import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Fold, Notice } from "../../ui/parts.tsx";
import { Meters, Table } from "../../ui/table.tsx";
import { RangeList } from "../application/ranges.pages.tsx";
import { longOf } from "../assessment/grades.ts";
import { noonOf } from "../assessment/process.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import type { Decision } from "../decision/decision.ts";
import { STATES_IN_WORDS } from "./label-words.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import { EVIDENCE_KINDS, anchorOf, dimensionsOf, levelName, outOf100, whatIsMissing } from "../referential/words.ts";
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

/** What each range gives, side by side, and which one the grade comes from; who may join and what it costs are declared. */
export const Ranges = ({ label, model, decisions }: OfferProps): Child => {
  const { ranges } = label;
  const answers = Object.entries(decisions[0]?.answers.units[0]?.answers ?? {});
  const rows = answers.flatMap(([id, answer]) => {
    const { byRange } = longOf(answer);
    const criterion = model.criteria.get(id);
    return byRange === undefined || criterion === undefined ? [] : [{ criterion, byRange }];
  });
  if (ranges.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="gammes">
      <h2 id="gammes">Selon votre contrat</h2>
      <RangeList ranges={ranges} />
      {rows.length === 0 ? null : (
        <Table
          caption="Ce que chaque gamme donne, tel que la mutuelle le déclare"
          heads={["Garantie"].concat(ranges.map(({ name }) => name))}
          rows={rows.map(({ criterion, byRange }) =>
            [`${criterion.name ?? ""} (${criterion.id})`].concat(
              ranges.map(({ name }) => (byRange[name] === undefined ? "non dit" : anchorOf(criterion, byRange[name]))),
            ),
          )}
        />
      )}
      <ul>
        {rows.map(({ criterion, byRange }) => (
          <li>{leastInWords(criterion, byRange)}</li>
        ))}
      </ul>
      <p class="hint">Prix et conditions pour adhérer sont déclarés par la mutuelle ; ils ne changent pas la note.</p>
    </section>
  );
};

/** « PSY-1 : la note est celle de la gamme la moins couverte, Socle (4 à 7). » */
function leastInWords(criterion: CriterionSpec, byRange: Readonly<Record<string, number>>): string {
  const least = Math.min(...Object.values(byRange));
  const names = Object.keys(byRange).filter((name) => byRange[name] === least);
  return `${criterion.id} : la note est celle de la gamme la moins couverte, ${names.join(", ")} (${anchorOf(criterion, least)}).`;
}

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

/** How firm the level is, in words first: what it depends on, and how often it would be the same. It changes no level. */
export const HangsOn = ({ label, model }: OfferProps): Child => {
  const { hangsOn, robustness } = label;
  if (robustness.unchanged === null) {
    return null;
  }
  const graded = hangsOn?.grades === true ? hangsOn.unchanged : null;
  const unchanged = graded ?? robustness.unchanged;
  return (
    <section aria-labelledby="solide">
      <h2 id="solide">Ce niveau est-il solide ?</h2>
      <p>
        <strong>
          {graded === null
            ? `Si les critères pesaient autrement, le niveau serait le même ${unchanged} fois sur 100.`
            : `Si d’autres évaluateurs avaient noté, le niveau serait le même ${unchanged} fois sur 100.`}
        </strong>{" "}
        {hangsOn === null ? "" : heaviestInWords(hangsOn, model)}
      </p>
      <Meters meters={[{ title: "Niveau inchangé", words: `${unchanged} sur 100`, n: unchanged, of: 100 }]} />
      <p class="hint">
        Poids de chaque critère tiré au hasard entre 75 et 125 % de sa valeur, {robustness.runs} fois : le score va de{" "}
        {outOf100(robustness.low)} à {outOf100(robustness.high)} dans 90 % des tirages.{" "}
        {hangsOn?.grades === true
          ? "Chaque note est aussi tirée parmi celles que deux évaluateurs se sont données. "
          : "Les notes ne sont pas encore tirées au sort : trop peu de dossiers ont été notés par deux personnes. "}
        Cela ne change aucun niveau ; chacun peut <a href="#calcul">refaire le calcul</a>.
      </p>
    </section>
  );
};

/** « Ce qui pèse le plus : PSY-1, puis ACC-1. » Nothing where nothing makes a difference. */
function heaviestInWords({ inputs }: NonNullable<Label["hangsOn"]>, { file, criteria }: Model): string {
  const names = new Map(dimensionsOf(file).map(({ id, name }) => [id, name]));
  const heavy = inputs
    .filter(({ total }) => total > 0)
    .slice(0, 2)
    .map(({ id, of }) =>
      of === "weight" ? `le poids de « ${names.get(id) ?? id} »` : `${id} (${criteria.get(id)?.name ?? ""})`,
    );
  return heavy.length === 0 ? "" : `Ce qui pèse le plus : ${heavy.join(", puis ")}.`;
}

/** What the mutuelle said may be read by everyone. */
export const Evidence = ({ model, decisions, pieces }: OfferProps): Child => {
  const words = Object.entries(decisions[0]?.answers.units[0]?.answers ?? {}).flatMap(([id, answer]) => {
    const { justification, publishable } = longOf(answer);
    return publishable === true && justification !== undefined ? [[id, justification] as const] : [];
  });
  const given = [...model.criteria.values()].flatMap(({ id, name }) => {
    const said = words.filter(([criterion]) => criterion === id).map(([, text]) => text);
    const shown = pieces.filter(({ criterion }) => criterion === id);
    return said.length + shown.length === 0 ? [] : [{ id, name, said, shown }];
  });
  return (
    <Fold
      title="Preuves publiques"
      hint={given.length === 0 ? "aucune" : `sur ${plural(given.length, "critère")}`}
      icon="preuve"
      id="preuves"
    >
      {given.length === 0 ? <p>Les preuves ont été lues par les personnes qui ont évalué le dossier.</p> : null}
      <ul>
        {given.map(({ id, name, said, shown }) => (
          <li>
            {id} · {name} : {said.join(" ")}
            {shown.map((piece) => (
              <>
                {" "}
                <a href={piece.url} rel="nofollow ugc noreferrer">
                  {EVIDENCE_KINDS[piece.kind]} du {dayInWords(noonOf(piece.issuedOn), PARIS)}
                </a>
              </>
            ))}
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
