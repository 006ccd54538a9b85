const NBSP = "\u00a0";
const NARROW_NBSP = "\u202f";

/**
 * French typography for plain sentences: narrow no-break space before ; ! ? and between thousands, no-break space before :,
 * inside « » and before €, % and h between figures; typographic apostrophe. URLs are left alone. Doing it twice changes
 * nothing more.
 * @example typo("L'été 2026 : prêts ?") => "L’été 2026 : prêts ?"
 */
export function typo(text: string): string {
  return text
    .replace(/(\p{L})'(?=\p{L})/gu, "$1’")
    .replace(/«[ \u00a0\u202f]*/g, `«${NBSP}`)
    .replace(/[ \u00a0\u202f]*»/g, `${NBSP}»`)
    .replace(/ ([;!?])/g, `${NARROW_NBSP}$1`)
    .replace(/(\d) (?=\d{3}(?!\d))/g, `$1${NARROW_NBSP}`)
    .replace(/ :(?=\s|$)/g, `${NBSP}:`)
    .replace(/(\d) (?=(?:€|%|h|min|ans|jours?|heures?|places?|minutes?)(?:\P{L}|$))/gu, `$1${NBSP}`);
}

/**
 * The same typography for the text of a whole page, tags and attributes left alone; a point between two things stays with the
 * second, so that it ends no line.
 */
export const typoHtml = (html: string): string =>
  html.replace(/>[^<]+/g, (text) => (MAY_NEED_TYPO.test(text) ? typo(text).replaceAll(" · ", ` ·${NBSP}`) : text));

/** Most runs of text in a page need nothing: looking first costs a fifth. */
const MAY_NEED_TYPO = /[;!?:«»·']|\d /;

/**
 * « 1 place », « 3 places »: the plural takes an s from two on, as French does.
 * @example plural(1, "place") => "1 place"
 * @example plural(3, "mail envoyé", "mails envoyés") => "3 mails envoyés"
 */
export function plural(n: number, singular: string, many = `${singular}s`): string {
  return `${n}${NBSP}${Math.abs(n) >= 2 ? many : singular}`;
}

/**
 * What is said of a text that is longer than may be kept; null for one that is not. A text that was cut without a word lost its end.
 * @example tooLong("trop", 3) => "3 caractères au plus : il y en a 4."
 * @example tooLong("bon", 3) => null
 */
export const tooLong = (text: string, most: number): string | null =>
  text.length > most ? `${most} caractères au plus : il y en a ${text.length}.` : null;

/**
 * Lower case without accents, œ and æ spelled out, for comparing words people type.
 * @example fold("Cœur d’Été") => "coeur d’ete"
 */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
}

/** Whether a text holds a French telephone number, however its digits are set apart: what is published, or kept, holds none. */
export const holdsTelephone = (text: string): boolean => /(?:\+33|0)[\s.-]?[1-9](?:[\s.-]?\d{2}){4}/.test(text);
