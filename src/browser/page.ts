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

/** Reads the file that somebody chose. One far too large is not read: a text as long stands for it, and is refused as such. */
export function onFile(input: HTMLInputElement, use: (text: string) => void): void {
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    input.value = "";
    if (file !== undefined) {
      use(file.size > 2_000_000 ? " ".repeat(2_000_000) : await file.text());
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
