import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { momentOf } from "../sessions/session.ts";
import { dayInWords, durationInWords, hoursIn, PARIS } from "../../kernel/time.ts";
import { ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { Mark } from "../../ui/logo.tsx";
import { Paper } from "../../ui/paper.tsx";
import { Facts, Head, Notice } from "../../ui/parts.tsx";
import { Scene } from "../../ui/scene.tsx";
import { classNamed } from "../schools/school-class.ts";
import type { Session } from "../sessions/session.ts";
import type { Checked } from "./attest.ts";
import { printCode } from "./attestation.ts";
import type { ClassSheet } from "./presence.store.ts";

type PaperProps = { code: string; title: string; session: Session; origin: string; now: number };
/** `seconds`: how long it was in all, where that is not the length of the session. */
type Framed = PaperProps & { seconds?: number; children?: Child };

/** One sheet of A4, printed as it is seen; what surrounds it stays on the screen. */
const AttestationPaper = ({
  code,
  title,
  session,
  origin,
  now,
  seconds = session.endsAt - session.startsAt,
  children,
}: Framed): Child => (
  <>
    <div class="screen">
      <Notice>
        <p>
          Imprimez cette page ou enregistrez-la maintenant : nous ne gardons pas le nom qui y est écrit, et la page ne
          se rouvre pas. Une nouvelle attestation remplace celle-ci.
        </p>
      </Notice>
    </div>
    <Paper size="a4">
      <header>
        <Mark />
        <p>Ligne Sûre{session.isDemo ? " · exemple fictif, sans valeur" : ""}</p>
      </header>
      <div>
        <h1>Attestation de présence</h1>
        {children}
        <Facts
          rows={[
            ["Atelier", title, "carnet"],
            ["Date", momentOf(session), "date"],
            ["Durée", durationInWords(seconds), "heure"],
            ["Animé par", session.association, "coeur"],
          ]}
        />
        <Scene name="cercle" />
      </div>
      <footer>
        <p>
          Émise le {dayInWords(now, PARIS)}. Pour la vérifier : {origin}/attestations/verifier, code{" "}
          <strong>{printCode(code)}</strong>
        </p>
      </footer>
    </Paper>
  </>
);

/** A person's paper: the browser prints or saves it; the name is not kept. */
export const PersonPaper = ({ name, ...paper }: PaperProps & { name: string }): Child => (
  <AttestationPaper {...paper}>
    <p class="lead">{name} a participé à cet atelier.</p>
  </AttestationPaper>
);

type ClassProps = PaperProps & {
  host: string;
  /** What was counted and confirmed. */
  sheets: readonly ClassSheet[];
  /** How many classes the visit had; null on the paper of one class. */
  of: number | null;
};
/** The paper of a class, or of a visit: the place, levels, hours and numbers. */
export const ClassPaper = ({ host, sheets, of, ...paper }: ClassProps): Child => (
  <AttestationPaper {...paper} seconds={sheets.reduce((sum, sheet) => sum + sheet.ends_at - sheet.starts_at, 0)}>
    <p class="lead">
      {host} a accueilli cet atelier
      {of === null ? "" : ` : ${sheets.length} ${of === 1 ? "classe" : "classes"} sur ${of}`}.
    </p>
    <ul>
      {sheets.map((sheet) => (
        <li>
          {sheetInWords(sheet, paper.session.tz)} :{" "}
          {plural(sheet.pupils_present ?? 0, "élève présent", "élèves présents")},{" "}
          {plural(sheet.adults_present ?? 0, "adulte")}
        </li>
      ))}
    </ul>
  </AttestationPaper>
);

/** « 4e B, jeudi 14 janvier 2027, 8 h – 9 h 50 ». */
export const sheetInWords = (sheet: ClassSheet, tz: string): string => {
  const { starts_at: startsAt, ends_at: endsAt } = sheet;
  return `${classNamed(sheet)}, ${dayInWords(startsAt, tz)}, ${hoursIn([{ startsAt, endsAt }], tz)}`;
};

type VerifyProps = { state: FormState; answer: { checked: Checked; title: string } | null };

/** `/attestations/verifier`: the code goes by POST, so that it stays out of histories; the answer names nobody. */
export const VerifyPage = ({ state, answer }: VerifyProps): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ code: "Code", name: "Nom" }} />
    <Head
      eyebrow="Attestations"
      title="Vérifier une attestation de présence"
      lead="Le code est au bas du papier. Rien de ce que vous écrivez n’est gardé."
    />
    {answer === null ? null : <Verdict {...answer} />}
    <form method="post" action="/attestations/verifier" novalidate>
      <TextField
        name="code"
        label="Code"
        hint="Douze caractères, comme ABCD-EFGH-JKMN."
        state={state}
        autocomplete="off"
      />
      <TextField
        name="name"
        label="Nom écrit sur le papier (facultatif)"
        hint="Nous répondons seulement oui ou non."
        state={state}
        isOptional
        autocomplete="off"
      />
      <button type="submit">Vérifier</button>
    </form>
  </div>
);

const NAME_WORDS: Partial<Record<Checked["name"], string>> = {
  same: "c’est bien celui du papier",
  other: "ce n’est pas celui du papier",
  forgotten: "il n’est pas gardé : nous ne pouvons pas le comparer",
};
const Verdict = ({ checked: { attested, name }, title }: { checked: Checked; title: string }): Child => {
  const { session, head_count: count, revoked_at: revokedAt } = attested;
  const isGood = revokedAt === null && name !== "other";
  return (
    <Notice kind={isGood ? "good" : "warn"}>
      <p role="status">
        <strong>
          {revokedAt === null
            ? "Cette attestation est valable."
            : "Cette attestation a été remplacée par une plus récente."}
        </strong>
      </p>
      <Facts
        rows={[
          ["Atelier", title],
          ["Date", momentOf(session)],
          ["Durée", durationInWords(session.endsAt - session.startsAt)],
          ["Animé par", session.association],
          attested.kind === "class" ? ["Établissement", session.venue?.name ?? ""] : null,
          count === null ? null : ["Élèves présents", String(count)],
          NAME_WORDS[name] === undefined ? null : ["Le nom", NAME_WORDS[name]],
        ]}
      />
      {session.isDemo ? <p>Exemple fictif, sans valeur.</p> : null}
    </Notice>
  );
};

/** Asks somebody who came for the name to print. */
export const PaperBox = ({
  token,
  state,
  isInformal,
}: {
  token: string;
  state: FormState;
  isInformal: boolean;
}): Child => (
  <form method="post" action={`/i/${token}/attestation`} novalidate>
    <TextField
      name="nom"
      label={isInformal ? "Ton nom, pour l’attestation de présence" : "Votre nom, pour l’attestation de présence"}
      hint="Il est imprimé, et nous ne le gardons pas."
      state={state}
      autocomplete="name"
    />
    <button type="submit">Afficher l’attestation à imprimer</button>
  </form>
);
