import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

/* The table of ARCHITECTURE.md, "Who may import whom", checked on the real import graph. */

const list = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => normalize(join(root, file)));
const files = [...list("src"), ...list("workers")];
const text = new Map([...files, ...list("test"), ...list("scripts")].map((file) => [file, readFileSync(file, "utf8")]));

type Import = { from: string; to: string; isType: boolean };
const imports: Import[] = files.flatMap((from) =>
  [...(text.get(from) ?? "").matchAll(/^import (type )?(?:[^;]*? from )?"([^"]+)";/gms)].map(([, type, to = ""]) => ({
    from,
    to: to.startsWith(".") ? normalize(join(dirname(from), to)) : to,
    isType: type !== undefined,
  })),
);
const isOurs = (to: string): boolean => to.startsWith("src/") || to.startsWith("workers/");
const featureOf = (file: string): string => file.split("/")[1] ?? "";

type Kind =
  | "kernel"
  | "platform"
  | "ui"
  | "browser"
  | "workers"
  | "store"
  | "pages"
  | "reactions"
  | "mails"
  | "use case"
  | "feature"
  | "core";

/** What a file is: by its folder, else by its name, else by whether it is handed the outside world. */
function kindOf(file: string): Kind {
  const folder = file.startsWith("workers/") ? "workers" : featureOf(file);
  if (folder === "kernel" || folder === "platform" || folder === "ui" || folder === "browser" || folder === "workers") {
    return folder;
  }
  const byName: [RegExp, Kind][] = [
    [/^src\/\w+\/feature\.ts$/, "feature"],
    [/\.store\.ts$/, "store"],
    [/\.tsx$|\.routes\.ts$|\/(?:edge|guard)\.ts$/, "pages"],
    [/\.reactions\.ts$/, "reactions"],
    [/\.mails\.ts$/, "mails"],
    [/\/mail\/plan\.ts$/, "core"], // types alone: what a reaction hands over
    [/\/(?:custody|estate|reminders)\.ts$/, "use case"], // what a feature hands to others: its queries, behind types
  ];
  const named = byName.find(([pattern]) => pattern.test(file));
  const isHanded = /from "(?:\.\.\/)+platform\//.test(text.get(file) ?? "");
  return named?.[1] ?? (isHanded ? "use case" : "core");
}

/** The texts of a file that are handed to `statement`, or say that they will be. */
const sqlOf = (file: string): string =>
  [...(text.get(file) ?? "").matchAll(/`[^`]*`|"[^"\n]*"/g)]
    .map(([literal]) => literal)
    .filter((literal) => /\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|AND|IN)\b/.test(literal))
    .join("\n");

/** Kinds that a kind may import; "own" kinds only from its own feature. */
const MAY: Record<Exclude<Kind, "workers">, { any: Kind[]; own: Kind[] }> = {
  kernel: { any: ["kernel"], own: [] },
  platform: { any: ["kernel", "platform"], own: [] },
  ui: { any: ["kernel", "ui"], own: [] },
  browser: { any: ["kernel", "core", "browser"], own: [] },
  core: { any: ["kernel", "core"], own: [] },
  store: { any: ["kernel", "core", "platform"], own: ["store"] },
  "use case": { any: ["kernel", "core", "platform"], own: ["use case", "store", "pages"] },
  mails: { any: ["kernel", "core"], own: ["mails"] },
  reactions: { any: ["kernel", "core", "platform"], own: ["reactions", "store", "mails"] },
  feature: {
    any: ["kernel", "core", "platform"],
    own: ["pages", "use case", "store", "mails", "reactions"],
  },
  pages: { any: ["kernel", "core", "ui", "platform"], own: ["pages", "use case", "store", "mails"] },
};
/** Types alone, by which features hand queries to each other without knowing each other. */
const HANDED_OVER = new Set([
  "src/access/organisations/estate.ts",
  "src/guidance/predicate.ts",
  "src/privacy/custodian.ts",
]);
/** Open to every feature: privacy keeps people for all. Sequences write, move and withdraw their mails through one door. */
const isContacts = (to: string): boolean =>
  to === "src/privacy/contacts.store.ts" || to === "src/privacy/erase-person.ts";
const isDoor = (from: string, to: string): boolean =>
  from.startsWith("src/guidance/") && to === "src/mail/messages.store.ts";

const PACKAGES: Partial<Record<Kind, RegExp>> = {
  kernel: /^(?:zod|temporal-polyfill)$/,
  ui: /^hono\/(?:jsx|html)$/,
  core: /^(?:zod|zod\/mini|canonicalize|@scure\/base|temporal-polyfill|ical-generator|marked|stdnum\/.*)$/,
  store: /^zod$/,
  "use case": /^zod$/,
};

/**
 * The rooms of a feature that has several, from the ground up: a file imports from its own room and from those named before it.
 * "." is what stands in no room: it spans them all.
 */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  "src/workshops": [
    "sessions",
    "seats",
    "list",
    "letters",
    "consent",
    "catalogue",
    "schools",
    "presence",
    "classes",
    "facilitators",
    "impact",
    "planning",
    ".",
  ],
  "src/label": [
    "scoring",
    "referential",
    "application",
    "transparency-log",
    "assessment",
    "decision",
    "registry",
    "workspace",
    "badge",
    "public",
    ".",
  ],
};
const roomOf = (house: string, file: string): string => {
  const [room = "", ...rest] = file.slice(house.length + 1).split("/");
  return rest.length === 0 ? "." : room;
};
const climbing = (among: readonly Import[]): Import[] =>
  among.filter(({ from, to }) => {
    const [house, rooms] = Object.entries(FLOORS).find(([one]) => from.startsWith(`${one}/`)) ?? ["", []];
    return (
      house !== "" &&
      to.startsWith(`${house}/`) &&
      rooms.indexOf(roomOf(house, from)) < rooms.indexOf(roomOf(house, to))
    );
  });

/** The first cycle found, as the files it runs through; empty when there is none. */
function cycleAmong(among: readonly string[], edges: readonly Import[]): string[] {
  const next = new Map(among.map((file) => [file, edges.filter((i) => i.from === file).map((i) => i.to)]));
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) {
      return [...path.slice(path.indexOf(file)), file];
    }
    if (done.has(file)) {
      return [];
    }
    const here = [...path, file];
    const cycle = (next.get(file) ?? []).flatMap((to) => walk(to, here));
    done.add(file);
    return cycle;
  };
  return among.flatMap((file) => walk(file, []));
}

describe("who may import whom", () => {
  test("the graph is really read", () => {
    expect(files.length).toBeGreaterThan(70);
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter((i) => isOurs(i.to) && !existsSync(i.to))).toEqual([]);
    expect(new Set(files.map(kindOf)).size).toBe(12);
  });

  test("each kind of file imports only what the table allows", () => {
    const wrong = imports.filter(({ from, to, isType }) => {
      const kind = kindOf(from);
      if (from === "src/mail/plan.ts" && isType) {
        return false;
      }
      if (
        kind === "workers" ||
        !to.startsWith("src/") ||
        isContacts(to) ||
        isDoor(from, to) ||
        (isType && HANDED_OVER.has(to))
      ) {
        return kind !== "workers" && to.startsWith("workers/");
      }
      const may = MAY[kind];
      const target = kindOf(to);
      return !may.any.includes(target) && !(may.own.includes(target) && featureOf(from) === featureOf(to));
    });
    expect(wrong).toEqual([]);
  });

  test("packages stay where they belong; nothing of the runtime outside platform and the Workers", () => {
    const wrong = imports.filter(({ from, to }) => {
      const isPackage = !isOurs(to) && !to.startsWith("content/") && !to.startsWith("public/");
      const isRuntime = to.startsWith("cloudflare:") && !["platform", "workers"].includes(kindOf(from));
      return isPackage && (isRuntime || PACKAGES[kindOf(from)]?.test(to) === false);
    });
    expect(wrong).toEqual([]);
  });

  test("addresses of strangers are fetched by the Worker `outside` alone", () => {
    const isOutside = (file: string): boolean =>
      file.startsWith("workers/outside/") || file.startsWith("test/outside/");
    const all = [...text].filter(([file]) => !isOutside(file));
    expect(
      all.filter(([, content]) => /\bopenOutside\b|outside\/open-outside/.test(content)).map(([file]) => file),
    ).toEqual([]);
    // Nobody else calls the global `fetch` in a Worker; the provider's client is given its one address by `mailer.ts`.
    const fetching = files.filter((file) => !file.startsWith("src/browser/") && !isOutside(file));
    expect(fetching.filter((file) => /(?<![.\w])fetch\(/.test(text.get(file) ?? ""))).toEqual([]);
  });

  test("a literal is never spread, and no line is kept from the formatter", () => {
    const marks = /\.{3}[[{]|\b(?:prettier|oxfmt)-ignore\b/;
    const found = [...text].flatMap(([file, code]) =>
      code.split("\n").flatMap((line, at) => (marks.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
    );
    expect(found.filter((line) => !line.startsWith("test/house/architecture.unit.test.ts"))).toEqual([]);
  });

  test("what a form holds is refused when it is too long, never cut without a word", () => {
    const forms = files.filter((file) => /\breadForm\b|\bFormFields\b/.test(text.get(file) ?? ""));
    expect(forms.length).toBeGreaterThan(40);
    const cut = /\b(?:fields|typedIn)\b.*\.slice\(0|\b(?:words|text)\.slice\(0, \d{3}/;
    const found = forms.flatMap((file) =>
      (text.get(file) ?? "").split("\n").flatMap((line) => (cut.test(line) ? [`${file}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test("SQL is written in stores and in platform, nowhere else", () => {
    const withSql = files.filter((file) => /\bstatement\(/.test(text.get(file) ?? ""));
    expect(withSql.length).toBeGreaterThan(8);
    expect(withSql.filter((file) => !["store", "platform"].includes(kindOf(file)))).toEqual([]);
  });

  test("an event is made by its feature's list of types, which has the words of each", () => {
    const makers = files.filter((file) => /\bsubjectRev(?:,|: )/.test(text.get(file) ?? ""));
    expect(makers.length).toBeGreaterThan(3);
    const isList = /\.events\.ts$|\/kernel\/event\.ts$|\/platform\/outbox\.ts$/;
    expect(makers.filter((file) => !isList.test(file))).toEqual([]);
  });

  test("rows are declared once: no store renames or unpacks columns by hand", () => {
    const stores = files.filter((file) => kindOf(file) === "store");
    expect(stores.filter((file) => (text.get(file) ?? "").includes(".transform("))).toEqual([]);
  });

  test("parameters of SQL have names, never numbers", () => {
    const numbered = files.filter((file) => /\?\d/.test(sqlOf(file)));
    expect(files.filter((file) => sqlOf(file) !== "").length).toBeGreaterThan(40);
    expect(numbered).toEqual([]);
  });

  test("no cycle between files, types included", () => {
    expect(cycleAmong(files, imports)).toEqual([]);
    const [a, b, c] = ["a.ts", "b.ts", "c.ts"];
    const byType = { from: b, to: a, isType: true };
    expect(
      cycleAmong([a, b, c], [{ from: a, to: b, isType: false }, { from: b, to: c, isType: false }, byType]),
    ).toEqual([a, b, a]);
  });

  test("a room imports only what stands above it, types included", () => {
    for (const [house, rooms] of Object.entries(FLOORS)) {
      const found = new Set(files.filter((file) => file.startsWith(`${house}/`)).map((file) => roomOf(house, file)));
      expect([...found].toSorted()).toEqual(rooms.toSorted());
    }
    expect(climbing(imports)).toEqual([]);
    const upwards = { from: "src/workshops/seats/party.ts", to: "src/workshops/list/queue-rule.ts", isType: true };
    const downwards = { from: upwards.to, to: upwards.from, isType: true };
    const within = { from: upwards.from, to: "src/workshops/seats/move.ts", isType: false };
    expect(climbing([upwards, downwards, within])).toEqual([upwards]);
  });

  test("only the capacity store writes capacity, taken or waiting", () => {
    const writes = /(?:SET|,)\s*(?:capacity|taken|waiting)\s*=/;
    expect(files.filter((file) => writes.test(text.get(file) ?? ""))).toEqual([
      "src/workshops/seats/capacity.store.ts",
    ]);
  });
});
