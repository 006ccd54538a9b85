import type { Child } from "hono/jsx";

import type { PersonId } from "../../kernel/ids.ts";
import { plural } from "../../kernel/text.ts";
import { type FormState, TextArea } from "../../ui/form.tsx";
import { Rows } from "../../ui/work.tsx";
import { Fold, Notice } from "../../ui/parts.tsx";
import type { Case } from "../decision/case.ts";
import type { Kind, Scored } from "../decision/decision.ts";
import type { Audit } from "../registry/audits.store.ts";
import type { AboutLabel } from "../registry/complaints.store.ts";
import type { CriterionSpec } from "../scoring/formats.ts";
import { type AssessedFile, RESPONSES, areGradesOpen, taskOf } from "../assessment/file.ts";
import { QUARREL_WORDS, quarrels } from "../assessment/grades.ts";

/** What the page of a file is given. */
export type FileProps = {
  base: string;
  whole: Case;
  /** What this person may see. */
  seen: AssessedFile;
  me: PersonId;
  now: number;
  /** Criteria that this person has still to grade. */
  left: readonly CriterionSpec[];
  kinds: readonly Kind[];
  /** The label is looked after by this person's panel. */
  isFollowed: boolean;
  /** What people signalled of it. */
  complaints: readonly AboutLabel[];
  /** The audit of its label that is under way, for the panel. */
  audit: Audit | null;
  grounds: Scored | null;
  state: FormState;
  done: string | null;
};

export const AssessorPart = ({ base, seen, me, left, state }: FileProps): Child => {
  const mine = taskOf(seen, me);
  const first = left[0];
  if (seen.application.state !== "in_review") {
    return null;
  }
  if (mine?.doneAt !== null && mine !== null) {
    return (
      <Notice>
        <p>
          {areGradesOpen(seen)
            ? "Vous avez rendu tous deux. Là où vos notes diffèrent d’une marche, chacun peut donner une note après échange."
            : "Vos notes sont rendues. Celles de l’autre évaluation apparaîtront quand elles le seront aussi."}
        </p>
      </Notice>
    );
  }
  return (
    <section class="card roof" aria-labelledby="faire">
      <h2 id="faire">À faire</h2>
      {first === undefined ? (
        <form method="post" action={`${base}/rendre`}>
          <p>Tous les critères sont notés. Une fois rendues, vos notes ne changent plus.</p>
          <button type="submit">Rendre mes notes</button>
        </form>
      ) : (
        <p class="acts">
          <a class="button" href={`${base}/criteres/${first.id}`}>
            {plural(left.length, "critère à noter", "critères à noter")} : commencer par {first.id}
          </a>
        </p>
      )}
      <AskMore base={base} state={state} />
    </section>
  );
};

export const AdjudicatorPart = ({ base, whole, seen }: FileProps): Child => {
  if (!areGradesOpen(seen)) {
    return (
      <Notice>
        <p>Les deux évaluations ne sont pas encore rendues : rien à arbitrer.</p>
      </Notice>
    );
  }
  const open = quarrels(whole.model, seen);
  return (
    <section class="card roof" aria-labelledby="faire">
      <h2 id="faire">À arbitrer</h2>
      {open.length === 0 && seen.responses.length === 0 ? <p>Rien n’attend votre arbitrage.</p> : null}
      <Rows
        rows={[
          ...open.map(({ criterion, why }) => ({
            title: (
              <a href={`${base}/criteres/${criterion.id}`}>
                {criterion.id} · {criterion.name}
              </a>
            ),
            why: QUARREL_WORDS[why],
          })),
          ...seen.responses.map((one) => ({
            title: <a href={`${base}/criteres/${one.criterionId}`}>{one.criterionId}</a>,
            why: `la mutuelle répond « ${RESPONSES[one.kind]} »`,
          })),
        ]}
      />
    </section>
  );
};

/** Asking the mutuelle to be more precise: the file goes back to it. */
const AskMore = ({ base, state }: Pick<FileProps, "base" | "state">): Child => (
  <Fold title="Demander une précision à la mutuelle" icon="tchat" isOpen={state.errors["demande"] !== undefined}>
    <form method="post" action={`${base}/precisions`} novalidate>
      <TextArea
        name="demande"
        label="Demande"
        hint="Quel critère, quelle pièce ou quelle phrase, et pourquoi. La mutuelle lira ces mots."
        rows={3}
        state={state}
      />
      <button type="submit" class="quiet">
        Demander
      </button>
      <p class="hint">Le dossier lui revient pour quinze jours ouvrés. Ce qu’elle ne change pas garde votre note.</p>
    </form>
  </Fold>
);
