import type { Child } from "hono/jsx";

/** The written rule of the waiting list, word for word; shown above « Rejoindre la liste » and on a page of its own. */
export const QueueRule = (): Child => (
  <ol class="rule">
    <li>L’ordre est celui des demandes confirmées. Personne ne passe devant.</li>
    <li>Un groupe est servi entier ou pas du tout.</li>
    <li>
      Si les places libres ne suffisent pas au groupe qui est en tête, la demande suivante qui tient peut passer ; le
      groupe garde son rang et en est averti ; de même, une demande qui attend l’accord d’un parent garde son rang sans
      bloquer les autres.
    </li>
    <li>
      Un groupe peut être dépassé trois fois ; ensuite, les places libérées lui sont gardées jusqu’à 7 jours avant la
      séance.
    </li>
    <li>Une place proposée vous est réservée jusqu’à l’heure écrite dans le message.</li>
  </ol>
);

/** « Comment les places sont données ». */
export const QueueRulesPage = (): Child => (
  <div class="narrow">
    <h1>Comment les places sont données</h1>
    <h2>Réserver</h2>
    <p>
      « Réserver » garde une place 15 minutes, le temps du formulaire, et une minute de plus par place suivante. Une
      fois le formulaire envoyé, elle reste gardée jusqu’au clic dans le message que nous envoyons : 24 heures, ou 2
      heures quand la séance est à moins de trois jours. Sans clic, elle revient à tous.
    </p>
    <p>Une séance n’a jamais plus d’inscrits que de places, même quand cent personnes cliquent au même instant.</p>
    <h2>La liste d’attente</h2>
    <QueueRule />
    <h2>Quand une place se libère</h2>
    <p>
      Elle est proposée par message, à des heures où l’on peut répondre : de 8 h à 21 h pour les parents et les adultes,
      le soir, le week-end pour les jeunes, en semaine de 8 h à 18 h pour les professionnels. Le temps pour répondre ne
      court qu’à ces heures-là. À partir de 12 heures avant la séance, la liste s’arrête et la réservation directe
      rouvre.
    </p>
    <h2>Annuler</h2>
    <p>
      Le lien reçu par message suffit. La place est rendue à l’instant.{" "}
      <a href="/inscription/retrouver">J’ai perdu ce lien</a>.
    </p>
  </div>
);
