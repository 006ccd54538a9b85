import type { Child } from "hono/jsx";

import { Icon, type IconName } from "../ui/icon.tsx";
import { Never, Todo } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { LineWays, lineOf } from "./line.parts.tsx";
import type { Advice, Path, Result } from "./path.ts";
import { ResultCard } from "./result.pages.tsx";
import type { Sources } from "./words.ts";

type Shown = { path: Path; advice: readonly Advice[]; results: readonly Result[]; sources: Sources };

/**
 * `/aide`: three questions and every result in one page. The style sheet shows the one that was chosen; nothing is sent,
 * stored or put in the address. Where a browser is too old for `:has()`, the results stand as a plain list.
 */
export const AidePage = ({ path, advice, results, sources }: Shown): Child => (
  <div class="aide">
    <h1 class="once">Que faire maintenant</h1>
    <p class="lead once">Trois questions. Vos réponses ne quittent pas cette page.</p>
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
    <div class="split" id="reponse">
      <div>
        <Chosen path={path} />
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
  </div>
);

/** What was answered, with the way back to the questions, and what is said first to whom. */
const Chosen = ({ path }: { path: Path }): Child => (
  <>
    <div class="unready once">
      <Scene name="decroche" />
      <p class="meta">La réponse s’affiche ici dès que vous avez répondu aux deux dernières questions.</p>
    </div>
    <p class="crumbs ready">
      {path.what.options.map((option, index) => (
        <span class={`chosen w${index + 1}`}>{option.label}</span>
      ))}
      {" · "}
      {path.whom.options.map((option, index) => (
        <span class={`part q${index + 1}`}>{option.short}</span>
      ))}{" "}
      <a href="#questions">Changer</a>
    </p>
    {path.whom.options.map((option, index) => (
      <div class={`part q${index + 1}`}>
        <h2>{option.title}</h2>
        <p class="lead">{option.lead}</p>
      </div>
    ))}
  </>
);

/**
 * The questions. The form has no name, no address and a disabled button, so that no key can send it; `autocomplete="off"`
 * keeps the browser from filling it again after a reload or « Retour ».
 */
const Questions = ({ path, sources }: { path: Path; sources: Sources }): Child => (
  <form class="questions" id="questions" autocomplete="off" method="dialog">
    <button type="submit" disabled={true} hidden={true}></button>
    <Question ask={path.danger.ask} isAbreast>
      <Answer group="danger" id="danger-oui" label={path.danger.yes} />
      <Answer group="danger" id="danger-non" label={path.danger.no} />
    </Question>
    <div class="urgent">
      <Never icon="tel">
        <p>
          <strong>{path.danger.say}</strong>
        </p>
      </Never>
      <LineWays lines={path.danger.lines.map((id) => lineOf(sources, id))} />
    </div>
    <div class="cols two">
      <Question ask={path.what.ask}>
        {path.what.options.map((option, index) => (
          <Answer group="quoi" id={`w${index + 1}`} label={option.label} icon={ANSWER_SIGNS[option.id]} />
        ))}
      </Question>
      <Question ask={path.whom.ask}>
        {path.whom.options.map((option, index) => (
          <Answer group="qui" id={`q${index + 1}`} label={option.label} icon={ANSWER_SIGNS[option.id]} />
        ))}
      </Question>
    </div>
    <div class="ready dock">
      <p>
        <a class="button" href="#reponse">
          Lire la réponse
        </a>
      </p>
      <button type="reset" class="quiet small">
        Effacer mes réponses
      </button>
    </div>
  </form>
);

/** The picture of an answer; one without stands without. */
export const ANSWER_SIGNS: Readonly<Record<string, IconName>> = {
  appels: "tel",
  messages: "tchat",
  publie: "numero",
  usurpe: "discret",
  images: "capture",
  menaces: "alerte",
  ex: "duo",
  moi_moins_15: "jeune",
  moi_15_17: "jeune",
  moi_adulte: "jeune",
  mon_enfant: "parent",
  ami: "duo",
  eleve: "ecole",
  participe: "partager",
  enfant_auteur: "coeur",
};

const Question = ({
  ask,
  isAbreast = false,
  children,
}: {
  ask: string;
  isAbreast?: boolean;
  children: Child;
}): Child => (
  <fieldset class={`field pick tight${isAbreast ? " abreast" : ""}`}>
    <legend>{ask}</legend>
    <div>{children}</div>
  </fieldset>
);

const Answer = ({
  group,
  id,
  label,
  icon,
}: {
  group: string;
  id: string;
  label: string;
  icon?: IconName | undefined;
}): Child => (
  <label>
    <input type="radio" name={group} id={id} autocomplete="off" />
    <span>{label}</span>
    {icon === undefined ? null : <Icon name={icon} />}
  </label>
);

/** What stands beside every result. */
const After = (): Child => (
  <aside class="once stick card flat" aria-labelledby="plus-tard">
    <h2 id="plus-tard">Plus tard</h2>
    <Todo
      items={[
        {
          icon: "imprimer",
          title: "Garder cette réponse",
          children: (
            <p>
              Imprimez la page avec le menu de votre navigateur : seule votre réponse sort, sur une fiche. Elle
              disparaît de l’écran dès que vous quittez la page.
            </p>
          ),
        },
        {
          icon: "discret",
          title: "Si vous partagez ce téléphone",
          children: (
            <p>
              « Quitter vite », en haut de l’écran, ou trois fois la touche Échap, ouvre une page neutre à la place de
              celle-ci. Un site ne peut pas effacer l’historique du navigateur :{" "}
              <a href="/aide/numeros#traces">comment le faire</a>.
            </p>
          ),
        },
      ]}
    />
  </aside>
);
