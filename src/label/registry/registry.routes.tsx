import { Hono } from "hono";

import { asId } from "../../kernel/ids.ts";
import { PROBLEMS } from "../../kernel/problem.ts";
import { type Edge, type SiteContext, answerProblem, idParam } from "../../platform/http.ts";
import { pageOf } from "../../ui/console.tsx";
import { type LabelSite, modelsOf, nameOf } from "../application/edge.tsx";
import { PARIS, addMonths, dayOf } from "../../kernel/time.ts";
import { ofFullQuarters, publishedPairs, quarterOf } from "../assessment/agreement.ts";
import { decidedPairs } from "../assessment/worklist.store.ts";
import type { Decision } from "../decision/decision.ts";
import { decisionsOf } from "../decision/decision.store.ts";
import type { Model } from "../scoring/model.ts";
import { scoreFile, sealedFile } from "../scoring/score-file.ts";
import { AttestationPage } from "./attestation.pages.tsx";
import { ComparePage } from "./compare.pages.tsx";
import { askedBy } from "./filters.ts";
import type { Label } from "../decision/label.ts";
import { countAll, findLabel, labelsAfter, labelsById, publicPieces } from "./labels.store.ts";
import { OfferPage, RecomputedPage } from "./offer.pages.tsx";
import {
  LICENCE,
  REGISTRY_FORMAT,
  TABLES,
  type Where,
  csvHead,
  csvRow,
  exampleLabel,
  jsonRow,
  tablePath,
  tableSchema,
} from "./open-data.ts";
import { RegistryPage } from "./registry.pages.tsx";

const HEAD = { current: "label" } as const;
const PAGE = 50;
/** Labels read at a time while a file is sent: memory stays flat however long the registry is. */
const CHUNK = 200;
const FIRST = { name: "", id: "" };

/** `/label/registre` and `/label/comparateur`: what everybody may read and take away. */
export function registryRoutes(site: LabelSite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/label/registre", (c) => showList(c, site));
  app.get("/label/registre.csv", (c) => stream(c, "csv"));
  app.get("/label/registre.json", (c) => stream(c, "json"));
  app.get("/label/registre/ecarts.json", async (c) => {
    const until = quarterOf(today(c));
    const pairs = await decidedPairs(c.get("deps").db, { from: addMonths(until, -12), until });
    return c.json(publishedPairs(ofFullQuarters(pairs)));
  });
  app.get("/label/comparateur", (c) => compare(c));
  for (const version of TABLES) {
    app.get(tablePath(version), (c) => c.json(tableSchema(c.get("deps").origin, version)));
  }
  app.get("/label/registre/exemple-valide.csv", (c) => {
    const where = { origin: c.get("deps").origin, todayOn: "2026-11-22" };
    return c.body(`${csvHead()}${csvRow(exampleLabel(), where)}`, 200, { "content-type": "text/csv; charset=utf-8" });
  });
  app.get("/label/registre/:fiche", (c) => of(c, site, (label) => showOffer(c, site, label)));
  app.get("/label/registre/:fiche/recalcul", (c) => of(c, site, (label) => recompute(c, site, label)));
  app.get("/label/registre/:fiche/attestation", (c) => of(c, site, (label) => showAttestation(c, site, label)));
  app.get("/label/registre/:fiche/reponses.json", (c) =>
    of(c, site, (label) => lastWord(c, site, { label, tell: ({ answers }) => answers })),
  );
  app.get("/label/registre/:fiche/resultat.json", (c) =>
    of(c, site, (label) =>
      lastWord(c, site, { label, tell: ({ result }, model) => sealedFile(model, [result], null) }),
    ),
  );
  return app;
}

/** The version in force is the newest. */
function currentOf(models: readonly Model[]): Model {
  const current = models.at(-1);
  if (current === undefined) {
    throw new Error("no referential is published");
  }
  return current;
}

const today = (c: SiteContext): string => dayOf(c.get("deps").now, PARIS);
const whereOf = (c: SiteContext): Where => ({ origin: c.get("deps").origin, todayOn: today(c) });

async function of(
  c: SiteContext,
  site: LabelSite,
  act: (label: Label) => Response | Promise<Response>,
): Promise<Response> {
  const label = await findLabel(c.get("deps").db, idParam(c, "lbl", "fiche"));
  return label === null ? answerProblem(c, PROBLEMS[404], site.show) : act(label);
}

/** The cursor of the next page: name and id of the last label of this one. */
const cursorOf = ({ sortName, id }: Label): string => `${id}~${sortName}`;
function afterOf(c: SiteContext): typeof FIRST {
  const [id = "", ...name] = (c.req.query("apres") ?? "").split("~");
  return { id, name: name.join("~") };
}

async function showList(c: SiteContext, site: LabelSite): Promise<Response> {
  const { db } = c.get("deps");
  const { apres: _, ...query } = c.req.query();
  const [found, counts, models] = await Promise.all([
    labelsAfter(db, { after: afterOf(c), asked: askedBy(query), todayOn: today(c), most: PAGE + 1 }),
    countAll(db),
    modelsOf(c, site),
  ]);
  if (found.length === 0 && c.req.query("apres") !== undefined) {
    const left = new URLSearchParams(query).toString();
    return c.redirect(left === "" ? "/label/registre" : `/label/registre?${left}`, 302); // an old address never says that there is nothing
  }
  const { rows, after } = pageOf(found, PAGE, cursorOf);
  const props = { labels: rows, counts, after, query, todayOn: today(c), file: currentOf(models).file };
  return c.render(<RegistryPage {...props} />, {
    ...HEAD,
    title: "Registre",
    canonical: "/label/registre",
    description: "Les mutuelles qui ont reçu le label, ce qui a été vérifié, et la preuve.",
  });
}

async function compare(c: SiteContext): Promise<Response> {
  const ids = [...new Set(c.req.queries("offre"))].map((one) => asId("lbl", one));
  const labels = ids.length === 0 ? [] : await labelsById(c.get("deps").db, ids.slice(0, 4));
  return c.render(<ComparePage labels={labels} asked={ids.length} todayOn={today(c)} />, {
    ...HEAD,

    title: "Comparer",
    script: "registry",
    canonical: "/label/comparateur",
    description: "Comparer des offres qui ont reçu le label.",
  });
}

async function showOffer(c: SiteContext, site: LabelSite, label: Label): Promise<Response> {
  const { db, origin } = c.get("deps");
  const [decisions, pieces, models] = await Promise.all([
    decisionsOf(db, label.id),
    publicPieces(db, label.applicationId),
    modelsOf(c, site),
  ]);
  const model = models.find((one) => nameOf(one) === label.referential);
  if (model === undefined) {
    throw new Error(`no referential ${label.referential}`);
  }
  const head = { ...HEAD, title: label.isDemo ? "Exemple fictif" : "Fiche du registre", script: "registry" as const };
  const seen = label.isDemo ? head : { ...head, canonical: `/label/registre/${label.id}` };
  return c.render(
    <OfferPage label={label} model={model} decisions={decisions} pieces={pieces} origin={origin} todayOn={today(c)} />,
    seen,
  );
}

async function showAttestation(c: SiteContext, site: LabelSite, label: Label): Promise<Response> {
  const { db, origin } = c.get("deps");
  const [decisions, models] = await Promise.all([decisionsOf(db, label.id), modelsOf(c, site)]);
  const gates = models.find((one) => nameOf(one) === label.referential)?.gates.get(label.level)?.length ?? 0;
  const page = <AttestationPage label={label} decisions={decisions} gates={gates} todayOn={today(c)} origin={origin} />;
  return c.render(page, {
    ...HEAD,
    title: "Attestation",
    script: "registry",
  });
}

type Told = { label: Label; tell: (decision: Decision, model: Model) => object | Promise<object> };
/** What the last decision about a label rests on, as a file; or the one at some entry of the log. */
async function lastWord(c: SiteContext, site: LabelSite, { label, tell }: Told): Promise<Response> {
  const asked = c.req.query("entree");
  const decision = (await decisionsOf(c.get("deps").db, label.id)).find(
    ({ journalSeq }) => asked === undefined || String(journalSeq) === asked,
  );
  const model = (await modelsOf(c, site)).find((one) => nameOf(one) === decision?.referential);
  return decision === undefined || model === undefined
    ? answerProblem(c, PROBLEMS[404], site.show)
    : c.json(await tell(decision, model));
}

async function recompute(c: SiteContext, site: LabelSite, label: Label): Promise<Response> {
  const [decision] = await decisionsOf(c.get("deps").db, label.id);
  const model = (await modelsOf(c, site)).find((one) => nameOf(one) === label.referential);
  if (decision === undefined || model === undefined) {
    return answerProblem(c, PROBLEMS[404], site.show);
  }
  const { units } = await scoreFile(model, decision.answers, { at: decision.answers.at, isAssumed: false }, null);
  const computed = units[0]?.status === "ok" ? units[0].resultHash : null;
  return c.render(<RecomputedPage label={label} published={decision.resultHash} computed={computed} />, {
    ...HEAD,
    title: "Calcul",
  });
}

/** The whole registry as a file, a part at a time. */
function stream(c: SiteContext, kind: "csv" | "json"): Response {
  const { db } = c.get("deps");
  const where = whereOf(c);
  const encoder = new TextEncoder();
  let after = FIRST;
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const labels = await labelsAfter(db, { after, asked: {}, todayOn: where.todayOn, most: CHUNK });
      const head = isFirst
        ? kind === "csv"
          ? `\ufeff${csvHead()}`
          : `{"format":"${REGISTRY_FORMAT}","licence":"${LICENCE}","labels":[`
        : "";
      const rows = labels.map((label, i) =>
        kind === "csv"
          ? csvRow(label, where)
          : `${isFirst && i === 0 ? "" : ","}${JSON.stringify(jsonRow(label, where))}`,
      );
      const isOver = labels.length < CHUNK;
      controller.enqueue(encoder.encode(`${head}${rows.join("")}${isOver && kind === "json" ? "]}" : ""}`));
      isFirst = false;
      const last = labels.at(-1);
      after = { name: last?.sortName ?? "", id: last?.id ?? "" };
      if (isOver) {
        controller.close();
      }
    },
  });
  const headers =
    kind === "csv"
      ? { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="registre.csv"' }
      : { "content-type": "application/json; charset=utf-8" };
  return c.body(body, 200, headers);
}
