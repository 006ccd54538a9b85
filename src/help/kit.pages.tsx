import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { plural } from "../kernel/text.ts";
import { Card } from "../ui/cards.tsx";
import { Head } from "../ui/parts.tsx";
import { Paper } from "../ui/paper.tsx";
import type { KitSheet } from "./kit.ts";
import { type Sources, toHtml } from "./words.ts";

type SheetProps = { sheet: KitSheet; sources: Sources };

/** The pages of paper of one sheet: each serves by itself, without this site. */
const Papers = ({ sheet, sources }: SheetProps): Child => (
  <>
    {sheet.pages.map((page, i) => (
      <Paper size="a4">
        <header>
          <p>{sheet.title}</p>
          <span></span>
          <p>{sheet.pages.length === 1 ? sheet.audience : `feuille ${i + 1} sur ${sheet.pages.length}`}</p>
        </header>
        {page.startsWith("### ") ? (
          <div class="cut">
            <Cards page={page} isBack={i % 2 === 1} sheet={sheet} sources={sources} />
          </div>
        ) : (
          <div class="prose">
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
  const placed = isBack ? cards.map((card, i) => cards[i % 2 === 0 ? i + 1 : i - 1] ?? card) : cards;
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

const paperInWords = (sheets: readonly KitSheet[]): string =>
  `${plural(
    sheets.reduce((sum, sheet) => sum + sheet.pages.length, 0),
    "page",
  )} A4, noir et blanc, sans image.`;

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
              Pour : {sheet.audience} · {plural(sheet.pages.length, "page")} A4
            </p>
          </li>
        ))}
      </ul>
    </>
  );
};
