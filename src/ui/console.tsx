import type { Child } from "hono/jsx";

import { Done, Head } from "./parts.tsx";

type Props = { title: string; lead: string; done?: string | null; children?: Child };

/** The frame of every console page: its title, and what was just done. */
export const ConsolePage = ({ title, lead, done = null, children }: Props): Child => (
  <>
    <Head title={title} lead={lead} />
    <Done words={done} />
    {children}
  </>
);

/** One button that posts, with its hidden fields; `warn` says what follows. */
export const Act = ({
  action,
  what,
  fields = {},
  warn,
}: {
  action: string;
  what: string;
  fields?: Readonly<Record<string, string>>;
  warn?: string;
}): Child => (
  <form method="post" action={action} class="inline">
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class="quiet">
      {what}
    </button>
    {warn === undefined ? null : <p class="hint">{warn}</p>}
  </form>
);

/** The way to the next page of a list that goes by cursor; the filters stay in the address. */
export const More = ({
  path,
  query,
  after,
}: {
  path: string;
  query: Readonly<Record<string, string>>;
  after: string | null;
}): Child =>
  after === null ? null : (
    <p>
      <a class="button quiet" href={`${path}?${String(new URLSearchParams({ ...query, apres: after }))}`}>
        La suite
      </a>
    </p>
  );

/** Cuts a list read with one row too many: what to show, and the cursor of the next page. */
export function pageOf<T>(
  rows: readonly T[],
  size: number,
  cursor: (row: T) => string,
): { rows: T[]; after: string | null } {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { rows: shown, after: rows.length > size && last !== undefined ? cursor(last) : null };
}
