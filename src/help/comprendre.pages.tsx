import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { readContent } from "../kernel/front-matter.ts";
import { Head } from "../ui/parts.tsx";
import type { Word } from "./lexicon.ts";
import { FactSources } from "./sources.parts.tsx";
import { type Sources, factsIn, toHtml } from "./words.ts";

/** The versions of « Comprendre », by path. */
const VERSIONS = [
  { path: "/comprendre", label: "Pour tout le monde" },
  { path: "/comprendre/jeunes", label: "Pour toi, si tu es jeune" },
  { path: "/comprendre/parents", label: "Parents" },
  { path: "/comprendre/enseignants", label: "Enseignants, éducateurs" },
  { path: "/comprendre/soignants", label: "Soignants" },
] as const;

type ComprendreProps = { path: string; content: string; sources: Sources; lexicon: readonly Word[] };
/** A page of « Comprendre », from its content file; the first one ends with the words that readers may not know. */
export function ComprendrePage({ path, content, sources, lexicon }: ComprendreProps): Child {
  const { head, body } = readContent(content);
  const register = head["register"] === "tu" ? "tu" : "vous";
  return (
    <div class="narrow">
      <nav class="versions" aria-label="Pour qui">
        <ul>
          {VERSIONS.map((version) => (
            <li>
              <a href={version.path} aria-current={version.path === path ? "page" : undefined}>
                {version.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Head eyebrow={head["eyebrow"] ?? ""} title={head["title"] ?? ""} lead={head["lead"] ?? ""} />
      <HelpProse place={`content${path}`} words={body} sources={sources} register={register} />
      {path === "/comprendre" ? <Lexicon words={lexicon} /> : null}
    </div>
  );
}

const Lexicon = ({ words }: { words: readonly Word[] }): Child => (
  <section aria-labelledby="mots">
    <h2 id="mots">Les mots</h2>
    <dl class="facts">
      {words
        .filter((word) => word.meaning !== "")
        .map((word) => (
          <div>
            <dt>{word.say}</dt>
            <dd class="plain">{word.meaning}</dd>
          </div>
        ))}
    </dl>
  </section>
);

/** Words with facts and help lines in them, then where the facts were read. */
export const HelpProse = (props: {
  place: string;
  words: string;
  sources: Sources;
  register?: "vous" | "tu";
}): Child => {
  const html = toHtml(props.place, props.words, props.sources, { register: props.register ?? "vous" });
  return (
    <>
      <div class="prose">{raw(html)}</div>
      <FactSources ids={factsIn(html)} sources={props.sources} />
    </>
  );
};
