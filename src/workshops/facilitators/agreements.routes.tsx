import { Hono } from "hono";
import type { Child } from "hono/jsx";
import * as z from "zod";

import { PROBLEMS } from "../../kernel/problem.ts";
import { PARIS, dayOf } from "../../kernel/time.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type ShowProblem, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { Act, ConsolePage, More, pageOf } from "../../ui/console.tsx";
import { EMPTY_FORM, ErrorSummary, type FormState, Select, TextField } from "../../ui/form.tsx";
import { AGREEMENT_KINDS, AGREEMENT_WORDS, agreementInWords } from "../catalogue/association.ts";
import { type Agreed, agreementOf, agreementsAfter } from "./agreements.store.ts";
import { wordsToRead } from "../schools/showcase.store.ts";
import { readWords, seeAgreement } from "./see-agreement.ts";

const HEAD = { title: "Console" } as const;
const BASE = "/console/agrements";

/** `/console/agrements`: operators note which agreement of the school authorities they saw, and until when. */
export function agreementRoutes(show: ShowProblem): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(BASE, (c) => page(c, { state: EMPTY_FORM, wrong: null }));
  app.post(`${BASE}/:structure`, (c) => note(c, show));
  app.post(`${BASE}/:structure/texte`, (c) => readText(c, show));
  return app;
}

type Wrong = { state: FormState; wrong: string | null };
async function page(c: SiteContext, { state, wrong }: Wrong): Promise<Response> {
  const { db, now } = c.get("deps");
  const { rows, after } = pageOf(await agreementsAfter(db, c.req.query("apres") ?? ""), 50, ({ id }) => id);
  return c.render(
    <ConsolePage
      title="Agréments et textes"
      lead="De l’Éducation nationale, à une association. Ouvrez le document, notez le jour, ne gardez rien. Montré, jamais demandé."
      done={null}
    >
      <ToRead words={await wordsToRead(db)} />
      <ErrorSummary state={state} labels={{ jusque: "Dernier jour", genre: "Agrément" }} />
      {rows.length === 0 ? <p>Aucune association.</p> : null}
      <ul class="rows">
        {rows.map((one) => (
          <AgreementForm one={one} state={wrong === one.id ? state : EMPTY_FORM} todayOn={dayOf(now, PARIS)} />
        ))}
      </ul>
      <More path={BASE} query={{}} after={after} />
    </ConsolePage>,
    HEAD,
  );
}

/** What associations would say to schools: shown once somebody of ours has read it. */
const ToRead = ({ words }: { words: Awaited<ReturnType<typeof wordsToRead>> }): Child =>
  words.length === 0 ? null : (
    <section aria-labelledby="textes">
      <h2 id="textes">Textes à lire</h2>
      <p>Montrez ce qui dit comment on vient. Ne montrez ni un nom, ni une promesse, ni une réclame.</p>
      <ul class="rows">
        {words.map(({ id, name, text, askedAt }) => (
          <li>
            <p>{name}</p>
            <p>« {text} »</p>
            <Act
              action={`${BASE}/${id}/texte`}
              what={`Montrer le texte de ${name}`}
              fields={{ montre: "oui", lu: String(askedAt) }}
            />
            <Act
              action={`${BASE}/${id}/texte`}
              what="Ne pas le montrer"
              fields={{ montre: "non", lu: String(askedAt) }}
            />
          </li>
        ))}
      </ul>
    </section>
  );

async function readText(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], show);
  }
  const id = idParam(c, "org", "structure");
  const [isShown, askedAt] = [fields.get("montre") === "oui", Number(fields.get("lu"))];
  const found = (await wordsToRead(deps.db)).find((one) => one.id === id && one.askedAt === askedAt);
  if (found !== undefined) {
    deps.ring(await readWords(deps, { id, by: c.get("who").personId, isShown, askedAt }));
  }
  return c.redirect(BASE, 303);
}

const AgreementForm = ({ one, state, todayOn }: { one: Agreed; state: FormState; todayOn: string }): Child => {
  const values: FormState["values"] = { genre: [one.agreementKind], jusque: [one.agreementUntilOn ?? ""] };
  const shown = { values: { ...values, ...state.values }, errors: state.errors, row: one.id };
  return (
    <li>
      <h2>{one.name}</h2>
      <p>{agreementInWords(one, todayOn) ?? "Rien n’est montré."}</p>
      <form method="post" action={`${BASE}/${one.id}`} novalidate>
        <div class="fields">
          <Select name="genre" label="Agrément" options={AGREEMENT_WORDS} state={shown} />
          <TextField name="jusque" label="Dernier jour" type="date" state={shown} isOptional autocomplete="off" />
        </div>
        <button type="submit" class="quiet">
          J’ai vu le document<span class="seen-by-readers"> de {one.name}</span>
        </button>
      </form>
    </li>
  );
};

const Seen = z.object({ genre: z.enum(AGREEMENT_KINDS), jusque: z.iso.date() });
/** An agreement without its last day is one that nobody saw. */
async function note(c: SiteContext, show: ShowProblem): Promise<Response> {
  const deps = c.get("deps");
  const id = idParam(c, "org", "structure");
  const fields = await readForm(c);
  const found = await agreementOf(deps.db, id);
  if (fields === null || found === null) {
    return answerProblem(c, PROBLEMS[fields === null ? 400 : 404], show);
  }
  const isNone = fields.get("genre") === "none";
  const seen = Seen.safeParse({
    genre: fields.get("genre"),
    jusque: isNone ? dayOf(deps.now, PARIS) : fields.get("jusque"),
  });
  if (!seen.success || (!isNone && seen.data.jusque < dayOf(deps.now, PARIS))) {
    c.status(422);
    const words = "Écrivez le dernier jour qui est sur le document, à venir, comme 31/08/2028.";
    return page(c, { state: { values: fields.shown, errors: { jusque: words }, row: id }, wrong: id });
  }
  const by = c.get("who").personId;
  deps.ring(await seeAgreement(deps, { id, by, kind: seen.data.genre, untilOn: isNone ? null : seen.data.jusque }));
  return c.redirect(BASE, 303);
}
