import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head, Never, Notice } from "../ui/parts.tsx";
import { type Sources, toHtml } from "./words.ts";

const COLUMNS = ["Date et heure", "Ce qui s’est passé", "Qui l’a vu", "Preuve gardée"];

/**
 * `/recours/journal`: facts that live in the page alone. Controls have no name and stand outside any form, so that
 * nothing can be sent. Without script, a blank table to print.
 */
export const JournalPage = ({ sources }: { sources: Sources }): Child => (
  <>
    <div class="split screen">
      <div>
        <Head
          title="Journal des faits"
          lead="Notez chaque fait le jour même : la date, l’heure, ce qui s’est passé. Ce journal aide à porter plainte, et à ne plus tout garder en tête."
        />
        <Notice>
          <p>
            <strong>Rien n’est envoyé.</strong> Ce que vous écrivez reste dans cette page et disparaît quand vous la
            fermez, sauf si vous l’exportez dans un fichier ou le gardez sur cet appareil.
          </p>
        </Notice>
      </div>
      <Never>
        <p>{raw(toHtml("journal", "{imageRule}", sources, { inline: true }))}</p>
      </Never>
    </div>
    <div class="app split" id="journal" hidden={true}>
      <div>
        <NewEntry />
        <p id="say" role="status"></p>
        <table class="dense" id="facts" hidden={true}>
          <caption>Vos faits, du plus ancien au plus récent</caption>
          <thead>
            <tr>
              {[...COLUMNS, "Corriger"].map((title) => (
                <th scope="col">{title}</th>
              ))}
            </tr>
          </thead>
          <tbody></tbody>
        </table>
        <div class="sheet" id="sheet" dir="auto" hidden={true}></div>
      </div>
      <Keep />
    </div>
    <BlankTable />
  </>
);

/** To print and fill by hand. */
const BlankTable = (): Child => (
  <section class="blank">
    <h2 class="screen">Le modèle vierge, à imprimer</h2>
    <p class="narrow screen">Une ligne par fait. Imprimez cette page avec le menu de votre navigateur.</p>
    <table class="lined">
      <thead>
        <tr>
          {COLUMNS.map((title) => (
            <th scope="col">{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: 10 }, () => (
          <tr>
            <td></td>
            <td></td>
            <td></td>
            <td></td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const NewEntry = (): Child => (
  <section aria-labelledby="ajouter">
    <h2 id="ajouter">Ajouter un fait</h2>
    <p class="field-error" id="entry-error" role="alert"></p>
    <div class="fields">
      <div class="field">
        <label for="on">Date</label>
        <input type="date" id="on" autocomplete="off" aria-describedby="entry-error" />
      </div>
      <div class="field">
        <label for="at">Heure, si vous la connaissez</label>
        <input type="time" id="at" autocomplete="off" />
      </div>
    </div>
    <Text id="what" label="Ce qui s’est passé" rows={4} hint="Les mots exacts, le compte ou le numéro affiché." />
    <Text id="witnesses" label="Qui l’a vu, s’il y a quelqu’un" rows={1} hint="" />
    <Text
      id="proof"
      label="Preuve gardée, et où"
      rows={1}
      hint="Capture, message vocal, lien. Chacune reçoit un numéro : « pièce 3 », ici et dans la lettre."
    />
    <p class="acts">
      <button type="button" id="add">
        Ajouter au journal
      </button>
    </p>
  </section>
);

const Text = ({ id, label, rows, hint }: { id: string; label: string; rows: number; hint: string }): Child => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint === "" ? null : (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <textarea
      id={id}
      rows={rows}
      maxlength={5000}
      autocomplete="off"
      spellcheck={true}
      aria-describedby={hint === "" ? undefined : `${id}-hint`}
    ></textarea>
  </div>
);

/** What to do with the journal: file, print, this device, nothing. */
const Keep = (): Child => (
  <section aria-labelledby="garder" class="card stick">
    <h2 id="garder">Garder le journal</h2>
    <p class="acts">
      <button type="button" class="quiet" id="docx">
        Enregistrer en .docx
      </button>
      <button type="button" class="quiet" id="text">
        Enregistrer en .txt
      </button>
      <button type="button" class="quiet" id="print">
        Imprimer
      </button>
      <button type="button" class="quiet" id="export">
        Exporter pour reprendre plus tard
      </button>
      <label class="button quiet">
        Reprendre un fichier
        <input type="file" id="import" accept="application/json,.json" class="seen-by-readers" />
      </label>
      <button type="button" class="danger" id="clear">
        Tout effacer
      </button>
    </p>
    <p class="hint">
      En .docx, en .txt et sur papier : une page de garde, les pièces numérotées, puis chaque fait. Une pièce est
      nommée, jamais lue : vos photos restent sur votre appareil.
    </p>
    <label class="choice">
      <input type="checkbox" id="keep" autocomplete="off" aria-describedby="keep-hint" />
      <span>Garder sur cet appareil</span>
    </label>
    <p class="hint" id="keep-hint">
      Toute personne qui utilise ce navigateur pourra alors le lire. « Quitter vite » l’efface aussi : exportez d’abord
      ce que vous voulez conserver. Un fichier exporté se voit dans les téléchargements.
    </p>
  </section>
);
