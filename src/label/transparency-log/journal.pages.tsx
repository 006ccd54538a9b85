import type { Child } from "hono/jsx";

import { momentIn, PARIS } from "../../kernel/time.ts";
import { Card } from "../../ui/cards.tsx";
import { Facts, Fold, Head, Notice } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import { type Entry, TYPE_WORDS } from "./entry.ts";
import type { IssuedCheckpoint } from "./journal.store.ts";
import { WITNESS_SAID, type WitnessSaid } from "./submit.ts";
import type { Witness } from "./witnesses.ts";

const short = (hash: string): string => `${hash.slice(0, 16)}…`;

/** `/label/journal`: what was decided, in a chain that nobody rewrites in silence. */
export const JournalPage = ({
  entries,
  labels,
  checkpoint,
  verifierKey,
  hasWitnesses,
}: {
  entries: readonly Entry[];
  /** The label of each decision that is public, by its entry. */
  labels: ReadonlyMap<number, string>;
  checkpoint: IssuedCheckpoint | null;
  /** The key in use, as it is kept elsewhere. */
  verifierKey: string | null;
  hasWitnesses: boolean;
}): Child => (
  <>
    <Head
      eyebrow="Label"
      title="Journal"
      lead="Chaque décision y est inscrite, à la suite des autres. Une réécriture se voit par qui a gardé un point : voici comment vérifier."
    />
    <div class="split wide">
      <section aria-labelledby="entrees">
        <h2 id="entrees">Dernières entrées</h2>
        <Table
          heads={["N°", "Quoi", "À propos de", "Inscrite le", "Empreinte"]}
          rows={entries.map((one) => [
            <a href={`/label/journal/preuve/${one.seq}`}>{one.seq}</a>,
            TYPE_WORDS[one.type],
            <About entry={one} label={labels.get(one.seq) ?? null} />,
            momentIn(one.recorded_at, PARIS),
            <code>{short(one.hash)}</code>,
          ])}
        />
      </section>
      <div class="stack stick">
        <Card kind="roof" title="Dernier point de contrôle">
          {checkpoint === null ? (
            <p>Le premier point de contrôle n’est pas encore émis.</p>
          ) : (
            <>
              <p>
                Émis le {momentIn(checkpoint.issuedAt, PARIS)}, sur {checkpoint.size} entrées.{" "}
                <a href="/label/journal/checkpoint">Le fichier</a> ·{" "}
                <a href="/label/journal/points.xml">suivre les points</a> (RSS)
              </p>
              <pre class="sheet">{checkpoint.note}</pre>
            </>
          )}
        </Card>
        <HowToCheck verifierKey={verifierKey} hasWitnesses={hasWitnesses} />
      </div>
    </div>
  </>
);

/** What an entry is about: a label that one can open, or its bare subject. */
const About = ({ entry, label }: { entry: Entry; label: string | null }): Child =>
  label === null ? (
    <code>{entry.type === "decision" ? "fermée" : entry.subject}</code>
  ) : (
    <a href={`/label/registre/${label}`}>
      <code>{label}</code>
    </a>
  );

type ProofProps = {
  entry: Entry;
  note: string | null;
  size: number | null;
  payload: string | null;
  wrong: readonly string[];
};

/** `/label/journal/preuve/:numero`: one entry, its way to the root of a checkpoint, and a button that checks it all in the page. */
export const ProofPage = ({ entry, note, size, payload, wrong }: ProofProps): Child => (
  <div class="narrow">
    <Head
      eyebrow="Label · journal"
      title={`Preuve de l’entrée ${entry.seq}`}
      lead={`${TYPE_WORDS[entry.type]}, inscrite le ${momentIn(entry.recorded_at, PARIS)}.`}
    />
    <Facts
      rows={[
        ["À propos de", <code>{entry.subject}</code>],
        ["Empreinte", <code>{entry.hash}</code>],
        ["Précédente", <code>{short(entry.prev_hash)}</code>],
        ["Contenu", <code>{short(entry.payload_hash)}</code>],
      ]}
    />
    {payload === null ? null : (
      <Fold title="Ce qu’elle inscrit" icon="carnet">
        <pre class="sheet">{payload}</pre>
      </Fold>
    )}
    {note === null ? (
      <Notice>
        <p>
          Aucun point de contrôle ne couvre encore cette entrée : le prochain est émis demain. Revenez alors chercher la
          preuve.
        </p>
      </Notice>
    ) : (
      <Covered seq={entry.seq} note={note} size={size} wrong={wrong} />
    )}
    <p>
      <a class="button quiet" href="/label/journal">
        Tout le journal
      </a>
    </p>
  </div>
);

type WitnessesProps = {
  witnesses: readonly Witness[];
  answers: readonly { witness: string; known: number; said: WitnessSaid; askedAt: number }[];
};
/** `/label/journal/temoins`: who vouches for the log, with which key, and what they answered last. */
export const WitnessesPage = ({ witnesses, answers }: WitnessesProps): Child => (
  <div class="narrow">
    <Head
      eyebrow="Label · journal"
      title="Témoins"
      lead="Chaque jour, nous leur montrons le journal. Ils ne signent que s’il n’a fait que grandir : si nous le récrivions, ils refuseraient."
    />
    {witnesses.length === 0 ? (
      <Notice>
        <p>
          Aucun témoin pour l’instant. D’ici là, une réécriture ne se verrait que par qui a gardé un point de contrôle :{" "}
          <a href="/label/journal/points.xml">suivez-les</a>.
        </p>
      </Notice>
    ) : (
      <Table
        heads={["Qui", "Sa dernière réponse", "Sa clé"]}
        rows={witnesses.map(({ who, vkey }) => [
          who,
          answerWords(answers.find(({ witness }) => vkey.startsWith(`${witness}+`))),
          <code>{vkey}</code>,
        ])}
      />
    )}
    <p>
      Une association, une université ? Un petit programme suffit : <code>npm run witness</code>, dans le code de ce
      site. <a href="/contact">Écrivez-nous</a>, nous ajoutons votre clé ici.
    </p>
    <p>
      <a class="button quiet" href="/label/journal">
        Tout le journal
      </a>
    </p>
  </div>
);
const answerWords = (answer: WitnessesProps["answers"][number] | undefined): string =>
  answer === undefined
    ? "pas encore interrogé"
    : `${WITNESS_SAID[answer.said]}, le ${momentIn(answer.askedAt, PARIS)} (${answer.known} entrées vues)`;

/** What makes the log hard to rewrite, and how anybody checks it. */
const HowToCheck = ({ verifierKey, hasWitnesses }: { verifierKey: string | null; hasWitnesses: boolean }): Child => (
  <Fold title="Vérifier sans nous croire" hint="chaînage, signature, commande" icon="abri">
    <ul>
      <li>Chaque entrée contient l’empreinte de la précédente : en changer une casse toutes les suivantes.</li>
      <li>
        Chaque jour, un point de contrôle signe l’ensemble. Les mutuelles qui ont le label reçoivent celui du lundi par
        courrier électronique : nous ne pouvons pas le reprendre.
      </li>
      <li>
        Chez vous : <code>npm run verify-log -- FICHIER --checkpoint POINT --key CLÉ</code>, avec{" "}
        <a href="/label/journal/journal.json">journal.json</a>, un point que vous avez gardé, et la clé ; ou{" "}
        <code>--policy POLITIQUE</code>, avec les témoins que vous croyez. Sans rien qui vienne d’ailleurs, un journal
        ne peut que se contredire : qu’il soit cohérent avec lui-même ne prouve rien.
      </li>
      {verifierKey === null ? null : (
        <li>
          La clé, à garder ailleurs qu’ici : <code>{verifierKey}</code>
        </li>
      )}
    </ul>
    <p>
      {hasWitnesses ? (
        <>
          <a href="/label/journal/temoins">Les témoins</a> signent chaque jour ce qu’ils ont vu.
        </>
      ) : (
        <>
          <a href="/label/journal/temoins">Aucun témoin</a> ne signe encore ce journal : seul un point gardé ailleurs
          montrerait que nous l’avons récrit.
        </>
      )}
    </p>
    <p>
      Aucune personne n’y figure. Chaque jour, trois décisions restent fermées, à des minutes tirées au sort : presque
      toujours des entrées vides. Un refus prend la place de l’une d’elles ; ni son jour ni son heure ne se lisent ici.
      La mutuelle a la sienne, avec son contenu ; les entrées vides s’ouvrent à qui contrôle le label.
    </p>
  </Fold>
);

type CoveredProps = { seq: number; note: string; size: number | null; wrong: readonly string[] };
/** The checkpoint that covers an entry, checked here, and again in the page or at home. */
const Covered = ({ seq, note, size, wrong }: CoveredProps): Child => (
  <>
    <Notice kind={wrong.length === 0 ? "good" : "warn"}>
      <p>
        {wrong.length === 0
          ? `Cette entrée est bien dans le journal de ${size ?? 0} entrées que signe ce point de contrôle.`
          : wrong.join(" ; ")}
      </p>
    </Notice>
    <p class="acts">
      <button type="button" class="quiet" data-proof={`/label/journal/preuve/${seq}.json`} hidden={true}>
        Le vérifier dans cette page
      </button>
      <a class="button quiet" href={`/label/journal/preuve/${seq}.json`} download={true}>
        Garder cette preuve (JSON)
      </a>
      <a class="button quiet" href={`/label/journal/preuve/${seq}.tlog-proof`} download={true}>
        Au format tlog-proof
      </a>
    </p>
    <p role="status" id="proof-said"></p>
    <pre class="sheet">{note}</pre>
    <p class="hint">
      Un fichier gardé se vérifie sans ce site : <code>npm run verify-log -- preuve.json --key CLÉ</code>
    </p>
  </>
);
