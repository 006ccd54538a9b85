import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { PROBLEMS, type Problem } from "../../kernel/problem.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readAddressForm } from "../../platform/antibot-form.ts";
import type { FormFields } from "../../platform/form.ts";
import type { Deps } from "../../platform/deps.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem } from "../../platform/http.ts";
import { isLed, leadTo } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { unreachedAt } from "../../privacy/contacts.store.ts";
import { AntibotFields, Choices, ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { mailLeft } from "../../ui/mail-left.ts";
import { Head, Mailbox, Notice, Waiting, type Waits, mailboxTitle } from "../../ui/parts.tsx";
import { LEVELS, type Level } from "../schools/school-class.ts";
import { comesTo } from "../schools/showcase.store.ts";
import { DEPARTEMENTS, departementsAfter } from "../sessions/departements.ts";
import { levelsInWords } from "./watch.mails.ts";
import { type Watch, findWatch } from "./watch.store.ts";
import { askWatch, confirmWatch, leaveWatch } from "./watch.ts";

const PATH = "/etablissements/prevenir";
const HEAD = { title: "Prévenez-moi", current: "ateliers" } as const;
const LABELS = { departement: "Département", niveaux: "Niveaux", email: "Adresse e-mail", billet: "" };
const GONE: Problem = {
  ...PROBLEMS[410],
  detail: "L’adresse est effacée : rien n’était confirmé, un an est passé, ou vous l’avez demandé.",
  next: { label: "Demander à être prévenu", href: PATH },
};

/** « Prévenez-moi »: an address asks for one mail, once an association comes to the classes of a département. */
export function watchRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(PATH, (c) => showForm(c, { values: { departement: [c.req.query("departement") ?? ""] }, errors: {} }));
  app.post(PATH, (c) => take(c, show));
  app.get(`${PATH}/envoye`, async (c) =>
    c.render((await isLed(c)) ? <AskedPage waiting={null} /> : <Mailbox form={PATH} />, HEAD),
  );
  app.get("/prevenir/:token", async (c) => {
    const watch = await watchOf(c);
    return watch === null
      ? answerProblem(c, GONE, show)
      : c.render(<WatchPage watch={watch} base={c.req.path} />, HEAD);
  });
  app.post("/prevenir/:token/oui", async (c) => {
    const watch = await watchOf(c);
    if (watch === null) {
      return answerProblem(c, GONE, show);
    }
    await confirmWatch(c.get("deps"), watch);
    return c.redirect(c.req.path.replace(/\/oui$/, ""), 303);
  });
  app.post("/prevenir/:token/effacer", async (c) => {
    const watch = await watchOf(c);
    if (watch !== null) {
      await leaveWatch(c.get("deps"), watch);
    }
    return c.render(<LeftPage />, HEAD);
  });
  return app;
}

async function watchOf(c: SiteContext): Promise<Watch | null> {
  const { db, links, now } = c.get("deps");
  const id = await links.verify("area-watch", c.req.param("token") ?? "", now);
  return id === null ? null : findWatch(db, id);
}

async function showForm(c: SiteContext, state: FormState): Promise<Response> {
  const { antibot, now } = c.get("deps");
  return c.render(<FormPage state={state} ticket={await antibot.issue(now)} />, {
    ...HEAD,
    canonical: PATH,
    script: "antibot",
  });
}

/** Where, and for which classes; what is wrong with it. Where an association comes already there is nothing to wait for. */
async function readArea({ db }: Deps, fields: FormFields) {
  const departement = fields.get("departement");
  const levels = fields.all("niveaux").filter((level): level is Level => Object.hasOwn(LEVELS, level));
  const isKnown = Object.hasOwn(DEPARTEMENTS, departement);
  const served = isKnown ? (await comesTo(db, departement)).flatMap((one) => one.levels) : [];
  const come = levels.filter((level) => served.includes(level));
  const errors: Record<string, string> = {
    ...(isKnown ? {} : { departement: "Choisissez un département." }),
    ...(levels.length > 0 ? {} : { niveaux: "Choisissez au moins un niveau." }),
    ...(come.length === 0
      ? {}
      : { niveaux: `Une association vient déjà pour : ${levelsInWords(come)}. Faites-lui une demande, ou décochez.` }),
  };
  return { departement, levels, errors };
}

async function take(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const read = await readAddressForm(c, EmailAddress);
  if (read === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const { departement, levels, errors } = await readArea(deps, read.fields);
  if (!read.ok || Object.keys(errors).length > 0) {
    c.status(422);
    return showForm(c, { values: read.fields.shown, errors: { ...errors, ...(read.ok ? {} : read.state.errors) } });
  }
  // Read before anything is written: a read that fails afterwards would have it written twice.
  const unreached = await unreachedAt(deps, read.email);
  const asked = await askWatch(deps, { email: read.email, departement, levels, client: deps.client });
  if (!asked.ok) {
    return answerProblem(c, PROBLEMS[429], show);
  }
  deps.ring(asked.value.eventId);
  const mail = unreached ?? asked.value.waiting;
  return mail === null
    ? leadTo(c, `${PATH}/envoye`)
    : c.render(<AskedPage waiting={{ mail, now: deps.now, fix: PATH }} />, HEAD);
}

const FormPage = ({ state, ticket }: { state: FormState; ticket: string }): Child => (
  <div class="narrow">
    <p class="crumbs">
      <a href="/etablissements">Établissements</a>
    </p>
    <ErrorSummary state={state} labels={LABELS} />
    <Head
      title="Prévenez-moi quand une association vient"
      lead="Un seul message, le jour où une association dit qu’elle vient dans les classes de votre département."
    />
    <form method="post" action={PATH} novalidate>
      <AntibotFields ticket={ticket} />
      <Select name="departement" label={LABELS.departement} options={departementsAfter("Choisir")} state={state} />
      <Choices name="niveaux" legend={LABELS.niveaux} kind="checkbox" look="chips" options={LEVELS} state={state} />
      <TextField
        name="email"
        label={LABELS.email}
        hint="Effacée après ce message, ou au bout d’un an ; après 7 jours si vous ne confirmez pas."
        type="email"
        state={state}
        autocomplete="email"
      />
      <button type="submit">Prévenez-moi</button>
    </form>
  </div>
);

const AskedPage = ({ waiting }: { waiting: Waits | null }): Child => (
  <div class="narrow">
    <h1>{mailboxTitle(waiting, "Vérifiez votre messagerie")}</h1>
    {waiting === null ? (
      <Notice kind="good">
        <p>À l’adresse donnée, {mailLeft}. Un clic y confirme que c’est bien vous ; sans lui, rien n’est gardé.</p>
      </Notice>
    ) : (
      <Waiting {...waiting} />
    )}
    <p>Rien reçu ? Regardez dans les indésirables. Cinq départements par jour au plus, avec une même adresse.</p>
  </div>
);

/** What the mailed link opens: the button that confirms, and the one that forgets. */
const WatchPage = ({ watch, base }: { watch: Watch; base: string }): Child => {
  const { departementCode, levels, confirmedAt, toldAt, forgetAt } = watch;
  return (
    <div class="narrow">
      <Head
        eyebrow="Établissements"
        title={DEPARTEMENTS[departementCode] ?? departementCode}
        lead={`Une association dans les classes : ${levelsInWords(levels)}.`}
      />
      {confirmedAt === null ? (
        <form method="post" action={`${base}/oui`}>
          <button type="submit">Oui, prévenez-moi</button>
        </form>
      ) : (
        <Notice kind="good">
          <p>
            {toldAt === null
              ? "C’est noté : un seul message, quand une association vient. "
              : "Une association vient : le message est parti. "}
            Votre adresse s’efface au plus tard le {dayOf(forgetAt, PARIS).split("-").toReversed().join("/")}.
          </p>
        </Notice>
      )}
      <form method="post" action={`${base}/effacer`}>
        <button type="submit" class="quiet">
          Effacer mon adresse
        </button>
      </form>
      <p>
        <a href={`/etablissements/departement/${departementCode}`}>Voir qui vient aujourd’hui</a>
      </p>
    </div>
  );
};

const LeftPage = (): Child => (
  <div class="narrow">
    <Head
      eyebrow="Établissements"
      title="Votre adresse est effacée"
      lead="Nous ne vous écrirons pas à ce sujet. Vous pouvez redemander quand vous voulez."
    />
    <p>
      <a href={PATH}>Demander à être prévenu</a>
    </p>
  </div>
);
