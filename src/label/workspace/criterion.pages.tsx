import type { Child } from "hono/jsx";

import { ErrorSummary } from "../../ui/form.tsx";
import { Done, Head } from "../../ui/parts.tsx";
import { HelpFold } from "../referential/referential.pages.tsx";
import { type CriterionProps, Filed, Findings } from "./criterion.parts.tsx";
import { areGradesOpen } from "../assessment/file.ts";
import { BothGrades, JudgeForm, ReviewForm } from "./grading.parts.tsx";

/** One criterion of a file: what is asked, what was filed beside what each grade means, and the form. */
export const CriterionPage = (props: CriterionProps): Child => {
  const { base, file, criterion, me, may, previous, next, state, done } = props;
  const review = file.reviews.find((one) => one.personId === me && one.criterionId === criterion.id);
  return (
    <div id="criterion" data-next={next ?? ""} data-previous={previous ?? ""}>
      <ErrorSummary
        state={state}
        labels={{ note: "Note", motif: "Motif", changement: "Pourquoi changer", pieces: "Pièces", constat: "Constat" }}
      />
      <Head
        eyebrow={`${file.application.organisation} · ${file.application.offerName}`}
        title={`${criterion.id} · ${criterion.name ?? ""}`}
        lead={criterion.requirement ?? ""}
      />
      <Done words={done} />
      <div class="split">
        <div>
          <Filed {...props} />
          <HelpFold criterion={criterion} heading="h3" />
          <Findings {...props} />
        </div>
        <div class="criterion">
          {may === "review" ? <ReviewForm {...props} review={review} /> : null}
          {areGradesOpen(file) ? <BothGrades {...props} /> : null}
          {may === "exchange" || may === "adjudicate" ? <JudgeForm {...props} /> : null}
          {may === null ? <p>Rien n’est à noter ici pour vous dans cette phase.</p> : null}
        </div>
      </div>
      <p class="acts">
        {next === null ? null : (
          <a class="button quiet" href={`${base}/criteres/${next}`} rel="next">
            Suivant : {next}
          </a>
        )}
        {previous === null ? null : (
          <a class="button quiet" href={`${base}/criteres/${previous}`} rel="prev">
            Précédent : {previous}
          </a>
        )}
        <a class="button quiet" href={base}>
          Tout le dossier
        </a>
      </p>
      <p class="hint">
        Au clavier : flèches dans les notes, Tab vers le motif, Entrée sur « Enregistrer et continuer ». Avec script : 0
        à 4 choisit la note, n et p passent au critère suivant ou précédent, hors des champs de texte.
      </p>
    </div>
  );
};
