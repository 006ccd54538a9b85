import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { typo } from "../kernel/text.ts";
import { CallCard, Ways } from "../ui/call.tsx";
import type { IconName } from "../ui/icon.tsx";
import { Bits } from "../ui/parts.tsx";
import type { HelpLine } from "./help-lines.ts";
import { type Sources, lineHtml, siteHtml } from "./words.ts";

/** The line of this name. */
export function lineOf(sources: Pick<Sources, "helpLines">, id: string): HelpLine {
  const line = sources.helpLines.find((one) => one.id === id);
  if (line === undefined) {
    throw new Error(`content: no help line "${id}"`);
  }
  return line;
}

/** The line to call first, large: what it is for and when it answers, without what its record says in brackets. */
export const CallLine = ({ line }: { line: HelpLine }): Child => (
  <CallCard
    href={line.href ?? ""}
    number={line.label}
    who={unbracketed(line.what)}
    hours={unbracketed(line.hours)}
    line={line.id}
  />
);

const unbracketed = (words: string): string => typo(words.replace(/ \([^)]*\)/g, ""));

/** Lines side by side, each with what it is for in a few words; before them, where to write to one of them. */
export const LineWays = ({ lines, write }: { lines: readonly HelpLine[]; write?: HelpLine }): Child => {
  const site = write?.site ?? null;
  const writing = { icon: "tchat", title: "Écrire", hint: `sur ${site?.replace("https://", "")}` } as const;
  return (
    <Ways ways={[...(site === null ? [] : [{ href: site, line: write?.id ?? "", ...writing }]), ...lines.map(wayOf)]} />
  );
};

const SIGNS: Readonly<Record<string, IconName>> = { tel: "tel", sms: "sms", https: "tchat" };
const wayOf = (line: HelpLine): { href: string; icon: IconName; title: string; hint: string; line: string } => ({
  href: line.href ?? line.site ?? "",
  icon: SIGNS[(line.href ?? line.site ?? "").replace(/:.*/, "")] ?? "tel",
  title: line.label,
  hint: typo(line.band ?? (/^[^,:(]+/.exec(line.what)?.[0] ?? "").trim()),
  line: line.id,
});

/** The lines that a text names in its head: one to call first, others beside it. */
export const NamedLines = ({ head, sources }: { head: Readonly<Record<string, string>>; sources: Sources }): Child => {
  const first = lineOf(sources, head["call"] ?? "");
  return (
    <>
      <CallLine line={first} />
      <LineWays write={first} lines={(head["ways"] ?? "").split(/,\s*/).map((id) => lineOf(sources, id))} />
    </>
  );
};

type LineCardsProps = {
  lines: readonly HelpLine[];
  /** Of the name of each, under the title around. */
  level: "h2" | "h3";
};

/** Each line in full: its number, for what and whom, when. */
export const LineCards = ({ lines, level: Title }: LineCardsProps): Child => (
  <ul class="grid two">
    {lines.map((line) => (
      <li class="card dial" id={`ligne-${line.id}`} data-line={line.id} data-entry="">
        <Title>{raw(lineHtml(line))}</Title>
        <p>
          <strong>{typo(line.what)}</strong>
        </p>
        <Bits
          bits={[
            ["groupe", typo(line.for_whom)],
            [
              "heure",
              <>
                {typo(line.hours)}.{raw(siteHtml(line.site))}
              </>,
            ],
          ]}
        />
        {line.replaces.map((old) => (
          <p data-answer={old}>
            Vous cherchez le {old} ? <strong>C’est le {line.label}.</strong>
          </p>
        ))}
      </li>
    ))}
  </ul>
);
