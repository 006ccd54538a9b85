import type { Child } from "hono/jsx";

import { Icon, type IconName } from "./icon.tsx";

type CallProps = {
  /** `tel:` or `sms:`. */
  href: string;
  number: string;
  /** « Appelle, ou fais appeler ». */
  who: string;
  /** When it answers, and what it costs. */
  hours?: Child;
  icon?: IconName;
  /** The id of the record, for what looks at numbers in pages. */
  line?: string;
  /** When it answers, for `src/browser/open-now.ts`. */
  opening?: string;
};

/** The number to call first, so large that nobody has to look for it. */
export const CallCard = ({ href, number, who, hours, icon = "tel", line, opening }: CallProps): Child => (
  <a class="call" href={href} data-line={line} data-hours={opening}>
    <Icon name={icon} />
    <span>{who}</span>
    <b>{number}</b>
    {hours === undefined ? null : <span>{hours}</span>}
  </a>
);

/** The other ways, under the number: writing, at night. `when`: classes that say to whom one is shown. */
export const Ways = ({
  ways,
}: {
  ways: readonly {
    href: string;
    icon: IconName;
    title: string;
    hint?: string;
    line?: string;
    opening?: string;
    when?: string;
  }[];
}): Child => (
  <ul class="ways">
    {ways.map(({ href, icon, title, hint, line, opening, when }) => (
      <li class={when}>
        <a class="way" href={href} data-line={line} data-hours={opening}>
          <Icon name={icon} />
          <span>
            {title}
            {hint === undefined ? null : <small>{hint}</small>}
          </span>
        </a>
      </li>
    ))}
  </ul>
);
