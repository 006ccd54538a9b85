import { raw } from "hono/html";
import type { Child } from "hono/jsx";

import { typo } from "../kernel/text.ts";
import { CallCard, Ways } from "../ui/call.tsx";
import type { IconName } from "../ui/icon.tsx";
import { Bits } from "../ui/parts.tsx";
import { type Channel, type HelpLine, channelHours, spokenChannel, writtenChannel } from "./help-lines.ts";
import { hoursAsText } from "./opening.ts";
import type { Words } from "./tongue.ts";
import { type Sources, lineHtml, lineMark, siteHtml, tongueOf, wordsOf } from "./words.ts";

type Speaks = Pick<Sources, "tongue">;

/** The line of this name. */
export function lineOf(sources: Pick<Sources, "helpLines">, id: string): HelpLine {
  const line = sources.helpLines.find((one) => one.id === id);
  if (line === undefined) {
    throw new Error(`content: no help line "${id}"`);
  }
  return line;
}

/** The line to call first, large; under it when it answers, with the mark of its record. */
export const CallLine = ({ line, sources }: { line: HelpLine; sources: Speaks }): Child => {
  const channel = spokenChannel(line) ?? line.channels[0];
  return (
    <>
      <CallCard
        href={line.href}
        number={line.label}
        who={shortOf(line)}
        line={line.id}
        opening={hoursAsText(channel?.hours ?? null)}
      />
      {channel === undefined ? null : (
        <p class="meta" data-line={line.id}>
          <HoursNow channel={channel} sources={sources} /> {raw(lineMark(line))}
        </p>
      )}
    </>
  );
};

/** When a channel answers, in words; where script is on, `src/browser/open-now.ts` writes what that means now. */
const HoursNow = ({ channel, sources }: { channel: Channel; sources: Speaks }): Child => (
  <span class="hours">
    {channelHours(channel, tongueOf(sources).lang)}
    {channel.free ? wordsOf(sources).free : ""}
  </span>
);

/** What a line is for, in its first words. */
export const shortOf = (line: { what: string }): string => typo((/^[^,:(]+/.exec(line.what)?.[0] ?? "").trim());

/** Lines side by side, each with what it is for in a few words; before them, where to write to one of them. */
export const LineWays = ({ lines, write, sources }: LineWaysProps): Child => {
  const channel = write === undefined ? undefined : writtenChannel(write);
  const first = channel === undefined ? [] : [writing(write?.id ?? "", channel, wordsOf(sources))];
  return <Ways ways={first.concat(lines.map(wayOf))} />;
};
type LineWaysProps = { lines: readonly HelpLine[]; write?: HelpLine; sources: Speaks };

/** One button to write to a line; beside it, on a page of help, where the other ways to write stand. */
export const WriteLine = ({ line, isAlone = false, sources }: WriteLineProps): Child => {
  const channel = writtenChannel(line);
  const words = wordsOf(sources);
  const others = isAlone ? [] : [{ href: "/aide/ecrire", icon: "sms", title: words.writeElse } as const];
  return channel === undefined ? null : <Ways ways={[writing(line.id, channel, words), others].flat()} />;
};
type WriteLineProps = { line: HelpLine; isAlone?: boolean; sources: Speaks };

/** Lines side by side, each shown in its own case, with nothing but when it answers. */
export const LinesWhen = ({ lines, sources }: LinesWhenProps): Child => (
  <Ways
    ways={lines.map(({ line, when }) => {
      const [channel] = line.channels;
      const hint = channel === undefined ? "" : channelHours(channel, tongueOf(sources).lang);
      return Object.assign(wayOf(line), { hint, when });
    })}
  />
);

type LinesWhenProps = { lines: readonly { line: HelpLine; when: string }[]; sources: Speaks };

type Way = { href: string; icon: IconName; title: string; hint: string; line: string; opening: string };
const SIGNS: Readonly<Record<string, IconName>> = { phone: "tel", sms: "sms" };
const signOf = (channel: Channel | undefined): IconName => SIGNS[channel?.kind ?? ""] ?? "tchat";
const writing = (line: string, channel: Channel, words: Words): Way => ({
  href: channel.href,
  icon: signOf(channel),
  title: words.write,
  hint:
    channel.kind === "sms"
      ? `${words.bySms} ${channel.href.replace("sms:", "")}`
      : `${words.onSite} ${channel.href.replace("https://", "")}`,
  line,
  opening: hoursAsText(channel.hours),
});
const wayOf = (line: HelpLine): Way => ({
  href: line.href,
  icon: signOf(line.channels[0]),
  title: line.label,
  hint: line.band ?? shortOf(line),
  line: line.id,
  opening: hoursAsText(line.channels[0]?.hours ?? null),
});

/** The lines that a text names in its head: one to call first, others beside it. */
export const NamedLines = ({ head, sources }: { head: Readonly<Record<string, string>>; sources: Sources }): Child => {
  const first = lineOf(sources, head["call"] ?? "");
  return (
    <>
      <CallLine line={first} sources={sources} />
      <LineWays
        sources={sources}
        write={first}
        lines={(head["ways"] ?? "").split(/,\s*/).map((id) => lineOf(sources, id))}
      />
    </>
  );
};

const writtenSite = (line: HelpLine): string | null => {
  const href = writtenChannel(line)?.href ?? "";
  return href.startsWith("https:") && href !== line.href ? href : null;
};

type LineCardsProps = {
  lines: readonly HelpLine[];
  /** Of the name of each, under the title around. */
  level: "h2" | "h3";
  /** Whether it tells on what the sources disagree. */
  isDoubted?: boolean;
  sources: Speaks;
};

/** Each line in full: its number, for what and whom, when. */
export const LineCards = ({ lines, level: Title, isDoubted = false, sources }: LineCardsProps): Child => (
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
                {line.hours}.{raw(siteHtml(line.site ?? writtenSite(line)))} {raw(lineMark(line))}
              </>,
            ],
          ]}
        />
        {isDoubted && line.doubt !== null ? <p class="hint">{line.doubt}</p> : null}
        {line.replaces.map((old) => (
          <p data-answer={old}>
            {wordsOf(sources).oldNumber} {old}
            {tongueOf(sources).lang === "en" ? "? " : " ? "}
            <strong>
              {wordsOf(sources).newNumber} {line.label}.
            </strong>
          </p>
        ))}
      </li>
    ))}
  </ul>
);
