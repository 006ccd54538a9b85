import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Fold, Head, Notice } from "../ui/parts.tsx";
import { BLANK_LETTER, PARTS } from "./prosecutor-letter.ts";
import { type Sources, toHtml } from "./words.ts";

/**
 * `/recours/lettre`: a letter to the public prosecutor, written in the page. Controls have no name and stand outside any
 * form. Without script, the blank letter to print.
 */
export const LetterPage = ({ sources }: { sources: Sources }): Child => {
  const told = (id: string): Child => raw(toHtml("lettre", `{fact:${id}}`, sources, { inline: true }));
  return (
    <>
      <section class="narrow screen">
        <Head
          title="Lettre au procureur"
          lead="Une plainte par lettre, écrite ici, dans la page. Vous la copiez, l’imprimez ou l’enregistrez, puis vous l’envoyez vous-même."
        />
        <Notice>
          <p>
            <strong>Rien n’est envoyé ni gardé.</strong> Tout disparaît quand vous fermez la page.
          </p>
        </Notice>
        <Fold title="Avant d’écrire" hint="où l’envoyer, les mineurs, les délais" icon="info">
          {BEFORE.map((id) => (
            <p>{told(id)}</p>
          ))}
        </Fold>
        <Fold title="Ce que la lettre doit contenir" icon="papier">
          <p>{told("lettre_contenu")}</p>
        </Fold>
      </section>
      <div class="app split wide" id="letter" hidden={true}>
        <Parts />
        <Preview />
      </div>
      <section class="blank narrow">
        <h2 class="screen">Le modèle vierge, à imprimer</h2>
        <p class="screen">Imprimez cette page avec le menu de votre navigateur, puis complétez à la main.</p>
        <div class="sheet">
          {BLANK_LETTER.map(({ kind, text }) => (
            <p class={kind}>{text}</p>
          ))}
        </div>
      </section>
    </>
  );
};

/** What to know of a letter before writing it. */
const BEFORE = ["lettre", "lettre_envoi", "mineur_plainte", "delai"];

/** The controls, a part each, with the two cautions beside the author's name. */
const Parts = (): Child => (
  <section aria-labelledby="ecrire">
    <h2 id="ecrire">Écrire</h2>
    <p>
      <label class="button quiet">
        Reprendre les faits d’un journal exporté
        <input type="file" id="from-journal" accept="application/json,.json" class="seen-by-readers" />
      </label>
    </p>
    <p id="say" role="status"></p>
    {PARTS.map(({ key, label, hint, rows }) => (
      <div class="field">
        <label for={key}>{label}</label>
        <p class="hint" id={`${key}-hint`}>
          {hint}
          {key === "author" ? (
            <strong> N’écrivez que ce que vous avez constaté ; le numéro affiché peut être usurpé.</strong>
          ) : null}
        </p>
        <textarea id={key} rows={rows} autocomplete="off" aria-describedby={`${key}-hint`}></textarea>
      </div>
    ))}
    <div class="field">
      <label for="place">Fait à</label>
      <input type="text" id="place" autocomplete="off" />
    </div>
    <label class="choice">
      <input type="checkbox" id="civil" autocomplete="off" />
      <span>Je me constitue partie civile, pour demander réparation (facultatif)</span>
    </label>
  </section>
);

const Preview = (): Child => (
  <section aria-labelledby="relire" class="preview">
    <h2 id="relire">Relire</h2>
    <p class="acts">
      <button type="button" id="copy">
        Copier
      </button>
      <button type="button" class="quiet" id="print">
        Imprimer
      </button>
      <button type="button" class="quiet" id="docx">
        Enregistrer en .docx
      </button>
    </p>
    <p id="done" role="status"></p>
    <div class="sheet" id="sheet" dir="auto"></div>
  </section>
);
