import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Choices, ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Done, Fold, Head } from "../../ui/parts.tsx";
import { isEditable } from "./application.ts";
import type { Application } from "./application.store.ts";
import { type Declared, PRICES, type Range, WHO } from "./range.ts";

const LABELS = {
  name: "Nom de la gamme",
  who: "Qui peut y adhérer",
  whoWords: "Précision",
  territory: "Territoire",
  members: "Adhérents",
  price: "Prix",
  priceAge: "Âge",
  priceOn: "Date du tarif",
};

/** Who may join a range, in words. */
const whoInWords = ({ who, whoWords }: Pick<Declared, "who" | "whoWords">): string =>
  who
    .map((one): string => WHO[one])
    .concat(whoWords === "" ? [] : [whoWords])
    .join(", ");
/** What a range costs, for whom, and since when. */
const priceInWords = ({ price, priceAge, priceOn }: Pick<Declared, "price" | "priceAge" | "priceOn">): string =>
  `${PRICES[price]} à ${priceAge} ans, au ${dayInWords(startOfDay(priceOn, PARIS), PARIS)}`;

/** The fields of a range as they stand. */
const valuesOf = (range: Range): FormState["values"] => ({
  name: [range.name],
  who: range.who.slice(),
  whoWords: [range.whoWords],
  territory: [range.territory],
  members: [String(range.members)],
  price: [range.price],
  priceAge: [String(range.priceAge)],
  priceOn: [range.priceOn],
});

type Props = {
  base: string;
  application: Application;
  ranges: readonly Range[];
  /** What was typed and refused: of a range, or of the one to add (« nouvelle »). */
  state: FormState;
  done: string | null;
};

/** The ranges of contracts that an offer comes with: one file for all of them. */
export const RangesPage = ({ base, application, ranges, state, done }: Props): Child => {
  const isOpen = isEditable(application.state);
  const stateOf = (row: string, values: FormState["values"]): FormState =>
    state.row === row ? state : { values, errors: {}, row };
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={LABELS} />
      <p class="crumbs">
        <a href={base}>{application.offerName}</a>
      </p>
      <Head
        eyebrow="Label"
        title={
          ranges.length === 0
            ? "Une gamme, ou plusieurs"
            : plural(ranges.length, "gamme de contrats", "gammes de contrats")
        }
        lead="Un seul dossier pour toutes vos gammes. Là où elles diffèrent, vous donnez une note par gamme : celle de la moins couverte compte."
      />
      <Done words={done} />
      {ranges.length === 0 ? null : (
        <p>
          {application.covered} adhérents dans ces gammes, sur {application.members} : c’est ce que compte « ouvert à
          tous les contrats ».
        </p>
      )}
      {ranges.map((range) => (
        <Fold
          title={range.name}
          hint={`${plural(range.members, "adhérent")} · ${priceInWords(range)}`}
          icon="groupe"
          isOpen={state.row === range.id}
        >
          {isOpen ? (
            <>
              <RangeForm
                action={`${base}/gammes/${range.id}`}
                state={stateOf(range.id, valuesOf(range))}
                button="Enregistrer cette gamme"
              />
              <form method="post" action={`${base}/gammes/${range.id}/retirer`}>
                <button type="submit" class="quiet">
                  Retirer cette gamme<span class="seen-by-readers"> : {range.name}</span>
                </button>
              </form>
            </>
          ) : (
            <p>{whoInWords(range)}</p>
          )}
        </Fold>
      ))}
      {isOpen ? (
        <Card kind="roof" title="Ajouter une gamme">
          <RangeForm action={`${base}/gammes`} state={stateOf("nouvelle", {})} button="Ajouter la gamme" />
        </Card>
      ) : null}
    </div>
  );
};

const RangeForm = ({ action, state, button }: { action: string; state: FormState; button: string }): Child => (
  <form method="post" action={action} novalidate>
    <TextField
      name="name"
      label="Nom de la gamme"
      hint="Tel que vos adhérents le lisent : « Socle », « Confort »."
      state={state}
    />
    <Choices name="who" legend="Qui peut y adhérer" options={WHO} state={state} kind="checkbox" />
    <TextField name="whoWords" label="Précision" hint="200 caractères au plus." state={state} isOptional />
    <TextField
      name="territory"
      label="Territoire"
      hint="Vide : partout en France. Sinon, les départements, par leur nom ou leur code : « 75, Val-de-Marne »."
      state={state}
      isOptional
    />
    <TextField name="members" label="Adhérents dans cette gamme" inputmode="numeric" state={state} />
    <Select name="price" label="Prix par mois" options={Object.entries({ "": "Choisir", ...PRICES })} state={state} />
    <TextField
      name="priceAge"
      label="Pour quel âge"
      hint="En chiffres : l’âge pour lequel ce prix vaut."
      inputmode="numeric"
      state={state}
    />
    <TextField name="priceOn" label="Date de ce tarif" type="date" state={state} />
    <button type="submit">{button}</button>
  </form>
);

/** What was filed of ranges, for whoever reads a file or a label: facts that are declared, never scored. */
export const RangeList = ({ ranges }: { ranges: readonly Declared[] }): Child => (
  <ul class="rows">
    {ranges.map((range) => (
      <li>
        <p>
          <strong>{range.name}</strong> · {plural(range.members, "adhérent")}
          <br />
          Ouverte à : {whoInWords(range)} · {range.territory === "" ? "partout en France" : range.territory}
          <br />
          {priceInWords(range)}
        </p>
      </li>
    ))}
  </ul>
);

/** To a page of ranges: « 3 gammes » in the place of contracts typed one by one. */
export const rangesHint = (ranges: readonly Range[]): string =>
  ranges.length === 0 ? "une seule note par critère" : ranges.map(({ name }) => name).join(", ");
