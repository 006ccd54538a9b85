import { Hono } from "hono";

import { asId } from "../kernel/ids.ts";
import { PROBLEMS } from "../kernel/problem.ts";
import { readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, answerProblem } from "../platform/http.ts";
import { bySending } from "../ui/mail-left.ts";
import { Head, Notice } from "../ui/parts.tsx";
import { askTrial } from "./ask-trial.ts";

/** `/adresse/essai`: the button that stands beside an address whose mail came back. Its field is signed, and names no address. */
export function trialRoutes({ show }: { show: ShowProblem }): Hono<Edge> {
  const app = new Hono<Edge>();
  app.post("/adresse/essai", async (c) => {
    const deps = c.get("deps");
    const contactId = await deps.links.verify("trial", (await readForm(c))?.get("jeton") ?? "", deps.now);
    if (contactId === null) {
      return answerProblem(c, PROBLEMS[410], show);
    }
    const eventId = await askTrial(deps, { contactId: asId("ctc", contactId) });
    deps.ring(eventId);
    return c.render(<TriedPage isSent={eventId !== null} />, { title: "Un essai" });
  });
  return app;
}

/** The same to adults and to the young. */
const TriedPage = ({ isSent }: { isSent: boolean }) => (
  <div class="narrow">
    <Head
      title={isSent ? bySending("Un essai part maintenant", "Un essai est prêt") : "Un essai est déjà parti"}
      lead="S’il arrive, cette adresse reçoit de nouveau nos messages : il ne reste qu’à refaire la demande."
    />
    <Notice>
      <p>
        S’il revient, rien d’autre ne part vers cette adresse. Un seul essai se fait par mois. Une question ?{" "}
        <a href="/contact">Nous joindre</a>.
      </p>
    </Notice>
  </div>
);
