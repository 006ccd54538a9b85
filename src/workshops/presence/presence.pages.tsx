import type { Child } from "hono/jsx";

import type { Said } from "../../kernel/said.ts";
import { plural } from "../../kernel/text.ts";

import { ErrorSummary, type FormState, type Mark, Marks, Select, TextField, Tick } from "../../ui/form.tsx";
import { Card } from "../../ui/cards.tsx";
import { Dock } from "../../ui/dock.tsx";
import { mailLeft, withMail } from "../../ui/mail-left.ts";
import type { IconName } from "../../ui/icon.tsx";
import { Bits, Done, Empty, Notice, Todo } from "../../ui/parts.tsx";
import { Fill } from "../../ui/table.tsx";
import { ADULT_ROLES, classNamed } from "../schools/school-class.ts";
import { NEEDS, NEED_ANSWERS, type Need } from "../seats/needs.ts";
import { SessionHead } from "../sessions/session-head.parts.tsx";
import { type Session, isVisit, takenInWords } from "../sessions/session.ts";
import { type Arranged, agesOf, minorInWords, toArrange } from "./prepare.ts";
import type { PresenceLine } from "./presence.store.ts";

/** What stands of a session on its page: it may still be changed, somebody has a seat or a rank then, its list is open, a class was counted, its count confirmed. */
export type DayStanding = "ahead" | "told" | "open" | "counted" | "confirmed";
const ADDED = "C’est noté : la place est prise. Aucun message ne part : dites-leur le jour, l’heure et le lieu.";
const ASKED = `La place est gardée. À l’adresse écrite, ${mailLeft} : la place est confirmée quand on y répond.`;
export const DAY_SAID: Said<DayStanding> = {
  classe: { counted: "Les nombres sont enregistrés. Il reste à les faire confirmer." },
  confirmer: { confirmed: "Merci, c’est confirmé." },
  besoin: { ahead: withMail("C’est noté : les personnes concernées le lisent sur leur page et reçoivent un message.") },
  ajoute: { ahead: ADDED, open: ADDED },
  "ajoute-mail": { ahead: ASKED, open: ASKED },
  modifier: {
    told: withMail(
      "C’est enregistré. Si le lieu ou l’heure a changé, chacun reçoit un message, avec l’avant et l’après.",
    ),
    ahead: "C’est enregistré. Personne n’est à prévenir : il n’y a ni place prise, ni rang.",
  },
  pareil: { ahead: "Rien n’a changé : personne n’est prévenu." },
  places: { ahead: "Le nombre de places est changé." },
  manque: {
    open: withMail(
      "C’est signalé : la coordination et l’équipe de la plateforme sont prévenues. La liste reste ouverte.",
    ),
  },
};

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
  /** First names may be asked for; they are shown. */
  mayName: boolean;
  isNamed: boolean;
};

const LABELS = {
  pupils: "Élèves présents",
  adults: "Adultes présents",
  role: "Fonction",
  capacity: "Places",
};

/** The list of the day: one tile a person, one form a class. Works with script off; with it, marks survive a lost network. */
export const PresencePage = (props: Props): Child => {
  const { isOpen, state, done, change } = props;
  return (
    <>
      <ErrorSummary state={state} labels={LABELS} />
      <SessionHead {...props} open="liste" />
      <Done words={done} />
      {props.session.joinUrl === null || props.session.state === "cancelled" ? null : (
        <p>
          Lien de connexion : <a href={props.session.joinUrl}>{props.session.joinUrl}</a>
        </p>
      )}
      <div class="split">
        <div>
          {isOpen ? <DayList {...props} /> : props.isNamed ? <Names {...props} /> : null}
          {isOpen || props.session.state === "cancelled" ? null : <NotYet {...props} />}
        </div>
        <div class="stack screen">
          {change}
          <Ways {...props} />
        </div>
      </div>
    </>
  );
};

const NEED_ICONS: Readonly<Record<Need, IconName>> = {
  step_free: "rampe",
  hearing_loop: "boucle",
  sign_language: "tchat",
  large_print: "voir",
  easy_words: "papier",
};

/** Before and after its hours the list names nobody: how full the session is. */
const NotYet = ({ base, session, lines, now, isCoordinator, mayName, isNamed }: Props): Child => {
  const n = lines.reduce((sum, line) => sum + (line.kind === "class" ? line.seats : 1), 0);
  const kept = Math.max(0, session.taken - n);
  const people = lines.filter(({ person }) => person !== null);
  const arranged = session.startsAt > now ? toArrange(people, session, now) : [];
  return (
    <>
      <h2>{plural(n, "personne")} pour l’instant</h2>
      <p>
        {takenInWords(session)}
        {kept === 0 ? "" : ` ; ${plural(kept, "place gardée", "places gardées")} le temps d’une réponse`}
      </p>
      <Fill n={session.taken} of={session.capacity} />
      {people.length === 0 ? null : (
        <Bits bits={agesOf(people).map(([label, of]) => ["groupe", `${label} : ${of}`] as const)} />
      )}
      {arranged.length === 0 ? null : (
        <>
          <h2>À prévoir</h2>
          <Todo
            items={arranged.map((one) => ({
              icon: NEED_ICONS[one.need],
              title: `${NEEDS[one.need]} : ${plural(one.people, "personne")}`,
              children: (
                <>
                  <p>
                    {leadInWords(one)} {answeredInWords(one)}
                  </p>
                  {isCoordinator ? <AnswerForm base={base} need={one.need} /> : null}
                </>
              ),
            }))}
          />
        </>
      )}
      {mayName && !isNamed && people.length > 0 ? (
        <form method="post" action={`${base}/prenoms`}>
          <button type="submit" class="quiet">
            Voir les prénoms
          </button>
          <p class="hint">Pour préparer : c’est noté dans le journal, comme chaque liste ouverte.</p>
        </form>
      ) : null}
      <Notice>
        <p>
          La coordination et qui anime notent les présences à partir de deux heures avant la séance, et jusqu’à un jour
          après (sept pour la coordination). Le reste de l’équipe lit des nombres.
        </p>
      </Notice>
    </>
  );
};

/** How long before it has to be asked for; what needs no time is only remembered. */
const leadInWords = ({ days, isLate }: Arranged): string =>
  days === null
    ? "À garder en tête le jour même."
    : isLate
      ? `Se prévoit ${days} jours ouvrés avant : il reste moins que cela, voyez dès maintenant ce qui est possible.`
      : `Se prévoit ${days} jours ouvrés avant.`;

/** What was answered, in numbers: somebody who came later has none yet. */
const answeredInWords = ({ people, answers }: Arranged): string =>
  Object.entries(NEED_ANSWERS)
    .flatMap(([code, label]) => {
      const n = answers.filter((answer) => answer === code).length;
      return n === 0 ? [] : [`${label}${n === people ? "" : ` (${n} sur ${people})`}.`];
    })
    .join(" ");

/** The answer to a need, for all who have it. */
const AnswerForm = ({ base, need }: { base: string; need: Arranged["need"] }): Child => (
  <form method="post" action={`${base}/besoin`} class="acts">
    <input type="hidden" name="besoin" value={need} />
    {Object.entries(NEED_ANSWERS).map(([code, label]) => (
      <button type="submit" name="reponse" value={code} class="quiet small" aria-label={`${NEEDS[need]} : ${label}`}>
        {label}
      </button>
    ))}
  </form>
);

/** First names before the day, for the person who prepares it. */
const Names = ({ lines }: Props): Child => (
  <>
    <h2>Les prénoms</h2>
    <ul>
      {lines
        .filter(({ person }) => person !== null)
        .map(({ called, ageBand }) => (
          <li>{[called ?? "Prénom effacé", minorInWords(ageBand)].filter((words) => words !== null).join(", ")}</li>
        ))}
    </ul>
  </>
);

const DayList = ({ base, session, lines, now, state }: Props): Child => {
  const came = lines.filter((line) => line.isPresent === true).length;
  return lines.length === 0 ? (
    <Empty scene="cercle" title="Personne n’est inscrit" />
  ) : (
    <>
      <h2>Qui est là ?</h2>
      {lines.some((line) => line.kind === "class") ? (
        <ul class="rows">
          {lines.map((line) => (
            <ClassLine base={base} line={line} state={state} />
          ))}
        </ul>
      ) : (
        <>
          <p class="hint">Touchez un prénom quand la personne entre. Pour corriger, touchez l’autre réponse.</p>
          <Marks action={base} list={session.id} nowMs={now * 1000} marks={lines.map(markOf)} />
          <Dock>
            <p>
              <strong id="compte" role="status" data-total={String(lines.length)}>
                {plural(came, "présent")} sur {lines.length}
              </strong>
            </p>
          </Dock>
        </>
      )}
    </>
  );
};

type WaysProps = Pick<Props, "base" | "session" | "isOpen" | "mayName" | "isCoordinator">;
const Ways = ({ base, session, isOpen, mayName, isCoordinator }: WaysProps): Child => (
  <Card kind="flat" title="Ajouter, emporter, prévenir">
    {(isOpen || isCoordinator) && session.state !== "cancelled" ? (
      <p>
        <a class="button quiet" href={`${base}/ajouter`}>
          Ajouter quelqu’un
        </a>
      </p>
    ) : null}
    {mayName ? (
      <form method="post" action={`${base}/feuille`}>
        <Tick name="besoins" label="Feuille avec les besoins d’accueil" isTicked={false} />
        <button type="submit" class="quiet">
          Feuille à imprimer
        </button>
      </form>
    ) : null}
    <form method="post" action={`${base}/exporter`} class="acts">
      <button type="submit" class="quiet">
        {isOpen ? "Télécharger la liste (CSV)" : "Télécharger la liste, sans les prénoms (CSV)"}
      </button>
      <button type="submit" class="quiet" name="format" value="xlsx">
        Pour un tableur (XLSX)
      </button>
    </form>
    {isOpen ? (
      <form method="post" action={`${base}/manque`}>
        <button type="submit" class="quiet">
          Il manque un adulte : prévenir
        </button>
      </form>
    ) : null}
    {isCoordinator && !isVisit(session) ? (
      <p>
        <a href={`${base.replace(/\/[^/]+$/, "")}/nouvelle?modele=${session.id}`}>
          {session.seriesId === null ? "La dupliquer" : "Reprendre la série"}
        </a>
      </p>
    ) : null}
    <p>
      <a href={base.replace(/\/seances\/[^/]+$/, "")}>Retour à l’espace</a>
    </p>
  </Card>
);

/** A person of the list: their name, whether they are a minor, and what they need to be welcomed. */
const markOf = ({ person, id, called, ageBand, needs, isPresent, markedMs }: NamedLine): Mark => ({
  id: person ?? id,
  name: called ?? "Prénom effacé",
  hint: [minorInWords(ageBand), ...needs.map((need) => NEEDS[need as keyof typeof NEEDS] ?? need)]
    .filter((words) => words !== null)
    .join(", "),
  isPresent,
  seenMs: markedMs,
});

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

const classOf = ({ level, year, label, setting }: NamedLine): string =>
  level === null ? "Classe" : classNamed({ level, year, label, setting: setting ?? "ordinary" });
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
        {classOf(line)} : {plural(line.pupils ?? line.seats, "élève")} attendus
      </h2>
      <form method="post" action={`${base}/classe`} novalidate>
        <input type="hidden" name="ligne" value={line.id} />
        <div class="fields">
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
