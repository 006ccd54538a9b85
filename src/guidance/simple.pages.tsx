import type { Child } from "hono/jsx";

import { type Held, HeldLists } from "../ui/held.tsx";
import { Notice } from "../ui/parts.tsx";
import { Scene } from "../ui/scene.tsx";

/** One short thing about mails, beside its drawing. */
export const Letterbox = ({ children }: { children?: Child }): Child => (
  <div class="split">
    <div>{children}</div>
    <Scene name="lettre" />
  </div>
);

/** Everything we hold about a person, readable. */
export const DataPage = ({ address, shown, base }: { address: string; shown: Held[]; base: string }): Child => (
  <div class="narrow">
    <h1>Ce que nous gardons de vous</h1>
    <p>
      Adresse : {address}. <a href={`${base}/donnees.json`}>La même chose en JSON</a>.
    </p>
    <HeldLists held={shown} />
    <p>
      <a href={base}>Revenir aux réglages</a>
    </p>
  </div>
);

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
  <Letterbox>
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, v]) => (
        <input type="hidden" name={name} value={v} />
      ))}
      <button type="submit">{button}</button>
    </form>
  </Letterbox>
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
  <Letterbox>
    <h1>{title}</h1>
    <Notice kind="good">
      <p>{lead}</p>
    </Notice>
    {next === undefined ? null : (
      <p>
        <a href={next.href}>{next.label}</a>
      </p>
    )}
  </Letterbox>
);
