import type { Child } from "hono/jsx";

import { Act } from "../../ui/console.tsx";
import { Card } from "../../ui/cards.tsx";
import { Choices, type FormState, Item, Select, TextField } from "../../ui/form.tsx";
import { Fold, Notice } from "../../ui/parts.tsx";
import { ClassFields, PlanFields } from "./plan.parts.tsx";
import { type RequestAct, type StillOpen } from "./request.ts";
import { CANCEL_REASONS, NOT_HELD_REASONS } from "./request-codes.ts";
import { classInWords } from "./request-words.ts";
import { planChoices, whenOf } from "./request.parts.tsx";
import type { ClassRequest } from "./requests.store.ts";

/** Where each act posts, for whoever asked and for the association. */
export const ACT_PATHS = {
  prove: "confirmer",
  withdraw: "retirer",
  cancel: "annuler",
  accept_proposal: "choisir",
  decline_proposal: "aucune",
  resize: "nombres",
  add_class: "ajouter-classe",
  drop_class: "retirer-classe",
  reopen: "relancer",
  ask_move: "deplacer",
  accept_move: "accepter-date",
  decline_move: "garder-date",
  acknowledge: "vu",
  not_held: "pas-tenue",
  write: "ecrire",
  invite: "inviter",
} as const satisfies Partial<Record<RequestAct, string>>;

type Offered = { request: ClassRequest; base: string; state: FormState; open: readonly StillOpen[] };
export const isOpen = (open: readonly StillOpen[], act: RequestAct): boolean => open.some((one) => one.act === act);

/** What the fields of these forms are called in a list of errors. */
export const ACT_LABELS: Record<string, string> = {
  adults: "Adultes",
  eleves1: "Classe 1",
  eleves2: "Classe 2",
  eleves3: "Classe 3",
  eleves4: "Classe 4",
  lettre1: "Classe 1, lettre",
  lettre2: "Classe 2, lettre",
  lettre3: "Classe 3, lettre",
  lettre4: "Classe 4, lettre",
  niveauPlus: "La classe, niveau",
  lettrePlus: "La classe, lettre",
  elevesPlus: "La classe, élèves",
  cadrePlus: "La classe, cadre",
  debut: "La classe, heure",
  autre: "Autre date",
  raison: "Raison",
};

/** The other side was faster: what one had typed is there to be copied. */
export const Kept = ({ kept }: { kept: readonly string[] }): Child =>
  kept.length === 0 ? null : (
    <Notice kind="warn">
      <p>
        La situation a changé entre-temps : cette page dit où vous en êtes. Ce que vous aviez écrit n’est pas parti ; le
        voici, pour le reprendre :
      </p>
      <ul>
        {kept.map((words) => (
          <li>{words}</li>
        ))}
      </ul>
    </Notice>
  );

/** One asks for another date of a visit: the other side sees both, and answers. */
export const MoveAsked = ({ request, base, state, open }: Offered): Child =>
  isOpen(open, "accept_move") && request.moveBy !== null && request.moveUntil !== null ? (
    <Card kind="roof" title="Une autre date vous est demandée">
      <p>La date fixée tient tant que vous n’avez pas accepté l’autre.</p>
      <form method="post" action={`${base}/${ACT_PATHS.accept_move}`} novalidate>
        <Choices
          name="autre"
          legend="L’autre date"
          hint={`Répondez avant le ${whenOf(request, request.moveUntil)}. Sans réponse, rien ne change.`}
          kind="radio"
          options={planChoices(request, request.moveBy)}
          state={state}
        />
        <button type="submit">Accepter cette date</button>
      </form>
      <Act action={`${base}/${ACT_PATHS.decline_move}`} what="Garder la date fixée" />
    </Card>
  ) : null;

/** « Ce que vous pouvez encore faire, et jusqu’à quand »: the list that the table gives, each act with its form. */
export const StillCan = ({ request, base, state, open }: Offered): Child => {
  const listed = open.filter(({ act }) => act in ACT_PATHS && !NOW_ACTS.has(act));
  return listed.length === 0 ? null : (
    <Card kind="flat" title="Ce que vous pouvez encore faire">
      <div class="stack">
        {listed.map(({ act, until, words }) => (
          <div>
            <ActForm act={act} words={words} request={request} base={base} state={state} />
            {until === null ? null : <p class="meta">Jusqu’au {whenOf(request, until)}.</p>}
          </div>
        ))}
      </div>
    </Card>
  );
};
/** What stands elsewhere on the page, not in the list: what is asked now, words, colleagues. */
const NOW_ACTS: ReadonlySet<RequestAct> = new Set([
  "prove",
  "accept_proposal",
  "decline_proposal",
  "accept_move",
  "decline_move",
  "write",
  "invite",
]);

type FormProps = Omit<Offered, "open"> & { act: RequestAct; words: string };
const ActForm = ({ act, words, request, base, state }: FormProps): Child => {
  const action = `${base}/${ACT_PATHS[act as keyof typeof ACT_PATHS]}`;
  if (act === "resize") {
    return (
      <Fold
        title={words}
        icon="groupe"
        isOpen={Object.keys(state.errors).some((name) => /^(?:eleves|lettre|adults)/.test(name))}
      >
        <Numbers request={request} action={action} state={state} />
      </Fold>
    );
  }
  if (act === "add_class") {
    return <OneMore words={words} action={action} state={state} />;
  }
  if (act === "drop_class") {
    return (
      <Fold title={words} icon="fermer">
        {request.groups.map((group) => (
          <Act action={action} what={`Retirer ${classInWords(group)}`} fields={{ classe: String(group.position) }} />
        ))}
      </Fold>
    );
  }
  if (act === "ask_move" || act === "reopen") {
    return <Dates act={act} words={words} request={request} action={action} state={state} />;
  }
  if (act === "not_held") {
    return (
      <Fold title={words} icon="fermer" isOpen={hasErrors(state, ["raison"])}>
        <form method="post" action={action} novalidate>
          <Choices name="raison" legend="Ce qui s’est passé" kind="radio" options={NOT_HELD_REASONS} state={state} />
          <button type="submit" class="quiet">
            Noter qu’elle n’a pas eu lieu
          </button>
        </form>
      </Fold>
    );
  }
  return <Act action={action} what={words} />;
};

/** Whether one of these fields is wrong. */
export const hasErrors = (state: FormState, names: readonly string[]): boolean =>
  names.some((name) => state.errors[name] !== undefined);

const Numbers = ({ request, action, state }: { request: ClassRequest; action: string; state: FormState }): Child => {
  const now: FormState["values"] = Object.fromEntries([
    ...request.groups.flatMap(({ position, pupils, label }) => [
      [`eleves${position}`, [String(pupils)]],
      [`lettre${position}`, [label ?? ""]],
    ]),
    ["adults", [String(request.adults)]],
  ]);
  const shown = { ...state, values: { ...now, ...state.values } };
  return (
    <form method="post" action={action} novalidate>
      {request.groups.map((group) => (
        <Item legend={classInWords(group)}>
          <div class="fields">
            <TextField
              name={`eleves${group.position}`}
              label="Élèves"
              inputmode="numeric"
              state={shown}
              autocomplete="off"
            />
            <TextField name={`lettre${group.position}`} label="Lettre" state={shown} isOptional autocomplete="off" />
          </div>
        </Item>
      ))}
      <TextField name="adults" label="Adultes présents" inputmode="numeric" state={shown} autocomplete="off" />
      <button type="submit" class="quiet">
        Enregistrer les nombres
      </button>
    </form>
  );
};

type MoreProps = { words: string; action: string; state: FormState };
const MORE_FIELDS = ["niveauPlus", "lettrePlus", "elevesPlus", "cadrePlus", "debut"];
const OneMore = ({ words, action, state }: MoreProps): Child => (
  <Fold title={words} icon="plus" isOpen={hasErrors(state, MORE_FIELDS)}>
    <form method="post" action={action} novalidate>
      <ClassFields suffix="Plus" word="La classe" state={state} />
      <TextField
        name="debut"
        label="Son jour et son heure"
        hint="Laissez vide : elle suit la dernière, dix minutes après."
        type="datetime-local"
        state={state}
        isOptional
        autocomplete="off"
      />
      <button type="submit" class="quiet">
        Ajouter cette classe
      </button>
    </form>
  </Fold>
);

const Dates = ({ act, words, request, action, state }: Omit<FormProps, "base"> & { action: string }): Child => {
  const others = request.groups.slice(1).map(({ position }) => position);
  const names = Object.keys(state.errors).filter((name) => name.startsWith("creneau"));
  const hint =
    act === "reopen"
      ? "Même lien, mêmes classes, mêmes nombres. Les dates passées sont retirées : donnez-en d’autres, ou laissez vide."
      : "La date fixée tient tant que l’autre côté n’a pas dit oui.";
  return (
    <Fold title={words} icon="date" isOpen={act === "reopen" || names.length > 0}>
      <form method="post" action={action} novalidate>
        <p class="hint">{hint}</p>
        <PlanFields word="Date" others={others} isOptional={act === "reopen"} state={state} />
        <button type="submit" class={act === "reopen" ? "" : "quiet"}>
          {act === "reopen" ? words : "Demander cette autre date"}
        </button>
      </form>
    </Fold>
  );
};

/** Why a visit is called off: asked on the page that asks once more. */
export const CancelReasons = (): Child => (
  <Select name="raison" label="Pourquoi" options={CANCEL_REASONS} state={{ values: {}, errors: {} }} />
);
