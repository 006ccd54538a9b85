import type { Child } from "hono/jsx";

import { Notice } from "../../ui/parts.tsx";
import { CriterionHelp } from "../referential/referential.pages.tsx";
import type { CriterionSpec, ReferentialFile } from "../scoring/formats.ts";
import { dimensionsOf, pathOf } from "../referential/words.ts";

/**
 * `/label/simulateur`: one's own offer, graded in the page; nothing is sent or stored. Controls stand outside any form that
 * could be sent. Without script: the same page is the grid to print.
 */
export const SimulatorPage = ({ file }: { file: ReferentialFile }): Child => (
  <div class="simulator" id="simulator" data-referential={pathOf(file)}>
    <p class="eyebrow">Label · version {file.version}</p>
    <h1>Le simulateur</h1>
    <p class="lead">
      Donnez une note à chaque critère : le score, les portes et ce qui le ferait monter s’affichent aussitôt. Rien
      n’est envoyé ni gardé.
    </p>
    <Notice>
      <p>
        <strong>Simulation : score déclaré, preuves supposées acceptées.</strong> Le score vérifié, lui, vient d’une
        évaluation. Ce label n’est ni un agrément ni une garantie de résultat.
      </p>
    </Notice>
    <p class="without">
      Sans script, cette page est une grille : imprimez-la et cochez au stylo. Les règles de calcul sont dans{" "}
      <a href="/label/referentiel">le référentiel</a>.
    </p>
    <div class="split">
      <form method="dialog" autocomplete="off" id="grid">
        <button type="submit" disabled={true} hidden={true}></button>
        {dimensionsOf(file).map(({ id, name, criteria }) => (
          <section class="dimension" aria-labelledby={id}>
            <h2 id={id}>
              {id} · {name} <small data-done={id}></small>
            </h2>
            {file.criteria
              .filter((one) => criteria.includes(one.id))
              .map((one) => (
                <Question criterion={one} />
              ))}
          </section>
        ))}
      </form>
      <Standing file={file} />
    </div>
    <p class="glance">
      <a href="#standing" id="glance"></a>
    </p>
  </div>
);

const Question = ({ criterion }: { criterion: CriterionSpec }): Child => (
  <fieldset class="criterion" id={criterion.id} data-criterion={criterion.id}>
    <legend>
      {criterion.id} · {criterion.name}
    </legend>
    <p>{criterion.requirement}</p>
    {(criterion.anchors ?? []).map(({ grade, text }) => (
      <label class="choice">
        <input type="radio" name={criterion.id} value={String(grade)} />
        <span>
          <b>{grade}</b> {text}
        </span>
      </label>
    ))}
    {criterion.na?.allowed === true ? (
      <>
        <label class="choice">
          <input type="radio" name={criterion.id} value="na" />
          <span>Sans objet : {criterion.na.condition}</span>
        </label>
      </>
    ) : null}
    <details>
      <summary>
        Aide<span class="seen-by-readers"> pour {criterion.id}</span>
      </summary>
      <CriterionHelp criterion={criterion} />
    </details>
  </fieldset>
);

/** What the script fills in: where the offer stands, and the plan. */
const Standing = ({ file }: { file: ReferentialFile }): Child => (
  <section class="side standing" aria-labelledby="resultat" id="standing" hidden={true}>
    <h2 id="resultat">Où vous en êtes</h2>
    <p role="status" id="summary"></p>
    <p id="missing"></p>
    <h3>Par dimension</h3>
    <table id="dimensions">
      <thead>
        <tr>
          <th scope="col">Dimension</th>
          <th scope="col">Sur 100</th>
        </tr>
      </thead>
      <tbody></tbody>
    </table>
    <div class="field">
      <label for="target">Ce qui manque le moins cher pour</label>
      <select id="target">
        {(file.levels ?? []).map((level) => (
          <option value={level.id}>{level.name}</option>
        ))}
      </select>
    </div>
    <ol id="plan"></ol>
    <p class="hint" id="beside"></p>
    <div class="acts">
      <button type="button" id="save">
        Enregistrer mes réponses
      </button>
      <label class="button quiet">
        Reprendre un fichier
        <input type="file" id="open" accept="application/json,.json" class="seen-by-readers" />
      </label>
      <button type="button" class="quiet" id="print">
        Imprimer
      </button>
      <button type="button" class="quiet" id="clear">
        Tout effacer
      </button>
    </div>
    <p role="status" id="done"></p>
    <p class="hint">Le fichier enregistré peut être repris ici, par la commande de calcul, ou dans une candidature.</p>
  </section>
);
