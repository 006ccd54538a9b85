const MOST_BYTES = 20 * 1024 * 1024;

type Said = { done?: string; errors?: Record<string, string>; title?: string; detail?: string };
/** What the site says of a file; null where something between the two answered in its place. */
function read(text: string): Said | null {
  try {
    return JSON.parse(text) as Said;
  } catch {
    return null;
  }
}

/** Sends a file as it is, with its fields in the address, so that the site streams it; shows how far it is. */
function upload(form: HTMLFormElement, file: File): void {
  const id = form.dataset["upload"] ?? "";
  const state = form.querySelector("[data-upload-state]");
  const bar = form.querySelector("progress");
  const fields = [...new FormData(form).entries()].flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value]] : [],
  );
  if (!fields.some(([key, value]) => key === "nom" && value !== "")) {
    fields.push(["nom", file.name]);
  }
  const request = new XMLHttpRequest();
  const tell = (words: string): void => {
    state?.replaceChildren(words);
    bar?.toggleAttribute("hidden", true);
  };
  if (file.size > MOST_BYTES) {
    tell("Ce fichier dépasse 20 Mo. Réduisez-le, ou découpez-le.");
    return;
  }
  request.open("POST", `${form.action}?${new URLSearchParams(fields).toString()}`);
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("content-type", "application/octet-stream");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    if (bar !== null) {
      bar.hidden = false;
      bar.value = total === 0 ? 0 : (loaded * 100) / total;
    }
  });
  request.addEventListener("error", () => tell("L’envoi s’est arrêté. Rien n’a été gardé : recommencez."));
  request.addEventListener("load", async () => {
    const said = read(request.responseText);
    if (said === null) {
      tell("L’envoi n’a pas abouti. Rechargez la page : si la pièce n’y est pas, recommencez.");
      return;
    }
    if (request.status !== 200) {
      tell(Object.values(said.errors ?? {}).join(" ") || `${said.title ?? ""} ${said.detail ?? ""}`);
      return;
    }
    await showPieces(id, said.done ?? "");
  });
  request.send(file);
}

/** The pieces of a criterion, as the page of the site now has them; nothing that is being typed elsewhere moves. */
async function showPieces(id: string, done: string): Promise<void> {
  // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
  const answer = await fetch(location.pathname);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(`${id}-pieces`);
  const here = document.getElementById(`${id}-pieces`);
  if (fresh !== null && here !== null) {
    here.replaceChildren(...fresh.childNodes);
    watchUploads(here);
    here.querySelector("form[data-upload]")?.closest("details")?.setAttribute("open", "");
    here.querySelector("[data-upload-state]")?.replaceChildren(done);
  }
}

/** Lets the forms that give a file send it with its progress shown. */
export function watchUploads(within: ParentNode): void {
  for (const form of within.querySelectorAll<HTMLFormElement>("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const file = form.querySelector<HTMLInputElement>('[type="file"]')?.files?.[0];
      if (file !== undefined) {
        event.preventDefault();
        upload(form, file);
      }
    });
  }
}
