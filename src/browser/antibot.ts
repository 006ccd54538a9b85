/* Runs in the page: does the work a public form asks for, in a worker, so that nobody has to read letters in a picture. */

type Challenge = { parameters: unknown };
declare const WORKER_URL: string;

/** How long somebody may wait after pressing the button; then the form leaves anyway, by the slower lane. */
const PATIENCE_MS = 20_000;
/** The slower lane asks for three seconds between the page and the button. */
const SLOW_LANE_MS = 3200;

/** The ticket of a form; a page that is the same for everybody holds none, and its form asks for its own. */
async function ticketOf(field: HTMLInputElement): Promise<string> {
  if (field.value === "") {
    const answer = await fetch("/billet");
    field.value = answer.ok ? await answer.text() : "";
  }
  return field.value;
}

/** Says on the button what is waited for; a page that comes back from the memory of the browser has its own word again. */
function sayWait(button: HTMLElement | null): void {
  const words = button?.textContent;
  if (button && words) {
    button.textContent = "Vérification, quelques secondes…";
    addEventListener("pageshow", () => (button.textContent = words), { once: true });
  }
}

function guard(form: HTMLFormElement, field: HTMLInputElement, solution: HTMLInputElement): void {
  let isSent = false;
  let isPressed = false;
  let isOver = false;
  /** Since when the form has its ticket. */
  let since = 0;
  const send = (): void => {
    if (!isSent) {
      isSent = true;
      form.submit();
    }
  };
  const leave = (): void => {
    const wait = solution.value === "" ? since + SLOW_LANE_MS - performance.now() : 0;
    setTimeout(send, Math.max(0, wait));
  };
  /** Solved, or never to be (there is no cryptography on a plain http address): the form may leave. */
  const end = (): void => {
    isOver = true;
    if (isPressed) {
      leave();
    }
  };
  const work = (ticket: string): void => {
    const worker = new Worker(WORKER_URL);
    worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "object" && data !== null && "counter" in data) {
        solution.value = JSON.stringify(data);
      }
      end();
    });
    worker.addEventListener("error", end);
    const challenge = JSON.parse(atob(ticket)) as Challenge;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1 });
  };
  let hasBegun = false;
  /** The work starts when somebody begins to fill, so that reading a page costs nothing. Without a ticket the answer brings one. */
  const begin = (): void => {
    if (hasBegun) {
      return;
    }
    hasBegun = true;
    const isGiven = field.value !== "";
    ticketOf(field)
      .then((ticket) => {
        since = isGiven ? 0 : performance.now();
        work(ticket);
      })
      .catch(end);
  };
  form.addEventListener("focusin", begin);
  form.addEventListener("input", begin);
  form.addEventListener("submit", (event) => {
    if (solution.value !== "") {
      return;
    }
    event.preventDefault();
    isPressed = true;
    begin();
    form.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-disabled", "true"); // it may stand outside the form, in the bar of a phone
    sayWait(event.submitter);
    if (isOver) {
      leave();
    } else {
      setTimeout(send, PATIENCE_MS);
    }
  });
}

const ticket = document.querySelector<HTMLInputElement>("input[data-antibot]");
const solution = ticket?.form?.querySelector<HTMLInputElement>("input[name=solution]");
if (ticket?.form && solution) {
  guard(ticket.form, ticket, solution);
}
