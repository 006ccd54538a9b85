import { Hono } from "hono";

import { PROBLEMS } from "../kernel/problem.ts";
import { type FormFields, readForm } from "../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../platform/http.ts";
import { readAssertion, readRegistration } from "../platform/webauthn.ts";
import { ConfirmPage } from "../ui/confirm.tsx";
import { PasskeyPage } from "./passkey.pages.tsx";
import { addPasskey, askForPasskey, dropPasskey, showPasskey } from "./passkeys.ts";
import { ownPath } from "./roles.ts";

const NOT_MATCHED =
  "Cette clé n’a pas été reconnue, ou la page était ouverte depuis plus de cinq minutes. Recommencez.";

/** `/espace/cle`: passkeys, for whoever is signed in; the browser's own dialogue does the asking. */
export function passkeyRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/espace/cle", (c) => ask(c, c.req.query("suite") ?? "", c.req.query("autre") === "oui", null));
  app.post("/espace/cle/ajouter", (c) =>
    withFields(c, show, async (fields) => {
      const given = readRegistration(fields.get("reponse"));
      const added = given === null ? null : await addPasskey(c.get("deps"), { who: c.get("who"), given });
      return added?.ok === true ? c.redirect(ownPath(fields.get("suite")), 303) : again(c, fields, true);
    }),
  );
  app.post("/espace/cle/montrer", (c) =>
    withFields(c, show, async (fields) => {
      const given = readAssertion(fields.get("reponse"));
      const shown = given === null ? null : await showPasskey(c.get("deps"), { who: c.get("who"), given });
      return shown?.ok === true ? c.redirect(ownPath(fields.get("suite")), 303) : again(c, fields, false);
    }),
  );
  app.post("/espace/cle/retirer", (c) =>
    withFields(c, show, async (fields) => {
      const kept = { cle: fields.get("cle") };
      if (fields.get("confirme") !== "oui") {
        const consequence =
          "Elle n’ouvrira plus rien ici. Sans retour : pour s’en servir de nouveau, il faudra l’ajouter.";
        const words = { title: "Retirer cette clé ?", consequence, button: "Retirer la clé" };
        return c.render(<ConfirmPage {...words} action={c.req.path} fields={kept} back="/espace/securite" />, {
          title: "Ma clé",
        });
      }
      await dropPasskey(c.get("deps"), { who: c.get("who"), passkeyId: fields.get("cle") });
      return c.redirect("/espace/securite", 303);
    }),
  );
  return app;
}

async function withFields(
  c: SiteContext,
  show: ShowProblem,
  act: (fields: FormFields) => Promise<Response>,
): Promise<Response> {
  const fields = await readForm(c);
  return fields === null ? answerProblem(c, PROBLEMS[400], show) : act(fields);
}

async function ask(c: SiteContext, next: string, wantsAnother: boolean, error: string | null): Promise<Response> {
  const deps = c.get("deps");
  const asked = await askForPasskey(deps, { who: c.get("who"), wantsAnother });
  const page = <PasskeyPage asked={asked} next={ownPath(next)} name="Ligne Sûre" error={error} />;
  return c.render(page, { title: "Ma clé", script: "passkey" });
}

/** The same question once more, with what went wrong. */
function again(c: SiteContext, fields: FormFields, wantsAnother: boolean): Promise<Response> {
  c.status(422);
  return ask(c, fields.get("suite"), wantsAnother, NOT_MATCHED);
}
