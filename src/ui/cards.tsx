import type { Child } from "hono/jsx";

import { Coin, Icon, type IconName } from "./icon.tsx";
import { Bits } from "./parts.tsx";

type CardProps = {
  /** `flat`: explains; `roof`: the act is here; `late`: harm or delay, one a column at most. */
  kind?: "flat" | "roof" | "late";
  title?: string;
  children?: Child;
};

/** A sheet that holds one act or one explanation. */
export const Card = ({ kind, title, children }: CardProps): Child => (
  <div class={kind === undefined ? "card" : `card ${kind}`}>
    {title === undefined ? null : <h2>{title}</h2>}
    {children}
  </div>
);

type GoCard = { href: string; title: Child; icon?: IconName; children?: Child };

type GoCardsProps = {
  cards: readonly GoCard[];
  /** How many stand side by side. */
  wide?: "two" | "three" | "four";
  /** On a phone the titles say enough: two abreast, without their sentence. */
  isBrief?: boolean;
  /** The level of their titles: one below what they stand under. */
  heading?: "h2" | "h3";
};

/** Cards of which each leads to one place; with an icon they say for whom. */
export const GoCards = ({ cards, wide, isBrief = false, heading: Heading = "h3" }: GoCardsProps): Child => (
  <ul class={`grid${wide === undefined ? "" : ` ${wide}`}${isBrief ? " brief" : ""}`}>
    {cards.map(({ href, title, icon, children }) => (
      <li class={icon === undefined ? "card go" : "card go who"}>
        {icon === undefined ? null : <Coin icon={icon} />}
        <Heading>
          <a class="cover" href={href}>
            {title}
          </a>
        </Heading>
        {children === undefined ? null : <p>{children}</p>}
      </li>
    ))}
  </ul>
);

type DoorProps = {
  id: string;
  title: string;
  text: string;
  bits?: readonly (readonly [IconName, Child])[];
  href: string;
  action: string;
  /** The other door is the first: this one is the second. */
  isQuiet?: boolean;
};

/** One of the two doors of a page: what is behind it, and how to go in. */
export const Door = ({ id, title, text, bits, href, action, isQuiet = false }: DoorProps): Child => (
  <section class="card door roof" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    <p>{text}</p>
    {bits === undefined ? null : <Bits bits={bits} />}
    <p class="acts">
      <a class={isQuiet ? "button quiet" : "button"} href={href}>
        {action} <Icon name="suite" />
      </a>
    </p>
  </section>
);

type Tile = {
  n: number | string;
  what: string;
  /** The oldest, since when; where; of how many. */
  hint?: string;
  href?: string;
  kind?: "plain" | "now" | "late";
};

/** What waits, counted: a number, its name, its age; `now` and `late` also say so in the hint. */
export const Tiles = ({ tiles }: { tiles: readonly Tile[] }): Child => (
  <ul class="tiles">
    {tiles.map(({ n, what, hint, href, kind = "plain" }) => (
      <li class={`card tile ${kind}${href === undefined ? "" : " go"}`}>
        <b>{n}</b>
        {href === undefined ? (
          <span>{what}</span>
        ) : (
          <a class="cover" href={href}>
            {what}
          </a>
        )}
        {hint === undefined ? null : <small>{hint}</small>}
      </li>
    ))}
  </ul>
);

type Point = { icon: IconName; title: Child; hint: Child; isMissing?: boolean };

/** What one gets, a small card each: the thing, and of what it is; what one does not get has a cross and a dashed edge. */
export const Points = ({ points }: { points: readonly Point[] }): Child => (
  <ul class="grid two points">
    {points.map(({ icon, title, hint, isMissing = false }) => (
      <li class={isMissing ? "card who off" : "card who"}>
        <Coin icon={isMissing ? "fermer" : icon} kind={isMissing ? "bad" : undefined} />
        <p>
          <strong>{title}</strong>
          <small>{hint}</small>
        </p>
      </li>
    ))}
  </ul>
);
