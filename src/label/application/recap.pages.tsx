import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { momentIn, PARIS } from "../../kernel/time.ts";
import { ErrorSummary, type FormState, Tick } from "../../ui/form.tsx";
import { Card } from "../../ui/cards.tsx";
import { Fold, Head, Notice } from "../../ui/parts.tsx";
import type { CriterionSpec } from "../scoring/formats.ts";
import type { Model } from "../scoring/model.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import { dimensionsOf } from "../referential/words.ts";
import { type Missing, isEditable } from "./application.ts";
import type { Application } from "./application.store.ts";
import { Standing } from "./offer.parts.tsx";

type Props = {
  base: string;
  application: Application;
  model: Model;
  scored: ScoredUnit | null;
  missing: Missing;
  isOwner: boolean;
  /** The agreement that filing accepts, as HTML. */
  agreement: string;
  state: FormState;
};

/** The last page before filing: what is missing, where it would stand, what one accepts. */
export const RecapPage = ({ base, application, model, scored, missing, isOwner, agreement, state }: Props): Child => (
  <>
    <ErrorSummary state={state} labels={{ convention: "Convention" }} />
    <Head
      eyebrow={application.offerName}
      title="Relire et déposer"
      lead="Ce qui manque n’empêche pas de déposer : cela compte pour 0."
    />
    <div class="split wide">
      <div>
        <Lists base={base} model={model} missing={missing} />
        <p>
          <a class="button quiet" href={base}>
            Revenir à la candidature
          </a>
        </p>
      </div>
      <div class="stack">
        <Card title="Où vous en êtes">
          <Standing model={model} scored={scored} base={base} />
        </Card>
        <FileForm base={base} application={application} isOwner={isOwner} agreement={agreement} />
      </div>
    </div>
  </>
);

/** What has no answer, and what has no piece. */
const Lists = ({ base, model, missing }: Pick<Props, "base" | "model" | "missing">): Child => (
  <>
    <section aria-labelledby="reponses">
      <h2 id="reponses">Réponses</h2>
      {missing.answers.length === 0 ? (
        <p>Tous les critères ont une réponse.</p>
      ) : (
        <>
          <p>{plural(missing.answers.length, "critère sans réponse", "critères sans réponse")} :</p>
          <Links base={base} model={model} criteria={missing.answers} />
        </>
      )}
    </section>
    <section aria-labelledby="preuves">
      <h2 id="preuves">Preuves</h2>
      {missing.pieces.length === 0 ? (
        <p>
          {model.file.evidenceRule === "kinds"
            ? "Chaque note au-dessus de 0 a toutes les pièces demandées."
            : "Chaque note au-dessus de 0 a au moins une pièce."}
        </p>
      ) : (
        <>
          <p>
            {plural(missing.pieces.length, "note sans preuve", "notes sans preuve")} ; dans le score vérifié, elles
            compteront pour 0 :
          </p>
          <Links base={base} model={model} criteria={missing.pieces} lacks={missing.lacks} />
        </>
      )}
    </section>
  </>
);

type FileProps = Pick<Props, "base" | "application" | "isOwner" | "agreement">;
/** The signatory files; the others are told who does. */
const FileForm = ({ base, application, isOwner, agreement }: FileProps): Child => (
  <section class="card roof" aria-labelledby="deposer">
    <h2 id="deposer">{application.submission === 0 ? "Déposer" : "Déposer les modifications"}</h2>
    {!isEditable(application.state) ? (
      <p>Cette candidature ne peut plus être déposée.</p>
    ) : isOwner ? (
      <form method="post" action={`${base}/deposer`} novalidate>
        <Fold title="Lire la convention de label" icon="papier">
          <div class="prose">{raw(agreement)}</div>
        </Fold>
        <Tick
          name="convention"
          label="J’accepte la convention de label, et je peux engager la mutuelle"
          isTicked={false}
        />
        <button type="submit">
          {application.submission === 0 ? "Déposer la candidature" : "Déposer les modifications"}
        </button>
        <p class="hint">
          Ce qui est déposé ne change plus. Vous pourrez déposer des modifications, qui feront un autre dépôt.
        </p>
      </form>
    ) : (
      <Notice>
        <p>
          La personne responsable de l’espace de votre mutuelle signe et dépose. Tout est prêt pour elle sur cette page.
        </p>
      </Notice>
    )}
  </section>
);

const Links = ({
  base,
  model,
  criteria,
  lacks,
}: {
  base: string;
  model: Model;
  criteria: readonly CriterionSpec[];
  /** What each lacks, in words. */
  lacks?: ReadonlyMap<string, string>;
}): Child => {
  const places = new Map(dimensionsOf(model.file).flatMap((one) => one.criteria.map((id) => [id, one.id] as const)));
  return (
    <ul>
      {criteria.map(({ id, name }) => (
        <li>
          <a href={`${base}/dimensions/${places.get(id) ?? ""}#${id}`}>
            {id} · {name}
          </a>
          {lacks === undefined ? "" : ` : il manque ${lacks.get(id) ?? ""}`}
        </li>
      ))}
    </ul>
  );
};

const WHY = {
  changed: "demande plus, ou autrement : à relire",
  new: "nouveau critère",
  gone: "n’existe plus : sa réponse ne compte plus",
  grade_gone: "la note donnée n’existe plus : à noter de nouveau",
  na_gone: "« sans objet » n’est plus admis : à noter",
} as const;

/** After the step to another version: what to look at again. */
export const RebasedPage = ({
  base,
  version,
  toConfirm,
}: {
  base: string;
  version: string;
  toConfirm: readonly { criterion: string; why: keyof typeof WHY }[];
}): Child => (
  <div class="narrow">
    <Head
      eyebrow="Label"
      title={`La candidature suit la version ${version}`}
      lead={
        toConfirm.length === 0
          ? "Rien à revoir : vos réponses restent toutes valables."
          : "Imprimez cette liste si besoin : elle ne sera plus montrée."
      }
    />
    <ul>
      {toConfirm.map(({ criterion, why }) => (
        <li>
          <strong>{criterion}</strong> : {WHY[why]}
        </li>
      ))}
    </ul>
    <p>
      <a class="button" href={base}>
        Revenir à la candidature
      </a>
    </p>
  </div>
);

/** What was filed, as it was. */
export const FiledPage = ({
  base,
  number,
  hash,
  at,
  version,
}: {
  base: string;
  number: number;
  hash: string;
  at: number;
  version: string;
}): Child => (
  <div class="narrow">
    <Head
      eyebrow="Label"
      title={`Dépôt n° ${number}`}
      lead={`Déposé le ${momentIn(at, PARIS)}, sous le référentiel ${version}. Il ne change plus.`}
    />
    <p>
      Empreinte SHA-256 : <code>{hash}</code>
    </p>
    <p class="acts">
      <a class="button" href={`${base}/depots/${number}.json`} download={true}>
        Télécharger ce dépôt (JSON)
      </a>
      <a class="button quiet" href={base}>
        Revenir à la candidature
      </a>
    </p>
  </div>
);
