import type { Child } from "hono/jsx";

import { PARIS, dayInWords, durationInWords, zoned } from "../../kernel/time.ts";
import { Card, GoCards } from "../../ui/cards.tsx";
import { ChipLinks, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Empty, Fold, Head, Notice } from "../../ui/parts.tsx";
import { Tabs } from "../../ui/work.tsx";
import { Scene } from "../../ui/scene.tsx";
import { PUBLICS, type Programmes, audienceInWords, isFor, isPublic, publicInWords } from "../sessions/programme.ts";
import { Follow } from "./associations.pages.tsx";
import { SessionWeeks } from "./catalogue.parts.tsx";
import { DEPARTEMENTS, departementsAfter } from "../sessions/departements.ts";
import { RADII } from "../sessions/gazetteer.ts";
import { MonthOf } from "../sessions/month.parts.tsx";
import { type CalendarMonth, monthCodeOf, monthOf } from "../sessions/month.ts";
import { AUDIENCE_ICONS, SessionRow } from "../sessions/session.parts.tsx";
import type { Near, Place } from "./nearby.ts";
import type { Session } from "../sessions/session.ts";
import { type After, afterWord } from "../sessions/session.store.ts";

/** What was asked of the catalogue, as it was written in the address. */
export type Query = {
  public: string;
  departement: string;
  lieu: "" | "onsite" | "online";
  a_partir_du: string;
  jusqu_au: string;
  sans_marche: string;
  /** Begins in the evening; on a Wednesday. */
  soir: string;
  mercredi: string;
  /** Words of a programme. */
  quoi: string;
  /** The session after which the list goes on, as `afterWord` writes it. */
  apres: string;
};
type CatalogueProps = {
  programmes: Programmes;
  sessions: readonly Session[];
  departements: readonly string[];
  query: Query;
  /** After which session the next page begins; null on the last. */
  next: string | null;
  origin: string;
  now: number;
  /** Around which place, when one was asked for. */
  around: Around | null;
  /** The filter whose value is none of those there are. */
  unknown: string | null;
};
/** What was asked for as a place, and what is near it. */
export type Around = {
  typed: string;
  place: Place;
  radius: number;
  isNearestFirst: boolean;
  within: readonly Near[];
  beyond: readonly Near[];
  next: After | null;
  lookedUntil: number | null;
};
/** Whether the list is that of a place, or asks which; online sessions are near everybody. */
export const isAround = ({ lieu }: Pick<Query, "lieu">, around: Around | null): boolean =>
  lieu !== "online" && (around?.place.kind === "town" || around?.place.kind === "several");

/** The catalogue: for whom, in one press; filters that work without script; the next sessions, week by week; every programme. */
export const CataloguePage = (props: CatalogueProps): Child => {
  const { programmes, departements, query, origin, now, around, unknown } = props;
  const isPlaced = isAround(query, around);
  return (
    <>
      <Head
        title="Les ateliers"
        lead="Gratuits, animés par des associations, près de chez vous ou en ligne. Un prénom et une adresse e-mail suffisent."
      />
      <Views query={query} open="seances" />
      <Filters query={query} departements={departements} around={around} now={now} />
      <div class="split">
        <section aria-labelledby="seances">
          <h2 id="seances">Prochaines séances</h2>
          <NotUnderstood name={unknown} />
          <Understood query={query} around={around} />
          {around === null || !isPlaced ? null : (
            <AroundList query={query} around={around} programmes={programmes} now={now} />
          )}
          {isPlaced ? null : <Found {...props} />}
        </section>
        <div class="stack">
          <ForAClass />
          {query.departement === "" ? null : <Follow feed={`${origin}/agenda/departement/${query.departement}.ics`} />}
        </div>
      </div>
    </>
  );
};

/** Dates, or what happens in each workshop. */
const Views = ({ query, open }: { query: Query; open: "seances" | "programmes" }): Child => {
  const who = query.public === "" ? "" : `&public=${query.public}`;
  return (
    <Tabs
      label="Voir"
      tabs={[
        { href: hrefOf(query), title: "Les séances", icon: "date", isCurrent: open === "seances" },
        {
          href: `/ateliers?vue=programmes${who}`,
          title: "Les programmes",
          icon: "carnet",
          isCurrent: open === "programmes",
        },
      ]}
    />
  );
};

type ProgrammesProps = { programmes: Programmes; query: Query; unknown: string | null };
/** Every programme, with for whom it is. */
export const ProgrammesPage = ({ programmes, query, unknown }: ProgrammesProps): Child => (
  <>
    <Head title="Les ateliers" lead="Ce qui se passe dans chaque atelier, minute par minute, et pour qui." />
    <Views query={query} open="programmes" />
    <NotUnderstood name={unknown} />
    <ForWhom query={query} view="programmes" />
    <AllProgrammes programmes={programmes} audience={query.public} />
  </>
);

/** One page of the list, the way to the next, and to the same as a month. */
const Found = ({ sessions, programmes, query, next, now }: CatalogueProps): Child => (
  <>
    {sessions.length === 0 ? <NoSession /> : <SessionWeeks sessions={sessions} programmes={programmes} now={now} />}
    <Pager query={query} next={next} />
    {sessions[0] === undefined ? null : (
      <p>
        <a href={monthHref(query, monthCodeOf(sessions[0]))}>Voir mois par mois</a> ·{" "}
        <a href="/ateliers?vue=carte">Voir la carte</a>
      </p>
    )}
  </>
);

const NotUnderstood = ({ name }: { name: string | null }): Child =>
  name === null ? null : (
    <Notice kind="info">
      <p>{UNKNOWN[name] ?? UNKNOWN["autre"]} Voici les séances sans ce choix.</p>
    </Notice>
  );

/** What is said of a value that none of the filters has. */
const UNKNOWN: Readonly<Record<string, string>> = {
  a_partir_du: "La date demandée ne se lit pas : choisissez-la dans « Pour qui, quand, comment ».",
  jusqu_au:
    "La date de fin ne se lit pas, ou vient avant celle du début : choisissez-la dans « Pour qui, quand, comment ».",
  quoi: "La recherche est trop longue : quelques mots suffisent.",
  departement: "Le département demandé n’existe pas : choisissez-le dans la liste.",
  mois: "Le mois demandé ne se lit pas : voici celui où nous sommes.",
  public: "Le public demandé n’existe pas : choisissez-le ci-dessus.",
  autre: "Un des choix de cette adresse n’existe pas.",
};

/** The address of the catalogue with these choices; what is not chosen stays out of it. */
const hrefOf = (query: Query): string => {
  const chosen = Object.entries(query).flatMap(([name, value]) => (value === "" ? [] : [[name, value]]));
  return chosen.length === 0 ? "/ateliers" : `/ateliers?${new URLSearchParams(chosen).toString()}`;
};

/** The same choices, seen as a month. */
const monthHref = (query: Query, code: string): string => {
  const address = new URL(hrefOf({ ...query, apres: "" }), "https://x.invalid");
  address.searchParams.set("vue", "mois");
  address.searchParams.set("mois", code);
  return `${address.pathname}${address.search}`;
};
type MonthPageProps = {
  programmes: Programmes;
  query: Query;
  month: CalendarMonth;
  sessions: readonly Session[];
  now: number;
  /** The filter whose value is none of those there are. */
  unknown: string | null;
};
/** A month of sessions, by the choices of the list; it leads back to them. */
export const MonthPage = ({ programmes, query, month, sessions, now, unknown }: MonthPageProps): Child => (
  <>
    <p class="crumbs">
      <a href={hrefOf({ ...query, apres: "" })}>La liste et ses filtres</a>
    </p>
    <Head title={`Les ateliers, ${month.words}`} lead={chosenOf(query)} />
    <NotUnderstood name={unknown} />
    <h2>Jour par jour</h2>
    <MonthOf
      month={month}
      first={monthOf("", now).code}
      sessions={sessions}
      now={now}
      hrefOf={(code) => monthHref(query, code)}
      row={(session) => <SessionRow session={session} programme={programmes.bySlug.get(session.slug)} now={now} />}
    />
  </>
);
const chosenOf = (query: Query): string => {
  const { departement, public: who } = query;
  const chosen = [
    query.quoi === "" ? "" : `« ${query.quoi} »`,
    publicInWords(who).toLowerCase(),
    departement === "" ? "" : `${DEPARTEMENTS[departement] ?? ""} (${departement})`,
    chosenInWords(query),
  ].filter((words) => words !== "");
  return chosen.length === 0 ? "Toutes les séances ouvertes." : `Choix : ${chosen.join(", ")}.`;
};

const PUBLIC_ICONS = {
  "11_14": "jeune",
  "15_17": "jeune",
  adultes: "groupe",
  parent: "parent",
  family: "duo",
  pros: "ecole",
} as const;
const ForWhom = ({ query, view = "seances" }: { query: Query; view?: "seances" | "programmes" }): Child => {
  const href = (code: string): string =>
    view === "programmes"
      ? `/ateliers?vue=programmes${code === "" ? "" : `&public=${code}`}`
      : hrefOf({ ...query, public: code, apres: "" });
  return (
    <ChipLinks
      label="Pour qui"
      chips={[
        { href: href(""), title: "Tous", isCurrent: query.public === "" },
        ...Object.entries(PUBLICS).map(([code, title]) => ({
          href: href(code),
          title,
          icon: PUBLIC_ICONS[code as keyof typeof PUBLICS],
          isCurrent: query.public === code,
        })),
      ]}
    />
  );
};

/** The days of the coming weekend, or what is left of this one. */
function weekend(now: number): Pick<Query, "a_partir_du" | "jusqu_au"> {
  const today = zoned(now, PARIS).toPlainDate();
  const sunday = today.add({ days: 7 - today.dayOfWeek });
  const from = today.dayOfWeek === 7 ? today : sunday.subtract({ days: 1 });
  return { a_partir_du: from.toString(), jusqu_au: sunday.toString() };
}
const When = ({ query, now }: { query: Query; now: number }): Child => {
  const coming = weekend(now);
  const isComing = query.a_partir_du === coming.a_partir_du && query.jusqu_au === coming.jusqu_au;
  const always = { a_partir_du: "", jusqu_au: "", apres: "" };
  return (
    <ChipLinks
      label="Quand"
      chips={[
        {
          href: hrefOf({ ...query, ...always }),
          title: "Toutes les dates",
          isCurrent: query.a_partir_du === "" && query.jusqu_au === "",
        },
        { href: hrefOf({ ...query, ...always, ...coming }), title: "Ce week-end", icon: "date", isCurrent: isComing },
        ...(["soir", "mercredi"] as const).map((name) => ({
          href: hrefOf({ ...query, apres: "", [name]: query[name] === "" ? "1" : "" }),
          title: name === "soir" ? "En soirée" : "Le mercredi",
          icon: name === "soir" ? ("attente" as const) : ("date" as const),
          isCurrent: query[name] === "1",
        })),
      ]}
    />
  );
};

/** What was understood of a search, each part to be removed by one press. */
const Understood = ({ query, around }: { query: Query; around: Around | null }): Child => {
  const town = around?.place.kind === "town" ? around.place.town.code : null;
  const hrefWithout = (parts: Partial<Query>): string => {
    const left = { ...query, ...parts, apres: "" };
    return town === null ? hrefOf(left) : aroundHref(left, { commune: town });
  };
  const parts: (readonly [string, Partial<Query>])[] = [
    [query.quoi === "" ? "" : `« ${query.quoi} »`, { quoi: "" }],
    [publicInWords(query.public), { public: "" }],
    [
      query.departement === "" ? "" : `${DEPARTEMENTS[query.departement] ?? ""} (${query.departement})`,
      { departement: "" },
    ],
    [daysInWords(query), { a_partir_du: "", jusqu_au: "" }],
    [query.soir === "" ? "" : "En soirée", { soir: "" }],
    [query.mercredi === "" ? "" : "Le mercredi", { mercredi: "" }],
    [query.lieu === "" ? "" : PLACES[query.lieu], { lieu: "" }],
    [query.sans_marche === "" ? "" : "Accès sans marche", { sans_marche: "" }],
  ];
  const chips = parts.flatMap(([title, without]) =>
    title === ""
      ? []
      : [
          {
            href: `${hrefWithout(without).replace(/#.*$/, "")}#seances`,
            title,
            icon: "fermer" as const,
            isCurrent: false,
          },
        ],
  );
  return chips.length === 0 ? null : <ChipLinks label="Retirer un choix" chips={chips} />;
};

const daysInWords = ({ a_partir_du: from, jusqu_au: to }: Pick<Query, "a_partir_du" | "jusqu_au">): string => {
  const day = (iso: string): string => iso.split("-").toReversed().join("/");
  if (from === "") {
    return to === "" ? "" : `jusqu’au ${day(to)}`;
  }
  return to === "" ? `à partir du ${day(from)}` : from === to ? `le ${day(from)}` : `du ${day(from)} au ${day(to)}`;
};

const NoSession = (): Child => (
  <Empty scene="cercle" title="Aucune séance ne correspond à ces choix">
    <p>
      Essayez sans le département, ou regardez <a href="/ateliers?lieu=online">les séances en ligne</a>, ouvertes de
      partout.
    </p>
  </Empty>
);

/** The address of the catalogue around a place. */
const aroundHref = (query: Query, given: Readonly<Record<string, string>>): string => {
  const address = new URL(hrefOf({ ...query, apres: "" }), "https://x.invalid");
  Object.entries(given).forEach(([name, value]) => address.searchParams.set(name, value));
  return `${address.pathname}${address.search}#seances`;
};

type AroundProps = { query: Query; around: Around; programmes: Programmes; now: number };
/** What was understood of a place, and the sessions near it; never nothing: the nearest of all, online, a class. */
const AroundList = ({ query, around, programmes, now }: AroundProps): Child => {
  const { place, radius, isNearestFirst, within, beyond, next, lookedUntil } = around;
  if (place.kind === "several") {
    return <Towns query={query} place={place} />;
  }
  if (place.kind !== "town") {
    return null;
  }
  const { town } = place;
  const rows = (list: readonly Near[]): Child => (
    <ul class="sessions">
      {list.map(({ session, km }) => (
        <SessionRow session={session} programme={programmes.bySlug.get(session.slug)} now={now} km={km} />
      ))}
    </ul>
  );
  return (
    <>
      <p>
        <strong>
          {town.name} ({town.departement}), à moins de {radius} km
        </strong>{" "}
        · <a href={`${hrefOf({ ...query, apres: "" })}#seances`}>partout en France</a>
        {within.length > 1 ? (
          <>
            {" "}
            ·{" "}
            <a
              href={aroundHref(query, {
                commune: town.code,
                rayon: String(radius),
                ...(isNearestFirst ? {} : { tri: "distance" }),
              })}
            >
              {isNearestFirst ? "les plus proches en date d’abord" : "les plus proches d’ici d’abord"}
            </a>
          </>
        ) : null}
      </p>
      {within.length > 0 ? (
        rows(within)
      ) : (
        <NothingNear nearest={beyond.length === 0 ? null : rows(beyond)} lookedUntil={lookedUntil} />
      )}
      {lookedUntil === null ? null : (
        <p>
          <a href={`${hrefOf({ ...query, departement: town.departement, apres: "" })}#seances`}>
            Toutes les séances : {DEPARTEMENTS[town.departement] ?? ""} ({town.departement})
          </a>
        </p>
      )}
      {next === null ? null : (
        <p>
          <a
            class="button quiet"
            href={aroundHref(query, { commune: town.code, rayon: String(radius), apres: afterWord(next) })}
          >
            Séances suivantes
          </a>
        </p>
      )}
    </>
  );
};

/** None at this distance, as far as was looked: the nearest, then online, then a class. */
const NothingNear = ({ nearest, lookedUntil }: { nearest: Child; lookedUntil: number | null }): Child => (
  <>
    <p>
      Rien à cette distance {lookedUntil === null ? "pour le moment" : `jusqu’au ${dayInWords(lookedUntil, PARIS)}`}.{" "}
      {nearest === null ? "" : "Les plus proches :"}
    </p>
    {nearest}
    <p>
      Ou bien <a href="/ateliers?lieu=online">les séances en ligne</a>, ouvertes de partout, ou{" "}
      <a href="/etablissements">demander l’atelier pour une classe</a>.
    </p>
  </>
);

/** Several towns of one name: which one. */
const Towns = ({ query, place }: { query: Query; place: Place & { kind: "several" } }): Child => (
  <>
    <p>
      <strong>Plusieurs communes portent ce nom. Laquelle ?</strong>
    </p>
    <ul>
      {place.towns.map((town) => (
        <li>
          <a href={aroundHref(query, { commune: town.code })}>
            {town.name}, {DEPARTEMENTS[town.departement] ?? ""} ({town.departement})
          </a>
        </li>
      ))}
    </ul>
    {place.hasMore ? <p>Il y en a d’autres : écrivez plutôt le code postal.</p> : null}
  </>
);

const ForAClass = (): Child => (
  <Card kind="flat">
    <Scene name="classe" />
    <h2>Pour une classe</h2>
    <p>Une demande en moins de dix minutes, sans compte et sans nom d’élève.</p>
    <p>
      <a class="button quiet" href="/etablissements">
        Faire venir une association
      </a>
    </p>
  </Card>
);

const AllProgrammes = ({ programmes, audience }: { programmes: Programmes; audience: string }): Child => (
  <section aria-labelledby="programmes">
    <h2 id="programmes">Tous les programmes</h2>
    <GoCards
      cards={programmes.all
        .filter((p) => !isPublic(audience) || isFor(p, audience))
        .map((p) => ({
          href: `/ateliers/${p.slug}`,
          icon: AUDIENCE_ICONS[p.audience],
          title: p.title,
          children: (
            <small>
              {audienceInWords(p)} · {durationInWords(p.durationMinutes * 60)} · {p.group}
            </small>
          ),
        }))}
    />
  </section>
);

const PLACES = { "": "Peu importe", onsite: "Sur place", online: "En ligne" };

/** What is chosen in the fold, in words. */
const chosenInWords = ({ lieu, sans_marche: isStepFree, soir, mercredi, ...days }: Query): string =>
  [
    lieu === "" ? "" : PLACES[lieu].toLowerCase(),
    daysInWords(days),
    soir === "" ? "" : "en soirée",
    mercredi === "" ? "" : "le mercredi",
    isStepFree === "" ? "" : "accès sans marche",
  ]
    .filter((words) => words !== "")
    .join(", ");

/** Pairs: an object would put the numbers before the usual distance. */
const RADIUS_CHOICES: readonly (readonly [string, string])[] = [
  ["", "Distance habituelle"],
  ...RADII.map((km): [string, string] => [String(km), `${km} km`]),
];

const SORTS = { "": "La plus proche en date", distance: "La plus proche de la ville" };

type FiltersProps = { query: Query; departements: readonly string[]; around: Around | null; now: number };
const stateOf = ({ query, around }: Pick<FiltersProps, "query" | "around">): FormState => ({
  values: {
    departement: [query.departement],
    lieu: [query.lieu],
    a_partir_du: [query.a_partir_du],
    jusqu_au: [query.jusqu_au],
    quoi: [query.quoi],
    ou: [around === null ? "" : around.typed],
    rayon: [around === null ? "" : String(around.radius)],
    tri: [around?.isNearestFirst === true ? "distance" : ""],
  },
  errors:
    around?.place.kind === "unknown"
      ? { ou: "Aucune commune de ce nom. Vérifiez l’orthographe, ou écrivez un code postal." }
      : {},
});

/** The place first; for whom, when and all the rest open when asked, so that a phone shows sessions at once. */
const Filters = ({ query, departements, around, now }: FiltersProps): Child => {
  const state = stateOf({ query, around });
  const codes = new Set([...departements, ...(query.departement === "" ? [] : [query.departement])]);
  const who = publicInWords(query.public).toLowerCase();
  const chosen = [who, chosenInWords(query)].filter((words) => words !== "").join(", ");
  return (
    <form method="get" action="/ateliers" aria-label="Filtrer les séances" class="sift">
      {(["public", "soir", "mercredi"] as const).map((name) =>
        query[name] === "" ? null : <input type="hidden" name={name} value={query[name]} />,
      )}
      <TextField
        name="ou"
        label="Ville ou code postal"
        type="search"
        state={state}
        isOptional
        autocomplete="postal-code"
      />
      <button type="submit" class="quiet">
        Afficher
      </button>
      <div id="autour-ici" class="later" hidden>
        <button type="button" class="quiet" id="autour">
          Autour de moi
        </button>{" "}
        <span class="hint" id="autour-dit" role="status"></span>
      </div>
      <Fold title="Pour qui, quand, comment" hint={chosen === "" ? "aucun filtre" : chosen} icon="filtrer">
        <ForWhom query={query} />
        <When query={query} now={now} />
        <TextField name="quoi" label="Atelier, sujet" type="search" state={state} isOptional autocomplete="off" />
        <Select name="departement" label="Département" options={departementsAfter("Tous", [...codes])} state={state} />
        <Select name="rayon" label="Autour de la ville" options={RADIUS_CHOICES} state={state} />
        <Select name="tri" label="D’abord" options={SORTS} state={state} />
        <Select name="lieu" label="Sur place ou en ligne" options={PLACES} state={state} />
        <TextField name="a_partir_du" label="À partir du" type="date" state={state} isOptional />
        <TextField name="jusqu_au" label="Jusqu’au" type="date" state={state} isOptional />
        <label class="choice">
          <input type="checkbox" name="sans_marche" value="1" checked={query.sans_marche === "1"} />
          <span>Accès sans marche</span>
        </label>
        <button type="submit" class="quiet">
          Afficher ces séances
        </button>
      </Fold>
    </form>
  );
};
const Pager = ({ query, next }: { query: Query; next: string | null }): Child => {
  const href = (apres: string): string => `${hrefOf({ ...query, apres })}#seances`;
  return query.apres === "" && next === null ? null : (
    <nav class="acts" aria-label="Pages de séances">
      {query.apres === "" ? null : (
        <a class="button quiet" href={href("")}>
          Premières séances
        </a>
      )}
      {next === null ? null : (
        <a class="button quiet" href={href(next)}>
          Séances suivantes
        </a>
      )}
    </nav>
  );
};
