/// <reference lib="dom" />
/* Runs in the page: does the work a public form asks for, in a worker, so that nobody has to read letters in a picture. */

type Challenge = { parameters: unknown };

const ticket = document.querySelector<HTMLInputElement>("input[data-antibot]");
const form = ticket?.form;
const solution = form?.querySelector<HTMLInputElement>("input[name=solution]");

/** How long somebody may wait after pressing the button; then the form leaves anyway, by the slower lane. */
const PATIENCE_MS = 20_000;

if (ticket && form && solution) {
  let isSent = false;
  let isPressed = false;
  let isOver = false;
  const send = (): void => {
    if (!isSent) {
      isSent = true;
      form.submit();
    }
  };
  /** Solved, or never to be (no cryptography on a plain http address): the form may leave. */
  const end = (): void => {
    isOver = true;
    if (isPressed) {
      send();
    }
  };
  const worker = new Worker(WORKER_URL);
  worker.addEventListener("message", (message: MessageEvent<{ type: string; data?: unknown } | null>) => {
    const found = message.data;
    if (found !== null && typeof found === "object" && "counter" in found) {
      solution.value = JSON.stringify(found);
    }
    end();
  });
  worker.addEventListener("error", () => end());
  const challenge = JSON.parse(atob(ticket.value)) as Challenge;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1 });
  form.addEventListener("submit", (event) => {
    if (!isOver) {
      event.preventDefault();
      isPressed = true;
      form.setAttribute("aria-busy", "true");
      setTimeout(send, PATIENCE_MS);
    }
  });
}

declare const WORKER_URL: string;
