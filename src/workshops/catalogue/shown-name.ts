import * as z from "zod";

import { paragraph } from "../letters/session-message.ts";

/** How families may call somebody who gives a session: a first name alone, and a line if they want. */
export type ShownName = { first: string; line: string };

const MOST_LINE = 100;
/** One word: a second one would be a family name. */
const First = z
  .string()
  .transform((text) => text.normalize("NFC").replaceAll("'", "’").trim())
  .pipe(
    z
      .string()
      .regex(
        /^\p{L}[\p{L}’-]{0,29}$/u,
        "Écrivez votre prénom seul, en un mot (« Jean-Luc » en est un), sans nom de famille.",
      ),
  );
/** What the form takes. */
export const ShownNameForm = z.object({ prenom: First, ligne: paragraph(0, MOST_LINE) });

/** One sealed text: the name, then the line. */
export const asOneText = ({ first, line }: ShownName): string => `${first}\n${line}`;
/** Reads it back; null once it is erased. */
export function readShownName(text: string): ShownName | null {
  const [first = "", line = ""] = text.split("\n");
  return first === "" ? null : { first, line };
}
