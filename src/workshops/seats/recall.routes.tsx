import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { sinceInWords } from "../../kernel/time.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { readAddressForm } from "../../platform/antibot-form.ts";
import { type Edge, type ShowProblem, answerProblem } from "../../platform/http.ts";
import { isLed, leadTo } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { AntibotFields, EMPTY_FORM, ErrorSummary, type FormState, TextField } from "../../ui/form.tsx";
import { mailLeft } from "../../ui/mail-left.ts";
import { Mailbox, Notice } from "../../ui/parts.tsx";
import { recallLinks } from "./recall.ts";

const RecallPage = ({ state, ticket }: { state: FormState; ticket: string }): Child => (
  <div class="narrow">
    <ErrorSummary state={state} labels={{ email: "Adresse e-mail", billet: "" }} />
    <h1>Retrouver mon inscription</h1>
    <p class="lead">Écrivez l’adresse de l’inscription, ou de la demande pour une classe : les liens y repartent.</p>
    <form method="post" action="/inscription/retrouver" novalidate>
      <AntibotFields ticket={ticket} />
      <TextField name="email" label="Adresse e-mail" type="email" state={state} autocomplete="email" />
      <button type="submit">Recevoir mes liens</button>
    </form>
  </div>
);

const SentPage = ({ sent }: { sent: string | null }): Child => (
  <div class="narrow">
    <h1>Vérifiez votre messagerie</h1>
    <Notice kind="good">
      <p>
        {sent === null
          ? `Si cette adresse a une inscription ou une demande en cours, ${mailLeft}, avec les liens.`
          : `Si cette adresse a une inscription ou une demande en cours, un message avec tous les liens l’attend déjà, envoyé ${sent}.`}
      </p>
    </Notice>
    <p>
      Rien après quelques minutes ? Regardez les indésirables, essayez une autre adresse, ou{" "}
      <a href="/ateliers">inscrivez-vous de nouveau</a> : si cette adresse a déjà une place, le message vous la
      rappellera.
    </p>
  </div>
);

/** « Retrouver mon inscription »: the same answer whether the address is known or not. */
export function recallRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  const head = { title: "Retrouver mon inscription", current: "retrouver" } as const;

  app.get("/inscription/retrouver", async (c) => {
    const { antibot, now } = c.get("deps");
    const page = <RecallPage state={EMPTY_FORM} ticket={await antibot.issue(now)} />;
    return c.render(page, { ...head, canonical: "/inscription/retrouver", script: "antibot" });
  });

  app.post("/inscription/retrouver", async (c) => {
    const deps = c.get("deps");
    const read = await readAddressForm(c, EmailAddress);
    if (read === null) {
      return answerProblem(c, PROBLEMS[400], show);
    }
    if (!read.ok) {
      c.status(422);
      const page = <RecallPage state={read.state} ticket={await deps.antibot.issue(deps.now)} />;
      return c.render(page, { ...head, script: "antibot" });
    }
    const recalled = await recallLinks(deps, { email: read.email, client: deps.client });
    if (!recalled.ok) {
      return answerProblem(c, PROBLEMS[429], show);
    }
    const { eventId, lastAt } = recalled.value;
    deps.ring(eventId);
    return lastAt === null
      ? leadTo(c, "/inscription/retrouver/envoye")
      : c.render(<SentPage sent={sinceInWords(lastAt, deps.now)} />, head);
  });

  app.get("/inscription/retrouver/envoye", async (c) =>
    c.render((await isLed(c)) ? <SentPage sent={null} /> : <Mailbox form="/inscription/retrouver" />, head),
  );
  return app;
}
