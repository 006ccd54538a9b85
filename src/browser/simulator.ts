import { byId } from "./page.ts";

declare const SIMULATE_URL: string;

/*
 * Runs on the page of the simulator: what computes weighs more than the page, so it comes when somebody begins. What they did first is
 * done again once it is there.
 */
const root = byId("simulator", HTMLElement);
byId("standing", HTMLElement).hidden = false;

let isThere = false;
let coming: Promise<unknown> | null = null;
const come = (): Promise<unknown> => (coming ??= import(SIMULATE_URL).then(() => (isThere = true)));
/** A change or a press that nobody was there to answer. */
async function hold(event: Event): Promise<void> {
  const { target } = event;
  const isPress = event.type === "click";
  const isForUs = target instanceof HTMLElement && (!isPress || target.matches("button"));
  if (isThere || !isForUs) {
    return;
  }
  event.stopPropagation();
  await come();
  target.dispatchEvent(new Event(event.type, { bubbles: true, cancelable: true }));
}
root.addEventListener("change", (event) => void hold(event), true);
root.addEventListener("click", (event) => void hold(event), true);
// A finger or the keyboard is in the grid: an answer is near.
root.addEventListener("focusin", () => void come(), { once: true });

/** A link to a criterion opens the dimension that holds it, also where a browser does not do so by itself. */
function openTarget(): void {
  const criterion = document.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`);
  const fold = criterion?.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    criterion?.scrollIntoView();
  }
}

addEventListener("hashchange", openTarget);
openTarget();
