import type { Child } from "hono/jsx";

import { Dock } from "../../ui/dock.tsx";
import { Head, Notice } from "../../ui/parts.tsx";
import { questionsOf, writeAsk } from "./ask.ts";
import type { ReferentialFile } from "../scoring/formats.ts";

/**
 * `/label/ma-mutuelle`: twelve questions and a letter for people whose mutuelle has no label. Written in the page, sent by
 * nobody but the person; without script, the questions and a letter with blanks.
 */
export const AskPage = ({ file }: { file: ReferentialFile }): Child => {
  const questions = questionsOf(file);
  return (
    <>
      <div class="screen">
        <Head
          eyebrow="Label"
          title="Que demander à ma mutuelle"
          lead="Votre mutuelle n’a pas de label, ou vous ne savez pas. Voici douze questions, et une lettre prête à copier ou à imprimer."
        />
        <Notice>
          <p>
            <strong>Rien n’est envoyé ni gardé.</strong> Vous n’avez pas à dire ce qui vous arrive pour poser ces
            questions. Si vous êtes en danger, ou si vous n’en pouvez plus, les numéros en bas de page répondent
            d’abord.
          </p>
        </Notice>
      </div>
      <div class="split wide">
        <section class="screen" aria-labelledby="questions">
          <div class="fields" id="fields" hidden={true}>
            <Field id="mutuelle" label="Nom de la mutuelle" />
            <Field id="person" label="Votre nom" />
            <Field id="place" label="Fait à" />
          </div>
          <h2 id="questions">Les douze questions</h2>
          <p class="hint">Gardez celles qui vous importent ; la lettre suit.</p>
          <ol id="asked">
            {questions.map(({ id, text }) => (
              <li>
                <label class="choice">
                  <input type="checkbox" data-question={text} checked={true} autocomplete="off" />
                  <span>
                    {text} <small>({id})</small>
                  </span>
                </label>
              </li>
            ))}
          </ol>
          <p>
            <a href="/label/referentiel">D’où viennent ces questions : le référentiel du label</a>
          </p>
        </section>
        <Letter questions={questions.map((one) => one.text)} />
      </div>
      <p id="done" role="status"></p>
      <Dock id="acts" isHidden>
        <button type="button" id="copy">
          Copier
        </button>
        <button type="button" class="quiet" id="print">
          Imprimer
        </button>
      </Dock>
    </>
  );
};

const Letter = ({ questions }: { questions: readonly string[] }): Child => (
  <section aria-labelledby="lettre">
    <h2 id="lettre" class="screen">
      La lettre
    </h2>
    <div class="sheet" id="sheet">
      {writeAsk({
        mutuelle: "",
        name: "",
        place: "",
        dateInWords: "",
        questions,
      }).map((line) => (
        <p>{line}</p>
      ))}
    </div>
  </section>
);

/** A control without a name, outside any form: the browser cannot send it. */
const Field = ({ id, label }: { id: string; label: string }): Child => (
  <div class="field">
    <label for={id}>{label}</label>
    <input type="text" id={id} autocomplete="off" />
  </div>
);
