import type { Child } from "hono/jsx";

import type { Problem } from "../kernel/problem.ts";

/** What a page starts with: for whom, its title, and one sentence. */
export const Head = ({ eyebrow, title, lead }: { eyebrow?: string; title: string; lead: string }): Child => (
  <>
    {eyebrow === undefined ? null : <p class="eyebrow">{eyebrow}</p>}
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
  </>
);

/** A boxed remark: `info` by default, `good` after a success, `warn` for what needs care. */
export const Notice = ({ kind = "info", children }: { kind?: "info" | "good" | "warn"; children?: Child }): Child => (
  <div class={`notice ${kind}`}>{children}</div>
);

/** What was just done, when something was. */
export const Done = ({ words }: { words: string | null }): Child =>
  words === null ? null : (
    <Notice kind="good">
      <p>{words}</p>
    </Notice>
  );

/** Facts in pairs: what, and its value. */
export const Facts = ({ rows }: { rows: (readonly [string, Child] | null)[] }): Child => (
  <dl class="facts">
    {rows
      .filter((row) => row !== null)
      .map(([term, value]) => (
        <div>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

/** A refusal or an error, as a page: what happened, what to do, the next best step. */
export const ProblemPage = ({ problem, requestId }: { problem: Problem; requestId: string }): Child => (
  <div class="narrow">
    <p class="eyebrow">{problem.status}</p>
    <h1>{problem.title}</h1>
    <p class="lead">{problem.detail}</p>
    <p>
      {problem.next === undefined ? (
        <a class="button" href="/">
          Revenir à l’accueil
        </a>
      ) : (
        <a class="button" href={problem.next.href}>
          {problem.next.label}
        </a>
      )}
    </p>
    {problem.status === 500 ? <p class="hint">Référence de l’incident : {requestId}</p> : null}
  </div>
);
