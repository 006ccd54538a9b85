import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { ConsolePage } from "../../ui/console.tsx";
import { ErrorSummary, type FormState, Select, TextArea } from "../../ui/form.tsx";
import { Done, Empty, Head } from "../../ui/parts.tsx";
import type { ReferentialFile } from "../scoring/formats.ts";
import type { Remark } from "./remarks.store.ts";

const WHOLE = "toute la version";
const nameOf = (file: ReferentialFile, id: string): string =>
  id === "" ? WHOLE : `${id} · ${file.criteria.find((one) => one.id === id)?.name ?? ""}`;
const ANSWERS = { kept: "Retenu", declined: "Non retenu, parce que" } as const;

type Props = {
  /** The draft that is discussed, and where its differences are. */
  draft: ReferentialFile;
  changes: string;
  remarks: readonly Remark[];
  fields: Child;
  state: FormState;
  done: string | null;
};

/** `/label/projet/remarques`: what anybody says of the next version, and what was answered. No account, no address. */
export const RemarksPage = ({ draft, changes, remarks, fields, state, done }: Props): Child => {
  const answered = remarks.filter(({ answer }) => answer !== "").length;
  return (
    <>
      <ErrorSummary state={state} labels={{ texte: "Votre remarque", form: "" }} />
      <Head
        eyebrow="Référentiel du label"
        title={`Discuter la version ${draft.version}`}
        lead="Un projet : personne n’est noté sous cette version. Il reste ouvert soixante jours au moins, et chaque remarque publiée reçoit une réponse."
      />
      <Done words={done} />
      <div class="split wide">
        <section aria-labelledby="remarques">
          <h2 id="remarques">
            {remarks.length === 0
              ? "Aucune remarque publiée"
              : `${plural(remarks.length, "remarque")}, ${plural(answered, "réponse")}`}
          </h2>
          {remarks.length === 0 ? <Empty scene="table" title="La première sera peut-être la vôtre" /> : null}
          <ul class="rows">
            {remarks.map((one) => (
              <li>
                <p>
                  <strong>{nameOf(draft, one.criterionId)}</strong>
                  <br />
                  {one.text}
                </p>
                <p class="meta">
                  {one.state === "kept" || one.state === "declined"
                    ? `${ANSWERS[one.state]} : ${one.answer}`
                    : "Réponse à venir."}
                </p>
              </li>
            ))}
          </ul>
          <p>
            <a class="button quiet" href={changes}>
              Ce que ce projet change
            </a>
            <a class="button quiet" href="/label/comptes#comptes-rendus">
              Comptes rendus du comité
            </a>
          </p>
        </section>
        <section class="card roof" aria-labelledby="dire">
          <h2 id="dire">Dire ce qui n’est pas juste</h2>
          <form method="post" action="/label/projet/remarques" novalidate>
            {fields}
            <Select
              name="critere"
              label="Sur quoi"
              options={[["", WHOLE] as [string, string]].concat(
                draft.criteria.map(({ id }): [string, string] => [id, nameOf(draft, id)]),
              )}
              state={state}
            />
            <TextArea
              name="texte"
              label="Votre remarque"
              hint="Aucun nom, aucun numéro de téléphone, rien qui vous fasse reconnaître. 2000 caractères au plus."
              rows={5}
              state={state}
            />
            <button type="submit">Envoyer la remarque</button>
          </form>
        </section>
      </div>
    </>
  );
};

type ConsoleProps = { remarks: readonly Remark[]; state: FormState; done: string | null };
/** `/console/label/remarques`: remarks to be read, then answered. */
export const RemarksConsolePage = ({ remarks, state, done }: ConsoleProps): Child => (
  <ConsolePage
    title="Remarques sur le projet"
    lead="Publiez ce qui parle du référentiel, même si cela déplaît ; écartez ce qui reconnaît quelqu’un ou n’en parle pas. Chaque remarque publiée reçoit une réponse."
    done={done}
  >
    <ErrorSummary state={state} labels={{ reponse: "Réponse" }} />
    {remarks.length === 0 ? <Empty scene="nuit" title="Rien n’attend" /> : null}
    <ul class="rows">
      {remarks.map((one) => (
        <li>
          <p>
            <strong>
              {one.draft} · {one.criterionId === "" ? WHOLE : one.criterionId}
            </strong>
            {one.state === "published" ? " · publiée, sans réponse" : ""}
            <br />
            {one.text}
          </p>
          <form method="post" action={`/console/label/remarques/${one.id}/traiter`} novalidate>
            <TextArea
              name="reponse"
              label="Réponse publiée"
              hint="Ce qui change, ou pourquoi non : 10 caractères au moins."
              rows={2}
              state={state.row === one.id ? state : { values: {}, errors: {}, row: one.id }}
            />
            <div class="acts">
              {one.state === "waiting" ? (
                <button type="submit" name="suite" value="published" class="quiet small">
                  Publier, répondre plus tard
                </button>
              ) : null}
              <button type="submit" name="suite" value="kept" class="quiet small">
                Publier : retenu
              </button>
              <button type="submit" name="suite" value="declined" class="quiet small">
                Publier : non retenu
              </button>
              <button type="submit" name="suite" value="set_aside" class="quiet small">
                Écarter
              </button>
            </div>
          </form>
        </li>
      ))}
    </ul>
  </ConsolePage>
);
