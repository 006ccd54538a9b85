import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head } from "../../ui/parts.tsx";
import { APPEAL_DAYS, DURATIONS, VALID_MONTHS } from "../assessment/process.ts";
import { MESSAGES } from "../scoring/codes.ts";

/** `/label/calcul`: how anybody computes a score again, and what each refusal means. */
export const ComputingPage = ({ title, lead, body }: { title: string; lead: string; body: string }): Child => (
  <div class="narrow">
    <Head eyebrow="Label" title={title} lead={lead} />
    <div class="prose">{raw(body)}</div>
    <table class="dense">
      <caption>Pourquoi une offre n’a pas de score</caption>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Ce qu’il dit</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(MESSAGES).map(([code, message]) => (
          <tr>
            <th scope="row">
              <code>{code}</code>
            </th>
            <td data-head="Ce qu’il dit">{message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** `/label`: what the label is for, what it asks, what it does not say; doors to everything else. */
export const LabelPage = ({ title, lead, body }: { title: string; lead: string; body: string }): Child => (
  <div class="narrow">
    <Head title={title} lead={lead} />
    <div class="prose">{raw(body)}</div>
    <Phases />
  </div>
);

/** How long each phase lasts: the days that the rules themselves use. */
const Phases = (): Child => (
  <table class="dense">
    <caption>Combien de temps dure chaque étape</caption>
    <thead>
      <tr>
        <th scope="col">Étape</th>
        <th scope="col">Durée au plus</th>
      </tr>
    </thead>
    <tbody>
      {[
        ["Confier le dossier, une fois recevable", `${DURATIONS.admissibility} jours ouvrés`],
        ["Évaluer", `${DURATIONS.review} jours ouvrés`],
        ["Répondre à une demande de précision", `${DURATIONS.clarification} jours ouvrés`],
        [
          "Répondre aux notes, avant la décision",
          `${DURATIONS.contradictory} jours ouvrés, toujours laissés en entier`,
        ],
        ["Décider", `${DURATIONS.panel} jours ouvrés`],
        ["Contester", `${APPEAL_DAYS} jours après la décision`],
        ["Décider d’un recours", `${DURATIONS.appeal} jours ouvrés`],
        ["Durée du label", `${VALID_MONTHS} mois`],
      ].map(([step, days]) => (
        <tr>
          <th scope="row">{step}</th>
          <td data-head="Durée au plus">{days}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
