import { forget, keep, kept, keysOf } from "./kept.ts";
import { deviceMs, speaker } from "./page.ts";

/*
 * Runs on the list of the day: a tap is shown at once, kept on the device as an id and a mark, and sent until the site has it. It carries
 * the moment it was made and that of the mark it was made over: of two marks the site keeps the later act, and says which one stands.
 */
type Mark = "present" | "absent";
type Pending = { id: string; mark: Mark; madeMs: number; seenMs: number };
type Said = { mark: Mark; madeMs: number; says: string };

const list = document.querySelector<HTMLElement>("[data-presence]");
const counted = document.getElementById("compte");
const count = speaker(counted);
const PREFIX = `presence:${list?.dataset["presence"] ?? ""}:`;
/** What the device's clock is behind the site's: the page says when it was written, the browser when it came. Milliseconds. */
const [loaded] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
const cameAt = performance.timeOrigin + (loaded?.responseStart ?? 0);
const behind = Number(list?.dataset["now"] ?? cameAt) - cameAt;
let isSending = false;

const lineOf = (id: string): HTMLElement | null => document.querySelector(`[data-line="${CSS.escape(id)}"]`);
const seenOn = (id: string): number => Number(lineOf(id)?.dataset["seen"] ?? 0);
const nameOf = (id: string): string => lineOf(id)?.querySelector("[data-name]")?.textContent ?? "";

/** What waits, the oldest act first. */
function pending(): Pending[] {
  const waiting = keysOf(localStorage, PREFIX).flatMap((key): Pending[] => {
    const found = kept(localStorage, key);
    const id = key.slice(PREFIX.length);
    return found === null ? [] : [{ id, mark: found.value as Mark, madeMs: found.at, seenMs: found.base ?? 0 }];
  });
  return waiting.toSorted((a, b) => a.madeMs - b.madeMs);
}

/** Shows a mark on its line, as made at that moment. */
function show(id: string, mark: Mark, madeMs: number): void {
  const line = lineOf(id);
  if (line !== null) {
    line.dataset["seen"] = String(madeMs);
  }
  for (const form of line?.querySelectorAll("form") ?? []) {
    form.querySelector("button")?.setAttribute("aria-pressed", String(form.dataset["mark"] === mark));
  }
}

/** How many are present; `more` says what still waits, or what was not taken. */
function tell(more: string): void {
  const came = document.querySelectorAll('[data-mark="present"] [aria-pressed="true"]').length;
  count(`${came} présent${came > 1 ? "s" : ""} sur ${counted?.dataset["total"] ?? ""}${more}`);
}

/** A mark leaves the device, unless it was changed while it was on its way. */
function leave({ id, madeMs }: Pending): boolean {
  const isSame = kept(localStorage, PREFIX + id)?.at === madeMs;
  if (isSame) {
    forget(localStorage, PREFIX + id);
  }
  return isSame;
}

const post = ({ id, mark, madeMs, seenMs }: Pending): Promise<Response | null> => {
  const body = new URLSearchParams({ ligne: id, faite: String(madeMs), vue: String(seenMs) });
  const headers = { accept: "application/json" };
  // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
  return fetch(`${location.pathname}/${mark}`, { method: "POST", body, headers }).catch(() => null);
};

/** What the answer to a mark comes to, in words; null: it stays here, and so do those after it. */
async function take(one: Pending, answer: Response): Promise<string | null> {
  if (answer.status === 200) {
    const said = (await answer.json().catch(() => null)) as Said | null;
    if (said === null) {
      return null; // another than the site answered: the page of a network that asks to sign in
    }
    const { mark, madeMs, says } = said;
    if (leave(one)) {
      show(one.id, mark, madeMs);
    }
    return says === "" ? "" : `. ${nameOf(one.id)} : ${says}`;
  }
  if (answer.status === 409 || answer.status === 404) {
    leave(one);
    return `. ${nameOf(one.id)} : cette marque n’a pas été prise, la liste est fermée. Dites-le à la coordination`;
  }
  return null;
}

/** Sends what waits, one mark after the other. What the site took, or will never take, leaves the device. */
async function send(): Promise<void> {
  if (isSending) {
    return;
  }
  isSending = true;
  let more = "";
  for (const one of pending()) {
    const answer = await post(one);
    const said = answer === null ? null : await take(one, answer);
    if (said === null) {
      more +=
        answer?.status === 403
          ? ". Reconnectez-vous : vos marques sont gardées ici."
          : ". Sans réseau : vos marques partiront toutes seules.";
      break;
    }
    more += said;
  }
  isSending = false;
  tell(more);
}

const sendRest = (): void => void (pending().length > 0 && send());

list?.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const mark = form.dataset["mark"] as Mark | undefined;
  const id = form.closest<HTMLElement>("[data-line]")?.dataset["line"];
  if (mark !== undefined && id !== undefined) {
    const seenMs = seenOn(id);
    const madeMs = Math.max(Math.round(deviceMs() + behind), seenMs + 1);
    if (keep(localStorage, PREFIX + id, { base: seenMs, at: madeMs, value: mark })) {
      event.preventDefault(); // else the form goes as it does without script
      show(id, mark, madeMs);
      tell("");
      void send();
    }
  }
});
if (list !== null) {
  pending()
    .filter(({ id, madeMs }) => madeMs > seenOn(id))
    .forEach(({ id, mark, madeMs }) => show(id, mark, madeMs));
  addEventListener("online", () => void send());
  setInterval(sendRest, 15_000);
  sendRest();
}
