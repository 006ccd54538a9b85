import type { Child } from "hono/jsx";

import { momentIn } from "../../kernel/time.ts";
import { Act } from "../../ui/console.tsx";
import { Card } from "../../ui/cards.tsx";
import { type FormState, Select, TextArea, TextField, Tick } from "../../ui/form.tsx";
import { Fold } from "../../ui/parts.tsx";
import { isOpen } from "./act.parts.tsx";
import type { Proposer, StillOpen } from "./request.ts";
import { COLLEAGUE_ROLES } from "./request-codes.ts";
import type { ClassRequest } from "./requests.store.ts";
import type { Written } from "./write-word.ts";

type ThreadProps = {
  request: ClassRequest;
  thread: readonly Written[];
  /** Whose page it is. */
  by: Proposer;
  base: string;
  state: FormState;
  open: readonly StillOpen[];
};
const ANSWERS = ["", "Accepter", "Proposer", "Passer", "Choisir", "Aucune"];
export const THREAD_LABELS: Record<string, string> = Object.fromEntries(
  ANSWERS.flatMap((of) => [
    [`mot${of}`, "Votre mot"],
    [`sansNom${of}`, "Aucun nom d’élève"],
  ]),
);
export const COLLEAGUE_LABELS = { adresse: "Adresse du collègue", fonction: "Fonction du collègue" };

/** What both sides wrote to each other, and a form while somebody of the other side is there to read it. */
export const Thread = ({ request, thread, by, base, state, open }: ThreadProps): Child => {
  const canWrite = isOpen(open, "write");
  return thread.length === 0 && !canWrite ? null : (
    <Card title="Les mots échangés">
      {thread.length === 0 ? null : (
        <ol class="rows">
          {thread.map((word) => (
            <li>
              <p class="meta">
                {word.by === by ? "Vous" : by === "school" ? word.association : "L’établissement"}, le{" "}
                {momentIn(word.at, request.tz)}
              </p>
              <p>{word.text ?? "Ce mot a été retiré par notre équipe."}</p>
              {word.by === by || word.text === null ? null : word.isReported ? (
                <p class="meta">Signalé : notre équipe le lit.</p>
              ) : (
                <Act action={`${base}/signaler`} what="Signaler ce mot" fields={{ mot: word.id }} />
              )}
            </li>
          ))}
        </ol>
      )}
      {canWrite ? (
        <form method="post" action={`${base}/ecrire`} novalidate>
          <WordFields state={state} />
          <button type="submit" class="quiet">
            Envoyer ce mot
          </button>
        </form>
      ) : null}
    </Card>
  );
};

/** The fields of a word; `of`: the answer that it goes with. */
const WordFields = ({ of = "", state }: { of?: string; state: FormState }): Child => (
  <>
    <TextArea
      name={`mot${of}`}
      label="Votre mot"
      hint="500 caractères au plus. Sans numéro de téléphone, sans adresse, sans lien. Lu ici seulement ; effacé avec la demande."
      rows={4}
      state={state}
    />
    <Tick
      name={`sansNom${of}`}
      label="Ce mot ne contient aucun nom d’élève"
      isTicked={state.values[`sansNom${of}`]?.[0] === "on"}
    />
    {state.errors[`sansNom${of}`] === undefined ? null : <p class="field-error">{state.errors[`sansNom${of}`]}</p>}
  </>
);

/** « Un mot » that may go with an answer. */
export const WordBeside = ({ of, state }: { of: string; state: FormState }): Child => (
  <Fold
    title="Ajouter un mot"
    icon="courrier"
    isOpen={state.errors[`mot${of}`] !== undefined || state.errors[`sansNom${of}`] !== undefined}
  >
    <WordFields of={of} state={state} />
  </Fold>
);

/** What happened, day by day, by role. */
export const Trail = ({ lines, tz }: { lines: readonly { at: number; words: string }[]; tz: string }): Child =>
  lines.length === 0 ? null : (
    <Fold title="Ce qui s’est passé, jour par jour" icon="date">
      <ol class="rows">
        {lines.map(({ at, words }) => (
          <li>
            {words} <span class="meta">{momentIn(at, tz)}</span>
          </li>
        ))}
      </ol>
    </Fold>
  );

type FollowersProps = Pick<ThreadProps, "request" | "base" | "state" | "open">;
/** Who else follows the request in the school, by role; and how a colleague is invited. */
export const Followers = ({ request, base, state, open }: FollowersProps): Child =>
  request.colleagues.length === 0 && !isOpen(open, "invite") ? null : (
    <Card kind="flat" title="Qui suit cette demande avec vous">
      {request.colleagues.length === 0 ? null : (
        <ul class="rows">
          {request.colleagues.map(({ role, joinedAt }) => (
            <li>
              {COLLEAGUE_ROLES[role]}{" "}
              <span class="meta">{joinedAt === null ? "invité, n’a pas encore cliqué" : ""}</span>
            </li>
          ))}
        </ul>
      )}
      {isOpen(open, "invite") ? (
        <Fold
          title="Ajouter un collègue"
          icon="plus"
          isOpen={state.errors["adresse"] !== undefined || state.errors["fonction"] !== undefined}
        >
          <p class="hint">
            Deux au plus. Chacun reçoit un message et clique s’il veut bien ; il a son propre lien. Effacé en même temps
            que la demande.
          </p>
          <form method="post" action={`${base}/inviter`} novalidate>
            <TextField
              name="adresse"
              label="Son adresse e-mail professionnelle"
              type="email"
              state={state}
              autocomplete="off"
            />
            <Select name="fonction" label="Sa fonction" options={COLLEAGUE_ROLES} state={state} />
            <button type="submit" class="quiet">
              Inviter
            </button>
          </form>
        </Fold>
      ) : null}
    </Card>
  );
