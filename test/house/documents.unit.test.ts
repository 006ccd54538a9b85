import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { DAY, HOUR, MINUTE } from "../../src/kernel/time.ts";
import { saidBy } from "../support/said-by.ts";

/* What documents say of the project is looked up in it: paths, names, commands, addresses, SQL. And they stay readable. */

const DOCUMENTS = globSync(["*.md", "docs/**/*.md"]).filter((file) => file !== "CHANGELOG.md");
/** What was decided once may name what is gone. */
const PRESENT = DOCUMENTS.filter((file) => !file.startsWith("docs/adr/"));
const read = (file: string): string => readFileSync(file, "utf8");
const sources = globSync(["{src,workers,scripts,test}/**/*.{ts,tsx,mjs}"]).filter(
  (file) => !file.includes(".built.") && file !== "test/house/documents.unit.test.ts",
);
const code = new Map(sources.map((file) => [file, read(file)]));
const settings = globSync(["**/wrangler.toml", "migrations/*.sql", "public/*.css", "{.oxlintrc,package}.json"], {
  exclude: ["node_modules"],
});
const everything = [...code.values(), ...settings.map(read)].join("\n");
const names = new Set(
  globSync(
    [
      "{src,workers,scripts,test,content,migrations,public,docs}/**/*",
      "*",
      ".{vscode,github,devcontainer,ci}/**/*",
      ".*",
    ],
    { exclude: ["node_modules"] },
  ).map((file) => basename(file)),
);

/** What stands between backticks, outside of fences. */
const saidIn = (file: string): string[] =>
  [
    ...read(file)
      .replace(/^```.*?^```$/gms, "")
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, text = ""]) => text);
const wrongIn = (isWrong: (text: string) => boolean, files: readonly string[] = PRESENT): string[] =>
  files.flatMap((file) =>
    saidIn(file)
      .filter(isWrong)
      .map((text) => `${file}: ${text}`),
  );

describe("what a document names is there", () => {
  const isLost = (path: string): boolean => globSync(path.replace(/<[^>]*>|\{[a-z]+\}|x\.y\.z|…/g, "*")).length === 0;
  const PATH =
    /^(?:src|workers|scripts|test|content|migrations|docs|\.github|\.vscode|\.devcontainer)\/[\w./*<>{}@…-]+$/;
  const NAME = /^[\w-]+(?:[.@][\w-]+)*\.(?:ts|tsx|mjs|json|md|css|sql|toml|csv)$/;

  test("files and folders", () => {
    expect(wrongIn((text) => PATH.test(text) && isLost(text))).toEqual([]);
    // What the site makes is named by the route that serves it.
    expect(wrongIn((text) => NAME.test(text) && !names.has(text) && !everything.includes(text))).toEqual([]);
    const links = DOCUMENTS.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(([, to = ""]) =>
        join(dirname(file), to),
      ),
    );
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
    expect(PATH.test("src/kernel/gone.ts") && isLost("src/kernel/gone.ts")).toBe(true);
    expect(NAME.test("gone.store.ts") && names.has("gone.store.ts")).toBe(false);
  });

  test("a page that somebody is sent to, by the page where one begins or by a slice", () => {
    const first = ["README.md", "ARCHITECTURE.md", ...globSync("docs/slices/*.md")].map(read).join("\n");
    const unread = globSync("docs/*.md").filter((page) => !first.includes(page));
    expect(unread).toEqual([]);
  });

  test("functions, types, columns, settings", () => {
    const IDENTIFIER =
      /^(?:[a-z]+(?:[A-Z]\w*)+|[A-Z][a-z]+(?:[A-Z]\w*)+|[A-Z]+_[A-Z_]+|[a-z]+_[a-z_]+)(?:\.\w+)?(?:\(\))?$/;
    /** What belongs to the tools. */
    const THEIRS = new Set(["NODE_COMPILE_CACHE"]);
    const isUnknown = (text: string): boolean =>
      !THEIRS.has(text) &&
      !text
        .replace("()", "")
        .split(".")
        .every((part) => everything.includes(part));
    expect(wrongIn((text) => IDENTIFIER.test(text) && isUnknown(text))).toEqual([]);
    expect(IDENTIFIER.test("seenByNobody") && isUnknown("seenByNobody")).toBe(true);
  });

  test("in comments of the code too, and the decision whose number they give", () => {
    const comments = [...code].flatMap(([file, text]): (readonly [string, string])[] =>
      [...text.matchAll(/(?:^|\s)(?:\/\/|\/?\*)\s.*$/gm)].map(([line]) => [file, line] as const),
    );
    const lost = comments.flatMap(([file, line]) =>
      [...line.matchAll(/`([^`]+)`|(?<![\w/])((?:docs|src|workers|test|scripts)\/[\w./-]+\.(?:md|tsx?))/g)]
        .map(([, quoted, bare]) => quoted ?? bare ?? "")
        .filter((path) => (PATH.test(path) && isLost(path)) || (NAME.test(path) && !names.has(path)))
        .map((path) => `${file}: ${path}`),
    );
    expect(lost).toEqual([]);
    const decided = new Set(globSync("docs/adr/*.md").map((file) => Number(basename(file).slice(0, 4))));
    const cited = [...comments.map(([, line]) => line), ...DOCUMENTS.map(read)]
      .flatMap((text) => [...text.matchAll(/\bADR (\d+)/g)])
      .map(([, number]) => Number(number));
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter((number) => !decided.has(number))).toEqual([]);
  });

  test("addresses of the site", () => {
    const routes = [...read("src/access/routes.ts").matchAll(/"(?:[A-Z]+ )?(\/[^"]*)"/g)].map(([, path = ""]) => path);
    const pages = globSync("public/**/*").map((file) => file.slice("public".length).replace(/(?:\/index)?\.html$/, ""));
    const known = [...routes, ...pages].map((path) => path.replace(/\/$/, "").split("/"));
    const isAddress = (text: string): boolean => /^\/[a-z][\w/:.*-]*$/.test(text);
    const isVariable = (part: string | undefined): boolean => part === "*" || part?.startsWith(":") === true;
    /** The beginning of one is enough: « all of `/console` ». */
    const isKnown = (text: string): boolean => {
      const parts = text.replace(/\/$/, "").split("/");
      return known.some((path) =>
        parts.every((part, i) => path[i] === part || isVariable(path[i]) || isVariable(part)),
      );
    };
    expect(wrongIn((text) => isAddress(text) && !isKnown(text))).toEqual([]);
    expect(["/label/journal/points/N", "/label/journale", "/console/rien"].map(isKnown)).toEqual([true, false, false]);
  });
});

describe("commands", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const all = PRESENT.flatMap((file) =>
    [...read(file).matchAll(/npm (?:run )?(?:--silent )?([a-z][a-z:-]*)((?: -- [^`|\n]*)?)/g)].map(
      ([line, name = "", rest = ""]) => ({ file, line, name, rest }),
    ),
  ).filter(({ name }) => !["and", "ci", "install", "packages", "scripts"].includes(name));

  test("those that documents give exist, with the options that they are given; none is untold", () => {
    expect(all.length).toBeGreaterThan(40);
    const wrong = all.filter(({ name, rest }) => {
      const file = /scripts\/[\w-]+\.(?:ts|mjs)/.exec(scripts[name] ?? "")?.[0];
      const takes = [...(file === undefined ? "" : read(file)).matchAll(/from "(\.\/[^"]+)"/g)]
        .map(([, path = ""]) => read(`scripts/${path}`))
        .concat(file === undefined ? [] : read(file))
        .join("\n");
      const options = [...rest.matchAll(/--([a-z][a-z-]+)/g)].map(([, option = ""]) => option);
      return scripts[name] === undefined || options.some((option) => !takes.includes(option));
    });
    expect(wrong.map(({ file, line }) => `${file}: ${line}`)).toEqual([]);
    const told = PRESENT.map(read).join("\n");
    const untold = Object.keys(scripts).filter(
      (name) => !/^(?:pre|post)/.test(name) && !new RegExp(`npm (?:run )?(?:--silent )?${name}\\b`).test(told),
    );
    expect(untold).toEqual([]);
  });

  test("SQL that a document gives runs on the schema as it is", () => {
    const db = new DatabaseSync(":memory:");
    globSync("migrations/*.sql")
      .toSorted()
      .forEach((file) => db.exec(read(file)));
    const given = PRESENT.flatMap((file) =>
      [...read(file).matchAll(/["`]((?:SELECT|INSERT INTO|UPDATE|DELETE FROM) [^"`]+)["`]/g)].map(
        ([, sql = ""]) => sql,
      ),
    ).filter((sql) => / (?:FROM|VALUES|SET) /.test(sql) && !sql.includes(" … "));
    expect(given.length).toBeGreaterThan(1);
    for (const sql of given) {
      expect(() => db.prepare(sql), sql).not.toThrow();
    }
    expect(() => db.prepare("SELECT nothing FROM events")).toThrow("nothing");
  });
});

describe("a figure of a document is the one of the code", () => {
  const WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
  const numberOf = (word: string): number =>
    WORDS.includes(word) ? WORDS.indexOf(word) : Number(word.replace(/[ ,]/g, ""));

  test.each<[document: string, said: RegExp, file: string, name: string, unit?: number]>([
    ["docs/operations.md", /no tick for (\d+) minutes/, "src/platform/health.ts", "tick", MINUTE],
    ["docs/operations.md", /an event waits for (\d+) minutes/, "src/platform/health.ts", "event", MINUTE],
    ["docs/operations.md", /a mail is (\d+) minutes late/, "src/platform/health.ts", "mail", MINUTE],
    ["docs/operations.md", /for (\d+) minutes a refused mail waits/, "src/platform/health.ts", "refused", MINUTE],
    [
      "docs/operations.md",
      /should have been forgotten (\w+) nights ago/,
      "src/platform/forgetting.ts",
      "TOO_LATE",
      DAY,
    ],
    ["docs/operations.md", /Nights run from (\d+):00/, "workers/reactor/tick.ts", "NIGHT_HOUR"],
    ["docs/operations.md", /Nights run from 3:00 to (\d+):00/, "workers/reactor/tick.ts", "NIGHT_IS_OVER"],
    ["docs/operations.md", /after (\w+) failures it is parked/, "workers/reactor/react.ts", "MOST_ATTEMPTS"],
    ["docs/operations.md", /heals by itself: every (\w+) minutes/, "src/mail/outcome.ts", "PROBE_AFTER", MINUTE],
    ["docs/operations.md", /stayed in doubt for (\d+) hours/, "src/mail/batches.store.ts", "KEY_LIFE", HOUR],
    ["docs/operations.md", /a proof of the last (\w+) minutes/, "src/access/roles.ts", "PROOF_IS_FRESH", MINUTE],
    ["docs/operations.md", /after (\w+) idle\s+hours/, "src/access/roles.ts", "idle", HOUR],
    ["docs/operations.md", /from (\w+)\s+hours before/, "src/workshops/seats/registration.ts", "MARKED_FROM", HOUR],
    [
      "docs/operations.md",
      /to a day after, (\w+) for coordinators/,
      "src/workshops/seats/registration.ts",
      "MARKED_UNTIL",
      DAY,
    ],
    [
      "docs/operations.md",
      /more than (\d+) % of the known open/,
      "src/workshops/schools/verdict.ts",
      "MOST_GONE",
      0.01,
    ],
    [
      "docs/operations.md",
      /more than ([\d.]+) % of lines of a kind/,
      "src/workshops/schools/verdict.ts",
      "MOST_KINDS",
      0.01,
    ],
    ["docs/operations.md", /writing, (\d+) schools at a time/, "src/workshops/schools/import-directory.ts", "BATCH"],
    [
      "docs/operations.md",
      /last batch within\s+(\w+) minutes/,
      "src/workshops/schools/advance-file.ts",
      "LEASE",
      MINUTE,
    ],
    [
      "docs/operations.md",
      /it is tried (\w+) times, then given up/,
      "src/workshops/schools/advance-file.ts",
      "MOST_TRIES",
    ],
    ["docs/operations.md", /The last (\w+) files stay/, "src/workshops/schools/file.ts", "MOST_FILES"],
    [
      "docs/operations.md",
      /no other Worker reaches, and keeps\s+it (\d+) days/,
      "src/platform/export.ts",
      "EXPORTS_KEPT",
    ],
    ["docs/operations.md", /ids alone, kept (\d+) days/, "src/privacy/told-erasures.ts", "KEPT", DAY],
    ["README.md", /published weekly from (\w+) answers/, "src/workshops/impact/figures.ts", "LEAST_ANSWERS"],
  ])("%s: %s", (document, said, file, name, unit = 1) => {
    const [, word = "nothing"] = said.exec(read(document)) ?? [];
    expect(numberOf(word) * unit).toBeCloseTo(saidBy(file, name), 9);
  });

  test("what is counted in files: Workers, sequences, secrets, words of /sante", () => {
    const sequences = globSync("content/parcours/*.md").filter((file) => /^public: parent$/m.test(read(file))).length;
    expect(read("README.md")).toContain(`**Parents** read ${WORDS[sequences]} sequences`);
    const workers = globSync(["wrangler.toml", "workers/*/wrangler.toml"]).length;
    expect(read("README.md")).toContain(`the ${WORDS[workers]} Workers`);
    const operations = read("docs/operations.md");
    const stuck = [...operations.matchAll(/^\| `(\w+)` \| .* \| .* \|$/gm)].map(([, word]) => word).slice(1);
    const known = /LIMITS = \{ (.*) \}/.exec(read("src/platform/health.ts"))?.[1]?.match(/\w+(?=:)/g) ?? [];
    expect(stuck.toSorted()).toEqual(["database", "forgetting", ...known].toSorted());
    const table = [...operations.matchAll(/^ *\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)].flatMap(
      ([, cell = ""]) => cell.match(/[A-Z_]+/g) ?? [],
    );
    const settled = globSync(["wrangler.toml", "workers/*/wrangler.toml"]).map(read).join("\n");
    const asked = [...read("src/platform/env.ts").matchAll(/^ {2,4}([A-Z_]+): z\./gm)].map(([, name = ""]) => name);
    const secrets = new Set(asked.filter((name) => !new RegExp(`^${name} = `, "m").test(settled)));
    expect(table.toSorted()).toEqual([...secrets].toSorted());
  });
});

describe("an example in a comment is true", () => {
  /** `@example call(…) => value`: both sides are run, among what the file exports and times; one kind of space is enough here. */
  const examples = globSync("src/{kernel,label/scoring,platform}/**/*.ts").flatMap((file) =>
    [...read(file).matchAll(/^ \* @example (.+) => (.+)$/gm)].map(
      ([, call = "", value = ""]) => [file, call, value] as const,
    ),
  );
  const plain = (value: unknown): unknown =>
    typeof value === "string" ? value.replace(/[\u00a0\u202f]/g, " ") : value;

  test("there are some", () => {
    expect(examples.length).toBeGreaterThan(30);
  });

  test.each(examples)("%s: %s is %s", async (file, call, value) => {
    const time = (await import("../../src/kernel/time.ts")) as Record<string, unknown>;
    const scope: Record<string, unknown> = { ...time, ...((await import(resolve(file))) as Record<string, unknown>) };
    const run = (text: string): unknown => runInNewContext(`(${text})`, scope) as unknown;
    expect(plain(run(call))).toEqual(plain(run(value)));
  });
});

/** The sentences of a page, without what stands in fences; a cell, an item, a step of a recipe each stand alone. */
function sentencesOf(page: string): string[] {
  const prose = page.replace(/^```.*?^```$/gms, "").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1");
  const blocks = prose
    .split(/\n(?=\s*(?:[-*|#]|\d+\. ))|\n\n/)
    .flatMap((block) => (block.trim().startsWith("|") ? block.split("|") : [block]));
  return blocks
    .map((block) => block.replace(/`[^`]*`/g, "code").replace(/\s+/g, " "))
    .flatMap((block) => block.split(/(?<=[.!?][)»”*]*) (?=\S)| → /))
    .map((sentence) => sentence.trim());
}
const MOST_WORDS = 35;
const isLong = (sentence: string): boolean =>
  sentence.split(" ").filter((word) => /[\p{L}\d]/u.test(word)).length > MOST_WORDS;

describe("readable in one sitting", () => {
  test(`no sentence has more than ${MOST_WORDS} words where a newcomer begins`, () => {
    const first = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md", ...globSync("docs/slices/*.md")];
    const sentences = first.flatMap((file) => sentencesOf(read(file)).map((sentence) => [file, sentence] as const));
    expect(sentences.length).toBeGreaterThan(400);
    expect(sentences.filter(([, sentence]) => isLong(sentence))).toEqual([]);
    const words = Array.from({ length: MOST_WORDS }, () => "word").join(" ");
    expect(sentencesOf(`- ${words}.\n- ${words} more.\n`).map(isLong)).toEqual([false, true]);
  });

  test("the README is short", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(121);
  });

  test("every slice has its page: a drawing, at most 60 lines, and its line in ARCHITECTURE.md", () => {
    const pages = globSync("docs/slices/*.md");
    expect(pages.length).toBe(8);
    for (const page of pages) {
      const text = read(page);
      expect(/^```\n(?:.*[─▼►▲│].*\n|.*\n)+?```$/m.test(text), page).toBe(true);
      expect(text.split("\n").length, page).toBeLessThanOrEqual(60);
      expect(read("ARCHITECTURE.md"), page).toContain(`\`${page}\``);
    }
  });

  test("every decision ends with when to revisit it", () => {
    const last = (file: string): string => read(file).trimEnd().split("\n\n").at(-1) ?? "";
    const decisions = globSync("docs/adr/*.md");
    expect(decisions.filter((file) => !last(file).startsWith("**Revisit when** "))).toEqual([]);
    expect(decisions.length).toBeGreaterThan(25);
  });

  test("a block of commands says that it is one, any other is a drawing", () => {
    const opened = PRESENT.flatMap((file) =>
      [...read(file).matchAll(/^```(.*)\n((?:.*\n)*?)```$/gm)].map(([, kind = "", body = ""]) => ({
        file,
        kind,
        body,
      })),
    );
    expect(opened.length).toBeGreaterThan(10);
    const wrong = opened.filter(({ kind, body }) => (kind === "" ? !/[─▼►▲│└]/.test(body) : kind !== "sh"));
    expect(wrong.map(({ file, kind }) => `${file}: ${kind}`)).toEqual([]);
  });
});

test("words that a reader stops at are not written again: docs/avoid.json says what to write instead", () => {
  const avoided = JSON.parse(read("docs/avoid.json")) as { pattern: string; instead: string }[];
  const looked = [...code, ...PRESENT.filter((file) => file !== "STYLE.md").map((file) => [file, read(file)] as const)];
  const found = avoided.flatMap(({ pattern, instead }) =>
    looked.flatMap(([file, text]) =>
      [...text.matchAll(new RegExp(pattern, "g"))].map(([words]) => `${file}: "${words}": ${instead}`),
    ),
  );
  expect(found).toEqual([]);
  const bad = ["shown to who asks", "what it hangs on", "a field more", "Time knocks", "late; else wait", "deskEvent"];
  expect(bad.filter((words) => !avoided.some(({ pattern }) => new RegExp(pattern).test(words)))).toEqual([]);
});

test("documents and comments are found: the lists above are not empty", () => {
  expect(PRESENT.length).toBeGreaterThan(25);
  expect(PRESENT.flatMap(saidIn).length).toBeGreaterThan(1_000);
  expect(existsSync("docs/slices")).toBe(true);
});
