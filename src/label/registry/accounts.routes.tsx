import { Hono } from "hono";

import { holdsTelephone, tooLong } from "../../kernel/text.ts";
import type { Said } from "../../kernel/said.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readDay } from "../../kernel/typed-moment.ts";
import type { Deps } from "../../platform/deps.ts";
import { type FormFields, readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { actIn, goneOf, leadTo, saidOf } from "../../platform/said.ts";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, type FormState } from "../../ui/form.tsx";
import type { LabelSite } from "../application/edge.tsx";
import { CALIBRATION, agreementWithReferences } from "../assessment/calibration.ts";
import { gradesGiven } from "../assessment/calibration.store.ts";
import { ACCOUNTS_CONSOLE, ACCOUNTS_PATH, AccountsConsolePage, AccountsPage } from "./accounts.pages.tsx";
import type { Accounts } from "./accounts.ts";
import * as store from "./accounts.store.ts";
import { type Audit, auditsOf, drawsOf } from "./audits.store.ts";
import { labelsById } from "./labels.store.ts";
import { type AuditRefusal, concludeAudit, countCases } from "./run-audits.ts";
import { publishMinutes, publishPayment } from "./write-accounts.ts";

const HEAD = { title: "Console" } as const;
/** Where what an act was about stands: an audit that has its cases or is closed, a payment or minutes that are there, or are no more. */
export type AccountsStanding = "drawn" | "closed" | "paid" | "reported" | "gone";
export const ACCOUNTS_SAID: Said<AccountsStanding> = {
  cas: { drawn: "Les cas à relire sont tirés." },
  conclure: { closed: "L’audit est clos, et publié." },
  paiement: { paid: "Le paiement est publié." },
  "compte-rendu": { reported: "Le compte rendu est publié." },
  retire: { gone: "C’est retiré de la page publique." },
};

/** `/label/comptes`: what the label gives account of; `/console/label/comptes`: where operators write it. */
export function accountsRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(ACCOUNTS_PATH, (c) => show(c));
  app.get(`${ACCOUNTS_PATH}.json`, async (c) => c.json(await accountsOf(c.get("deps"))));
  app.get(ACCOUNTS_CONSOLE, (c) => list(c, EMPTY_FORM));
  app.post(`${ACCOUNTS_CONSOLE}/audits/:audit/cas`, (c) => act(c, site, { field: "cas", done: "cas" }));
  app.post(`${ACCOUNTS_CONSOLE}/audits/:audit/conclure`, (c) => act(c, site, { field: "suite", done: "conclure" }));
  app.post(`${ACCOUNTS_CONSOLE}/paiements`, (c) => pay(c, site));
  app.post(`${ACCOUNTS_CONSOLE}/paiements/:paiement/retirer`, (c) => drop(c, site, "payment"));
  app.post(`${ACCOUNTS_CONSOLE}/comptes-rendus`, (c) => report(c, site));
  app.post(`${ACCOUNTS_CONSOLE}/comptes-rendus/:compte/retirer`, (c) => drop(c, site, "minutes"));
  return app;
}

/** Everything that is published, read at once. A seed stays ours until its draw. */
async function accountsOf({ db }: Pick<Deps, "db">): Promise<Accounts> {
  const draws = await drawsOf(db);
  const [audits, given, panel, ties, payments, changes, minutes] = await Promise.all([
    auditsOf(
      db,
      draws.map(({ year }) => year),
    ),
    gradesGiven(
      db,
      CALIBRATION.cases.map(({ id }) => id),
    ),
    store.panelNames(db),
    store.tiesOf(db),
    store.paymentsOf(db),
    store.changesOf(db),
    store.minutesOf(db),
  ]);
  return {
    format: "comptes/1",
    audits: draws.map(({ year, commitment, committedOn, drawOn, seed, noteSize, root, among, drawnOn }) => ({
      year,
      commitment,
      committedOn,
      drawOn,
      seed: drawnOn === null ? null : seed,
      noteSize,
      root,
      among,
      drawn: audits
        .filter((one) => one.year === year)
        .map(({ labelId, cases, indexes, findings, closedOn, words }) => ({
          label: labelId,
          cases,
          indexes,
          findings,
          closedOn,
          words,
        })),
    })),
    calibration: agreementWithReferences(given).map(({ what, items, raw, kappa }) => ({
      criterion: what,
      grades: items,
      equal: raw,
      kappa,
    })),
    panel,
    ties,
    payments: payments.map(({ year, payer, payee, purpose, euros }) => ({ year, payer, payee, purpose, euros })),
    changes: changes.map(({ criterionId, offers, rose, fell }) => ({ criterion: criterionId, offers, rose, fell })),
    compared: changes.length === 0 ? [] : await store.comparedOf(db),
    minutes: minutes.map(({ heldOn, text }) => ({ heldOn, text })),
  };
}

async function show(c: SiteContext): Promise<Response> {
  const { db } = c.get("deps");
  const accounts = await accountsOf(c.get("deps"));
  const drawn = accounts.audits.flatMap((one) => one.drawn.map(({ label }) => label as `lbl_${string}`));
  const names = new Map(
    (await labelsById(db, drawn)).map((one) => [one.id, `${one.organisation} · ${one.offerName}`] as const),
  );
  return c.render(<AccountsPage accounts={accounts} names={names} />, {
    current: "label",
    title: "Qui contrôle le label",
    canonical: ACCOUNTS_PATH,
    description: "Qui juge, qui paie, les audits tirés au sort et ce que le label a changé.",
  });
}

async function list(c: SiteContext, state: FormState): Promise<Response> {
  const { db } = c.get("deps");
  const draws = await drawsOf(db);
  const years = draws.map(({ year }) => year);
  const [audits, payments, minutes] = await Promise.all([
    auditsOf(db, years),
    store.paymentsOf(db),
    store.minutesOf(db),
  ]);
  const isAbout = ({ id }: { id: string }): boolean => id === actIn(c).about;
  const audit = audits.find(isAbout);
  const standing: [AccountsStanding, boolean][] = [
    ["drawn", (audit?.indexes.length ?? 0) > 0],
    ["closed", (audit?.closedOn ?? null) !== null],
    ["paid", payments.some(isAbout)],
    ["reported", minutes.some(isAbout)],
  ];
  const stands = standing.flatMap(([one, isSo]) => (isSo ? [one] : []));
  const there = [...audits, ...payments, ...minutes].map(({ id }) => id);
  const done = saidOf(c, ACCOUNTS_SAID, [...stands, ...(await goneOf(c, there))]);
  const page = { draws, audits, payments, minutes, state, done };
  return c.render(<AccountsConsolePage {...page} />, HEAD);
}

/** What an operator's act needs, and whose it is. */
const whoOf = (c: SiteContext) => ({ ...c.get("deps"), by: c.get("who").personId });
const placeOf = (done: string, about: string): string => `${ACCOUNTS_CONSOLE}?de=${about}&fait=${done}`;
const back = (c: SiteContext, done: string, about: string): Response => c.redirect(placeOf(done, about), 303);
const again = (c: SiteContext, fields: FormFields, errors: Record<string, string>, row?: string): Promise<Response> => {
  c.status(422);
  return list(c, { values: fields.shown, errors, ...(row === undefined ? {} : { row }) });
};

const WRONG: Readonly<Record<AuditRefusal, string>> = {
  no_number: "Donnez un nombre entier, de 1 à 1 000 000.",
  no_words: "Dites en une phrase au moins ce qui a été vu : ce sera publié.",
  not_open: "Cet audit a changé entre-temps : rechargez la page.",
};
const NO_TELEPHONE = "Enlevez le numéro de téléphone : aucun ne doit paraître.";
type Step = { field: "cas" | "suite"; done: "cas" | "conclure" };
async function act(c: SiteContext, site: LabelSite, { field, done }: Step): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  const draws = await drawsOf(deps.db);
  const all = await auditsOf(
    deps.db,
    draws.map(({ year }) => year),
  );
  const audit: Audit | undefined = all.find(({ id }) => id === c.req.param("audit"));
  const draw = draws.find(({ year }) => year === audit?.year);
  if (fields === null || audit === undefined || draw === undefined) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], site.show);
  }
  const words = fields.get("suite");
  const by = c.get("who").personId;
  const wrong = tooLong(words, 2000) ?? (holdsTelephone(words) ? NO_TELEPHONE : null);
  if (wrong !== null) {
    return again(c, fields, { suite: wrong }, audit.id);
  }
  const result =
    field === "cas"
      ? await countCases(deps, { audit, draw, cases: Number(fields.get("cas").replaceAll(/\s/g, "") || "0"), by })
      : await concludeAudit(deps, { audit, words, by });
  return result.ok ? back(c, done, audit.id) : again(c, fields, { [field]: WRONG[result.refusal] }, audit.id);
}

/** What is wrong with who paid, who was paid and for what. */
function wrongWords(text: string): string | null {
  if (holdsTelephone(text)) {
    return NO_TELEPHONE;
  }
  return tooLong(text, 200) ?? (text.length < 3 ? "Écrivez-le en quelques mots." : null);
}

async function pay(c: SiteContext, site: LabelSite): Promise<Response> {
  const who = whoOf(c);
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const text = (name: string): string => fields.get(name).trim();
  const whole = (name: string): number => Number(text(name).replaceAll(/\s/g, ""));
  const [year, euros] = [whole("annee"), whole("euros")];
  const thisYear = Number(dayOf(who.now, PARIS).slice(0, 4));
  const errors: Record<string, string> = {
    ...(Number.isInteger(year) && year >= 2020 && year <= thisYear
      ? {}
      : { annee: `Donnez une année, ${thisYear} au plus tard.` }),
    ...(Number.isInteger(euros) && euros > 0 && euros < 1e9
      ? {}
      : { euros: "Donnez un montant en euros, sans virgule." }),
  };
  for (const name of ["payeur", "paye", "objet"]) {
    const wrong = wrongWords(text(name));
    if (wrong !== null) {
      errors[name] = wrong;
    }
  }
  if (Object.keys(errors).length > 0) {
    return again(c, fields, errors);
  }
  const said = { payer: text("payeur"), payee: text("paye"), purpose: text("objet") };
  const id = await publishPayment(who, { year, ...said, euros, by: who.by });
  return back(c, "paiement", id);
}

async function report(c: SiteContext, site: LabelSite): Promise<Response> {
  const who = whoOf(c);
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const [heldOn, text] = [readDay(fields.get("tenue")), fields.get("texte").trim()];
  const long = tooLong(text, 20_000);
  const isPast = heldOn !== null && heldOn <= dayOf(who.now, PARIS);
  const errors = {
    ...(isPast ? {} : { tenue: "Donnez la date de la réunion, passée ou d’aujourd’hui." }),
    ...(text.length >= 20 ? {} : { texte: "Écrivez ce qui a été décidé, en une phrase au moins." }),
    ...(long === null ? {} : { texte: long }),
    ...(holdsTelephone(text) ? { texte: NO_TELEPHONE } : {}),
  };
  if (heldOn === null || Object.keys(errors).length > 0) {
    return again(c, fields, errors);
  }
  const id = await publishMinutes(who, { heldOn, text, by: who.by });
  return back(c, "compte-rendu", id);
}

const DROPS = {
  payment: {
    param: "paiement",
    title: "Retirer ce paiement ?",
    consequence: "Il disparaît de la page publique. Sans retour : notez-le de nouveau s’il le faut.",
    drop: store.dropPayment,
  },
  minutes: {
    param: "compte",
    title: "Retirer ce compte rendu ?",
    consequence: "Il disparaît de la page publique. Sans retour : publiez-le de nouveau s’il le faut.",
    drop: store.dropMinutes,
  },
} as const;
/** Takes something off the public page, after a question. */
async function drop(c: SiteContext, site: LabelSite, what: keyof typeof DROPS): Promise<Response> {
  const fields = await readForm(c);
  const { param, title, consequence, drop: dropped } = DROPS[what];
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  if (fields.get("confirme") !== "oui") {
    const asked = { title, consequence, button: "Retirer", action: c.req.path, fields: {}, back: ACCOUNTS_CONSOLE };
    return c.render(<ConfirmPage {...asked} />, HEAD);
  }
  const who = whoOf(c);
  const id = c.req.param(param) ?? "";
  await who.db.batch(dropped(who, id));
  return leadTo(c, placeOf("retire", id));
}
