import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { Head } from "../ui/parts.tsx";

/** `/label`: what the label is for, what it asks, what it does not say; doors to everything else. */
export const LabelPage = ({ title, lead, body }: { title: string; lead: string; body: string }): Child => (
  <div class="narrow">
    <Head title={title} lead={lead} />
    <div class="prose">{raw(body)}</div>
  </div>
);
