import { Hono } from "hono";

import { PROBLEMS } from "../../kernel/problem.ts";
import { errorAt } from "../../kernel/typed-error.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
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
    const again = (errors: Record<string, string>): Response | Promise<Response> => {
      c.status(422);
      return show(c, { values: form.shown, errors }, null);
    };
    const read = readCheck(form);
    if (!read.ok) {
      return again(read.errors);
    }
    const checked = await checkAttestation(deps, { code: read.code, name: read.name, client: deps.client });
    if (checked.ok) {
      return show(c, EMPTY_FORM, checked.value);
    }
    return checked.refusal === "too_often"
      ? answerProblem(c, PROBLEMS[429], site.show)
      : again({
          code: "Aucune attestation n’a ce code. Relisez chaque caractère, ou demandez-en une nouvelle à la personne.",
        });
  });
  return app;
}

type Check = { ok: true; code: string; name: string | null } | { ok: false; errors: Record<string, string> };
/** A code, and the name to compare when one was typed. */
function readCheck(form: FormFields): Check {
  const code = AttestationCode.safeParse(form.get("code"));
  const typed = form.get("name");
  const name = typed.trim() === "" ? null : PrintedName.safeParse(typed);
  return code.success && name?.success !== false
    ? { ok: true, code: code.data, name: name?.data ?? null }
    : { ok: false, errors: { ...errorAt("code", code), ...(name === null ? {} : errorAt("name", name)) } };
}
