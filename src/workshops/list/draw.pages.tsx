import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { Card } from "../../ui/cards.tsx";
import { Facts, Fold, Head } from "../../ui/parts.tsx";
import { Table } from "../../ui/table.tsx";
import type { Programme } from "../sessions/programme.ts";
import { type Session, momentOf } from "../sessions/session.ts";
import { BEACON_HOSTS, CHAIN, type DrawFile } from "./draw.ts";
import { BEACON_AFTER, LEAST_DAYS_BEFORE } from "./draw-time.ts";

/** The rule of a draw, word for word. */
export const DrawRule = (): Child => (
  <ol>
    <li>
      Pendant une heure, chacun demande sa place ; arriver le premier ne donne rien. Chaque demande est confirmée par un
      clic dans un message, avant le tirage.
    </li>
    <li>Un groupe est une seule demande, servie entière ou pas du tout. Une adresse compte une fois.</li>
    <li>
      Le lendemain à midi, {LEAST_DAYS_BEFORE} jours au moins avant la séance, la liste est figée : elle ne grandit
      plus. Chaque demande y porte un numéro tiré au hasard, sans nom.
    </li>
    <li>
      L’ordre vient de trois nombres : une graine promise avant l’ouverture, l’empreinte de la liste, et un nombre
      public que personne ne connaît encore à ce moment-là.
    </li>
    <li>
      Les places sont ensuite proposées dans cet ordre, par la même règle que la liste d’attente. Qui demande après la
      première heure attend derrière.
    </li>
  </ol>
);

type Props = {
  session: Session;
  programme: Programme;
  file: DrawFile;
};

/** So many lines of the order on the page; the file has all of them. */
const MOST_SHOWN = 200;

/** Everything that a stranger needs to compute a draw again. */
export const DrawPage = ({ session, programme, file }: Props): Child => {
  const path = `/ateliers/seances/${session.id}/tirage`;
  return (
    <>
      <p class="crumbs">
        <a href={`/ateliers/seances/${session.id}`}>La séance</a>
      </p>
      <Head title="Le tirage au sort" lead={`${programme.title}, ${momentOf(session)}. ${standing(session, file)}`} />
      <div class="stack">
        <Fold title="La règle, mot pour mot" hint="la même pour tous" icon="balance" isOpen={file.root === null}>
          <DrawRule />
        </Fold>
        <Card title="Ce qui est public">
          <Facts
            rows={[
              [
                "Promesse",
                <code>{file.commitment}</code>,
                "cadenas",
                "empreinte de la graine, publiée avant l’ouverture",
              ],
              [
                "Hasard public",
                `drand, tour ${file.round}`,
                "ligne",
                "connu cinq minutes après que la liste est figée",
              ],
              file.root === null
                ? null
                : ["Liste figée", <code>{file.root}</code>, "papier", plural(file.entries.length, "demande")],
              file.seed === null ? null : ["Graine", <code>{file.seed}</code>, "oui"],
              file.beacon === null ? null : ["Le hasard, une fois connu", <BeaconWords file={file} />, "voir"],
            ]}
          />
        </Card>
        {file.beacon === null ? null : <Again path={path} file={file} />}
        {file.beacon === null ? null : <Order file={file} />}
        <p>
          <a class="button quiet" href={`${path}.json`} download={true}>
            Tout, en un fichier (JSON)
          </a>
        </p>
        <p class="hint">
          Ce que ce tirage ne peut pas empêcher : un foyer qui a plusieurs adresses a plusieurs demandes.
        </p>
      </div>
    </>
  );
};

/** Where a draw stands, in one sentence. */
function standing(session: Session, file: DrawFile): string {
  if (session.state === "cancelled") {
    return "La séance est annulée : le tirage n’a pas d’effet.";
  }
  const drawAt = session.drawAt ?? session.opensAt;
  if (file.beacon !== null) {
    return `${plural(file.entries.length, "demande tirée", "demandes tirées")} au sort.`;
  }
  return file.root === null
    ? `Demandes à partir du ${momentOf(session, session.opensAt)}, pendant une heure. Tirage le ${momentOf(session, drawAt)}.`
    : `La liste est figée. Le hasard public est attendu le ${momentOf(session, drawAt + BEACON_AFTER)}.`;
}

const BeaconWords = ({ file: { beacon, round } }: { file: DrawFile }): Child =>
  beacon === null ? null : beacon.kind === "drand" ? (
    <>
      <code>{beacon.randomness}</code>
      <br />
      Le même nombre se lit sans nous :{" "}
      {BEACON_HOSTS.map((host, i) => (
        <>
          {i === 0 ? "" : ", "}
          <a href={`https://${host}/${CHAIN}/public/${round}`} rel="noreferrer">
            {host}
          </a>
        </>
      ))}
    </>
  ) : (
    <>
      Le hasard public n’a pas répondu pendant six heures. À sa place : le premier point de contrôle signé du{" "}
      <a href="/label/journal">journal public</a> après la liste figée. C’est moins fort, car ce journal est le nôtre.
      <pre>{beacon.note}</pre>
    </>
  );

/** How to compute it again: here, with a script; elsewhere, with a command or a program of one's own. */
const Again = ({ path }: { path: string; file: DrawFile }): Child => (
  <Card title="Refaire le tirage">
    <p class="acts">
      <button type="button" class="quiet" data-draw={`${path}.json`} hidden={true}>
        Le refaire dans cette page
      </button>
    </p>
    <p role="status" id="checked"></p>
    <p>
      Chez vous : <code>npm run verify-draw -- FICHIER</code>, ou un programme à vous, en quatre lignes : la promesse
      est <code>SHA-256("ligne-sure/draw/1" ‖ séance ‖ graine)</code> ; la liste est l’arbre de la RFC 6962 des lignes «
      numéro, espace, places » dans l’ordre des numéros ; la clé est <code>SHA-256(graine ‖ liste ‖ hasard)</code> ;
      l’ordre est celui de <code>HMAC-SHA-256(clé, numéro)</code>.
    </p>
  </Card>
);

const Order = ({ file }: { file: DrawFile }): Child => {
  const seats = new Map(file.entries.map((entry) => [entry.ticket, entry.seats]));
  return (
    <Card title="L’ordre tiré">
      {file.order.length === 0 ? (
        <p>Personne n’avait demandé : les places se réservent directement.</p>
      ) : (
        <Table
          heads={["Rang", "Numéro", "Places"]}
          rows={file.order
            .slice(0, MOST_SHOWN)
            .map((ticket, i) => [String(i + 1), <code>{ticket}</code>, String(seats.get(ticket) ?? "")])}
        />
      )}
      {file.order.length <= MOST_SHOWN ? null : (
        <p>Et {plural(file.order.length - MOST_SHOWN, "autre", "autres")}, dans le fichier.</p>
      )}
    </Card>
  );
};
