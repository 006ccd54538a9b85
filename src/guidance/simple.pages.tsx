import type { Child } from "hono/jsx";

import { Notice } from "../ui/parts.tsx";

type Shown = { label: string; items: Record<string, unknown>[] };

/** Everything we hold about a person, readable. */
export const DataPage = ({ address, shown, base }: { address: string; shown: Shown[]; base: string }): Child => (
  <div class="narrow">
    <h1>Ce que nous gardons de vous</h1>
    <p>
      Adresse : {address}. <a href={`${base}/donnees.json`}>La même chose en JSON</a>.
    </p>
    {shown.map(({ label, items }) => (
      <section>
        <h2>{label}</h2>
        {items.length === 0 ? <p>Rien.</p> : null}
        <ul>
          {items.map((item) => (
            <li>
              {Object.entries(item)
                .filter(([, v]) => v !== null && v !== undefined)
                .map(([k, v]) => `${k.replaceAll("_", " ")} : ${plain(v)}`)
                .join(" · ")}
            </li>
          ))}
        </ul>
      </section>
    ))}
    <p>
      <a href={base}>Revenir aux réglages</a>
    </p>
  </div>
);

const plain = (v: unknown): string =>
  typeof v === "string"
    ? v.replace(/^(\d{4}-\d{2}-\d{2})T.*$/, "$1")
    : typeof v === "boolean"
      ? v
        ? "oui"
        : "non"
      : String(v as number);

/** A page with one button, and a page that says it is done: what a mailed link opens. */
export const ButtonPage = ({
  title,
  lead,
  action,
  button,
  fields = {},
}: {
  title: string;
  lead: string;
  action: string;
  button: string;
  fields?: Record<string, string>;
}): Child => (
  <div class="narrow">
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, v]) => (
        <input type="hidden" name={name} value={v} />
      ))}
      <button type="submit">{button}</button>
    </form>
  </div>
);

export const DonePage = ({
  title,
  lead,
  next,
}: {
  title: string;
  lead: string;
  next?: { label: string; href: string };
}): Child => (
  <div class="narrow">
    <h1>{title}</h1>
    <Notice kind="good">
      <p>{lead}</p>
    </Notice>
    {next === undefined ? null : (
      <p>
        <a href={next.href}>{next.label}</a>
      </p>
    )}
  </div>
);
