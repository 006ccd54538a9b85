import type { Child } from "hono/jsx";

import { durationInWords } from "../../kernel/time.ts";
import { CLICK_TIME, HOLD_TIME } from "../seats/registration.ts";
import { KEPT_UNTIL_DAYS, MOST_SKIPS } from "./queue-rule.ts";
import { LIST_CLOSES_HOURS } from "../sessions/session.ts";
import { DrawRule } from "./draw.pages.tsx";
import { answerTimeInWords, openHoursInWords } from "../sessions/open-hours.ts";

const NUMBERS: Record<number, string> = { 1: "une", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq" };

/** The written rule of the waiting list, word for word; shown above « Rejoindre la liste » and on a page of its own. */
export const QueueRule = (): Child => (
  <ol>
    <li>L’ordre est celui des demandes confirmées. Personne ne passe devant.</li>
    <li>Un groupe est servi entier ou pas du tout ; plus grand que la salle, il ne peut pas attendre.</li>
    <li>
      Si les places libres ne suffisent pas au groupe qui est en tête, la demande suivante qui tient peut passer ; le
      groupe garde son rang et en est averti ; de même, une demande qui attend l’accord d’un parent garde son rang sans
      bloquer les autres.
    </li>
    <li>
      Un groupe peut être dépassé {NUMBERS[MOST_SKIPS]} fois ; ensuite, les places libérées lui sont gardées jusqu’à{" "}
      {KEPT_UNTIL_DAYS} jours avant la séance.
    </li>
    <li>Une place proposée vous est réservée jusqu’à l’heure écrite dans le message.</li>
  </ol>
);

const HOURS_ROWS = [
  ["Parents et autres adultes", "parent"],
  ["Jeunes", "youth"],
  ["Professionnels", "educator"],
] as const;

/** « Comment les places sont données »: every number on it is the one that the code uses. */
export const QueueRulesPage = (): Child => (
  <div class="narrow">
    <h1>Comment les places sont données</h1>
    <h2>Réserver</h2>
    <p>
      « Réserver » garde une place {durationInWords(HOLD_TIME.first)}, le temps du formulaire, et{" "}
      {durationInWords(HOLD_TIME.next)} de plus par place suivante. Une fois le formulaire envoyé, elle reste gardée
      jusqu’au clic dans le message que nous envoyons : {durationInWords(CLICK_TIME.far)}, ou{" "}
      {durationInWords(CLICK_TIME.near)} quand la séance est à moins de {durationInWords(CLICK_TIME.nearBefore)}. Sans
      clic, elle revient à tous.
    </p>
    <p>Une séance n’a jamais plus d’inscrits que de places, même quand cent personnes cliquent au même instant.</p>
    <h2>La liste d’attente</h2>
    <QueueRule />
    <h2>Quand une place se libère</h2>
    <p>
      Elle est proposée par message, à des heures où l’on peut répondre, et le temps pour répondre ne court qu’à ces
      heures-là :
    </p>
    <ul>
      {HOURS_ROWS.map(([label, audience]) => (
        <li>
          <strong>{label}</strong> : {openHoursInWords(audience)} ; {answerTimeInWords(audience)}.
        </li>
      ))}
    </ul>
    <p>À partir de {LIST_CLOSES_HOURS} heures avant la séance, la liste s’arrête et la réservation directe rouvre.</p>
    <h2>Le tirage de la première heure</h2>
    <p>
      Quand il y aura bien plus de demandes que de places, une association peut choisir un tirage que tout le monde peut
      refaire. La page de la séance le dit avant l’ouverture.
    </p>
    <DrawRule />
    <h2>Annuler</h2>
    <p>
      Le lien reçu par message suffit. La place est rendue à l’instant.{" "}
      <a href="/inscription/retrouver">J’ai perdu ce lien</a>.
    </p>
  </div>
);
