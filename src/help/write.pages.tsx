import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import * as z from "zod";

import { Head } from "../ui/parts.tsx";
import { channelInWords, writtenChannel } from "./help-lines.ts";
import { WriteLine, lineOf } from "./line.parts.tsx";
import { type Sources, lineMark, toHtml, tongueOf, wordsOf } from "./words.ts";

/** Which lines one can write to, and for what, from `content/aide/ecrire.json`. */
export const parseWritten = (data: unknown): Written[] =>
  z.array(z.object({ line: z.string(), say: z.string(), first: z.string() }).strict()).parse(data);
/** `first`: what to write first. */
type Written = { line: string; say: string; first: string };

/** `/aide/ecrire`: for the person who cannot or will not speak, every line that takes text or sign, with the hours of that channel. */
export const WritePage = ({ written, sources }: { written: readonly Written[]; sources: Sources }): Child => (
  <>
    <Head title={wordsOf(sources).writeTitle} lead={wordsOf(sources).writeLead} />
    <ul class="grid two">
      {written.map(({ line: id, say, first }) => {
        const line = lineOf(sources, id);
        const channel = writtenChannel(line);
        return channel === undefined ? null : (
          <li class="card" id={`ecrire-${id}`} data-line={id}>
            <h2>{line.label}</h2>
            <p>{say}</p>
            <p>{first}</p>
            <p class="meta">
              {channelInWords(channel, tongueOf(sources).lang)}. {raw(lineMark(line))}
            </p>
            <WriteLine line={line} isAlone sources={sources} />
          </li>
        );
      })}
    </ul>
    <p class="prose">{raw(toHtml("écrire", wordsOf(sources).writeNight, sources, { inline: true }))}</p>
    <p class="prose">{raw(toHtml("écrire", wordsOf(sources).writeSigned, sources, { inline: true }))}</p>
    <p>
      <a href="/aide/numeros">{wordsOf(sources).toNumbers}</a>
    </p>
  </>
);
