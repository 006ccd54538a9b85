import type { Child } from "hono/jsx";

import { PARIS, dayInWords, startOfDay } from "../../kernel/time.ts";
import { ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Done, Head } from "../../ui/parts.tsx";
import { HOURS, type Tonight } from "./tonight.ts";

const LABELS = { line: "La page de votre ligne", form: "La page de votre formulaire", hours: "Quand quelqu’un répond" };

type Props = { base: string; offer: string; state: FormState; done: string | null };
/** Where a mutuelle says how its help is reached; it may be changed at any time, a label in force included. */
export const TonightPage = ({ base, offer, state, done }: Props): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={LABELS} />
    <p class="crumbs">
      <a href={base}>{offer}</a>
    </p>
    <Head
      eyebrow="Label"
      title="Joindre l’aide ce soir"
      lead="Montré en tête de votre fiche du registre, avec la date où vous l’avez dit. Cela ne change aucune note ; changez-le dès que vos horaires changent."
    />
    <Done words={done} />
    <form method="post" action={`${base}/joindre`} novalidate class="card roof">
      <TextField
        name="line"
        label={LABELS.line}
        hint="Une page de votre site, en https://, jamais un numéro : votre page reste juste quand un numéro change."
        state={state}
        isOptional
      />
      <TextField name="form" label={LABELS.form} hint="En https://." state={state} isOptional />
      <Select name="hours" label={LABELS.hours} options={Object.entries({ "": "Choisir", ...HOURS })} state={state} />
      <button type="submit">Enregistrer</button>
      <p class="hint">Pour ne plus rien dire, videz les deux adresses.</p>
    </form>
  </div>
);

/** What is typed there already. */
export const tonightValues = (tonight: Tonight | null): FormState["values"] =>
  tonight === null ? {} : { line: [tonight.line ?? ""], form: [tonight.form ?? ""], hours: [tonight.hours] };

/** How help is reached, for whoever needs it: pages of the mutuelle, and when somebody answers. */
export const TonightLinks = ({ tonight, of }: { tonight: Tonight; of: string }): Child => (
  <p class="acts">
    {tonight.line === null ? null : (
      <a class="button quiet small" href={tonight.line} rel="nofollow ugc noreferrer">
        Sa ligne<span class="seen-by-readers">, {of}</span>
      </a>
    )}
    {tonight.form === null ? null : (
      <a class="button quiet small" href={tonight.form} rel="nofollow ugc noreferrer">
        Son formulaire<span class="seen-by-readers">, {of}</span>
      </a>
    )}
    <span class="meta">
      {HOURS[tonight.hours]}, dit par la mutuelle le {dayInWords(startOfDay(tonight.on, PARIS), PARIS)}
    </span>
  </p>
);
