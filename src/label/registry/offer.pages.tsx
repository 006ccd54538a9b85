import type { Child } from "hono/jsx";

import { dayInWords } from "../../kernel/time.ts";
import { Facts, Head, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { longOf } from "../assessment/grades.ts";
import { PARIS, noonOf } from "../assessment/process.ts";
import type { Decision } from "../decision/decision.ts";
import { STATES_IN_WORDS, isInForce, shownState } from "../decision/label-words.ts";
import type { Model } from "../scoring/model.ts";
import { EVIDENCE_KINDS, dimensionsOf, levelName, outOf100, pathOf, whatIsMissing } from "../words.ts";
import { FACET_NAMES } from "./facets.ts";
import { FACET_LABELS, factOf } from "./filters.ts";
import type { Label } from "./label.ts";
import type { PublicPiece } from "./labels.store.ts";
import { HelpFirst, standingOf } from "./registry.pages.tsx";

type Props = {
  label: Label;
  model: Model;
  /** The newest first. */
  decisions: readonly Decision[];
  pieces: readonly PublicPiece[];
  origin: string;
  todayOn: string;
};

/** `/label/registre/:fiche`: one label, what it rests on, and how anybody finds the same. */
export const OfferPage = (props: Props): Child => {
  const { label, todayOn, origin } = props;
  const state = shownState(label.state, label.validUntilOn, todayOn);
  return (
    <>
      <Head
        eyebrow={label.isDemo ? "Label · exemple fictif" : "Label"}
        title={`${label.organisation}${label.isDemo ? " (exemple fictif)" : ""}`}
        lead={label.offerName}
      />
      {isInForce(state) ? null : (
        <Notice kind="warn">
          <p>
            <strong>Ce label n’est pas en vigueur : {STATES_IN_WORDS[state]}.</strong>
          </p>
        </Notice>
      )}
      <p>
        <img
          src={`/label/badge/${label.id}.svg`}
          alt={`Badge : ${label.levelName}, ${standingOf(label, todayOn)}`}
          height={28}
        />
      </p>
      <Facts
        rows={[
          ["Niveau", `${label.levelName}, ${standingOf(label, todayOn)}`],
          ["Score vérifié", `${outOf100(label.verifiedBp)} : ce que le comité a pu constater`],
          ["Score déclaré", `${outOf100(label.declaredBp)} : ce que la mutuelle affirme`],
          ["Contrats couverts", label.contracts.join(", ")],
          ["SIREN", label.siren],
          ["Sites reconnus", label.domains.length === 0 ? "aucun pour l’instant" : label.domains.join(", ")],
        ]}
      />
      <HelpFirst />
      <section aria-labelledby="pour-vous">
        <h2 id="pour-vous">Ce que cela change pour vous</h2>
        <Facts rows={FACET_NAMES.map((facet) => [FACET_LABELS[facet], factOf(label, facet)] as const)} />
      </section>
      <Scores {...props} />
      <Evidence {...props} />
      <Recompute {...props} />
      <History {...props} />
      <section aria-labelledby="afficher">
        <h2 id="afficher">Badge</h2>
        <p>
          <code>{`<a href="${origin}/label/registre/${label.id}"><img src="${origin}/label/badge/${label.id}.svg" alt="Label Ligne Sûre"></a>`}</code>
        </p>
        <p>
          <a href={`/label/badge/${label.id}.json`}>shields</a> ·{" "}
          <a href={`/label/badge/${label.id}.vc.json`}>badge numérique signé</a> ·{" "}
          <a href="/label/verifier">vérifier</a> · <a href={`/label/signaler/${label.id}`}>Signaler une inexactitude</a>
        </p>
        <p class="hint">Ce label n’est ni un agrément ni une garantie de résultat.</p>
      </section>
    </>
  );
};

/** Dimensions as chart and table, and what keeps the offer from the next level. */
const Scores = ({ model, decisions }: Props): Child => {
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
        heads={["Dimension", "Sur 100", ""]}
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
const Evidence = ({ model, decisions, pieces }: Props): Child => {
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

/** How it was computed, and how to do it again. */
const Recompute = ({ label, model, decisions }: Props): Child => {
  const { robustness } = label;
  const path = `/label/registre/${label.id}`;
  return (
    <section aria-labelledby="calcul">
      <h2 id="calcul">Refaire le calcul</h2>
      <p>
        Les réponses publiées donnent ce score sous le <a href="/label/referentiel">référentiel</a> {label.referential},
        avec un calcul que chacun peut lancer. Empreinte publiée :{" "}
        <code data-hash={label.resultHash}>{label.resultHash}</code>
      </p>
      <p class="acts">
        <button
          type="button"
          class="quiet"
          data-recompute={`${path}/reponses.json`}
          data-model={pathOf(model.file)}
          hidden={true}
        >
          Refaire le calcul dans cette page
        </button>
        <a class="button quiet" href={`${path}/recalcul`}>
          Le refaire sur ce site
        </a>
        <a class="button quiet" href={`${path}/reponses.json`} download={true}>
          Réponses (JSON)
        </a>
        <a class="button quiet" href={`${path}/resultat.json`} download={true}>
          Résultat (JSON)
        </a>
      </p>
      <p role="status" id="recomputed"></p>
      <p class="hint">
        Chez vous : <code>npm run --silent score -- --referential referentiel.json --answers reponses.json</code>,{" "}
        <a href="/label/calcul">mode d’emploi</a>.
      </p>
      {robustness.unchanged === null ? null : (
        <p>
          <strong>Niveau inchangé dans {robustness.unchanged} % des tirages.</strong> Les poids des critères sont des
          choix : le calcul a été refait {robustness.runs} fois, chaque poids tiré au hasard entre 75 et 125 % de sa
          valeur (graine : l’empreinte du résultat). Le score va de {outOf100(robustness.low)} à{" "}
          {outOf100(robustness.high)} dans 90 % des tirages. Cela ne change aucun niveau.
        </p>
      )}
      {decisions[0]?.level === decisions[0]?.result.level ? null : (
        <p>Le niveau affiché est celui de la décision, {levelName(model.file, decisions[0]?.level ?? null)}.</p>
      )}
    </section>
  );
};

const History = ({ decisions, model }: Props): Child => (
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

/** `/label/registre/:fiche/recalcul`: the stored hash beside the one that was just computed. */
export const RecomputedPage = ({
  label,
  published,
  computed,
}: {
  label: Label;
  published: string;
  computed: string | null;
}): Child => (
  <div class="narrow">
    <Head eyebrow="Label" title="Calcul refait" lead={`${label.organisation} · ${label.offerName}`} />
    <Notice kind={published === computed ? "good" : "warn"}>
      <p>
        {published === computed
          ? "Les réponses publiées redonnent exactement le résultat publié."
          : "Le résultat ne se retrouve pas. Signalez-le-nous : ce n’est pas normal."}
      </p>
    </Notice>
    <p>
      Empreinte publiée : <code>{published}</code>
    </p>
    <p>
      Empreinte recalculée : <code>{computed ?? "aucune"}</code>
    </p>
    <p>
      <a href={`/label/registre/${label.id}`}>Revenir à la fiche</a>
    </p>
  </div>
);
