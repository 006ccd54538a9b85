import { keep, kept } from "./kept.ts";
import { deviceMs } from "./page.ts";

/* The numbered list of a page becomes boxes to tick. What is ticked stays in this browser, and goes nowhere. */
const KEY = `coche:${location.pathname}`;
const list = document.querySelector("main ol");
const before = kept(localStorage, KEY)?.value;
const ticked = new Set<string>(Array.isArray(before) ? before.map(String) : []);

for (const item of list?.querySelectorAll("li") ?? []) {
  const name = item.textContent.trim();
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: ticked.has(name) });
  const label = document.createElement("label");
  label.className = "choice";
  const words = document.createElement("span");
  words.append(...item.childNodes);
  label.append(box, words);
  item.append(label);
  box.addEventListener("change", () => {
    ticked[box.checked ? "add" : "delete"](name);
    keep(localStorage, KEY, { base: null, at: deviceMs(), value: [...ticked] });
  });
}
const hint = document.createElement("p");
hint.className = "hint";
hint.textContent = "Vous pouvez cocher ici : vos coches restent dans ce navigateur, et nulle part ailleurs.";
list?.before(hint);
