import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

import { readContent } from "../src/kernel/front-matter.ts";
import { unwritten } from "./local/unwritten.ts";

/* The index of `content/`: what the Workers import of it, and in which order. A file that nothing names stops the build. */

/** An index that is written: where, what it exports, by name. Files are told by their path under `content/`. */
type Built = { path: string; exports: Record<string, Shape> };
type Shape = { of: "words" | "files" | "list"; entries: readonly Entry[] };

type Entry = readonly [key: string, file: string];
/** What is read, what is wrong with it, and which files a folder's list has taken. */
type Reading = { root: string; wrong: string[]; taken: Set<string> };

const textOf = ({ root }: Reading, file: string): string => readFileSync(join(root, "content", file), "utf8");
const headOf = (reading: Reading, file: string): Record<string, string> => readContent(textOf(reading, file)).head;

/** The files of a folder by their key, the first group of the pattern; no other name belongs there, but `besides`. */
function folder(reading: Reading, name: string, pattern: RegExp, besides = ""): Entry[] {
  return readdirSync(join(reading.root, "content", name))
    .toSorted()
    .flatMap((base): Entry[] => {
      const file = `${name}/${base}`;
      reading.taken.add(file);
      const key = pattern.exec(base)?.[1];
      if (key === undefined && base !== besides) {
        reading.wrong.push(`content/${file}: this name does not belong here`);
      }
      return key === undefined ? [] : [[key, file]];
    });
}

/** The same in the order of their heads: 1, 2, 3 …, none twice. */
function inOrder(reading: Reading, files: readonly Entry[]): Entry[] {
  const sorted = files
    .map(([key, file]) => ({ key, file, order: Number(headOf(reading, file)["order"]) }))
    .toSorted((a, b) => a.order - b.order);
  sorted.forEach(({ file, order }, i) => {
    if (order !== i + 1) {
      reading.wrong.push(`content/${file}: "order: ${order}" where ${i + 1} is expected: 1, 2, 3 …, none twice`);
    }
  });
  return sorted.map(({ key, file }) => [key, file]);
}

/** Pages made of words alone, by their address. */
function pagesOf(reading: Reading): Entry[] {
  return inOrder(reading, folder(reading, "pages", /^([a-z0-9-]+)\.md$/)).map(([, file]) => {
    const { path = "" } = headOf(reading, file);
    if (!/^(?:\/[a-z0-9-]+)+$/.test(path)) {
      reading.wrong.push(`content/${file}: "path: ${path}" is no address of a page`);
    }
    return [path, file];
  });
}

/** Sequences, in the order of `published.json`, which is that of the console and of `/parents`. A version that runs never changes. */
function sequencesOf(reading: Reading): Entry[] {
  const files = new Map(folder(reading, "sequences", /^([a-z0-9-]+\.v\d+\.json)$/, "published.json"));
  const published = JSON.parse(textOf(reading, "sequences/published.json")) as Record<string, string>;
  for (const [name, file] of files) {
    if (published[name] !== createHash("sha256").update(textOf(reading, file)).digest("hex")) {
      reading.wrong.push(
        `content/${file}: its hash is not the one of published.json; a published version never changes: write the next one`,
      );
    }
  }
  return Object.keys(published).flatMap((name): Entry[] => {
    const file = files.get(name);
    if (file === undefined) {
      reading.wrong.push(`content/sequences/published.json: there is no ${name}`);
    }
    return file === undefined ? [] : [[name, file]];
  });
}

/** Files of no list have to be imported by their own name; the words that the spelling knows are its own. */
function findStray({ root, wrong, taken }: Reading): void {
  const code = ["src", "workers"].flatMap((base) =>
    readdirSync(join(root, base), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.built)\.tsx?$/.test(file))
      .map((file) => readFileSync(join(root, base, file), "utf8")),
  );
  const stray = readdirSync(join(root, "content"), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(join(root, "content"), join(one.parentPath, one.name)))
    .filter((file) => file !== "mots.txt" && !taken.has(file))
    .filter((file) => !code.some((text) => text.includes(`/content/${file}"`)));
  wrong.push(...stray.map((file) => `content/${file}: nothing imports it`));
}

/** Reads the folders; throws with every mistake, each by the name of its file. */
export function contentIndex(root: string): Built[] {
  const reading: Reading = { root, wrong: [], taken: new Set() };
  const programmes = inOrder(reading, folder(reading, "programmes", /^([a-z0-9-]+)\.md$/));
  const mails = folder(reading, "mails", /^([a-z0-9-]+)\.md$/);
  const presentations = folder(reading, "parcours", /^([a-z0-9-]+)\.md$/);
  const sequences = sequencesOf(reading);
  const surveys = folder(reading, "enquetes", /^([a-z]+\.v\d+)\.json$/);
  const referentials = folder(reading, "referentials", /^label@(\d+\.\d+\.\d+)\.json$/, "quotes.sha256.json");
  const drafts = folder(reading, "drafts", /^label@(\d+\.\d+\.\d+)\.json$/);
  const pages = pagesOf(reading);
  const kit = folder(reading, "kit", /^([a-z0-9-]+)\.md$/, "par-atelier.json");
  for (const [id, file] of presentations) {
    if (!sequences.some(([name]) => name.startsWith(`${id}.v`))) {
      reading.wrong.push(`content/${file}: there is no sequence of this name`);
    }
  }
  findStray(reading);
  if (reading.wrong.length > 0) {
    throw new Error(reading.wrong.join("\n"));
  }
  const oldestFirst = referentials.toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return [
    {
      path: "workers/content.built.ts",
      exports: {
        programmeWords: { of: "words", entries: programmes },
        mailWords: { of: "words", entries: mails },
        presentations: { of: "words", entries: presentations },
        sequenceFiles: { of: "files", entries: sequences },
        surveyFiles: { of: "list", entries: surveys },
      },
    },
    {
      path: "workers/prerender/content.built.ts",
      exports: {
        wordPages: { of: "words", entries: pages },
        kitWords: { of: "words", entries: kit },
        referentialFiles: { of: "list", entries: oldestFirst },
        draftFiles: { of: "list", entries: drafts },
      },
    },
  ];
}

const TYPES: Record<Shape["of"], string> = {
  words: "Readonly<Record<string, string>>",
  files: "Readonly<Record<string, unknown>>",
  list: "readonly unknown[]",
};

/** One index as a module: an import for each file, and the lists. */
export function moduleOf({ path, exports }: Built): string {
  const up = "../".repeat(path.split("/").length - 1);
  const shapes = Object.entries(exports);
  const imports = shapes.flatMap(([name, { entries }]) =>
    entries.map(([, file], i) => `import ${name}${i} from "${up}content/${file}";`),
  );
  const lists = shapes.map(([name, { of, entries }]) => {
    const items = entries.map(([key], i) =>
      of === "list" ? `  ${name}${i},` : `  ${JSON.stringify(key)}: ${name}${i},`,
    );
    const [open, close] = of === "list" ? ["[", "]"] : ["{", "}"];
    return [`export const ${name}: ${TYPES[of]} = ${open}`, ...items, `${close};`].join("\n");
  });
  return `// Written by scripts/build-content.ts from the folders of content/.\n${imports.join("\n")}\n\n${lists.join("\n\n")}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const left = process.argv.includes("--deploy") ? unwritten(".") : [];
  if (left.length > 0) {
    throw new Error(`words are still to be written in ${left.join(", ")}`);
  }
  for (const built of contentIndex(".")) {
    const code = moduleOf(built);
    // Written only when it changes: tests read it while another builds the pages of another day.
    if (!existsSync(built.path) || readFileSync(built.path, "utf8") !== code) {
      writeFileSync(built.path, code);
    }
  }
}
