import type { Child } from "hono/jsx";

import { PARIS, momentIn } from "../../kernel/time.ts";
import { ConsolePage } from "../../ui/console.tsx";
import { ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { Facts, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import type { GivenFile } from "./files.store.ts";
import type { ProbeReport } from "./probes.ts";
import { stopInWords, verdictInWords } from "./verdict-words.ts";
import { OVERRIDABLE, type Verdict } from "./verdict.ts";
export const BASE = "/console/annuaire";

const STATES: Readonly<Record<GivenFile["state"], string>> = {
  given: "en lecture",
  judged: "lu, attend votre décision",
  refused: "refusé",
  writing: "en cours d’écriture",
  written: "écrit",
};

type FilesProps = { files: readonly GivenFile[]; state: FormState };
/** `/console/annuaire`: give a file, and the last ones. */
export const FilesPage = ({ files, state }: FilesProps): Child => (
  <ConsolePage
    title="Annuaire"
    lead="L’annuaire officiel des établissements. Un fichier est lu en entier et jugé ; rien n’est écrit avant votre accord."
  >
    <ErrorSummary state={state} labels={{ fichier: "" }} />
    <form method="post" action={BASE} enctype="multipart/form-data">
      <div class="field">
        <label for="fichier">Fichier CSV de l’annuaire</label>
        <p class="hint" id="fichier-aide">
          L’export de « fr-en-annuaire-education » sur data.education.gouv.fr, tel quel : 60 Mo au plus.
        </p>
        <input
          type="file"
          id="fichier"
          name="fichier"
          accept=".csv,text/csv,text/plain"
          required={true}
          aria-describedby="fichier-aide"
        />
      </div>
      <button type="submit">Envoyer et faire lire</button>
    </form>
    <h2>Les douze derniers fichiers</h2>
    {files.length === 0 ? (
      <p>Aucun fichier encore.</p>
    ) : (
      <Table
        heads={["Donné le", "État", "Écrit"]}
        rows={files.map((file) => [
          <a href={`${BASE}/${file.id}`}>{momentIn(file.createdAt, PARIS)}</a>,
          STATES[file.state],
          file.state === "written"
            ? `${file.added} nouveaux, ${file.changed} changés, ${file.absent} disparus`
            : "rien encore",
        ])}
      />
    )}
  </ConsolePage>
);

type FileProps = { file: GivenFile; state: FormState; done: string | null };
/** One file: what it would do, what stops it, how far it is written. */
export const FilePage = ({ file, state, done }: FileProps): Child => (
  <ConsolePage
    title={`Fichier du ${momentIn(file.createdAt, PARIS)}`}
    lead={`État : ${STATES[file.state]}.`}
    done={done}
  >
    <ErrorSummary
      state={state}
      labels={Object.fromEntries(
        (file.verdict?.stops ?? []).map((stop) => [stop, stop === "gone" ? "Disparitions" : "Types"]),
      )}
    />
    <Standing file={file} />
    {file.verdict === null ? null : <Judged verdict={file.verdict} />}
    {file.state === "judged" && file.verdict !== null ? (
      <WriteForm id={file.id} verdict={file.verdict} state={state} />
    ) : null}
    {file.probes === null ? null : <Probes report={file.probes} />}
    {file.state === "written" && file.r2Key !== null ? (
      <form method="post" action={`${BASE}/${file.id}/reprendre`}>
        <button type="submit" class="quiet">
          Revenir à ce fichier
        </button>
        <p class="hint">Il est relu et jugé de nouveau ; rien n’est écrit avant votre accord.</p>
      </form>
    ) : null}
    <p>
      <a href={BASE}>Tous les fichiers</a>
    </p>
  </ConsolePage>
);

const Standing = ({ file }: { file: GivenFile }): Child => {
  const rows = file.verdict?.rows ?? 0;
  const again = <a href={`${BASE}/${file.id}`}>Actualiser cette page</a>;
  if (file.state === "given") {
    return <p>Le fichier est en cours de lecture : une minute au plus. {again}</p>;
  }
  if (file.state === "refused") {
    return (
      <Notice kind="warn">
        <p>{file.problem ?? ""}</p>
      </Notice>
    );
  }
  if (file.state === "writing") {
    return (
      <>
        <label for="avancement">Lignes écrites</label>
        <progress id="avancement" max={rows} value={file.linesDone} />
        <p>
          {file.linesDone} lignes sur {rows}. Si l’écriture s’arrête, elle reprend d’elle-même au dernier lot. {again}
        </p>
      </>
    );
  }
  return file.state === "written" ? (
    <Facts
      rows={[
        ["Écrit le", momentIn(file.writtenAt ?? file.createdAt, PARIS)],
        ["Nouveaux", file.added],
        ["Changés", file.changed],
        ["Disparus", file.absent],
        file.accepted.gone === undefined ? null : ["Disparitions acceptées", file.accepted.gone],
        file.accepted.kinds === undefined ? null : ["Types acceptés", file.accepted.kinds],
      ]}
    />
  ) : null;
};

const SAMPLES: Readonly<Record<keyof Verdict["samples"], string>> = {
  refused: "Lignes refusées",
  added: "Nouveaux",
  changed: "Changés",
  gone: "Disparus",
  turned: "Changeraient de type",
  unknownKinds: "Types inconnus",
  broken: "Accents abîmés",
};

const Judged = ({ verdict }: { verdict: Verdict }): Child => (
  <>
    <h2>Ce que contient le fichier</h2>
    <p>{verdictInWords(verdict)}</p>
    {Object.entries(SAMPLES).map(([key, title]) => {
      const sample = verdict.samples[key as keyof Verdict["samples"]];
      return sample.length === 0 ? null : (
        <details>
          <summary>
            {title} : {sample.length === 1 ? "un exemple" : `${sample.length} exemples`}
          </summary>
          <ul>
            {sample.map((words) => (
              <li>{words}</li>
            ))}
          </ul>
        </details>
      );
    })}
  </>
);

const WriteForm = ({ id, verdict, state }: { id: string; verdict: Verdict; state: FormState }): Child => {
  const isFinal = verdict.stops.some((stop) => !OVERRIDABLE.some((one) => one === stop));
  return (
    <>
      {verdict.stops.map((stop) => (
        <Notice kind="warn">
          <p>{stopInWords(stop, verdict)}</p>
        </Notice>
      ))}
      {isFinal ? null : (
        <form method="post" action={`${BASE}/${id}/ecrire`} novalidate>
          {OVERRIDABLE.filter((stop) => verdict.stops.includes(stop)).map((stop) => (
            <TextField
              name={stop}
              label={stop === "gone" ? "Pourquoi ces disparitions sont justes" : "Pourquoi ces types sont justes"}
              hint="Gardé au journal, pour toujours. N’écrivez aucun nom de personne."
              state={state}
            />
          ))}
          <button type="submit">Écrire</button>
        </form>
      )}
    </>
  );
};

const Probes = ({ report }: { report: ProbeReport }): Child => (
  <>
    <h2>La recherche depuis</h2>
    <p>
      {report.found} recherches sur {report.asked} trouvent l’établissement dans les cinq premières réponses
      {report.isGood ? "." : " : moins que ce qu’il faut (98 sur 100, 95 de chaque sorte)."}
    </p>
    <Table
      heads={["Sorte", "Trouvées", "Manquées"]}
      rows={report.lines.map((line) => [line.kind, `${line.found} sur ${line.asked}`, line.missed.join(" ; ")])}
    />
  </>
);
