import type { Child } from "hono/jsx";

import { pick } from "../../kernel/pick.ts";
import { plural } from "../../kernel/text.ts";
import { Card } from "../../ui/cards.tsx";
import { More } from "../../ui/console.tsx";
import { Select, TextField } from "../../ui/form.tsx";
import { Dock } from "../../ui/dock.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Empty, Facts, Fold, Head } from "../../ui/parts.tsx";
import { DEPARTEMENTS, departementsAfter } from "../../workshops/sessions/departements.ts";
import { WHO } from "../application/range.ts";
import { TonightLinks } from "../application/tonight.parts.tsx";
import { FACET_NAMES } from "../decision/facets.ts";
import type { Label } from "../decision/label.ts";
import { LevelKey } from "../referential/levels.parts.tsx";
import { outOf100 } from "../referential/words.ts";
import type { ReferentialFile } from "../scoring/formats.ts";
import { FACET_LABELS, FILTERS, type Query, factOf } from "./filters.ts";
import { FACET_ICONS, Fictitious, HelpFirst, Standing } from "./label.parts.tsx";

type Counts = { labels: number; decided: number; refused: number };
type Props = {
  labels: readonly Label[];
  counts: Counts;
  after: string | null;
  query: Query;
  todayOn: string;
  /** The version in force: what the levels ask. */
  file: ReferentialFile;
};

/** Figures about all files: from five decided on, so that they tell nobody's refusal. */
const LEAST_DECIDED = 5;

/** `/label/registre`: every label ever given, by name; filters say what people need, never a score. */
export const RegistryPage = ({ labels, counts, after, query, todayOn, file }: Props): Child => (
  <>
    <Head
      eyebrow="Label, le registre"
      title={
        <>
          Votre mutuelle <span class="whole">aide-t-elle</span> vraiment ?
        </>
      }
      lead="Tous les labels donnés, y compris suspendus, retirés ou expirés, par ordre alphabétique. Les refus n’y sont pas."
    />
    <HelpFirst />
    <Filters query={query} />
    <div class="split">
      <div>
        <p class="meta">
          <strong>{plural(counts.labels, "label donné", "labels donnés")}</strong> en tout.{" "}
          {counts.decided < LEAST_DECIDED
            ? ""
            : `${counts.decided} dossiers décidés, dont ${counts.refused} sans label.`}
        </p>
        {labels.length === 0 ? (
          <Empty scene="table" title="Aucun label ne répond à tout cela">
            <p>
              Un refus ou une mutuelle qui n’a rien demandé ne se voient pas ici. Enlevez un filtre, ou demandez à votre
              mutuelle : <a href="/label/ma-mutuelle">douze questions et une lettre</a>.
            </p>
          </Empty>
        ) : null}
        <form method="get" action="/label/comparateur">
          <ul class="sessions">
            {labels.map((label) => (
              <Line label={label} todayOn={todayOn} />
            ))}
          </ul>
          {labels.length < 2 ? null : (
            <Dock>
              <p class="meta">Cochez de deux à quatre offres.</p>
              <button type="submit">
                <Icon name="balance" /> Comparer les offres cochées
              </button>
            </Dock>
          )}
        </form>
        <More path="/label/registre" query={query} after={after} />
      </div>
      <div class="stack">
        <Card kind="flat" title="Lire le niveau">
          <LevelKey file={file} />
          <p>
            <a href="/label/referentiel">Les {file.criteria.length} critères</a>
          </p>
        </Card>
        <Card title="Pas de label chez vous ?">
          <p>Douze questions et une lettre, pour demander.</p>
          <a class="button quiet" href="/label/ma-mutuelle">
            Que demander à ma mutuelle
          </a>
        </Card>
        <OpenData />
      </div>
    </div>
  </>
);

/** What may be taken away, and under which licence. */
const OpenData = (): Child => (
  <Fold title="Les données" hint="CSV, JSON, journal, badges" icon="telecharger">
    <ul>
      <li>
        <a href="/label/registre.csv">registre.csv</a>, <a href="/label/registre.json">registre.json</a>, et{" "}
        <a href="/label/registre/schema-2.0.0.json">leurs colonnes</a> (
        <a href="/label/registre/exemple-valide.csv">exemple</a>, <a href="/api/openapi.json">description de tout</a>)
      </li>
      <li>
        <a href="/label/journal">Le journal des décisions</a>, que chacun peut vérifier
      </li>
      <li>
        <a href="/label/verifier">Un badge est-il vrai ?</a>
      </li>
    </ul>
    <p class="hint">
      Licence Ouverte 2.0, sauf les citations des deux articles dans le référentiel. Mis à jour à chaque décision.
    </p>
  </Fold>
);

const CHIPS: readonly { name: string; label: string; icon: IconName }[] = [
  ...FILTERS.map(({ name, label, facet }) => ({ name, label, icon: FACET_ICONS[facet] })),
  { name: "tous", label: "ouvert à tous", icon: "groupe" },
  { name: "vigueur", label: "en vigueur", icon: "oui" },
];

/** Who one may be; an offer that is open to everybody answers each of them. */
const { everyone: _, ...OFFERED } = WHO;

/** What was chosen of the fold, in words. */
const chosenIn = (query: Query): string =>
  [
    pick(OFFERED, query["pour"]) ?? "",
    pick(DEPARTEMENTS, query["departement"]) ?? "",
    ...CHIPS.filter(({ name }) => query[name] === "1").map(({ label }) => label),
  ]
    .filter((words) => words !== "")
    .join(", ");

/** A name; and, folded, who one is and what one needs, as chips to press: each is a verified grade. */
const Filters = ({ query }: Pick<Props, "query">): Child => (
  <form method="get" action="/label/registre" class="sift" aria-label="Filtrer le registre">
    <TextField
      name="nom"
      label="Ma mutuelle"
      type="search"
      state={{ values: { nom: [query["nom"] ?? ""] }, errors: {} }}
      isOptional={true}
    />
    <button type="submit" class="quiet">
      Chercher
    </button>
    <Fold title="Qui je suis, ce qu’il me faut" hint={chosenIn(query) || "aucun filtre"} icon="filtrer">
      <Select
        name="pour"
        label="Je suis"
        options={Object.entries({ "": "peu importe", ...OFFERED })}
        state={{ values: { pour: [query["pour"] ?? ""] }, errors: {} }}
      />
      <Select
        name="departement"
        label="Mon département"
        options={departementsAfter("partout en France")}
        state={{ values: { departement: [query["departement"] ?? ""] }, errors: {} }}
      />
      <fieldset class="chips even" aria-describedby="filtres-aide">
        <legend>Ce qu’il me faut</legend>
        <div>
          {CHIPS.map(({ name, label, icon }) => (
            <label class="chip">
              <input type="checkbox" name={name} value="1" checked={query[name] === "1"} />
              <Icon name={icon} />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p class="acts">
        <button type="submit" class="quiet small">
          Chercher avec ces choix
        </button>
      </p>
      <p class="meta" id="filtres-aide">
        Chaque filtre porte sur ce qui a été vérifié, avec une preuve récente ; qui peut adhérer est ce que la mutuelle
        déclare.
      </p>
    </Fold>
  </form>
);

const Line = ({ label, todayOn }: { label: Label; todayOn: string }): Child => (
  <li class="card go">
    <div class="cols two">
      <div>
        <h2>
          <a class="cover" href={`/label/registre/${label.id}`}>
            {label.organisation}
          </a>
        </h2>
        <p>
          {label.offerName}
          <Fictitious label={label} />
        </p>
      </div>
      <div>
        <Standing label={label} todayOn={todayOn} />
        <p class="meta">
          Vérifié {outOf100(label.verifiedBp)}, déclaré {outOf100(label.declaredBp)}
        </p>
      </div>
    </div>
    <Facts
      isAbreast
      rows={FACET_NAMES.slice(0, 4).map(
        (facet) => [FACET_LABELS[facet], factOf(label, facet), FACET_ICONS[facet]] as const,
      )}
    />
    {label.tonight === null ? null : <TonightLinks tonight={label.tonight} of={label.organisation} />}
    <label class="choice">
      <input type="checkbox" name="offre" value={label.id} />
      <span>
        Comparer<span class="seen-by-readers"> {label.organisation}</span>
      </span>
    </label>
  </li>
);
