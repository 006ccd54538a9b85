/**
 * What every page says of a mail that somebody's act causes, in these words and no others. Pages do not ask whether mails leave at all: the
 * frame does, for pages that say so, and then says what is true.
 */
export const LEFT = "un message vient de partir";
const READY = "un message est prêt et partira dès que les envois, suspendus en ce moment, reprennent";

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const PAIRS = [
  [LEFT, READY],
  [capital(LEFT), capital(READY)],
] as const;

export const saysMailLeft = (html: string): boolean => PAIRS.some(([left]) => html.includes(left));
/** The same page while sending is off. */
export const asReady = (html: string): string =>
  PAIRS.reduce((page, [left, ready]) => page.replaceAll(left, ready), html);
