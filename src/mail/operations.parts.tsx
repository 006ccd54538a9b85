import type { Child } from "hono/jsx";

import type { BatchId } from "../kernel/ids.ts";
import { plural } from "../kernel/text.ts";
import { PARIS, momentIn } from "../kernel/time.ts";
import { ConsolePage, Act as Button } from "../ui/console.tsx";
import { type MailNames, mailName, reasonInWords } from "./words.ts";
import type { Operations } from "./operations.store.ts";

/** One button of the mail page. */
export const Act = ({
  to,
  ...rest
}: {
  to: string;
  what: string;
  fields?: Record<string, string>;
  warn?: string;
}): Child => <Button action={`/console/courrier/${to}`} {...rest} />;

/** Batches whose outcome nobody knows. */
export const Unknown = ({ operations: { unknown } }: { operations: Operations }): Child =>
  unknown.length === 0 ? null : (
    <section aria-labelledby="inconnus">
      <h2 id="inconnus">Issue inconnue</h2>
      <p>
        Peut-être reçus, peut-être pas : rien ne repart tout seul. Cherchez d’abord dans la liste du fournisseur ; ce
        qui n’y est pas peut être renvoyé, exprès.
      </p>
      <ul>
        {unknown.map((batch) => (
          <li>
            <a href={`/console/courrier/envois/${batch.id}`}>Envoi de {plural(batch.n ?? 0, "message")}</a> :{" "}
            {batch.error ?? "sans réponse"}
          </li>
        ))}
      </ul>
    </section>
  );

/** Messages that were put aside, and how to put them back. */
export const ParkedPart = ({ operations: { parked } }: { operations: Operations }): Child =>
  parked.length === 0 ? null : (
    <section aria-labelledby="cote">
      <h2 id="cote">Mis de côté</h2>
      <ul>
        {parked.map((row) => (
          <li>
            File {row.queue}, après {plural(row.attempts, "essai")}, le {momentIn(row.parked_at, PARIS)} :{" "}
            <code>{row.body}</code>
            <Act to="rejouer" what="Rejouer" fields={{ message: row.id }} />
          </li>
        ))}
      </ul>
    </section>
  );

/** The reason of a mail that the provider's list does not hold. */
const ABSENT = "not found at the provider";

type Lost = { id: string; template: string; reason: string | null };
type UnknownProps = { batchId: BatchId; lost: readonly Lost[]; names: MailNames; done: string | null };

const LostList = ({ batchId, lost, names }: Omit<UnknownProps, "done">): Child => (
  <ul>
    {lost.map((mail) => (
      <li>
        {mailName(names, mail.template)} : {mail.reason === null ? "sans réponse" : reasonInWords(mail.reason)}
        {mail.reason === ABSENT ? (
          <Act
            to="renvoyer"
            what="Renvoyer, exprès"
            fields={{ message: mail.id, envoi: batchId }}
            warn="S’il était parti quand même, la personne le recevra deux fois."
          />
        ) : null}
      </li>
    ))}
  </ul>
);

/** One unknown batch: look for it, then decide mail by mail. */
export const UnknownPage = ({ batchId, lost, names, done }: UnknownProps): Child => (
  <ConsolePage title="Issue inconnue" lead={`${plural(lost.length, "message")} de cet envoi.`} done={done}>
    <Act to={`envois/${batchId}/chercher`} what="Chercher dans la liste du fournisseur" />
    {lost.filter((mail) => mail.reason === ABSENT).length < 2 ? null : (
      <Act
        to="renvoyer"
        what="Renvoyer tous ceux qui n’y sont pas"
        fields={{ message: "*", envoi: batchId }}
        warn="La liste du fournisseur ne les contient pas. S’ils étaient partis quand même, ils arriveraient deux fois."
      />
    )}
    <LostList batchId={batchId} lost={lost} names={names} />
    <p>
      <a href="/console/courrier">Revenir au courrier</a>
    </p>
  </ConsolePage>
);
