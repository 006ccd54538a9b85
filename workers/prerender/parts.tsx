import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import manifest from "../../public/js/manifest.json";
import { CallCard, Ways } from "../../src/ui/call.tsx";
import { Card, Door, GoCards, Points } from "../../src/ui/cards.tsx";
import { ConfirmPage } from "../../src/ui/confirm.tsx";
import { ConsolePage } from "../../src/ui/console.tsx";
import { Dock } from "../../src/ui/dock.tsx";
import { documentOf } from "../../src/ui/document.tsx";
import { Coin, Icon, type IconName } from "../../src/ui/icon.tsx";
import { ICONS } from "../../src/ui/icons.ts";
import { Steps, Timeline } from "../../src/ui/line.tsx";
import { LevelMark, Mark } from "../../src/ui/logo.tsx";
import { Paper } from "../../src/ui/paper.tsx";
import {
  AgainPage,
  Bits,
  Count,
  Done,
  Empty,
  Facts,
  Fold,
  Head,
  Never,
  Notice,
  ProblemPage,
  Status,
  Todo,
  Mailbox,
  Waiting,
} from "../../src/ui/parts.tsx";
import { Scene, type SceneName } from "../../src/ui/scene.tsx";
import { SCENES } from "../../src/ui/scenes.ts";
import { Leaf, SessionCard, type SessionState } from "../../src/ui/session-card.tsx";
import { Meters } from "../../src/ui/table.tsx";
import { band } from "./pages.tsx";
import { WorkingParts, Forms } from "./parts-of-work.tsx";
import { Shown } from "./shown.tsx";

/* `/_parts`: every part of the look in all its states, for the person who builds pages. Written in development and tests, never deployed. */

const Signs = (): Child => (
  <>
    <Shown title="Signes">
      <Bits bits={(Object.keys(ICONS) as IconName[]).map((name) => [name, name] as const)} />
      <p class="acts">
        <Coin icon="jeune" />
        <Coin icon="date" kind="sun" />
        <Coin icon="capture" kind="bad" />
        <Mark />
        <LevelMark level={1} words="Essentiel" />
        <LevelMark level={2} words="Renforcé" />
        <LevelMark level={3} words="Complet" isBig />
      </p>
    </Shown>
    <Shown title="Dessins">
      <Scene name="toits" isWide />
      <ul class="grid">
        {(Object.keys(SCENES) as SceneName[]).map((name) => (
          <li class="card">
            <Scene name={name} />
            <p>{name}</p>
          </li>
        ))}
      </ul>
    </Shown>
    <Shown title="Boutons">
      <p class="acts">
        <a class="button" href="/_parts">
          Réserver ma place
        </a>
        <button type="button" class="quiet">
          Transmettre
        </button>
        <button type="button" class="danger">
          Annuler la séance
        </button>
        <button type="button" class="sun">
          Sur fond sombre
        </button>
        <button type="button" class="small">
          <Icon name="imprimer" /> Imprimer
        </button>
        <button type="button" aria-disabled="true">
          <Icon name="attente" /> Envoi en cours…
        </button>
      </p>
    </Shown>
  </>
);

const STEPS = ["L’établissement", "L’atelier", "Les classes", "Les dates", "Vous"].map((title) => ({ title }));

const Lines = (): Child => (
  <>
    <Shown title="Étapes et frise">
      <Steps label="Première étape" steps={STEPS} now={0} />
      <Steps
        label="Étapes de la demande"
        steps={[{ title: "L’établissement", href: "/_parts" }, ...STEPS.slice(1)]}
        now={2}
      />
      <Steps label="Tout est fait" steps={STEPS} now={STEPS.length} />
      <div class="cols two">
        <Timeline
          label="Suivi"
          stops={[
            { title: "Demande envoyée", state: "done", children: <p class="meta">le 21 novembre</p> },
            { title: "Une association propose une date", state: "now", children: <p>Répondez avant le 4 décembre.</p> },
            { title: "L’association vient", state: "next" },
          ]}
        />
        <Timeline
          stops={[
            { title: "Choisir une date", state: "plan", icon: "date", children: <p>La place est gardée.</p> },
            { title: "Cliquer dans le message", state: "plan", icon: "courrier" },
            { title: "Venir, ou annuler", state: "plan", icon: "toit" },
          ]}
        />
      </div>
    </Shown>
    <Shown title="Faits">
      <Facts
        isAbreast
        rows={[
          ["Prix", "Gratuit", "gratuit"],
          ["Groupe", "10 à 25 parents", "groupe"],
          ["Accès", "De plain-pied", "rampe", "Sonnez à la porte vitrée"],
          ["Audition", "Pas de boucle magnétique", "boucle"],
        ]}
      />
      <Facts
        rows={[
          ["État", "En attente"],
          ["Demandée le", "21 novembre"],
        ]}
      />
      <p class="acts">
        <Status words="Brouillon" />
        <Status kind="good" words="Places disponibles" />
        <Status kind="wait" words="2 places libres" />
        <Status kind="bad" icon="groupe" words="Complet" />
        <span>
          À faire <Count n={14} of="en attente" />
        </span>
      </p>
    </Shown>
  </>
);

const Cards = (): Child => (
  <>
    <Shown title="Cartes">
      <div class="cols three">
        <Card title="Feuille">
          <p>Un seul acte par carte.</p>
        </Card>
        <Card kind="flat" title="À plat">
          <p>Ce qui explique.</p>
        </Card>
        <Card kind="roof" title="Toit">
          <p>L’acte est ici.</p>
        </Card>
        <Card kind="late" title="En retard">
          <p>Ce qui presse.</p>
        </Card>
      </div>
      <GoCards
        wide="four"
        cards={[
          { href: "/_parts", icon: "jeune", title: "Tu as 15 ans ou plus", children: "Deux heures, un prénom suffit." },
          { href: "/_parts", icon: "parent", title: "Parent", children: "Des soirées courtes." },
          { href: "/_parts", icon: "ecole", title: "Établissement" },
          { href: "/_parts", title: "Sans signe", children: "La carte entière mène à la page." },
        ]}
      />
      <GoCards
        wide="four"
        isBrief
        cards={[
          { href: "/_parts", icon: "jeune", title: "Jeune", children: "Sans sa phrase sur un téléphone." },
          { href: "/_parts", icon: "parent", title: "Parent", children: "Deux de front." },
        ]}
      />
      <div class="cols two">
        <Door
          id="porte-1"
          title="J’ai besoin d’aide"
          text="Trois questions, une réponse."
          bits={[
            ["heure", "moins de deux minutes"],
            ["discret", "discret"],
          ]}
          href="/aide"
          action="Que faire maintenant"
        />
        <Door
          id="porte-2"
          title="Je veux apprendre"
          text="Des ateliers."
          href="/ateliers"
          action="Trouver un atelier"
          isQuiet
        />
      </div>
    </Shown>
    <Shown title="Ce que l’on obtient">
      <Points
        points={[
          { icon: "coeur", title: "8 à 11 séances", hint: "en plus du dispositif public" },
          { icon: "numero", title: "non remboursés", hint: "Changement de numéro", isMissing: true },
        ]}
      />
      <Meters
        meters={[
          { title: "Conseil juridique", words: "77 sur 100", n: 77, of: 100, floor: 25 },
          { title: "Visibilité", words: "12 sur 100, plancher 25", n: 12, of: 100, floor: 25 },
        ]}
      />
    </Shown>
    <Shown title="Séances">
      <ul class="sessions">
        {STATES.map((state, i) => (
          <SessionCard
            day={{ weekday: "mer.", day: 2 + 7 * i, month: "déc." }}
            title="Premier téléphone, premiers repères"
            href="/ateliers"
            when={`mercredi ${2 + 7 * i} décembre à 18 h 30`}
            bits={[
              ["lieu", "Créteil (94)"],
              ["coeur", "Les Fils tendus"],
            ]}
            state={state}
            isCancelled={state.words === "Annulée"}
          />
        ))}
      </ul>
      <h3 class="week">Semaine du 7 décembre</h3>
      <div class="dated">
        <Leaf day={{ weekday: "mer.", day: 2, month: "déc." }} isBig />
        <h3>Premier téléphone, premiers repères</h3>
        <p>18 h 30 à 20 h · Créteil (94)</p>
      </div>
    </Shown>
  </>
);
const STATES: readonly SessionState[] = [
  { kind: "good", icon: "oui", words: "Places disponibles" },
  { kind: "wait", icon: "attente", words: "2 places libres" },
  { kind: "bad", icon: "groupe", words: "Complet, 3 en attente" },
  { kind: "bad", icon: "fermer", words: "Annulée" },
];

const Help = (): Child => (
  <>
    <Shown title="Appeler">
      <div class="split">
        <div>
          <CallCard
            href="tel:3018"
            number="3018"
            who="Appelle, ou fais appeler"
            hours="Ouvert jusqu’à 23 h · gratuit"
          />
          <Ways
            ways={[
              { href: "/_parts", icon: "tchat", title: "Écrire", hint: "tchat du 3018" },
              { href: "tel:119", icon: "nuit", title: "La nuit : 119", hint: "24 h sur 24" },
            ]}
          />
        </div>
        <Never>
          <p>
            <strong>Images intimes d’un mineur :</strong> ne les copie pas, ne les transfère pas.
          </p>
        </Never>
      </div>
    </Shown>
    <Shown title="Ce qui s’ouvre">
      <Fold title="Garder une preuve" hint="sur papier, sans copier l’image" icon="papier" group="plus" isOpen>
        <Todo
          items={[
            { icon: "voir", title: "Où tu l’as vue", children: <p>L’application, l’adresse de la page.</p> },
            { icon: "jeune", title: "Quel compte" },
            { icon: "heure", title: "Quand", children: <p>Le jour et l’heure.</p> },
          ]}
        />
      </Fold>
      <Fold title="Porter plainte" icon="loi" group="plus">
        <p>La loi est de ton côté.</p>
      </Fold>
    </Shown>
    <Shown title="Remarques">
      <Notice>
        <p>Une précision.</p>
      </Notice>
      <Done words="C’est fait : votre place est confirmée." />
      <Notice kind="wait">
        <p>Il vous reste jusqu’à jeudi 9 h pour répondre.</p>
      </Notice>
      <Notice kind="warn">
        <p>Annuler prévient 18 personnes. Rien ne l’annule.</p>
      </Notice>
      <Waiting mail={{ sentAt: 1_800_000_000, nextAt: 1_800_000_900, isRecap: true }} now={1_800_000_300} />
      <Mailbox form="/parents" />
      <Waiting mail={{ unreached: "returned", trial: "jeton", triedAt: null }} now={1_800_000_300} fix="/parents" />
      <div class="cols two">
        <Empty scene="nuit" title="Rien n’attend ce soir">
          <p>Les nouvelles demandes arrivent ici.</p>
        </Empty>
        <Empty scene="lettre" title="Aucune séance près de chez vous">
          <p>
            <a class="button quiet" href="/ateliers">
              Les séances en ligne
            </a>
          </p>
        </Empty>
      </div>
    </Shown>
  </>
);

const Whole = (): Child => (
  <>
    <Shown title="Pages entières">
      <ConfirmPage
        title="Annuler la séance"
        consequence="18 personnes seront prévenues."
        action="/_parts"
        fields={{}}
        button="Annuler la séance"
        back="/_parts"
      />
      <ProblemPage
        problem={{ status: 404, title: "Cette page n’existe pas", detail: "Rien n’est perdu." }}
        requestId=""
      />
      <AgainPage action="/_parts" fields={[["prenom", "Ana"]]} />
      <ConsolePage title="À faire" lead="Ce qui attend." />
    </Shown>
    <Shown title="Papier">
      <Paper size="a4">
        <header>
          <Mark />
          <h3>Fiche</h3>
          <p>1 sur 1</p>
        </header>
        <div>
          <Scene name="cercle" />
        </div>
        <footer>
          <p>Ligne Sûre</p>
        </footer>
      </Paper>
    </Shown>
    <Dock>
      <p>
        <strong>2 places libres</strong>
        <br />
        mercredi 2 décembre, gratuit
      </p>
      <button type="button">Réserver</button>
    </Dock>
  </>
);

/** The page of all parts, in full. */
export const partsPage = (origin: string): string =>
  documentOf(
    { title: "Parts" },
    { origin, isDemo: true, band: raw(band), assets: manifest, workspace: null },
    <>
      <Head eyebrow="Ligne Sûre" title="Toutes les pièces" lead="Ce dont les pages sont faites, dans tous ses états." />
      <Signs />
      <Lines />
      <Cards />
      <Help />
      <Forms />
      <WorkingParts />
      <Whole />
    </>,
  );
