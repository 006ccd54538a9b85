import type { Child } from "hono/jsx";

import { frameElement } from "./badge.ts";
import { ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Done, Head } from "../../ui/parts.tsx";
import { PACES, type Pace } from "../transparency-log/journal.store.ts";
import type { Label } from "../decision/label.ts";
import { TXT_PREFIX, WELL_KNOWN } from "./domains.ts";
import type { Binding } from "./domains.store.ts";

export type DomainsProps = {
  base: string;
  label: Label | null;
  bindings: readonly Binding[];
  /** How often the log's checkpoint is mailed. */
  pace: Pace;
  isOwner: boolean;
  origin: string;
  state: FormState;
  done: string | null;
};

const STATE_OF: Readonly<Record<Binding["state"], string>> = {
  pending: "à prouver",
  bound: "reconnu",
  warned: "reconnu, mais la preuve manque depuis deux semaines ou plus",
  unbound: "plus reconnu : la preuve a disparu",
};

/** Sites where a mutuelle may show its badge: each proves whose it is. */
export const DomainsPage = ({ base, label, bindings, pace, isOwner, origin, state, done }: DomainsProps): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ domaine: "Site" }} />
    <Head
      eyebrow="Label"
      title="Vos sites et le badge"
      lead="Prouvez que le site est à vous : « vérifier » dira alors que le badge y est à sa place."
    />
    <Done words={done} />
    {label === null ? (
      <p>Il n’y a pas encore de label : le badge vient avec lui.</p>
    ) : (
      <>
        <p>
          À copier sur vos pages :{" "}
          <code>{`<a href="${origin}/label/registre/${label.id}"><img src="${origin}/label/badge/${label.id}.svg" alt="Label Ligne Sûre : voir l’état sur la fiche"></a>`}</code>
        </p>
        <p>
          Ou un encart, qui dit l’état du jour en toutes lettres : <code>{frameElement(label.id, origin)}</code>
        </p>
        <ul class="rows">
          {bindings.map((one) => (
            <Site base={base} one={one} isOwner={isOwner} />
          ))}
        </ul>
        {isOwner ? (
          <form method="post" action={`${base}/domaines`} novalidate>
            <TextField name="domaine" label="Site" hint="Par exemple www.mutuelle.fr. Dix au plus." state={state} />
            <button type="submit">Ajouter ce site</button>
          </form>
        ) : (
          <p>La personne responsable de l’espace de votre mutuelle ajoute les sites.</p>
        )}
        {isOwner ? (
          <form method="post" action={`${base}/points`} novalidate class="card">
            <Select
              name="rythme"
              label="Recevoir le point de contrôle du journal"
              hint="Gardé dans votre messagerie, il prouve que personne n’a récrit le journal des décisions."
              options={PACES}
              state={{ values: { rythme: [pace] }, errors: {} }}
            />
            <button type="submit" class="quiet">
              Garder ce rythme
            </button>
          </form>
        ) : null}
      </>
    )}
    <p>
      <a href={`${base}/evaluation`}>Revenir à l’évaluation</a>
    </p>
  </div>
);

/** One site: whether it is recognised, the proof it needs, what to do. */
const Site = ({ base, one, isOwner }: { base: string; one: Binding; isOwner: boolean }): Child => (
  <li>
    <p>
      <strong>{one.domain}</strong> : {STATE_OF[one.state]}
    </p>
    {one.state === "bound" ? null : (
      <p class="hint">
        Ajoutez l’enregistrement DNS TXT <code>{`${TXT_PREFIX}${one.nonce}`}</code>, ou le fichier{" "}
        <code>{`https://${one.domain}${WELL_KNOWN}`}</code> avec <code>{`{"nonce":"${one.nonce}"}`}</code>, puis
        vérifiez.
      </p>
    )}
    <form method="post" action={`${base}/domaines/${one.domain}/verifier`} class="inline">
      <button type="submit" class="quiet">
        Vérifier<span class="seen-by-readers"> {one.domain}</span>
      </button>
    </form>
    {isOwner ? (
      <form method="post" action={`${base}/domaines/${one.domain}/retirer`} class="inline">
        <button type="submit" class="quiet">
          Retirer<span class="seen-by-readers"> {one.domain}</span>
        </button>
      </form>
    ) : null}
  </li>
);
