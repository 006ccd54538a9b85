import * as z from "zod";

import { idOf } from "../../kernel/ids.ts";
import { type Reader, type Template, template } from "../../mail/template.ts";
import { TASKS, TASK_WORDS, noonOf } from "./process.ts";
import { wordOf } from "../../kernel/rows.ts";
import { WITNESS_SAID } from "../transparency-log/submit.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";

const Step = z
  .object({
    organisation: idOf("org"),
    application: idOf("app"),
    offer: z.string(),
    dueOn: z.string().nullable(),
    number: z.int().nullable(),
  })
  .strict();
const Delay = z
  .object({
    organisation: idOf("org"),
    application: idOf("app"),
    offer: z.string(),
    what: z.string(),
    day: z.string(),
    left: z.string(),
  })
  .strict();
const Late = z.object({ task: z.string(), day: z.string(), left: z.string() }).strict();
const Mission = z.object({ task: z.enum(TASKS) }).strict();
const Ready = z.object({}).strict();
const Alarm = z.object({ witness: z.string(), said: wordOf(WITNESS_SAID), size: z.int() }).strict();
const Point = z.object({ note: z.string() }).strict();

const day = (dueOn: string | null): string => (dueOn === null ? "" : dayInWords(noonOf(dueOn), PARIS));
const stepValues = (vars: z.infer<typeof Step>, reader: Pick<Reader, "page">) => ({
  isInformal: false,
  values: { jour: day(vars.dueOn), numero: String(vars.number ?? "") },
  typed: { offre: vars.offer },
  links: { dossier: reader.page(`/espace/structures/${vars.organisation}/label/${vars.application}/evaluation`) },
});

/** Mails to the person who answers for the mutuelle: each says where the file is, what to do, by when. */
const STEPS = [
  "label-recevable",
  "label-non-recevable",
  "label-precisions",
  "label-contradictoire",
  "label-replique",
  "label-constat",
  "label-decision",
  "label-recours",
  "label-audition",
  "label-suspendu",
  "label-sans-suite",
  "label-12-mois",
  "label-24-mois",
  "label-renouveler",
];

/** A mail to whoever has a task of a file to hand in: before its last day, and after it. */
const taskTemplate = (key: "label-echeance" | "label-retard", words: Readonly<Record<string, string>>): Template =>
  template(key, words[key] ?? "", Late, ({ task, day: untilOn, left }, { page }) =>
    Promise.resolve({
      isInformal: false,
      values: { tache: task, jour: untilOn, reste: left },
      links: { bureau: page("/espace/evaluation") },
    }),
  );

/** The mails of an assessment, of a decision and of the log. */
export const assessmentTemplates = (words: Readonly<Record<string, string>>): Template[] => [
  ...STEPS.map((key) =>
    template(key, words[key] ?? "", Step, (vars, reader) => Promise.resolve(stepValues(vars, reader))),
  ),
  template("label-mission", words["label-mission"] ?? "", Mission, (vars, reader) =>
    Promise.resolve({
      isInformal: false,
      values: { tache: TASK_WORDS[vars.task] },
      links: { bureau: reader.page("/espace/evaluation") },
    }),
  ),
  template("label-pret", words["label-pret"] ?? "", Ready, (_, reader) =>
    Promise.resolve({ isInformal: false, values: {}, links: { bureau: reader.page("/espace/evaluation") } }),
  ),
  template("label-delai", words["label-delai"] ?? "", Delay, (vars, { page }) =>
    Promise.resolve({
      isInformal: false,
      values: { quoi: vars.what, jour: vars.day, reste: vars.left },
      typed: { offre: vars.offer },
      links: { dossier: page(`/espace/structures/${vars.organisation}/label/${vars.application}/evaluation`) },
    }),
  ),
  taskTemplate("label-echeance", words),
  taskTemplate("label-retard", words),
  template("label-temoin", words["label-temoin"] ?? "", Alarm, ({ witness, said, size }, reader) =>
    Promise.resolve({
      isInformal: false,
      values: { dit: WITNESS_SAID[said], taille: String(size) },
      typed: { temoin: witness },
      links: { temoins: reader.page("/label/journal/temoins") },
    }),
  ),
  template("label-point", words["label-point"] ?? "", Point, ({ note }, reader) => {
    const [origine = "", taille = "", racine = "", , signature = ""] = note.split("\n");
    return Promise.resolve({
      isInformal: false,
      values: { origine, taille, racine, signature },
      links: { journal: reader.page("/label/journal") },
    });
  }),
];
