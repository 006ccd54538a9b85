import type { Child } from "hono/jsx";

import { plural } from "../kernel/text.ts";
import { PARIS, dayInWords, durationInWords, momentIn } from "../kernel/time.ts";
import { type Counted, type DueNow, MOST_COUNTED, type NightLine } from "../platform/forgetting.ts";
import { Act, ConsolePage, More } from "../ui/console.tsx";
import { type FormState, Select } from "../ui/form.tsx";
import { Notice } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
import type { AuditWords, JournalLine } from "./audit.ts";
import type { Todo } from "./overview.store.ts";
import type { Due } from "./recheck.ts";

/** What waits for a human, oldest first. */
export const OverviewPage = ({ todos, now, facts }: { todos: readonly Todo[]; now: number; facts: number }): Child => (
  <ConsolePage title="À faire" lead="Ce qui attend une personne, le plus ancien d’abord.">
    {todos.length === 0 ? (
      <Notice kind="good">
        <p>Rien n’attend quelqu’un.</p>
      </Notice>
    ) : (
      <ol class="rows">
        {todos.map((todo) => (
          <li>
            <p>
              <a href={todo.href}>{todo.what}</a>
              {todo.since === null ? "" : ` · depuis ${durationInWords(Math.max(0, now - todo.since))}`}
            </p>
          </li>
        ))}
      </ol>
    )}
    {facts === 0 ? null : (
      <p>
        <a href="/console/contenus">{plural(facts, "fait")} à vérifier sur une page officielle</a>, sans urgence
        d’heure.
      </p>
    )}
  </ConsolePage>
);

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
    <ul class="rows">
      {nights.map((night) => (
        <li>
          <h3>{dayInWords(night.startedAt, PARIS)}</h3>
          <p>
            {night.report === null ? "Pas de compte rendu : en cours, ou interrompue." : inWords(rules, night.report)}
          </p>
        </li>
      ))}
    </ul>
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
      <form method="get" action="/console/journal" class="filters">
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
        <button type="submit">Filtrer</button>
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

const Lines = ({ lines, types }: { lines: readonly JournalLine[]; types: AuditWords["types"] }): Child => (
  <Table
    heads={["Quoi", "Quand", "Qui", "Sur quoi", "Faits"]}
    rows={lines.map((line) => [
      types[line.type] ?? line.type,
      momentIn(line.at, PARIS),
      line.actor.startsWith("per_") ? (
        <a href={`/console/journal?acteur=${line.actor}`}>{`…${line.actor.slice(-6)}`}</a>
      ) : (
        line.actor
      ),
      line.subject === "" ? (
        "personne"
      ) : (
        <a href={`/console/journal?sujet=${encodeURIComponent(line.subject)}`}>{short(line.subject)}</a>
      ),
      <code>{line.data === "{}" ? "" : line.data}</code>,
    ])}
  />
);
