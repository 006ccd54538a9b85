import type { Child } from "hono/jsx";

import type { Said } from "../../kernel/said.ts";
import { plural } from "../../kernel/text.ts";
import { PARIS, ZONE_CHOICES, dayInWords, dayOf, dayShort, startOfDay } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { Choices, ErrorSummary, type FormState, Select, TextArea, TextField, Tick } from "../../ui/form.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { Fold, Head, Notice } from "../../ui/parts.tsx";
import { SessionCard } from "../../ui/session-card.tsx";
import { WeekStrip } from "../../ui/work.tsx";
import { MOST_LETTERS } from "../letters/session-message.ts";
import { MonthOf } from "../sessions/month.parts.tsx";
import type { CalendarMonth, CalendarWeek } from "../sessions/month.ts";
import { fillOf, leafOf } from "../sessions/session.parts.tsx";
import { departementsAfter } from "../sessions/departements.ts";
import type { Programme } from "../sessions/programme.ts";
import {
  LANGUAGES,
  type Session,
  halfInWords,
  hourOf,
  placeInWords,
  momentOf,
  takenInWords,
} from "../sessions/session.ts";
import { MOST_DATES } from "./plan-session.ts";
import { ScopeChoice } from "../sessions/scope.parts.tsx";

/** What is said above the list, when a session of it stands so. */
export const PLANNING_SAID: Said<Session["state"]> = {
  publier: { open: "C’est publié : les inscriptions sont ouvertes." },
  annuler: { cancelled: withMail("La séance est annulée. Chaque personne inscrite reçoit un message.") },
  "annuler-serie": {
    cancelled: withMail(
      "Les dates sont annulées. Chaque personne inscrite reçoit un seul message, pour toutes les siennes.",
    ),
  },
};

export type Titled = { session: Session; title: string };
/** Of a session in a room and online: how full the half online is. */
const distanceOf = ({ other }: Session): [IconName, string][] =>
  other === null ? [] : [["ligne", `à distance : ${takenInWords(other)}`]];

/** A session, the adults who give it, and how many it still lacks. */
export type StaffedRow = Titled & { staff: readonly string[]; lacks: number };
const staffedInWords = ({ staff, lacks }: StaffedRow): string =>
  [staff.join(", "), lacks > 0 ? lacksInWords(lacks).toLowerCase() : ""].filter((words) => words !== "").join(" ; ");
const lacksInWords = (lacks: number): string => (lacks === 1 ? "Il manque quelqu’un" : `Il manque ${lacks} adultes`);

/** Whether somebody is missing, over the sessions that are shown. */
function staffInWords(rows: readonly StaffedRow[]): string {
  const lacking = rows.filter(({ lacks }) => lacks > 0).length;
  if (lacking > 0) {
    return `Il manque quelqu’un pour animer ${plural(lacking, "séance")}.`;
  }
  const isNothing = rows.every(({ session }) => session.state === "cancelled");
  return isNothing ? "Rien n’est prévu." : "Il ne manque personne pour animer.";
}

type WeekListProps = { base: string; week: CalendarWeek; rows: readonly StaffedRow[]; now: number };
/** A week of an association's sessions, day beside day: at what time, where, and whether somebody is missing to give it. */
export const WeekListPage = ({ base, week, rows, now }: WeekListProps): Child => {
  const [monday = ""] = week.days;
  const today = dayOf(now, PARIS);
  const ofDay = Map.groupBy(rows, ({ session }) => dayOf(session.startsAt, session.tz));
  const hrefOf = (day: string): string => `${base}?vue=semaine&jour=${day}`;
  return (
    <>
      <p class="crumbs">
        <a href={base}>Toutes les séances</a> · <a href={`${base}?vue=mois&mois=${monday.slice(0, 7)}`}>Le mois</a>
      </p>
      <Head
        eyebrow="Séances"
        title={`Vos séances, semaine du ${dayInWords(startOfDay(monday, PARIS), PARIS)}`}
        lead={staffInWords(rows)}
      />
      <nav class="acts" aria-label="Semaine">
        <a class="button quiet" href={hrefOf(week.before)}>
          Semaine précédente
        </a>
        <a class="button quiet" href={hrefOf(week.after)}>
          Semaine suivante
        </a>
      </nav>
      <WeekStrip
        days={week.days.map((day) => ({
          words: dayShort(startOfDay(day, PARIS), PARIS),
          isToday: day === today,
          events: (ofDay.get(day) ?? []).map((one) => ({
            href: `${base}/${one.session.id}${one.lacks > 0 ? "/equipe" : ""}`,
            at: hourOf(one.session),
            title: one.title,
            hint: [
              one.session.venue?.commune ?? "En ligne",
              one.session.state === "cancelled" ? "annulée" : staffedInWords(one),
            ]
              .filter((words) => words !== "")
              .join(" · "),
          })),
        }))}
      />
    </>
  );
};

type MonthListProps = {
  base: string;
  month: CalendarMonth;
  rows: readonly StaffedRow[];
  now: number;
};
/** A month of an association's sessions: what is where, how full, and where somebody is missing. */
export const MonthListPage = ({ base, month, rows, now }: MonthListProps): Child => {
  const found = new Map(rows.map((one) => [one.session.id, one]));
  return (
    <>
      <p class="crumbs">
        <a href={base}>Toutes les séances</a>
      </p>
      <Head eyebrow="Séances" title={`Vos séances, ${month.words}`} lead={staffInWords(rows)} />
      <h2>Jour par jour</h2>
      <MonthOf
        month={month}
        sessions={rows.map(({ session }) => session)}
        now={now}
        hrefOf={(code) => `${base}?vue=mois&mois=${code}`}
        row={(session) => {
          const one = found.get(session.id);
          const lacks = one?.lacks ?? 0;
          return (
            <SessionCard
              day={leafOf(session.startsAt, session.tz)}
              title={one?.title ?? ""}
              href={`${base}/${session.id}${lacks > 0 ? "/equipe" : ""}`}
              when={momentOf(session)}
              bits={[
                [session.venue === null ? "ligne" : "lieu", placeInWords(session)],
                ...distanceOf(session),
                ...(one === undefined || one.staff.length === 0
                  ? []
                  : [["parent", `avec ${one.staff.join(", ")}`] as [IconName, string]]),
              ]}
              state={
                lacks > 0
                  ? {
                      kind: "wait",
                      icon: "groupe",
                      words: lacksInWords(lacks),
                    }
                  : fillOf(session)
              }
              isCancelled={session.state === "cancelled"}
            />
          );
        }}
      />
    </>
  );
};

export const LABELS = {
  programme: "Atelier",
  lieu: "Lieu",
  name: "Nom du lieu",
  address: "Adresse",
  commune: "Commune",
  departement: "Département",
  access: "Accès",
  joinUrl: "Adresse de connexion",
  fuseau: "À l’heure de",
  debut: "Début",
  semaines: "Nombre de dates",
  dates: "Dates",
  capacity: "Places",
  placesDistance: "Places à distance",
  lienDistance: "Adresse de connexion à distance",
  ouverture: "Ouverture des demandes",
};
/** A place that an association has used, with the zone of its clock. */
export type PlaceChoice = { id: string; label: string; tz: string };
type FormProps = {
  base: string;
  sessionKey: string;
  programmes: readonly Programme[];
  places: readonly PlaceChoice[];
  state: FormState;
};

/** One page publishes a session, or the same one every week. */
export const NewSessionPage = ({ base, sessionKey, programmes, places, state }: FormProps): Child => {
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={LABELS} />
      <Head eyebrow="Séances" title="Publier une séance" lead="Elle est ouverte aux inscriptions dès l’envoi." />
      <form method="post" action={`${base}/nouvelle`} novalidate>
        <input type="hidden" name="cle" value={sessionKey} />
        <div class="stack">
          <Card title="Quoi, quand, pour combien">
            <WhenFields programmes={programmes} state={state} />
          </Card>
          <Card title="Où">
            <WhereFields places={places} state={state} />
          </Card>
          <Fold
            title="Aussi à distance (facultatif)"
            hint="la même séance, en salle et en ligne"
            icon="ligne"
            isOpen={isAlsoOnline(state)}
          >
            <p>
              Une seule page et une seule ligne dans les listes, deux portes : chacune a ses places et sa liste
              d’attente. On passe de l’une à l’autre sans se réinscrire. L’heure, les messages et l’annulation valent
              pour les deux ; la salle et le lien, chacun pour soi. Une série se publie d’un coup ; elle se change
              ensuite pour une date, pour celles qui suivent ou pour toutes.
            </p>
            <TextField
              name="placesDistance"
              label="Places à distance"
              inputmode="numeric"
              state={state}
              isOptional
              autocomplete="off"
            />
            <TextField
              name="lienDistance"
              label="Adresse de connexion"
              hint="En https://. Seules les personnes confirmées à distance la voient."
              state={state}
              isOptional
              autocomplete="off"
            />
          </Fold>
          <Fold
            title="Tirage au sort de la première heure (facultatif)"
            hint="quand il y aura bien plus de demandes que de places"
            icon="balance"
            isOpen={(state.values["ouverture"]?.[0] ?? "") !== ""}
          >
            <p>
              Pendant une heure, chacun demande sans se presser. Le lendemain à midi, un tirage que tout le monde peut
              recalculer donne l’ordre, groupes entiers. La séance est visible dès la publication, avec l’heure
              d’ouverture.
            </p>
            <TextField
              name="ouverture"
              label="Ouverture des demandes"
              hint="À l’heure du lieu. Vide : les places se prennent dès la publication."
              type="datetime-local"
              state={state}
              isOptional
              autocomplete="off"
            />
          </Fold>
          <p>
            <button type="submit">Publier la séance</button>
          </p>
        </div>
      </form>
    </div>
  );
};

const isAlsoOnline = ({ values }: FormState): boolean =>
  ["placesDistance", "lienDistance"].some((name) => (values[name]?.[0] ?? "") !== "");

type CancelProps = {
  base: string;
  session: Session;
  /** The other dates of its series that are still to come. */
  others: readonly Session[];
  state: FormState;
};
/** Before sessions are cancelled: whom it touches, which dates, and what the association may add to the mail. */
export const CancelPage = ({ base, session, others, state }: CancelProps): Child => {
  const all = [session].concat(others);
  const sum = (of: "taken" | "waiting"): number => all.reduce((n, one) => n + one[of], 0);
  const here = `${plural(session.taken, "place prise", "places prises")}, ${session.waiting} en attente`;
  const there =
    others.length === 0
      ? ""
      : session.seriesId === null
        ? ` ${others.map((half) => `${halfInWords(half)} : ${plural(half.taken, "place prise", "places prises")}, ${half.waiting} en attente.`).join("")}`
        : ` Sur les ${new Set(all.map(({ startsAt }) => startsAt)).size} dates à venir de la série : ${plural(sum("taken"), "place prise", "places prises")}, ${sum("waiting")} en attente.`;
  const words = {
    title: "Annuler la séance",
    consequence: `${session.other === null ? "" : `${halfInWords(session)} : `}${here} le ${momentOf(session)}.${there} Chaque personne reçoit un seul message et voit les autres dates. Rien ne permet de revenir en arrière.`,
    button: session.seriesId === null ? "Annuler la séance" : "Annuler ces dates",
  };
  return (
    <>
      <ErrorSummary state={state} labels={{ mot: "Quelques mots" }} />
      <ConfirmPage {...words} action={`${base}/${session.id}/annuler`} fields={{}} back={`${base}/${session.id}`}>
        <ScopeChoice session={session} others={others} state={state} legend="Ce que vous annulez" />
        <TextArea
          name="mot"
          label="Quelques mots (facultatif)"
          hint={`Dans le message qui annonce l’annulation. ${MOST_LETTERS} caractères au plus, sans numéro, adresse ni lien.`}
          rows={3}
          state={state}
        />
      </ConfirmPage>
    </>
  );
};

export type Taken = { words: string; href: string | null };
/** The room is booked at these hours by somebody else: it is said, never refused; a room may have two doors. */
export const RoomTaken = ({ taken }: { taken: readonly Taken[] }): Child =>
  taken.length === 0 ? null : (
    <Notice kind="warn">
      <p>
        <strong>Ce lieu est déjà pris à ces heures, ou à un quart d’heure près.</strong> Rien n’est encore enregistré :
        si ce sont deux salles, vous pouvez continuer.
      </p>
      <ul>
        {taken.map(({ words, href }) => (
          <li>{href === null ? words : <a href={href}>{words}</a>}</li>
        ))}
      </ul>
    </Notice>
  );

type BeforeProps = {
  base: string;
  taken: readonly Taken[];
  /** The first moment on each clock that counts; null where it can be taken for no other. */
  moment: string | null;
  /** The dates of a series, by their start, in words; `isFree`: a public holiday. Empty: one session. */
  dates: readonly { at: number; words: string; isFree: boolean }[];
  fields: Readonly<Record<string, readonly string[]>>;
  error: string | null;
};
/** Before publishing, where something could be taken for another: the hour on each clock that counts, and the dates, to strike some out. */
export const BeforePage = ({ base, taken, moment, dates, fields, error }: BeforeProps): Child => {
  const state: FormState = {
    values: { dates: fields["dates"]?.slice() ?? dates.flatMap(({ at, isFree }) => (isFree ? [] : [String(at)])) },
    errors: error === null ? {} : { dates: error },
  };
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={LABELS} />
      <Head
        eyebrow="Publier une séance"
        title={titleBefore(moment, dates.length)}
        lead={leadBefore(moment, dates.length)}
      />
      <RoomTaken taken={taken} />
      <form method="post" action={`${base}/nouvelle`}>
        {Object.entries(fields).flatMap(([name, values]) =>
          name === "dates" ? [] : values.map((value) => <input type="hidden" name={name} value={value} />),
        )}
        {dates.length === 0 ? null : (
          <Choices
            name="dates"
            legend="Dates publiées"
            hint="Les jours fériés sont décochés. Chaque date a ses places et sa liste ; vous pourrez les changer ensemble."
            options={Object.fromEntries(
              dates.map(({ at, words, isFree }) => [String(at), isFree ? `${words}, jour férié` : words]),
            )}
            state={state}
            kind="checkbox"
          />
        )}
        <div class="acts">
          <button type="submit" name="confirme" value="oui">
            {dates.length > 1 ? "Publier les séances" : "Publier la séance"}
          </button>
          <button type="submit" name="corriger" value="oui" class="quiet">
            Corriger
          </button>
        </div>
      </form>
    </div>
  );
};

const titleBefore = (moment: string | null, dates: number): string =>
  moment === null ? (dates > 0 ? "Ce sont bien ces dates ?" : "C’est bien ce lieu ?") : "C’est bien cette heure ?";

const leadBefore = (moment: string | null, dates: number): string =>
  moment === null ? (dates > 0 ? "Décochez celles qui n’auront pas lieu." : "Relisez avant de publier.") : `${moment}.`;

const WhenFields = ({ programmes, state }: Pick<FormProps, "programmes" | "state">): Child => (
  <>
    <Select
      name="programme"
      label="Atelier"
      options={{
        "": "Choisir",
        ...Object.fromEntries(programmes.map((p) => [p.slug, `${p.title} (${p.durationMinutes} min)`])),
      }}
      state={state}
    />
    <TextField
      name="debut"
      label="Début"
      hint="À l’heure du lieu ; en ligne, à l’heure que vous choisissez plus bas."
      type="datetime-local"
      state={state}
      autocomplete="off"
    />
    <TextField
      name="semaines"
      label="Nombre de dates (facultatif)"
      hint={`La même séance plusieurs fois, même jour de la semaine et même heure : de 1 à ${MOST_DATES}. Vous relisez les dates avant de publier.`}
      inputmode="numeric"
      state={state}
      isOptional
      autocomplete="off"
    />
    <Select
      name="rythme"
      label="S’il y a plusieurs dates"
      options={{ semaine: "Chaque semaine", quinzaine: "Une semaine sur deux" }}
      state={state}
    />
    <TextField name="capacity" label="Nombre de places" inputmode="numeric" state={state} autocomplete="off" />
    <Select name="langue" label="Langue" options={LANGUAGES} state={state} />
    <Select
      name="visibilite"
      label="Qui la voit"
      options={{ public: "Tout le monde, dans la liste des ateliers", private: "Seulement qui en a le lien" }}
      state={state}
    />
    <Select
      name="accord"
      label="Ateliers pour les jeunes : accord d’un parent"
      hint="La page le dit avant le formulaire."
      options={CONSENTS}
      state={state}
    />
  </>
);

export const CONSENTS = { "15": "Demandé avant 15 ans", "18": "Demandé avant 18 ans" };
const ONLINE = { online: "En ligne" };
const NOWHERE_ELSE = {};
const LinkField = ({ state }: { state: FormState }): Child => (
  <TextField
    name="joinUrl"
    label="Adresse de connexion"
    hint="En https://. Seules les personnes confirmées la voient."
    state={state}
    isOptional
    autocomplete="off"
  />
);

/** Where a session is: a place that was used before, a new one, or online. */
export const WhereFields = ({
  places,
  state,
  only = null,
}: Pick<FormProps, "places" | "state"> & {
  /** The way that a half of a session in a room and online keeps. */
  only?: Session["mode"] | null;
}): Child => {
  const isNewPlace = state.values["lieu"]?.[0] === "new" || places.length === 0;
  const isOnline = state.values["lieu"]?.[0] === "online";
  if (only === "online") {
    return (
      <>
        <input type="hidden" name="lieu" value="online" />
        <input type="hidden" name="fuseau" value={state.values["fuseau"]?.[0] ?? ""} />
        <LinkField state={state} />
      </>
    );
  }
  return (
    <>
      <Choices
        name="lieu"
        legend="Lieu"
        kind="radio"
        options={{
          ...Object.fromEntries(places.map(({ id, label, tz }) => [id, `${label} (${ZONE_CHOICES[tz] ?? tz})`])),
          new: "Un autre lieu (à décrire ci-dessous)",
          ...(only === null ? ONLINE : NOWHERE_ELSE),
        }}
        state={state}
      />
      <Fold title="Un autre lieu" icon="lieu" isOpen={isNewPlace} of="lieu=new">
        <PlaceFields state={state} />
      </Fold>
      {only === null ? (
        <Fold title="En ligne" icon="ligne" isOpen={isOnline} of="lieu=online">
          <LinkField state={state} />
          <Select
            name="fuseau"
            label="À l’heure de"
            hint="L’heure que vous avez écrite plus haut est celle de cet endroit."
            options={ZONE_CHOICES}
            state={state}
          />
        </Fold>
      ) : null}
    </>
  );
};

const isTicked = (state: FormState, name: string): boolean => state.values[name]?.[0] === "on";
const PlaceFields = ({ state }: { state: FormState }): Child => (
  <>
    <TextField name="name" label="Nom du lieu" state={state} isOptional autocomplete="off" />
    <TextField name="address" label="Adresse" hint="Numéro et rue." state={state} isOptional autocomplete="off" />
    <TextField name="commune" label="Commune" state={state} isOptional autocomplete="off" />
    <Select name="departement" label="Département" options={departementsAfter("Choisir")} state={state} />
    <TextField
      name="access"
      label="Comment entrer"
      hint="Par exemple : sonnez à la porte vitrée."
      state={state}
      isOptional
      autocomplete="off"
    />
    <Tick name="isStepFree" label="Accès sans marche" isTicked={isTicked(state, "isStepFree")} />
    <Tick name="hasHearingLoop" label="Boucle magnétique ou micro" isTicked={isTicked(state, "hasHearingLoop")} />
  </>
);
