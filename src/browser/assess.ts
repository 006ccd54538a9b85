/* The keyboard of an assessor: a digit chooses a grade, n and p go to the next criterion and the one before. */
const page = document.querySelector<HTMLElement>("#criterion");
const base = location.pathname.replace(/[^/]+$/, "");

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const to = event.key === "n" ? page?.dataset["next"] : event.key === "p" ? page?.dataset["previous"] : "";
  if (to) {
    location.assign(base + to);
    return;
  }
  const grade = document.querySelector<HTMLInputElement>(`input[name="note"][value="${CSS.escape(event.key)}"]`);
  if (grade !== null && /^[0-4]$/.test(event.key)) {
    grade.checked = true;
    grade.focus();
  }
});
