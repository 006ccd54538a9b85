import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head } from "../ui/parts.tsx";
import { HelpProse } from "./comprendre.pages.tsx";
import type { Fact } from "./facts.ts";
import type { HelpLine } from "./help-lines.ts";
import { readWhere } from "./provenance.ts";
import { type Sources, lineHtml, siteHtml, sourceHtml } from "./words.ts";

const KINDS = [
  { kind: "retrait", title: "Faire retirer une image ou un contenu" },
  { kind: "signaler", title: "Signaler" },
  { kind: "accompagner", title: "Être accompagné" },
] as const;
const AGES = { minor: "Moins de 18 ans", adult: "18 ans ou plus", all: "À tout âge" } as const;

/** `/partenaires`: the directory of lines and services, from records; then what we ask of public authorities. */
export const PartnersPage = ({ words, sources }: { words: string; sources: Sources }): Child => (
  <div class="narrow">
    <Head
      title="Qui aide, et ce que nous demandons"
      lead="Les lignes, les services et les associations que citent nos sources, chacun avec la date à laquelle nous l’avons lu."
    />
    <div class="find field" hidden={true}>
      <label for="chercher">Chercher un numéro, un service</label>
      <input type="text" id="chercher" autocomplete="off" spellcheck={false} />
      <p id="trouve" role="status"></p>
    </div>
    <section aria-labelledby="lignes">
      <h2 id="lignes">Parler à quelqu’un</h2>
      <ul class="lines">
        {sources.helpLines.map((line) => (
          <LineEntry line={line} />
        ))}
      </ul>
    </section>
    {KINDS.map(({ kind, title }) => (
      <section aria-labelledby={kind}>
        <h2 id={kind}>{title}</h2>
        <ul class="lines">
          {[...sources.facts.values()]
            .filter((fact) => fact.service?.kind === kind)
            .map((fact) => (
              <ServiceEntry fact={fact} />
            ))}
        </ul>
      </section>
    ))}
    <HelpProse place="content/partenaires.md" words={words} sources={sources} />
  </div>
);

const LineEntry = ({ line }: { line: HelpLine }): Child => (
  <li data-line={line.id} data-entry="">
    <h3>{raw(lineHtml(line))}</h3>
    <p>
      {line.what}. {line.for_whom}. {line.hours}.{raw(siteHtml(line.site))}
    </p>
    {line.replaces.map((old) => (
      <p data-answer={old}>
        Vous cherchez le {old} ? <strong>C’est le {line.label}.</strong>
      </p>
    ))}
    <p class="hint">
      <a href={line.read_at_url}>{readWhere(line)}</a>
    </p>
  </li>
);

const ServiceEntry = ({ fact }: { fact: Fact }): Child => (
  <li data-entry="">
    <h3>
      {typeof fact.service?.url === "string" ? <a href={fact.service.url}>{fact.service.name}</a> : fact.service?.name}
    </h3>
    <p class="eyebrow">{AGES[fact.service?.ages ?? "all"]}</p>
    <p data-fact={fact.id}>{fact.text}</p>
    <p class="hint">
      {raw(sourceHtml(fact))} <a href={fact.read_at_url}>page lue</a>
    </p>
  </li>
);
