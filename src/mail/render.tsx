import type { Child } from "hono/jsx";

import type { Block, Letter, Span } from "./letter.ts";

/** A mail as the provider takes it. */
export type Rendered = { subject: string; html: string; text: string };
/** What stands at the foot of every mail: the help lines and where the words about data are. */
export type Foot = { helpLines: { label: string; href: string; what: string }[]; origin: string };

const INK = "#16302f";
const styles = {
  body: "margin:0;background:#f6f1e7;color:#16302f;font-family:Verdana,Geneva,sans-serif;font-size:16px;line-height:1.6",
  sheet: "max-width:600px;margin:0 auto;background:#ffffff;border-radius:12px;padding:32px 28px",
  button: `display:inline-block;background:#0d5c56;color:#ffffff;font-weight:bold;padding:14px 22px;border-radius:8px;text-decoration:none`,
  small: "font-size:13px;color:#4a5f5d;margin:0 0 8px",
};

/** Writes HTML and plain text from the same letter. Pure: no clock, no randomness, no remote image. */
export function renderLetter(letter: Letter, foot: Foot): Rendered {
  const html = (
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light" />
        <title>{letter.subject}</title>
      </head>
      <body style={styles.body}>
        <div style="display:none;max-height:0;overflow:hidden">{letter.preheader}</div>
        <div style="padding:24px 12px">
          <div style={styles.sheet}>
            <p style={`margin:0 0 24px;font-size:18px;font-weight:bold;color:${INK}`}>Ligne Sûre</p>
            {letter.blocks.map((block) => (
              <HtmlBlock block={block} />
            ))}
          </div>
          <div style="max-width:600px;margin:0 auto;padding:20px 28px">
            <p style={styles.small}>
              Besoin d’aide ?{" "}
              {foot.helpLines.map((line, i) => (
                <>
                  {i > 0 ? " · " : ""}
                  <a href={line.href} style={`color:${INK}`}>
                    {line.label}
                  </a>{" "}
                  {line.what}
                </>
              ))}
            </p>
            <p style={styles.small}>{letter.why}</p>
            <p style={styles.small}>
              <a href={`${foot.origin}/confidentialite`} style={`color:${INK}`}>
                Ce que nous gardons, et jusqu’à quand
              </a>
            </p>
          </div>
        </div>
      </body>
    </html>
  );
  return { subject: letter.subject, html: `<!doctype html>${String(html)}`, text: asText(letter, foot) };
}

const HtmlSpans = ({ spans }: { spans: Span[] }): Child =>
  spans.map((span) => {
    const text = span.isStrong ? <strong>{span.text}</strong> : span.text;
    return span.href === null ? <>{text}</> : <a href={span.href}>{text}</a>;
  });

const HtmlBlock = ({ block }: { block: Block }): Child => {
  if (block.kind === "button") {
    return (
      <p style="margin:24px 0">
        <a href={block.href} style={styles.button}>
          {block.label}
        </a>
      </p>
    );
  }
  if (block.kind === "list") {
    return (
      <ul style="margin:0 0 16px;padding-left:22px">
        {block.items.map((spans) => (
          <li>
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

function asText(letter: Letter, foot: Foot): string {
  const spans = (list: Span[]): string =>
    list.map((s) => (s.href === null ? s.text : `${s.text} (${s.href})`)).join("");
  const blocks = letter.blocks.map((block) => {
    if (block.kind === "button") {
      return `${block.label} :\n${block.href}`;
    }
    return block.kind === "list" ? block.items.map((item) => `- ${spans(item)}`).join("\n") : spans(block.spans);
  });
  const help = foot.helpLines.map((line) => `${line.label} ${line.what}`).join(" · ");
  return [...blocks, "--", `Ligne Sûre\nBesoin d’aide ? ${help}`, letter.why, `${foot.origin}/confidentialite`].join(
    "\n\n",
  );
}
