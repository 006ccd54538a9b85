import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";

import { LONG_TESTS } from "../../test/long.ts";

/** Which tests somebody asks for: words of their paths, and files that changed. */
type Asked = { words: readonly string[]; changed: ReadonlySet<string> };

/** What tests reach through the Workers, without a name of it: where in `test/` somebody looks at what is made of it. */
const LOOKED_AT: Readonly<Record<string, readonly string[]>> = {
  "content/aide": ["help"],
  "content/drafts": ["label/referential", "label/scoring"],
  "content/enquetes": ["workshops/impact"],
  "content/parcours": ["guidance"],
  "content/programmes": ["workshops/catalogue", "workshops/sessions"],
  "content/referentials": ["label/referential", "label/scoring"],
  "content/sequences": ["guidance"],
  migrations: ["house/queries", "house/rgpd", "house/storage", "house/vocabulary", "platform/migrations"],
};
/** Where content gets the names that code imports, first those of the folders, then what is made of them. */
const INDEXES = [
  "workers/content.built.ts",
  "workers/prerender/content.built.ts",
  "workers/prerender/referentials.ts",
  "workers/content.ts",
];

const read = (file: string): string => readFileSync(file, "utf8");
/** What a file imports itself. What its imports import is left out: through the Workers that would be everything. */
const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/(?:from|import) "(\.[^"]+)"/g)].map((found) =>
    normalize(join(dirname(file), found[1] ?? "")),
  );

/** The names under which code imports a file of content, or a list that its folder is. */
function namesOf(file: string): string[] {
  const isIt = (path: string): boolean =>
    path === file || (dirname(file) !== "content" && dirname(path) === dirname(file));
  const texts = INDEXES.map(read);
  const imports = texts.flatMap((text) => [...text.matchAll(/^import (\w+?)\d* from "[./]+\/(content\/[^"]+)"/gm)]);
  const names = new Set(imports.filter(([, , path = ""]) => isIt(path)).map(([, name = ""]) => name));
  for (const [, name = "", made = ""] of texts
    .slice(2)
    .join("\n")
    .matchAll(/const (\w+)\b[^=]*= (.*?);\n/gs)) {
    if (made.split(/\W+/).some((word) => names.has(word))) {
      names.add(name);
    }
  }
  return Array.from(names);
}

/** Whether a text names a file that is no code: by its path, by its folder (`docs/slices/*.md`, `golden/${key}.txt`), by a folder around it (`content/**`). */
function isNamedIn(text: string, file: string): boolean {
  const folder = dirname(file);
  const isOfTests = file.startsWith("test/");
  const path = isOfTests ? basename(file) : file;
  const inside = isOfTests ? basename(folder) : folder;
  const around = isOfTests ? [] : folder.split("/").map((_, i, parts) => parts.slice(0, i + 1).join("/"));
  const ends = folder === "." ? [] : isOfTests ? ["/$"] : folder === "content" ? ["/*", "/$"] : ["/*", "/$", '"'];
  return (
    text.includes(path) ||
    (file.startsWith("content/") && text.includes(`"${file.slice("content/".length)}"`)) ||
    ends.some((end) => text.includes(inside + end)) ||
    around.some((one) => one !== "." && text.includes(`${one}/**`))
  );
}

/** The kind of a file of code, as tests that read all of a kind write it: `*.events`. */
const kindOf = (file: string): string | null => {
  const [, kind] = /\.([a-z]+)\.tsx?$/.exec(file) ?? [];
  return kind === undefined || kind === "test" ? null : `*.${kind}`;
};

/** Whether a text imports one of these names from an index of content, or what the site was built of. */
const importsName = (text: string, names: ReadonlySet<string>): boolean =>
  names.size > 0 &&
  [...text.matchAll(/^import (?:\{([^}]*)\}|\w+) from "[./]+\/workers\/([^"]+)";/gm)].some(
    ([, list = "", from = ""]) =>
      from.endsWith("/words.built.ts") ||
      (INDEXES.includes(`workers/${from}`) && list.split(/\W+/).some((word) => names.has(word))),
  );

/** The unit and worker tests that are meant. Long tests are chosen only by their own name: they import from everywhere. */
export function chooseTests({ words, changed }: Asked): string[] {
  const isNamed = (path: string): boolean => words.some((word) => path.includes(word));
  /** The tests of `src/a/b/` are in `test/a/b/`. */
  const folders = new Set([...changed].filter((file) => file.startsWith("src/")).map((file) => dirname(file).slice(4)));
  const data = [...changed].filter((file) => !/\.(?:tsx?|mjs)$/.test(file));
  const content = data.filter((file) => file.startsWith("content/"));
  const names = new Set(content.flatMap(namesOf));
  const kinds = new Set([...changed].map(kindOf).filter((kind) => kind !== null));
  const looked = data.flatMap((file) => LOOKED_AT[dirname(file)] ?? []);
  const isAbout = (file: string): boolean => {
    const text = read(file);
    const isOfKind = [...kinds].some((kind) => text.includes(kind));
    return isOfKind || data.some((one) => isNamedIn(text, one)) || importsName(text, names);
  };
  // What the Workers of tests are given (`test/support/worker/`) is left out, for the same reason as above.
  const told = new Set(data.length > 0 ? globSync("test/support/*.ts").filter(isAbout) : []);
  const isMeant = (test: string): boolean =>
    isNamed(test) ||
    changed.has(test) ||
    folders.has(dirname(test).slice(5)) ||
    (!LONG_TESTS.includes(test) &&
      (isAbout(test) ||
        looked.some((where) => test.startsWith(`test/${where}/`) || test.startsWith(`test/${where}.`)) ||
        importsOf(test).some(
          (file) => changed.has(file) || told.has(file) || (file.startsWith("src/") && isNamed(dirname(file))),
        )));
  return globSync("test/**/*.{unit,worker}.test.{ts,tsx}").filter(isMeant).toSorted();
}
