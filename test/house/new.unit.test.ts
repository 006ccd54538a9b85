import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";

import { contentIndex } from "../../scripts/build-content.ts";
import { RECIPES, type Recipe, type Repository } from "../../scripts/local/recipes.ts";
import { TO_WRITE, unwritten } from "../../scripts/local/unwritten.ts";
import { temporaryFolder } from "../../scripts/local/temporary.ts";
import { wrongReferential } from "../../src/label/referential/referential.ts";
import type { ReferentialFile } from "../../src/label/scoring/formats.ts";
import type { Template } from "../../src/mail/template.ts";
import { parseProgramme } from "../../src/workshops/sessions/programme.ts";
import { mailWords } from "../../workers/content.built.ts";

/* `npm run new` writes the files of a recipe; what it writes holds before anybody has touched it. */

const here: Repository = {
  read: (path) => (path !== "" && existsSync(path) ? readFileSync(path, "utf8") : null),
  list: (folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }),
};
const made = (kind: string, name: string, place = ""): Recipe => {
  const write = RECIPES[kind];
  return write === undefined ? { files: [], next: [] } : write(here, { name, place });
};
const textAt = ({ files }: Recipe, path: string): string => files.find((file) => file.path === path)?.text ?? "";

/** What a module of ours exports once its text is another; whatever it imports is as it stands. */
async function exportsOf(path: string, contents: string): Promise<Record<string, unknown>> {
  const { outputFiles } = buildSync({
    stdin: { contents, loader: "ts", resolveDir: resolve(dirname(path)) },
    bundle: true,
    write: false,
    format: "esm",
  });
  return (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`)) as Record<
    string,
    unknown
  >;
}
const keysOf = async (path: string, text: string): Promise<readonly string[]> => {
  const all = Object.entries(await exportsOf(path, text));
  const [, make] = all.find(([name]) => name.endsWith("Templates")) ?? [];
  return (make as (words: object) => readonly Template[])({ ...mailWords, essai: "mots" }).map(({ key }) => key);
};

test("one more page, programme and mail build, and a release does not leave before their words are written", () => {
  const root = temporaryFolder("new");
  cpSync("content", join(root, "content"), { recursive: true });
  for (const folder of ["src", "workers"]) {
    symlinkSync(resolve(folder), join(root, folder));
  }
  expect(unwritten(root)).toEqual([]);
  const all = [made("page", "essai"), made("programme", "essai"), made("mail", "essai", "src/access/access.mails.ts")];
  const words = all.flatMap(({ files }) => files).filter(({ path }) => path.startsWith("content/"));
  words.forEach(({ path, text }) => writeFileSync(join(root, path), text));
  const [forWorkers, forPages] = contentIndex(root).map(({ exports }) => exports);
  expect(forWorkers?.["programmeWords"]?.entries.at(-1)?.[0]).toBe("essai");
  expect(forWorkers?.["mailWords"]?.entries.map(([key]) => key)).toContain("essai");
  expect(forPages?.["wordPages"]?.entries.at(-1)?.[0]).toBe("/essai");
  expect(unwritten(root).toSorted()).toEqual(words.map(({ path }) => path).toSorted());
  const release = spawnSync(process.execPath, [resolve("scripts/build-content.ts"), "--deploy"], { cwd: root });
  expect([release.status, String(release.stderr)]).toEqual([1, expect.stringContaining("content/pages/essai.md")]);
  const programme = textAt(made("programme", "essai"), "content/programmes/essai.md");
  expect(parseProgramme("essai", programme).title).toContain(TO_WRITE);
});

test("one more mail is made by its place, with an example where it has variables of its own", async () => {
  const own = made("mail", "essai", "src/access/access.mails.ts");
  expect((await keysOf("src/access/access.mails.ts", textAt(own, "src/access/access.mails.ts"))).at(-1)).toBe("essai");
  expect(textAt(own, "test/access/mails.unit.test.ts")).toContain('"essai": {},');
  for (const place of ["src/workshops/classes/request.mails.ts", "src/workshops/consent/consent.mails.ts"]) {
    const shared = made("mail", "essai", place);
    expect(await keysOf(place, textAt(shared, place))).toContain("essai");
    const words = textAt(shared, "content/mails/essai.md");
    expect(["subject: ", "preheader: ", "why: ", "---\n"].filter((part) => !words.includes(part + TO_WRITE))).toEqual(
      [],
    );
  }
});

test("one more event is made and said in words, wherever events are listed; a family without words gets a line", async () => {
  const places = here.list("src").filter((path) => path.endsWith(".events.ts"));
  expect(places.length).toBeGreaterThan(15);
  for (const place of places.map((path) => `src/${path}`)) {
    const text = textAt(made("event", "essai.done", place), place);
    expect(text.match(/^ {2}"essai\.done": (?:Ids|z\.object\(\{\}\)|"À ÉCRIRE : l’acte"),$/gm), place).toHaveLength(2);
  }
  const reacted = [
    "access/access",
    "console/console",
    "workshops/classes/request",
    "mail/address",
    "privacy/privacy",
    "workshops/seats/registration",
  ].map(
    (at) =>
      made("event", "essai.done", `src/${at}.events.ts`).files.find(({ path }) => path.endsWith(".reactions.ts"))?.text,
  );
  const line = /^ +"essai\.done": (?:nothing|v1\(nothing\)|nobody|.*\(\) => Promise\.resolve\(plan\(\)\)(?: \})?),$/m;
  expect(reacted.map((text = "") => line.test(text))).toEqual(reacted.map(() => true));
  const place = "src/privacy/privacy.events.ts";
  const known = made("event", "person.essai", place);
  expect(known.files.map(({ path }) => path)).toEqual([place, "src/privacy/privacy.reactions.ts"]);
  const { privacyWords, privacyEvent } = (await exportsOf(place, textAt(known, place))) as {
    privacyWords: Record<string, string>;
    privacyEvent: (type: string, about: object, data: object) => { type: string };
  };
  expect(privacyWords["person.essai"]).toContain(TO_WRITE);
  expect(privacyEvent("person.essai", { id: "evt_1", subject: "per_1", at: 0, actor: "x" }, {}).type).toBe(
    "person.essai",
  );
  const family = made("event", "essai.done", place).files.find((file) => file.path === "workers/event-words.ts");
  expect(family?.text).toContain(`\n  essai: "${TO_WRITE}`);
});

/** Every version of the label's referential, drafts last. */
const versions = ["content/referentials", "content/drafts"].flatMap((folder) =>
  readdirSync(folder)
    .filter((base) => base.startsWith("label@"))
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((base) => JSON.parse(readFileSync(join(folder, base), "utf8")) as ReferentialFile),
);
/** An id that nobody has, in a dimension that takes one more. */
function freeId(): string {
  const { criteria, tree } = versions.at(-1) ?? { criteria: [], tree: { children: [] } };
  const dimensions = tree.children.map((child) => ("node" in child ? child.node.children : []));
  const [leaf] = dimensions.find(({ length }) => length < 7) ?? [];
  const family = leaf !== undefined && "criterion" in leaf ? leaf.criterion.slice(0, 4) : "";
  const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((n) => criteria.every(({ id }) => id !== `${family}${n}`));
  return `${family}${free ?? ""}`;
}

test("one more criterion is a draft that the label takes: still 100 points, what was published is as it was", () => {
  const id = freeId();
  const { files } = made("criterion", id);
  const [draft, quotes] = files.map(({ text }) => JSON.parse(text) as unknown) as [
    ReferentialFile,
    Record<string, string[]>,
  ];
  expect(files.map(({ path }) => path)).toEqual([
    `content/drafts/label@${draft.version}.json`,
    "content/referentials/quotes.sha256.json",
  ]);
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  expect(wrongReferential(draft, { quotes, sha256, before: versions })).toEqual([]);
  expect(draft.criteria.at(-1)?.id).toBe(id);
});

test.each([
  ["page", "contact", "", "is there already"],
  ["page", "Avec Espace", "", "is no name"],
  ["programme", "agir-en-temoin", "", "is there already"],
  ["mail", "essai", "", "say in which one it belongs"],
  ["mail", "essai", "src/guidance/guidance.mails.ts", "a way of its own"],
  [
    "event",
    "person.erased",
    "src/console/console.events.ts",
    "src/privacy/privacy.events.ts has person.erased already",
  ],
  ["event", "person.seen", "src/kernel/event.ts", "another shape"],
  ["criterion", "PSY-1", "", "there already"],
  ["criterion", "psy-9", "", "is no name"],
  ["criterion", "PSY-9", "", "its dimension holds 7 criteria, the most: PSY-1"],
])("%s %s %s is not written: it says why", (kind, name, place, why) => {
  expect(() => made(kind, name, place)).toThrow(why);
});
