import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { plural } from "../kernel/text.ts";
import { Card } from "../ui/cards.tsx";
import { Head } from "../ui/parts.tsx";
import { Paper } from "../ui/paper.tsx";
import { type KitSheet, quizOf, threadOf } from "./kit.ts";
import { ZONES, calendarPath } from "./school-year.ts";
import { type Sources, toHtml } from "./words.ts";

type SheetProps = { sheet: KitSheet; sources: Sources };

/** How a page of cards is cut. */
const CUT: Readonly<Record<KitSheet["cards"], string>> = { 2: "cut two", 4: "cut four", 8: "cut", 10: "cut ten" };

/** The pages of paper of one sheet: each serves by itself, without this site. */
const Papers = ({ sheet, sources }: SheetProps): Child => (
  <>
    {sheet.pages.map((page, i) => (
      <Paper size={sheet.format === "A3" ? "a3" : "a4"}>
        <header>
          <p>{sheet.title}</p>
          <span></span>
          <p>{sheet.pages.length === 1 ? sheet.audience : `feuille ${i + 1} sur ${sheet.pages.length}`}</p>
        </header>
        {page.startsWith("### ") ? (
          <div class={CUT[sheet.cards]}>
            <Cards page={page} isBack={i % 2 === 1} sheet={sheet} sources={sources} />
          </div>
        ) : (
          <div class={sheet.reading === "adult" ? "prose" : "prose by-hand"}>
            {raw(toHtml(`content/kit/${sheet.slug}`, page, sources, { register: sheet.register }))}
          </div>
        )}
        <footer>
          <p>
            À copier et à changer librement : licence CC BY 4.0, d’après lignesure.fr/kit/{sheet.slug}, version{" "}
            {sheet.version}.{sheet.facts.length === 0 ? "" : " Sources et dates : lignesure.fr/sources."}
          </p>
        </footer>
      </Paper>
    ))}
  </>
);

/** Cards to cut, eight a page; on the back of a page the columns change sides, so that each card has its own back. */
const Cards = ({ page, isBack, sheet, sources }: SheetProps & { page: string; isBack: boolean }): Child => {
  const cards = page.split(/^(?=### )/m).filter((card) => card.trim() !== "");
  const placed = isBack && sheet.cards > 2 ? cards.map((card, i) => cards[i % 2 === 0 ? i + 1 : i - 1] ?? card) : cards;
  return (
    <>
      {placed.map((card) => (
        <section>
          {raw(
            toHtml(`content/kit/${sheet.slug}`, card.replace(/^### /, "## ").replaceAll("\n**", "\n\n**"), sources, {
              register: sheet.register,
            }),
          )}
        </section>
      ))}
    </>
  );
};

/** « 2 pages A4 et 10 pages A3, noir et blanc, sans image. » */
const paperInWords = (sheets: readonly KitSheet[]): string => {
  const sizes = (["A4", "A3"] as const).flatMap((format) => {
    const pages = sheets.reduce((sum, sheet) => sum + (sheet.format === format ? sheet.pages.length : 0), 0);
    return pages === 0 ? [] : [`${plural(pages, "page")} ${format}`];
  });
  return `${sizes.join(" et ")}, noir et blanc, sans image.`;
};

/** A thread on the screen: each line opens the next one, by a key or a finger, without script. */
const Lines = ({ lines, at, html }: { lines: readonly string[]; at: number; html: (text: string) => string }): Child =>
  at >= lines.length ? (
    <p>C’est la fin du fil.</p>
  ) : (
    <>
      <p>{raw(html(lines[at] ?? ""))}</p>
      <details>
        <summary>{at + 1 === lines.length ? "Finir" : `Message ${at + 2}`}</summary>
        <Lines lines={lines} at={at + 1} html={html} />
      </details>
    </>
  );

/** What a sheet does on a screen beside being printed; nothing is sent, nothing is kept. */
const OnScreen = ({ sheet, sources }: SheetProps): Child => {
  const html = (text: string): string =>
    toHtml(`content/kit/${sheet.slug}`, text, sources, { register: sheet.register, inline: true });
  const [lines, quiz] = [threadOf(sheet), quizOf(sheet)];
  return (
    <>
      {lines.length === 0 ? null : (
        <Card kind="roof" title="Le fil, message par message">
          <Lines lines={lines} at={0} html={html} />
        </Card>
      )}
      {quiz.length === 0 ? null : (
        <Card kind="roof" title="Les questions, une par une">
          <p>Choisis dans ta tête, puis ouvre. Rien n’est envoyé, rien n’est gardé.</p>
          <ol>
            {quiz.map(({ question, answer }) => (
              <li>
                <p>{raw(html(question))}</p>
                <details>
                  <summary>La réponse</summary>
                  <p>{raw(html(answer))}</p>
                </details>
              </li>
            ))}
          </ol>
        </Card>
      )}
    </>
  );
};

/** The school year in one's own calendar, zone by zone. */
const InAgenda = (): Child => (
  <Card kind="roof" title="Dans votre agenda">
    <p>Les vacances de votre zone, et deux semaines où relire la charte. Rien d’autre, et personne n’y est nommé.</p>
    <ul>
      {ZONES.map((zone) => (
        <li>
          <a href={`webcal://lignesure.fr${calendarPath(zone)}`}>S’abonner, zone {zone}</a>, ou{" "}
          <a href={calendarPath(zone)}>prendre le fichier</a>
        </li>
      ))}
    </ul>
  </Card>
);

type Beside = {
  /** The other sheets of the same programmes, and these. */
  others: readonly KitSheet[];
  wholes: readonly { slug: string; title: string }[];
};
/** One sheet, seen as it is printed. */
export const KitSheetPage = ({ sheet, sources, others, wholes }: SheetProps & Beside): Child => (
  <>
    <div class="screen">
      <p class="crumbs">
        <a href="/kit">Le kit</a>
      </p>
      <Head eyebrow={`Pour : ${sheet.audience}`} title={sheet.title} lead={sheet.lead} />
      <p>{paperInWords([sheet])} Pour imprimer ou enregistrer : le menu de votre navigateur, « Imprimer ».</p>
      {wholes.map(({ slug, title }) => (
        <p>
          <a href={`/kit/tout-${slug}`}>Tout le kit de « {title} », en une fois</a>
        </p>
      ))}
      <OnScreen sheet={sheet} sources={sources} />
      {sheet.screen === "calendar" ? <InAgenda /> : null}
    </div>
    <Papers sheet={sheet} sources={sources} />
    {others.length === 0 ? null : (
      <div class="screen">
        <Card kind="flat" title="Avec cette feuille">
          <ul>
            {others.map((one) => (
              <li>
                <a href={`/kit/${one.slug}`}>{one.title}</a>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    )}
  </>
);

/** All sheets of one programme, to print at once. */
export const KitWholePage = ({
  title,
  sheets,
  sources,
}: {
  title: string;
  sheets: readonly KitSheet[];
  sources: Sources;
}): Child => (
  <>
    <div class="screen">
      <p class="crumbs">
        <a href="/kit">Le kit</a>
      </p>
      <Head
        eyebrow="Tout le kit d’un atelier"
        title={title}
        lead="Toutes les feuilles de cet atelier, dans l’ordre où elles servent."
      />
      <p>{paperInWords(sheets)} Pour imprimer : le menu de votre navigateur, « Imprimer ».</p>
    </div>
    {sheets.map((sheet) => (
      <Papers sheet={sheet} sources={sources} />
    ))}
  </>
);

type KitProps = { sheets: readonly KitSheet[]; programmes: readonly { slug: string; title: string }[] };
/** `/kit`: every sheet, for whom and on how many pages. */
export const KitPage = ({ sheets, programmes }: KitProps): Child => {
  const common = sheets.filter((sheet) => !programmes.some(({ slug }) => sheet.slug.endsWith(`-${slug}`)));
  return (
    <>
      <Head
        eyebrow="Écoles, collèges, lycées, familles"
        title="Le kit à imprimer"
        lead="Des feuilles qui servent seules, sans compte et sans ce site. À copier et à changer librement (CC BY 4.0)."
      />
      <h2>Pour chaque atelier</h2>
      <ul class="grid two">
        {programmes.map(({ slug, title }) => (
          <li class="card">
            <h3>{title}</h3>
            <ul>
              {sheets
                .filter((sheet) => sheet.programmes.includes(slug))
                .map((sheet) => (
                  <li>
                    <a href={`/kit/${sheet.slug}`}>{sheet.title.replace(` : ${title}`, "")}</a>
                  </li>
                ))}
            </ul>
            <p>
              <a class="button quiet" href={`/kit/tout-${slug}`}>
                Tout imprimer <span class="seen-by-readers">: {title}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
      <h2>Pour tout le monde</h2>
      <ul class="rows">
        {common.map((sheet) => (
          <li>
            <h3>
              <a href={`/kit/${sheet.slug}`}>{sheet.title}</a>
            </h3>
            <p>{sheet.lead}</p>
            <p class="meta">
              Pour : {sheet.audience} · {plural(sheet.pages.length, "page")} {sheet.format}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
};
