import type { Child } from "hono/jsx";

import type { Said } from "../../kernel/said.ts";
import { Choices, ErrorSummary, type FormState, Select, TextField, Tick } from "../../ui/form.tsx";
import { plural } from "../../kernel/text.ts";
import { Card } from "../../ui/cards.tsx";
import { withMail } from "../../ui/mail-left.ts";
import { Rows } from "../../ui/work.tsx";
import { Done, Empty, Fold, Head, Notice, Status } from "../../ui/parts.tsx";
import { SessionCard } from "../../ui/session-card.tsx";
import { SessionHead } from "../sessions/session-head.parts.tsx";
import { ScopeChoice } from "../sessions/scope.parts.tsx";
import { fillOf, leafOf } from "../sessions/session.parts.tsx";
import { type Session, placeInWords, momentOf } from "../sessions/session.ts";
import type { ShownName } from "../catalogue/shown-name.ts";
import { OWN_NEEDS, type OwnNeed, ownNeedsInWords } from "./own-needs.ts";
import { isCovered, standingOf } from "./facilitator.ts";
import type { Call, TeamMember } from "./facilitators.store.ts";

/** What stands on a page of the team: somebody of it, somebody who gives the session and somebody who could, a calendar of one's own. */
export type TeamStanding = "team" | "given" | "free" | "calendar" | "called" | "offered" | "named" | "unnamed";
export const TEAM_SAID: Said<TeamStanding> = {
  noter: { team: "C’est noté." },
  assigner: { given: "C’est noté : cette personne anime." },
  retirer: { free: "C’est noté : cette personne n’anime plus." },
  appeler: { called: withMail("L’équipe est appelée : chaque personne vérifiée et libre reçoit un message.") },
  decliner: { team: withMail("C’est noté : la personne est prévenue.") },
  proposer: { offered: "C’est noté : la coordination vous répond par un message." },
  venir: { given: "C’est noté : vous animez cette séance." },
  besoins: { calendar: "C’est enregistré. La coordination de cette association le voit, personne d’autre." },
  prenom: { named: "C’est enregistré : votre prénom se lit sur la page des séances que vous animez." },
  "prenom-retire": { unnamed: "C’est retiré : votre prénom ne se lit plus nulle part." },
  agenda: { calendar: "L’adresse a changé : l’ancienne ne répond plus." },
};

/** A member with the address that names them to their coordinator. */
export type Named = TeamMember & { address: string; needs: readonly OwnNeed[] };
const NeedsOf = ({ needs }: { needs: readonly OwnNeed[] }): Child =>
  needs.length === 0 ? null : <p>Pour animer, il lui faut : {ownNeedsInWords(needs)}.</p>;
const LABELS = {
  vu: "Document vu le",
  jusque: "Valable jusqu’au",
  forme: "Formation suivie le",
  qui: "Qui",
  portee: "Pour quelles dates",
  part: "Pour quoi faire",
  prenom: "Votre prénom",
  ligne: "Une ligne (facultatif)",
};

type TeamProps = { base: string; team: readonly Named[]; todayOn: string; state: FormState; done: string | null };
/** The team of an association: for each, the day the paper was seen and until when; the paper itself never enters. */
export const FacilitatorsPage = ({ base, team, todayOn, state, done }: TeamProps): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={LABELS} />
    <Head
      eyebrow="Intervenants"
      title="Qui peut animer"
      lead="Regardez le document d’honorabilité, rendez-le, notez la date. Nous ne gardons jamais le document. Une alerte part 60, 30 et 7 jours avant la fin."
    />
    <Done words={done} />
    <ul class="rows">
      {team.map((one) => {
        const isHere = state.values["personne"]?.[0] === one.personId;
        const values = {
          vu: [one.checks.honourSeenOn ?? ""],
          jusque: [one.checks.honourUntilOn ?? ""],
          forme: [one.checks.trainedOn ?? ""],
        };
        const shown = { ...(isHere ? state : { values, errors: {} }), row: one.personId };
        return (
          <li>
            <h2>{one.address}</h2>
            <p>
              <Status
                kind={isCovered(one.checks, todayOn) ? "good" : "wait"}
                icon="abri"
                words={standingOf(one.checks, todayOn)}
              />
            </p>
            <NeedsOf needs={one.needs} />
            <Fold title="Noter une vérification" isOpen={isHere}>
              <form method="post" action={`${base}/noter`} novalidate>
                <input type="hidden" name="personne" value={one.personId} />
                {(["vu", "jusque", "forme"] as const).map((name) => (
                  <TextField name={name} label={LABELS[name]} type="date" state={shown} autocomplete="off" />
                ))}
                <button type="submit" class="quiet">
                  Noter la vérification
                </button>
              </form>
            </Fold>
          </li>
        );
      })}
    </ul>
    <p>
      <a href={base.replace(/\/intervenants$/, "")}>Retour à l’espace</a>
    </p>
  </div>
);

type StaffProps = {
  base: string;
  session: Session;
  title: string;
  needed: number;
  /** Who gives it; who comes along to learn; who offers to come; who could be assigned, and whether they may give it. */
  assigned: readonly Named[];
  helpers: readonly Named[];
  offered: readonly Named[];
  others: readonly (Named & { isTrained: boolean })[];
  state: FormState;
  /** What the place lacks of what whoever was chosen needs; nothing is written before it has been read. */
  lacked: readonly OwnNeed[];
  done: string | null;
  /** How many of the team could still come; how many have answered a call, of how many; the other dates of the series. */
  free: number;
  call: Call | null;
  dates: readonly Session[];
};
/** Who gives a session: assigned, to assign, and whether there are enough adults. */
export const StaffPage = (props: StaffProps): Child => {
  const { base, session, title, needed, assigned, helpers, state, done } = props;
  return (
    <>
      <ErrorSummary state={state} labels={LABELS} />
      <SessionHead base={base} session={session} title={title} open="equipe" isCoordinator />
      <Done words={done} />
      <h2>Qui anime</h2>
      <div class="split">
        <div>
          {assigned.length < needed ? (
            <Notice kind="warn">
              <p>
                {needed === 2
                  ? "Là où viennent des mineurs, il faut deux adultes : la séance reste publiée, mais il manque quelqu’un."
                  : "Personne n’est encore prévu pour animer."}
              </p>
            </Notice>
          ) : null}
          {assigned.length + helpers.length === 0 ? null : (
            <Rows
              rows={assigned.concat(helpers).map((one) => ({
                title: one.address,
                why: [helpers.includes(one) ? "accompagne pour apprendre" : "anime", ownNeedsInWords(one.needs)]
                  .filter((words) => words !== "")
                  .join(" ; il lui faut : "),
                act: (
                  <form method="post" action={`${base}/equipe/retirer`} class="inline">
                    <input type="hidden" name="qui" value={one.facilitatorId ?? ""} />
                    <button type="submit" class="quiet">
                      Retirer <span class="seen-by-readers">{one.address}</span>
                    </button>
                  </form>
                ),
              }))}
            />
          )}
        </div>
        <div class="stack">
          <Offered {...props} />
          <Card kind="roof">
            <AssignForm {...props} />
          </Card>
          {assigned.length < needed ? <CallCard {...props} /> : null}
        </div>
      </div>
    </>
  );
};

/** Those who offer to come, where the call asks first. */
const Offered = ({ base, offered }: StaffProps): Child =>
  offered.length === 0 ? null : (
    <Card title="On vous propose de venir">
      <Rows
        rows={offered.map((one) => ({
          title: one.address,
          act: (
            <form method="post" action={`${base}/equipe/accepter`} class="inline acts">
              <input type="hidden" name="qui" value={one.facilitatorId ?? ""} />
              <button type="submit">
                Dire oui <span class="seen-by-readers">à {one.address}</span>
              </button>
              <button type="submit" class="quiet" formaction={`${base}/equipe/non`}>
                Dire non <span class="seen-by-readers">à {one.address}</span>
              </button>
            </form>
          ),
        }))}
      />
    </Card>
  );

/** « Appeler l’équipe »: whoever is checked and free gets one mail, and the first to answer comes. */
const CallCard = ({ base, session, dates, state, free, call }: StaffProps): Child => (
  <Card title="Appeler l’équipe">
    {call === null ? null : (
      <p>
        {call.came < call.wanted
          ? `L’équipe est appelée : ${call.came} sur ${call.wanted} ont répondu.`
          : "Tous ceux qu’on cherchait ont répondu à l’appel précédent."}
      </p>
    )}
    <p>
      {free === 0
        ? "Personne d’autre de l’équipe n’est vérifié et libre ce jour-là."
        : `${plural(free, "personne de l’équipe est vérifiée et libre", "personnes de l’équipe sont vérifiées et libres")} ce jour-là. Chacune reçoit un message ; la première qui répond « Je viens » prend la place, sauf si vous voulez choisir.`}
    </p>
    {free === 0 && dates.length === 0 ? null : (
      <form method="post" action={`${base}/equipe/appeler`}>
        <ScopeChoice session={session} others={dates} state={state} legend="Pour quelles dates" row="appel" />
        <Tick name="accord" label="Je confirme moi-même chaque réponse" isTicked={call?.asksFirst ?? false} />
        <button type="submit" class="quiet">
          Appeler l’équipe
        </button>
      </form>
    )}
  </Card>
);

const Lacked = ({ lacked }: Pick<StaffProps, "lacked">): Child =>
  lacked.length === 0 ? null : (
    <Notice kind="warn">
      <p>
        Cette personne a besoin de ceci, et le lieu ne l’a pas : {ownNeedsInWords(lacked)}. Rien n’est enregistré :
        voyez avec elle, puis assignez-la quand même, ou quelqu’un d’autre.
      </p>
      <input type="hidden" name="lieu" value="vu" />
    </Notice>
  );

const AssignForm = ({ base, session, others, dates, state, lacked }: StaffProps): Child =>
  others.length === 0 ? (
    <p>
      Personne d’autre à assigner.{" "}
      <a href={`${base.replace(/\/seances\/.*$/, "")}/intervenants`}>Noter une vérification</a>.
    </p>
  ) : (
    <form method="post" action={`${base}/equipe/assigner`} novalidate>
      <Select
        name="qui"
        label="Assigner"
        options={{
          "": "Choisir",
          ...Object.fromEntries(
            others.map(({ facilitatorId, address, isTrained }) => [
              facilitatorId ?? "",
              isTrained ? address : `${address} (formation à noter : accompagne seulement)`,
            ]),
          ),
        }}
        state={state}
      />
      <Choices
        name="part"
        legend="Pour quoi faire"
        hint="Deux personnes au plus accompagnent ; elles ne comptent pas parmi les adultes qu’il faut."
        options={{ lead: "Anime", helper: "Accompagne pour apprendre" }}
        state={{ ...state, values: { part: ["lead"], ...state.values } }}
        kind="radio"
      />
      <ScopeChoice session={session} others={dates} state={state} legend="Pour quelles dates" row="assigner" />
      <Lacked lacked={lacked} />
      <button type="submit">{lacked.length === 0 ? "Assigner cette personne" : "Assigner quand même"}</button>
    </form>
  );

type MineProps = {
  base: string;
  /** Sessions for which the team is called, and at which one is free. */
  calls: readonly { session: Session; title: string; isOffered: boolean }[];
  sessions: readonly { session: Session; title: string }[];
  feed: string | null;
  /** What they said that they need. */
  needs: readonly OwnNeed[];
  /** How they let families call them; null: they have not said so. */
  name: ShownName | null;
  state: FormState;
  done: string | null;
};
/** Sheets of the kit that whoever animates brings or keeps in their pocket. */
const SHEETS = [
  ["si-quelquun-se-confie", "Si quelqu’un se confie"],
  ["cartes-11-14", "Cartes-situations, 11 à 14 ans"],
  ["cartes-15-plus", "Cartes-situations, 15 ans et plus"],
  ["fil-invente", "Le fil inventé, ligne par ligne"],
  ["jeu-enquete", "Le jeu d’enquête"],
] as const;

/** What somebody gives: their sessions, and a secret calendar to follow. */
export const MySessionsPage = ({ base, calls, sessions, feed, needs, name, state, done }: MineProps): Child => (
  <>
    <ErrorSummary state={state} labels={LABELS} />
    <Head eyebrow="Mon espace" title="Mes séances" lead="Celles que la coordination vous a confiées." />
    <Done words={done} />
    {calls.length === 0 ? null : (
      <>
        <h2>On cherche quelqu’un</h2>
        <Rows
          rows={calls.map(({ session, title, isOffered }) => ({
            title: `${title}, ${momentOf(session)}`,
            why: placeInWords(session),
            act: isOffered ? (
              "Vous avez proposé de venir : la coordination répond."
            ) : (
              <form method="post" action={`${base}/mes-seances/venir`} class="inline">
                <input type="hidden" name="seance" value={session.id} />
                <button type="submit">
                  Je viens <span class="seen-by-readers">à {`${title}, ${momentOf(session)}`}</span>
                </button>
              </form>
            ),
          }))}
        />
      </>
    )}
    <h2>À venir</h2>
    <div class="split">
      {sessions.length === 0 ? (
        <Empty scene="nuit" title="Aucune séance à venir">
          <p>Quand la coordination vous en confie une, elle arrive ici, et un message vous prévient.</p>
        </Empty>
      ) : (
        <ul class="sessions">
          {sessions.map(({ session, title }) => (
            <SessionCard
              day={leafOf(session.startsAt, session.tz)}
              title={title}
              href={`${base}/seances/${session.id}/fiche`}
              when={momentOf(session)}
              bits={[[session.venue === null ? "ligne" : "lieu", placeInWords(session)]]}
              state={fillOf(session, plural(session.taken, "place prise", "places prises"))}
              isCancelled={session.state === "cancelled"}
            />
          ))}
        </ul>
      )}
      <div class="stack">
        <Card kind="flat" title="À imprimer pour animer">
          <ul>
            {SHEETS.map(([slug, title]) => (
              <li>
                <a href={`/kit/${slug}`}>{title}</a>
              </li>
            ))}
          </ul>
        </Card>
        <Fold
          title="Ce qu’il me faut pour animer"
          hint={needs.length === 0 ? "facultatif" : ownNeedsInWords(needs)}
          icon="rampe"
        >
          <form method="post" action={`${base}/mes-seances/besoins`}>
            <Choices
              name="besoins"
              legend="Ce qu’il me faut"
              hint="Facultatif, gardé chiffré. La coordination de cette association le voit, personne d’autre ; c’est effacé avec votre dernier rôle."
              options={OWN_NEEDS}
              state={{ values: { besoins: [...needs] }, errors: {} }}
              kind="checkbox"
            />
            <button type="submit" class="quiet">
              Enregistrer
            </button>
          </form>
        </Fold>
        <OwnName base={base} name={name} state={state} />
        {feed === null ? null : (
          <Card kind="flat" title="Dans votre agenda">
            <p>
              Abonnez votre agenda à cette adresse : elle est secrète, ne la partagez pas. <a href={feed}>{feed}</a>
            </p>
            <form method="post" action={`${base}/mes-seances/agenda`}>
              <button type="submit" class="quiet">
                Changer d’adresse : l’ancienne ne répondra plus
              </button>
            </form>
          </Card>
        )}
      </div>
    </div>
  </>
);

/** Off until they write it themselves: what families read of whoever receives them. */
const OwnName = ({ base, name, state }: Pick<MineProps, "base" | "name" | "state">): Child => {
  const kept = name === null ? {} : { prenom: [name.first], ligne: [name.line] };
  const shown = { ...state, values: { ...kept, ...state.values } };
  return (
    <Fold
      title="Mon prénom, pour les familles"
      hint={name === null ? "n’est pas montré" : `${name.first} est montré`}
      icon="parent"
      isOpen={Object.keys(state.errors).length > 0}
    >
      <form method="post" action={`${base}/mes-seances/prenom`} novalidate>
        <p>
          Si vous l’écrivez, il se lit sur la page publique des séances que vous animez, jusqu’à leur fin. Sinon, rien
          n’est montré de vous.
        </p>
        <TextField
          name="prenom"
          label={LABELS.prenom}
          hint="Un seul mot, sans nom de famille."
          state={shown}
          autocomplete="given-name"
        />
        <TextField
          name="ligne"
          label={LABELS.ligne}
          hint="100 caractères au plus, comme « anime depuis 2024, après vingt ans d’école ». Ni nom, ni numéro, ni adresse."
          state={shown}
          autocomplete="off"
        />
        <button type="submit" class="quiet">
          Montrer mon prénom
        </button>
        {name === null ? null : (
          <button type="submit" class="quiet" name="retirer" value="oui">
            Ne plus le montrer
          </button>
        )}
      </form>
    </Fold>
  );
};
