import { byId } from "./page.ts";

/* Runs where a school is looked for: answers while typing, with the page that the button would show. */
const input = byId("nom", HTMLInputElement);
const PAUSE_MS = 250;
let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;

async function search(): Promise<void> {
  const mine = ++asked;
  const asking = new URLSearchParams(location.search);
  asking.set("nom", input.value);
  const url = `${location.pathname}?${asking.toString()}`;
  // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
  const answer = await fetch(url).catch(() => null);
  const html = answer?.ok === true && !answer.redirected ? await answer.text() : null;
  const found = html === null ? null : new DOMParser().parseFromString(html, "text/html").getElementById("resultats");
  if (found !== null && mine === asked) {
    byId("resultats", HTMLElement).replaceChildren(...found.childNodes);
  }
}

function ask(): void {
  clearTimeout(timer);
  if (input.value.trim().length >= 2) {
    timer = setTimeout(() => void search(), PAUSE_MS);
  }
}
input.addEventListener("input", ask);
// Typed before this script had come: nobody would answer.
if (input.value !== input.defaultValue) {
  ask();
}
