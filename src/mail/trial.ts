import * as z from "zod";

import { DAY } from "../kernel/time.ts";
import { type Template, template } from "./template.ts";

/** The one mail that goes to an address whose mail came back; one in this many seconds, whoever asks. */
export const TRIAL = "adresse-essai";
export const TRIAL_EVERY = 30 * DAY;

/** Says that it arrived, and that the rest will: nothing in it is about the person, or typed by anybody. */
export function trialTemplate(words: Readonly<Record<string, string>>): Template {
  const content = words[TRIAL];
  if (content === undefined) {
    throw new Error(`no content/mails/${TRIAL}.md`);
  }
  return template(TRIAL, content, z.object({}).strict(), (_, reader) =>
    Promise.resolve({ isInformal: false, values: {}, links: { accueil: reader.page("/") } }),
  );
}
