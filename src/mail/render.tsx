import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import type { Block, Letter, Span } from "./letter.ts";

/** A mail as the provider takes it. */
export type Rendered = { subject: string; html: string; text: string };
/** What stands at the foot of every mail: the help lines and where the words about data are. */
export type Foot = { helpLines: { label: string; href: string; what: string }[]; origin: string };
/** The ways out of a mail that one can leave: read it on the site, settings, one click. Absent for transactional mail. */
export type WaysOut = { view: string | null; preferences: string; leave: string };

const FONT = "font-family:Verdana,Geneva,sans-serif";
const styles = {
  body: `margin:0;padding:0;background-color:#f6f1e7;color:#16302f;${FONT};font-size:16px;line-height:1.6`,
  cell: `padding:32px 28px;${FONT};font-size:16px;line-height:1.6;color:#16302f`,
  title: "margin:0 0 20px;font-size:24px;line-height:1.3;font-weight:bold",
  today: "margin:0;font-size:17px;line-height:1.5;font-weight:bold",
  label: "margin:0 0 6px;font-size:13px;line-height:1.4",
  button:
    "display:inline-block;background-color:#0d5c56;color:#ffffff;font-weight:bold;padding:14px 22px;text-decoration:none",
  small: "font-size:13px;line-height:1.5;margin:0 0 8px;color:#43585a",
  link: "color:#0d5c56",
};
/** For readers in the dark. Clients that ignore style sheets show the light colours above. */
const DARK = `@media (prefers-color-scheme:dark){.bg{background-color:#10201f!important}.sheet{background-color:#182c2b!important}
.ink{color:#f1ece0!important}.soft{color:#b9c7c4!important}.today{background-color:#24403d!important}.lien{color:#8fd6cb!important}
.button{background-color:#8fd6cb!important;color:#10201f!important}}`;

/** Writes HTML and plain text from the same letter. Pure: no clock, no randomness, no image. */
export function renderLetter(letter: Letter, foot: Foot, out: WaysOut | null = null): Rendered {
  const html = (
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{letter.subject}</title>
        <style>{raw(DARK)}</style>
      </head>
      <body class="bg" style={styles.body}>
        <div style="display:none;max-height:0;overflow:hidden">{letter.preheader}</div>
        <table class="bg" role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0} bgcolor="#f6f1e7">
          <tr>
            <td align="center" style="padding:24px 12px">
              <Sheet letter={letter} />
              <Bottom letter={letter} foot={foot} out={out} />
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
  return { subject: letter.subject, html: `<!doctype html>${String(html)}`, text: asText(letter, foot, out) };
}

const Column = ({ name, color, children }: { name: string; color?: string; children?: Child }): Child => (
  <table
    class={name}
    role="presentation"
    width="600"
    cellpadding="0"
    cellspacing="0"
    border={0}
    bgcolor={color}
    style="width:100%;max-width:600px"
  >
    <tr>{children}</tr>
  </table>
);

const Sheet = ({ letter }: { letter: Letter }): Child => (
  <Column name="sheet" color="#ffffff">
    <td class="ink" align="left" style={styles.cell}>
      <p style="margin:0 0 24px;font-size:18px;font-weight:bold">Ligne Sûre</p>
      {letter.title === null ? null : <h1 style={styles.title}>{letter.title}</h1>}
      {letter.today === null ? null : <Today text={letter.today} />}
      {letter.blocks.map((block) => (
        <HtmlBlock block={block} />
      ))}
    </td>
  </Column>
);

/** The one thing to do today, before the reasons. */
const Today = ({ text }: { text: string }): Child => (
  <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
    <tr>
      <td class="today ink" bgcolor="#e3efe9" style={`padding:16px 18px;${FONT};color:#16302f`}>
        <p style={styles.label}>Une chose à faire aujourd’hui</p>
        <p style={styles.today}>{text}</p>
      </td>
    </tr>
    <tr>
      <td height={20} style="font-size:1px;line-height:20px">
        &nbsp;
      </td>
    </tr>
  </table>
);

const Bottom = ({ letter, foot, out }: { letter: Letter; foot: Foot; out: WaysOut | null }): Child => (
  <Column name="bg">
    <td class="soft" align="left" style={`padding:20px 28px;${FONT};font-size:13px;color:#43585a`}>
      <p class="soft" style={styles.small}>
        Besoin d’aide ?{" "}
        {foot.helpLines.map((line, i) => (
          <>
            {i > 0 ? " · " : ""}
            <Link href={line.href}>{line.label}</Link> {line.what}
          </>
        ))}
      </p>
      {letter.sources.map((source) => (
        <p class="soft" style={styles.small}>
          {source}
        </p>
      ))}
      <p class="soft" style={styles.small}>
        {letter.why}
      </p>
      {out === null ? null : (
        <p class="soft" style={styles.small}>
          <Link href={out.preferences}>Régler mes messages</Link> · <Link href={out.leave}>Ne plus les recevoir</Link>
          {out.view === null ? null : (
            <>
              {" "}
              · <Link href={out.view}>Lire sur le site</Link>
            </>
          )}
        </p>
      )}
      <p class="soft" style={styles.small}>
        <Link href={`${foot.origin}/confidentialite`}>Ce que nous gardons, et jusqu’à quand</Link>
      </p>
    </td>
  </Column>
);

const Link = ({ href, children }: { href: string; children?: Child }): Child => (
  <a class="lien" href={href} style={styles.link}>
    {children}
  </a>
);

const HtmlSpans = ({ spans }: { spans: Span[] }): Child =>
  spans.map((span) => {
    const text = span.isStrong ? <strong>{span.text}</strong> : span.text;
    return span.href === null ? <>{text}</> : <Link href={span.href}>{text}</Link>;
  });

const HtmlBlock = ({ block }: { block: Block }): Child => {
  if (block.kind === "button") {
    return (
      <p style="margin:24px 0">
        <a class="button" href={block.href} style={styles.button}>
          {block.label}
        </a>
      </p>
    );
  }
  if (block.kind === "list") {
    return (
      <ul style="margin:0 0 16px;padding-left:22px">
        {block.items.map((spans) => (
          <li style="margin:0 0 6px">
            <HtmlSpans spans={spans} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p style="margin:0 0 16px">
      <HtmlSpans spans={block.spans} />
    </p>
  );
};

function asText(letter: Letter, foot: Foot, out: WaysOut | null): string {
  const spans = (list: Span[]): string =>
    list.map((s) => (s.href === null || s.href.startsWith("tel:") ? s.text : `${s.text} (${s.href})`)).join("");
  const blocks = letter.blocks.map((block) => {
    if (block.kind === "button") {
      return `${block.label} :\n${block.href}`;
    }
    return block.kind === "list" ? block.items.map((item) => `- ${spans(item)}`).join("\n") : spans(block.spans);
  });
  const head = [letter.title, letter.today === null ? null : `Une chose à faire aujourd’hui :\n${letter.today}`];
  const help = foot.helpLines.map((line) => `${line.label} ${line.what}`).join(" · ");
  const ways =
    out === null ? [] : [`Régler mes messages :\n${out.preferences}`, `Ne plus les recevoir :\n${out.leave}`];
  return [
    ...head.filter((part) => part !== null),
    ...blocks,
    "--",
    `Ligne Sûre\nBesoin d’aide ? ${help}`,
    ...letter.sources,
    letter.why,
    ...ways,
    `${foot.origin}/confidentialite`,
  ].join("\n\n");
}
