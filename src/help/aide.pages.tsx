import type { Child } from "hono/jsx";

import type { Advice, Path, Result } from "./path.ts";
import { Lines, ResultCard } from "./result.pages.tsx";
import type { Sources } from "./words.ts";

type Shown = { path: Path; advice: readonly Advice[]; results: readonly Result[]; sources: Sources };

/**
 * `/aide`: three questions and every result in one page. The style sheet shows the one that was chosen; nothing is sent,
 * stored or put in the address. Where a browser is too old for `:has()`, the results stand as a plain list.
 */
export const AidePage = ({ path, advice, results, sources }: Shown): Child => (
  <div class="aide">
    <h1 class="once">Que faire maintenant</h1>
    <p class="lead once">Trois questions, et vous savez quoi faire. Vos réponses ne quittent pas cette page.</p>
    <p class="old">
      Votre navigateur est ancien : voici toutes les réponses, l’une après l’autre. Cherchez le titre qui ressemble à ce
      qui vous arrive.
    </p>
    <p class="old">
      {path.what.options.map((option, index) => (
        <>
          <a href={`#s${index + 1}`}>{option.label}</a>
          <br />
        </>
      ))}
    </p>
    <Questions path={path} sources={sources} />
    <div class="results" id="reponse">
      {path.whom.options.map((option, index) => (
        <div class={`part intro q${index + 1}`}>
          <h2>{option.title}</h2>
          <p class="lead">{option.lead}</p>
        </div>
      ))}
      {path.what.options.map((option, index) => (
        <ResultCard
          place={index + 1}
          label={option.label}
          advice={advice}
          results={results.filter((result) => result.what.id === option.id)}
          sources={sources}
        />
      ))}
    </div>
    <After />
  </div>
);

/**
 * The questions. The form has no name, no address and a disabled button, so that no key can send it; `autocomplete="off"`
 * keeps the browser from filling it again after a reload or « Retour ».
 */
const Questions = ({ path, sources }: { path: Path; sources: Sources }): Child => (
  <form class="questions" autocomplete="off" method="dialog">
    <button type="submit" disabled={true} hidden={true}></button>
    <fieldset>
      <legend>{path.danger.ask}</legend>
      <Radio group="danger" id="danger-oui" label={path.danger.yes} />
      <Radio group="danger" id="danger-non" label={path.danger.no} />
    </fieldset>
    <div class="urgent notice warn">
      <p>
        <strong>{path.danger.say}</strong>
      </p>
      <Lines ids={path.danger.lines} sources={sources} />
    </div>
    <fieldset>
      <legend>{path.what.ask}</legend>
      {path.what.options.map((option, index) => (
        <Radio group="quoi" id={`w${index + 1}`} label={option.label} />
      ))}
    </fieldset>
    <fieldset>
      <legend>{path.whom.ask}</legend>
      {path.whom.options.map((option, index) => (
        <Radio group="qui" id={`q${index + 1}`} label={option.label} />
      ))}
    </fieldset>
    <p class="ready acts">
      <a class="button" href="#reponse">
        Lire la réponse
      </a>
      <button type="reset" class="quiet">
        Effacer mes réponses
      </button>
    </p>
  </form>
);

const Radio = ({ group, id, label }: { group: string; id: string; label: string }): Child => (
  <label class="choice">
    <input type="radio" name={group} id={id} autocomplete="off" />
    <span>{label}</span>
  </label>
);

/** What stands under every result. */
const After = (): Child => (
  <section class="once">
    <h2>Garder cette réponse</h2>
    <p>
      Imprimez la page avec le menu de votre navigateur : seule votre réponse sort, sur une fiche. Elle disparaît de
      l’écran dès que vous quittez la page.
    </p>
    <h2>Si vous partagez ce téléphone</h2>
    <p>
      « Quitter vite », en bas de l’écran, ou trois fois la touche Échap, ouvre une page neutre à la place de celle-ci.
      Un site ne peut pas effacer l’historique du navigateur : <a href="/aide/numeros#traces">comment le faire</a>.
    </p>
  </section>
);
