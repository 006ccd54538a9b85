import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import type { Site } from "../sessions/edge.ts";
import { type Checked, checkAttestation } from "./attest.ts";
import { AttestationCode, PrintedName } from "./attestation.ts";
import { VerifyPage } from "./attestation.pages.tsx";

const PATH = "/attestations/verifier";

/** `/attestations/verifier`. */
export function attestationRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  const show = (c: SiteContext, state: FormState, checked: Checked | null): Response | Promise<Response> => {
    const slug = checked?.attested.session.slug ?? "";
    const title = site.programmes.bySlug.get(slug)?.title ?? slug;
    const answer = checked === null ? null : { checked, title };
    return c.render(<VerifyPage state={state} answer={answer} />, { title: "Attestations", canonical: PATH });
  };
  app.get(PATH, (c) => show(c, EMPTY_FORM, null));
  app.post(PATH, async (c) => {
    const deps = c.get("deps");
    const form = await readForm(c);
    if (form === null) {
      return answerProblem(c, PROBLEMS[400], site.show);
    }
    const code = AttestationCode.safeParse(form.get("code"));
    const name = form.get("name").trim() === "" ? null : PrintedName.safeParse(form.get("name"));
    const again = (errors: Record<string, string>): Response | Promise<Response> => {
      c.status(422);
      return show(c, { values: form.shown, errors }, null);
    };
    if (!code.success || name?.success === false) {
      return again({
        ...(code.success ? {} : { code: code.error.issues[0]?.message ?? "" }),
        ...(name?.success === false ? { name: name.error.issues[0]?.message ?? "" } : {}),
      });
    }
    const checked = await checkAttestation(deps, code.data, name?.data ?? null, deps.client);
    if (!checked.ok) {
      return checked.refusal === "too_often"
        ? answerProblem(c, PROBLEMS[429], site.show)
        : again({
            code: "Aucune attestation n’a ce code. Relisez chaque caractère, ou demandez-en une nouvelle à la personne.",
          });
    }
    return show(c, EMPTY_FORM, checked.value);
  });
  return app;
}
