import type { Child } from "hono/jsx";

import type { LabelId } from "../../kernel/ids.ts";
import { ConsolePage, More } from "../../ui/console.tsx";
import { Tabs } from "../../ui/work.tsx";
import { Empty } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { type QueueLine, QueueTable } from "./worklist.pages.tsx";
import { QUEUES, type Queue } from "../assessment/queue.ts";
import type { Agreement } from "../assessment/kappa.ts";

type ListProps = { lines: readonly QueueLine[]; queue: Queue; after: string | null; now: number };

/** `/console/label`: files by where they wait. */
export const FilesPage = ({ lines, queue, after, now }: ListProps): Child => (
  <ConsolePage
    title="Label : dossiers"
    lead="Les dossiers déposés. Vous les instruisez et confiez les tâches ; vous ne notez pas et ne votez pas."
  >
    <p class="acts">
      <a class="button quiet" href="/console/label/signalements">
        Signalements
      </a>
      <a class="button quiet" href="/console/label/accords">
        Accord entre évaluateurs
      </a>
      <a class="button quiet" href="/console/label/remarques">
        Remarques sur le projet
      </a>
      <a class="button quiet" href="/console/label/comptes">
        Comptes du label
      </a>
    </p>
    <Tabs
      label="Dossiers"
      tabs={Object.entries(QUEUES).map(([name, { title }]) => ({
        href: `/console/label?onglet=${name}`,
        title,
        isCurrent: name === queue,
      }))}
    />
    {lines.length === 0 ? (
      <Empty scene="nuit" title="Aucun dossier ici">
        <p>Ce que les mutuelles déposent arrive sous « À noter ».</p>
      </Empty>
    ) : (
      <QueueTable lines={lines} base="/console/label" now={now} />
    )}
    <More path="/console/label" query={{ onglet: queue }} after={after} />
  </ConsolePage>
);

export type AgreementLine = { what: string } & Agreement;

/** `/console/label/accords`: how far assessors agree, per criterion and per pair; the measure only from thirty items on. */
export const AgreementPage = ({
  criteria,
  pairs,
}: {
  criteria: readonly AgreementLine[];
  pairs: readonly AgreementLine[];
}): Child => (
  <ConsolePage
    title="Accord entre évaluateurs"
    lead="Notes données à l’aveugle, douze derniers mois. Un critère où l’accord est faible est ambigu : on le récrit avant de s’en prendre à quelqu’un."
  >
    <AgreementTable caption="Par critère" lines={criteria} />
    <AgreementTable caption="Par paire" lines={pairs} />
    <p class="hint">
      Kappa pondéré au carré (Cohen, 1968), à partir de trente critères notés en commun ; en dessous, des comptes
      seulement. L’accord brut est toujours à côté.
    </p>
  </ConsolePage>
);

const AgreementTable = ({ caption, lines }: { caption: string; lines: readonly AgreementLine[] }): Child =>
  lines.length === 0 ? (
    <p>{caption} : rien encore.</p>
  ) : (
    <Table
      caption={caption}
      heads={["Quoi", "Notes communes", "Notes égales", "Kappa"]}
      rows={lines.map((one) => [
        one.what,
        String(one.items),
        `${Math.floor(one.raw * 100)} %`,
        one.items < 30
          ? "moins de 30 notes"
          : one.kappa === null
            ? "sans objet : toujours la même note"
            : one.kappa.toFixed(2).replace(".", ","),
      ])}
    />
  );

type ComplaintLine = {
  id: string;
  labelId: LabelId;
  organisation: string;
  kind: string;
  text: string;
  state: string;
  createdAt: number;
};

/** `/console/label/signalements`: what people wrote of a label, to be looked at. */
export const ComplaintsPage = ({ lines, done }: { lines: readonly ComplaintLine[]; done: string | null }): Child => (
  <ConsolePage
    title="Signalements"
    lead="Ce que des personnes signalent d’un label publié. Aucune adresse n’est demandée : on ne peut pas répondre, on vérifie."
    done={done}
  >
    {lines.length === 0 ? (
      <Empty scene="nuit" title="Rien n’attend">
        <p>Ce que des personnes signalent arrive ici.</p>
      </Empty>
    ) : null}
    <ul class="rows">
      {lines.map((one) => (
        <li>
          <p>
            <a href={`/label/registre/${one.labelId}`}>{one.organisation}</a> ·{" "}
            {one.kind === "inaccuracy" ? "inexactitude" : "expérience d’une personne"}
            {one.state === "review" ? " · revue ciblée en cours" : ""}
          </p>
          <p>{one.text}</p>
          <form method="post" action={`/console/label/signalements/${one.id}/traiter`} novalidate>
            <div class="field">
              <label for={`suite-${one.id}`}>Suite donnée</label>
              <input type="text" id={`suite-${one.id}`} name="suite" maxlength={500} />
            </div>
            <div class="acts">
              <button type="submit" name="etat" value="closed" class="quiet small">
                Clore
              </button>
              <button type="submit" name="etat" value="review" class="quiet small">
                Ouvrir une revue ciblée
              </button>
            </div>
          </form>
        </li>
      ))}
    </ul>
  </ConsolePage>
);
