import type { Child } from "hono/jsx";

import type { CriterionSpec, ReferentialFile } from "../scoring/formats.ts";
import { Tabs } from "../../ui/work.tsx";
import { Fold, Head, Notice, Status } from "../../ui/parts.tsx";
import { LevelKey } from "./levels.parts.tsx";
import { EFFORTS, EVIDENCE_KINDS, dimensionsOf, levelName, levelRules, pathOf } from "./words.ts";

/** A published version: its file and the SHA-256 of its canonical form. */
export type Published = { file: ReferentialFile; hash: string };
/** `draft`: the version that is being discussed. */
type Shown = Published & { versions: readonly string[]; draft: string | null };

/** `/label/referentiel`: what the label demands, all of it, to read, filter, print, link to and download. */
export const ReferentialPage = ({ file, hash, versions, draft }: Shown): Child => (
  <div class="referential">
    <Head
      eyebrow={`Label · version ${file.version}`}
      title="Le référentiel"
      lead={`Ce que le label demande à l’offre d’une mutuelle : ${file.criteria.length} critères, en huit dimensions, sur ${file.criteria.reduce(
        (sum, one) => sum + (one.weight ?? 0),
        0,
      )} points. Tout est public, tout peut être recalculé.`}
    />
    <Filter file={file} />
    <Tabs label="Dimensions" tabs={dimensionsOf(file).map(({ id, name }) => ({ href: `#${id}`, title: name }))} />
    <div class="split">
      <div>
        {dimensionsOf(file).map((dimension) => (
          <Dimension file={file} {...dimension} />
        ))}
      </div>
      <div class="stack stick tall">
        <Notice>
          <p>
            <strong>Version {file.version} : une proposition.</strong> Les seuils seront étalonnés sur au moins cinq
            dossiers réels avant la version 1.0.0. Ce label n’est ni un agrément ni une garantie de résultat.
          </p>
        </Notice>
        <Levels file={file} />
        <Downloads file={file} hash={hash} versions={versions} draft={draft} />
      </div>
    </div>
  </div>
);

const Levels = ({ file }: { file: ReferentialFile }): Child => (
  <section class="card flat" aria-labelledby="niveaux">
    <h2 id="niveaux">Les trois niveaux</h2>
    <LevelKey file={file} />
    <Fold title="Leurs règles" icon="balance">
      <p>
        Un niveau demande <strong>toutes</strong> ses conditions et celles des niveaux inférieurs : un bon total ne
        rachète pas une porte fermée. Une <strong>porte</strong> est une note minimale sur un critère ; un{" "}
        <strong>plancher</strong>, un score minimal dans une dimension.
      </p>
      {(file.levels ?? []).map((level) => (
        <>
          <h3>{level.name}</h3>
          <ul>
            {levelRules(level).map((rule) => (
              <li>{rule}</li>
            ))}
          </ul>
        </>
      ))}
      <p>
        Score déclaré : ce que la mutuelle affirme. Score vérifié : ce que le comité a pu constater. Seul le score
        vérifié donne un niveau. Preuve absente ou trop ancienne : compte pour 0. « Sans objet » sort du calcul s’il est
        permis, justifié et accepté ; il ne franchit jamais une porte.
      </p>
    </Fold>
  </section>
);

/** Radios and `:has()`: nothing is sent. Too old a browser shows every criterion. */
const Filter = ({ file }: { file: ReferentialFile }): Child => (
  <form class="screen" method="dialog" autocomplete="off">
    <button type="submit" disabled={true} hidden={true}></button>
    <fieldset class="chips">
      <legend>Montrer</legend>
      <div>
        <label class="chip">
          <input type="radio" name="niveau" id="f0" checked={true} />
          <span>Tous les critères</span>
        </label>
        {(file.levels ?? []).map((level, i) => (
          <label class="chip">
            <input type="radio" name="niveau" id={`f${i + 1}`} />
            <span>Les portes jusqu’à « {level.name} »</span>
          </label>
        ))}
      </div>
    </fieldset>
  </form>
);

const Dimension = ({
  file,
  id,
  name,
  criteria,
}: { file: ReferentialFile } & ReturnType<typeof dimensionsOf>[number]): Child => {
  const mine = file.criteria.filter((one) => criteria.includes(one.id));
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>
        {name} <small>{mine.reduce((sum, one) => sum + (one.weight ?? 0), 0)} points</small>
      </h2>
      {mine.map((one) => (
        <Criterion file={file} criterion={one} />
      ))}
    </section>
  );
};

/** Classes `g1` to `g3`: has a gate at that level or below. */
function gateClasses(file: ReferentialFile, { gates = [] }: CriterionSpec): string {
  const lowest = Math.min(...gates.map((gate) => (file.levels ?? []).findIndex((level) => level.id === gate.level)));
  return (file.levels ?? []).flatMap((_, i) => (lowest <= i ? [`g${i + 1}`] : [])).join(" ");
}

const Criterion = ({ file, criterion }: { file: ReferentialFile; criterion: CriterionSpec }): Child => (
  <article class={`card criterion ${gateClasses(file, criterion)}`} id={criterion.id}>
    <h3>
      <a href={`#${criterion.id}`}>{criterion.id}</a> {criterion.name}
    </h3>
    <p>{criterion.requirement}</p>
    <ul class="bits">
      <li class="meta">
        {criterion.weight} {criterion.weight === 1 ? "point" : "points"}
        {criterion.severity === "major-only" ? " · tout écart est majeur" : ""}
        {criterion.na?.allowed === true ? ` · sans objet possible : ${criterion.na.condition ?? ""}` : ""}
      </li>
      {(criterion.gates ?? []).map((gate) => (
        <li>
          <Status
            icon="porte"
            words={`Porte : note ${gate.minGrade} au moins pour « ${levelName(file, gate.level)} »`}
          />
        </li>
      ))}
    </ul>
    <Scale criterion={criterion} />
    <HelpFold criterion={criterion} heading="h4" />
  </article>
);

/** `heading`: the level of the titles in the help, one below that of its criterion. */
type Help = { criterion: CriterionSpec; heading: "h3" | "h4" };
/** The help of a criterion, folded. */
export const HelpFold = (help: Help): Child => (
  <details>
    <summary>
      Pourquoi, preuves et exemples<span class="seen-by-readers"> pour {help.criterion.id}</span>
    </summary>
    <CriterionHelp {...help} />
  </details>
);

/** The grades that exist for a criterion, and what each means. */
const Scale = ({ criterion }: { criterion: CriterionSpec }): Child => (
  <ul class="scale">
    {(criterion.anchors ?? []).map(({ grade, text }) => (
      <li>
        <b>{grade}</b> {text}
      </li>
    ))}
  </ul>
);

type ExamplesProps = { heading: Help["heading"]; title: string; texts: readonly string[] | undefined };
const Examples = ({ heading: Heading, title, texts = [] }: ExamplesProps): Child => (
  <>
    <Heading>{title}</Heading>
    <ul>
      {texts.map((text) => (
        <li>{text}</li>
      ))}
    </ul>
  </>
);

/** Why a criterion is asked, what proves it, what is accepted and what is not, and how to do better. */
export const CriterionHelp = ({ criterion, heading: Heading }: Help): Child => (
  <>
    <p>{criterion.help?.why}</p>
    {(criterion.motive ?? []).map(({ source, quote }) => (
      <p class="hint">
        « {quote} » (article {source})
      </p>
    ))}
    <Heading>Preuves demandées</Heading>
    <ul>
      {(criterion.evidence ?? []).map((piece) => (
        <li>
          {piece.text}{" "}
          <small>
            ({EVIDENCE_KINDS[piece.kind]}
            {piece.publishable ? ", publiable" : ""})
          </small>
        </li>
      ))}
    </ul>
    <Examples heading={Heading} title="Accepté, par exemple" texts={criterion.help?.accepted} />
    <Examples heading={Heading} title="Refusé, par exemple" texts={criterion.help?.refused} />
    {criterion.help?.faq === undefined ? null : <p>{criterion.help.faq}</p>}
    <Heading>Pour progresser</Heading>
    <p>
      {criterion.remediation?.text}{" "}
      <small>
        (effort {EFFORTS[criterion.remediation?.effort ?? 1]}, environ {criterion.remediation?.days} jours : à
        étalonner)
      </small>
    </p>
  </>
);

const Downloads = ({ file, hash, versions, draft }: Shown): Child => (
  <Fold title="Les fichiers" hint="JSON, CSV, empreinte, licence" icon="telecharger">
    <ul>
      <li>
        <a href={pathOf(file)} download={true}>
          Le référentiel {file.version}, en JSON
        </a>
      </li>
      <li>
        <a href="/label/referentiel/preuves.csv" download={true}>
          La liste des preuves, en CSV
        </a>{" "}
        (critère, pièce, âge maximal par niveau, qui peut la détenir)
      </li>
      <li>
        <a href="/label/calcul">Refaire le calcul chez vous</a> (formats, exemples, commande)
      </li>
      <li>
        <a href="/label/simulateur">Essayer une offre dans le simulateur</a>
      </li>
    </ul>
    <p>
      Empreinte SHA-256 du référentiel (JSON canonique, RFC 8785) : <code>{hash}</code>
    </p>
    <p>
      Versions publiées : {versions.join(", ")}. Une version publiée ne change plus.
      {draft === null ? null : (
        <>
          {" "}
          La suivante est{" "}
          <a href={`/label/referentiel/${file.version}...${draft}`}>en discussion : ce qui changerait</a>.
        </>
      )}
    </p>
    <p class="hint">
      Textes et barème : Licence Ouverte 2.0, sauf les citations, qui restent à leurs auteurs. Article A : un article
      sur l’accompagnement, par les mutuelles, du cyberharcèlement par numéro de téléphone. Article B : « Harcèlement en
      ligne : quels recours juridiques pour les victimes ? », cabinet de Me Benjamin Blin.
    </p>
  </Fold>
);
