import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, momentIn } from "../../kernel/time.ts";
import { Empty, Fold, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import type { Model } from "../scoring/model.ts";
import type { Changes, CriterionChange } from "./changes.ts";

type Props = {
  base: string;
  offer: string;
  model: Model;
  /** The filing that is compared with; null: this would be the first. */
  before: { number: number; filedAt: number } | null;
  changes: Changes;
  /** Criteria whose grades stay hidden from the reader until theirs is saved. */
  hidden: ReadonlySet<string>;
  /** What is compared: « ce que vous déposeriez aujourd’hui », « le dépôt n° 2 ». */
  what: string;
};

const RANGES = { added: "nouvelle", removed: "retirée", changed: "changée" } as const;

/** What changed since the filing before, criterion by criterion. */
export const ChangesPage = ({ base, offer, model, before, changes, hidden, what }: Props): Child => (
  <div class="narrow">
    <p class="crumbs">
      <a href={base}>{offer}</a>
    </p>
    <Head
      eyebrow="Label"
      title="Ce qui a changé"
      lead={
        before === null
          ? "Aucun dépôt d’avant : tout est nouveau."
          : `Entre le dépôt n° ${before.number} du ${momentIn(before.filedAt, PARIS)} et ${what}.`
      }
    />
    {before !== null && changes.criteria.length + changes.ranges.length === 0 ? (
      <Empty scene="table" title="Rien n’a changé" />
    ) : null}
    {before === null || changes.ranges.length === 0 ? null : (
      <section aria-labelledby="gammes">
        <h2 id="gammes">Gammes de contrats</h2>
        <ul>
          {changes.ranges.map((range) => (
            <li>
              {range.name} : {RANGES[range.what]}
            </li>
          ))}
        </ul>
      </section>
    )}
    {before === null || changes.criteria.length === 0 ? null : (
      <section aria-labelledby="criteres">
        <h2 id="criteres">{plural(changes.criteria.length, "critère changé", "critères changés")}</h2>
        <Table
          heads={["Critère", "Note", "Pièces"]}
          rows={changes.criteria.map((one) => [
            `${one.id} · ${model.criteria.get(one.id)?.name ?? ""}`,
            hidden.has(one.id) ? "après la vôtre" : one.grade === null ? "la même" : one.grade.join(" → "),
            piecesOf(one),
          ])}
        />
        {changes.criteria.map(({ id, words }) =>
          words === null ? null : (
            <Fold title={`${id} : les mots ont changé`} icon="papier">
              <p>
                <strong>Avant :</strong> {words[0] === "" ? "rien" : words[0]}
              </p>
              <p>
                <strong>Maintenant :</strong> {words[1] === "" ? "rien" : words[1]}
              </p>
            </Fold>
          ),
        )}
      </section>
    )}
    <p>
      <a class="button quiet" href={base}>
        Revenir au dossier
      </a>
    </p>
  </div>
);

function piecesOf({ added, removed }: CriterionChange): string {
  const said = [...added.map((name) => `+ ${name}`), ...removed.map((name) => `− ${name}`)];
  return said.length === 0 ? "les mêmes" : said.join(" · ");
}
