import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Source } from "../ui/parts.tsx";
import type { HelpLine } from "./help-lines.ts";
import { readWhere } from "./provenance.ts";
import { type Sources, sourceHtml } from "./words.ts";

type FactSourcesProps = {
  /** The facts that stand on the page, in their order; one that comes back is told once. */
  ids: readonly string[];
  /** The help lines of which more than the number stands on the page. */
  lines?: readonly HelpLine[];
  sources: Pick<Sources, "facts">;
  /** For whom a fact is shown, where a page shows not everything to everybody. */
  classOf?: (id: string) => string;
};

/** Where each fact and line of a page was read, when, and whether somebody checked it since: one press away. */
export const FactSources = ({ ids, lines = [], sources, classOf }: FactSourcesProps): Child => {
  const facts = [...new Set(ids)].map((id) => sources.facts.get(id)).filter((fact) => fact !== undefined);
  return facts.length + lines.length === 0 ? null : (
    <Source>
      <ul>
        {lines.map((line) => (
          <li data-line={line.id}>
            {line.label} :{" "}
            <a href={line.read_at_url} rel="noreferrer">
              {readWhere(line)}
            </a>
          </li>
        ))}
        {facts.map((fact) => (
          <li class={classOf?.(fact.id)}>
            « {startOf(fact.text)} » : {raw(sourceHtml(fact))} (
            <a href={fact.read_at_url} rel="noreferrer">
              page lue
            </a>
            )
          </li>
        ))}
      </ul>
    </Source>
  );
};

/** The first words of a sentence: enough to find it again. */
const startOf = (text: string): string => (text.length < 70 ? text : `${text.slice(0, text.lastIndexOf(" ", 64))}…`);
