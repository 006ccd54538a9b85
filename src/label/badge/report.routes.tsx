import { Hono } from "hono";

import type { Said } from "../../kernel/said.ts";
import { holdsTelephone, tooLong } from "../../kernel/text.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { antibotProblem, checkAntibot } from "../../platform/antibot-form.ts";
import { type Limit, countOne } from "../../platform/counters.ts";
import { refusedBy } from "../../platform/d1.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, saidOf } from "../../platform/said.ts";
import { AntibotFields, EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import type { LabelSite } from "../application/edge.tsx";
import { type ComplaintState, addComplaint, complaintState } from "../registry/complaints.store.ts";
import type { Label } from "../decision/label.ts";
import { findLabel } from "../registry/labels.store.ts";
import { ReportPage } from "./badge.pages.tsx";

const REPORTS: Limit = { what: "report", most: 5, seconds: 3600 };

/** What is said of what somebody signalled, until a person has read it. */
export const REPORT_SAID: Said<ComplaintState> = {
  envoye: {
    open: "C’est reçu. Une personne le lira et le vérifiera ; sans votre adresse, nous ne pourrons pas vous répondre.",
  },
};

/** `/label/signaler/:fiche`: « signaler une inexactitude », without an account; read by a person before anything follows. */
export function reportRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/label/signaler/:fiche", (c) =>
    of(c, site, async (label) => {
      const state = await complaintState(c.get("deps").db, { id: actIn(c).about, labelId: label.id });
      return show(c, label, EMPTY_FORM, saidOf(c, REPORT_SAID, state));
    }),
  );
  app.post("/label/signaler/:fiche", (c) => of(c, site, (label) => report(c, site, label)));
  return app;
}

async function of(
  c: SiteContext,
  site: LabelSite,
  act: (label: Label) => Response | Promise<Response>,
): Promise<Response> {
  const label = await findLabel(c.get("deps").db, idParam(c, "lbl", "fiche"));
  return label === null ? answerProblem(c, PROBLEMS[404], site.show) : act(label);
}

async function show(c: SiteContext, label: Label, state: FormState, done: string | null): Promise<Response> {
  const { antibot, now } = c.get("deps");
  const fields = done !== null ? null : <AntibotFields ticket={await antibot.issue(now)} />;
  return c.render(<ReportPage label={label} fields={fields} state={state} done={done} />, {
    title: "Signaler",
    script: "antibot",
  });
}

async function report(c: SiteContext, site: LabelSite, label: Label): Promise<Response> {
  const { db, vault, now, client, newId } = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const verdict = await checkAntibot(c, fields);
  const text = fields.get("texte").trim();
  const long = tooLong(text, 2000);
  const errors = {
    ...(long === null ? {} : { texte: long }),
    ...(text.length < 10 ? { texte: "Dites en une phrase ce qui n’est pas juste." } : {}),
    ...(holdsTelephone(text) ? { texte: "Enlevez le numéro de téléphone : aucun ne doit nous parvenir." } : {}),
    ...(verdict.passed ? {} : { form: antibotProblem(verdict.why, "").detail }),
  };
  if (Object.keys(errors).length > 0) {
    c.status(422);
    return show(c, label, { values: fields.shown, errors }, null);
  }
  const id = newId("cmp");
  const kind = fields.get("sorte") === "experience" ? "experience" : "inaccuracy";
  try {
    await db.batch([
      await countOne(vault, REPORTS, client, now),
      addComplaint({ id, labelId: label.id, kind, text, now }),
    ]);
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return answerProblem(
      c,
      {
        ...PROBLEMS[429],
        detail:
          "Trop de signalements depuis cette connexion. Attendez une heure : ce que vous avez écrit est encore dans l’onglet d’avant.",
      },
      site.show,
    );
  }
  return c.redirect(`/label/signaler/${label.id}?de=${id}&fait=envoye`, 303);
}
