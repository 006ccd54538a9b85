import type { Child } from "hono/jsx";

import { dayInWords } from "../kernel/time.ts";
import { AntibotFields, Choices, ErrorSummary, type FormState, Select, TextField, Tick } from "../ui/form.tsx";
import { mailLeft, withMail } from "../ui/mail-left.ts";
import { Done, Facts, Fold, Notice } from "../ui/parts.tsx";
import { Letterbox } from "./simple.pages.tsx";
import type { Settings } from "./settings.store.ts";
import { HOURS, ZONES } from "./subscription.schema.ts";
import { WORDING } from "./wording.ts";

/** What can be chosen on the settings page: topics of guidance, and the reminders of workshops. */
export type TopicChoice = {
  id: string;
  label: string;
  /** Of guidance: its list, how many steps it has, and whether it speaks of a child. */
  way?: { list: string; steps: number; hasChild: boolean; mayStop: boolean };
};

/** Asks for the address, to mail the link there: no account, no password. */
export const AskLinkPage = ({ state, ticket }: { state: FormState; ticket: string }): Child => (
  <Letterbox>
    <ErrorSummary state={state} labels={{ email: "Adresse e-mail", billet: "" }} />
    <h1>Régler mes messages</h1>
    <p class="lead">Écrivez l’adresse qui les reçoit : le lien vers vos réglages y part.</p>
    <form method="post" action="/preferences" novalidate>
      <AntibotFields ticket={ticket} />
      <TextField name="email" label="Adresse e-mail" type="email" state={state} autocomplete="email" />
      <button type="submit">Recevoir le lien</button>
    </form>
    <p class="hint">Chaque message que nous envoyons contient aussi ce lien, tout en bas.</p>
  </Letterbox>
);

/** The same words whether the address is known or not. */
export const LinkSentPage = ({ sent }: { sent: string | null }): Child => (
  <Letterbox>
    <h1>Vérifiez votre messagerie</h1>
    <Notice kind="good">
      <p>
        {sent === null
          ? `Si cette adresse reçoit des messages de notre part, ${mailLeft}, avec un lien.`
          : `Si cette adresse reçoit des messages de notre part, un lien l’attend déjà, envoyé ${sent} : il vaut trente jours.`}
      </p>
    </Notice>
    <p>
      Rien après quelques minutes ? Regardez les indésirables ou <a href="/preferences">essayez une autre adresse</a>.
    </p>
  </Letterbox>
);

type SettingsProps = {
  settings: Settings;
  address: string;
  topics: readonly TopicChoice[];
  base: string;
  now: number;
  state: FormState;
  done: string | null;
};

/** Everything about one's messages on one page: what, when, where to, a pause, a copy, and the end. */
export const SettingsPage = (props: SettingsProps): Child => {
  const { settings, address, topics, base, now, state, done } = props;
  const isPaused = (settings.paused_until_at ?? 0) > now;
  return (
    <>
      <ErrorSummary state={state} labels={{ email: "Nouvelle adresse", zone: "Où vous vivez" }} />
      <h1>Régler mes messages</h1>
      <Done words={done} />
      <Facts
        isAbreast
        rows={[
          ["Adresse", address, "courrier"],
          isPaused
            ? ["En pause", `jusqu’au ${dayInWords(settings.paused_until_at ?? now, settings.zone)}`, "attente"]
            : null,
        ]}
      />
      <div class="split wide">
        <div>
          <Habits settings={settings} base={base} isPaused={isPaused} state={state} />
          <Ways settings={settings} topics={topics} base={base} isPaused={isPaused} />
          <Topics settings={settings} topics={topics} base={base} />
        </div>
        <div class="stack">
          <NewAddress base={base} state={state} />
          <Ending base={base} />
        </div>
      </div>
    </>
  );
};

type WaysProps = Pick<SettingsProps, "settings" | "topics" | "base"> & { isPaused: boolean };

/** How far somebody is in what they follow, when the next step comes at the earliest, how to have it now, and where to read again. */
const Ways = ({ settings, topics, base, isPaused }: WaysProps): Child => {
  const stops = settings.ways.flatMap((at) => {
    const topic = topics.find(({ id }) => id === at.sequence);
    return topic?.way === undefined ? [] : [{ label: topic.label, way: topic.way, at }];
  });
  return stops.length === 0 ? null : (
    <section aria-labelledby="suite">
      <h2 id="suite">Où j’en suis</h2>
      <ul class="gestures">
        {stops.map(({ label, way, at }) => (
          <li>
            <strong>{label}</strong> : {at.step === 0 ? "rien encore" : `étape ${at.step} sur ${way.steps} envoyée`}.{" "}
            {comingOf(at, settings.zone)} <a href={`/parents/${way.list}`}>Revoir les étapes</a>
            <div class="acts">
              {canSkip(at) && at.wanted_at === null && !isPaused ? (
                <SendNext label={label} at={at} base={base} />
              ) : null}
              {canSkip(at) && way.mayStop && at.step < way.steps - 1 ? (
                <Stopped label={label} at={at} base={base} />
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};

type At = Settings["ways"][number];

/** Something was sent, and nobody said that it is over. */
const canSkip = ({ step, improved_at }: At): boolean => step > 0 && improved_at === null;

export const NEXT_COMES = withMail(
  "La suivante part dans les minutes qui viennent ; entre 21 h et 8 h, elle attend le matin.",
  "guidance",
);

/** When the next step comes. */
const comingOf = ({ step, next_at, wanted_at, improved_at }: At, zone: string): string => {
  if (improved_at !== null) {
    return "Vous avez dit que c’est fini : il reste le dernier message, à son jour.";
  }
  if (wanted_at !== null) {
    return NEXT_COMES;
  }
  return next_at === null || step === 0 ? "" : `La suite, au plus tôt : ${dayInWords(next_at, zone)}.`;
};

/** The next step without waiting for its day: once for each step. */
const SendNext = ({ label, at, base }: ToldProps): Child => (
  <form method="post" action={`${base}/suivante`}>
    <input type="hidden" name="parcours" value={at.sequence} />
    <input type="hidden" name="etape" value={at.step} />
    <button type="submit" class="quiet small" aria-label={`Envoyer la suivante maintenant : ${label}`}>
      Envoyer la suivante maintenant
    </button>
  </form>
);

/** What was going on has stopped: no more of it, but the last message. */
const Stopped = ({ label, at, base }: ToldProps): Child => (
  <form method="post" action={`${base}/fini`}>
    <input type="hidden" name="parcours" value={at.sequence} />
    <button type="submit" class="quiet small" aria-label={`C’est fini : ${label}`}>
      C’est fini
    </button>
  </form>
);
type ToldProps = { label: string; at: At; base: string };

const AGES = {
  primaire: "À l’école primaire",
  college: "Au collège",
  lycee: "Au lycée",
  aucun: "Je ne le dis pas",
};

const Topics = ({ settings, topics, base }: Pick<SettingsProps, "settings" | "topics" | "base">): Child => {
  const active = settings.topics.filter(({ status }) => status === 1);
  const ofChild = active.filter(({ topic }) => topics.some(({ id, way }) => id === topic && way?.hasChild === true));
  const values = {
    parcours: active.map(({ topic }) => topic),
    age: [ofChild.find((topic) => topic.age_group !== null)?.age_group ?? "aucun"],
  };
  return (
    <section aria-labelledby="quoi">
      <h2 id="quoi">Ce que je reçois</h2>
      <form method="post" action={`${base}/parcours`}>
        <Choices
          name="parcours"
          legend="Cochez ce que vous voulez recevoir"
          hint={WORDING}
          kind="checkbox"
          options={Object.fromEntries(topics.map((topic) => [topic.id, topic.label]))}
          state={{ values, errors: {} }}
        />
        <Select
          name="age"
          label="Où en est votre enfant, si c’est pour un enfant"
          hint="Pour ne garder que les conseils de son âge."
          options={AGES}
          state={{ values, errors: {} }}
        />
        <button type="submit">Enregistrer ces choix</button>
      </form>
    </section>
  );
};

const PAUSE_HINT = "Les messages de la pause ne s’accumulent pas. Les rappels d’un atelier réservé continuent.";

const Habits = ({
  settings,
  base,
  isPaused,
  state,
}: {
  settings: Settings;
  base: string;
  isPaused: boolean;
  state: FormState;
}): Child => {
  // Keys of an object that look like numbers would come first: the hours carry a letter.
  const hours = {
    prevue: "L’heure prévue pour chaque message",
    ...Object.fromEntries(HOURS.map((h) => [`h${h}`, `${h}\u00a0h`])),
  };
  const values = {
    zone: [settings.zone],
    heure: [settings.send_hour === null ? "prevue" : `h${settings.send_hour}`],
    pause: [isPaused ? "garder" : "non"],
  };
  const keep = isPaused ? { garder: "Garder la pause en cours" } : {};
  const isSlow = settings.topics.some((topic) => topic.freq === 1);
  const pauses = {
    non: isPaused ? "Reprendre maintenant" : "Pas de pause",
    j30: "30 jours",
    j90: "90 jours",
    ...keep,
  };
  return (
    <section aria-labelledby="quand">
      <h2 id="quand">Quand je les reçois</h2>
      <form method="post" action={`${base}/rythme`}>
        <Select name="heure" label="À quelle heure" options={hours} state={{ values, errors: {} }} />
        <Select name="zone" label="Où vous vivez" options={{ ...ZONES }} state={{ values, errors: state.errors }} />
        <Fold title="Faire une pause, ou ralentir" icon="attente" isOpen={isPaused || isSlow}>
          <Choices
            name="pause"
            legend="Faire une pause"
            hint={PAUSE_HINT}
            kind="radio"
            options={pauses}
            state={{ values, errors: {} }}
          />
          <Tick name="lent" label="Un message toutes les deux semaines, au plus" isTicked={isSlow} />
        </Fold>
        <button type="submit" class="quiet">
          Enregistrer le rythme
        </button>
      </form>
    </section>
  );
};

const NewAddress = ({ base, state }: { base: string; state: FormState }): Child => (
  <section class="card" aria-labelledby="ou">
    <h2 id="ou">Changer d’adresse</h2>
    <form method="post" action={`${base}/adresse`} novalidate>
      <TextField
        name="email"
        label="Nouvelle adresse"
        type="email"
        autocomplete="email"
        hint="Un message y part ; rien ne change avant votre clic là-bas."
        state={state}
      />
      <button type="submit" class="quiet">
        Envoyer la confirmation
      </button>
    </form>
  </section>
);

const Ending = ({ base }: { base: string }): Child => (
  <section class="card" aria-labelledby="fin">
    <h2 id="fin">Mes données, et la fin</h2>
    <p>
      <a href={`${base}/donnees`}>Voir tout ce que vous gardez de moi</a> ·{" "}
      <a href={`${base}/donnees.json`} download>
        en faire une copie (JSON)
      </a>
    </p>
    <form method="post" action={`${base}/arreter`}>
      <button type="submit" class="quiet">
        Ne plus rien recevoir
      </button>
    </form>
    <Fold title="Effacer tout ce qui me concerne" icon="retirer">
      <form method="post" action={`${base}/effacer`}>
        <p>
          Votre adresse et vos réglages sont effacés tout de suite, vos inscriptions aux ateliers sont annulées, et ce
          lien ne fonctionnera plus. Il restera la preuve, sans votre adresse, que vous aviez dit oui puis non.
        </p>
        <button type="submit" class="danger">
          Oui, tout effacer maintenant
        </button>
      </form>
    </Fold>
  </section>
);
