import { MONTHS } from "../schools/school-class.ts";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, durationInWords } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import {
  AntibotFields,
  Choices,
  ErrorSummary,
  type FormState,
  Picks,
  Select,
  TextField,
  Tick,
} from "../../ui/form.tsx";
import { mailLeft } from "../../ui/mail-left.ts";
import { Fold, Head, Notice, Todo, Waiting, type Waits, mailboxTitle } from "../../ui/parts.tsx";
import { Scene } from "../../ui/scene.tsx";
import { AskSteps } from "./request.parts.tsx";
import { departementsAfter } from "../sessions/departements.ts";
import type { Programme } from "../sessions/programme.ts";
import type { School } from "../schools/school.ts";
import { DAYS, HALVES, PLACE_KINDS, REQUESTER_ROLES, VISIT_PLACES } from "./request-codes.ts";
import { ADULT_ROLES } from "../schools/school-class.ts";
import { LUNCHES, type PlannedClass } from "./plan.ts";
import { ClassFields, PlanFields, PlansShown, SPOT_LABELS, SpotFields, planLabels } from "./plan.parts.tsx";
import { MOST_CLASSES } from "./request.ts";

const OTHERS = Array.from({ length: MOST_CLASSES - 1 }, (_, i) => i + 2);
const LABELS: Record<string, string> = {
  kind: "Type de structure",
  name: "Nom",
  commune: "Commune",
  departement: "Département",
  programme: "Atelier",
  quandMeme: "Atelier et classes",
  ...Object.fromEntries(
    Array.from({ length: MOST_CLASSES }, (_, i) => [
      [`niveau${i + 1}`, `Classe ${i + 1}, niveau`],
      [`lettre${i + 1}`, `Classe ${i + 1}, lettre`],
      [`cadre${i + 1}`, `Classe ${i + 1}, cadre`],
      [`eleves${i + 1}`, `Classe ${i + 1}, élèves`],
    ]).flat(),
  ),
  adults: "Adultes présents",
  adultRole: "Qui reste dans la salle",
  lunch: "Pause de midi",
  ...planLabels("Créneau", OTHERS),
  place: "Où les classes sont vues",
  ...SPOT_LABELS,
  dabord: "À qui d’abord",
  hasOpenSituation: "Situation en cours",
  headVia: "Accord de la direction",
  requesterRole: "Votre fonction",
  email: "Votre adresse",
  billet: "",
};

type AskProps = {
  action: string;
  /** The school; null when the place is typed. */
  school: School | null;
  programmes: readonly Programme[];
  state: FormState;
  ticket: string;
  /** The hours that the form comes to, when somebody asked to see them. */
  hours: { plans: readonly (readonly PlannedClass[])[]; tz: string } | null;
  /** The associations that come to classes around the school, by the name of their page. */
  coming: Readonly<Record<string, string>>;
};

/** The request itself: numbers and roles, never a name, no free text. */
export const AskClassPage = ({ action, school, programmes, state, ticket, hours, coming }: AskProps): Child => (
  <>
    <ErrorSummary state={state} labels={LABELS} />
    <p class="crumbs">
      <a href="/etablissements">Établissements</a>
    </p>
    <Head
      title={school === null ? "Votre structure et votre demande" : school.name}
      lead={
        school === null
          ? "Une personne de notre équipe vérifie d’abord la structure, puis les associations voient la demande."
          : `${school.commune}. Des nombres seulement : aucun nom d’élève, nulle part.`
      }
    />
    <AskSteps at="form" />
    {school === null ? null : <WhoMayCome school={school} coming={Object.keys(coming).length} />}
    <div class="split">
      <form method="post" action={action} novalidate>
        <AntibotFields ticket={ticket} />
        {school === null ? <PlaceFields state={state} /> : null}
        <Picks
          name="programme"
          legend="Quel atelier ?"
          options={Object.fromEntries(
            programmes.map((p) => [
              p.slug,
              { title: p.title, hint: `${p.public}, ${durationInWords(p.durationMinutes * 60)}`, icon: "ecole" },
            ]),
          )}
          state={state}
        />
        <AllClasses state={state} kind={school?.kind ?? null} />
        {state.errors["quandMeme"] === undefined && !isTicked(state, "quandMeme") ? null : (
          <Choices
            name="quandMeme"
            legend="Pour une classe d’un autre âge"
            kind="checkbox"
            options={{ on: "Demander cet atelier quand même : l’association dira si elle peut l’adapter." }}
            state={state}
          />
        )}
        <SlotFields state={state} hours={hours} />
        <RoomTicks state={state} />
        <AlreadyFilled state={state} coming={coming} />
        <AboutYou state={state} school={school} />
        <div class="acts">
          <button type="submit">Recevoir le message de confirmation</button>
          <button type="submit" class="quiet" name="voir" value="partager">
            Enregistrer et partager
          </button>
        </div>
        <p class="hint">
          « Enregistrer et partager » donne un lien vers cette page remplie, pour vous ou un collègue, sans votre
          adresse : rien n’est envoyé.
        </p>
      </form>
      <BeforeYouStart />
    </div>
  </>
);

/** Who could come, before anything is typed. */
const WhoMayCome = ({ school, coming }: { school: School; coming: number }): Child => (
  <p>
    {coming === 0
      ? "Aucune association ne dit encore qu’elle vient dans ce département : demandez quand même, celle qui l’ajoute voit aussitôt votre demande. "
      : `${plural(coming, "association vient", "associations viennent")} dans les classes de ce département. `}
    <a
      href={`/etablissements/departement/${school.departement}?etablissement=${school.uai}`}
      target="_blank"
      rel="noopener"
    >
      Lesquelles, pour quels niveaux, à quelle distance (nouvel onglet)
    </a>
    {coming > 0 ? null : (
      <>
        {" · "}
        <a href={`/etablissements/prevenir?departement=${school.departement}`}>
          Prévenez-moi quand une association vient
        </a>
      </>
    )}
  </p>
);

/** What is worth knowing before one counts. */
const BeforeYouStart = (): Child => (
  <Card kind="flat" title="Ensuite">
    <Todo
      items={[
        { icon: "courrier", title: "Un message", children: <p>Rien ne part avant votre clic.</p> },
        { icon: "oui", title: "La direction", children: <p>Son accord est obligatoire avant toute venue.</p> },
        { icon: "coeur", title: "Une association", children: <p>Elle accepte un créneau, ou en propose d’autres.</p> },
      ]}
    />
  </Card>
);

const PlaceFields = ({ state }: { state: FormState }): Child => (
  <>
    <Choices name="kind" legend="Type de structure" kind="radio" options={PLACE_KINDS} state={state} />
    <TextField
      name="name"
      label="Nom de la structure"
      hint="Tel que le public le connaît. Aucun nom de personne."
      state={state}
      autocomplete="organization"
    />
    <TextField name="commune" label="Commune" state={state} autocomplete="off" />
    <Select name="departement" label="Département" options={departementsAfter("Choisir")} state={state} />
  </>
);

const AllClasses = ({ state, kind }: { state: FormState; kind: string | null }): Child => {
  const isOpen = OTHERS.some(
    (n) =>
      ["niveau", "lettre", "eleves"].some((name) => (state.values[`${name}${n}`]?.[0] ?? "") !== "") ||
      state.errors[`eleves${n}`] !== undefined,
  );
  return (
    <>
      <h2>Les classes</h2>
      <p class="hint">
        La lettre seule, « B » pour la 5e B : jamais le nom d’un élève. Les classes sont vues l’une après l’autre.
      </p>
      <ClassFields suffix="1" word="Classe 1" kind={kind} state={state} />
      <Fold title="Ajouter une deuxième, une troisième, une quatrième classe" icon="plus" isOpen={isOpen}>
        {OTHERS.map((n) => (
          <ClassFields
            suffix={String(n)}
            word={`Classe ${n}`}
            kind={kind}
            none="Comme la classe d’avant"
            state={state}
          />
        ))}
      </Fold>
      <TextField
        name="adults"
        label="Adultes de l’établissement présents avec chaque classe"
        hint="Au moins un, pendant toute la séance. Les élèves ne restent jamais seuls avec l’association."
        inputmode="numeric"
        state={state}
        autocomplete="off"
      />
      <Select
        name="adultRole"
        label="Qui reste dans la salle"
        options={{ "": "Choisir", ...ADULT_ROLES }}
        state={state}
      />
    </>
  );
};

const SlotFields = ({ state, hours }: Pick<AskProps, "state" | "hours">): Child => (
  <>
    <h2 id="heures">Les créneaux</h2>
    {hours === null ? null : <PlansShown plans={hours.plans} tz={hours.tz} />}
    <p class="hint">
      L’heure où la première classe commence ; les autres suivent, dix minutes après. Mettez d’abord celui que vous
      préférez. Laissez vide si vous n’avez pas encore de date : les associations en proposeront. Vérifiez{" "}
      <a href="/kit/calendrier-annee" target="_blank" rel="noopener">
        les vacances de votre zone
      </a>{" "}
      (nouvel onglet).
    </p>
    <PlanFields word="Créneau" others={OTHERS} isOptional state={state} />
    <Fold
      title="Pas encore de date : ce qui vous irait"
      icon="date"
      isOpen={["mois", "jours", "moments"].some((name) => state.values[name] !== undefined)}
    >
      <Choices name="mois" legend="Mois" kind="checkbox" look="chips" options={MONTHS} state={state} />
      <Choices name="jours" legend="Jours" kind="checkbox" look="chips" options={DAYS} state={state} />
      <Choices name="moments" legend="Moments" kind="checkbox" look="chips" options={HALVES} state={state} />
    </Fold>
    <p>
      <button type="submit" class="quiet" name="voir" value="heures" formaction="#heures">
        Voir l’heure de fin de chaque classe
      </button>
    </p>
  </>
);

const isTicked = (state: FormState, name: string): boolean => state.values[name]?.[0] === "on";
/** What stands for everybody unless somebody changes it: folded on the same page while it does. */
const USUAL = { place: "school", lunch: "12:00", dabord: "" } as const;
const MENDED_HERE = /^creneau|^lieu|^place$|^lunch$|^dabord$/;
const isUsual = ({ values, errors }: FormState): boolean =>
  Object.entries(USUAL).every(([name, usual]) => (values[name]?.[0] || usual) === usual) &&
  !Object.keys(errors).some((name) => MENDED_HERE.test(name));
const AlreadyFilled = ({ state, coming }: Pick<AskProps, "state" | "coming">): Child => (
  <Fold
    title="Lieu, pause de midi, qui d’abord"
    hint={isUsual(state) ? "Chez vous, de 12 h à 13 h 30, à toutes." : "Ce que vous avez choisi"}
    icon="lieu"
    isOpen={!isUsual(state)}
  >
    <Choices
      name="place"
      legend="Où les classes sont vues"
      kind="radio"
      options={VISIT_PLACES}
      state={(state.values["place"]?.[0] ?? "") === "" ? withValue(state, "place", USUAL.place) : state}
    />
    <p class="hint">Si c’est dans un autre lieu, lequel :</p>
    <SpotFields state={state} />
    <Select name="lunch" label="Pause de midi à garder libre" options={LUNCHES} state={state} />
    {Object.keys(coming).length === 0 ? null : (
      <Select
        name="dabord"
        label="À qui d’abord ?"
        hint="Une association choisie voit la demande seule pendant cinq jours ouvrés. Ensuite, ou dès qu’elle dit non, toutes la voient."
        options={{ "": "À toutes en même temps", ...coming }}
        state={state}
      />
    )}
  </Fold>
);
const withValue = (state: FormState, name: string, value: string): FormState => ({
  ...state,
  values: { ...state.values, [name]: [value] },
});
const RoomTicks = ({ state }: { state: FormState }): Child => (
  <fieldset class="field">
    <legend>La salle (cochez ce qu’il y a)</legend>
    <Tick name="hasRoom" label="Une salle libre pour la classe" isTicked={isTicked(state, "hasRoom")} />
    <Tick name="hasProjector" label="Un écran ou un vidéoprojecteur" isTicked={isTicked(state, "hasProjector")} />
    <Tick
      name="hasStepFree"
      label="Un accès sans marche dans l’établissement"
      isTicked={isTicked(state, "hasStepFree")}
    />
  </fieldset>
);

const AboutYou = ({ state, school }: { state: FormState; school: School | null }): Child => (
  <>
    <Choices
      name="hasOpenSituation"
      legend="Une situation est-elle en cours dans l’établissement ?"
      hint="Oui ou non, sans rien raconter. Oui rend la demande prioritaire ; n’attendez pas l’atelier pour prévenir la direction ou appeler une ligne d’aide."
      kind="radio"
      look="chips"
      options={{ oui: "Oui", non: "Non" }}
      state={state}
    />
    <Choices
      name="headVia"
      legend="L’accord de la direction"
      hint="Il est obligatoire avant toute venue. Nous ne demandons le nom de personne."
      kind="radio"
      options={{
        official_mail:
          school === null
            ? "Écrivez à notre adresse officielle, celle que votre équipe trouvera"
            : school.officialEmail === null
              ? "Par l’adresse officielle (aucune n’est publiée : choisissez l’autre)"
              : `Écrivez à l’adresse officielle, ${school.officialEmail}`,
        handed_over: "Donnez-moi un lien, je le remets à ma direction",
      }}
      state={state}
    />
    <Select name="requesterRole" label="Votre fonction" options={{ "": "Choisir", ...REQUESTER_ROLES }} state={state} />
    <TextField
      name="email"
      label="Votre adresse e-mail professionnelle"
      type="email"
      hint="Pour confirmer la demande et vous répondre. L’association la voit une fois la séance fixée. Effacée à la fin de l’année scolaire suivante, ou après 7 jours si vous ne confirmez pas."
      state={state}
      autocomplete="email"
    />
  </>
);

/** The link to a form that is not sent yet. */
export const SharedPage = ({ href, until }: { href: string; until: number }): Child => (
  <div class="narrow">
    <Head
      eyebrow="Établissements"
      title="Votre demande est gardée dans un lien"
      lead="Rien n’est parti, et nous n’avons rien gardé : tout est dans le lien. Il ne contient ni adresse ni nom."
    />
    <Card kind="roof" title="Le lien à reprendre ou à transmettre">
      <p>
        <a href={href}>Rouvrir la demande remplie</a>
      </p>
      <p class="hint">
        Copiez ce lien, ou{" "}
        <a
          href={`mailto:?subject=${encodeURIComponent("Une demande d’atelier à relire")}&body=${encodeURIComponent(href)}`}
        >
          envoyez-le par votre messagerie
        </a>
        . Il s’ouvre jusqu’au {dayInWords(until, PARIS)}. Qui envoie la demande confirme sa propre adresse.
      </p>
      <p class="hint">{href}</p>
    </Card>
  </div>
);

/** After the form: the same page whoever the address belongs to. */
export const AskedPage = ({ waiting }: { waiting: Waits | null }): Child => (
  <div class="split">
    <div>
      <h1>{mailboxTitle(waiting, "Vérifiez votre messagerie")}</h1>
      <AskSteps at="mailbox" />
      {waiting === null ? (
        <Notice kind="good">
          <p>
            À l’adresse donnée, {mailLeft}. Rien n’est envoyé à votre direction ni aux associations avant votre clic.
          </p>
        </Notice>
      ) : (
        <Waiting {...waiting} />
      )}
      <p>Rien reçu ? Regardez dans les indésirables. Cinq demandes par jour au plus se font avec une même adresse.</p>
    </div>
    <Scene name="lettre" />
  </div>
);
