import type { Child } from "hono/jsx";

import { type FormState, TextArea, TextField } from "../../ui/form.tsx";
import type { Range } from "./range.ts";
import type { Model } from "../scoring/model.ts";
import type { ScoredUnit } from "../scoring/score.ts";
import { LevelMark } from "../../ui/logo.tsx";
import { levelName, outOf100, roofsOf, whatIsMissing } from "../referential/words.ts";

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
  /** With its roofs, on a page that no script changes. */
  isMarked?: boolean;
};
/** Where an offer would stand: the words of the simulator, for the answers of the application. */
export const Standing = ({ model, scored, isMarked = false }: StandingProps): Child =>
  scored === null ? null : (
    <div id="standing">
      {isMarked && scored.level !== null ? (
        <LevelMark level={roofsOf(scored.level)} words={`${levelName(model.file, scored.level)} à portée`} />
      ) : null}
      <p>
        <strong>
          {levelName(model.file, scored.level)} · {outOf100(scored.declared.basisPoints ?? 0)}
        </strong>
      </p>
      <p>{whatIsMissing(model.file, scored) ?? "Les notes du plus haut niveau sont atteintes."}</p>
      <p class="hint">Simulation : score déclaré, preuves supposées acceptées.</p>
    </div>
  );
