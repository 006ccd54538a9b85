import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head, Status } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { proseOf } from "./comprendre.pages.tsx";
import type { Fact } from "./facts.ts";
import { LineCards } from "./line.parts.tsx";
import { type Sources, sourceMark } from "./words.ts";

const KINDS = [
  { kind: "retrait", title: "Faire retirer une image ou un contenu" },
  { kind: "signaler", title: "Signaler" },
  { kind: "accompagner", title: "Être accompagné" },
] as const;
const AGES = { minor: "Moins de 18 ans", adult: "18 ans ou plus", all: "À tout âge" } as const;

/** `/partenaires`: the directory of lines and services, from records; then what we ask of public authorities. */
export const PartnersPage = ({ words, sources }: { words: string; sources: Sources }): Child => {
  const services = [...sources.facts.values()].filter((fact) => fact.service !== undefined && fact.awaits === null);
  const html = proseOf("content/partenaires.md", words, sources);
  return (
    <>
      <Head
        title="Qui aide, et ce que nous demandons"
        lead="Les lignes, les services et les associations que citent nos sources, chacun avec la date à laquelle nous l’avons lu."
      />
      <div class="find later field narrow" hidden={true}>
        <label for="chercher">Chercher un numéro, un service</label>
        <input type="text" id="chercher" autocomplete="off" spellcheck={false} />
        <p id="trouve" role="status"></p>
      </div>
      <section aria-labelledby="lignes">
        <h2 id="lignes">Parler à quelqu’un</h2>
        <LineCards lines={sources.helpLines} level="h3" isDoubted sources={sources} />
      </section>
      {KINDS.map(({ kind, title }) => (
        <section aria-labelledby={kind}>
          <h2 id={kind}>{title}</h2>
          <ul class="grid two">
            {services
              .filter((fact) => fact.service?.kind === kind)
              .map((fact) => (
                <ServiceEntry fact={fact} />
              ))}
          </ul>
        </section>
      ))}
      <div class="split">
        <div class="prose">{raw(html)}</div>
        <div class="wide-only">
          <Scene name="cercle" />
        </div>
      </div>
    </>
  );
};

const ServiceEntry = ({ fact }: { fact: Fact }): Child => (
  <li class="card" data-entry="">
    <h3>
      {typeof fact.service?.url === "string" ? <a href={fact.service.url}>{fact.service.name}</a> : fact.service?.name}
    </h3>
    <p>
      <span data-fact={fact.id}>{fact.text}</span> {raw(sourceMark(fact.id, fact.official))}
    </p>
    <p>
      <Status words={AGES[fact.service?.ages ?? "all"]} icon="groupe" />
    </p>
  </li>
);
