import type { Child } from "hono/jsx";

import type { Block, Letter, Span } from "../mail/letter.ts";

const Spans = ({ spans }: { spans: Span[] }): Child =>
  spans.map((span) => {
    const text = span.isStrong ? <strong>{span.text}</strong> : span.text;
    return span.href === null ? <>{text}</> : <a href={span.href}>{text}</a>;
  });

const Words = ({ block }: { block: Block }): Child => {
  if (block.kind === "button") {
    return (
      <p>
        <a class="button quiet" href={block.href}>
          {block.label}
        </a>
      </p>
    );
  }
  return block.kind === "list" ? (
    <ul class="gestures">
      {block.items.map((spans) => (
        <li>
          <Spans spans={spans} />
        </li>
      ))}
    </ul>
  ) : (
    <p>
      <Spans spans={block.spans} />
    </p>
  );
};

/** A letter as a page: the same words as in the mail, and where its facts were read. */
export const LetterOnPage = ({ letter }: { letter: Letter }): Child => (
  <div class="prose">
    {letter.today === null ? null : (
      <div class="card roof">
        <p class="eyebrow">{letter.asks}</p>
        <p>
          <strong>{letter.today}</strong>
        </p>
        {letter.tool === null ? null : (
          <p>
            <a class="button" href={letter.tool.href}>
              {letter.tool.label}
            </a>
          </p>
        )}
      </div>
    )}
    {letter.blocks.map((block) => (
      <Words block={block} />
    ))}
  </div>
);
