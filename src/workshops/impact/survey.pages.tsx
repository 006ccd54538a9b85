import type { Child } from "hono/jsx";

import { dayInWords } from "../../kernel/time.ts";
import { AntibotFields, Choices, ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { Card } from "../../ui/cards.tsx";
import { Timeline } from "../../ui/line.tsx";
import { Head, Notice } from "../../ui/parts.tsx";
import { Scene } from "../../ui/scene.tsx";
import { SessionHead } from "../sessions/session-head.parts.tsx";
import { printCode } from "../presence/attestation.ts";
import type { Programme } from "../sessions/programme.ts";
import { type Session, momentOf } from "../sessions/session.ts";
import type { SurveyRefusal } from "./answer-survey.ts";
import { Results } from "./results.pages.tsx";
import type { ResultPart } from "./results.ts";
import { type QuestionSet } from "./survey.ts";
import { WAVES, type Wave, waveWindow } from "../sessions/waves.ts";

export type SurveyProps = { set: QuestionSet; wave: Wave; session: Session; programme: Programme };

/** The questionnaire of a session, the same for everybody: closed questions, none compulsory, nothing that says who answers. */
export const SurveyPage = (props: SurveyProps & { state: FormState; ticket: string; token: string }): Child => {
  const { set, wave, session, programme, state, ticket, token } = props;
  const tu = set.register === "tu";
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={{ code: "Code", questions: "", billet: "" }} />
      <Head
        eyebrow={WAVES[wave]}
        title="Quelques questions"
        lead={`${programme.title}, ${dayInWords(session.startsAt, session.tz)}. Deux minutes, et aucune question n’est obligatoire.`}
      />
      <Notice>
        <p>
          Personne ne sait qui répond : ni nom, ni adresse, ni heure ne sont gardés, et le lien est le même pour tous.{" "}
          {tu ? "Tes réponses servent" : "Vos réponses servent"} à voir ce que l’atelier change. Elles ne peuvent pas
          être reprises ensuite, puisque rien ne dit à qui elles sont.
        </p>
      </Notice>
      <form method="post" action={`/enquetes/${token}`} novalidate>
        <AntibotFields ticket={ticket} />
        {set.questions.map((question) => (
          <Choices
            name={`q_${question.id}`}
            legend={question.text}
            options={Object.fromEntries(question.options.map((option) => [option.id, option.text]))}
            state={state}
            kind="radio"
          />
        ))}
        <TextField
          name="code"
          label="Code (facultatif)"
          hint={
            wave === "pre"
              ? "Seulement si une carte avec un code a été donnée. Sinon la page en donne un après l’envoi."
              : "Le code de la carte, ou celui que la page avait donné la première fois. Sans code, la réponse compte aussi."
          }
          state={state}
          autocomplete="off"
          isOptional
        />
        <button type="submit">Envoyer les réponses</button>
      </form>
    </div>
  );
};

/** After an answer: the code to keep, when the page drew one. */
export const ThanksPage = ({ code, tu }: { code: string | null; tu: boolean }): Child => (
  <div class="narrow">
    <h1>Merci</h1>
    <p class="lead">C’est enregistré, sans savoir de qui.</p>
    {code === null ? null : (
      <>
        <p>
          {tu ? "Note" : "Notez"} ce code : il permettra de comparer {tu ? "tes" : "vos"} réponses d’avant et d’après,
          sans savoir à qui elles sont. Nous ne l’envoyons à personne, et il n’est gardé qu’avec les réponses.
        </p>
        <Card kind="roof">
          <p class="lead">
            <strong>{printCode(code)}</strong>
          </p>
        </Card>
      </>
    )}
    <p>
      <a href="/observatoire">Voir ce que les ateliers changent</a>
    </p>
  </div>
);

const CLOSED: Record<SurveyRefusal, { title: string; detail: string }> = {
  too_early: { title: "Ce questionnaire n’est pas encore ouvert", detail: "Le lien fonctionnera le moment venu." },
  too_late: { title: "Ce questionnaire est fermé", detail: "Merci d’avoir voulu répondre." },
  too_small: {
    title: "Pas de questionnaire pour un petit groupe",
    detail: "À moins de cinq personnes, on pourrait deviner qui a répondu quoi. Nous ne demandons donc rien.",
  },
  full: {
    title: "Toutes les réponses attendues sont là",
    detail: "Il y a autant de réponses que de places prises : le questionnaire n’en prend pas d’autres.",
  },
  same_code: {
    title: "Ce code a déjà répondu",
    detail: "Chaque carte ne sert qu’une fois par questionnaire. Vérifiez le code, ou répondez sans code.",
  },
};

const WHY_THEN: Readonly<Record<Wave, string>> = {
  pre: "Il se remplit avant l’atelier : une demi-heure après le début, les réponses ne diraient plus d’où chacun part.",
  post: "Il reste ouvert deux semaines après l’atelier, tant que le souvenir est frais.",
  m3: "Il reste ouvert un mois environ, trois mois après l’atelier.",
};
/** Since when, or from when on, as people read it; null where time has no part in it. */
function whenClosed(why: SurveyRefusal, session: Session, wave: Wave): string | null {
  const { opensAt, closesAt } = waveWindow(wave, session);
  if (why === "too_early") {
    return `Il ouvre le ${momentOf(session, opensAt)}.`;
  }
  if (why !== "too_late") {
    return null;
  }
  return session.state === "cancelled"
    ? "La séance a été annulée : il n’y a rien à demander."
    : `Il s’est fermé le ${momentOf(session, closesAt)}. ${WHY_THEN[wave]}`;
}

type ClosedProps = {
  why: SurveyRefusal;
  session: Session;
  wave: Wave;
  /** `href`: null for whom the link of this one does not show to be asked by that one. */
  instead: { wave: Wave; href: string | null } | null;
};
/** Why there is nothing to answer, or no more; since when; and what is open instead. */
export const ClosedPage = ({ why, session, wave, instead }: ClosedProps): Child => {
  const when = whenClosed(why, session, wave);
  return (
    <div class="split">
      <div>
        <h1>{CLOSED[why].title}</h1>
        <p class="lead">{CLOSED[why].detail}</p>
        {when === null ? null : <p>{when}</p>}
        {instead === null ? null : (
          <p>
            Un autre questionnaire de cette séance est ouvert maintenant : « {WAVES[instead.wave]} ».
            {instead.href === null ? " Son lien est à demander à l’association qui anime la séance." : ""}
          </p>
        )}
        <p>
          <a class="button" href={instead?.href ?? "/ateliers"}>
            {instead === null || instead.href === null ? "Voir les ateliers" : WAVES[instead.wave]}
          </a>
        </p>
      </div>
      <Scene name="cercle" />
    </div>
  );
};

type LinkOfWave = { wave: Wave; url: string; opensAt: number; closesAt: number };
type KitProps = Omit<SurveyProps, "wave"> & {
  links: readonly LinkOfWave[];
  codes: readonly string[];
  parts: readonly ResultPart[];
  base: string;
  isCoordinator: boolean;
};

/** For the team: the link of each wave, and cards with random codes to print, cut and draw from a bag. The codes are not kept. */
export const SurveyKitPage = (props: KitProps): Child => {
  const { set, session, links, codes, parts } = props;
  return (
    <>
      <SessionHead {...props} title={props.programme.title} open="questionnaires" />
      <div class="split">
        <div>
          <h2>Les résultats de cette séance</h2>
          <Results parts={parts} />
          <h2>Les cartes</h2>
          <p>
            Imprimez cette page, découpez, mélangez dans un sac : chacun tire une carte et garde son code pour les deux
            questionnaires. Avec une classe sans appareils, faites répondre sur papier, puis recopiez ici chaque feuille
            avec son code. Les codes sont tirés à chaque affichage et ne sont gardés nulle part.
          </p>
          <ul class="codes">
            {codes.map((code) => (
              <li>
                <strong>{printCode(code)}</strong>
              </li>
            ))}
          </ul>
          <PaperQuestions set={set} />
        </div>
        <Card kind="roof" title="Le lien de chaque moment">
          <p>Le même pour tous : il ne dit pas qui répond.</p>
          <Timeline
            stops={links.map(({ wave, url, opensAt, closesAt }) => ({
              title: WAVES[wave],
              state: "plan",
              children: (
                <>
                  <p class="meta">
                    du {dayInWords(opensAt, session.tz)} au {dayInWords(closesAt, session.tz)}
                  </p>
                  <p>
                    <a href={url}>{url}</a>
                  </p>
                </>
              ),
            }))}
          />
        </Card>
      </div>
    </>
  );
};

const PaperQuestions = ({ set }: { set: QuestionSet }): Child => (
  <>
    <h2>Les questions, pour le papier</h2>
    <ol>
      {set.questions.map((question) => (
        <li>
          {question.text}
          <ul>
            {question.options.map((option) => (
              <li>{option.text}</li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  </>
);
