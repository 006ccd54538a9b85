import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";

import { ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { Done, Head, Notice } from "../../ui/parts.tsx";
import { ADULT_ROLES, LEVELS } from "../schools/school-class.ts";
import { NEEDS } from "../seats/registration.schema.ts";
import { type Session, placeInWords, momentOf } from "../sessions/session.ts";
import type { PresenceLine } from "./presence.store.ts";

/** A line with the first name that the facilitator calls; null once it is erased. */
type NamedLine = PresenceLine & { called: string | null };
type Props = {
  base: string;
  session: Session;
  title: string;
  lines: readonly NamedLine[];
  isOpen: boolean;
  isCoordinator: boolean;
  now: number;
  state: FormState;
  done: string | null;
  /** What a coordinator may change, before the session. */
  change: Child;
};

const LABELS = {
  pupils: "Élèves présents",
  adults: "Adultes présents",
  role: "Fonction",
  debut: "Début",
  capacity: "Places",
};

/** The list of the day: one large button per person, one form per class. Works with script off; with it, marks survive a lost network. */
export const PresencePage = (props: Props): Child => {
  const { base, session, title, lines, isOpen, isCoordinator, now, state, done, change } = props;
  const came = lines.filter((line) => line.state === "attended").length;
  return (
    <div class="narrow">
      <ErrorSummary state={state} labels={LABELS} />
      <Head eyebrow="Présence" title={title} lead={`${momentOf(session)}, ${placeInWords(session)}.`} />
      <Done words={done} />
      {isOpen ? null : (
        <Notice>
          <p>
            La liste s’ouvre deux heures avant la séance, et se ferme un jour après (sept pour la coordination).{" "}
            {plural(lines.length, "inscription")} pour l’instant.
          </p>
        </Notice>
      )}
      {isOpen && lines.length === 0 ? <p>Personne n’est inscrit.</p> : null}
      {isOpen && lines.length > 0 ? (
        <>
          {lines.some((line) => line.kind === "class") ? null : (
            <p id="compte" role="status" data-total={String(lines.length)}>
              {plural(came, "présent")} sur {lines.length}
            </p>
          )}
          <ul class="rows" data-presence={session.id} data-now={String(now * 1000)}>
            {lines.map((line) =>
              line.kind === "class" ? (
                <ClassLine base={base} line={line} state={state} />
              ) : (
                <PersonLine base={base} line={line} />
              ),
            )}
          </ul>
        </>
      ) : null}
      {change}
      <Ways base={base} isOpen={isOpen} isCoordinator={isCoordinator} />
    </div>
  );
};

type WaysProps = Pick<Props, "base" | "isOpen" | "isCoordinator">;
const Ways = ({ base, isOpen, isCoordinator }: WaysProps): Child => (
  <>
    <p>
      <a href={`${base}/questionnaires`}>Questionnaires et cartes de cette séance</a>
      {isCoordinator ? (
        <>
          {" · "}
          <a href={`${base}/equipe`}>Qui anime</a>
        </>
      ) : null}
    </p>
    <form method="post" action={`${base}/exporter`}>
      <button type="submit" class="quiet">
        Télécharger la liste (CSV)
      </button>
    </form>
    {isOpen ? (
      <form method="post" action={`${base}/manque`}>
        <button type="submit" class="quiet">
          Il manque un adulte : prévenir
        </button>
      </form>
    ) : null}
    <p>
      <a href={base.replace(/\/seances\/[^/]+$/, "")}>Retour à l’espace</a>
    </p>
  </>
);

const PersonLine = ({ base, line }: { base: string; line: NamedLine }): Child => (
  <li data-line={line.id} data-seen={String(line.markedMs)}>
    <h2>{line.called ?? "Prénom effacé"}</h2>
    {line.needs.length === 0 ? null : (
      <p>{line.needs.map((need) => NEEDS[need as keyof typeof NEEDS] ?? need).join(", ")}</p>
    )}
    <div class="pair">
      <Mark base={base} line={line} act="present" label="Présent" isOn={line.state === "attended"} />
      <Mark base={base} line={line} act="absent" label="Absent" isOn={line.state === "absent"} />
    </div>
  </li>
);

type MarkProps = { base: string; line: NamedLine; act: "present" | "absent"; label: string; isOn: boolean };
const Mark = ({ base, line, act, label, isOn }: MarkProps): Child => (
  <form method="post" action={`${base}/${act}`} data-mark={act}>
    <input type="hidden" name="ligne" value={line.id} />
    <button
      type="submit"
      class={isOn ? "" : "quiet"}
      aria-pressed={isOn ? "true" : "false"}
      aria-label={`${label} : ${line.called ?? "prénom effacé"}`}
    >
      {label}
    </button>
  </form>
);

/** The counts of a class, once written: the adult of the class says whether they are right. */
const Confirmation = ({ base, line, state }: { base: string; line: NamedLine; state: FormState }): Child => {
  if (line.pupilsPresent === null) {
    return null;
  }
  const counts = `${plural(line.pupilsPresent, "élève")} et ${plural(line.adultsPresent ?? 0, "adulte")}`;
  return line.signedAt === null ? (
    <form method="post" action={`${base}/confirmer`} novalidate>
      <input type="hidden" name="ligne" value={line.id} />
      <p>
        <strong>Tendez l’écran à l’adulte de la classe.</strong> {counts} : est-ce exact ? Il peut aussi confirmer plus
        tard, par le lien de sa demande.
      </p>
      <Select name="role" label="Sa fonction" options={{ "": "Choisir", ...ADULT_ROLES }} state={state} />
      <button type="submit">Je confirme ces nombres</button>
    </form>
  ) : (
    <Notice kind="good">
      <p>{counts}, confirmés par l’adulte de la classe.</p>
    </Notice>
  );
};

const ClassLine = ({ base, line, state }: { base: string; line: NamedLine; state: FormState }): Child => {
  const isHere = state.values["ligne"]?.[0] === line.id;
  const counted: FormState = {
    values: { pupils: [String(line.pupilsPresent ?? "")], adults: [String(line.adultsPresent ?? "")] },
    errors: {},
  };
  const shown = isHere ? state : counted;
  return (
    <li>
      <h2>
        {LEVELS[(line.level ?? "cm") as keyof typeof LEVELS] ?? "Classe"} : {plural(line.pupils ?? line.seats, "élève")}{" "}
        attendus
      </h2>
      <form method="post" action={`${base}/classe`} novalidate>
        <input type="hidden" name="ligne" value={line.id} />
        <div class="pair">
          <TextField name="pupils" label="Élèves présents" inputmode="numeric" state={shown} autocomplete="off" />
          <TextField name="adults" label="Adultes présents" inputmode="numeric" state={shown} autocomplete="off" />
        </div>
        <button type="submit" class={line.pupilsPresent === null ? "" : "quiet"}>
          Enregistrer ces nombres
        </button>
      </form>
      <Confirmation base={base} line={line} state={isHere ? state : counted} />
    </li>
  );
};
