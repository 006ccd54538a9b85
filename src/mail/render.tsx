import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { typo } from "../kernel/text.ts";
import type { Block, Letter, Span, Tool } from "./letter.ts";

/** A mail as the provider takes it. */
export type Rendered = { subject: string; html: string; text: string };
/** What stands at the foot of every mail: the help lines and where the words about data are. */
export type Foot = { helpLines: { label: string; href: string; what: string }[]; origin: string };
/** The ways out of a mail that one can leave: read it on the site, settings, one click. Absent for transactional mail. */
export type WaysOut = { view: string | null; preferences: string; leave: string };

/* Tables and inline styles, 580 px, no image: what clients do not know of it is comfort alone. Colours are those of the site. */
const FONT = "font-family:Verdana,Geneva,sans-serif";
const styles = {
  body: `margin:0;padding:0;background-color:#fbf7ef;color:#14302e;${FONT};font-size:16px;line-height:1.55`,
  sheet: `padding:28px 28px 14px;border-top:5px solid #f2b134;border-radius:14px;${FONT};font-size:16px;line-height:1.55;color:#14302e;word-break:break-word`,
  name: `padding:0 4px 14px;${FONT};font-size:19px;font-weight:bold;color:#14302e`,
  title: "margin:0 0 16px;font-size:25px;line-height:1.25;font-weight:bold",
  gesture: `padding:18px 20px;border-radius:12px;${FONT};font-size:16px;line-height:1.5;color:#14302e`,
  label: "margin:0 0 4px;font-size:14px;line-height:1.4;color:#4b605e",
  today: "margin:0;font-size:18px;line-height:1.4;font-weight:bold",
  button:
    "display:inline-block;background-color:#0d5c56;color:#ffffff;font-weight:bold;padding:13px 22px;text-decoration:none;border-radius:10px",
  row: "padding:10px 0;border-top:1px solid #ddd3c0",
  code: "display:inline-block;padding:8px 14px 8px 18px;border-radius:10px;background-color:#f3ecdd;font-size:26px;letter-spacing:4px;font-weight:bold",
  band: `padding:14px 20px;border-radius:12px;${FONT};font-size:15px;line-height:1.6;color:#f6f1e7`,
  line: "color:#f2b134;font-weight:bold",
  foot: `padding:16px 4px 0;${FONT};font-size:13px;line-height:1.6;color:#4b605e`,
  small: "font-size:13px;line-height:1.6;margin:0 0 8px;color:#4b605e",
  link: "color:#0d5c56",
};
/** For readers in the dark. Clients that ignore style sheets show the light colours above. */
const DARK = `@media (prefers-color-scheme:dark){.bg{background-color:#0e1e1d!important}.sheet{background-color:#162a28!important}
.ink{color:#f1ebdf!important}.soft{color:#b3c2be!important}.wash{background-color:#1c3431!important}.lien{color:#8bd8cc!important}
.row{border-color:#35504c!important}.done{background-color:#8bd8cc!important}.next{background-color:#35504c!important}.button{background-color:#8bd8cc!important;color:#08221f!important}}
@media (max-width:480px){.sheet>tbody>tr>td{padding:20px!important}}`;

/** Nothing to see: a list of mails shows it after the preheader, instead of the first words of the letter. */
const FILLER = "&#847;&zwnj;&nbsp;".repeat(100);
/** The same in plain text, before the title of a step: long enough to fill a preview. */
const CALM =
  "Ouvrez ce message au calme : il reste là aussi longtemps que vous voulez, et vous y reviendrez quand le moment sera bon pour vous.";
/** Of every mail: who waits for an answer in the night waits in vain. */
/** Three lines for when it gets worse: no step waits for them. */
const WORSE = "/aide/empire";
const NO_ANSWER_AT_NIGHT = "La nuit, personne ne lit les réponses. En danger : les numéros ci-dessus.";

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
        <div style="display:none;max-height:0;overflow:hidden">
          {letter.preheader}
          {raw(FILLER)}
        </div>
        <table class="bg" role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0} bgcolor="#fbf7ef">
          <tr>
            <td align="center" style="padding:20px 12px">
              <Top letter={letter} />
              <Sheet letter={letter} view={out?.view ?? null} />
              <Band foot={foot} />
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
    width="580"
    cellpadding="0"
    cellspacing="0"
    border={0}
    bgcolor={color}
    style="width:100%;max-width:580px;border-radius:14px"
  >
    <tr>{children}</tr>
  </table>
);

/** Who writes, and where this is among the steps of a sequence. */
const Top = ({ letter }: { letter: Letter }): Child => (
  <Column name="bg">
    <td class="ink" align="left" style={styles.name}>
      Ligne Sûre
    </td>
    {letter.progress === null ? null : (
      <td align="right" style="padding:0 4px 14px">
        <Progress at={letter.progress.at} of={letter.progress.of} />
      </td>
    )}
  </Column>
);

type BarProps = { name: string; color: string; width: number; height: number };
/** A step that is done, the one of now, one to come. */
const BARS = {
  done: { name: "done", color: "#0d5c56", width: 14, height: 4 },
  now: { name: "now", color: "#f2b134", width: 18, height: 9 },
  next: { name: "next", color: "#ddd3c0", width: 14, height: 4 },
} as const;
const Bar = ({ name, color, width, height }: BarProps): Child => (
  <table role="presentation" width={width} cellpadding="0" cellspacing="0" border={0}>
    <tr>
      <td
        class={name}
        height={height}
        bgcolor={color}
        style={`font-size:1px;line-height:${height}px;border-radius:5px`}
      >
        &nbsp;
      </td>
    </tr>
  </table>
);

/** « 2 sur 6 », and as many bars: done, now, to come. */
const Progress = ({ at, of }: { at: number; of: number }): Child => (
  <table role="presentation" cellpadding="0" cellspacing="0" border={0}>
    <tr>
      {Array.from({ length: of }, (_, i) => (
        <td style="padding-right:4px">
          <Bar {...(i + 1 < at ? BARS.done : i + 1 === at ? BARS.now : BARS.next)} />
        </td>
      ))}
      <td class="soft" style={`padding-left:6px;${FONT};font-size:14px;color:#4b605e`}>
        {at} sur {of}
      </td>
    </tr>
  </table>
);

type ButtonBlock = Extract<Block, { kind: "button" }>;
const isGesture = (block: Block): block is ButtonBlock => block.kind === "button" && block.isEqual !== true;

/** The letter: its title, the one gesture (of a step in a block, else as a button), then the reasons. */
const Sheet = ({ letter, view }: { letter: Letter; view: string | null }): Child => {
  const gesture = letter.today === null ? letter.blocks.find(isGesture) : undefined;
  return (
    <Column name="sheet" color="#ffffff">
      <td class="ink" align="left" style={styles.sheet}>
        <h1 style={styles.title}>{letter.title ?? typo(letter.subject)}</h1>
        {letter.today === null ? null : (
          <Gesture>
            <p class="soft" style={styles.label}>
              {letter.asks}
            </p>
            <p style={styles.today}>{letter.today}</p>
            <Ways tool={letter.tool} view={view} />
          </Gesture>
        )}
        {letter.blocks.map((block) =>
          block === gesture ? (
            <p style="margin:6px 0 22px">
              <Button href={block.href}>{block.label}</Button>
            </p>
          ) : (
            <HtmlBlock block={block} isNumbered={letter.today !== null} />
          ),
        )}
      </td>
    </Column>
  );
};

const READ = "Lire cette étape sur le site";
/** Where the one thing is done: with the tool that it needs, else on the page of the step. */
const Ways = ({ tool, view }: { tool: Tool | null; view: string | null }): Child => {
  const [first, second] = [tool, view === null ? null : { label: READ, href: view }].filter((way) => way !== null);
  return first === undefined ? null : (
    <p style="margin:14px 0 0">
      <Button href={first.href}>{first.label}</Button>
      {second === undefined ? null : (
        <>
          <br />
          <br />
          <Link href={second.href}>{second.label}</Link>
        </>
      )}
    </p>
  );
};

/** The one thing that this mail asks for. */
const Gesture = ({ children }: { children?: Child }): Child => (
  <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
    <tr>
      <td class="wash ink" bgcolor="#f3ecdd" style={styles.gesture}>
        {children}
      </td>
    </tr>
    <tr>
      <td height={20} style="font-size:1px;line-height:20px">
        &nbsp;
      </td>
    </tr>
  </table>
);

const Button = ({ href, children }: { href: string; children?: Child }): Child => (
  <a class="button" href={href} style={styles.button}>
    {children}
  </a>
);

/** The lines to call, of every mail. */
const Band = ({ foot }: { foot: Foot }): Child => (
  <>
    <table role="presentation" cellpadding="0" cellspacing="0" border={0}>
      <tr>
        <td height={16} style="font-size:1px;line-height:16px">
          &nbsp;
        </td>
      </tr>
    </table>
    <Column name="band" color="#0c3b38">
      <td align="left" style={styles.band}>
        Besoin d’aide ?{" "}
        {foot.helpLines.map((line, i) => (
          <>
            {i > 0 ? " · " : ""}
            <a href={line.href} style={styles.line}>
              {line.label}
            </a>{" "}
            {line.what}
          </>
        ))}
      </td>
    </Column>
  </>
);

const Bottom = ({ letter, foot, out }: { letter: Letter; foot: Foot; out: WaysOut | null }): Child => (
  <Column name="bg">
    <td class="soft" align="left" style={styles.foot}>
      {letter.sources === null ? null : (
        <p class="soft" style={styles.small}>
          <Link href={letter.sources}>Sources et dates</Link>
        </p>
      )}
      <p class="soft" style={styles.small}>
        {letter.why}
      </p>
      <p class="soft" style={styles.small}>
        {NO_ANSWER_AT_NIGHT}
      </p>
      {letter.progress === null ? null : (
        <p class="soft" style={styles.small}>
          <Link href={foot.origin + WORSE}>Ça empire</Link>
        </p>
      )}
      {out === null ? null : (
        <p class="soft" style={styles.small}>
          <Link href={out.preferences}>Régler mes messages</Link> · <Link href={out.leave}>Ne plus les recevoir</Link>
          {out.view === null || letter.today !== null ? null : (
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
    const isCode = span.isStrong && /^\d{6}$/.test(span.text);
    const text = span.isStrong ? (
      <strong class={isCode ? "wash ink" : undefined} style={isCode ? styles.code : undefined}>
        {span.text}
      </strong>
    ) : (
      span.text
    );
    return span.href === null ? <>{text}</> : <Link href={span.href}>{text}</Link>;
  });

const HtmlBlock = ({ block, isNumbered }: { block: Block; isNumbered: boolean }): Child => {
  if (block.kind === "button") {
    return (
      <p style="margin:0 0 16px">
        {block.isEqual === true ? (
          <Button href={block.href}>{block.label}</Button>
        ) : (
          <Link href={block.href}>{block.label}</Link>
        )}
      </p>
    );
  }
  if (block.kind === "list") {
    const items = block.items.map((spans) => (
      <li class="row" style={styles.row}>
        <HtmlSpans spans={spans} />
      </li>
    ));
    return isNumbered ? (
      <ol style="margin:0 0 16px;padding-left:24px">{items}</ol>
    ) : (
      <ul style="margin:0 0 16px;padding-left:0;list-style-type:none">{items}</ul>
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
    list.map((s) => (s.href === null || /^(?:tel|sms):/.test(s.href) ? s.text : `${s.text} (${s.href})`)).join("");
  const blocks = letter.blocks.map((block) => {
    if (block.kind === "button") {
      return `${block.label} :\n${block.href}`;
    }
    return block.kind === "list" ? block.items.map((item) => `- ${spans(item)}`).join("\n") : spans(block.spans);
  });
  const calm = letter.progress === null ? [] : [`${letter.preheader} ${CALM}`];
  const head = [letter.title, letter.today === null ? null : `${letter.asks} :\n${letter.today}`];
  const help = foot.helpLines.map((line) => `${line.label} ${line.what}`).join(" · ");
  const worse = letter.progress === null ? [] : [`Ça empire :\n${foot.origin}${WORSE}`];
  const sources = letter.sources === null ? [] : [`Sources et dates :\n${letter.sources}`];
  const ways =
    out === null ? [] : [`Régler mes messages :\n${out.preferences}`, `Ne plus les recevoir :\n${out.leave}`];
  return [
    ...calm,
    ...head.filter((part) => part !== null),
    ...(letter.tool === null ? [] : [`${letter.tool.label} :\n${letter.tool.href}`]),
    ...blocks,
    "--",
    `Ligne Sûre\nBesoin d’aide ? ${help}`,
    ...sources,
    letter.why,
    NO_ANSWER_AT_NIGHT,
    ...worse,
    ...ways,
    `${foot.origin}/confidentialite`,
  ].join("\n\n");
}
