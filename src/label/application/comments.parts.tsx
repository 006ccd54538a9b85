import type { Child } from "hono/jsx";

import type { PersonId } from "../../kernel/ids.ts";
import { plural } from "../../kernel/text.ts";
import { PARIS, momentIn } from "../../kernel/time.ts";
import { Act } from "../../ui/console.tsx";
import { EMPTY_FORM, type FormState, Select, TextArea } from "../../ui/form.tsx";
import { Fold } from "../../ui/parts.tsx";
import type { Comment } from "./comments.store.ts";

/** Whom a comment is meant for. No name and no address is shown: a member of a team knows none of the others. */
const MEANT = {
  "": "personne : juste ici",
  answerer: "qui a répondu à ce critère",
  owner: "la personne responsable de l’espace",
  team: "toute l’équipe",
} as const;

/** What was typed and refused, for one criterion. */
export type RefusedComment = { criterionId: string; state: FormState };
export const COMMENT_LABELS = { mot: "Mot pour l’équipe" };

type Props = {
  action: string;
  criterionId: string;
  comments: readonly Comment[];
  me: PersonId;
  refused: RefusedComment | null;
};
/** What the team says among itself of a criterion. */
export const TeamComments = ({ action, criterionId, comments, me, refused }: Props): Child => {
  const mine = refused?.criterionId === criterionId ? refused.state : EMPTY_FORM;
  const said = comments.filter((one) => one.criterionId === criterionId);
  return (
    <Fold
      title="Entre vous"
      hint={said.length === 0 ? "jamais lu par qui évalue" : plural(said.length, "mot")}
      icon="courrier"
      isOpen={refused?.criterionId === criterionId}
    >
      <ul class="rows">
        {said.map((one) => (
          <li>
            <p>
              <strong>{authorOf(one, me)}</strong>, le {momentIn(one.createdAt, PARIS)}
              <br />
              {one.text}
            </p>
            {one.personId === me ? (
              <Act action={`${action}/retirer`} what="Retirer ce mot" fields={{ mot: one.id }} />
            ) : null}
          </li>
        ))}
      </ul>
      <form method="post" action={action} novalidate>
        <TextArea
          name="mot"
          label={COMMENT_LABELS.mot}
          hint="Pour votre équipe seule, jamais pour qui évalue. Effacé avec le dossier. 1000 caractères au plus."
          rows={2}
          state={{ ...mine, row: criterionId }}
        />
        <Select
          name="pour"
          label="Prévenir par message"
          options={Object.entries(MEANT)}
          state={{ ...mine, row: criterionId }}
        />
        <button type="submit" class="quiet">
          Laisser ce mot<span class="seen-by-readers"> sur {criterionId}</span>
        </button>
      </form>
    </Fold>
  );
};

const authorOf = ({ personId, isOwners }: Comment, me: PersonId): string =>
  personId === me ? "Vous" : isOwners ? "La personne responsable" : "Quelqu’un de l’équipe";
