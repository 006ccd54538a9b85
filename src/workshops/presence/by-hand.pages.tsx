import type { Child } from "hono/jsx";

import { Choices, ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Head, Notice } from "../../ui/parts.tsx";
import { Paper } from "../../ui/paper.tsx";
import type { ByHandRefusal } from "../seats/add-by-hand.ts";
import { NEEDS } from "../seats/needs.ts";
import { MOST_SEATS } from "../seats/party.ts";
import { AGE_BANDS } from "../sessions/age.ts";
import { type Session, momentOf, placeInWords, takenInWords } from "../sessions/session.ts";
import type { PresenceLine } from "./presence.store.ts";

const LABELS = {
  prenom: "Prénom",
  age: "Âge",
  places: "Combien de personnes",
  besoins: "Besoins",
  email: "Adresse e-mail",
  parole: "Accord d’un parent",
};
const REFUSED: Readonly<Record<ByHandRefusal, string>> = {
  closed: "On ne peut plus ajouter personne à cette séance.",
  full: "La salle est pleine : il n’y a pas autant de places.",
  queue_first:
    "Des personnes attendent sur la liste, ou les places seront tirées au sort : les places libres sont pour elles jusqu’à la veille.",
  parent_needed: "À cet âge, dites d’où vient l’accord d’un parent.",
  child_address: "À cet âge, laissez l’adresse vide : l’accord d’un parent suffit, et rien ne part.",
  too_often: "Beaucoup de places viennent d’être gardées d’ici. Réessayez dans dix minutes.",
};
/** At which field a refusal is said; elsewhere above the form. */
export const refusedAt = (refusal: ByHandRefusal): Record<string, string> => {
  const field = refusal === "parent_needed" ? "parole" : refusal === "child_address" ? "email" : "places";
  return { [field]: REFUSED[refusal] };
};

type AddProps = { base: string; sheetKey: string; session: Session; title: string; state: FormState };

/** « Ajouter quelqu’un »: who phoned, or stands at the door. */
export const AddPage = ({ base, sheetKey, session, title, state }: AddProps): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={LABELS} />
    <p class="crumbs">
      <a href={base}>{title}</a>
    </p>
    <Head eyebrow="La liste" title="Ajouter quelqu’un" lead={`${momentOf(session)}. ${takenInWords(session)}.`} />
    <form method="post" action={`${base}/ajouter`} novalidate>
      <input type="hidden" name="cle" value={sheetKey} />
      <TextField name="prenom" label="Prénom ou surnom" state={state} autocomplete="off" />
      <Choices name="age" legend="Âge" options={AGE_BANDS} state={state} kind="radio" look="chips" />
      <Select
        name="places"
        label="Combien de personnes"
        options={Object.fromEntries(Array.from({ length: MOST_SEATS }, (_, i) => [String(i + 1), String(i + 1)]))}
        state={state}
      />
      <Choices
        name="parole"
        legend={`Avant ${session.consentUnderAge} ans : l’accord d’un parent`}
        options={{
          "": "Pas besoin : plus âgé",
          present: "Un parent est là, et dit oui",
          paper: "Un accord écrit, que vous gardez",
        }}
        state={state}
        kind="radio"
      />
      <Choices name="besoins" legend="Besoins d’accueil (facultatif)" options={NEEDS} state={state} kind="checkbox" />
      <TextField
        name="email"
        label="Adresse e-mail (facultative)"
        hint="Avec une adresse, la place est gardée et un message demande de confirmer. Sans adresse, elle est prise tout de suite et aucun message ne part, jamais."
        type="email"
        state={state}
        isOptional
        autocomplete="off"
      />
      <Notice>
        <p>
          Sans adresse, dites-leur : <strong>{momentOf(session)}</strong>, {placeInWords(session)}. Le prénom est effacé
          30 jours après la séance, comme les autres. Jamais de numéro de téléphone ici.
        </p>
      </Notice>
      <button type="submit">Ajouter</button>
    </form>
  </div>
);

type SheetProps = {
  base: string;
  session: Session;
  title: string;
  lines: readonly (PresenceLine & { called: string | null })[];
  hasNeeds: boolean;
};
/** Lines left empty for the person who comes without being on the list. */
const SPARE = 6;
/** The list on one sheet of paper: first names, two boxes, room to write; no address, ever. */
export const SheetPage = ({ base, session, title, lines, hasNeeds }: SheetProps): Child => (
  <>
    <div class="screen">
      <p class="crumbs">
        <a href={base}>{title}</a>
      </p>
      <h1>Feuille à imprimer</h1>
      <p class="lead">Imprimez-la avec votre navigateur. Elle porte des prénoms : gardez-la, puis détruisez-la.</p>
    </div>
    <Paper size="a4">
      <header>
        <p>
          <strong>{title}</strong>
        </p>
        <span></span>
        <p>{session.id.slice(-6)}</p>
      </header>
      <div>
        <p>
          {momentOf(session)}, {placeInWords(session)}
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">Prénom</th>
              <th scope="col">Là</th>
              <th scope="col">Absent</th>
              {hasNeeds ? <th scope="col">Besoins</th> : null}
            </tr>
          </thead>
          <tbody>
            {lines
              .filter(({ person }) => person !== null)
              .map(({ called, needs }) => (
                <tr>
                  <td>{called ?? "Prénom effacé"}</td>
                  <td>☐</td>
                  <td>☐</td>
                  {hasNeeds ? (
                    <td>{needs.map((need) => NEEDS[need as keyof typeof NEEDS] ?? need).join(", ")}</td>
                  ) : null}
                </tr>
              ))}
            {Array.from({ length: SPARE }, () => (
              <tr>
                <td>…</td>
                <td>☐</td>
                <td>☐</td>
                {hasNeeds ? <td></td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer>
        <p>Prénoms seuls, sans adresse. À détruire une fois les présences notées sur le site.</p>
      </footer>
    </Paper>
  </>
);
