import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { temporaryFolder } from "../../scripts/local/temporary.ts";
import { departements } from "../../content/departements.json" with { type: "json" };
import { partsPage } from "../../workers/prerender/parts.tsx";

/* The look is a system: parts in src/ui, one sheet, one page on which all of them are seen (`/_parts`). */

const page = partsPage("https://site.test");
const shown = ["parts", "parts-of-work"].map((file) => readFileSync(`workers/prerender/${file}.tsx`, "utf8")).join("");
const sheets = ["site", "help"].map((name) => readFileSync(`public/${name}.css`, "utf8"));

const parts = readdirSync("src/ui")
  .filter((file) => file.endsWith(".tsx"))
  .flatMap((file) => [
    ...readFileSync(join("src/ui", file), "utf8").matchAll(/^export const ([A-Z]\w*[a-z]\w*) = \(/gm),
  ])
  .map(([, name = ""]) => name);

/** Every declaration of a sheet, as what is around it, one selector, and the property. */
function declarationsOf(sheet: string): string[] {
  const found: string[] = [];
  const around: string[] = [];
  for (const [, head = "", end = ""] of sheet.replaceAll(/\/\*.*?\*\//gs, "").matchAll(/([^{};]*)([{};])/g)) {
    const words = head.trim().replaceAll(/\s+/g, " ");
    const property = /^([\w-]+):/.exec(words)?.[1];
    if (end === "{") {
      around.push(words);
    } else if (property !== undefined && !around.some((one) => one.startsWith("@keyframes"))) {
      const [selectors = "", ...outer] = around.toReversed();
      found.push(...selectors.split(/,(?![^(]*\))/).map((one) => [...outer, one.trim(), property].join(" | ")));
    }
    if (end === "}") {
      around.pop();
    }
  }
  return found;
}

test("every exported component of src/ui is on the page of parts", () => {
  expect(parts.length).toBeGreaterThan(40);
  // The frame of a page is around this one too.
  expect(parts.filter((name) => name !== "Layout" && !new RegExp(`<${name}[\\s/>]`).test(shown))).toEqual([]);
});

test("every class that a part writes is one of the sheet, and no part writes a style", () => {
  const written = [...page.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" "));
  const styled = new Set(sheets.flatMap((sheet) => [...sheet.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name)));
  /** What tells a kind apart and looks like the plain one. */
  const plain = new Set(["info", "plain", "done", ""]);
  expect([...new Set(written)].filter((name) => !styled.has(name) && !plain.has(name))).toEqual([]);
  expect(page).not.toMatch(/<[^>]* style=/);
});

test("nothing is styled twice", () => {
  const twice = sheets.flatMap((sheet) => {
    const all = declarationsOf(sheet);
    expect(all.length).toBeGreaterThan(50);
    return all.filter((one, at) => all.indexOf(one) !== at);
  });
  expect(twice).toEqual([]);
});

describe("the icons of a page", () => {
  test("each has its symbol, once", () => {
    const used = new Set([...page.matchAll(/<use href="#(i-\w+)"/g)].map(([, id]) => id));
    const written = [...page.matchAll(/<symbol id="(i-\w+)"/g)].map(([, id]) => id);
    expect(written.length).toBeGreaterThan(50);
    expect(written.toSorted()).toEqual([...used].toSorted());
  });

  test("are never heard: a word beside them says the same", () => {
    expect([...page.matchAll(/<svg[^>]*>/g)].filter(([tag]) => !tag.includes('aria-hidden="true"'))).toEqual([]);
  });
});

describe("the map of départements in tiles", () => {
  const [figure = ""] = /<figure class="tilemap">.*?<\/figure>/s.exec(page) ?? [];
  const tiles = [...figure.matchAll(/<rect class="t(\d)" x="(\d+)" y="(\d+)"[^>]* data-code="(\w+)"/g)];

  test("has one tile for each of the 101, none on another", () => {
    const asked = departements.map(({ code }) => code).filter((code) => code <= "976" && code !== "975");
    expect(tiles.map(([, , , , code]) => code).toSorted()).toEqual(asked.toSorted());
    expect(new Set(tiles.map(([, , x, y]) => `${x} ${y}`)).size).toBe(101);
  });

  test("is a picture: the table says every number that its colours say, in words", () => {
    const dark = tiles.filter(([, step]) => step !== "0").map(([, step, , , code]) => `${code}: ${step}`);
    expect(dark.toSorted()).toEqual(["59: 1", "94: 3", "974: 2"]);
    const said = [...figure.matchAll(/\((\w+)\)<\/th><td[^>]*>(\d+)/g)].map(([, code, n]) => `${code}: ${n}`);
    expect(said).toEqual(["59: 1", "94: 5", "974: 2"]);
  });
});

test("each page of a session begins with the session, and its tab says which it is: « Présence » is the name of none", () => {
  const pages = globSync("src/workshops/**/*.pages.tsx").map((path) => readFileSync(path, "utf8"));
  const head = readFileSync("src/workshops/sessions/session-head.parts.tsx", "utf8");
  const tabs = [...head.matchAll(/\{ id: "(\w+)", path/g)].map(([, id]) => id);
  const opened = pages.flatMap((text) => [...text.matchAll(/<SessionHead[^>]* open="(\w+)"/g)].map(([, id]) => id));
  expect([...new Set(opened)].toSorted()).toEqual(tabs.toSorted());
  expect(pages.filter((text) => text.includes('eyebrow="Présence"'))).toEqual([]);
});

test("what is deployed has no page of parts, not even one that was there", () => {
  const PRERENDER_OUT = temporaryFolder("parts");
  const build = (...flags: string[]): boolean => {
    execFileSync(process.execPath, ["scripts/build-pages.ts", ...flags], { env: { ...process.env, PRERENDER_OUT } });
    return existsSync(join(PRERENDER_OUT, "_parts.html"));
  };
  writeFileSync(join(PRERENDER_OUT, "_parts.html"), "");
  expect([build("--deploy"), build()]).toEqual([false, true]);
  expect(readFileSync("scripts/deploy.ts", "utf8")).toContain('[script, "--deploy"]');
}, 120_000); // it builds the site twice
