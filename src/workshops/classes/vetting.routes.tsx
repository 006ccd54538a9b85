import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { type RequestId, isId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import type { Said } from "../../kernel/said.ts";
import type { Database } from "../../platform/d1.ts";
import { readForm } from "../../platform/form.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { actIn, freshOf, goneOf, saidOf } from "../../platform/said.ts";
import { EmailAddress } from "../../privacy/contact.ts";
import { Act, ConsolePage, More, pageOf } from "../../ui/console.tsx";
import { ConfirmPage } from "../../ui/confirm.tsx";
import { EMPTY_FORM, Filters, type FormState, Select, TextField } from "../../ui/form.tsx";
import type { Site } from "../sessions/edge.ts";
import { dismissRequest, vetRequest } from "./answer-request.ts";
import { programmeOf } from "./follow.routes.tsx";
import { type Written, reportedThread, settleWord } from "./write-word.ts";
import { isOpen } from "./act.parts.tsx";
import { REQUEST_STATES, type RequestState, STATE_WORDS, type StillOpen, stillOpen } from "./request.ts";
import { RequestFacts } from "./request.parts.tsx";
import { type ClassRequest, allRequests, findRequest, requestsIn } from "./requests.store.ts";

const HEAD = { title: "Console" } as const;
const BASE = "/console/demandes";
/** Where the request that an act was about stands; of a word, that this operator just settled it, or that it waits no more. */
export type VettingStanding = RequestState | "workshop_request.word_settled" | "gone";
export const VETTING_SAID: Said<VettingStanding> = {
  verifier: {
    awaiting_head: "La structure est vérifiée : la direction est demandée, les associations voient la demande.",
  },
  ecarter: { declined: "La demande est écartée. La personne sait pourquoi et quoi faire." },
  garder: { "workshop_request.word_settled": "Le mot est gardé." },
  retirer: { "workshop_request.word_settled": "Le mot est retiré pour les deux côtés." },
  change: {
    ...Object.fromEntries(
      REQUEST_STATES.filter((state) => state !== "unvetted").map((state) => [
        state,
        "Cette demande n’attend plus de vérification.",
      ]),
    ),
    gone: "Ce mot n’attend plus personne.",
  },
};
type Titled = { request: ClassRequest; title: string; open: readonly StillOpen[] };
type VettingProps = {
  rows: readonly Titled[];
  after: string | null;
  etat: string;
  state: FormState;
  wrong: string;
  done: string | null;
  reported: readonly Written[];
};

/** Class requests as operators see them: no address of who asks. Places that are not in the directory are checked here. */
const VettingPage = ({ rows, after, etat, state, wrong, done, reported }: VettingProps): Child => (
  <ConsolePage
    title="Demandes de classe"
    lead="Celles d’une structure absente de l’annuaire attendent une vérification."
    done={done}
  >
    <Reported words={reported} />
    <Filters action={BASE}>
      <Select
        name="etat"
        label="État"
        options={{ "": "Tous, du plus récent", ...STATE_WORDS }}
        state={{ values: { etat: [etat] }, errors: {} }}
      />
    </Filters>
    {rows.length === 0 ? (
      <p>{etat === "" ? "Aucune demande pour l’instant." : "Aucune demande dans cet état."}</p>
    ) : null}
    <ul class="rows">
      {rows.map(({ request, title, open }) => (
        <li>
          <h2>
            {request.host}, {request.commune}
          </h2>
          <p class="meta">{STATE_WORDS[request.state]}</p>
          <RequestFacts request={request} title={title} />
          {isOpen(open, "vet") ? <VetForm request={request} state={wrong === request.id ? state : EMPTY_FORM} /> : null}
          {isOpen(open, "dismiss") ? (
            <Act action={`${BASE}/${request.id}/ecarter`} what="Écarter cette demande" />
          ) : null}
        </li>
      ))}
    </ul>
    <More path={BASE} query={{ etat }} after={after} />
  </ConsolePage>
);

/** What one side asked us to look at: the only words of a request that operators read. */
const Reported = ({ words }: { words: readonly Written[] }): Child =>
  words.length === 0 ? null : (
    <section aria-labelledby="signales">
      <h2 id="signales">Mots signalés</h2>
      <ul class="rows">
        {words.map((word) => (
          <li>
            <p class="meta">
              Écrit par {word.by === "school" ? "l’établissement" : "l’association"} · {word.request}
            </p>
            <p>{word.text ?? "Déjà retiré."}</p>
            <Act action={`${BASE}/mots/${word.id}/garder`} what="Garder ce mot" />
            <Act action={`${BASE}/mots/${word.id}/retirer`} what="Retirer ce mot" />
          </li>
        ))}
      </ul>
    </section>
  );

const VetForm = ({ request, state }: { request: ClassRequest; state: FormState }): Child => (
  <form method="post" action={`${BASE}/${request.id}/verifier`} novalidate>
    <TextField
      name="email"
      label={
        request.headVia === "official_mail"
          ? "Adresse officielle de la structure"
          : "Adresse officielle (facultatif : la personne remet un lien)"
      }
      type="email"
      hint="Celle que vous avez trouvée vous-même dans une source publique, jamais celle que la personne donnerait."
      state={state}
      isOptional={request.headVia === "handed_over"}
    />
    <button type="submit">La structure existe : envoyer</button>
  </form>
);

/** `/console/demandes`. */
export function vettingRoutes(site: Site): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get(BASE, (c) => list(c, site, EMPTY_FORM, ""));
  app.post(`${BASE}/:demande/verifier`, (c) => vet(c, site));
  app.post(`${BASE}/mots/:mot/garder`, (c) => settle(c, true));
  app.post(`${BASE}/mots/:mot/retirer`, async (c) => {
    if ((await readForm(c))?.get("confirme") === "oui") {
      return settle(c, false);
    }
    const words = {
      title: "Retirer ce mot",
      consequence: "Les deux côtés verront qu’il a été retiré par notre équipe. Son texte est effacé.",
      button: "Retirer ce mot",
    };
    return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={BASE} />, HEAD);
  });
  app.post(`${BASE}/:demande/ecarter`, async (c) => {
    const deps = c.get("deps");
    if ((await readForm(c))?.get("confirme") !== "oui") {
      const words = {
        title: "Écarter cette demande",
        consequence: "La personne reçoit un message qui dit pourquoi, et quoi faire.",
        button: "Écarter",
      };
      return c.render(<ConfirmPage {...words} action={c.req.path} fields={{}} back={BASE} />, HEAD);
    }
    const done = await dismissRequest(deps, { id: idParam(c, "wrq", "demande"), person: c.get("who").personId });
    deps.ring(...(done.ok ? done.value.eventIds : []));
    return c.redirect(`${BASE}?de=${c.req.param("demande")}&fait=${done.ok ? "ecarter" : "change"}`, 303);
  });
  return app;
}

async function settle(c: SiteContext, isKept: boolean): Promise<Response> {
  const deps = c.get("deps");
  const word = c.req.param("mot") ?? "";
  const eventId = await settleWord(deps, { word, isKept, person: c.get("who").personId });
  deps.ring(...(eventId === null ? [] : [eventId]));
  return c.redirect(
    `${BASE}?de=${eventId ?? word}&fait=${eventId === null ? "change" : isKept ? "garder" : "retirer"}`,
    303,
  );
}

/** Requests in the state that is asked for; not asked: those that wait for us, or all when none does. */
async function asked(
  db: Database,
  { state, after }: { state: string | undefined; after: string },
): Promise<{ etat: string; found: ClassRequest[] }> {
  if (state !== undefined && Object.hasOwn(STATE_WORDS, state)) {
    return { etat: state, found: await requestsIn(db, { state, after }) };
  }
  const waiting = state === undefined ? await requestsIn(db, { state: "unvetted", after }) : [];
  return waiting.length > 0 ? { etat: "unvetted", found: waiting } : { etat: "", found: await allRequests(db, after) };
}

/** Where what the last act was about stands: a request, or a word. */
async function standingOf(c: SiteContext, reported: readonly Written[]): Promise<string[]> {
  const { about } = actIn(c);
  if (isId("wrq", about)) {
    const request = await findRequest(c.get("deps").db, about);
    return request === null ? [] : [request.state];
  }
  const settled = await freshOf(c, c.get("who").personId);
  return settled.length > 0
    ? settled
    : goneOf(
        c,
        reported.map(({ id }) => id),
      );
}

async function list(c: SiteContext, site: Site, state: FormState, wrong: string): Promise<Response> {
  const { db, now } = c.get("deps");
  const { etat, found } = await asked(db, { state: c.req.query("etat"), after: c.req.query("apres") ?? "" });
  const page = pageOf(found, 50, (request) => request.id);
  const rows = page.rows.map((request) => ({
    request,
    title: programmeOf(site, request).title,
    open: stillOpen(request, "operator", now),
  }));
  const reported = await reportedThread(c.get("deps"));
  const done = saidOf(c, VETTING_SAID, await standingOf(c, reported));
  return c.render(
    <VettingPage
      rows={rows}
      after={page.after}
      etat={etat}
      state={state}
      wrong={wrong}
      done={done}
      reported={reported}
    />,
    HEAD,
  );
}

async function vet(c: SiteContext, site: Site): Promise<Response> {
  const deps = c.get("deps");
  const fields = await readForm(c);
  if (fields === null) {
    return answerProblem(c, PROBLEMS[400], site.show);
  }
  const id = idParam(c, "wrq", "demande");
  const read = await officialAddress(c, id, fields.get("email").trim());
  if (!read.ok) {
    c.status(422);
    return list(c, site, { values: fields.shown, errors: { email: read.wrong } }, id);
  }
  const done = await vetRequest(deps, { id, person: c.get("who").personId, email: read.email });
  deps.ring(...(done.ok ? done.value.eventIds : []));
  return c.redirect(`${BASE}?de=${id}&fait=${done.ok ? "verifier" : "change"}`, 303);
}

type OfficialAddress = { ok: true; email: string | null } | { ok: false; wrong: string };
/** The address that an operator found; none is needed where the person hands the link over themselves. */
async function officialAddress(c: SiteContext, id: RequestId, typed: string): Promise<OfficialAddress> {
  if (typed !== "") {
    const email = EmailAddress.safeParse(typed);
    return email.success ? { ok: true, email: email.data } : { ok: false, wrong: email.error.issues[0]?.message ?? "" };
  }
  const asks = await findRequest(c.get("deps").db, id);
  return asks?.state === "unvetted" && asks.headVia === "official_mail"
    ? { ok: false, wrong: "La personne a choisi que nous écrivions à la direction : donnez l’adresse officielle." }
    : { ok: true, email: null };
}
