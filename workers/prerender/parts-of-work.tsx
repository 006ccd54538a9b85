import type { Child } from "hono/jsx";

import { Tiles } from "../../src/ui/cards.tsx";
import { Act, More } from "../../src/ui/console.tsx";
import { Month, Rows, Tabs, WeekStrip } from "../../src/ui/work.tsx";
import {
  AntibotFields,
  ChipLinks,
  Choices,
  EMPTY_FORM,
  ErrorSummary,
  Filters,
  type FormState,
  Grades,
  Item,
  Marks,
  Picks,
  Select,
  TextArea,
  TextField,
  Tick,
} from "../../src/ui/form.tsx";
import { HeldLists } from "../../src/ui/held.tsx";
import { CellMap, MapKey, TileMap } from "../../src/ui/map.tsx";
import { Dumbbell, Fill, Table } from "../../src/ui/table.tsx";
import { Shown } from "./shown.tsx";

const WRONG: FormState = {
  values: { adresse: ["nadia@"], places: ["2"], public: ["parents"], qui: ["eleve"] },
  errors: { adresse: "Il manque ce qui suit le @.", eleves: "Entre 1 et 35." },
};

/** Parts of forms, with errors. */
export const Forms = (): Child => (
  <Shown title="Formulaires">
    <ChipLinks
      label="Pour qui"
      chips={[
        { href: "/_parts", title: "Tous", isCurrent: true },
        { href: "/_parts", title: "Parents", icon: "parent", isCurrent: false },
      ]}
    />
    <ErrorSummary state={WRONG} labels={{ adresse: "Votre adresse", eleves: "Nombre d’élèves" }} />
    <form method="get" action="/_parts" class="split">
      <div>
        <AntibotFields ticket="" />
        <TextField
          name="adresse"
          label="Votre adresse e-mail"
          hint="Effacée 30 jours après."
          state={WRONG}
          type="email"
        />
        <Select name="departement" label="Département" options={{ "94": "Val-de-Marne" }} state={EMPTY_FORM} />
        <TextArea name="message" label="Message" hint="Aucun nom d’élève." rows={3} state={EMPTY_FORM} />
        <Choices
          name="places"
          legend="Combien de places ?"
          kind="radio"
          look="chips"
          options={{ "1": "1", "2": "2", "3": "3" }}
          state={WRONG}
        />
        <Choices
          name="public"
          legend="Pour qui"
          kind="checkbox"
          look="even"
          options={{ jeunes: "Jeunes", parents: "Parents", pros: "Professionnels", classes: "Classes" }}
          state={WRONG}
        />
        <Choices name="liste" legend="Liste" kind="radio" options={{ a: "Oui", b: "Non" }} state={EMPTY_FORM} />
        <Tick name="accord" label="J’ai lu" isTicked={false} />
        <p class="acts">
          <button type="submit">Envoyer</button>
        </p>
      </div>
      <div>
        <Picks
          name="qui"
          legend="Qui êtes-vous ?"
          options={{
            eleve: { title: "Un élève", hint: "Dès 15 ans.", icon: "jeune" },
            parent: { title: "Un parent", hint: "À toute heure.", icon: "parent" },
          }}
          state={WRONG}
        />
        <Picks
          name="quoi"
          legend="Laquelle ?"
          isTight
          options={{
            a: { title: "La première", hint: "Sur un grand écran.", icon: "papier" },
            b: { title: "La seconde", icon: "boite" },
          }}
          state={EMPTY_FORM}
        />
        <Item legend="Classe 1">
          <div class="fields">
            <TextField name="niveau" label="Niveau" state={EMPTY_FORM} />
            <TextField name="eleves" label="Élèves" state={WRONG} inputmode="numeric" />
          </div>
        </Item>
        <Item legend="PSY-4 · Délai du premier rendez-vous">
          <Grades
            name="PSY-4"
            chosen="2"
            grades={[
              { value: "0", text: "Plus de 21 jours, ou délai non mesuré." },
              { value: "2", text: "14 jours au plus." },
              { value: "na", sign: "–", text: "Sans objet." },
            ]}
          />
        </Item>
      </div>
    </form>
    <Marks
      action="/_parts"
      list="exemple"
      nowMs={0}
      marks={[
        { id: "1", name: "Ana", hint: "", isPresent: true, seenMs: 0 },
        { id: "2", name: "Bilal", hint: "Accès sans marche", isPresent: null, seenMs: 0 },
        { id: "3", name: "Chloé", hint: "avec Ana", isPresent: false, seenMs: 0 },
      ]}
    />
  </Shown>
);

/** Parts of the spaces of teams. */
export const WorkingParts = (): Child => (
  <Shown title="Espaces des équipes">
    <Tabs
      label="Pages de la séance"
      tabs={[
        { href: "/_parts", title: "Inscrits", icon: "groupe", isCurrent: true, count: 4 },
        { href: "/_parts", title: "Besoins", icon: "rampe" },
        { href: "/_parts", title: "Modifier", icon: "reglage" },
      ]}
    />
    <Tiles
      tiles={[
        {
          n: 3,
          what: "demandes d’établissements",
          hint: "la plus ancienne depuis 6 jours",
          href: "/_parts",
          kind: "now",
        },
        { n: 1, what: "séance sans second adulte", hint: "vendredi 4, à Rennes", href: "/_parts", kind: "late" },
        { n: "99,8 %", what: "du courrier accepté", hint: "3 incertains sur 1 412" },
      ]}
    />
    <Rows
      rows={[
        {
          title: "Collège des Rives, Vitry (94)",
          why: "Vivre en groupe · 2 classes de 6e",
          due: { kind: "wait", words: "depuis 6 jours" },
          act: (
            <a class="button quiet small" href="/_parts">
              Voir
            </a>
          ),
        },
        {
          title: "Plainte sur une offre",
          due: { kind: "bad", icon: "alerte", words: "4 jours de retard" },
          act: <Act action="/_parts" what="Lire" />,
        },
        { title: "Horaires du 3018", why: "deux sources se contredisent", act: <Act action="/_parts" what="Relire" /> },
      ]}
    />
    <WeekStrip
      days={["lun. 30", "mar. 1", "mer. 2", "jeu. 3", "ven. 4", "sam. 5", "dim. 6"].map((words, i) => ({
        words,
        isToday: i === 2,
        events:
          i === 2 || i === 4 ? [{ href: "/_parts", at: "18 h 30", title: "Premier téléphone", hint: "18 sur 20" }] : [],
      }))}
    />
    <MapKey
      keys={[
        ["done", "1 prouvé"],
        ["said", "1 répondu, sans preuve"],
        ["none", "1 sans réponse"],
        ["shut", "1 porte fermée"],
      ]}
    />
    <CellMap
      rows={[
        {
          title: "Soutien psychologique",
          cells: [
            { href: "/_parts", code: "PSY-1", words: "Séances : prouvé", state: "done" },
            { href: "/_parts", code: "PSY-2", words: "Suivi : répondu", state: "said", isCurrent: true },
            { href: "/_parts", code: "PSY-3", words: "Écoute : sans réponse", state: "none" },
          ],
        },
        { cells: [{ href: "/_parts", code: "TEC-2", words: "Numéro : porte fermée", state: "shut" }] },
      ]}
    />
    <Table
      isCompared
      heads={["Sur quoi", "Bruyère Soutien psychologique et juridique", "Chêne Écoute et accompagnement des familles"]}
      rows={[
        [
          "Mutuelle",
          <a href="/_parts">Mutuelle de la Bruyère et des Landes</a>,
          <a href="/_parts">Mutuelle du Vieux Chêne de la Plaine</a>,
        ],
        ["Premier rendez-vous", "14 jours au plus", "7 jours au plus"],
      ]}
    />
    <p>Avant : 4 sur 12 · après : 9 sur 12</p>
    <Dumbbell before={33} after={75} />
    <div class="split">
      <Table
        caption="Séances à venir"
        heads={["Quand", "Atelier", "Inscrits"]}
        rows={[
          [
            "mer. 2 déc.",
            "Premier téléphone",
            <>
              <span>18 sur 20</span>
              <Fill n={18} of={20} />
            </>,
          ],
          [
            "ven. 4 déc.",
            "Quand les messages font mal",
            <>
              <span>4 sur 15, il en faut 6</span>
              <Fill n={4} of={15} floor={6} />
            </>,
          ],
        ]}
      />
      <Month
        words="décembre 2026"
        firstWeekday={1}
        days={31}
        sessions={
          new Map([
            [2, { href: "/_parts", words: "Premier téléphone" }],
            [10, { href: "/_parts", words: "En ligne" }],
          ])
        }
      />
    </div>
    <TileMap
      title="Où une association peut venir"
      counted="Associations"
      steps={[2, 4]}
      places={[
        { code: "59", name: "Nord", n: 1 },
        { code: "94", name: "Val-de-Marne", n: 5 },
        { code: "974", name: "La Réunion", n: 2 },
      ]}
    />
    <Filters action="/_parts">
      <Select name="etat" label="État" options={{ "": "Tous", a: "à valider" }} state={EMPTY_FORM} />
      <Select name="type" label="Type" options={{ "": "Tous" }} state={EMPTY_FORM} />
    </Filters>
    <More path="/_parts" query={{}} after="20" />
    <HeldLists held={[{ label: "Inscriptions", items: [{ quoi: "Premier téléphone", etat: "confirmée" }] }]} />
  </Shown>
);
