import type { Child } from "hono/jsx";

import { Facts, Head, Notice } from "../../ui/parts.tsx";
import { STATES_IN_WORDS, isInForce, shownState } from "./label-words.ts";
import { levelName, outOf100, pathOf } from "../referential/words.ts";
import { FACET_NAMES } from "../decision/facets.ts";
import { FACET_LABELS, factOf } from "./filters.ts";
import type { Label } from "../decision/label.ts";
import { Evidence, History, type OfferProps, Scores } from "./offer.parts.tsx";
import { HelpFirst, standingOf } from "./registry.pages.tsx";

/** `/label/registre/:fiche`: one label, what it rests on, and how anybody finds the same. */
export const OfferPage = (props: OfferProps): Child => {
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
          class="badge"
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
      <Badge label={label} origin={origin} />
    </>
  );
};

/** How it was computed, and how to do it again. */
const Recompute = ({ label, model, decisions }: OfferProps): Child => {
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

/** How to show the badge, and what to do when the page is not right. */
const Badge = ({ label, origin }: Pick<OfferProps, "label" | "origin">): Child => (
  <section aria-labelledby="afficher">
    <h2 id="afficher">Badge</h2>
    <p>
      <code>{`<a href="${origin}/label/registre/${label.id}"><img src="${origin}/label/badge/${label.id}.svg" alt="Label Ligne Sûre"></a>`}</code>
    </p>
    <p>
      <a href={`/label/badge/${label.id}.json`}>shields</a> ·{" "}
      <a href={`/label/badge/${label.id}.vc.json`}>badge numérique signé</a> · <a href="/label/verifier">vérifier</a> ·{" "}
      <a href={`/label/signaler/${label.id}`}>Signaler une inexactitude</a>
    </p>
    <p class="hint">Ce label n’est ni un agrément ni une garantie de résultat.</p>
  </section>
);
