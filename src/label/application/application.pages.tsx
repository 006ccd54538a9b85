import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Rows } from "../../ui/work.tsx";
import { Dock } from "../../ui/dock.tsx";
import { ErrorSummary, type FormState } from "../../ui/form.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Steps } from "../../ui/line.tsx";
import { CellMap, type CellState, MapKey } from "../../ui/map.tsx";
import { Done, Empty, Facts, Fold, Head, Notice, Todo } from "../../ui/parts.tsx";
import { Meters } from "../../ui/table.tsx";
import { dimensionsOf, levelName } from "../referential/words.ts";
import type { Model } from "../scoring/model.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import {
  CELL_WORDS,
  type Missing,
  type Progress,
  STATE_WORDS,
  after,
  isEditable,
  shutGates,
  standings,
  stepOf,
} from "./application.ts";
import type { Application } from "./application.store.ts";
import type { Range } from "./range.ts";
import { rangesHint } from "./ranges.pages.tsx";
import { HOURS } from "./tonight.ts";
import { CarryOver, OFFER_LABELS, OfferForm, Standing } from "./offer.parts.tsx";

type ListProps = { base: string; applications: readonly Application[]; version: string; state: FormState };
/** Every application of a mutuelle, and the form that opens one. */
export const ApplicationsPage = ({ base, applications, version, state }: ListProps): Child => (
  <>
    <ErrorSummary state={state} labels={OFFER_LABELS} />
    <Head
      eyebrow="Label"
      title="Candidatures"
      lead="Une candidature décrit une offre. Vous y répondez à votre rythme, à plusieurs, et vous la déposez quand elle est prête."
    />
    <div class="split wide">
      <div>
        {applications.length === 0 ? (
          <Empty scene="lettre" title="Aucune candidature pour l’instant">
            <p>
              Essayez d’abord votre offre <a href="/label/simulateur">dans le simulateur</a>, sans rien envoyer.
            </p>
          </Empty>
        ) : (
          <Rows
            rows={applications.map((one) => ({
              title: <a href={`${base}/${one.id}`}>{one.offerName}</a>,
              why: `référentiel ${one.referential.split("@")[1] ?? ""} · ouverte le ${dayInWords(one.createdAt, PARIS)}`,
              due: { kind: isEditable(one.state) ? "wait" : "plain", icon: "abri", words: STATE_WORDS[one.state] },
            }))}
          />
        )}
        <p>
          <a class="button quiet" href={base.replace(/label$/, "bibliotheque")}>
            Bibliothèque de pièces
          </a>
        </p>
      </div>
      <section class="card roof" aria-labelledby="ouvrir">
        <h2 id="ouvrir">Décrire une offre</h2>
        <p class="meta">
          Référentiel en vigueur : <a href="/label/referentiel">version {version}</a>.
        </p>
        <OfferForm action={base} state={state} button="Ouvrir la candidature" />
      </section>
    </div>
  </>
);

type OverviewProps = {
  base: string;
  application: Application;
  ranges: readonly Range[];
  progress: readonly Progress[];
  missing: Missing;
  model: Model;
  scored: ScoredUnit | null;
  isOwner: boolean;
  isCurrent: boolean;
  state: FormState;
  done: string | null;
};

const STEPS = ["Décrire l’offre", "Répondre", "Prouver", "Déposer", "Évaluation", "Décision"].map((title) => ({
  title,
}));

/** One application: where it stands, its criteria at a glance, what to do next. */
export const OverviewPage = (props: OverviewProps): Child => {
  const { base, application, ranges, progress, missing, model, scored, isOwner, isCurrent, state, done } = props;
  const isOpen = isEditable(application.state);
  const now = stepOf(application.state, missing);
  const tasks = isOpen ? tasksOf(base, model, missing, scored) : [];
  return (
    <>
      <ErrorSummary state={state} labels={OFFER_LABELS} />
      <Head
        eyebrow={`${application.organisation} · ${isOpen ? `${application.offerName} · ` : ""}${STATE_WORDS[application.state]}`}
        title={isOpen ? titleOf(missing) : application.offerName}
        lead={leadOf(application)}
      />
      <Done words={done} />
      {now === null ? null : <Steps label="Étapes du dossier" steps={STEPS} now={now} />}
      <Assessed base={base} application={application} />
      {isCurrent || !isOpen ? null : <Superseded base={base} application={application} />}
      <div class="split">
        <div class="stack beside">
          {isOpen ? <Remaining base={base} application={application} tasks={tasks} /> : null}
          <Stands {...props} isOpen={isOpen} />
        </div>
        <div>
          <Atlas {...props} />
          <Dimensions base={base} progress={progress} isOpen={isOpen} />
          <OfferPart base={base} application={application} ranges={ranges} isOpen={isOpen} state={state} />
          {isOpen ? <CarryOver base={base} /> : null}
          <p class="acts">
            <a class="button quiet small" href={`${base}/pieces.csv`} download={true}>
              Liste des pièces (CSV)
            </a>
            <a class="button quiet small" href={`${base}/reponses.json`} download={true}>
              Mes réponses (JSON)
            </a>
            <SinceFiled base={base} application={application} />
          </p>
          {isOwner && after(application.state, "withdraw") !== null ? <Withdraw base={base} /> : null}
        </div>
      </div>
      {isOpen ? (
        <Dock isForPhones>
          <NextAct base={base} application={application} tasks={tasks} />
        </Dock>
      ) : null}
    </>
  );
};

/** Where the offer stands by its answers: on the way while they may change, what was said of it once they may not. */
const Stands = ({ base, model, scored, isOpen }: OverviewProps & { isOpen: boolean }): Child => (
  <Card title={isOpen ? "Où vous en êtes" : "Ce que vous avez déclaré"}>
    <Standing model={model} scored={scored} {...(isOpen ? { base } : {})} />
    <p>
      <a href="/label/referentiel">Le référentiel {model.file.version}</a>
    </p>
  </Card>
);

const SinceFiled = ({ base, application }: Pick<OverviewProps, "base" | "application">): Child =>
  application.submission === 0 ? null : (
    <a class="button quiet small" href={`${base}/changements`}>
      Ce qui a changé depuis le dernier dépôt
    </a>
  );

function titleOf({ answers, pieces }: Missing): string {
  const left = answers.length + pieces.length;
  return left === 0 ? "Prête à déposer" : `Il reste ${plural(left, "critère à compléter", "critères à compléter")}`;
}

/** Every criterion in view at once: proven, said, without an answer, shut. */
const Atlas = ({ base, missing, model, scored }: OverviewProps): Child => {
  const states = standings(model, missing, scored);
  const count = (state: CellState): number => [...states.values()].filter((one) => one === state).length;
  return (
    <section class="card" aria-labelledby="carte">
      <h2 id="carte">La carte de vos {states.size} critères</h2>
      <MapKey
        keys={[
          ["done", plural(count("done"), "prouvé")],
          ["said", `${plural(count("said"), "répondu")}, sans preuve`],
          ["none", `${plural(count("none"), "autre")} sans réponse`],
          ["shut", `${plural(count("shut"), "porte fermée", "portes fermées")}, faute de réponse ou de preuve`],
        ]}
      />
      <CellMap
        rows={dimensionsOf(model.file).map(({ id, name, criteria }) => ({
          title: name,
          cells: criteria.flatMap((code) => {
            const state = states.get(code);
            const words = `${model.criteria.get(code)?.name ?? ""} : ${CELL_WORDS[state ?? "none"]}`;
            return state === undefined ? [] : [{ href: `${base}/dimensions/${id}#${code}`, code, words, state }];
          }),
        }))}
      />
    </section>
  );
};

type Task = { href: string; icon: IconName; title: string; hint: string; verb: string };
/** What remains, the gates of the next level first: three of them, then what is not proven, then what has no answer. */
function tasksOf(base: string, model: Model, missing: Missing, scored: ScoredUnit | null): Task[] {
  const places = new Map(dimensionsOf(model.file).flatMap((one) => one.criteria.map((id) => [id, one.id] as const)));
  const placeOf = (id: string): string => `${base}/dimensions/${places.get(id) ?? ""}#${id}`;
  const gates = shutGates(scored);
  const level = levelName(model.file, scored?.conditions[0]?.level ?? null);
  const [unproven] = missing.pieces;
  const [unanswered] = missing.answers;
  return [
    ...gates.slice(0, 3).map(({ criterion, required, obtained }): Task => {
      const { name = "", remediation } = model.criteria.get(criterion) ?? {};
      const days = remediation === undefined ? "" : ` · environ ${remediation.days} jours`;
      return {
        href: placeOf(criterion),
        icon: "porte",
        title: `${criterion} · ${name}`,
        hint: `porte de « ${level} » : note ${required} demandée, ${obtained ?? 0} déclarée${days}`,
        verb: `Reprendre à ${criterion}`,
      };
    }),
    ...(gates.length > 3
      ? [
          {
            href: `${base}/recapitulatif`,
            icon: "porte",
            title: plural(gates.length - 3, "autre porte fermée", "autres portes fermées"),
            hint: gates
              .slice(3)
              .map((gate) => gate.criterion)
              .join(", "),
            verb: "Relire",
          } as const,
        ]
      : []),
    ...(unproven === undefined
      ? []
      : [
          {
            href: placeOf(unproven.id),
            icon: "preuve",
            title: plural(missing.pieces.length, "critère à prouver", "critères à prouver"),
            hint: `commencez par ${unproven.id}, ${unproven.name ?? ""}`,
            verb: `Prouver ${unproven.id}`,
          } as const,
        ]),
    ...(unanswered === undefined
      ? []
      : [
          {
            href: placeOf(unanswered.id),
            icon: "papier",
            title: plural(missing.answers.length, "critère sans réponse", "critères sans réponse"),
            hint: `commencez par ${unanswered.id}, ${unanswered.name ?? ""}`,
            verb: `Répondre à ${unanswered.id}`,
          } as const,
        ]),
  ];
}

type RemainingProps = { base: string; application: Application; tasks: readonly Task[] };
const Remaining = ({ base, application, tasks }: RemainingProps): Child => (
  <Card kind="roof" title="Ce qu’il reste à faire">
    {tasks.length === 0 ? <p>Chaque critère a sa réponse et sa preuve.</p> : null}
    <Todo
      items={tasks.map(({ href, icon, title, hint }) => ({
        icon,
        title: <a href={href}>{title}</a>,
        children: <p class="meta">{hint}</p>,
      }))}
    />
    <p class="acts equal wide-only">
      <NextAct base={base} application={application} tasks={tasks} />
    </p>
  </Card>
);

/** The next thing to do; filing is always at hand, and the act once nothing remains. */
const NextAct = ({ base, application, tasks }: RemainingProps): Child => {
  const [first] = tasks;
  return (
    <>
      {first === undefined ? null : (
        <a class="button" href={first.href}>
          {first.verb}
        </a>
      )}
      <a class={first === undefined ? "button" : "button quiet"} href={`${base}/recapitulatif`}>
        {application.submission === 0 ? "Relire et déposer" : "Relire et déposer les modifications"}
      </a>
    </>
  );
};

/** From which states a new application may start where this one ended. */
const ENDED = new Set(["inadmissible", "decided", "withdrawn", "appeal_decided"]);
const DECIDED = new Set(["decided", "appeal_decided"]);
/** The way to the assessment of what was filed, and to the next application once it is over. */
const Assessed = ({ base, application }: { base: string; application: Application }): Child =>
  application.submission === 0 ? null : (
    <div class="acts">
      <a class="button" href={`${base}/evaluation`}>
        {DECIDED.has(application.state) ? "Lire la décision" : "Suivre l’évaluation"}
      </a>
      {ENDED.has(application.state) ? (
        <form method="post" action={`${base}/repartir`} class="inline">
          <button type="submit" class="quiet">
            Repartir de ce dossier
          </button>
          <p class="hint">
            Une nouvelle candidature, avec vos réponses, vos gammes et les pièces de votre bibliothèque, chacune avec sa
            fraîcheur. Les décisions ne suivent pas.
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

type DimensionsProps = { base: string; progress: readonly Progress[]; isOpen: boolean };
const Dimensions = ({ base, progress, isOpen }: DimensionsProps): Child => (
  <section aria-labelledby="dimensions">
    <h2 id="dimensions">Les huit dimensions</h2>
    <Meters
      meters={progress.map((one) => ({
        title: (
          <a href={`${base}/dimensions/${one.id}`}>
            {one.name}
            {isOpen ? "" : " (lecture)"}
          </a>
        ),
        words: `${one.answered} sur ${one.asked}`,
        n: one.answered,
        of: one.asked,
      }))}
    />
  </section>
);

type OfferProps = {
  base: string;
  application: Application;
  ranges: readonly Range[];
  isOpen: boolean;
  state: FormState;
};
const OfferPart = ({ base, application, ranges, isOpen, state }: OfferProps): Child => (
  <Fold title="L’offre" hint={application.offerName} icon="papier" isOpen={Object.keys(state.errors).length > 0}>
    <Facts
      rows={[
        ["Contrats", application.contracts.join(" · ")],
        [
          "Adhérents couverts",
          `${plural(application.covered, "adhérent")} sur ${application.members} (${Math.floor((application.covered * 100) / application.members)} %)`,
        ],
      ]}
    />
    <p class="acts">
      <a class="button quiet small" href={`${base}/gammes`}>
        {ranges.length === 0 ? "Plusieurs gammes de contrats ?" : "Les gammes de contrats"}
      </a>
      <span class="meta">{rangesHint(ranges)}</span>
    </p>
    <p class="acts">
      <a class="button quiet small" href={`${base}/joindre`}>
        Joindre l’aide ce soir
      </a>
      <span class="meta">{application.tonight === null ? "pas encore dit" : HOURS[application.tonight.hours]}</span>
    </p>
    {isOpen ? <OfferForm action={`${base}/offre`} state={state} button="Enregistrer l’offre" ranges={ranges} /> : null}
  </Fold>
);

const Withdraw = ({ base }: { base: string }): Child => (
  <Fold title="Retirer cette candidature" icon="fermer">
    <p>Elle ne sera pas évaluée. Ce qui a été déposé reste dans votre espace.</p>
    <form method="post" action={`${base}/retirer`}>
      <button type="submit" class="danger">
        Retirer la candidature
      </button>
    </form>
  </Fold>
);
