import { hoursFromText, isOpen, momentInParis, nowInWords } from "../help/opening.ts";
import { deviceMs } from "./page.ts";
import type { speak } from "./speak.ts";

declare const SPEAK_URL: string;
type SpeakModule = { speak: typeof speak };

/* Which line answers now, by the clock of Paris whatever the zone of the device. No request while one chooses, nothing kept. */

type Line = { href: string; label: string; who: string; hours: string };
const isShown = (element: Element): boolean => element.getClientRects().length > 0;
const linksIn = (selector: string) => Array.from(document.querySelectorAll<HTMLAnchorElement>(selector));
const write = (root: Element | null, selector: string, words: string): void =>
  root?.querySelector(selector)?.replaceChildren(words);
const wordsIn = (link: Element, selector: string): string =>
  link.querySelector(selector)?.firstChild?.textContent ?? "";
const lineOf = ({ href, dataset }: HTMLAnchorElement, label: string, who: string): Line => ({
  href,
  label,
  who,
  hours: dataset["hours"] ?? "",
});

/** Nobody is sent there because another line is closed: who is in danger has them first already. */
const URGENT = new Set(["tel:15", "tel:17", "tel:18", "tel:112"]);

/** Looks at the clock again, on the page that is shown. */
let again = (): void => undefined;

/** Starts with the page, and again with the same page in another language. */
function start(): void {
  const spoken = document.documentElement.lang === "en" ? "en" : "fr";
  const cards = linksIn(".calls > .call").map((card) => ({
    card,
    own: lineOf(card, wordsIn(card, "b"), wordsIn(card, "span")),
  }));
  const others = linksIn(".next > .way[data-hours]").map((way) => ({
    way,
    line: lineOf(way, wordsIn(way, "span"), spoken === "en" ? "Answers now" : "Répond maintenant"),
  }));

  /** Puts the first line that answers now on the large button, says under it when its own answers, and has that one wait in its place. */
  again = () => {
    const at = momentInParis(deviceMs());
    const canCall = ({ href, hours }: Line): boolean => href.startsWith("tel:") && isOpen(hoursFromText(hours), at);
    const canStandIn = (line: Line): boolean => canCall(line) && !URGENT.has(line.href);
    const nowOf = ({ hours }: Line): string | null => nowInWords(hoursFromText(hours), at, spoken);
    const put = (way: HTMLAnchorElement, line: Line): void => {
      const now = nowOf(line);
      way.href = line.href;
      way.querySelector("span")?.firstChild?.replaceWith(line.label);
      if (now !== null) {
        write(way, "small", now);
      }
    };
    others.forEach(({ way, line }) => put(way, line));
    for (const { card, own } of cards.filter((one) => isShown(one.card))) {
      const other = canCall(own) ? undefined : others.find(({ way, line }) => isShown(way) && canStandIn(line));
      const line = other?.line ?? own;
      card.href = line.href;
      write(card, "b", line.label);
      write(card, "span", line.who);
      write(card.nextElementSibling, ".hours", other === undefined ? `${nowOf(own)}` : `${own.label} ${nowOf(own)}`);
      if (other !== undefined) {
        put(other.way, own);
      }
    }
  };

  again();
  document.querySelector("form.questions")?.addEventListener("change", again);
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-do]")) {
    const share = button.dataset["do"] === "share";
    button.hidden = share && typeof navigator.share !== "function";
    button.addEventListener("click", () => {
      if (share) {
        void navigator.share({ url: location.pathname }).catch(() => undefined);
      } else {
        print();
      }
    });
  }
}

// The same page in another language keeps the answers, and begins anew.
document.addEventListener("click", (event) => {
  const link =
    event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".tongues a, .result a[hreflang]") : null;
  if (link !== null && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    (import(SPEAK_URL) as Promise<SpeakModule>)
      .then((module) => module.speak(link.href))
      .then(start, () => location.assign(link.href));
  }
});

start();
// A page that stays open is read later too: at the minute at which a line closes, it says so.
setInterval(() => again(), 60_000);
