import { longDay } from "../kernel/day-words.ts";

/** An element of the page that must be there; throws with its name otherwise. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`no #${id}`);
  }
  return found;
}

/** Hands a file to the browser's downloads, from memory. */
export function offerFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** No text that people bring is longer: a film is not read. */
const MOST_BYTES = 200_000_000;
/** Reads the file that somebody chose; nothing of one that is far too large, which is refused as an empty one is. */
export function onFile(input: HTMLInputElement, use: (text: string) => void): void {
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    input.value = "";
    if (file !== undefined) {
      use(file.size > MOST_BYTES ? "" : await file.text());
    }
  });
}

/** Asks before the page goes with something unsaved. « Quitter vite » hides the page first: it is never held back. */
export function warnBeforeLeaving(isUnsaved: () => boolean): void {
  window.addEventListener("beforeunload", (event) => {
    if (!document.documentElement.hidden && isUnsaved()) {
      event.preventDefault();
    }
  });
}

/** The device's clock, in milliseconds. */
export const deviceMs = (): number => new Date().getTime();

/** How long a live region keeps what it says, in milliseconds: what listens to it is still speaking. */
const HEARD_MS = 1500;

/**
 * What speaks in a live region (`role="status"`): only when the kind of what there is to say changes, and never over words that are not
 * heard out yet. What comes sooner waits, and the last of it alone is said.
 */
export function speaker(place: Element | null): (kind: string, words?: string) => void {
  let [spoken, since, kind, words] = ["", 0, "", ""];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    if (kind !== spoken) {
      place?.replaceChildren(words);
      [spoken, since] = [kind, deviceMs()];
    }
  };
  return (nextKind, nextWords = nextKind) => {
    [kind, words] = [nextKind, nextWords];
    timer ??= setTimeout(speak, Math.max(0, since + HEARD_MS - deviceMs()));
  };
}

/** Today as a letter says it: « 1er décembre 2026 ». */
export const todayInWords = (): string => longDay(new Date());
