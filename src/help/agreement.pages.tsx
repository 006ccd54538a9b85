import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head } from "../ui/parts.tsx";
import { proseOf } from "./comprendre.pages.tsx";
import type { Sources } from "./words.ts";

/** `/associations/agrement`: what the school authorities ask of an association that wants their agreement, from records. */
export const AgreementPage = ({ words, sources }: { words: string; sources: Sources }): Child => (
  <div class="narrow">
    <Head
      eyebrow="Associations"
      title="Demander un agrément de l’Éducation nationale"
      lead="À qui, quand, avec quelles pièces. Et ce que vérifie notre équipe, qui est autre chose."
    />
    <div class="prose">{raw(proseOf("content/agrement.md", words, sources))}</div>
  </div>
);
