import type { Child } from "hono/jsx";

import { Choices, ErrorSummary, type FormState, TextArea, TextField } from "../../ui/form.tsx";
import { Done, Fold, Head, Notice } from "../../ui/parts.tsx";
import { STATES_IN_WORDS } from "../registry/label-words.ts";
import type { Label } from "../decision/label.ts";
import { Fictitious } from "../registry/label.parts.tsx";
import type { Answer, Seen, Verdict } from "./verify.ts";

const SENTENCES: Readonly<Record<Verdict, string>> = {
  true: "Ce badge est vrai, et le label est en vigueur.",
  ended: "Ce badge est vrai, mais le label n’est plus en vigueur.",
  not_for_site: "Ce badge existe, mais il n’est pas vérifié pour ce site.",
  unknown: "Aucun label connu à cette adresse.",
  unreadable: "Cette adresse ne se lit pas.",
  other: "Ce badge est celui d’une autre mutuelle que celle de ce site.",
  site_only:
    "Ce site est bien celui de cette mutuelle ; nous n’avons pas pu lire la page : comparez le badge à la fiche.",
  no_badge: "Ce site est bien celui de cette mutuelle ; cette page ne montre aucun badge.",
};

/** A number by itself: nobody looked at a page, and a badge is copied with its number. */
const BY_NUMBER: Partial<Record<Verdict, string>> = {
  true: "Ce label existe, et il est en vigueur.",
  ended: "Ce label existe, mais il n’est plus en vigueur.",
};

const WHY: Readonly<Record<NonNullable<Answer["why"]>, string>> = {
  address: "Donnez une adresse publique complète, en https.",
  private: "Ce nom mène à un réseau privé, ou nulle part : rien n’y a été demandé.",
  redirect: "La page renvoie ailleurs, ou tourne en rond.",
  slow: "Le site ne répond pas en cinq secondes.",
  status: "Le site répond par une erreur.",
  unreachable: "Le site ne répond pas.",
};

type Props = { answer: Answer | null; typed: string; credential: { isGenuine: boolean } | null; state: FormState };

/** `/label/verifier`: « ce badge est-il vrai ? », for an address or for a credential that somebody pasted. */
export const VerifyPage = ({ answer, typed, credential, state }: Props): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ attestation: "Badge numérique" }} />
    <Head
      eyebrow="Label"
      title="Ce badge est-il vrai ?"
      lead="Une image se copie. Donnez l’adresse de la page où vous avez vu le badge, celle du badge, ou son numéro (lbl_…)."
    />
    {credential === null ? null : (
      <Notice kind={credential.isGenuine ? "good" : "warn"}>
        <p>
          {credential.isGenuine
            ? "La signature est juste : ce badge numérique est tel que nous l’avons signé."
            : "La signature est fausse : ce texte a été changé, ou ne vient pas de nous."}
        </p>
      </Notice>
    )}
    {answer === null ? null : <AnswerPart answer={answer} isSigned={credential?.isGenuine === true} />}
    <form method="get" action="/label/verifier">
      <TextField name="url" label="Adresse de la page ou du badge" state={{ values: { url: [typed] }, errors: {} }} />
      <button type="submit">Vérifier</button>
    </form>
    <Fold
      title="Vérifier un badge numérique (JSON)"
      icon="abri"
      isOpen={credential !== null || state.errors["attestation"] !== undefined}
    >
      <form method="post" action="/label/verifier" novalidate>
        <TextArea
          name="attestation"
          label="Badge numérique"
          hint="Collez le texte du fichier .vc.json. La signature est vérifiée ; l’état du label est lu au registre."
          rows={6}
          state={state}
        />
        <button type="submit" class="quiet">
          Vérifier la signature
        </button>
      </form>
    </Fold>
  </div>
);

/** What is said of one badge, or of the site where the page shows none. */
const SeenPart = ({ badge, host }: { badge: Seen; host: string | null }): Child => {
  const { verdict, label, state } = badge;
  return label === null ? (
    <li>Ce badge ne mène à aucun label.</li>
  ) : (
    <li>
      <a href={`/label/registre/${label.id}`}>
        {label.organisation} · {label.offerName}
      </a>
      <Fictitious label={label} /> : {label.levelName}, {state === null ? "" : STATES_IN_WORDS[state]}.
      {verdict === "not_for_site"
        ? ` La mutuelle n’a pas prouvé que ${host ?? ""} est à elle. Fiez-vous à la fiche du registre, pas à ce site.`
        : ""}
      {verdict === "other" ? ` ${host ?? ""} n’est pas le site de cette mutuelle.` : ""}
    </li>
  );
};

const AnswerPart = ({ answer, isSigned }: { answer: Answer; isSigned: boolean }): Child => {
  const { verdict, badges, host, why } = answer;
  const isByNumber = host === null && !isSigned;
  return (
    <Notice kind={verdict === "true" ? "good" : "warn"}>
      <p>
        <strong>{(isByNumber ? BY_NUMBER[verdict] : undefined) ?? SENTENCES[verdict]}</strong>
      </p>
      {isByNumber && verdict === "true" ? (
        <p>
          Nous n’avons pas vu la page où vous l’avez trouvé, et un badge se copie : donnez l’adresse de cette page pour
          savoir s’il est à elle.
        </p>
      ) : null}
      {why === null ? null : <p>{WHY[why]}</p>}
      <ul>
        {badges.map((badge) => (
          <SeenPart badge={badge} host={host} />
        ))}
      </ul>
    </Notice>
  );
};

/** `/label/signaler/:fiche`: what somebody says is not right, without an account and without an address. */
export const ReportPage = ({
  label,
  fields,
  state,
  done,
}: {
  label: Label;
  fields: Child;
  state: FormState;
  /** What is said of what was just sent; null: the form. */
  done: string | null;
}): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ texte: "Ce qui n’est pas juste", form: "" }} />
    <Head eyebrow="Label" title="Signaler" lead={`${label.organisation} · ${label.offerName}`} />
    <Done words={done} />
    {done !== null ? null : (
      <form method="post" action={`/label/signaler/${label.id}`} novalidate>
        {fields}
        <Choices
          name="sorte"
          legend="De quoi s’agit-il ?"
          kind="radio"
          options={{
            inaccuracy: "Quelque chose d’inexact sur la fiche",
            experience: "L’aide n’a pas été ce qui est annoncé",
          }}
          state={{ values: { sorte: ["inaccuracy"], ...state.values }, errors: {} }}
        />
        <TextArea
          name="texte"
          label="Ce qui n’est pas juste"
          hint="Aucun nom, aucun numéro de téléphone, rien qui vous fasse reconnaître. Gardé un an après le traitement."
          rows={5}
          state={state}
        />
        <button type="submit">Envoyer ce signalement</button>
      </form>
    )}
    <p>
      <a href={`/label/registre/${label.id}`}>Revenir à la fiche</a>
    </p>
  </div>
);
