import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Icon, type IconName } from "../ui/icon.tsx";
import { Never, Todo } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";
import { LineWays, lineOf } from "./line.parts.tsx";
import type { Path, Walk } from "./path.ts";
import { ResultCard, classesOf } from "./result.pages.tsx";
import type { Words } from "./tongue.ts";
import { type Sources, toHtml, wordsOf } from "./words.ts";

type Shown = { walk: Walk; sources: Sources };

/**
 * `/aide`: three questions and every result in one page. The style sheet shows what fits the answers; nothing is sent,
 * stored or put in the address. Where a browser is too old for `:has()`, everything stands as a plain list.
 */
export const AidePage = ({ walk, sources }: Shown): Child => (
  <div class="aide">
    <h1 class="once">{wordsOf(sources).aideTitle}</h1>
    <p class="lead once">{wordsOf(sources).aideLead}</p>
    <p class="old">{wordsOf(sources).old}</p>
    <Questions path={walk.path} sources={sources} />
    <div class="split" id="reponse">
      <div>
        <Chosen path={walk.path} words={wordsOf(sources)} />
        <div class="again">
          <Urgent path={walk.path} lines={walk.path.danger.lines.slice(0, FIRST_IN_DANGER)} sources={sources} />
        </div>
        <ResultCard walk={walk} sources={sources} />
      </div>
      <After sources={sources} />
    </div>
  </div>
);

/** Said again before the answer, which is a screen below the question: police, the European number, the text message. */
const FIRST_IN_DANGER = 3;

/** Whom to call where somebody is in danger now. */
const Urgent = ({ path, lines, sources }: { path: Path; lines: readonly string[]; sources: Sources }): Child => (
  <>
    <Never icon="tel">
      <p>
        <strong>{path.danger.say}</strong>
      </p>
    </Never>
    <LineWays sources={sources} lines={lines.map((id) => lineOf(sources, id))} />
  </>
);

/** What was answered, with the way back to the questions. */
const Chosen = ({ path, words }: { path: Path; words: Words }): Child => (
  <>
    <div class="unready once">
      <Scene name="decroche" />
      <p class="meta">{words.unready}</p>
    </div>
    <p class="crumbs ready">
      {path.what.options.map((option) => (
        <span class={classesOf(path, { what: [option.id] })}>{option.short} · </span>
      ))}
      {path.whom.options.map((option) => (
        <span class={classesOf(path, { whom: [option.id] })}>{option.short}</span>
      ))}{" "}
      <a href="#questions">{words.change}</a>
    </p>
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
      <Urgent path={path} lines={path.danger.lines} sources={sources} />
    </div>
    <div class="cols two">
      <Question ask={path.what.ask} hint={path.what.hint}>
        {path.what.options.map((option, index) => (
          <Answer group="quoi" id={`w${index + 1}`} label={option.label} icon={ANSWER_SIGNS[option.id]} isOneOfMany />
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
          {wordsOf(sources).read}
        </a>
      </p>
      <button type="reset" class="quiet small">
        {wordsOf(sources).clear}
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
  participe_mineur: "partager",
  participe: "partager",
  enfant_auteur: "coeur",
};

const Question = ({
  ask,
  hint,
  isAbreast = false,
  children,
}: {
  ask: string;
  hint?: string;
  isAbreast?: boolean;
  children: Child;
}): Child => (
  <fieldset class={`field pick tight${isAbreast ? " abreast" : ""}`}>
    <legend>{ask}</legend>
    {hint === undefined ? null : <p class="hint">{hint}</p>}
    <div>{children}</div>
  </fieldset>
);

const Answer = ({
  group,
  id,
  label,
  icon,
  isOneOfMany = false,
}: {
  group: string;
  id: string;
  label: string;
  icon?: IconName | undefined;
  isOneOfMany?: boolean;
}): Child => (
  <label>
    <input type={isOneOfMany ? "checkbox" : "radio"} name={group} id={id} autocomplete="off" />
    <span>{label}</span>
    {icon === undefined ? null : <Icon name={icon} />}
  </label>
);

/** What stands beside every result. */
const After = ({ sources }: { sources: Sources }): Child => (
  <aside class="once stick card flat" aria-labelledby="plus-tard">
    <h2 id="plus-tard">{wordsOf(sources).later}</h2>
    <Todo
      items={[
        {
          icon: "imprimer",
          title: wordsOf(sources).keep,
          children: (
            <>
              <p>{wordsOf(sources).keepHow}</p>
              <p class="acts">
                <button type="button" class="quiet small" data-do="print" hidden={true}>
                  {wordsOf(sources).print}
                </button>
                <button type="button" class="quiet small" data-do="share" hidden={true}>
                  {wordsOf(sources).share}
                </button>
              </p>
            </>
          ),
        },
        {
          icon: "discret",
          title: wordsOf(sources).shared,
          children: <p>{raw(toHtml("aide", wordsOf(sources).sharedHow, sources, { inline: true }))}</p>,
        },
      ]}
    />
  </aside>
);
