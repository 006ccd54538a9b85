import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { readContent } from "../kernel/front-matter.ts";
import { Tabs } from "../ui/work.tsx";
import { Icon } from "../ui/icon.tsx";
import { Fold, Head, Never } from "../ui/parts.tsx";
import type { Word } from "./lexicon.ts";
import { type Register, type Sources, toHtml } from "./words.ts";

/** The versions of « Comprendre », by path. */
const VERSIONS = [
  { path: "/comprendre", label: "Pour tout le monde", icon: "groupe" },
  { path: "/comprendre/jeunes", label: "Pour toi, si tu es jeune", icon: "jeune" },
  { path: "/comprendre/parents", label: "Parents", icon: "parent" },
  { path: "/comprendre/enseignants", label: "Enseignants, éducateurs", icon: "ecole" },
  { path: "/comprendre/soignants", label: "Soignants", icon: "soin" },
] as const;

type ComprendreProps = { path: string; content: string; sources: Sources; lexicon: readonly Word[] };
/** A page of « Comprendre », from its content file; the first one ends with the words that readers may not know. */
export function ComprendrePage({ path, content, sources, lexicon }: ComprendreProps): Child {
  const { head, body } = readContent(content);
  const register = head["register"] === "tu" ? "tu" : "vous";
  const html = proseOf(`content${path}`, body, sources, register);
  return (
    <>
      <Tabs
        label="Pour qui"
        tabs={VERSIONS.map(({ path: href, label, icon }) => ({ href, title: label, icon, isCurrent: href === path }))}
      />
      <div class="split">
        <div>
          <Head title={head["title"] ?? ""} lead={head["lead"] ?? ""} />
          <p class="acts phone-only">
            <NowButton />
          </p>
          <div class="prose">{raw(html)}</div>
          {path === "/comprendre" ? <Lexicon words={lexicon} /> : null}
        </div>
        <aside class="stack stick wide-only" aria-label="Sur cette page">
          <div class="card roof">
            <p>{register === "tu" ? "Ça se passe maintenant ?" : "Cela se passe maintenant ?"}</p>
            <p>
              <NowButton />
            </p>
          </div>
          <Contents html={html} />
        </aside>
      </div>
    </>
  );
}

const NowButton = (): Child => (
  <a class="button" href="/aide">
    Que faire maintenant <Icon name="suite" />
  </a>
);

/** The titles of a text, as links. */
const Contents = ({ html }: { html: string }): Child => (
  <ul class="contents">
    {[...html.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)].map(([, id, title = ""]) => (
      <li>
        <a href={`#${id}`}>{raw(title)}</a>
      </li>
    ))}
  </ul>
);

const Lexicon = ({ words }: { words: readonly Word[] }): Child => (
  <section aria-labelledby="mots">
    <h2 id="mots">Les mots</h2>
    <Fold title="Ce que ces mots veulent dire" hint="ceux de cette page et des autres" icon="carnet">
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
    </Fold>
  </section>
);

/** Words with facts and help lines in them; the rule on images of minors stands out. */
export function proseOf(place: string, words: string, sources: Sources, register: Register = "vous"): string {
  const html = toHtml(place, words, sources, { register });
  const rule = `<p>${toHtml(place, "{imageRule}", sources, { register, inline: true })}</p>`;
  return html.replaceAll(`${rule}\n`, String(<Never>{raw(rule)}</Never>));
}
