import type { Child } from "hono/jsx";

import { Act } from "../../ui/console.tsx";
import { ACT_LABELS, Kept, MoveAsked, StillCan, hasErrors, isOpen } from "./act.parts.tsx";
import { Choices, ErrorSummary, type FormState, Item, Select, TextArea } from "../../ui/form.tsx";
import { plural } from "../../kernel/text.ts";
import { dayShort, hourIn } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Dock } from "../../ui/dock.tsx";
import { Rows } from "../../ui/work.tsx";
import { Done, Empty, Fold, Head, Notice } from "../../ui/parts.tsx";
import { DEPARTEMENTS, departementsAfter } from "../sessions/departements.ts";
import { MOST_CLASSES, type RequestState, STATE_WORDS, type StillOpen } from "./request.ts";
import { DECLINE_REASONS } from "./request-codes.ts";
import { ANSWER_DAYS, LEVELS, MONTHS, SETTINGS } from "../schools/school-class.ts";
import type { Offer } from "../schools/showcase.store.ts";
import { sheetInWords } from "../presence/attestation.pages.tsx";
import type { ClassSheet } from "../presence/presence.store.ts";
import { MARKED_UNTIL } from "../seats/registration.ts";
import { classesInWords } from "./request-words.ts";
import { THREAD_LABELS, Thread, WordBeside } from "./thread.parts.tsx";
import type { Written } from "./write-word.ts";
import { RequestFacts, RequestStatus, planChoices, visitHours, whenOf } from "./request.parts.tsx";
import { LongDay, PlanFields, SPOT_LABELS, SpotFields, planLabels } from "./plan.parts.tsx";
import type { Area } from "./areas.store.ts";
import type { ClassRequest } from "./requests.store.ts";

type Titled = { request: ClassRequest; title: string };
type InboxProps = {
  base: string;
  association: string;
  mine: readonly Titled[];
  waiting: readonly Titled[];
  areas: readonly Area[];
  done: string | null;
};

/** What an association sees of class requests: those that wait where it works, those it holds. */
export const InboxPage = ({ base, association, mine, waiting, areas, done }: InboxProps): Child => (
  <>
    <Head
      eyebrow={association}
      title={
        waiting.length === 0 ? "Aucune demande n’attend" : `${plural(waiting.length, "demande")} près de chez vous`
      }
      lead="La première association qui répond l’emporte."
    />
    <Done words={done} />
    <div class="split">
      <div>
        <section aria-labelledby="attente">
          <h2 id="attente">En attente près de chez vous</h2>
          {areas.length === 0 ? (
            <Notice kind="warn">
              <p>Dites d’abord où vous intervenez : sans département, aucune demande ne s’affiche.</p>
            </Notice>
          ) : waiting.length === 0 ? (
            <Empty scene="nuit" title="Rien n’attend">
              <p>Un message vous préviendra.</p>
            </Empty>
          ) : (
            <Requests base={base} rows={waiting} own={areas} />
          )}
        </section>
        {mine.length === 0 ? null : (
          <section aria-labelledby="miennes">
            <h2 id="miennes">Vos demandes</h2>
            <Requests base={base} rows={mine} own={areas} />
          </section>
        )}
      </div>
      <Card kind="flat" title="Où nous intervenons">
        <p>
          {areas.length === 0
            ? "Nulle part encore."
            : areas.map((area) => DEPARTEMENTS[area.departement] ?? area.departement).join(", ")}
        </p>
        <p>
          <a class="button quiet" href={base.replace(/demandes$/, "territoire")}>
            {areas.length === 0 ? "Choisir les départements" : "Changer les départements"}
          </a>
        </p>
      </Card>
    </div>
  </>
);

type RequestsProps = { base: string; rows: readonly Titled[]; own: readonly { departement: string }[] };
const Requests = ({ base, rows, own }: RequestsProps): Child => (
  <Rows
    rows={rows.map(({ request, title }) => ({
      title: (
        <a href={`${base}/${request.id}`}>
          {request.host}, {request.commune}
        </a>
      ),
      why: (
        <>
          {title} · {classesInWords(request)}
          {request.startsAt === null ? "" : ` · ${visitHours(request)}`}
          {request.firstUntil === null ? "" : ` · à vous d’abord, jusqu’au ${whenOf(request, request.firstUntil)}`}
          {own.some(({ departement }) => departement === request.departement)
            ? ""
            : ` · département voisin : ${DEPARTEMENTS[request.departement] ?? request.departement}, personne n’y a répondu`}
        </>
      ),
      due: dueOf(request),
      act: (
        <a class="button quiet small" href={`${base}/${request.id}`}>
          Voir <span class="seen-by-readers">{request.host}</span>
        </a>
      ),
    }))}
  />
);

/** The classes after the first, of a request with as many as there can be. */
const MORE_CLASSES = Array.from({ length: MOST_CLASSES - 1 }, (_, i) => i + 2);

/** What presses first: an ongoing situation, an answer that is due, or where the request stands. */
function dueOf(request: ClassRequest): DueWords {
  const { state, expiresAt, hasOpenSituation, tz } = request;
  const isDue = state === "open" && expiresAt !== null;
  const before = isDue ? `répondre avant ${dayShort(expiresAt, tz)}, ${hourIn(expiresAt, tz)}` : STATE_WORDS[state];
  return hasOpenSituation
    ? { kind: "bad", icon: "alerte", words: `situation en cours, ${before}` }
    : { kind: state === "scheduled" ? "good" : "wait", words: before };
}
type DueWords = { kind: "bad" | "good" | "wait"; icon?: "alerte"; words: string };

type DetailProps = Titled & {
  base: string;
  association: string;
  others: readonly { id: string; name: string }[];
  /** What the association can still do. */
  open: readonly StillOpen[];
  /** What the school and this association wrote to each other. */
  thread: readonly Written[];
  /** What was counted, class by class, once the visit is fixed with this association. */
  sheets: readonly ClassSheet[];
  now: number;
  /** The requester's address, once the visit is fixed with this association. */
  address: string | null;
  state: FormState;
  /** What was typed for an act that came too late. */
  kept: readonly string[];
};

const LEADS: Partial<Record<RequestState, string>> = {
  awaiting_head: "La direction n’a pas encore donné son accord : vous pouvez déjà retenir un créneau.",
  open: "La direction a donné son accord. La première association qui répond l’emporte.",
  proposed: "Vos dates sont proposées à l’établissement.",
  scheduled: "C’est fixé.",
};

/** One request, and what the association may do with it. */
export const RequestPage = (props: DetailProps): Child => {
  const { request, title, base, association, address, state } = props;
  const isTheirs = request.associationId === association;
  const canAnswer = isOpen(props.open, "decline");
  return (
    <>
      <ErrorSummary
        state={state}
        labels={{
          creneau: "Créneau",
          ...planLabels("Date", MORE_CLASSES),
          vers: "Association",
          ...ACT_LABELS,
          ...THREAD_LABELS,
        }}
      />
      <p class="crumbs">
        <a href={base.replace(/\/[^/]+$/, "")}>Toutes les demandes</a>
      </p>
      <Kept kept={props.kept} />
      <Head
        title={request.host}
        lead={
          request.pencil === null
            ? (LEADS[request.state] ?? "")
            : "Retenue au crayon : elle sera fixée avec l’accord de la direction."
        }
      />
      <p>
        <RequestStatus state={request.state} />
      </p>
      <div class="split wide">
        <div>
          <Card>
            <RequestFacts request={request} title={title} />
          </Card>
          <LongDay plans={request.plans} tz={request.tz} />
          {canAnswer && request.pencil === null ? (
            <Dock isForPhones>
              <p>
                <strong>{title}</strong>
                <br />
                {classesInWords(request)}
              </p>
              <a class="button" href="#reponse">
                Répondre
              </a>
            </Dock>
          ) : null}
        </div>
        <div class="stack" id="reponse">
          <MoveAsked request={request} base={base} state={state} open={props.open} />
          {address === null ? null : (
            <Card kind="roof" title="La personne qui a demandé">
              <p>
                <a href={`mailto:${address}`}>{address}</a>
              </p>
            </Card>
          )}
          {canAnswer && request.pencil === null ? (
            <Card kind="roof" title="Votre réponse">
              <Answers {...props} />
            </Card>
          ) : null}
          {canAnswer ? (
            <div>
              <Passing {...props} />
            </div>
          ) : null}
          <Uncounted {...props} />
          {isTheirs || props.thread.length > 0 ? (
            <Thread
              request={request}
              thread={props.thread}
              by="association"
              base={base}
              state={state}
              open={props.open}
            />
          ) : null}
          {isTheirs ? <StillCan request={request} base={base} state={state} open={props.open} /> : null}
        </div>
      </div>
    </>
  );
};

/** Classes that were seen and that nobody counted yet: for seven days the team still may. */
const Uncounted = ({ request, association, sheets, now }: DetailProps): Child => {
  const left = sheets.filter(
    (sheet) => sheet.pupils_present === null && sheet.ends_at <= now && now < sheet.ends_at + MARKED_UNTIL,
  );
  return left.length === 0 ? null : (
    <Card kind="roof" title="À compter">
      <ul class="rows">
        {left.map((sheet) => (
          <li>
            <p>{sheetInWords(sheet, request.tz)}</p>
            <p class="meta">Jusqu’au {whenOf(request, sheet.ends_at + MARKED_UNTIL)}.</p>
            <a class="button quiet small" href={`/espace/structures/${association}/seances/${sheet.session_id}`}>
              Compter maintenant
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Answers = ({ request, base, state }: DetailProps): Child => {
  const slots = planChoices(request, "school");
  return (
    <>
      {Object.keys(slots).length === 0 ? null : (
        <form method="post" action={`${base}/accepter`} novalidate>
          <Choices name="creneau" legend="Venir à un de ces créneaux" kind="radio" options={slots} state={state} />
          <WordBeside of="Accepter" state={state} />
          <button type="submit">{request.state === "open" ? "Accepter ce créneau" : "Retenir ce créneau"}</button>
        </form>
      )}
      <Fold
        title="Proposer d’autres dates"
        isOpen={Object.keys(slots).length === 0 || hasErrors(state, ["creneau1", "motProposer", "sansNomProposer"])}
      >
        <form method="post" action={`${base}/proposer`} novalidate>
          <p class="hint">L’heure où la première classe commence ; les autres suivent, avec la pause de midi libre.</p>
          <PlanFields
            word="Date"
            others={request.groups.slice(1).map((group) => group.position)}
            isOptional={false}
            state={state}
          />
          <WordBeside of="Proposer" state={state} />
          <button type="submit" class={Object.keys(slots).length === 0 ? "" : "quiet"}>
            Proposer ces dates
          </button>
        </form>
      </Fold>
    </>
  );
};

const Passing = ({ base, others, state }: DetailProps): Child => (
  <>
    <Fold
      title="Nous ne pourrons pas venir"
      icon="fermer"
      isOpen={hasErrors(state, ["raison", "motPasser", "sansNomPasser"])}
    >
      <form method="post" action={`${base}/passer`} novalidate>
        <Choices name="raison" legend="Pourquoi" kind="radio" options={DECLINE_REASONS} state={state} />
        <WordBeside of="Passer" state={state} />
        <button type="submit" class="quiet">
          Passer cette demande
        </button>
      </form>
    </Fold>
    {others.length === 0 ? null : (
      <Fold title="Transmettre à une autre association" icon="partager" isOpen={state.errors["vers"] !== undefined}>
        <form method="post" action={`${base}/transmettre`} novalidate>
          <Select
            name="vers"
            label="Association"
            options={Object.fromEntries(others.map((one) => [one.id, one.name]))}
            state={state}
          />
          <button type="submit" class="quiet">
            Transmettre
          </button>
        </form>
      </Fold>
    )}
  </>
);

type Spot = { name: string; address: string; commune: string; isStepFree: boolean };
type AreasProps = {
  base: string;
  areas: readonly Area[];
  spot: Spot | null;
  offer: Offer | null;
  programmes: Record<string, string>;
  /** This year: the newest since which one may adapt. */
  year: number;
  state: FormState;
  done: string | null;
};

/** Settings of classes that one adapts for. */
export const ADAPTED: Record<string, string> = Object.fromEntries(
  Object.entries(SETTINGS).filter(([code]) => code !== "ordinary"),
);
const NO_DELAY: readonly (readonly [string, string])[] = [["", "sans délai dit"]];
const ANSWERS = NO_DELAY.concat(
  ANSWER_DAYS.map((days): [string, string] => [String(days), plural(days, "jour ouvré", "jours ouvrés")]),
);
/** What one may say of a public: no, yes, or yes since a year. */
const sinceChoices = (year: number): [string, string][] => [
  ["", "Non"],
  ["oui", "Oui"],
  ...Array.from({ length: 15 }, (_, i): [string, string] => [String(year - i), `Oui, depuis ${year - i}`]),
];
/** What the form of the offer shows: what was typed, else what stands. */
const offerState = (offer: Offer | null, state: FormState): FormState =>
  offer === null || state.values["delai"] !== undefined
    ? state
    : {
        errors: state.errors,
        values: {
          programmes: offer.programmes,
          mois: offer.months,
          delai: [String(offer.answerDays ?? "")],
          mots: [offer.wordsAsked ?? offer.wordsRefused ?? offer.words ?? ""],
          ...Object.fromEntries(offer.publics.map((code) => [`adapte_${code}`, [String(offer.since[code] ?? "oui")]])),
        },
      };
/** Where the association's own words stand. */
const wordsInWords = ({ wordsAsked, wordsRefused, words }: Offer): string | null =>
  wordsAsked !== null
    ? "Votre texte attend d’être lu par notre équipe. Les établissements ne le voient pas encore."
    : wordsRefused !== null
      ? "Ce texte n’est pas montré : il nomme quelqu’un, promet trop ou parle d’autre chose. Changez-le, nous le relirons."
      : words === null
        ? null
        : "Les établissements lisent ce texte.";

/** What the form of the place shows: what was typed, else what stands. */
const spotState = (spot: Spot | null, state: FormState): FormState =>
  spot === null || state.values["lieuNom"] !== undefined
    ? state
    : {
        errors: state.errors,
        values: {
          lieuNom: [spot.name],
          lieuAdresse: [spot.address],
          lieuCommune: [spot.commune],
          lieuSansMarche: spot.isStepFree ? ["on"] : [],
        },
      };

/** Where an association works, département by département, and for which levels. */
export const AreasPage = ({ base, areas, spot, offer, programmes, year, state, done }: AreasProps): Child => {
  const shown = offerState(offer, state);
  return (
    <>
      <ErrorSummary state={state} labels={{ departement: "Département", mots: "Votre texte", ...SPOT_LABELS }} />
      <Head
        eyebrow="Territoire"
        title="Où vous intervenez"
        lead="Les demandes de ces départements s’affichent chez vous, et un message vous prévient."
      />
      <Done words={done} />
      <div class="split wide">
        {areas.length === 0 ? (
          <Empty scene="toits" title="Aucun département encore" />
        ) : (
          <ul class="rows">
            {areas.map((area) => (
              <li>
                <h2>{DEPARTEMENTS[area.departement] ?? area.departement}</h2>
                <p class="meta">{area.levels.map((level) => LEVELS[level]).join(", ")}</p>
                <Act action={base} what="Retirer ce département" fields={{ departement: area.departement }} />
              </li>
            ))}
          </ul>
        )}
        <Card kind="roof" title="Ajouter ou changer un département">
          <form method="post" action={base} novalidate>
            <Select name="departement" label="Département" options={departementsAfter("Choisir")} state={state} />
            <Choices name="niveaux" legend="Niveaux" kind="checkbox" look="chips" options={LEVELS} state={state} />
            <button type="submit">Enregistrer ce département</button>
          </form>
          <p>
            <a href="/associations/agrement">Agrément de l’Éducation nationale : à qui, quand, quelles pièces</a>
          </p>
          <p>
            <a href={base.replace(/territoire$/, "chiffres")}>Vos chiffres d’une période, à imprimer</a>
          </p>
          <p>
            <a href={base.replace(/territoire$/, "demandes")}>Voir les demandes</a>
          </p>
        </Card>
        <Card kind="flat" title="Ce que vous proposez aux classes">
          <p class="hint">Lu par les établissements, sur votre page publique et sur celle du département.</p>
          <form method="post" action={`${base}/vitrine`} novalidate>
            <Choices name="programmes" legend="Ateliers" kind="checkbox" options={programmes} state={shown} />
            <Item legend="Publics pour lesquels vous adaptez">
              <div class="fields">
                {Object.entries(ADAPTED).map(([code, words]) => (
                  <Select name={`adapte_${code}`} label={words} options={sinceChoices(year)} state={shown} />
                ))}
              </div>
            </Item>
            <Choices
              name="mois"
              legend="Mois où vous venez"
              kind="checkbox"
              look="chips"
              options={MONTHS}
              state={shown}
            />
            <Select name="delai" label="Vous répondez d’habitude en" options={ANSWERS} state={shown} />
            <TextArea
              name="mots"
              label="Ce que vous diriez à un établissement"
              hint="600 caractères au plus : comment vous adaptez, avec qui vous venez. Ni nom, ni numéro, ni adresse. Lu par notre équipe, puis montré aux établissements et sur votre page publique."
              rows={4}
              state={shown}
            />
            {offer === null || wordsInWords(offer) === null ? null : <p class="hint">{wordsInWords(offer)}</p>}
            <button type="submit" class="quiet">
              Enregistrer ce que vous proposez
            </button>
          </form>
        </Card>
        <Card kind="flat" title="Où vous recevez des classes">
          <p class="hint">
            Laissez vide si vous allez toujours dans les établissements. Sans lieu, une demande « dans les locaux de
            l’association » ne s’affiche pas chez vous.
          </p>
          <form method="post" action={`${base}/accueil`} novalidate>
            <SpotFields state={spotState(spot, state)} />
            <button type="submit" class="quiet">
              Enregistrer le lieu
            </button>
          </form>
        </Card>
      </div>
    </>
  );
};
