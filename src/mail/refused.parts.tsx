import type { Child } from "hono/jsx";

import { plural } from "../kernel/text.ts";
import { dayInWords, startOfDay } from "../kernel/time.ts";
import { ConsolePage } from "../ui/console.tsx";
import { Table } from "../ui/table.tsx";
import { Act } from "./operations.parts.tsx";
import type { RefusedGroup, RefusedLine } from "./refused.store.ts";
import { type MailNames, mailName } from "./words.ts";
import type { RefusedStatus } from "./refused.ts";

/** What a code means, by its first word. */
const MEANINGS: Readonly<Record<string, string>> = {
  recipient: "Adresse refusée par le fournisseur",
  ours: "Message mal formé : la faute est chez nous",
  template: "Message impossible à écrire : la faute est chez nous",
  refused: "Mis de côté : nouvel essai tous les quarts d’heure",
  "": "Mis de côté : nouvel essai dans la minute",
};
const meaningOf = (code: string): string => MEANINGS[/^[a-z]*/.exec(code)?.[0] ?? ""] ?? "Refusé par le fournisseur";
/** What the provider said, after the code. */
const wordsOf = (code: string, said: string | null): string => (said ?? "").slice(code.length).replace(/^: /, "");

type Reason = { status: RefusedStatus; code: string; n: number; useful: number; said: string | null };

/** Each reason once, with how many it holds. */
function reasonsOf(groups: readonly RefusedGroup[]): Reason[] {
  const found = new Map<string, Reason>();
  for (const { status, code, n, useful, said } of groups) {
    const before = found.get(`${status} ${code}`) ?? { status, code, n: 0, useful: 0, said };
    found.set(`${status} ${code}`, { ...before, n: before.n + n, useful: before.useful + useful });
  }
  return [...found.values()];
}

/** Mails that the provider refused, that could not be written, or that were set aside: by reason, then by template and day. */
export const RefusedPart = ({ refused, names }: { refused: readonly RefusedGroup[]; names: MailNames }): Child =>
  refused.length === 0 ? null : (
    <section aria-labelledby="refuses">
      <h2 id="refuses">Refusés</h2>
      <p>
        Aucun de ces messages n’est parti. Corrigez la cause, puis renvoyez : chacun part une fois. Ceux dont le moment
        est passé ne repartent pas.
      </p>
      {reasonsOf(refused).map((reason) => (
        <section aria-label={`${meaningOf(reason.code)}, ${reason.code}`}>
          <h3>
            {meaningOf(reason.code)} : {reason.n}
          </h3>
          <p>
            <code>{reason.code}</code> {wordsOf(reason.code, reason.said)}
          </p>
          <Table
            heads={["Modèle", "Jour", "Messages", "Encore utiles"]}
            rows={refused
              .filter((group) => group.status === reason.status && group.code === reason.code)
              .map((group) => [
                mailName(names, group.template),
                dayInWords(startOfDay(group.day, "UTC"), "UTC"),
                String(group.n),
                String(group.useful),
              ])}
          />
          <Buttons status={reason.status} code={reason.code} message="*" useful={reason.useful} n={reason.n} />
          <p>
            <a
              href={`/console/courrier/refuses?${String(new URLSearchParams({ etat: String(reason.status), raison: reason.code }))}`}
            >
              Les voir un par un
            </a>
          </p>
        </section>
      ))}
    </section>
  );

type Choosing = { status: RefusedStatus; code: string; message: string; useful: number; n: number };

const Buttons = ({ status, code, message, useful, n }: Choosing): Child => {
  const fields = { etat: String(status), raison: code, message };
  return (
    <>
      {useful === 0 ? null : (
        <Act
          to="renvoyer-refuses"
          what={n === 1 ? "Renvoyer" : `Renvoyer ${plural(useful, "message")}`}
          fields={fields}
        />
      )}
      <Act to="classer" what={n === 1 ? "Classer" : `Classer ${plural(n, "message")}`} fields={fields} />
    </>
  );
};

type Props = {
  status: RefusedStatus;
  code: string;
  lines: readonly RefusedLine[];
  /** How many there are beyond these. */
  more: number;
  now: number;
  names: MailNames;
};

/** Mails of one reason, one by one; no address, no name. */
export const RefusedPage = ({ status, code, lines, more, now, names }: Props): Child => (
  <ConsolePage
    title={lines.length === 0 ? "Messages refusés" : meaningOf(code)}
    lead={lines.length === 0 ? "Plus aucun message n’attend ici." : code === "" ? "Nouvel essai demandé." : code}
  >
    <ul class="rows">
      {lines.map((line) => (
        <li>
          {mailName(names, line.template)}, {line.id} : {wordsOf(code, line.reason)}
          {line.expires_at > now ? "" : " (son moment est passé)"}
          <Buttons status={status} code={code} message={line.id} useful={line.expires_at > now ? 1 : 0} n={1} />
        </li>
      ))}
    </ul>
    {more === 0 ? null : <p>… et {plural(more, "autre")}.</p>}
    <p>
      <a href="/console/courrier">Revenir au courrier</a>
    </p>
  </ConsolePage>
);
