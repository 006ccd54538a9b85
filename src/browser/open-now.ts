import { hoursFromText, isOpen, momentInParis, nowInWords } from "../help/opening.ts";
import { deviceMs } from "./page.ts";
import type { speak } from "./speak.ts";

declare const SPEAK_URL: string;
type SpeakModule = { speak: typeof speak };

/* Which line answers now, by the clock of Paris whatever the zone of the device. No request while one chooses, nothing kept. */

type Line = { href: string; label: string; who: string; hours: string };
const at = momentInParis(deviceMs());
const isShown = (element: Element): boolean => element.getClientRects().length > 0;
const isOpenNow = ({ hours }: Line): boolean => isOpen(hoursFromText(hours), at);
const write = (root: Element | null, selector: string, words: string): void =>
  root?.querySelector(selector)?.replaceChildren(words);

/** Starts with the page, and again with the same page in another language. */
function start(): void {
  const spoken = document.documentElement.lang === "en" ? "en" : "fr";
  const cards = Array.from(document.querySelectorAll<HTMLAnchorElement>(".calls > .call"), (card) => ({
    card,
    own: {
      href: card.href,
      label: card.querySelector("b")?.textContent ?? "",
      who: card.querySelector("span")?.textContent ?? "",
      hours: card.dataset["hours"] ?? "",
    },
  }));
  const others = Array.from(document.querySelectorAll<HTMLAnchorElement>('.next > .way[href^="tel:"]'), (way) => ({
    way,
    line: {
      href: way.href,
      label: way.querySelector("span")?.firstChild?.textContent ?? "",
      who: spoken === "en" ? "Answers now" : "Répond maintenant",
      hours: way.dataset["hours"] ?? "",
    },
  }));

  /** Puts the first line that answers now on the large button, and says under it when its own answers. */
  function refresh(): void {
    for (const { card, own } of cards.filter((one) => isShown(one.card))) {
      const open = isOpenNow(own) ? own : others.find(({ way, line }) => isShown(way) && isOpenNow(line))?.line;
      const line = open ?? own;
      card.href = line.href;
      write(card, "b", line.label);
      write(card, "span", line.who);
      const now = nowInWords(hoursFromText(own.hours), at, spoken);
      write(card.nextElementSibling, ".hours", line === own ? `${now}` : `${own.label} ${now}`);
    }
  }

  for (const way of document.querySelectorAll<HTMLAnchorElement>(".next > .way[data-hours]")) {
    const now = nowInWords(hoursFromText(way.dataset["hours"] ?? ""), at, spoken);
    if (now !== null) {
      write(way, "small", now);
    }
  }
  refresh();
  document.querySelector("form.questions")?.addEventListener("change", refresh);
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
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".tongues a") : null;
  if (link !== null && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    (import(SPEAK_URL) as Promise<SpeakModule>)
      .then((module) => module.speak(link.href))
      .then(start, () => location.assign(link.href));
  }
});

start();
