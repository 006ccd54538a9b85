/**
 * What a page says of mails that an act causes, in two wordings: while they leave, and while an operator holds them back. A page does not ask
 * which is true: the frame does, for pages that hold such a sentence, and keeps one. The marks around them are characters that nobody types.
 */
export type HeldMail = { answers: boolean; guidance: boolean };

const MARKED = /\uE000(answers|guidance)\uE001([^\uE002]*)\uE002([^\uE003]*)\uE003/g;

export const bySending = (leaves: string, waits: string, kind: keyof HeldMail = "answers"): string =>
  `\uE000${kind}\uE001${leaves}\uE002${waits}\uE003`;

/** Words that stay true, with what they do not say while mails are held back. */
export const withMail = (words: string, kind?: keyof HeldMail): string =>
  bySending(words, `${words} Les envois sont suspendus en ce moment : tout part dès qu’ils reprennent.`, kind);

const READY = "message est prêt et partira dès que les envois, suspendus en ce moment, reprennent";
export const MAIL_LEFT = bySending("Un message vient de partir", `Un ${READY}`);
export const mailLeft = bySending("un message vient de partir", `un ${READY}`);

export const speaksOfMail = (html: string): boolean => html.includes("\uE000");
/** The page with the wording that is true. */
export const sayMail = (html: string, held: HeldMail): string =>
  html.replace(MARKED, (_, kind: keyof HeldMail, leaves: string, waits: string) => (held[kind] ? waits : leaves));
