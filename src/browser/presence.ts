/* Runs on the list of the day: a tap is shown at once, kept on the device as an id and a mark, and sent until the site has it. */

type Mark = "present" | "absent";
type Pending = Record<string, Mark>;

const list = document.querySelector<HTMLElement>("[data-presence]");
const count = document.getElementById("compte");
const key = `presence:${list?.dataset["presence"] ?? ""}`;
const read = (): Pending => JSON.parse(localStorage.getItem(key) ?? "{}") as Pending;
const keep = (pending: Pending): void =>
  Object.keys(pending).length === 0 ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(pending));
let isSending = false;

/** Shows a mark on its line, and how many are present; `more` says what still waits. */
function show(id: string, mark: Mark): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(`[data-line="${CSS.escape(id)}"] form`)) {
    const isOn = form.dataset["mark"] === mark;
    const button = form.querySelector("button");
    button?.setAttribute("aria-pressed", String(isOn));
    button?.classList.toggle("quiet", !isOn);
  }
}

function tell(more: string): void {
  const came = document.querySelectorAll('[data-mark="present"] [aria-pressed="true"]').length;
  if (count !== null) {
    count.textContent = `${came} présent${came > 1 ? "s" : ""} sur ${count.dataset["total"] ?? ""}${more}`;
  }
}

/** Sends what waits, one mark after the other. What the site took, or will never take, leaves the device. */
async function send(): Promise<void> {
  if (isSending) {
    return;
  }
  isSending = true;
  let more = "";
  for (const [id, mark] of Object.entries(read())) {
    const body = new URLSearchParams({ ligne: id });
    // oxlint-disable-next-line no-restricted-globals -- the page asks its own site
    const answer = await fetch(`${location.pathname}/${mark}`, { method: "POST", body, redirect: "manual" }).catch(
      () => null,
    );
    if (answer === null || (answer.type !== "opaqueredirect" && answer.status !== 409 && answer.status !== 404)) {
      more =
        answer === null
          ? ". Sans réseau : vos marques partiront toutes seules."
          : ". Reconnectez-vous : vos marques sont gardées ici.";
      break;
    }
    const now = read();
    if (now[id] === mark) {
      delete now[id];
      keep(now);
    }
    more = answer.status === 409 ? ". La liste est fermée : rechargez la page." : more;
  }
  isSending = false;
  tell(more);
}

list?.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const mark = form.dataset["mark"] as Mark | undefined;
  const id = form.closest<HTMLElement>("[data-line]")?.dataset["line"];
  if (mark !== undefined && id !== undefined) {
    event.preventDefault();
    keep({ ...read(), [id]: mark });
    show(id, mark);
    tell("");
    void send();
  }
});
if (list !== null) {
  Object.entries(read()).forEach(([id, mark]) => show(id, mark));
  addEventListener("online", () => void send());
  setInterval(() => Object.keys(read()).length > 0 && void send(), 15_000);
  if (Object.keys(read()).length > 0) {
    void send();
  }
}
