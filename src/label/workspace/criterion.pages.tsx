import type { Child } from "hono/jsx";

import { ErrorSummary } from "../../ui/form.tsx";
import { type Cell, CellMap } from "../../ui/map.tsx";
import { Done, Fold, Head } from "../../ui/parts.tsx";
import { CriterionHelp } from "../referential/referential.pages.tsx";
import { type CriterionProps, Filed, Findings } from "./criterion.parts.tsx";
import { areGradesOpen } from "../assessment/file.ts";
import { isCounted } from "../scoring/model.ts";
import { cellFor } from "./map.parts.tsx";
import { BothGrades, JudgeForm, ReviewForm } from "./grading.parts.tsx";

/** One criterion of a file: what is asked, what was filed beside what each grade means, and the form. */
export const CriterionPage = (props: CriterionProps): Child => {
  const { base, file, criterion, me, may, previous, next, state, done } = props;
  const review = file.reviews.find((one) => one.personId === me && one.criterionId === criterion.id);
  return (
    <div id="criterion" data-next={next ?? ""} data-previous={previous ?? ""}>
      <ErrorSummary
        state={state}
        labels={{
          note: "Note",
          motif: "Motif",
          changement: "Pourquoi changer",
          pieces: "Pièces",
          constat: "Constat",
          aussi: "Autres critères",
        }}
      />
      <p class="crumbs">
        <a href={base}>Tout le dossier</a>
      </p>
      <div class="split wide">
        <div>
          <Head
            eyebrow={`${file.application.organisation} · ${file.application.offerName}`}
            title={`${criterion.id} · ${criterion.name ?? ""}`}
            lead={criterion.requirement ?? ""}
          />
          <Done words={done} />
          <p class="phone-only">
            <a href="#depose">Ce qui a été déposé, plus bas</a>
          </p>
          {may === "review" ? <ReviewForm {...props} review={review} /> : null}
          {areGradesOpen(file) ? <BothGrades {...props} /> : null}
          {may === "exchange" || may === "adjudicate" ? <JudgeForm {...props} /> : null}
          {may === null ? <p>Rien n’est à noter ici pour vous dans cette phase.</p> : null}
        </div>
        <div class="stack">
          <Filed {...props} />
          <Fold title="Ce qui compte, ce qui ne compte pas" hint="pourquoi, preuves et exemples" icon="balance">
            <CriterionHelp criterion={criterion} heading="h3" />
          </Fold>
          <Findings {...props} />
        </div>
      </div>
      <section aria-labelledby="criteres">
        <h2 id="criteres">Tous les critères</h2>
        <CellMap rows={[{ cells: cellsOf(props) }]} />
        <p class="acts">
          {previous === null ? null : (
            <a class="button quiet small" href={`${base}/criteres/${previous}`} rel="prev">
              Précédent : {previous}
            </a>
          )}
          {next === null ? null : (
            <a class="button quiet small" href={`${base}/criteres/${next}`} rel="next">
              Suivant : {next}
            </a>
          )}
        </p>
        <p class="hint">
          Au clavier : flèches dans les notes, Tab vers le motif, Entrée sur le bouton. Avec script : 0 à 4 choisit la
          note, n et p passent au critère suivant ou précédent, hors des champs de texte.
        </p>
      </section>
    </div>
  );
};

const cellsOf = ({ base, file, model, criterion, me }: CriterionProps): Cell[] =>
  model.file.criteria
    .filter(isCounted)
    .map((one) => cellFor(one, { base, file, me }, { isCurrent: one.id === criterion.id }));
