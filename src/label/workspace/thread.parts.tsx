import type { Child } from "hono/jsx";

import type { FormState } from "../../ui/form.tsx";
import { type AssessedFile, RESPONSES } from "../assessment/file.ts";
import { type Side, nextTurn, sideOf } from "../assessment/thread.ts";

type Props = { file: AssessedFile; criterionId: string; side: Side };
const WHO: Readonly<Record<Side, Readonly<Record<Side, string>>>> = {
  mutuelle: { mutuelle: "Vous", judge: "La personne qui relit" },
  judge: { mutuelle: "La mutuelle", judge: "Réplique" },
};

/** What was said about one grade, in turns, as one side reads it. */
export const Thread = ({ file, criterionId, side }: Props): Child => {
  const response = file.responses.find((one) => one.criterionId === criterionId);
  const names = WHO[side];
  return response === undefined ? null : (
    <ol class="plain">
      <li>
        <strong>{names.mutuelle}</strong>, « {RESPONSES[response.kind]} » : {response.text}
      </li>
      {file.replies
        .filter((one) => one.criterionId === criterionId)
        .map(({ turn, text }) => (
          <li>
            <strong>{names[sideOf(turn)]}</strong> : {text}
          </li>
        ))}
    </ol>
  );
};

type FormProps = Props & { action: string; todayOn: string; state: FormState };
/** The form of the next turn, for the side whose it is; its field is named after the criterion where a page has many. */
export const ReplyForm = ({ file, criterionId, side, action, todayOn, state }: FormProps): Child => {
  const next = nextTurn(file, criterionId, todayOn);
  const field = `${criterionId}-replique`;
  const isMine = state.values["critere"]?.[0] === criterionId;
  const error = isMine ? state.errors["reponse"] : undefined;
  return next?.side !== side ? null : (
    <form method="post" action={action} novalidate class="screen">
      <input type="hidden" name="critere" value={criterionId} />
      <div class="field">
        <label for={field}>{side === "judge" ? "Répliquer à la mutuelle" : "Répondre encore"}</label>
        <p class="hint" id={`${field}-aide`}>
          Trois allers-retours au plus, tant que la phase dure ; le comité les lit. Aucune donnée d’une victime.
        </p>
        {error === undefined ? null : <p class="field-error">{error}</p>}
        <textarea id={field} name="reponse" rows={3} aria-describedby={`${field}-aide`}>
          {isMine ? (state.values["reponse"]?.[0] ?? "") : ""}
        </textarea>
      </div>
      <button type="submit" class="quiet">
        Envoyer<span class="seen-by-readers"> sur {criterionId}</span>
      </button>
    </form>
  );
};
