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

/** Asks before the page goes with something unsaved. « Quitter vite » hides the page first: it is never held back. */
export function warnBeforeLeaving(isUnsaved: () => boolean): void {
  window.addEventListener("beforeunload", (event) => {
    if (!document.documentElement.hidden && isUnsaved()) {
      event.preventDefault();
    }
  });
}
