import type { Child } from "hono/jsx";

import { Card, Points } from "../../ui/cards.tsx";
import { Dock } from "../../ui/dock.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Facts, Fold, Head, Notice } from "../../ui/parts.tsx";
import { TonightLinks } from "../application/tonight.parts.tsx";
import { FACET_NAMES } from "../decision/facets.ts";
import type { Label } from "../decision/label.ts";
import { levelName, outOf100, pathOf } from "../referential/words.ts";
import { FACET_LABELS, factOf } from "./filters.ts";
import { shownState } from "./label-words.ts";
import { FACET_ICONS, Fictitious, HelpFirst, NotInForce, Standing, standingOf } from "./label.parts.tsx";
import { Evidence, HangsOn, History, type OfferProps, Ranges, Scores } from "./offer.parts.tsx";

/** `/label/registre/:fiche`: one label, what it rests on, and how anybody finds the same. */
export const OfferPage = (props: OfferProps): Child => {
  const { label, todayOn, origin } = props;
  const state = shownState(label, todayOn);
  return (
    <>
      <p class="crumbs">
        <a href="/label/registre">Registre</a>
      </p>
      <div class="split">
        <div>
          <h1>{label.organisation}</h1>
          <p class="lead">
            {label.offerName}
            <Fictitious label={label} />
          </p>
          <NotInForce state={state} />
          <section class="phone-only">
            <Standing label={label} todayOn={todayOn} />
          </section>
          <section aria-labelledby="pour-vous">
            <h2 id="pour-vous">Ce que cela change pour vous</h2>
            <Points
              points={FACET_NAMES.map((facet) => ({
                icon: FACET_ICONS[facet],
                title: factOf(label, facet),
                hint: FACET_LABELS[facet],
                isMissing: label[facet] === 0,
              }))}
            />
          </section>
          <section class="stack" aria-label="Ce soir">
            <Card title="Les joindre ce soir">
              {label.tonight === null ? (
                <p>
                  Cette mutuelle n’a pas dit comment. Regardez dans votre espace adhérent, ou{" "}
                  <a href="/aide/numeros">qui appeler ce soir</a>.
                </p>
              ) : (
                <TonightLinks tonight={label.tonight} of={label.organisation} />
              )}
            </Card>
            <HelpFirst />
          </section>
          <Ranges {...props} />
          <Scores {...props} />
          <HangsOn {...props} />
          <Evidence {...props} />
          <Recompute {...props} />
          <History {...props} />
          <Badge label={label} origin={origin} />
        </div>
        <div class="stack stick">
          <Deed label={label} todayOn={todayOn} />
        </div>
      </div>
      <Dock isForPhones>
        <p class="meta">
          {label.levelName}, {standingOf(label, todayOn)}
        </p>
        <a class="button" href={compareOf(label)}>
          <Icon name="balance" /> Comparer
        </a>
      </Dock>
    </>
  );
};

const compareOf = (label: Label): string => `/label/comparateur?offre=${label.id}`;

/** The label itself: its level, its scores, what one can do with it. */
const Deed = ({ label, todayOn }: Pick<OfferProps, "label" | "todayOn">): Child => (
  <Card kind="roof">
    <div class="wide-only">
      <Standing label={label} todayOn={todayOn} isBig />
    </div>
    <Facts
      rows={[
        ["Score vérifié", outOf100(label.verifiedBp), "voir", "ce que le comité a pu constater"],
        ["Score déclaré", outOf100(label.declaredBp), "papier", "ce que la mutuelle affirme"],
        ["Contrats couverts", label.contracts.join(", "), "groupe"],
        ["Sites reconnus", label.domains.length === 0 ? "aucun pour l’instant" : label.domains.join(", "), "ligne"],
        ["SIREN", label.siren, "info"],
      ]}
    />
    <a class="button block wide-only" href={compareOf(label)}>
      <Icon name="balance" /> Comparer
    </a>
    <p class="acts">
      <a class="button quiet block" href={`/label/registre/${label.id}/attestation`}>
        <Icon name="imprimer" /> Attestation, une page
      </a>
    </p>
    <p class="meta">
      Ce label n’est ni un agrément ni une garantie de résultat.{" "}
      <a href={`/label/signaler/${label.id}`}>Signaler une inexactitude</a>
    </p>
  </Card>
);

/** How it was computed, and how to do it again. */
const Recompute = ({ label, model, decisions }: OfferProps): Child => {
  const path = `/label/registre/${label.id}`;
  return (
    <Fold title="Refaire le calcul" hint="dans cette page ou chez vous, mêmes octets" icon="abri" id="calcul">
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
        <a href="/label/calcul">mode d’emploi</a>.{" "}
        {label.robustness.unchanged === null ? null : (
          <>
            Les tirages de poids, de même :{" "}
            <code>{`--robustness --seed ${label.robustness.seed} --runs ${label.robustness.runs}`}</code>.{" "}
          </>
        )}
        {label.hangsOn === null ? null : (
          <>
            Ce dont le niveau dépend, de même :{" "}
            <code>{`--sensitivity --seed ${label.resultHash} --runs ${label.hangsOn.runs}`}</code>.
          </>
        )}
      </p>
      {decisions[0]?.level === decisions[0]?.result.level ? null : (
        <p>Le niveau affiché est celui de la décision, {levelName(model.file, decisions[0]?.level ?? null)}.</p>
      )}
    </Fold>
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
    <Facts
      rows={[
        ["Empreinte publiée", <code>{published}</code>],
        ["Empreinte recalculée", <code>{computed ?? "aucune"}</code>],
      ]}
    />
    <p>
      <a class="button quiet" href={`/label/registre/${label.id}`}>
        Revenir à la fiche
      </a>
    </p>
  </div>
);

/** How to show the badge. */
const Badge = ({ label, origin }: Pick<OfferProps, "label" | "origin">): Child => (
  <Fold title="Badge" hint="à montrer, à vérifier" icon="partager" id="afficher">
    <p>
      <img src={`/label/badge/${label.id}.svg`} alt={`Badge : ${label.levelName}`} />
    </p>
    <p>
      <code>{`<a href="${origin}/label/registre/${label.id}"><img src="${origin}/label/badge/${label.id}.svg" alt="Label Ligne Sûre : voir l’état sur la fiche"></a>`}</code>
    </p>
    <p>
      <a href={`/label/badge/${label.id}.json`}>shields</a> ·{" "}
      <a href={`/label/badge/${label.id}.vc.json`}>badge numérique signé</a> · <a href="/label/verifier">vérifier</a>
    </p>
  </Fold>
);
