import type { Child } from "hono/jsx";

import { type FormState, TextArea, TextField } from "../../ui/form.tsx";
import type { Range } from "./range.ts";
import type { Model } from "../scoring/model.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import { LevelMark } from "../../ui/logo.tsx";
import { Fold } from "../../ui/parts.tsx";
import { plural } from "../../kernel/text.ts";
import { dimensionsOf, levelName, outOf100, roofsOf, whatIsMissing } from "../referential/words.ts";

/** The fields of an offer, in the order of the form. */
export const OFFER_LABELS = {
  offerName: "Nom de l’offre",
  contracts: "Contrats",
  members: "Adhérents",
  covered: "Adhérents couverts",
  fichier: "Fichier",
};

type OfferFormProps = {
  action: string;
  state: FormState;
  button: string;
  /** Where ranges are described, contracts and members come from them. */
  ranges?: readonly Range[];
};
/** What the offer is: its name, the contracts that give a right to it, how many members. */
export const OfferForm = ({ action, state, button, ranges = [] }: OfferFormProps): Child => (
  <form method="post" action={action} novalidate>
    <input type="hidden" name="revision" value={state.values["revision"]?.[0] ?? "0"} />
    <TextField name="offerName" label="Nom de l’offre" hint="Tel que vos adhérents le lisent." state={state} />
    {ranges.length > 0 ? null : (
      <TextArea
        name="contracts"
        label="Contrats qui y donnent droit"
        hint="Un par ligne. Aucun nom de personne."
        state={state}
        rows={4}
      />
    )}
    <TextField name="members" label="Nombre total d’adhérents" inputmode="numeric" state={state} />
    {ranges.length > 0 ? null : (
      <TextField name="covered" label="Nombre d’adhérents couverts par l’offre" inputmode="numeric" state={state} />
    )}
    <button type="submit">{button}</button>
  </form>
);

type StandingProps = {
  model: Model;
  scored: ScoredUnit | null;
  /** The application, on a page that no script changes: the level has its roofs, and each gate leads to its criterion. */
  base?: string;
};
/** Where an offer would stand: the words of the simulator, for the answers of the application. */
export const Standing = ({ model, scored, base }: StandingProps): Child =>
  scored === null ? null : (
    <div id="standing">
      {base !== undefined && scored.level !== null ? (
        <LevelMark level={roofsOf(scored.level)} words={`${levelName(model.file, scored.level)} à portée`} />
      ) : null}
      <p>
        <strong>
          {levelName(model.file, scored.level)} · {outOf100(scored.declared.basisPoints ?? 0)}
        </strong>
      </p>
      <p>
        {whatIsMissing(model.file, scored, base === undefined ? [] : ["gates"]) ??
          "Les notes du plus haut niveau sont atteintes."}
      </p>
      {base === undefined ? null : <Gates model={model} scored={scored} base={base} />}
      <p class="hint">Simulation : score déclaré, preuves supposées acceptées.</p>
    </div>
  );

/** The gates that keep from the next level: each by its name, with the grade it asks, and the way there. */
const Gates = ({ model, scored, base }: { model: Model; scored: ScoredUnit; base: string }): Child => {
  const shut = scored.gates.filter((gate) => !gate.met);
  const places = new Map(dimensionsOf(model.file).flatMap((one) => one.criteria.map((id) => [id, one.id] as const)));
  return shut.length === 0 ? null : (
    <Fold title={plural(shut.length, "porte à franchir", "portes à franchir")} icon="carnet">
      <ul>
        {shut.map(({ criterion, required }) => (
          <li>
            <a href={`${base}/dimensions/${places.get(criterion) ?? ""}#${criterion}`}>
              {criterion} · {model.criteria.get(criterion)?.name ?? ""}
            </a>{" "}
            : note {required} au moins
          </li>
        ))}
      </ul>
    </Fold>
  );
};

/** What the simulator saved becomes answers here. */
export const CarryOver = ({ base }: { base: string }): Child => (
  <Fold title="Reprendre une simulation" hint="le fichier enregistré par le simulateur" icon="telecharger">
    <p>Ce que vous avez déjà répondu ici ne change pas.</p>
    <form method="post" action={`${base}/reprendre`} enctype="multipart/form-data">
      <div class="field">
        <label for="fichier">Fichier de réponses (JSON)</label>
        <input type="file" id="fichier" name="fichier" accept="application/json,.json" required={true} />
      </div>
      <button type="submit" class="quiet">
        Reprendre ces réponses
      </button>
    </form>
  </Fold>
);
