import { type Draft, type Words, resume } from "../label/application/draft.ts";
import { forget, keep, kept } from "./kept.ts";
import { byId, deviceMs, speaker, warnBeforeLeaving } from "./page.ts";
import { watchUploads } from "./upload.ts";

/*
 * An application that saves by itself: half a second after a change, over the revision that was read. What the site has not
 * taken yet is kept in this tab (a reload, a lost network, a login that ended) with that revision, and sent again until it is.
 */
const root = byId("application", HTMLElement);
const base = root.dataset["base"] ?? "";
const PAUSE_MS = 500;
const AGAIN_MS = 10_000;
const MOMENT = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" } as const;
const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-answer]")];

type Theirs = {
  declared: number | null;
  isNa: boolean;
  byRange: Record<string, number> | null;
  justification: string;
  isPublishable: boolean;
  revision: number;
  savedAt: string;
};
/** An answer that the site has; `when` in words. */
type Saved = { revision: number; words: Words; when: string };
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
/** The revision that each form's words were typed over; null: nobody knows, and nothing is sent. */
const bases = new Map<HTMLFormElement, number | null>();
/** Forms with words that the site has not taken. */
const unsaved = new Set<HTMLFormElement>();
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

/** The grades of ranges, where a criterion takes one for each; they are kept as one text. */
const selects = (form: HTMLFormElement): HTMLSelectElement[] => [
  ...form.querySelectorAll<HTMLSelectElement>("select[data-range]"),
];
type GradeOf = { radio: (one: HTMLInputElement) => boolean; select: (one: HTMLSelectElement) => string };
const NOW: GradeOf = { radio: (one) => one.checked, select: (one) => one.value };
const ON_PAGE: GradeOf = {
  radio: (one) => one.defaultChecked,
  select: (one) => [...one.options].find((option) => option.defaultSelected)?.value ?? "",
};
function noteOf(form: HTMLFormElement, { radio, select }: GradeOf): string {
  const ranges = selects(form);
  return ranges.length === 0
    ? (radios(form).find(radio)?.value ?? "")
    : new URLSearchParams(ranges.map((one) => [one.name, select(one)])).toString();
}

function read(form: HTMLFormElement): Words {
  const publiable = field(form, "publiable");
  return {
    note: noteOf(form, NOW),
    justification: field(form, "justification").value,
    publiable: publiable instanceof HTMLInputElement && publiable.checked,
  };
}

function write(form: HTMLFormElement, words: Words): void {
  radios(form).forEach((one) => (one.checked = one.value === words.note));
  const given = new URLSearchParams(words.note);
  selects(form).forEach((one) => (one.value = given.get(one.name) ?? ""));
  field(form, "justification").value = words.justification;
  const publiable = field(form, "publiable");
  if (publiable instanceof HTMLInputElement) {
    publiable.checked = words.publiable;
  }
}

/** The answer as the site wrote it into this page, whatever the browser put into the fields since. */
function shownBySite(form: HTMLFormElement): Saved {
  const publiable = field(form, "publiable");
  return {
    revision: Number(field(form, "revision").defaultValue),
    words: {
      note: noteOf(form, ON_PAGE),
      justification: field(form, "justification").defaultValue,
      publiable: publiable instanceof HTMLInputElement && publiable.defaultChecked,
    },
    when: form.dataset["saved"] ?? "",
  };
}

const speakers = new Map(
  forms.map((form) => [form, speaker(document.querySelector(`[data-state="${idOf(form)}"]`))] as const),
);
/** Says where an answer stands: typing on and saving again are the same news, and are told once. */
const say = (form: HTMLFormElement, kind: string, words?: string): void => speakers.get(form)?.(kind, words);
const network = speaker(byId("network", HTMLElement));

/** Keeps what is typed in this tab, over the revision that it was typed over; false when the browser keeps nothing. */
function keepTyped(form: HTMLFormElement): boolean {
  unsaved.add(form);
  return keep(sessionStorage, keyOf(form), { base: bases.get(form) ?? null, at: deviceMs(), value: read(form) });
}
function drop(form: HTMLFormElement): void {
  unsaved.delete(form);
  forget(sessionStorage, keyOf(form));
}

function savedNote(
  form: HTMLFormElement,
  { declared, isNa, byRange }: Pick<Theirs, "declared" | "isNa" | "byRange">,
): string {
  const range = ({ dataset }: HTMLSelectElement): string => String(byRange?.[dataset["range"] ?? ""] ?? "");
  return selects(form).length > 0
    ? noteOf(form, { radio: NOW.radio, select: range })
    : isNa
      ? "na"
      : String(declared ?? "");
}
const asSaved = (
  form: HTMLFormElement,
  { declared, isNa, byRange, justification, isPublishable, revision, savedAt }: Theirs,
): Saved => ({
  revision,
  words: { note: savedNote(form, { declared, isNa, byRange }), justification, publiable: isPublishable },
  when: `à ${savedAt}`,
});

/** Somebody else saved first: both are shown, and the person chooses. Nothing of this form is sent before. */
function showConflict(form: HTMLFormElement, theirs: Saved): void {
  conflicts.add(form);
  form.querySelector("[data-conflict]")?.remove();
  const box = document.createElement("div");
  box.className = "notice warn";
  box.dataset["conflict"] = idOf(form);
  box.setAttribute("role", "alert");
  const { note, justification } = theirs.words;
  const grade =
    note === "na"
      ? "sans objet"
      : [...new URLSearchParams(note).values()].filter(Boolean).join(", ") || note || "aucune";
  const at = kept(sessionStorage, keyOf(form))?.at ?? 0;
  const typed = at === 0 ? "" : `, écrite le ${new Date(at).toLocaleString("fr-FR", MOMENT)},`;
  const found =
    theirs.revision === 0
      ? "Ce critère n’a pas encore de réponse enregistrée."
      : `Quelqu’un de votre équipe a enregistré ce critère ${theirs.when} : note ${grade}${justification === "" ? "" : `, « ${justification} »`}.`;
  const words = document.createElement("p");
  words.textContent = `${found} La vôtre${typed} n’est pas encore enregistrée.`;
  const choose = (label: string, act: () => void): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = label;
    button.addEventListener("click", () => {
      conflicts.delete(form);
      bases.set(form, theirs.revision);
      box.remove();
      act();
    });
    return button;
  };
  box.append(
    words,
    choose("Garder ma réponse", () => {
      keepTyped(form);
      void save(form);
    }),
    " ",
    choose("Prendre la sienne", () => {
      write(form, theirs.words);
      drop(form);
      say(form, "saved", `La réponse enregistrée ${theirs.when} est affichée.`);
    }),
  );
  form.prepend(box);
  say(form, "Pas encore enregistré : choisissez ci-dessus.");
}

/** The saved words of the preview, in the box of the page. */
function preview({ level, missing }: Said): void {
  const lines = document.querySelectorAll("#standing p");
  lines[0]?.replaceChildren(Object.assign(document.createElement("strong"), { textContent: level ?? "" }));
  lines[1]?.replaceChildren(missing ?? "");
}

/** What the site answered; what was typed since stays to be sent. */
function take(form: HTMLFormElement, status: number, said: Said, sent: Words): void {
  if (status === 200 && said.revision !== undefined) {
    bases.set(form, said.revision);
    if (JSON.stringify(read(form)) === JSON.stringify(sent)) {
      drop(form);
      say(form, "saved", `Enregistré à ${said.savedAt ?? ""}.`);
    } else {
      keepTyped(form);
      later(form);
    }
    preview(said);
    return;
  }
  if (status === 409 && said.theirs) {
    showConflict(form, asSaved(form, said.theirs));
    return;
  }
  say(form, `Pas enregistré : ${Object.values(said.errors ?? {}).join(" ") || "rechargez la page."}`);
}

async function save(form: HTMLFormElement): Promise<void> {
  const over = bases.get(form) ?? null;
  if (sending.has(form) || conflicts.has(form) || over === null) {
    return;
  }
  sending.add(form);
  const sent = read(form);
  const body = new URLSearchParams({
    note: selects(form).length > 0 ? "" : sent.note,
    justification: sent.justification,
    revision: String(over),
  });
  if (selects(form).length > 0) {
    new URLSearchParams(sent.note).forEach((grade, name) => body.set(name, grade));
  }
  if (sent.publiable) {
    body.set("publiable", "on");
  }
  try {
    // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
    if (answer.status === 403) {
      say(form, "unsaved", "Pas encore enregistré.");
      network(
        "Vous n’êtes plus connecté. Connectez-vous dans un autre onglet : ce que vous avez écrit est gardé ici, et partira tout seul.",
      );
    } else {
      take(form, answer.status, (await answer.json()) as Said, sent);
      network("");
    }
  } catch {
    say(form, "unsaved", "Pas encore enregistré : gardé dans cet onglet.");
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

const again = (): void => unsaved.forEach((form) => void save(form));

/** What this tab kept is sent, forgotten, or shown beside what the page carries. */
function takeUp(form: HTMLFormElement): void {
  const page = shownBySite(form);
  bases.set(form, page.revision);
  const found = kept(sessionStorage, keyOf(form));
  if (found === null) {
    return;
  }
  const draft: Draft = { base: found.base, words: found.value as Words };
  const next = resume(draft, page);
  if (next === "forget") {
    drop(form);
    return;
  }
  unsaved.add(form);
  bases.set(form, draft.base);
  write(form, draft.words);
  if (next === "send") {
    later(form);
  } else {
    showConflict(form, page);
  }
}

for (const form of forms) {
  takeUp(form);
  const typed = (): void => {
    const isKept = keepTyped(form);
    say(
      form,
      isKept ? "unsaved" : "lost",
      isKept ? "Pas encore enregistré." : "Pas encore enregistré, et ce navigateur ne garde rien.",
    );
  };
  form.addEventListener("input", () => {
    typed();
    later(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    typed();
    clearTimeout(timers.get(form));
    void save(form);
  });
}
addEventListener("online", again);
addEventListener("focus", again);
setInterval(again, AGAIN_MS);
warnBeforeLeaving(() => unsaved.size > 0);
watchUploads(document);
