import { byId, warnBeforeLeaving } from "./page.ts";
import { watchUploads } from "./upload.ts";

/*
 * An application that saves by itself: half a second after a change, over the revision that was read. What the site has not
 * taken yet is kept in this tab (a reload, a lost network, a login that ended), and sent again until it is.
 */
const root = byId("application", HTMLElement);
const base = root.dataset["base"] ?? "";
const PAUSE_MS = 500;
const AGAIN_MS = 10_000;
const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-answer]")];

type Draft = { note: string; justification: string; publiable: boolean };
type Theirs = {
  declared: number | null;
  isNa: boolean;
  justification: string;
  isPublishable: boolean;
  revision: number;
  savedAt: string;
};
type Said = {
  revision?: number;
  savedAt?: string;
  level?: string;
  missing?: string;
  errors?: Record<string, string>;
  theirs?: Theirs | null;
};

const idOf = (form: HTMLFormElement): string => form.dataset["answer"] ?? "";
const keyOf = (form: HTMLFormElement): string => `candidature:${base}:${idOf(form)}`;
const timers = new Map<HTMLFormElement, ReturnType<typeof setTimeout>>();
const sending = new Set<HTMLFormElement>();
const conflicts = new Set<HTMLFormElement>();

const field = (form: HTMLFormElement, name: string): HTMLInputElement | HTMLTextAreaElement => {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) {
    return found;
  }
  throw new Error(`no ${name}`);
};
const radios = (form: HTMLFormElement): HTMLInputElement[] => [
  ...form.querySelectorAll<HTMLInputElement>('[name="note"]'),
];

function read(form: HTMLFormElement): Draft {
  const publiable = field(form, "publiable");
  return {
    note: radios(form).find((one) => one.checked)?.value ?? "",
    justification: field(form, "justification").value,
    publiable: publiable instanceof HTMLInputElement && publiable.checked,
  };
}

function write(form: HTMLFormElement, draft: Draft): void {
  radios(form).forEach((one) => (one.checked = one.value === draft.note));
  field(form, "justification").value = draft.justification;
  const publiable = field(form, "publiable");
  if (publiable instanceof HTMLInputElement) {
    publiable.checked = draft.publiable;
  }
}

function say(form: HTMLFormElement, words: string): void {
  const place = document.querySelector(`[data-state="${idOf(form)}"]`);
  place?.replaceChildren(words);
}

const waiting = (): HTMLFormElement[] => forms.filter((form) => sessionStorage.getItem(keyOf(form)) !== null);
const network = (words: string): void => byId("network", HTMLElement).replaceChildren(words);

/** Somebody else saved first: both are shown, and the person chooses. */
function showConflict(form: HTMLFormElement, theirs: Theirs): void {
  conflicts.add(form);
  form.querySelector("[data-conflict]")?.remove();
  const box = document.createElement("div");
  box.className = "notice warn";
  box.dataset["conflict"] = idOf(form);
  box.setAttribute("role", "alert");
  const note = theirs.isNa ? "sans objet" : (theirs.declared ?? "aucune");
  const words = document.createElement("p");
  words.textContent = `Quelqu’un de votre équipe a enregistré ce critère à ${theirs.savedAt} : note ${note}${theirs.justification === "" ? "" : `, « ${theirs.justification} »`}. La vôtre n’est pas encore enregistrée.`;
  const choose = (label: string, act: () => void): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = label;
    button.addEventListener("click", () => {
      conflicts.delete(form);
      field(form, "revision").value = String(theirs.revision);
      box.remove();
      act();
    });
    return button;
  };
  box.append(
    words,
    choose("Garder ma réponse", () => void save(form)),
    " ",
    choose("Prendre la sienne", () => {
      const taken = theirs.isNa ? "na" : String(theirs.declared ?? "");
      write(form, { note: taken, justification: theirs.justification, publiable: theirs.isPublishable });
      sessionStorage.removeItem(keyOf(form));
      say(form, `La réponse de ${theirs.savedAt} est affichée.`);
    }),
  );
  form.prepend(box);
}

/** The saved words of the preview, in the box of the page. */
function preview({ level, missing }: Said): void {
  const lines = document.querySelectorAll("#standing p");
  lines[0]?.replaceChildren(Object.assign(document.createElement("strong"), { textContent: level ?? "" }));
  lines[1]?.replaceChildren(missing ?? "");
}

/** What the site answered; what was typed since stays to be sent. */
function take(form: HTMLFormElement, status: number, said: Said, sent: Draft): void {
  if (status === 200 && said.revision !== undefined) {
    field(form, "revision").value = String(said.revision);
    if (JSON.stringify(read(form)) === JSON.stringify(sent)) {
      sessionStorage.removeItem(keyOf(form));
      say(form, `Enregistré à ${said.savedAt ?? ""}.`);
    } else {
      later(form);
    }
    preview(said);
    return;
  }
  if (status === 409 && said.theirs) {
    showConflict(form, said.theirs);
    say(form, "Pas encore enregistré : choisissez ci-dessus.");
    return;
  }
  say(form, `Pas enregistré : ${Object.values(said.errors ?? {}).join(" ") || "rechargez la page."}`);
}

async function save(form: HTMLFormElement): Promise<void> {
  if (sending.has(form) || conflicts.has(form)) {
    return;
  }
  sending.add(form);
  const sent = read(form);
  const body = new URLSearchParams({
    note: sent.note,
    justification: sent.justification,
    revision: field(form, "revision").value,
  });
  if (sent.publiable) {
    body.set("publiable", "on");
  }
  say(form, "Enregistrement…");
  try {
    // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
    if (answer.status === 403) {
      say(form, "Pas encore enregistré.");
      network(
        "Vous n’êtes plus connecté. Connectez-vous dans un autre onglet : ce que vous avez écrit est gardé ici, et partira tout seul.",
      );
    } else {
      take(form, answer.status, (await answer.json()) as Said, sent);
      network("");
    }
  } catch {
    say(form, "Pas encore enregistré : gardé dans cet onglet.");
    network("Sans réseau : ce que vous écrivez est gardé dans cet onglet, et partira tout seul.");
  }
  sending.delete(form);
}

function later(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => void save(form), PAUSE_MS),
  );
}

const again = (): void => waiting().forEach((form) => void save(form));

for (const form of forms) {
  const kept = sessionStorage.getItem(keyOf(form));
  if (kept !== null) {
    write(form, JSON.parse(kept) as Draft);
    later(form);
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(keyOf(form), JSON.stringify(read(form)));
    say(form, "Pas encore enregistré.");
    later(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(keyOf(form), JSON.stringify(read(form)));
    clearTimeout(timers.get(form));
    void save(form);
  });
}
addEventListener("online", again);
addEventListener("focus", again);
setInterval(again, AGAIN_MS);
warnBeforeLeaving(() => waiting().length > 0);
watchUploads(document);
