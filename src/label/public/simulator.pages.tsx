import type { Child } from "hono/jsx";

import { Tabs } from "../../ui/work.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Dock } from "../../ui/dock.tsx";
import { Grades, Item } from "../../ui/form.tsx";
import { Fold, Notice } from "../../ui/parts.tsx";
import { CriterionHelp } from "../referential/referential.pages.tsx";
import type { CriterionSpec, ReferentialFile } from "../scoring/formats.ts";
import { dimensionsOf, gradesOf, pathOf } from "../referential/words.ts";

/**
 * `/label/simulateur`: one's own offer, graded in the page; nothing is sent or stored. Controls stand outside any form that
 * could be sent. Without script: the same page is the grid to print.
 */
export const SimulatorPage = ({ file }: { file: ReferentialFile }): Child => (
  <div class="simulator" id="simulator" data-referential={pathOf(file)}>
    <p class="eyebrow">Label · version {file.version}</p>
    <h1>Où en serait votre offre ?</h1>
    <p class="lead">
      Une note par critère : le score, les portes et ce qui le ferait monter suivent aussitôt. Rien n’est envoyé ni
      gardé.
    </p>
    <Notice>
      <p>
        <strong>Simulation : score déclaré, preuves supposées acceptées.</strong> Le score vérifié, lui, vient d’une
        évaluation. Ce label n’est ni un agrément ni une garantie de résultat.
      </p>
    </Notice>
    <p id="paper">
      Sans script ou sur papier, cette page est une grille : imprimez-la et cochez au stylo. Les règles de calcul sont
      dans <a href="/label/referentiel">le référentiel</a>.
    </p>
    <Tabs
      label="Dimensions"
      tabs={dimensionsOf(file).map(({ criteria, name }) => ({ href: `#${criteria[0] ?? ""}`, title: name }))}
    />
    <div class="split">
      <form method="dialog" autocomplete="off" id="grid">
        <button type="submit" disabled={true} hidden={true}></button>
        {dimensionsOf(file).map((dimension, i, all) => (
          <Dimension file={file} dimension={dimension} next={all[i + 1]} isOpen={i === 0} />
        ))}
      </form>
      <Standing file={file} />
    </div>
    <Dock isForPhones id="glance-bar" isHidden>
      <a class="button block" href="#standing" id="glance"></a>
    </Dock>
  </div>
);

type Dimension = ReturnType<typeof dimensionsOf>[number];
type DimensionProps = { file: ReferentialFile; dimension: Dimension; next: Dimension | undefined; isOpen: boolean };

/** The criteria of one dimension, folded: all of them in a row would be thirty screens of a phone. A link into a fold opens it. */
const Dimension = ({ file, dimension: { id, name, criteria }, next, isOpen }: DimensionProps): Child => (
  <Fold
    isOpen={isOpen}
    heading="h2"
    title={
      <>
        {name} <small data-done={id}>{criteria.length} critères</small>
      </>
    }
  >
    {file.criteria
      .filter((one) => criteria.includes(one.id))
      .map((one) => (
        <Question criterion={one} />
      ))}
    {next === undefined ? null : (
      <p class="screen">
        <a class="button quiet" href={`#${next.criteria[0] ?? ""}`}>
          Suite : {next.name} <Icon name="suite" />
        </a>
      </p>
    )}
  </Fold>
);

const Question = ({ criterion }: { criterion: CriterionSpec }): Child => (
  <Item legend={`${criterion.id} · ${criterion.name ?? ""}`} id={criterion.id}>
    <p>{criterion.requirement}</p>
    <Grades name={criterion.id} grades={gradesOf(criterion)} />
    {/* Not on paper, where it would double the pages: the referential holds it too. */}
    <div class="screen">
      <details>
        <summary>
          Aide<span class="seen-by-readers"> pour {criterion.id}</span>
        </summary>
        <CriterionHelp criterion={criterion} heading="h3" />
      </details>
    </div>
  </Item>
);

/** What the script fills in once a note is given: where the offer stands, and the plan. */
const Standing = ({ file }: { file: ReferentialFile }): Child => (
  <div class="stack stick tall" id="standing" hidden={true}>
    <section class="card roof" aria-labelledby="resultat">
      <h2 id="resultat">Où vous en êtes</h2>
      <p role="status" id="summary">
        0 critère noté sur {file.criteria.length}.
      </p>
      <p id="missing">Commencez par noter un critère, n’importe lequel.</p>
      <ul class="meters" id="dimensions"></ul>
    </section>
    <section class="card" aria-labelledby="plan-titre">
      <h2 id="plan-titre">Ce qui le fait monter</h2>
      <div class="field">
        <label for="target">Le chemin le moins lourd vers</label>
        <select id="target">
          {(file.levels ?? []).map((level) => (
            <option value={level.id}>{level.name}</option>
          ))}
        </select>
      </div>
      <ol id="plan"></ol>
      <p class="hint" id="beside"></p>
    </section>
    <section class="card flat screen" aria-labelledby="fichier">
      <h2 id="fichier">Vos réponses</h2>
      <p class="acts">
        <button type="button" class="small" id="save">
          Enregistrer mes réponses
        </button>
        <label class="button quiet small">
          Reprendre un fichier
          <input type="file" id="open" accept="application/json,.json" class="seen-by-readers" />
        </label>
        <button type="button" class="quiet small" id="print">
          Imprimer
        </button>
        <button type="button" class="quiet small" id="clear">
          Tout effacer
        </button>
      </p>
      <p role="status" id="done"></p>
      <p class="hint">
        Le fichier enregistré peut être repris ici, par la commande de calcul, ou dans une candidature.
      </p>
    </section>
  </div>
);
