import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head } from "../ui/parts.tsx";
import { MESSAGES } from "./scoring/codes.ts";

/** `/label/calcul`: how anybody computes a score again, and what each refusal means. */
export const ComputingPage = ({ title, lead, body }: { title: string; lead: string; body: string }): Child => (
  <div class="narrow">
    <Head eyebrow="Label" title={title} lead={lead} />
    <div class="prose">{raw(body)}</div>
    <table class="stacks">
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
  </div>
);
