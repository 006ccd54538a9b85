import type { Child } from "hono/jsx";

import { pick } from "../kernel/pick.ts";
import { DAY, PARIS, dayInWords, durationInWords, momentIn } from "../kernel/time.ts";
import { type Counted, type DueNow, MOST_COUNTED, type NightLine } from "../platform/forgetting.ts";
import { Act, ConsolePage, More } from "../ui/console.tsx";
import { type FormState, Select } from "../ui/form.tsx";
import { Tiles } from "../ui/cards.tsx";
import { Rows } from "../ui/work.tsx";
import { Empty, Notice } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
import type { AuditWords, JournalLine } from "./audit.ts";
import type { Todo } from "./overview.store.ts";
import type { Due } from "./recheck.ts";

/** Seconds after which what waits is late. */
const LATE = 2 * DAY;
const isLate = ({ since, isFirst = false }: Todo, now: number): boolean =>
  isFirst || since === null || now - since > LATE;

/** What waits for a human: how much and for how long, then each thing, oldest first. */
export const OverviewPage = ({ todos, now, facts }: { todos: readonly Todo[]; now: number; facts: number }): Child => {
  const late = todos.filter((todo) => isLate(todo, now));
  const recent = todos.filter((todo) => !isLate(todo, now));
  return (
    <ConsolePage title="À faire" lead="Ce qui attend une personne, le plus ancien d’abord.">
      <Tiles
        tiles={[
          {
            n: late.length,
            what: "en retard",
            hint:
              late.length === 0
                ? "rien n’attend plus de deux jours"
                : "plus de deux jours, sans date, ou perdu sans vous",
            kind: late.length === 0 ? "plain" : "late",
          },
          {
            n: recent.length,
            what: recent.length > 1 ? "récents" : "récent",
            hint: "moins de deux jours",
            kind: recent.length === 0 ? "plain" : "now",
          },
          {
            n: facts,
            what: "faits à vérifier",
            hint: "sur une page officielle, sans urgence",
            href: "/console/contenus",
          },
        ]}
      />
      {todos.length === 0 ? (
        <Empty scene="nuit" title="Rien à traiter pour l’instant">
          <p>Ce qui demande quelqu’un arrivera ici.</p>
        </Empty>
      ) : null}
      <Waiting title="En retard" todos={late} now={now} />
      <Waiting title="Récents" todos={recent} now={now} />
    </ConsolePage>
  );
};

const Waiting = ({ title, todos, now }: { title: string; todos: readonly Todo[]; now: number }): Child =>
  todos.length === 0 ? null : (
    <section aria-label={title}>
      <h2>{title}</h2>
      <Rows
        rows={todos.map((todo) => ({
          title: <a href={todo.href}>{todo.what}</a>,
          due: {
            kind: isLate(todo, now) ? "bad" : "wait",
            words: todo.since === null ? "date inconnue" : `depuis ${durationInWords(Math.max(0, now - todo.since))}`,
          },
        }))}
      />
    </section>
  );

/** How many things wait behind each place of the console, for its navigation. */
export function waitingOf(todos: readonly Todo[]): Record<string, number> {
  const counts: Record<string, number> = { "/console": todos.length };
  for (const { href } of todos) {
    const place = /^\/console\/[a-z]+/.exec(href)?.[0];
    if (place !== undefined) {
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return counts;
}

/** Records whose official page a person should open. */
export const RecheckPage = ({ due }: { due: readonly Due[] }): Child => (
  <ConsolePage
    title="Contenus"
    lead="Faits et numéros qu’une personne doit ouvrir sur leur page officielle : jamais vérifiés, ou il y a plus de six mois."
  >
    <p>
      Après vérification, la date et votre nom s’écrivent dans <code>content/facts.json</code> ou{" "}
      <code>content/help-lines.json</code>, puis une publication les met en ligne.
    </p>
    <Table
      heads={["Fait", "Lu", "Vérifié"]}
      rows={due.map((record) => [
        <>
          {record.what} <code>{record.id}</code>
        </>,
        `${record.readOn} sur ${record.where}`,
        record.why === "never" ? "jamais" : record.checkedOn,
      ])}
    />
  </ConsolePage>
);

const many = (n: number): string => (n >= MOST_COUNTED ? "5 000 ou plus" : String(n));

type RetentionProps = {
  rules: readonly Counted[];
  now: number;
  due: Readonly<Record<string, DueNow>>;
  nights: readonly { dayOn: string; startedAt: number; report: NightLine[] | null }[];
  seals: { old: number; lost: number };
};
/** The dry run of the coming night, and what the last nights did. */
export const RetentionPage = ({ now, rules, due, nights, seals }: RetentionProps): Child => (
  <ConsolePage
    title="Conservation"
    lead="Ce que la prochaine nuit effacera, compté sans rien toucher, et ce que les dernières ont fait."
  >
    <p>
      {seals.old === 0
        ? "Tout ce qui se lit est scellé avec la clé actuelle."
        : `${many(seals.old)} noms et adresses restent à sceller avec la nouvelle clé : ne retirez pas l’ancienne.`}
    </p>
    {seals.lost === 0 ? null : (
      <Notice>
        <p>
          {`${many(seals.lost)} noms et adresses sont illisibles : la clé qui les a scellés n’est plus dans le trousseau. Remettez-la, et ils se lisent de nouveau.`}
        </p>
      </Notice>
    )}
    <Table
      caption="À blanc : si la nuit commençait maintenant"
      heads={["Quoi", "Dû", "Le plus ancien"]}
      rows={rules.map(({ key, label }) => {
        const { n = 0, oldest = null } = due[key] ?? {};
        return [label, many(n), oldest === null ? "" : `depuis ${durationInWords(Math.max(0, now - oldest))}`];
      })}
    />
    <h2>Dernières nuits</h2>
    {nights.length === 0 ? <p>Aucune nuit encore.</p> : null}
    <Rows
      rows={nights.map((night) => ({
        title: dayInWords(night.startedAt, PARIS),
        why: night.report === null ? "Pas de compte rendu : en cours, ou interrompue." : inWords(rules, night.report),
      }))}
    />
  </ConsolePage>
);

/** « Inscriptions : 3 dues, toutes effacées » for what a night did; one sentence when there was nothing. */
function inWords(rules: readonly Counted[], report: readonly NightLine[]): string {
  const lines = report
    .filter((line) => line.due > 0)
    .map((line) => {
      const label = rules.find((rule) => rule.key === line.key)?.label ?? line.key;
      return `${label} : ${many(line.due)}${line.left === 0 ? "" : `, dont il reste ${many(line.left)}`}`;
    });
  return lines.length === 0 ? "Rien n’était dû." : `${lines.join(" ; ")}.`;
}

type JournalProps = {
  words: AuditWords;
  lines: readonly JournalLine[];
  after: string | null;
  query: Record<string, string>;
};
/** Who did what, when, on what. */
export const JournalPage = ({ words, lines, after, query }: JournalProps): Child => {
  const state: FormState = { values: { famille: [query["famille"] ?? ""] }, errors: {} };
  const days = ["du", "au"] as const;
  return (
    <ConsolePage title="Journal" lead="Qui a fait quoi, quand, sur quoi. Rien ne s’y efface ; aucun nom n’y figure.">
      <form method="get" action="/console/journal" class="card flat">
        <div class="fields">
          <Select name="famille" label="Famille" options={{ "": "Tout", ...words.families }} state={state} />
          {(["acteur", "sujet"] as const).map((name) => (
            <div class="field">
              <label for={name}>{name === "acteur" ? "Qui (per_…)" : "Sur quoi (identifiant)"}</label>
              <input id={name} name={name} value={query[name] ?? ""} spellcheck={false} autocomplete="off" />
            </div>
          ))}
          {days.map((name) => (
            <div class="field">
              <label for={name}>{name === "du" ? "Depuis le" : "Jusqu’au"}</label>
              <input id={name} name={name} type="date" value={query[name] ?? ""} />
            </div>
          ))}
        </div>
        <button type="submit" class="quiet">
          Filtrer le journal
        </button>
      </form>
      {lines.length === 0 ? (
        <p>Rien ici avec ces filtres. « La suite » cherche plus loin, s’il y en a une.</p>
      ) : (
        <Lines lines={lines} types={words.types} />
      )}
      <More path="/console/journal" query={query} after={after} />
      <Act
        action="/console/journal/exporter"
        what="Télécharger en CSV"
        fields={query}
        warn="5 000 faits examinés au plus. L’export est lui-même inscrit au journal."
      />
    </ConsolePage>
  );
};

/** « reg_…a1b2c3 »: enough to tell two apart. */
const short = (id: string): string => (id.length > 14 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id);

/** Who acted where nobody was signed in. */
const ACTORS: Readonly<Record<string, string>> = {
  association: "association",
  clock: "l’heure",
  guardian: "parent",
  head: "direction",
  participant: "personne inscrite",
  person: "personne",
  provider: "service de courrier",
  reactor: "plateforme",
  retention: "conservation",
  rule: "règle",
  school: "établissement",
  visitor: "visiteur",
};

const Lines = ({ lines, types }: { lines: readonly JournalLine[]; types: AuditWords["types"] }): Child => (
  <Table
    heads={["Quoi", "Quand", "Qui", "Sur quoi", "Faits"]}
    rows={lines.map((line) => [
      types[line.type] ?? line.type,
      momentIn(line.at, PARIS),
      line.actor.startsWith("per_") ? (
        <a href={`/console/journal?acteur=${line.actor}`}>{`…${line.actor.slice(-6)}`}</a>
      ) : (
        (pick(ACTORS, line.actor) ?? line.actor)
      ),
      line.subject === "" ? (
        "personne"
      ) : (
        <a href={`/console/journal?sujet=${encodeURIComponent(line.subject)}`}>{short(line.subject)}</a>
      ),
      line.data === "{}" ? "" : <code>{line.data}</code>,
    ])}
  />
);
