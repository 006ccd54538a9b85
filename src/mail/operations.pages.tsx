import type { Child } from "hono/jsx";

import { durationInWords } from "../kernel/time.ts";
import { plural } from "../kernel/text.ts";
import { ConsolePage } from "../ui/console.tsx";
import { Notice } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
import { Act, ParkedPart, Unknown } from "./operations.parts.tsx";
import type { Operations } from "./operations.store.ts";
import { RefusedPart } from "./refused.parts.tsx";
import type { RefusedGroup } from "./refused.store.ts";
import type { MailNames } from "./words.ts";

type Props = {
  operations: Operations;
  refused: readonly RefusedGroup[];
  names: MailNames;
  now: number;
  done: string | null;
};

/** Calls are stopped, or one mail at a time tries. */
const isRefusing = (
  { breaker_until_at: until, breaker_since_at: since }: Operations["control"],
  now: number,
): boolean => until > now || since !== null;

const CLASSES = ["Réponses à un acte", "Rappels", "Accompagnement"];

/** The pipeline at a glance: what needs somebody first, then switches and what waits. */
export const OperationsPage = ({ operations, refused, names, now, done }: Props): Child => (
  <ConsolePage title="Courrier" lead="Ce qui attend, ce qui part, ce qui ne part pas." done={done}>
    <Alerts operations={operations} refused={refused} now={now} />
    <RefusedPart refused={refused} names={names} />
    <Switches operations={operations} now={now} />
    <BacklogTable operations={operations} now={now} />
    <Unknown operations={operations} />
    <ParkedPart operations={operations} />
  </ConsolePage>
);

type Alerting = Pick<Props, "operations" | "refused" | "now">;

const Alerts = ({ operations: { control, unknown, parked }, refused, now }: Alerting): Child => {
  const waiting = refused.reduce((sum, group) => sum + group.n, 0);
  const late = control.last_tick_at === null ? null : now - control.last_tick_at;
  const alerts = [
    control.sending_enabled === 0 ? "L’envoi est coupé : rien ne part." : null,
    isRefusing(control, now)
      ? `Le fournisseur a refusé (${control.breaker_reason ?? "sans raison"}) : les appels sont suspendus, un message essaie toutes les cinq minutes. Rien n’est perdu.`
      : null,
    waiting > 0 ? `${plural(waiting, "message")} refusés ou impossibles à écrire.` : null,
    late === null || late > 300 ? "L’horloge n’a pas sonné depuis plus de cinq minutes." : null,
    unknown.length > 0 ? `${plural(unknown.length, "envoi")} dont personne ne sait l’issue.` : null,
    parked.length > 0 ? `${plural(parked.length, "message")} mis de côté.` : null,
  ].filter((line) => line !== null);
  return alerts.length === 0 ? (
    <Notice kind="good">
      <p>Rien ne vous attend ici.</p>
    </Notice>
  ) : (
    <Notice kind="warn">
      <ul>
        {alerts.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </Notice>
  );
};

const Switches = ({ operations: { control }, now }: { operations: Operations; now: number }): Child => (
  <section class="card flat" aria-labelledby="interrupteurs">
    <h2 id="interrupteurs">Interrupteurs</h2>
    {control.sending_enabled === 1 ? (
      <Act
        to="envoi"
        what="Couper tout l’envoi"
        fields={{ valeur: "0" }}
        warn="Plus rien ne part, ni confirmation ni lien de connexion."
      />
    ) : (
      <Act
        to="envoi"
        what="Remettre l’envoi"
        fields={{ valeur: "1" }}
        warn="Ce qui attend et n’a pas expiré part aussitôt."
      />
    )}
    {CLASSES.map((name, bit) => {
      const isPaused = (control.paused_classes & (1 << bit)) !== 0;
      return (
        <Act
          to="classe"
          what={`${isPaused ? "Reprendre" : "Suspendre"} : ${name}`}
          fields={{ classe: String(bit), valeur: isPaused ? "0" : "1" }}
        />
      );
    })}
    {isRefusing(control, now) ? (
      <Act to="disjoncteur" what="Rappeler le fournisseur" warn="À faire une fois la cause corrigée." />
    ) : null}
  </section>
);

const BacklogTable = ({ operations: { backlog }, now }: { operations: Operations; now: number }): Child => (
  <section aria-labelledby="attente">
    <h2 id="attente">En attente</h2>
    <Table
      heads={["Classe", "Messages dus", "Le plus ancien"]}
      rows={backlog.map((row) => [
        CLASSES[row.class] ?? "",
        row.n >= 5000 ? "5 000 ou plus" : String(row.n),
        row.oldest === null ? "aucun" : `dû depuis ${durationInWords(now - row.oldest)}`,
      ])}
    />
  </section>
);
