import { Hono } from "hono";
import type { Child } from "hono/jsx";

import { plural } from "../../kernel/text.ts";
import { PARIS, dayInWords } from "../../kernel/time.ts";
import { type Edge, type SiteContext, answerProblem } from "../../platform/http.ts";
import { Paper } from "../../ui/paper.tsx";
import { Head } from "../../ui/parts.tsx";
import { GONE, openAgreement, openRequest } from "../classes/follow.routes.tsx";
import type { ClassRequest } from "../classes/requests.store.ts";
import { sheetInWords } from "../presence/attestation.pages.tsx";
import { type ClassSheet, sheetsOf } from "../presence/presence.store.ts";
import { WAVES } from "../sessions/waves.ts";
import type { SurveySite } from "./edge.ts";
import { LEAST_ANSWERS, total } from "./figures.ts";
import { latestOf } from "./impact.store.ts";
import { type ResultPart, resultsOf } from "./results.ts";
import { setFor } from "./survey.ts";

/** `/demandes/:token/bilan` for the person who asked, `/accord/:token/bilan` for the head: one page of paper, numbers alone. */
export function reportRoutes(site: SurveySite): Hono<Edge> {
  const app = new Hono<Edge>();
  app.get("/demandes/:token/bilan", async (c) => report(c, site, await openRequest(c)));
  app.get("/accord/:token/bilan", async (c) => report(c, site, (await openAgreement(c))?.request ?? null));
  return app;
}

async function report(c: SiteContext, site: SurveySite, request: ClassRequest | null): Promise<Response> {
  if (request === null || request.state !== "done" || request.notHeld !== null) {
    return answerProblem(c, GONE, site.show);
  }
  const { db, now } = c.get("deps");
  const programme = site.programmes.bySlug.get(request.slug);
  const set = programme === undefined ? null : setFor(programme.audience, site.surveys);
  const sheets = await sheetsOf(db, request.id);
  const shown =
    set === null ? [] : await Promise.all(sheets.map(({ session_id: id }) => latestOf(db, `session:${id}:${set.id}`)));
  const figures = total(shown.flatMap((one) => (one === null ? [] : [one.figures])));
  const parts = set === null ? [] : resultsOf(set, figures);
  return c.render(
    <ReportPage request={request} title={programme?.title ?? request.slug} sheets={sheets} parts={parts} now={now} />,
    { title: "Bilan", current: "ateliers" },
  );
}

type ReportProps = {
  request: ClassRequest;
  title: string;
  sheets: readonly ClassSheet[];
  parts: readonly ResultPart[];
  now: number;
};

/** What a head reads and keeps: who came, how many were seen, what moved above the threshold; nobody's name, nothing below it. */
const ReportPage = ({ request, title, sheets, parts, now }: ReportProps): Child => {
  const counted = sheets.filter((sheet) => sheet.pupils_present !== null);
  const pupils = counted.reduce((sum, sheet) => sum + (sheet.pupils_present ?? 0), 0);
  return (
    <>
      <div class="screen">
        <Head
          eyebrow={request.host}
          title="Le bilan de la venue"
          lead="Une page A4, à imprimer depuis le menu de votre navigateur. Des nombres, aucun nom."
        />
      </div>
      <Paper size="a4">
        <header>
          <p>Bilan pour la direction</p>
          <span></span>
          <p>{dayInWords(now, PARIS)}</p>
        </header>
        <div class="prose">
          <h2>{title}</h2>
          <p>
            {request.host}, {request.commune}. Venue de : {request.association ?? "l’association"}.
          </p>
          <h3>Qui a été vu</h3>
          <ul>
            {sheets.map((sheet) => (
              <li>
                {sheetInWords(sheet, request.tz)} :{" "}
                {sheet.pupils_present === null
                  ? "pas compté"
                  : `${plural(sheet.pupils_present, "élève")}, ${plural(sheet.adults_present ?? 0, "adulte")}`}
              </li>
            ))}
          </ul>
          <p>
            <strong>
              En tout : {plural(pupils, "élève")}, {plural(counted.length, "classe")} sur {sheets.length}.
            </strong>
          </p>
          <h3>Ce que les classes ont répondu</h3>
          {parts.length === 0 ? (
            <p>Rien n’est montré avant {LEAST_ANSWERS} réponses dans une classe.</p>
          ) : (
            <ul>
              {parts.map((part) => (
                <li>
                  {part.question} {taught(part)}
                </li>
              ))}
            </ul>
          )}
          <h3>Ce qui reste à faire ici</h3>
          <ul>
            <li>Relire avec les classes ce qu’elles ont écrit, trois semaines après.</li>
            <li>Remplir et afficher la fiche réflexe de l’établissement.</li>
            <li>Revoir, à une date dite, chaque élève qui est venu parler.</li>
          </ul>
        </div>
        <footer>
          <p>
            Comptes de l’association, confirmés par un adulte de l’établissement. Réponses anonymes : aucune n’est
            rattachée à un élève.
          </p>
        </footer>
      </Paper>
    </>
  );
};

/** « oui, toujours : avant 8 sur 24, après 15 sur 22 »: the answer that the workshop teaches, wave by wave. */
function taught({ options, waves }: ResultPart): string {
  const most = Math.max(...options.map(({ score }) => score));
  const best = options.findIndex(({ score }) => score === most);
  const shares = waves.map(({ wave, counts, n }) => `${WAVES[wave].toLowerCase()} ${counts[best] ?? 0} sur ${n}`);
  return `« ${options[best]?.text ?? ""} » : ${shares.join(", ")}.`;
}
