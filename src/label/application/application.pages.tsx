import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { ErrorSummary, type FormState } from "../../ui/form.tsx";
import { Done, Facts, Head, Notice } from "../../ui/parts.tsx";
import type { Model } from "../scoring/model.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import { type Progress, STATE_WORDS, after, isEditable } from "./application.ts";
import type { Application } from "./application.store.ts";
import { OFFER_LABELS, OfferForm, Standing } from "./offer.parts.tsx";

type ListProps = { base: string; applications: readonly Application[]; version: string; state: FormState };
/** Every application of a mutuelle, and the form that opens one. */
export const ApplicationsPage = ({ base, applications, version, state }: ListProps): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={OFFER_LABELS} />
    <Head
      eyebrow="Label"
      title="Candidatures"
      lead="Une candidature décrit une offre. Vous y répondez à votre rythme, à plusieurs, et vous la déposez quand elle est prête."
    />
    {applications.length === 0 ? null : (
      <ul class="rows">
        {applications.map((one) => (
          <li>
            <h2>
              <a href={`${base}/${one.id}`}>{one.offerName}</a>
            </h2>
            <p>
              {STATE_WORDS[one.state]} · référentiel {one.referential.split("@")[1]} · ouverte le{" "}
              {dayInWords(one.createdAt, PARIS)}
            </p>
          </li>
        ))}
      </ul>
    )}
    <section aria-labelledby="ouvrir">
      <h2 id="ouvrir">Décrire une offre</h2>
      <p>
        Référentiel en vigueur : <a href="/label/referentiel">version {version}</a>. Vous pouvez d’abord l’essayer{" "}
        <a href="/label/simulateur">dans le simulateur</a>.
      </p>
      <OfferForm action={base} state={state} button="Ouvrir la candidature" />
    </section>
  </div>
);

type OverviewProps = {
  base: string;
  application: Application;
  progress: readonly Progress[];
  model: Model;
  scored: ScoredUnit | null;
  isOwner: boolean;
  isCurrent: boolean;
  state: FormState;
  done: string | null;
};

/** One application: where it stands, each dimension, what to do next. */
export const OverviewPage = (props: OverviewProps): Child => {
  const { base, application, progress, model, scored, isOwner, isCurrent, state, done } = props;
  const isOpen = isEditable(application.state);
  return (
    <>
      <ErrorSummary state={state} labels={OFFER_LABELS} />
      <Head
        eyebrow={`${application.organisation} · ${STATE_WORDS[application.state]}`}
        title={application.offerName}
        lead={leadOf(application)}
      />
      <Done words={done} />
      <Assessed base={base} application={application} />
      {isCurrent || !isOpen ? null : <Superseded base={base} application={application} />}
      <div class="split">
        <div>
          <Dimensions base={base} progress={progress} isOpen={isOpen} />
          <p class="acts">
            {isOpen ? (
              <a class="button" href={`${base}/recapitulatif`}>
                {application.submission === 0 ? "Relire et déposer" : "Relire et déposer les modifications"}
              </a>
            ) : null}
            <a class="button quiet" href={`${base}/pieces.csv`} download={true}>
              Liste des pièces (CSV)
            </a>
            <a class="button quiet" href={`${base}/reponses.json`} download={true}>
              Mes réponses (JSON)
            </a>
          </p>
          {isOpen ? <CarryOver base={base} /> : null}
          <OfferPart base={base} application={application} isOpen={isOpen} state={state} />
          {isOwner && after(application.state, "withdraw") !== null ? <Withdraw base={base} /> : null}
        </div>
        <aside class="side" aria-labelledby="apercu">
          <h2 id="apercu">Où vous en êtes</h2>
          <Standing model={model} scored={scored} />
          <p>
            <a href="/label/referentiel">Le référentiel {model.file.version}</a>
          </p>
        </aside>
      </div>
    </>
  );
};

/** From which states a new application may start where this one ended. */
const ENDED = new Set(["inadmissible", "decided", "withdrawn", "appeal_decided"]);
/** The way to the assessment of what was filed, and to the next application once it is over. */
const Assessed = ({ base, application }: { base: string; application: Application }): Child =>
  application.submission === 0 ? null : (
    <div class="acts">
      <a class="button" href={`${base}/evaluation`}>
        Suivre l’évaluation
      </a>
      {ENDED.has(application.state) ? (
        <form method="post" action={`${base}/repartir`} class="inline">
          <button type="submit" class="quiet">
            Repartir de ce dossier
          </button>
          <p class="hint">
            Une nouvelle candidature, avec vos réponses et les pages encore fraîches comme preuves. Les décisions et les
            fichiers ne suivent pas.
          </p>
        </form>
      ) : null}
    </div>
  );

function leadOf({ state, submission, updatedAt }: Application): string {
  if (state === "draft") {
    return "Un brouillon : vos collègues et vous seuls le voyez. Chaque réponse s’enregistre à part.";
  }
  return state === "submitted"
    ? `Dépôt n° ${submission}, le ${dayInWords(updatedAt, PARIS)}. Ce qui est déposé ne change plus ; vos modifications feront un autre dépôt.`
    : `Dernier changement le ${dayInWords(updatedAt, PARIS)}.`;
}

const Superseded = ({ base, application }: { base: string; application: Application }): Child => (
  <Notice kind="warn">
    <p>
      <strong>Cette candidature suit une version remplacée ({application.referential}).</strong> Elle ne peut plus être
      déposée ainsi. Passez à la version en vigueur : ce qui demande moins s’applique seul, ce qui demande plus vous
      sera montré.
    </p>
    <form method="post" action={`${base}/changer-de-version`}>
      <button type="submit">Passer à la version en vigueur</button>
    </form>
  </Notice>
);

const Dimensions = ({
  base,
  progress,
  isOpen,
}: {
  base: string;
  progress: readonly Progress[];
  isOpen: boolean;
}): Child => (
  <table class="dense">
    <caption>Les huit dimensions</caption>
    <thead>
      <tr>
        <th scope="col">Dimension</th>
        <th scope="col">Réponses</th>
        <th scope="col">Portes encore fermées pour le premier niveau</th>
      </tr>
    </thead>
    <tbody>
      {progress.map((one) => (
        <tr>
          <th scope="row">
            <a href={`${base}/dimensions/${one.id}`}>
              {one.id} · {one.name}
              {isOpen ? "" : " (lecture)"}
            </a>
          </th>
          <td data-head="Réponses">
            {one.answered} sur {one.asked}
            {one.answered === one.asked ? ", complet" : ""}
          </td>
          <td data-head="Portes fermées">{one.openGates.length === 0 ? "aucune" : one.openGates.join(", ")}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const CarryOver = ({ base }: { base: string }): Child => (
  <section aria-labelledby="reprendre">
    <h2 id="reprendre">Reprendre une simulation</h2>
    <p>Le fichier enregistré par le simulateur. Ce que vous avez déjà répondu ici ne change pas.</p>
    <form method="post" action={`${base}/reprendre`} enctype="multipart/form-data">
      <div class="field">
        <label for="fichier">Fichier de réponses (JSON)</label>
        <input type="file" id="fichier" name="fichier" accept="application/json,.json" required={true} />
      </div>
      <button type="submit" class="quiet">
        Reprendre ces réponses
      </button>
    </form>
  </section>
);

type OfferProps = { base: string; application: Application; isOpen: boolean; state: FormState };
const OfferPart = ({ base, application, isOpen, state }: OfferProps): Child => (
  <section aria-labelledby="offre">
    <h2 id="offre">L’offre</h2>
    <Facts
      rows={[
        ["Contrats", application.contracts.join(" · ")],
        [
          "Adhérents couverts",
          `${plural(application.covered, "adhérent")} sur ${application.members} (${Math.floor((application.covered * 100) / application.members)} %)`,
        ],
      ]}
    />
    {isOpen ? (
      <details open={Object.keys(state.errors).length > 0}>
        <summary>Modifier l’offre</summary>
        <OfferForm action={`${base}/offre`} state={state} button="Enregistrer l’offre" />
      </details>
    ) : null}
  </section>
);

const Withdraw = ({ base }: { base: string }): Child => (
  <details>
    <summary>Retirer cette candidature</summary>
    <p>Elle ne sera pas évaluée. Ce qui a été déposé reste dans votre espace.</p>
    <form method="post" action={`${base}/retirer`}>
      <button type="submit" class="danger">
        Retirer la candidature
      </button>
    </form>
  </details>
);
